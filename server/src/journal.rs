//! The log of every game: what anybody was told is in it.
//!
//! A game appends what is about to happen, and tells nobody before that is committed. So a server that was killed finds
//! here all that it had said, and goes on from there. The trait asks for no more than a log over the network can give:
//! appends are batched and answered later, an id makes a retry harmless, and nothing here assumes one process or one file.

use std::{fmt, future::Future, pin::Pin};

use serde::{Deserialize, Serialize};
use tttp::{
    Cell, Ending, Event, Mark, Rules,
    two::{Control, GameId, Kind, Level, Name},
};

pub mod appender;
pub mod memory;
pub mod sqlite;

#[cfg(test)]
pub(crate) mod conformance;

/// An answer that comes later, on any thread.
pub type Later<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Where games are logged.
pub trait Journal: Send + Sync {
    /// Appends, each to the log of its game, in this order for those of one game; one outcome for each, in the order of the
    /// batch. Each of them is in the log as a whole or not at all; a batch need not be.
    ///
    /// Dropping the future takes nothing back.
    fn append(&self, batch: Vec<Append>) -> Later<Vec<Outcome>>;

    /// The records of an open game, from the first on; none if there is no such log, or it is closed.
    ///
    /// # Errors
    /// When the log can't be read.
    fn read(&self, game: GameId) -> Later<Result<Vec<Record>, Unreadable>>;

    /// All games whose logs are not closed, the oldest first. One that makes no sense is left out, and left as it is.
    ///
    /// # Errors
    /// When the logs can't be read at all.
    fn open_games(&self) -> Later<Result<Vec<OpenGame>, Unreadable>>;

    /// Whether an append is answered at once, on the caller's thread, so that nothing is gained by collecting them.
    fn is_immediate(&self) -> bool {
        false
    }
}

/// What a game appends to its log.
#[derive(Clone, Debug)]
pub struct Append {
    /// The same in each try of the same append, and in no other.
    pub id: AppendId,
    /// The game.
    pub game: GameId,
    /// How many records its log has: with more, or fewer, this is stale.
    pub expected: u32,
    /// What comes next; may be none if it finishes or closes.
    pub records: Vec<Record>,
    /// The game is over by this: what is kept of it for good. A second one for the same game changes nothing.
    pub finish: Option<Box<Finished>>,
    /// Nobody will come back to it: its records are not needed any more.
    pub close: bool,
}

/// What tells an append from all others.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct AppendId(pub u128);

/// What has become of an append.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Outcome {
    /// It is in the log, be it by this try or by an earlier one.
    Committed,
    /// The log has another length: somebody else has written to it, or has closed it.
    Stale,
    /// It is not in the log, and won't be.
    Refused(Refusal),
    /// There was no answer: it may be in the log or not. Try again with the same id.
    Unknown,
}

/// Why something can't be written now.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Refusal {
    /// The disk is full, or a quota is used up.
    Full,
    /// The file system, or the file, can't be written to.
    ReadOnly,
    /// Anything else; the log says what.
    Failed,
    /// What was to be written is at fault, and not where it was to be written: others can.
    Content,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full => "the disk is full",
            Self::ReadOnly => "the data folder can't be written to",
            Self::Failed => "the data folder fails",
            Self::Content => "this can't be written, though all else can",
        })
    }
}

/// Why a log could not be read.
#[derive(Clone, Debug)]
pub struct Unreadable(pub String);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the log of games can't be read: {}", self.0)
    }
}

impl std::error::Error for Unreadable {}

/// A game whose log is not closed.
#[derive(Clone, Debug)]
pub struct OpenGame {
    /// Which.
    pub game: GameId,
    /// All of it.
    pub records: Vec<Record>,
}

/// An entry in the log of a game. Times are in microseconds of the game's own time, which stands still while the server is
/// down; they never go backwards within a log.
///
/// Logs of earlier versions are read too: a field that is added to any of these gets `#[serde(default)]`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// The first: who plays, and by what rules.
    Opened(Box<Opened>),
    /// Something happened.
    Event {
        /// When.
        at: u64,
        /// The lag that the move was measured with, in microseconds.
        lag: u64,
        /// What.
        event: Event,
    },
    /// A guest speaks TTTP/2 from now on, under this name; other rules go with that.
    Upgraded {
        /// When.
        at: u64,
        /// Whose side it is.
        seat: Mark,
        /// Who that is now.
        player: Seated,
        /// What it is played by now.
        rules: Rules,
    },
    /// The server was started again: the game's time stands still.
    Held {
        /// When that was, as the last moment that is known of before.
        at: u64,
    },
    /// The game's time goes on.
    Went {
        /// What it shows.
        at: u64,
        /// What the server's shows.
        server: u64,
    },
    /// Both want to play again: that game follows at the same table. The last record.
    Next {
        /// When.
        at: u64,
        /// Who asked last.
        by: Mark,
        /// The game that follows.
        game: GameId,
    },
}

/// How a game begins.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Opened {
    /// Who plays X, and who O.
    pub players: [Seated; 2],
    /// What it is played by.
    pub rules: Rules,
    /// The clock that was agreed on, also if it can't be used while a guest plays.
    pub clock: Option<Control>,
    /// Whether nobody else may see it.
    pub private: bool,
    /// When, in microseconds: of the game's own time, which begins with this, and of the server's.
    pub server: u64,
    /// When, in milliseconds since 1970 (UTC).
    pub began: u64,
    /// What the chance of its house bot comes from.
    pub seed: u64,
    /// The game before it at the same table.
    pub previous: Option<GameId>,
}

/// Who sits at a side.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Seated {
    /// As all see it.
    pub name: Name,
    /// Of what kind.
    pub kind: Kind,
    /// How strong, if it is a bot of the house.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// Whether it has chosen that name itself, so that it can be rated.
    #[serde(default)]
    pub chosen: bool,
}

/// What is kept of a game for good.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Finished {
    /// Which.
    pub game: GameId,
    /// Who played X, and who O.
    pub players: [Seated; 2],
    /// The clock, if there was one.
    pub clock: Option<Control>,
    /// Whether nobody else could see it.
    pub private: bool,
    /// When it began, in milliseconds since 1970 (UTC).
    pub began: u64,
    /// When it ended, in the same.
    pub ended: u64,
    /// The moves, X's first.
    pub moves: Vec<Played>,
    /// How it ended.
    pub ending: Ending,
    /// What is played: `3x3`.
    pub variant: String,
    /// What the chance of its house bot came from.
    pub seed: u64,
    /// Whether it counts for ratings: between two of a kind who have chosen different names, and with a result.
    pub rated: bool,
}

/// A move that was made.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Played {
    /// Where.
    pub cell: Cell,
    /// How long after the beginning of the game, in milliseconds.
    pub ms: u32,
}
