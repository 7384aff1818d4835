//! Why the server ends a connection, and how that is said on a WebSocket.

use tttp::Error;

/// Why the server ends a connection.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Farewell {
    /// The client asked for it, with `QUIT`.
    Finished,
    /// The server stops or restarts: come back.
    Restarting,
    /// The server has no room: come back later.
    Full,
    /// There are too many from the client's address: come back when there are fewer.
    Crowded,
    /// There are as many rooms of the party as this server has: join another.
    NoRoom,
    /// Another connection has come back to the seat of this one: stay away.
    Replaced,
    /// There is no session with that token, or what was missed of it is not kept any more: open a new one.
    NoSession,
    /// Another transport of the same client carries the session now: stay away.
    Moved,
    /// The client broke the rules of the WebSocket protocol (RFC 6455).
    Protocol,
    /// A text was not UTF-8.
    NotUtf8,
    /// A frame or message was larger than this door takes.
    TooBig,
    /// The client broke a rule of this server: stay away, or mend it.
    Policy(Error),
}

impl Farewell {
    /// The WebSocket close code (RFC 6455 section 7.4.1, and the registry that it sets up); 4000 to 4002 are this protocol's own.
    pub fn code(self) -> u16 {
        match self {
            Self::Finished => 1000,
            Self::Protocol => 1002,
            Self::NotUtf8 => 1007,
            Self::Policy(_) => 1008,
            Self::TooBig => 1009,
            Self::Restarting => 1012,
            Self::Full | Self::Crowded | Self::NoRoom => 1013,
            Self::Replaced => 4000,
            Self::NoSession => 4001,
            Self::Moved => 4002,
        }
    }

    /// One short sentence for the close frame, at most 123 bytes (RFC 6455 section 5.5).
    pub fn reason(self) -> &'static str {
        match self {
            Self::Finished => "Goodbye",
            Self::Protocol => "That is not a valid WebSocket frame",
            Self::NotUtf8 => "Text must be UTF-8",
            Self::TooBig => "That message is larger than this door takes",
            Self::Restarting => Error::ShuttingDown.text(),
            Self::Full => Error::ServerFull.text(),
            Self::Crowded => "Too many connections from your address: close some, or try again in a minute",
            Self::NoRoom => "There are as many rooms as this server has: join one of them, or try again in a minute",
            Self::Replaced => "Your seat was taken over by another connection of yours",
            Self::NoSession => Error::NoSession.text(),
            Self::Moved => "Another transport of yours carries this session now",
            Self::Policy(Error::TooFast) => "Too much for too long: connect again, and send more slowly",
            Self::Policy(error) => error.text(),
        }
    }
}
