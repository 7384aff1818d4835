//! TTTP/2: the lines of sessions that have a name, and of games that can be named, watched and come back to.
//!
//! 1. [`Request::parse`] reads what a client says in a line: a [`Tag`], if it begins with one, and a [`Command`].
//! 2. A [`Reply`] is a line of the server; [`Display`](std::fmt::Display) writes it, and `FromStr` reads it, for
//!    clients and tests.
//! 3. The words in between are types of their own ([`Name`], [`GameId`], [`Control`], …). Their `FromStr` says with
//!    which [`Error`](crate::Error) a bad one is answered; their `Display` is the form in a line.
//!
//! The part "TTTP/2" of `TTTP.md` specifies all of it.
//!
//! ```
//! use tttp::two::{Command, Request};
//!
//! let request = Request::parse("#1 MOVE 7kx2m9ab 4");
//! assert_eq!(request.tag.map(|tag| tag.to_string()).as_deref(), Some("1"));
//! assert!(matches!(request.command?, Command::Move { game: Some(game), .. } if game.to_string() == "7KX2M9AB"));
//! # Ok::<(), tttp::Error>(())
//! ```

mod args;
mod carried;
mod chat;
mod command;
mod ids;
mod name;
mod reply;
mod text;
mod values;
mod words;

pub use carried::{Attached, Carry, Token};
pub use chat::{History, Said};
pub use command::{Command, Hello, Request};
pub use ids::{Code, GameId, Tag, Ticket};
pub use name::{Name, Skeleton};
pub use reply::{Card, Reply, Sitter};
pub use text::ChatText;
pub use values::{Caps, Control, Place, Role};
pub use words::{Channel, ChatMode, Key, Kind, Level, List, Reason, Refusal, Status};
