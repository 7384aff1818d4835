//! What one player was told of its games, over all its connections: every line with its number.

use std::collections::BTreeMap;

use tttp::{
    Board, Mark,
    two::{GameId, Kind, Name, Place, Reply, Role},
};

/// A game, as its player knows it.
pub(super) struct Copy {
    pub mark: Mark,
    pub ticket: String,
    pub names: [Name; 2],
    pub is_house: bool,
    /// The number of the newest line; none before the first `STATE`.
    pub seq: Option<u32>,
    pub board: Board,
    pub turn: Mark,
    pub is_over: bool,
    /// Somebody has left, and there will be no other game.
    pub is_left: bool,
    /// It has left itself, or need not come back.
    pub is_given_up: bool,
    pub has_asked: bool,
    /// What was told, by its number.
    pub lines: BTreeMap<u32, String>,
    /// What `STATE` has told: after which line, the board, and whether it was over.
    pub states: Vec<(u32, Board, bool)>,
    pub next: Option<GameId>,
}

impl Copy {
    /// Which of two it is, X being the first.
    pub fn side(&self) -> usize {
        usize::from(self.mark == Mark::O)
    }
}

/// How the next lines of a game are to go on from what is known.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Missed {
    /// With the very next number: `STATE` would be wrong.
    Exactly(GameId),
    /// With `STATE`, whatever it says: what was known is not so any more.
    Anew(GameId),
    /// With `STATE`, which may be newer.
    Newer,
    /// It has missed nothing: `STATE` tells what is known.
    Nothing,
}

/// All games of a player.
pub(super) struct Book {
    pub games: BTreeMap<GameId, Copy>,
    /// The one that it plays, or has played last.
    pub current: Option<GameId>,
    missed: Missed,
}

impl Book {
    pub fn new() -> Self {
        Self { games: BTreeMap::new(), current: None, missed: Missed::Nothing }
    }

    /// The game that it plays, or has played last.
    pub fn game(&self) -> Option<(GameId, &Copy)> {
        let id = self.current?;
        Some((id, self.games.get(&id)?))
    }

    /// Where it sits and plays. That is one game, but for the moment in which one of two makes way: their lines come in any
    /// order, so only its end tells which one that is.
    pub fn ongoing(&self) -> impl Iterator<Item = GameId> {
        self.games.iter().filter(|(_, copy)| !copy.is_over && !copy.is_given_up).map(|(id, _)| *id)
    }

    /// It need not come back to a game: what it plays is the other one, if there is one.
    pub fn gives_up(&mut self, game: GameId) {
        if let Some(copy) = self.games.get_mut(&game) {
            copy.is_given_up = true;
        }
        if self.current == Some(game) {
            let other = self.ongoing().next();
            self.current = other;
        }
    }

    /// It is coming back.
    pub fn expects(&mut self, missed: Missed) {
        self.missed = missed;
    }

    fn copy(&mut self, game: GameId, line: &str) -> &mut Copy {
        self.games.get_mut(&game).unwrap_or_else(|| panic!("of a game it is not in: {line}"))
    }

