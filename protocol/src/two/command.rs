//! What clients say.

mod help;
mod read;

use std::fmt;
use std::str::FromStr;

use super::{Caps, ChatText, Code, Control, GameId, Key, Level, List, Name, Place, Refusal, Tag, Ticket};
use crate::lines::trim;
use crate::{Cell, Error};

/// A line from a client: a command, and the tag that it wants its answer to have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    /// What the line began with, after `#`.
    pub tag: Option<Tag>,
    /// The command, or what is to be answered in its stead.
    pub command: Result<Command, Error>,
}

impl Request {
    /// Reads a line, passing over white space and byte order marks around it.
    ///
    /// What follows `#` and is no tag is [`Error::BadTag`]; for the rest of the line see [`Command::from_str`].
    pub fn parse(line: &str) -> Request {
        let line = trim(line);
        let Some(tagged) = line.strip_prefix('#') else {
            return Request { tag: None, command: read::command(line) };
        };
        let (tag, rest) = super::args::first_word(tagged);
        match tag.parse() {
            Ok(tag) => Request { tag: Some(tag), command: read::command(rest) },
            Err(error) => Request { tag: None, command: Err(error) },
        }
    }
}

/// A command of TTTP/2 ("TTTP.md", TTTP/2).
///
/// Where a game can be left out, `None` is the only one there is. Where a clock can, `None` is none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Command {
    /// `HELLO TTTP/2 [name=N] [bot] [caps=c,…]`: open the session.
    Hello(Hello),
    /// `PROPOSE`: tell three names that are free.
    Propose,
    /// `NAME N`: take another name.
    Name(Name),
    /// `PLAY`: wait for the next opponent.
    Play,
    /// `PLAY bot=L [clock=C]`: play with a house bot.
    PlayHouse {
        /// How well it plays.
        level: Level,
        /// With which clock.
        clock: Option<Control>,
    },
    /// `HOST [clock=C] [locked]`: open a room.
    Host {
        /// With which clock.
        clock: Option<Control>,
        /// The code is in no list, and the game is private.
        locked: bool,
    },
    /// `JOIN code`: play with whoever hosts that room.
    Join(Code),
    /// `CHALLENGE N [clock=C]`: ask somebody for a game.
    Challenge {
        /// Whom.
        name: Name,
        /// With which clock.
        clock: Option<Control>,
    },
    /// `ACCEPT N`: take up that challenge.
    Accept(Name),
    /// `DECLINE N [reason]`: don't.
    Decline {
        /// Whose challenge.
        name: Name,
        /// Why; [`Refusal::Later`] unless given, and never [`Refusal::Gone`].
        reason: Refusal,
    },
    /// `CANCEL`: withdraw from the queue, the own room and the own challenges.
    Cancel,
    /// `MOVE [game] cell`: mark a cell.
    Move {
        /// In which game.
        game: Option<GameId>,
        /// Which.
        cell: Cell,
    },
    /// `RESIGN [game]`: lose it.
    Resign(Option<GameId>),
    /// `CLAIM [game]`: win it, against somebody who is gone for long.
    Claim(Option<GameId>),
    /// `REMATCH [game]`: ask for another with the same opponent.
    Rematch(Option<GameId>),
    /// `LEAVE [game|lobby]`: leave the seat, or watch no longer.
    Leave(Option<Place>),
    /// `STATE [game]`: tell all of it.
    State(Option<GameId>),
    /// `WATCH game` or `WATCH lobby`: tell all of it, and what changes.
    Watch(Place),
    /// `LIST [people|rooms|games]`: tell once who and what is there.
    List(List),
    /// `SAY place text`: chat.
    Say {
        /// Where.
        place: Place,
        /// What.
        text: ChatText,
    },
    /// `RESUME game ticket [seq=N]`: come back to a seat.
    Resume {
        /// In which game.
        game: GameId,
        /// The right to it.
        ticket: Ticket,
        /// The newest that it has heard of; without it, it is told all of the game.
        seq: Option<u32>,
    },
    /// `PONG t`: the answer to `PING t`.
    Pong(u64),
    /// `HELP`: tell of all commands.
    Help,
    /// `QUIT`: leave everything, and have the connection closed.
    Quit,
}

/// What a client says of itself at first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hello {
    /// TTTP/2 is among the versions that it speaks.
    pub known: bool,
    /// The name it would have, or what is the matter with that; without one it is given any.
    pub name: Option<Result<Name, Error>>,
    /// It is a program that plays.
    pub bot: bool,
    /// What it takes beyond the plain lines.
    pub caps: Caps,
}

