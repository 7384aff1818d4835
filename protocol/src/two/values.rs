//! Time controls, seats, places and what a client can do.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::GameId;
use crate::{Error, Mark};

/// A time control: how long a side may think in all, and what each of its moves gives back.
///
/// On the wire in whole seconds, as `180+2`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Control {
    /// What each side begins with: 5 to 3600 seconds.
    pub start: Duration,
    /// What a move gives back: 0 to 60 seconds.
    pub increment: Duration,
}

impl Control {
    /// Reads `none` or a control, as in `clock=`; anything else is [`Error::BadClock`].
    pub fn parse(word: &str) -> Result<Option<Control>, Error> {
        if word == "none" { Ok(None) } else { word.parse().map(Some) }
    }

    /// The control, or `none`: what [`Control::parse`] reads.
    pub fn wire(control: Option<Control>) -> impl fmt::Display {
        fmt::from_fn(move |f| match control {
            Some(control) => fmt::Display::fmt(&control, f),
            None => f.write_str("none"),
        })
    }
}

impl fmt::Display for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+{}", self.start.as_secs(), self.increment.as_secs())
    }
}

impl FromStr for Control {
    type Err = Error;

    /// Reads seconds, `+` and seconds, both within their bounds; anything else, `none` too, is [`Error::BadClock`].
    fn from_str(word: &str) -> Result<Control, Error> {
        let seconds = |digits: &str, most: usize| {
            let digits = Some(digits).filter(|digits| digits.len() <= most);
            digits.and_then(number::<u64>).ok_or(Error::BadClock)
        };
        let (start, increment) = word.split_once('+').ok_or(Error::BadClock)?;
        let (start, increment) = (seconds(start, 4)?, seconds(increment, 2)?);
        if !(5..=3600).contains(&start) || increment > 60 {
            return Err(Error::BadClock);
        }
        Ok(Control { start: Duration::from_secs(start), increment: Duration::from_secs(increment) })
    }
}

/// A number of nothing but ASCII digits: without a sign, which `parse` would take.
pub(super) fn number<T: FromStr>(digits: &str) -> Option<T> {
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

/// What a session is in a game.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Role {
    /// `X` or `O`: plays.
    Seat(Mark),
    /// `watcher`: looks on.
    Watcher,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Role::Seat(mark) => mark.fmt(f),
            Role::Watcher => f.write_str("watcher"),
        }
    }
}

impl FromStr for Role {
    type Err = Error;

    /// Reads `X`, `O` or `watcher`; anything else is [`Error::BadArgument`].
    fn from_str(word: &str) -> Result<Role, Error> {
        match word {
            "watcher" => Ok(Role::Watcher),
            _ => word.parse().map(Role::Seat).map_err(|_| Error::BadArgument),
        }
    }
}

/// Where one can watch, chat and leave.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Place {
    /// `lobby`: where everybody can be.
    Lobby,
    /// A game.
    Game(GameId),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Lobby => f.write_str("lobby"),
            Place::Game(id) => id.fmt(f),
        }
    }
}

impl FromStr for Place {
    type Err = Error;

    /// Reads `lobby` or a [`GameId`]; anything else is [`Error::NoSuchGame`].
    fn from_str(word: &str) -> Result<Place, Error> {
        match word {
            "lobby" => Ok(Place::Lobby),
            _ => word.parse().map(Place::Game),
        }
    }
}

/// What a client takes beyond the plain lines. On the wire the words of those that are on, joined by commas.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub struct Caps {
    /// `ping`: takes `PING` lines, and answers them.
    pub ping: bool,
    /// `multi`: plays several games at once.
    pub multi: bool,
    /// `chat`: takes `SAID` lines.
    pub chat: bool,
}

impl Caps {
    /// Reads words joined by commas. Words that are none of these are passed over: a later version's.
    pub fn parse(words: &str) -> Caps {
        let has = |cap| words.split(',').any(|word| word == cap);
        Caps { ping: has("ping"), multi: has("multi"), chat: has("chat") }
    }

    /// Whether all are off.
    pub fn is_empty(self) -> bool {
        self == Caps::default()
    }
}

impl fmt::Display for Caps {
    /// What [`Caps::parse`] reads; nothing at all if all are off.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut comma = "";
        for (on, word) in [(self.ping, "ping"), (self.multi, "multi"), (self.chat, "chat")] {
            if on {
                f.write_str(comma)?;
                f.write_str(word)?;
                comma = ",";
            }
        }
        Ok(())
    }
}
