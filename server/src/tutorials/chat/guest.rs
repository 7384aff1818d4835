//! One connection to the chat.

use std::{future::poll_fn, pin::Pin, rc::Rc, time::Instant};

use actix_web::rt::spawn;
use futures_core::Stream;
use tokio::task::spawn_blocking;
use tttp::Error;

use super::{Desk, Say, Turn};
use crate::{
    config::table::Chat,
    player::{
        budget::{Budget, Verdict},
        farewell::Farewell,
        outbox::Outbox,
    },
    shared::Local,
    transport::{
        Connection, Incoming,
        ws::{Reader, frame},
    },
};

/// What the server says first.
const WELCOME: &str = "Welcome: what you write here, everybody in this chat reads, you too";

/// Messages a second from one connection, after a burst of twice as many; a long one counts for several.
const PER_SECOND: u32 = 10;

/// How many bytes count as one message.
const SHORT: usize = 256;

/// The word filter takes up to 15 us a byte, of what is made to be hard for it: what is longer than this is filtered where no
/// game waits. In bytes.
const AT_ONCE: usize = 32;

/// Why the last message was not passed on.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Kept {
    /// The sender is too fast.
    TooFast,
    /// All together are.
    TooMuch,
    /// `--chat off`
    Off,
    /// `--chat phrases`, and these are the phrases.
    Phrases(String),
}

impl Kept {
    fn text(&self) -> String {
        match self {
            Self::TooFast => "Not passed on: you write too fast, wait a second".into(),
            Self::TooMuch => "Not passed on: too much is said at once, try again in a moment".into(),
            Self::Off => "Not passed on: chat is turned off on this server".into(),
            Self::Phrases(phrases) => format!("Not passed on: on this server people can say only {phrases}"),
        }
    }
}

/// Serves one connection; `kept` lives as long as it.
///
/// A binary message that is UTF-8 counts as text, for old clients send text that way; any other ends the connection
/// with 1007.
pub fn open(local: &Local, connection: Connection<Reader>, kept: impl Sized + 'static) {
    let Connection { mut incoming, outbox } = connection;
    let desk = local.chat.clone().expect("this door is there with --tutorials only, and so is the desk");
    let local = local.clone();
    outbox.say(WELCOME);
    let entry = desk.guests.enter(&outbox);
    let budget = Budget::new(local.shared.config.rate(PER_SECOND));
    let mut guest = Guest { local, desk, outbox, budget };
    spawn(async move {
        let _kept = (kept, entry);
        while let Some(said) = poll_fn(|cx| Pin::new(&mut incoming).poll_next(cx)).await {
            match said {
                Incoming::Text(message) | Incoming::Binary(message) | Incoming::Chunk(message) => {
                    guest.hear(&message).await;
                }
                Incoming::Control | Incoming::HalfClosed => {}
            }
        }
    });
}

struct Guest {
    local: Local,
    desk: Desk,
    outbox: Rc<Outbox>,
    budget: Budget,
}

impl Guest {
    async fn hear(&mut self, message: &[u8]) {
        match self.spend(message.len()) {
            Verdict::Granted => {}
            Verdict::Refused { tell: true, .. } => return self.outbox.say(Kept::TooFast.text()),
            Verdict::Refused { tell: false, .. } => return,
            Verdict::Exhausted => return self.outbox.close(Farewell::Policy(Error::TooFast)),
        }
        let Ok(text) = std::str::from_utf8(message) else { return self.outbox.close(Farewell::NotUtf8) };
        // A room that has gone has no turn to give.
        if !self.desk.room.send(Turn).await.unwrap_or(false) {
            return self.outbox.say(Kept::TooMuch.text());
        }
        let text = match self.sayable(text).await {
            Ok(text) => text,
            Err(kept) => return self.outbox.say(kept.text()),
        };
        // One at a time: the next is read when all workers have passed this one on.
        self.desk.room.send(Say(frame::text(&text))).await.ok();
    }

    fn spend(&mut self, bytes: usize) -> Verdict {
        let now = Instant::now();
        let mut verdicts = (0..bytes.div_ceil(SHORT).max(1)).map(|_| self.budget.spend(now));
        verdicts.find(|verdict| *verdict != Verdict::Granted).unwrap_or(Verdict::Granted)
    }

    /// The text as it may be shown: as it was written, but for stars in rude words.
    async fn sayable(&self, text: &str) -> Result<String, Kept> {
        let shared = &self.local.shared;
        let tables = &shared.config.tables;
        let length = text.len();
        match tables.chat {
            Chat::Off => Err(Kept::Off),
            Chat::Phrases if tables.phrases().contains(&text.trim()) => Ok(text.to_owned()),
            Chat::Phrases => Err(Kept::Phrases(tables.phrases().join(", "))),
            Chat::On => {
                let (filter, text) = (shared.filter, text.to_owned());
                let shown = move || filter.starred(&text).unwrap_or(text);
                if length <= AT_ONCE {
                    return Ok(shown());
                }
                // Given up when the filter has ended; it is closed by nobody.
                let _turn = self.desk.filter.acquire().await;
                spawn_blocking(shown).await.map_err(|_| Kept::TooMuch)
            }
        }
    }
}
