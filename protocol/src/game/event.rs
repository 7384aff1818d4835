//! What happens in a game, and what clients are told of it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Game;
use crate::two::{self, GameId, Reason, Role};
use crate::{Cell, Mark, Reply, Text, two::Place};

/// Why a game is over ("TTTP.md", Games).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// This seat has three in a line: it has won.
    Line(Mark),
    /// The board is full, and nobody has won.
    Tie,
    /// This seat left a game of TTTP/1 before there was a result: nobody has won.
    Left(Mark),
    /// This seat gave up, or left: it has lost.
    Resigned(Mark),
    /// This seat's time was up: it has lost.
    Timeout(Mark),
    /// This seat was gone for too long, or left somebody who could have come back: it has lost.
    Abandoned(Mark),
    /// This seat had too many moves refused: it has lost.
    Illegal(Mark),
    /// It hardly began, or both were gone: nobody has won.
    Void,
}

impl Ending {
    /// Who has won, if anybody.
    pub fn winner(self) -> Option<Mark> {
        match self {
            Ending::Line(winner) => Some(winner),
            Ending::Resigned(loser) | Ending::Timeout(loser) | Ending::Abandoned(loser) | Ending::Illegal(loser) => {
                Some(loser.opponent())
            }
            Ending::Tie | Ending::Left(_) | Ending::Void => None,
        }
    }

    /// What TTTP/2 calls it. It has no word for [`Left`](Ending::Left) of its own: that is abandoned, without a winner.
    pub fn reason(self) -> Reason {
        match self {
            Ending::Line(_) => Reason::Line,
            Ending::Tie => Reason::Tie,
            Ending::Resigned(_) => Reason::Resign,
            Ending::Timeout(_) => Reason::Timeout,
            Ending::Left(_) | Ending::Abandoned(_) => Reason::Abandoned,
            Ending::Illegal(_) => Reason::Illegal,
            Ending::Void => Reason::Void,
        }
    }
}

/// Something that happened in a game. The events of a game, in order and each with its time, are the whole of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A seat marked a cell.
    Moved {
        /// Who moved.
        by: Mark,
        /// Where.
        cell: Cell,
        /// How the game ended by it, if it did.
        ending: Option<Ending>,
    },
    /// The game ended otherwise than by a move or by somebody leaving.
    Ended(Ending),
    /// A seat left for good.
    Left {
        /// Who left.
        by: Mark,
        /// The ending if the game was still on; nothing if it was over.
        ending: Option<Ending>,
        /// Whether the other one had asked for another game, and so waits in vain.
        awaited: bool,
    },
    /// A seat's connection was lost; it may come back.
    Lost {
        /// Whose.
        by: Mark,
        /// After how long the other one may claim the win; after the end, how long the seat is kept.
        #[serde(with = "crate::record::micros")]
        claim_in: Duration,
    },
    /// A seat's connection is back.
    Returned {
        /// Whose.
        by: Mark,
    },
    /// A seat asked for another game.
    Rematch {
        /// Who asked.
        by: Mark,
        /// Whether the other one had asked before: then the next game begins.
        both: bool,
    },
}

impl Event {
    /// The lines of TTTP/1 that tell a seat of it, in order: none, one or two.
    ///
    /// Who leaves a finished game does so in silence: clients would show it in place of the result. But who has asked for
    /// another game is told that there will be none. TTTP/1 has no words for connections that come and go.
    pub fn replies(&self, seat: Mark) -> impl Iterator<Item = Reply> + use<> {
        let lines = match *self {
            Event::Moved { by, cell, ending } if by == seat => {
                [Some(Reply::ValidMove(cell)), ending.and_then(|ending| result(ending, seat))]
            }
            Event::Moved { cell, ending, .. } => {
                [Some(Reply::OpponentMoved(cell)), ending.and_then(|ending| result(ending, seat))]
            }
            Event::Ended(ending) => [result(ending, seat), None],
            Event::Left { by, ending, awaited } => {
                let told = by != seat && (ending.is_some() || awaited);
                [told.then_some(Reply::OtherPlayerLeft), None]
            }
            Event::Lost { .. } | Event::Returned { .. } => [None, None],
            Event::Rematch { both, .. } => {
                let first = both && seat == Mark::X;
                [first.then_some(Reply::Message(Text::YOUR_MOVE)), None]
            }
        };
        lines.into_iter().flatten()
    }

    /// The lines of TTTP/2 that tell both seats and watchers of it, in order: one or two, as many as it
    /// [counts](Game::seq).
    ///
    /// `game` is the game right after it. Once both want another game, what is to be said of that one is not among them.
    pub fn lines(&self, id: GameId, game: &Game, now: Duration) -> impl Iterator<Item = two::Reply> + use<> {
        let seq = game.seq();
        let end = |ending, seq| end(id, seq, ending);
        let lines = match *self {
            Event::Moved { by, cell, ending } => {
                let seq = seq.wrapping_sub(ending.is_some().into());
                let moved = two::Reply::Moved { game: id, seq, seat: by, cell, clocks: game.clocks(now) };
                [Some(moved), ending.map(|ending| end(ending, seq.wrapping_add(1)))]
            }
            Event::Ended(ending) => [Some(end(ending, seq)), None],
            Event::Left { by, ending, .. } => {
                let left = two::Reply::Left { place: Place::Game(id), role: Role::Seat(by) };
                [ending.map(|ending| end(ending, seq.wrapping_sub(1))), Some(left)]
            }
            Event::Lost { by, claim_in } => [Some(two::Reply::Gone { game: id, seat: by, claim_in }), None],
            Event::Returned { by } => [Some(two::Reply::Back { game: id, seat: by }), None],
            Event::Rematch { by, .. } => [Some(two::Reply::Rematch { game: id, seat: by }), None],
        };
        lines.into_iter().flatten()
    }

    /// How many lines of TTTP/2 it is.
    pub(super) fn count(&self) -> u32 {
        match self {
            Event::Moved { ending: Some(_), .. } | Event::Left { ending: Some(_), .. } => 2,
            _ => 1,
        }
    }
}

pub(super) fn end(game: GameId, seq: u32, ending: Ending) -> two::Reply {
    two::Reply::End { game, seq, winner: ending.winner(), reason: ending.reason() }
}

/// What TTTP/1 calls an ending. It has no word for a game without one: there, somebody left.
fn result(ending: Ending, seat: Mark) -> Option<Reply> {
    match ending {
        Ending::Tie => Some(Reply::Tie),
        // Said to who is still there by the event of leaving.
        Ending::Left(_) => None,
        Ending::Void => Some(Reply::OtherPlayerLeft),
        _ if ending.winner() == Some(seat) => Some(Reply::Victory),
        _ => Some(Reply::Defeat),
    }
}
