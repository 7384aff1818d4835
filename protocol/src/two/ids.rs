//! What games, rooms, seats and commands are told apart by.

use std::fmt;
use std::str::FromStr;

use rand::{Rng, RngExt};
use subtle::ConstantTimeEq;

use crate::Error;

/// Digits and capitals that nobody takes for one another, read or heard: without 0 O 1 I L U.
const SYMBOLS: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";
const BASE: u64 = SYMBOLS.len() as u64;

/// The symbols of a number, the highest first; what is above `BASE.pow(N)` is cut off.
fn encode<const N: usize>(mut number: u64) -> [u8; N] {
    let mut symbols = [0; N];
    for symbol in symbols.iter_mut().rev() {
        *symbol = SYMBOLS[(number % BASE) as usize];
        number /= BASE;
    }
    symbols
}

/// The number of exactly `N` symbols, in capitals or not.
fn decode<const N: usize>(text: &str) -> Option<u64> {
    if text.len() != N {
        return None;
    }
    text.bytes().try_fold(0, |number, byte| {
        let value = SYMBOLS.iter().position(|symbol| *symbol == byte.to_ascii_uppercase())?;
        Some(number * BASE + value as u64)
    })
}

fn write_ascii(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    f.write_str(str::from_utf8(bytes).map_err(|_| fmt::Error)?)
}

/// A game: 8 symbols of `23456789ABCDEFGHJKMNPQRSTVWXYZ`. Whoever knows it may watch the game, if that is public.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct GameId(u64);

impl GameId {
    /// How many there are: 30 to the 8th, some 656 thousand millions.
    const COUNT: u64 = BASE.pow(8);

    /// Any of them, all equally likely. The caller sees to it that no two games have the same.
    pub fn random(rng: &mut (impl Rng + ?Sized)) -> GameId {
        GameId(rng.random_range(0..Self::COUNT))
    }
}

impl fmt::Display for GameId {
    /// The 8 symbols, in capitals.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_ascii(f, &encode::<8>(self.0))
    }
}

impl FromStr for GameId {
    type Err = Error;

    /// Reads 8 symbols, in capitals or not. Anything else is [`Error::NoSuchGame`], as there is none by that id.
    fn from_str(text: &str) -> Result<GameId, Error> {
        decode::<8>(text).map(GameId).ok_or(Error::NoSuchGame)
    }
}

/// The code of a room: 5 symbols of those of a [`GameId`], short enough to be told across a class room.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Code(u32);

impl Code {
    /// How many there are: 30 to the 5th, 24.3 millions.
    const COUNT: u32 = (BASE as u32).pow(5);

    /// Any of them, all equally likely. The caller sees to it that no two rooms have the same.
    pub fn random(rng: &mut (impl Rng + ?Sized)) -> Code {
        Code(rng.random_range(0..Self::COUNT))
    }
}

impl fmt::Display for Code {
    /// The 5 symbols, in capitals.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_ascii(f, &encode::<5>(self.0.into()))
    }
}

impl FromStr for Code {
    type Err = Error;

    /// Reads 5 symbols, in capitals or not; anything else is [`Error::BadCode`].
    fn from_str(text: &str) -> Result<Code, Error> {
        let number = decode::<5>(text).and_then(|number| u32::try_from(number).ok());
        number.map(Code).ok_or(Error::BadCode)
    }
}

/// The right to come back to a seat: 128 bits that only the server and the player know.
#[derive(Clone, Copy)]
pub struct Ticket(u128);

impl Ticket {
    /// Takes 128 random bits, from a source that can't be guessed.
    pub fn new(secret: u128) -> Ticket {
        Ticket(secret)
    }

    /// Whether it is the same, found in a time that doesn't depend on how many bits are: answers can't be timed to
    /// guess a ticket piece by piece.
    pub fn matches(&self, other: &Ticket) -> bool {
        self.0.to_be_bytes().ct_eq(&other.0.to_be_bytes()).into()
    }
}

impl PartialEq for Ticket {
    fn eq(&self, other: &Ticket) -> bool {
        self.matches(other)
    }
}

impl Eq for Ticket {}

impl fmt::Debug for Ticket {
    /// Without the secret: this is what gets into logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ticket(_)")
    }
}

impl fmt::Display for Ticket {
    /// The 32 hexadecimal digits, in small letters: for the player's own eyes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl FromStr for Ticket {
    type Err = Error;

    /// Reads exactly 32 hexadecimal digits, small or capital; anything else is [`Error::BadTicket`].
    fn from_str(text: &str) -> Result<Ticket, Error> {
        // `from_str_radix` alone would take a sign.
        if text.len() != 32 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(Error::BadTicket);
        }
        u128::from_str_radix(text, 16).map(Ticket).map_err(|_| Error::BadTicket)
    }
}

/// What a client calls one of its commands, to know the answer to it: 1 to 16 ASCII letters, digits, `.`, `_` or `-`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tag {
    /// Padded with zeros, which no tag contains.
    bytes: [u8; Tag::MAX],
}

impl Tag {
    const MAX: usize = 16;

    fn as_bytes(&self) -> &[u8] {
        let length = self.bytes.iter().position(|byte| *byte == 0).unwrap_or(Tag::MAX);
        &self.bytes[..length]
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tag({self})")
    }
}

impl fmt::Display for Tag {
    /// Without the `#` before it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_ascii(f, self.as_bytes())
    }
}

impl FromStr for Tag {
    type Err = Error;

    /// Reads a tag without the `#` before it; anything else is [`Error::BadTag`].
    fn from_str(text: &str) -> Result<Tag, Error> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        if !(1..=Tag::MAX).contains(&text.len()) || !text.bytes().all(allowed) {
            return Err(Error::BadTag);
        }
        let mut bytes = [0; Tag::MAX];
        bytes[..text.len()].copy_from_slice(text.as_bytes());
        Ok(Tag { bytes })
    }
}
