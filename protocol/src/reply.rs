//! What the server says.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::lines::trim;
use crate::{Cell, Error, Mark};

/// A line from the server ("TTTP.md", Replies).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reply {
    /// `WELCOME X`: always the first line; it names the client's seat.
    Welcome(Mark),
    /// `VALID_MOVE n`: your move counts.
    ValidMove(Cell),
    /// `OPPONENT_MOVED n`: the other player moved.
    OpponentMoved(Cell),
    /// `OTHER_PLAYER_LEFT`: the other player is gone: before a result, or while you wait for a rematch.
    OtherPlayerLeft,
    /// `VICTORY`: you have won.
    Victory,
    /// `DEFEAT`: the other player has won.
    Defeat,
    /// `TIE`: the board is full, and nobody has won.
    Tie,
    /// `MESSAGE text`: something for people to read.
    Message(Text),
}

impl fmt::Display for Reply {
    /// The line without its ending.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Said for every move, and so without a format string, which costs more than the rest of it.
        let (word, rest): (&str, &dyn fmt::Display) = match self {
            Reply::Welcome(mark) => ("WELCOME ", mark),
            Reply::ValidMove(cell) => ("VALID_MOVE ", cell),
            Reply::OpponentMoved(cell) => ("OPPONENT_MOVED ", cell),
            Reply::Message(text) => ("MESSAGE ", text),
            Reply::OtherPlayerLeft => ("OTHER_PLAYER_LEFT", &""),
            Reply::Victory => ("VICTORY", &""),
            Reply::Defeat => ("DEFEAT", &""),
            Reply::Tie => ("TIE", &""),
        };
        f.write_str(word)?;
        rest.fmt(f)
    }
}

impl FromStr for Reply {
    type Err = Error;

    /// Reads a line without its ending, as a client would.
    ///
    /// A bad number is [`Error::NoSuchCell`], a bad text what [`Text::new`] says, anything else
    /// [`Error::UnknownCommand`].
    fn from_str(line: &str) -> Result<Reply, Error> {
        let (word, rest) = match line.split_once(' ') {
            Some((word, rest)) => (word, Some(rest)),
            None => (line, None),
        };
        match (word, rest) {
            ("WELCOME", Some(mark)) => mark.parse().map(Reply::Welcome),
            ("VALID_MOVE", Some(cell)) => cell.parse().map(Reply::ValidMove),
            ("OPPONENT_MOVED", Some(cell)) => cell.parse().map(Reply::OpponentMoved),
            ("OTHER_PLAYER_LEFT", None) => Ok(Reply::OtherPlayerLeft),
            ("VICTORY", None) => Ok(Reply::Victory),
            ("DEFEAT", None) => Ok(Reply::Defeat),
            ("TIE", None) => Ok(Reply::Tie),
            ("MESSAGE", Some(text)) => Text::new(text.to_owned()).map(Reply::Message),
            _ => Err(Error::UnknownCommand),
        }
    }
}

/// What a `MESSAGE` says: 1 to 400 bytes, not all white space, free of control characters.
///
/// So that it always fits into one line, and always has something for a client to show.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Text(Cow<'static, str>);

impl Text {
    /// To X on arrival.
    pub const WAITING: Text = Text(Cow::Borrowed("Waiting for opponent to connect"));
    /// To O on arrival.
    pub const OPPONENT_FIRST: Text = Text(Cow::Borrowed("Your opponent will move first"));
    /// To X when O arrives, and when a rematch begins.
    pub const YOUR_MOVE: Text = Text(Cow::Borrowed("Your move"));

    /// To whoever comes by a door of TTTP/2.
    pub const SAY_HELLO: Text = Text(Cow::Borrowed("Say HELLO TTTP/2 name=YourName to begin, or HELP"));

    const MAX: usize = 400;

    /// Takes a text that keeps to the bounds above.
    ///
    /// Above 400 bytes it is [`Error::LineTooLong`], with a control character (tab too) [`Error::ControlCharacter`],
    /// blank [`Error::UnknownCommand`], since a `MESSAGE` without a text is no line of the protocol.
    pub fn new(text: impl Into<Cow<'static, str>>) -> Result<Text, Error> {
        let text = text.into();
        if text.len() > Self::MAX {
            return Err(Error::LineTooLong);
        }
        if text.chars().any(char::is_control) {
            return Err(Error::ControlCharacter);
        }
        if trim(&text).is_empty() {
            return Err(Error::UnknownCommand);
        }
        Ok(Text(text))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Error> for Text {
    /// The text of the error: in TTTP/1, errors are messages.
    fn from(error: Error) -> Text {
        Text(Cow::Borrowed(error.text()))
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
