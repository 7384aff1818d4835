//! The one numbered list of all that a server can have against a client.

use std::fmt;

/// What a server answers when it can't do what a client asked ("TTTP.md", Errors).
///
/// Numbers and names are part of the protocol: they are never reused, and never change their meaning.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Error {
    /// 101: the other player is to move.
    NotYourTurn,
    /// 102: nobody sits at the other side of the board yet.
    NoOpponent,
    /// 103: more lines or positions in a second than the server takes.
    TooFast,
    /// 104: as many clients as the server takes.
    ServerFull,
    /// 105: the server is about to end, usually to start again.
    ShuttingDown,
    /// 106: another game was asked for while this one is on.
    GameOn,
    /// 107: somebody has as many challenges to answer as the server lets them get.
    Busy,
    /// 108: as many rooms, challenges, games or watchers as there may be.
    TooMany,
    /// 109: the opponent is not gone, or not for long enough.
    NotClaimable,
    /// 110: what would have happened could not be saved, and so has not happened.
    NotSaved,
    /// 201: a mark is in the cell already.
    CellOccupied,
    /// 202: the number is not that of a cell.
    NoSuchCell,
    /// 203: the line is none of those in [`Command`](crate::Command).
    UnknownCommand,
    /// 204: the line is longer than [`MAX_LINE`](crate::MAX_LINE) bytes.
    LineTooLong,
    /// 205: the line is not valid UTF-8.
    NotUtf8,
    /// 206: a control character other than tab is in the line.
    ControlCharacter,
    /// 207: the first word of a line is none of those in [`two::Command`](crate::two::Command).
    NoSuchCommand,
    /// 211: a position is not a JSON array of two finite numbers.
    PositionShape,
    /// 212: a position is outside of the canvas.
    PositionOutside,
    /// 213: a request of HTTP came where lines of text are expected; on the port that takes both, so does a WebSocket
    /// handshake that comes late.
    MistakenForTcp,
    /// 214: a message to `party.2` is none of the inputs it takes.
    InputShape,
    /// 215: a name is empty, too long, or has a control character in it.
    NameShape,
    /// 216: the session is not open yet.
    HelloFirst,
    /// 217: a `HELLO` lists no version that the server speaks.
    UnknownVersion,
    /// 218: a second `HELLO` in an open session.
    Greeted,
    /// 219: a line begins with `#`, and what follows is no tag.
    BadTag,
    /// 220: a word of a command is missing, too many, or none of those that can stand there.
    BadArgument,
    /// 221: a time control is out of its bounds, or not written like one.
    BadClock,
    /// 222: a word can't be the code of a room.
    BadCode,
    /// 223: the level of a house bot is not 1 to 4.
    BadLevel,
    /// 224: somebody has that name, or one that looks like it.
    NameTaken,
    /// 225: a name is reserved, or refused by the server's list.
    NameRefused,
    /// 226: no game is named, and the session isn't in exactly one.
    WhichGame,
    /// 227: a chat text is empty, too long, or has a control character in it.
    BadText,
    /// 229: a chat text is none of the phrases, on a server with `chat=phrases`.
    NotAPhrase,
    /// 230: nobody has the name.
    NoSuchPerson,
    /// 231: no room has the code.
    NoSuchRoom,
    /// 232: no game has that id, or the word can't be one.
    NoSuchGame,
    /// 233: who is accepted or declined has not challenged, or no longer.
    NotChallenged,
    /// 234: a player's command, and the session has no seat in the game.
    OnlyWatching,
    /// 235: a challenge to oneself, or one's own room.
    Yourself,
    /// 236: a ticket is of another game, used up, or not written like one.
    BadTicket,
    /// 237: no session has that token, or what was missed of it is not kept any more.
    NoSession,
    /// 301: the game has its result.
    GameOver,
    /// 302: another game was asked for, and the other player is gone.
    OpponentGone,
    /// 303: the server has no chat.
    ChatOff,
    /// 304: the game can't be watched.
    Private,
}

/// What a client does best after an error: the hundreds of its number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    /// 1xx: the same again is fine, later.
    TryAgain,
    /// 2xx: the client said something wrong; the connection goes on.
    FixIt,
    /// 3xx: the same again is never fine on this connection.
    GiveUp,
}

