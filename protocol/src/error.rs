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
    /// 211: a position is not a JSON array of two finite numbers.
    PositionShape,
    /// 212: a position is outside of the canvas.
    PositionOutside,
    /// 213: on the port that serves both, a WebSocket client was silent for so long that it was taken for a TCP client.
    MistakenForTcp,
    /// 214: a message to `party.2` is none of the inputs it takes.
    InputShape,
    /// 215: a name is empty, too long, or has a control character in it.
    NameShape,
    /// 301: the game has its result.
    GameOver,
    /// 302: another game was asked for, and the other player is gone.
    OpponentGone,
}

/// What a client does best after an error: the hundreds of its number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    /// 1xx: the same again is fine, later.
    TryAgain,
    /// 2xx: the client said something wrong; the connection goes on.
    FixIt,
    /// 3xx: nothing more comes of this connection.
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
        Error::CellOccupied,
        Error::NoSuchCell,
        Error::UnknownCommand,
        Error::LineTooLong,
        Error::NotUtf8,
        Error::ControlCharacter,
        Error::PositionShape,
        Error::PositionOutside,
        Error::MistakenForTcp,
        Error::InputShape,
        Error::NameShape,
        Error::GameOver,
        Error::OpponentGone,
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
            Error::PositionShape => (211, "POSITION_SHAPE", "Not a position: send [x,y], two numbers"),
            Error::PositionOutside => {
                (212, "POSITION_OUTSIDE", "Outside of the canvas: x goes from 0 to its width, y from 0 to its height")
            }
            Error::MistakenForTcp => (
                213,
                "MISTAKEN_FOR_TCP",
                "Your WebSocket handshake came late, so you were taken for a TCP client: connect again",
            ),
            Error::InputShape => (214, "INPUT_SHAPE", "Not an input of party.2: send 5 or 9 bytes, or [x,y] as text"),
            Error::NameShape => (215, "NAME_SHAPE", "Not a name: 1 to 24 characters, none of them control characters"),
            Error::GameOver => (301, "GAME_OVER", "The game is over: connect again for another"),
            Error::OpponentGone => (302, "OPPONENT_GONE", "Your opponent has left: connect again for another game"),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl std::error::Error for Error {}