    /// Takes in a line, and checks that it goes on from what is known.
    pub fn hears(&mut self, line: &str) {
        let Ok(reply) = line.parse::<Reply>() else { return };
        match reply {
            Reply::Joined { game, role: Role::Seat(mark), x, o, ticket, .. } => {
                let ticket = ticket.unwrap_or_else(|| panic!("no ticket: {line}")).to_string();
                let is_house = [x.kind, o.kind].contains(&Kind::House);
                let names = [x.name, o.name];
                self.current = Some(game);
                let copy = self.games.entry(game).or_insert_with(|| Copy {
                    mark,
                    ticket: ticket.clone(),
                    names: names.clone(),
                    is_house,
                    seq: None,
                    board: Board::default(),
                    turn: Mark::X,
                    is_over: false,
                    is_left: false,
                    is_given_up: false,
                    has_asked: false,
                    lines: BTreeMap::new(),
                    states: Vec::new(),
                    next: None,
                });
                assert_eq!((copy.mark, &copy.ticket, &copy.names), (mark, &ticket, &names), "otherwise before: {line}");
            }
            Reply::State { game, seq, board, turn, .. } => {
                let missed = std::mem::replace(&mut self.missed, Missed::Nothing);
                assert_ne!(missed, Missed::Exactly(game), "not the lines that it missed: {line}");
                let copy = self.copy(game, line);
                let fits = match missed {
                    Missed::Anew(_) => true,
                    Missed::Newer => copy.seq <= Some(seq),
                    Missed::Exactly(_) | Missed::Nothing => copy.seq.is_none_or(|known| known == seq),
                };
                assert!(fits, "{:?} was known, and {missed:?} missed: {line}", copy.seq);
                (copy.seq, copy.board, copy.is_over) = (Some(seq), board, turn.is_none());
                copy.turn = turn.unwrap_or(copy.turn);
                copy.states.push((seq, board, turn.is_none()));
            }
            Reply::Moved { game, seq, seat, cell, .. } => {
                let copy = self.happens(game, Some(seq), line);
                assert_eq!((copy.is_over, copy.turn), (false, seat), "not their turn: {line}");
                copy.board.place(seat, cell).unwrap_or_else(|error| panic!("{error:?}: {line}"));
                copy.turn = seat.opponent();
            }
            Reply::End { game, seq, .. } => {
                let copy = self.copy(game, line);
                if copy.is_over {
                    // Told again after STATE, with the number of that.
                    assert_eq!((copy.seq, copy.states.last().map(|state| state.0)), (Some(seq), Some(seq)), "{line}");
                } else {
                    self.happens(game, Some(seq), line).is_over = true;
                }
            }
            Reply::Gone { game, .. } | Reply::Back { game, .. } => drop(self.happens(game, None, line)),
            Reply::Rematch { game, seat } => {
                let copy = self.happens(game, None, line);
                copy.has_asked |= copy.mark == seat;
            }
            Reply::Left { place: Place::Game(game), role: Role::Seat(mark) } => {
                let copy = self.happens(game, None, line);
                copy.is_left = true;
                if copy.mark == mark {
                    self.gives_up(game);
                }
            }
            Reply::Next { game, new } => {
                let copy = self.copy(game, line);
                assert!(copy.is_over && copy.next.is_none_or(|next| next == new), "{line}");
                copy.next = Some(new);
            }
            _ => {}
        }
    }

    /// One more thing has happened in a game.
    fn happens(&mut self, game: GameId, seq: Option<u32>, line: &str) -> &mut Copy {
        let missed = std::mem::replace(&mut self.missed, Missed::Nothing);
        assert_ne!(missed, Missed::Anew(game), "it is not as it was, and STATE does not say so: {line}");
        let copy = self.copy(game, line);
        let next = copy.seq.unwrap_or_else(|| panic!("before STATE: {line}")) + 1;
        assert!(seq.is_none_or(|seq| seq == next), "{next} is expected: {line}");
        copy.seq = Some(next);
        assert_eq!(copy.lines.insert(next, line.to_owned()), None, "{next} twice: {line}");
        copy
    }
}

#[test]
fn of_two_games_that_one_is_told_of_it_plays_the_one_that_it_does_not_leave() {
    let joined =
        |game| format!("JOINED {game} X Ada person House_Dizzy house none public 9a5c4695a57734ad93af45671f13b107");
    let state = |game| format!("STATE {game} 0 ......... X - -");
    let leaves = |game| [format!("END {game} 1 - void"), format!("LEFT {game} X")];
    let orders = [["HJQMXN6C", "JPQ6RPJW"], ["JPQ6RPJW", "HJQMXN6C"]];
    for (order, left) in orders.iter().flat_map(|order| order.map(|left| (order, left))) {
        let mut book = Book::new();
        order.iter().flat_map(|game| [joined(game), state(game)]).for_each(|line| book.hears(&line));
        assert_eq!(book.ongoing().count(), 2);
        leaves(left).iter().for_each(|line| book.hears(line));
        let other = order.iter().find(|game| **game != left).map(|game| game.parse().unwrap());
        assert_eq!((book.current, book.ongoing().next()), (other, other), "{order:?}, {left} is left");
        book.gives_up(other.unwrap());
        assert_eq!((book.current, book.ongoing().next()), (None, None), "{order:?}");
    }
}
