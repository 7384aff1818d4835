//! What a game is played by besides the rules of tic-tac-toe, and what a seat can do.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{Cell, Command, two::Control};

/// The bounds of a game ("TTTP.md", TTTP/2, Games). Those of TTTP/1, which has none, are the default.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Rules {
    /// Both seats speak TTTP/1: who leaves an ongoing game ends it without a result, and it can't be resumed.
    pub classic: bool,
    /// The clock of each side, which starts when both have made their first move.
    pub clock: Option<Control>,
    /// How long each side has for its first move, from its turn on; then the game ends without a result.
    #[serde(with = "crate::record::some_micros")]
    pub first_move: Option<Duration>,
    /// How long a connection must be lost before the other side may claim the win. When both are lost for so long, the
    /// game ends without a result. After the end, how long a seat is kept that is gone.
    #[serde(with = "crate::record::micros")]
    pub claim_after: Duration,
    /// How long a connection may be lost before that ends the game: the same as `claim_after` if nobody is there who
    /// could claim, since the other one is a guest or a house bot.
    #[serde(with = "crate::record::micros")]
    pub give_up_after: Duration,
    /// With so many refused moves, a seat loses; at least 1.
    pub illegal: Option<u16>,
    /// The most that a move is credited with for the lag of the network.
    #[serde(with = "crate::record::micros")]
    pub lag_credit: Duration,
    /// In a rematch the seats are swapped. The game itself knows seats, not players: who holds it puts the players into
    /// the other seats.
    pub swap: bool,
}

impl Rules {
    /// Those of TTTP/1.
    pub(super) const CLASSIC: Rules = Rules {
        classic: true,
        clock: None,
        first_move: None,
        claim_after: Duration::from_secs(20),
        give_up_after: Duration::from_secs(300),
        illegal: None,
        lag_credit: Duration::ZERO,
        swap: false,
    };
}

impl Default for Rules {
    fn default() -> Rules {
        Rules::CLASSIC
    }
}

/// What a seat can do in a game, or what can happen to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Act {
    /// Marks a cell.
    Move(Cell),
    /// Gives up.
    Resign,
    /// Wins against somebody whose connection has been lost for long.
    Claim,
    /// Asks for another game.
    Rematch,
    /// Leaves for good: an ongoing game is resigned, or under [classic](Rules::classic) rules ends without a result.
    Leave,
    /// Leaves for good, and loses an ongoing game as abandoned: who speaks TTTP/1, and plays somebody who speaks TTTP/2.
    Abandon,
    /// The connection is lost, and may come back; from a finished game under [classic](Rules::classic) rules, it has left
    /// for good.
    Lose,
    /// The connection is back, or another one has taken its place.
    Return,
}

impl From<Command> for Act {
    /// What is said in TTTP/1: who quits leaves.
    fn from(command: Command) -> Act {
        match command {
            Command::Move(cell) => Act::Move(cell),
            Command::Rematch => Act::Rematch,
            Command::Quit => Act::Leave,
        }
    }
}
