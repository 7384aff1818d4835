//! The values that are one of a few words.

use std::fmt;
use std::str::FromStr;

use crate::Error;

/// `ALL`, `word`, `Display` and `FromStr` of an enum whose variants are words on the wire; any other word is `$error`.
macro_rules! words {
    ($type:ident, $error:ident, $($variant:ident = $word:literal),+) => {
        impl $type {
            /// All of them, in the order of the specification.
            pub const ALL: &[$type] = &[$($type::$variant),+];

            /// The word on the wire.
            pub fn word(self) -> &'static str {
                match self {
                    $($type::$variant => $word,)+
                }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.word())
            }
        }

        impl FromStr for $type {
            type Err = Error;

            #[doc = concat!("Reads exactly one of the words; anything else is [`Error::", stringify!($error), "`].")]
            fn from_str(word: &str) -> Result<$type, Error> {
                match word {
                    $($word => Ok($type::$variant),)+
                    _ => Err(Error::$error),
                }
            }
        }
    };
}

/// Who is behind a name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// A session of TTTP/2 that didn't say `bot`.
    Person,
    /// A session of TTTP/2 that said `bot`.
    Bot,
    /// One of the server's own bots.
    House,
    /// A connection that speaks TTTP/1.
    Guest,
}

words!(Kind, BadArgument, Person = "person", Bot = "bot", House = "house", Guest = "guest");

/// How well a house bot plays.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Level {
    /// `1`: any empty cell.
    Random,
    /// `2`: wins if it can at once.
    Easy,
    /// `3`: sees one move ahead, and errs at times.
    Good,
    /// `4`: never loses.
    Perfect,
}

words!(Level, BadLevel, Random = "1", Easy = "2", Good = "3", Perfect = "4");

impl Level {
    /// The number on the wire, 1 to 4.
    pub fn number(self) -> u8 {
        self as u8 + 1
    }
}

/// Why a challenge is not taken up.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Refusal {
    /// Another time.
    Later,
    /// In a game, or at something else.
    Busy,
    /// Not with this clock.
    Clock,
    /// Not against bots.
    NoBots,
    /// No, and no reason given.
    No,
    /// Who was challenged has left: only the server says so.
    Gone,
}

words!(
    Refusal,
    BadArgument,
    Later = "later",
    Busy = "busy",
    Clock = "clock",
    NoBots = "nobots",
    No = "no",
    Gone = "gone"
);

/// What the server has of chat.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ChatMode {
    /// Any text.
    On,
    /// None at all.
    Off,
    /// The texts that the server lists, and no others.
    Phrases,
}

words!(ChatMode, BadArgument, On = "on", Off = "off", Phrases = "phrases");

/// What somebody in the lobby does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Status {
    /// Nothing of what follows.
    Idle,
    /// Is in the queue, or hosts a room.
    Waiting,
    /// Has a seat in a game that is on.
    Playing,
    /// Watches a game.
    Watching,
}

words!(Status, BadArgument, Idle = "idle", Waiting = "waiting", Playing = "playing", Watching = "watching");

/// Which commands share a bound on how often they may be said (`LIMIT`). `key as usize` is an index below
/// `Key::ALL.len()`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Key {
    /// All lines together.
    Line,
    /// `HELLO`.
    Hello,
    /// `NAME` and `PROPOSE`.
    Name,
    /// What looks for an opponent or answers one: `PLAY`, `HOST`, `CHALLENGE`, `ACCEPT`, `DECLINE`, `CANCEL`, `RESIGN`,
    /// `CLAIM`, `REMATCH` and `LEAVE`.
    Play,
    /// `JOIN` and `RESUME`: what could be used to guess.
    Join,
    /// `MOVE` and `STATE`.
    Move,
    /// `LIST`, `WATCH` and `HELP`: what is answered with many lines.
    List,
    /// `SAY`.
    Say,
}

words!(
    Key,
    BadArgument,
    Line = "line",
    Hello = "hello",
    Name = "name",
    Play = "play",
    Join = "join",
    Move = "move",
    List = "list",
    Say = "say"
);

/// Who may read what is said at a [`Place`](super::Place).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Channel {
    /// Everybody in the lobby.
    All,
    /// The players of a game.
    Players,
    /// The watchers of a game.
    Watchers,
}

words!(Channel, BadArgument, All = "all", Players = "players", Watchers = "watchers");

/// How a game ended.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Reason {
    /// Three in a row, column or diagonal.
    Line,
    /// A full board, and no line.
    Tie,
    /// The loser gave up, or left.
    Resign,
    /// The loser's clock ran out.
    Timeout,
    /// The loser was gone for too long.
    Abandoned,
    /// The loser had too many moves refused.
    Illegal,
    /// Nobody wins: it never really began, or both are gone.
    Void,
}

words!(
    Reason,
    BadArgument,
    Line = "line",
    Tie = "tie",
    Resign = "resign",
    Timeout = "timeout",
    Abandoned = "abandoned",
    Illegal = "illegal",
    Void = "void"
);

/// Which lists of the lobby: what `LIST` asks for and `LISTED` completes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum List {
    /// The `PERSON` lines.
    People,
    /// The `ROOM` lines.
    Rooms,
    /// The `GAME` lines.
    Games,
    /// All three: `lobby` in `LISTED`, no word at all in `LIST`.
    All,
}

words!(List, BadArgument, People = "people", Rooms = "rooms", Games = "games", All = "lobby");
