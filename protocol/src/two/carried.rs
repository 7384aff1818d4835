//! Carried sessions: the first line of a connection that is to carry a session which outlives it, and the answer.

use std::{fmt, str::FromStr};

use super::{Ticket, args::Args, args::first_word};
use crate::{Error, lines::trim};

/// What names a carried session, and is the right to it: 128 bits that only the server and the client know, written like a
/// [`Ticket`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token(Ticket);

impl Token {
    /// Takes 128 random bits, from a source that can't be guessed.
    pub fn new(secret: u128) -> Self {
        Self(Ticket::new(secret))
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Token {
    type Err = Error;

    /// Reads exactly 32 hexadecimal digits; anything else is [`Error::NoSession`].
    fn from_str(text: &str) -> Result<Self, Error> {
        text.parse().map(Self).map_err(|_| Error::NoSession)
    }
}

/// How a connection begins that is to carry a session ("TTTP.md", Carried sessions).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Carry<'a> {
    /// `OPEN`: a new session of TTTP/2.
    Open,
    /// `OPEN party [code]`: a new one in a room of the party, the main one if there is no code.
    OpenParty(Option<&'a str>),
    /// `ATTACH token [seq=N]`: one that is on.
    Attach {
        /// Which.
        token: Token,
        /// The number of the newest message of the server's that the client has; without it, the newest that was sent.
        seq: Option<u64>,
    },
}

impl<'a> Carry<'a> {
    /// Reads a first line: nothing if its word is neither `OPEN` nor `ATTACH`.
    ///
    /// # Errors
    /// [`Error::BadArgument`] when what follows is not as above, and [`Error::NoSession`] for what can't be a token.
    pub fn parse(line: &'a str) -> Option<Result<Self, Error>> {
        let (word, rest) = first_word(trim(line));
        match word {
            "OPEN" => Some(open(Args::new(rest))),
            "ATTACH" => Some(attach(Args::new(rest))),
            _ => None,
        }
    }
}

fn open(args: Args<'_>) -> Result<Carry<'_>, Error> {
    let mut words = args.words();
    match (words.next(), words.next(), words.next()) {
        (None, _, _) => Ok(Carry::Open),
        (Some("party"), code, None) => Ok(Carry::OpenParty(code)),
        _ => Err(Error::BadArgument),
    }
}

fn attach(args: Args<'_>) -> Result<Carry<'_>, Error> {
    let [token] = args.exactly()?;
    let seq = args.option("seq")?.map(|seq| seq.parse().map_err(|_| Error::BadArgument)).transpose()?;
    Ok(Carry::Attach { token: token.parse()?, seq })
}

/// `SESSION token seq=N heard=K`: the first line of a connection that carries a session. It has no number itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attached {
    /// Which session.
    pub token: Token,
    /// The message after this number comes next.
    pub seq: u64,
    /// How many of the client's messages were taken; it sends those after that again.
    pub heard: u64,
}

impl fmt::Display for Attached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { token, seq, heard } = self;
        write!(f, "SESSION {token} seq={seq} heard={heard}")
    }
}

impl FromStr for Attached {
    type Err = Error;

    /// Reads what `Display` writes; anything else is [`Error::BadArgument`].
    fn from_str(line: &str) -> Result<Self, Error> {
        let args = Args::new(line.strip_prefix("SESSION ").ok_or(Error::BadArgument)?);
        let [token] = args.first()?;
        let number = |key| args.option(key)?.and_then(|number| number.parse().ok()).ok_or(Error::BadArgument);
        Ok(Self { token: token.parse()?, seq: number("seq")?, heard: number("heard")? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "00112233445566778899aabbccddeeff";

    #[test]
    fn a_first_line_opens_or_attaches_or_is_for_another() {
        let token: Token = TOKEN.parse().unwrap();
        let lines = [
            ("OPEN".to_owned(), Ok(Carry::Open)),
            (" OPEN \r".to_owned(), Ok(Carry::Open)),
            ("OPEN later=1".to_owned(), Ok(Carry::Open)),
            ("OPEN party".to_owned(), Ok(Carry::OpenParty(None))),
            ("OPEN party KITE7".to_owned(), Ok(Carry::OpenParty(Some("KITE7")))),
            ("OPEN pub".to_owned(), Err(Error::BadArgument)),
            ("OPEN party A B".to_owned(), Err(Error::BadArgument)),
            (format!("ATTACH {TOKEN}"), Ok(Carry::Attach { token, seq: None })),
            (format!("ATTACH {TOKEN} seq=17"), Ok(Carry::Attach { token, seq: Some(17) })),
            (format!("ATTACH {TOKEN} seq=-1"), Err(Error::BadArgument)),
            ("ATTACH".to_owned(), Err(Error::BadArgument)),
            ("ATTACH 17".to_owned(), Err(Error::NoSession)),
        ];
        for (line, carry) in lines {
            assert_eq!(Carry::parse(&line), Some(carry), "{line}");
        }
        for line in ["", "HELLO TTTP/2", "open", "OPENED", "#1 OPEN"] {
            assert_eq!(Carry::parse(line), None, "{line}");
        }
    }

    #[test]
    fn the_answer_is_read_as_it_is_written() {
        let attached = Attached { token: TOKEN.parse().unwrap(), seq: 17, heard: 4 };
        let line = attached.to_string();
        assert_eq!(line, format!("SESSION {TOKEN} seq=17 heard=4"));
        assert_eq!(line.parse(), Ok(attached));
        for wrong in ["", "SESSION", "SESSION 17 seq=1 heard=1", &line.replace(" seq=17", "")] {
            assert!(wrong.parse::<Attached>().is_err(), "{wrong}");
        }
    }
}
