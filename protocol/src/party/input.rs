//! What a client of `party.2` says ("TTTP.md", The party canvas).

use crate::Error;

/// A binary message from a client: how far it has drawn, and where it wants to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Input {
    /// The tick of the newest frame that it drew.
    pub drawn: u32,
    /// Where it wants to be, x and y in 1/16 px, if there is news of that. Not checked against any canvas yet.
    pub to: Option<(u16, u16)>,
}

impl Input {
    /// Reads a message of 5 or 9 bytes; anything else is [`Error::InputShape`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Input, Error> {
        match *bytes {
            [1, a, b, c, d] => Ok(Input { drawn: u32::from_be_bytes([a, b, c, d]), to: None }),
            [2, a, b, c, d, x, x2, y, y2] => Ok(Input {
                drawn: u32::from_be_bytes([a, b, c, d]),
                to: Some((u16::from_be_bytes([x, x2]), u16::from_be_bytes([y, y2]))),
            }),
            _ => Err(Error::InputShape),
        }
    }
}
