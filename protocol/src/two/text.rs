//! What is said in a chat.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::Error;
use crate::lines::trim;

/// A chat text: 1 to 200 characters in at most 480 bytes, something of it to see, no control characters, no white space
/// around it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ChatText(Arc<str>);

impl ChatText {
    const MAX_CHARS: usize = 200;
    /// So that a `SAY` with the longest tag still fits into a line of [`MAX_LINE`](crate::MAX_LINE) bytes.
    const MAX_BYTES: usize = 480;

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Besides Unicode's controls, what ends a line or turns its direction around for some readers: a text must not spill
/// over what a page or a terminal shows beside it (Unicode Technical Report #36, section 2.1).
fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// White space, and characters that are not shown at all.
fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{e0fff}')
}

impl fmt::Display for ChatText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ChatText {
    type Err = Error;

    /// Takes a text without the white space around it; one that doesn't keep to the bounds above is
    /// [`Error::BadText`].
    fn from_str(text: &str) -> Result<ChatText, Error> {
        let text = trim(text);
        if text.len() > Self::MAX_BYTES
            || text.chars().count() > Self::MAX_CHARS
            || text.chars().any(is_control)
            || text.chars().all(is_invisible)
        {
            return Err(Error::BadText);
        }
        Ok(ChatText(text.into()))
    }
}
