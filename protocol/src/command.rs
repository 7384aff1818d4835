//! What clients say.

use std::fmt;
use std::str::FromStr;

use crate::lines::trim;
use crate::{Cell, Error};

/// A line from a client ("TTTP.md", Commands).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Command {
    /// `MOVE n`: mark a cell.
    Move(Cell),
    /// `REMATCH`: play again with the same opponent, once both have said so.
    Rematch,
    /// `QUIT`: leave, and have the connection closed.
    Quit,
}

impl FromStr for Command {
    type Err = Error;

    /// Reads a line, passing over white space and byte order marks around it.
    ///
    /// A number that is no cell is [`Error::NoSuchCell`]; all else that isn't exactly `MOVE`, one space and digits,
    /// `REMATCH` or `QUIT`, is [`Error::UnknownCommand`].
    fn from_str(line: &str) -> Result<Command, Error> {
        let line = trim(line);
        match line {
            "QUIT" => return Ok(Command::Quit),
            "REMATCH" => return Ok(Command::Rematch),
            _ => {}
        }
        let number = line.strip_prefix("MOVE ").ok_or(Error::UnknownCommand)?;
        number.parse().map(Command::Move)
    }
}

impl fmt::Display for Command {
    /// The line without its ending.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Command::Move(cell) => write!(f, "MOVE {cell}"),
            Command::Rematch => f.write_str("REMATCH"),
            Command::Quit => f.write_str("QUIT"),
        }
    }
}