impl Command {
    /// The first words of all commands, in the order of the specification.
    pub const WORDS: &[&str] = &[
        "HELLO",
        "PROPOSE",
        "NAME",
        "PLAY",
        "HOST",
        "JOIN",
        "CHALLENGE",
        "ACCEPT",
        "DECLINE",
        "CANCEL",
        "MOVE",
        "RESIGN",
        "CLAIM",
        "REMATCH",
        "LEAVE",
        "STATE",
        "WATCH",
        "LIST",
        "SAY",
        "RESUME",
        "PONG",
        "HELP",
        "QUIT",
    ];

    /// Which bound it counts against, besides [`Key::Line`], against which all do.
    pub fn key(&self) -> Key {
        match self {
            Command::Hello(_) => Key::Hello,
            Command::Propose | Command::Name(_) => Key::Name,
            Command::Play | Command::PlayHouse { .. } | Command::Host { .. } | Command::Cancel => Key::Play,
            Command::Challenge { .. } | Command::Accept(_) | Command::Decline { .. } => Key::Play,
            Command::Resign(_) | Command::Claim(_) | Command::Rematch(_) | Command::Leave(_) => Key::Play,
            Command::Join(_) | Command::Resume { .. } => Key::Join,
            Command::Move { .. } | Command::State(_) => Key::Move,
            Command::List(_) | Command::Watch(_) | Command::Help => Key::List,
            Command::Say { .. } => Key::Say,
            Command::Pong(_) | Command::Quit => Key::Line,
        }
    }
}

impl FromStr for Command {
    type Err = Error;

    /// Reads a line without a tag, passing over white space and byte order marks around it.
    ///
    /// A first word that is none of [`Command::WORDS`] is [`Error::NoSuchCommand`]; a word missing, too many or out of
    /// place [`Error::BadArgument`]; a bad value what its type says.
    fn from_str(line: &str) -> Result<Command, Error> {
        read::command(trim(line))
    }
}

impl fmt::Display for Command {
    /// The line without its ending.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let with_game = |f: &mut fmt::Formatter<'_>, word: &str, game: &Option<GameId>| {
            f.write_str(word)?;
            game.map_or(Ok(()), |game| write!(f, " {game}"))
        };
        let with_clock = |f: &mut fmt::Formatter<'_>, clock: &Option<Control>| match clock {
            Some(clock) => write!(f, " clock={clock}"),
            None => Ok(()),
        };
        match self {
            Command::Hello(hello) => hello.fmt(f),
            Command::Propose => f.write_str("PROPOSE"),
            Command::Name(name) => write!(f, "NAME {name}"),
            Command::Play => f.write_str("PLAY"),
            Command::PlayHouse { level, clock } => {
                write!(f, "PLAY bot={level}")?;
                with_clock(f, clock)
            }
            Command::Host { clock, locked } => {
                f.write_str("HOST")?;
                with_clock(f, clock)?;
                f.write_str(if *locked { " locked" } else { "" })
            }
            Command::Join(code) => write!(f, "JOIN {code}"),
            Command::Challenge { name, clock } => {
                write!(f, "CHALLENGE {name}")?;
                with_clock(f, clock)
            }
            Command::Accept(name) => write!(f, "ACCEPT {name}"),
            Command::Decline { name, reason } => write!(f, "DECLINE {name} {reason}"),
            Command::Cancel => f.write_str("CANCEL"),
            Command::Move { game, cell } => {
                with_game(f, "MOVE", game)?;
                write!(f, " {cell}")
            }
            Command::Resign(game) => with_game(f, "RESIGN", game),
            Command::Claim(game) => with_game(f, "CLAIM", game),
            Command::Rematch(game) => with_game(f, "REMATCH", game),
            Command::Leave(None) => f.write_str("LEAVE"),
            Command::Leave(Some(place)) => write!(f, "LEAVE {place}"),
            Command::State(game) => with_game(f, "STATE", game),
            Command::Watch(place) => write!(f, "WATCH {place}"),
            Command::List(List::All) => f.write_str("LIST"),
            Command::List(list) => write!(f, "LIST {list}"),
            Command::Say { place, text } => write!(f, "SAY {place} {text}"),
            Command::Resume { game, ticket, seq } => {
                write!(f, "RESUME {game} {ticket}")?;
                seq.map_or(Ok(()), |seq| write!(f, " seq={seq}"))
            }
            Command::Pong(stamp) => write!(f, "PONG {stamp}"),
            Command::Help => f.write_str("HELP"),
            Command::Quit => f.write_str("QUIT"),
        }
    }
}

impl fmt::Display for Hello {
    /// The line without its ending. What is wrong about a name isn't kept: it is written as an empty one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.known { "HELLO TTTP/2" } else { "HELLO" })?;
        match &self.name {
            Some(Ok(name)) => write!(f, " name={name}")?,
            Some(Err(_)) => f.write_str(" name=")?,
            None => {}
        }
        f.write_str(if self.bot { " bot" } else { "" })?;
        if self.caps.is_empty() { Ok(()) } else { write!(f, " caps={}", self.caps) }
    }
}
