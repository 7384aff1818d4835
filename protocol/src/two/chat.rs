//! What was said, for who comes later.

use std::collections::VecDeque;

use super::{Channel, ChatText, Name, Place, Reply};

/// Something said in a chat.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    /// Who may read it.
    pub channel: Channel,
    /// Who said it; the server if nobody.
    pub name: Option<Name>,
    /// What was said.
    pub text: ChatText,
}

impl Said {
    /// The `SAID` line of it.
    pub fn reply(self, place: Place) -> Reply {
        Reply::Said { place, channel: self.channel, name: self.name, text: self.text }
    }
}

/// The last texts of a place. Empty, it has no memory of its own.
#[derive(Clone, Debug)]
pub struct History {
    texts: VecDeque<Said>,
    /// Of all texts together.
    bytes: usize,
    most: usize,
}

impl History {
    /// How many bytes of text are kept at most, so that whoever comes is told a bounded amount at once.
    pub const MAX_BYTES: usize = 12 * 1024;

    /// Keeps so many texts.
    pub fn new(most: usize) -> History {
        History { texts: VecDeque::new(), bytes: 0, most }
    }

    /// Keeps a text, and forgets the oldest if they are too many or too long.
    pub fn push(&mut self, said: Said) {
        self.bytes += said.text.as_str().len();
        self.texts.push_back(said);
        while self.texts.len() > self.most || self.bytes > Self::MAX_BYTES {
            let Some(oldest) = self.texts.pop_front() else { return };
            self.bytes -= oldest.text.as_str().len();
        }
    }

    /// What was said on any of these channels, the oldest first.
    pub fn iter(&self, channels: &[Channel]) -> impl Iterator<Item = &Said> {
        self.texts.iter().filter(move |said| channels.contains(&said.channel))
    }

    /// What somebody who may read these channels is told on arrival: a `HISTORY` line, and so many `SAID` lines.
    pub fn replies(&self, place: Place, channels: &[Channel]) -> impl Iterator<Item = Reply> {
        let count = u32::try_from(self.iter(channels).count()).unwrap_or(u32::MAX);
        let said = self.iter(channels).map(move |said| said.clone().reply(place));
        std::iter::once(Reply::History { place, count }).chain(said)
    }
}
