//! A game as a line of JSON, as it is exported and imported ("TTTP.md", Records).

use serde::{Deserialize, Serialize};
use tttp::{
    Board, Cell, Ending, Mark,
    two::{Control, GameId, Kind, Level, Name, Reason},
};

use super::{NOBODY, games::Kept, key_of, players::KINDS};
use crate::journal::{Finished, Played, Seated};

/// What is played; there is no other game yet.
pub const VARIANT: &str = "3x3";

/// The last millisecond of the year 9999: a later one is no time of a game.
const LATEST: u64 = 253_402_300_799_999;

/// The highest number of a game that every reader of JSON keeps exact.
const MOST: u64 = 1 << 53;

/// Who sat at a side.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Side {
    /// As all saw it.
    pub name: Name,
    /// Of what kind.
    pub kind: Kind,
    /// How strong, if it is a bot of the house.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
}

impl From<&Seated> for Side {
    fn from(seated: &Seated) -> Self {
        Self { name: seated.name.clone(), kind: seated.kind, level: seated.level }
    }
}

/// All that is kept of a game.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Line {
    /// Its number: the higher, the later it was recorded.
    pub n: u64,
    /// Its id.
    pub game: GameId,
    /// Who played X.
    pub x: Side,
    /// Who played O.
    pub o: Side,
    /// The clock, if there was one.
    pub clock: Option<Control>,
    /// Whether nobody else could see it.
    pub private: bool,
    /// When it began, in milliseconds since 1970 (UTC).
    pub began: u64,
    /// When it ended, in the same.
    pub ended: u64,
    /// The moves, X's first.
    pub moves: Vec<Cell>,
    /// When each was made, in milliseconds since the beginning.
    pub times: Vec<u32>,
    /// Who has won.
    pub winner: Option<Mark>,
    /// Why it was over, in a word.
    pub reason: Reason,
    /// The same in full.
    pub ending: Ending,
    /// What was played.
    pub variant: String,
    /// What the chance of a house bot came from: a number of 64 bits, which not every reader of JSON keeps exact.
    pub seed: String,
    /// Whether it counts for ratings.
    pub rated: bool,
}

impl From<&Kept> for Line {
    fn from(Kept { n, finished }: &Kept) -> Self {
        let [x, o] = &finished.players;
        Self {
            n: n.unsigned_abs(),
            game: finished.game,
            x: x.into(),
            o: o.into(),
            clock: finished.clock,
            private: finished.private,
            began: finished.began,
            ended: finished.ended,
            moves: finished.moves.iter().map(|played| played.cell).collect(),
            times: finished.moves.iter().map(|played| played.ms).collect(),
            winner: finished.ending.winner(),
            reason: finished.ending.reason(),
            ending: finished.ending,
            variant: finished.variant.clone(),
            seed: finished.seed.to_string(),
            rated: finished.rated,
        }
    }
}

impl Line {
    /// The line, with its end.
    ///
    /// # Errors
    /// Never, in fact.
    pub fn write(&self, out: &mut Vec<u8>) -> serde_json::Result<()> {
        serde_json::to_writer(&mut *out, self)?;
        out.push(b'\n');
        Ok(())
    }

    /// Reads a line, and sees to it that it is a game that can have been.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(text: &[u8]) -> Result<Kept, String> {
        let line: Self = serde_json::from_slice(text).map_err(|error| {
            // It is always the first line, to who reads just that one.
            let what = error.to_string().replace(" at line 1 column ", ", at character ");
            if error.is_data() {
                what
            } else {
                format!("no game as `tttparty export` writes it, in one line of JSON: {what}")
            }
        })?;
        line.check()
    }

    fn check(self) -> Result<Kept, String> {
        if !(1..=MOST).contains(&self.n) {
            return Err(format!("n is {}: numbers of games are 1 to {MOST}", self.n));
        }
        if self.variant != VARIANT {
            return Err(format!("the variant {:?} is not known here, only {VARIANT:?}", self.variant));
        }
        if self.began > self.ended || self.ended > LATEST {
            return Err("began and ended are milliseconds since 1970, and began is not after ended".into());
        }
        let seed: u64 = self.seed.parse().map_err(|_| "seed is no number of 64 bits, written as a string")?;
        self.check_moves()?;
        if (self.winner, self.reason) != (self.ending.winner(), self.ending.reason()) {
            return Err("winner, reason and ending don't say the same".into());
        }
        let players = [seated(&self.x)?, seated(&self.o)?];
        if self.rated {
            check_rated(&players, self.ending, self.moves.len())?;
        }
        let moves = self.moves.iter().zip(&self.times).map(|(cell, ms)| Played { cell: *cell, ms: *ms }).collect();
        let Self { n, game, clock, private, began, ended, ending, variant, rated, .. } = self;
        let finished = Finished { game, players, clock, private, began, ended, moves, ending, variant, seed, rated };
        Ok(Kept { n: n.cast_signed(), finished })
    }

    /// The moves, and whether the game can have ended as it says after them.
    fn check_moves(&self) -> Result<(), String> {
        if self.moves.len() != self.times.len() {
            return Err(format!("{} moves, but {} times", self.moves.len(), self.times.len()));
        }
        if !self.times.is_sorted() {
            return Err("the times of the moves go backwards".into());
        }
        let mut board = Board::default();
        let mut mark = Mark::X;
        for (cell, number) in self.moves.iter().zip(1..) {
            if board.winner().is_some() {
                return Err(format!("move {number} comes after a line"));
            }
            if board.place(mark, *cell).is_err() {
                return Err(format!("move {number} is to cell {cell}, which is taken"));
            }
            mark = mark.opponent();
        }
        let fits = match self.ending {
            Ending::Line(winner) => board.winner() == Some(winner),
            Ending::Tie => board.winner().is_none() && board.is_full(),
            _ => board.winner().is_none() && !board.is_full(),
        };
        if fits { Ok(()) } else { Err(format!("the ending {:?} does not fit the moves", self.reason.to_string())) }
    }
}

fn seated(Side { name, kind, level }: &Side) -> Result<Seated, String> {
    let is_house = *kind == Kind::House;
    let fits = match level {
        Some(level) => is_house && *name == Name::house(*level),
        None => !is_house,
    };
    if !fits {
        return Err(format!("{name} is no {kind} of that level: exactly bots of the house have one, and its name"));
    }
    let chooses = KINDS.contains(kind);
    if chooses && name.is_reserved() && name.as_str() != NOBODY {
        return Err(format!("no {kind} can have the name {name}, which is the server's"));
    }
    Ok(Seated { name: name.clone(), kind: *kind, level: *level, chosen: false })
}

fn check_rated([x, o]: &[Seated; 2], ending: Ending, moves: usize) -> Result<(), String> {
    if x.kind != o.kind || !KINDS.contains(&x.kind) {
        return Err("a rated game is between two people or two bots".into());
    }
    let (key_x, key_o) = (key_of(x), key_of(o));
    if key_x == key_o && !key_x.is_empty() {
        return Err("a rated game is between two with different names".into());
    }
    if (ending.winner().is_none() && ending != Ending::Tie) || moves < 2 {
        return Err("a rated game has a result, and moves of both".into());
    }
    Ok(())
}