impl Error {
    /// All of them, by number.
    pub const ALL: &[Error] = &[
        Error::NotYourTurn,
        Error::NoOpponent,
        Error::TooFast,
        Error::ServerFull,
        Error::ShuttingDown,
        Error::GameOn,
        Error::Busy,
        Error::TooMany,
        Error::NotClaimable,
        Error::NotSaved,
        Error::CellOccupied,
        Error::NoSuchCell,
        Error::UnknownCommand,
        Error::LineTooLong,
        Error::NotUtf8,
        Error::ControlCharacter,
        Error::NoSuchCommand,
        Error::PositionShape,
        Error::PositionOutside,
        Error::MistakenForTcp,
        Error::InputShape,
        Error::NameShape,
        Error::HelloFirst,
        Error::UnknownVersion,
        Error::Greeted,
        Error::BadTag,
        Error::BadArgument,
        Error::BadClock,
        Error::BadCode,
        Error::BadLevel,
        Error::NameTaken,
        Error::NameRefused,
        Error::WhichGame,
        Error::BadText,
        Error::NotAPhrase,
        Error::NoSuchPerson,
        Error::NoSuchRoom,
        Error::NoSuchGame,
        Error::NotChallenged,
        Error::OnlyWatching,
        Error::Yourself,
        Error::BadTicket,
        Error::NoSession,
        Error::GameOver,
        Error::OpponentGone,
        Error::ChatOff,
        Error::Private,
    ];

    /// The number, 101 to 399.
    pub fn number(self) -> u16 {
        self.row().0
    }

