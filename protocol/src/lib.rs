//! TTTP, the Tic Tac Toe Protocol, and the party canvas: everything about them that is deterministic.
//!
//! There are no sockets, clocks or sources of chance in here. Bytes, seconds and random numbers come in as arguments,
//! so the same arguments always give the same result, and a server, a bot or a test can use this crate alike. The
//! protocol itself is specified in `TTTP.md`, beside this crate's manifest.
//!
//! # The way of a move
//!
//! 1. [`Lines`] cuts the bytes of a connection into lines, none longer than [`MAX_LINE`].
//! 2. [`Command`] is what a client says in a line.
//! 3. [`Queue`] has paired two clients; each has a seat in a [`Game`], named by its [`Mark`].
//! 4. [`Game::apply`] decides what the command means, as an [`Act`]. The outcome is an [`Event`], or an [`Error`] and no
//!    change. The events of a game are all of it: played back with [`Game::evolve`], they give the same game.
//! 5. [`Event::replies`] says it to a seat, as [`Reply`] lines. An [`Error`] is said as a [`Text`].
//!
//! ```
//! use std::time::Duration;
//! use tttp::{Command, Game, Mark};
//!
//! let mut game = Game::new();
//! let said: Command = "MOVE 4".parse()?;
//! let event = game.apply(Mark::X, said.into(), Duration::ZERO, Duration::ZERO)?;
//! let told: Vec<String> = event.replies(Mark::O).map(|reply| reply.to_string()).collect();
//! assert_eq!(told, ["OPPONENT_MOVED 4"]);
//! # Ok::<(), tttp::Error>(())
//! ```
//!
//! [`Board`] and [`Cell`] are the rules of tic-tac-toe without turns or seats.
//!
//! # TTTP/2
//!
//! [`two`] has the lines of TTTP/2: sessions with names, and games with ids that can be watched and come back to.
//!
//! # The party canvas
//!
//! [`party`] has a [`party::World`] of participants and zombies that advances in steps, and a
//! [`party::Picture`] of it writes the frames that go to the participants.

#![forbid(unsafe_code)]

mod board;
pub mod bot;
mod clock;
mod command;
mod error;
mod game;
mod lines;
pub mod party;
mod queue;
mod rate;
mod record;
mod reply;
pub mod two;

pub use board::{Board, Cell, Mark};
pub use clock::Clock;
pub use command::Command;
pub use error::{Class, Error};
pub use game::{Act, Ending, Event, Game, Rules};
pub use lines::{Lines, MAX_LINE};
pub use queue::Queue;
pub use rate::{Meter, Rate};
pub use reply::{Reply, Text};