    /// The name, in capitals and underscores.
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// One sentence for people; unless the case is plain, it says what to do.
    pub fn text(self) -> &'static str {
        self.row().2
    }

    /// The error of that number: for clients, which read it in an `ERROR` line.
    pub fn by_number(number: u16) -> Option<Error> {
        Error::ALL.iter().copied().find(|error| error.number() == number)
    }

    /// The same as TTTP/2 says it, where one need not connect again for another game.
    pub fn text_two(self) -> &'static str {
        match self {
            Error::GameOver => "The game is over: say REMATCH, or PLAY for another",
            Error::OpponentGone => "Your opponent is gone: say PLAY for another game",
            _ => self.text(),
        }
    }

    /// What a client does best about it.
    pub fn class(self) -> Class {
        match self.number() / 100 {
            1 => Class::TryAgain,
            2 => Class::FixIt,
            _ => Class::GiveUp,
        }
    }

    fn row(self) -> (u16, &'static str, &'static str) {
        match self {
            Error::NotYourTurn => (101, "NOT_YOUR_TURN", "Not your turn"),
            Error::NoOpponent => (102, "NO_OPPONENT", "You don’t have an opponent yet"),
            Error::TooFast => (103, "TOO_FAST", "Too much at once: wait a second, then go on more slowly"),
            Error::ServerFull => (104, "SERVER_FULL", "The server is full: try again in a minute"),
            Error::ShuttingDown => {
                (105, "SHUTTING_DOWN", "The server is restarting or stopping: try again in a few seconds")
            }
            Error::GameOn => (106, "GAME_ON", "The game is still on: finish it first"),
            Error::Busy => (107, "BUSY", "They have too many challenges to answer: try again later"),
            Error::TooMany => {
                (108, "TOO_MANY", "That is as many as there may be: end one of yours first, or try again later")
            }
            Error::NotClaimable => {
                (109, "NOT_CLAIMABLE", "Your opponent is there, or may still come back: claim later")
            }
            Error::NotSaved => (
                110,
                "NOT_SAVED",
                "The server can’t save this now, as its disk is full or fails: nothing has happened, try again in a moment",
            ),
            Error::CellOccupied => (201, "CELL_OCCUPIED", "Cell already occupied"),
            Error::NoSuchCell => (202, "NO_SUCH_CELL", "No such cell: they are 0 to 8, row by row from the top left"),
            Error::UnknownCommand => {
                (203, "UNKNOWN_COMMAND", "Unknown command: say MOVE 0 to MOVE 8, or QUIT, in capitals")
            }
            Error::LineTooLong => (204, "LINE_TOO_LONG", "Line too long: send at most 512 bytes, then a line feed"),
            Error::NotUtf8 => (205, "NOT_UTF8", "Not UTF-8: send plain text in that encoding"),
            Error::ControlCharacter => {
                (206, "CONTROL_CHARACTER", "Control character in a line: send none but tab and the line ending")
            }
            Error::NoSuchCommand => (207, "NO_SUCH_COMMAND", "No such command: say HELP for all of them, in capitals"),
            Error::PositionShape => (211, "POSITION_SHAPE", "Not a position: send [x,y], two numbers"),
            Error::PositionOutside => {
                (212, "POSITION_OUTSIDE", "Outside of the canvas: x goes from 0 to its width, y from 0 to its height")
            }
            Error::MistakenForTcp => (
                213,
                "MISTAKEN_FOR_TCP",
                "This is HTTP, where lines of text are expected: use the main port, or send a WebSocket handshake at once",
            ),
            Error::InputShape => (214, "INPUT_SHAPE", "Not an input of party.2: send 5 or 9 bytes, or [x,y] as text"),
            Error::NameShape => (
                215,
                "NAME_SHAPE",
                "Not a name: 1 to 24 letters and digits of one alphabet, and - . ' or _ for a space",
            ),
            Error::HelloFirst => (216, "HELLO_FIRST", "Say HELLO TTTP/2 first"),
            Error::UnknownVersion => (217, "UNKNOWN_VERSION", "This server speaks TTTP/2: say HELLO TTTP/2"),
            Error::Greeted => (218, "GREETED", "You have said HELLO already"),
            Error::BadTag => {
                (219, "BAD_TAG", "Not a tag: after # come 1 to 16 letters, digits, dots, dashes or underscores")
            }
            Error::BadArgument => (220, "BAD_ARGUMENT", "Something is missing, or one word too many: say HELP"),
            Error::BadClock => {
                (221, "BAD_CLOCK", "Not a clock: none, or seconds and increment, as 180+2 (5 to 3600, 0 to 60)")
            }
            Error::BadCode => (222, "BAD_CODE", "Not a code: 5 letters and digits, without 0 O 1 I L U"),
            Error::BadLevel => (223, "BAD_LEVEL", "Not a level: house bots play at 1 to 4"),
            Error::NameTaken => (224, "NAME_TAKEN", "That name, or one that looks like it, is taken: choose another"),
            Error::NameRefused => (225, "NAME_REFUSED", "That name can’t be shown here: choose another"),
            Error::WhichGame => {
                (226, "WHICH_GAME", "Say which game, as in MOVE 7KX2M9AB 4: you are in none, or in several")
            }
            Error::BadText => (227, "BAD_TEXT", "Not a text: 1 to 200 characters, no control characters"),
            Error::NotAPhrase => (229, "NOT_A_PHRASE", "Only the phrases that the server listed can be said here"),
            Error::NoSuchPerson => (230, "NO_SUCH_PERSON", "Nobody here has that name"),
            Error::NoSuchRoom => (231, "NO_SUCH_ROOM", "No room has that code: it is filled or closed, or mistyped"),
            Error::NoSuchGame => (232, "NO_SUCH_GAME", "No such game: it may be over, and everybody gone"),
            Error::NotChallenged => (233, "NOT_CHALLENGED", "No challenge by that name is open"),
            Error::OnlyWatching => (234, "ONLY_WATCHING", "You only watch that game"),
            Error::Yourself => (235, "YOURSELF", "That is you"),
            Error::BadTicket => (236, "BAD_TICKET", "That ticket is not for this seat, or no longer"),
            Error::NoSession => (
                237,
                "NO_SESSION",
                "No session has that token and seq, or no longer: OPEN a new one, and RESUME your games there",
            ),
            Error::GameOver => (301, "GAME_OVER", "The game is over: connect again for another"),
            Error::OpponentGone => (302, "OPPONENT_GONE", "Your opponent has left: connect again for another game"),
            Error::ChatOff => (303, "CHAT_OFF", "Chat is switched off on this server"),
            Error::Private => (304, "PRIVATE", "That game is private"),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl std::error::Error for Error {}
