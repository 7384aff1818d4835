//! One connection to the chat.

use std::{future::poll_fn, pin::Pin, rc::Rc, time::Instant};

use actix_web::rt::spawn;
use futures_core::Stream;
use tttp::Error;

use super::{Desk, Say};
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

/// Messages a second from one connection, after a burst of twice as many.
const PER_SECOND: u32 = 10;

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
                Incoming::Control => {}
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
        match self.budget.spend(Instant::now()) {
            Verdict::Granted => {}
            Verdict::Refused { tell: true, .. } => return self.outbox.say(Kept::TooFast.text()),
            Verdict::Refused { tell: false, .. } => return,
            Verdict::Exhausted => return self.outbox.close(Farewell::Policy(Error::TooFast)),
        }
        let Ok(text) = std::str::from_utf8(message) else { return self.outbox.close(Farewell::NotUtf8) };
        let text = match self.sayable(text) {
            Ok(text) => text,
            Err(kept) => return self.outbox.say(kept.text()),
        };
        // One at a time: the next is read when all workers have passed this one on.
        let said = self.desk.room.send(Say(frame::text(&text))).await;
        if said == Ok(false) {
            self.outbox.say(Kept::TooMuch.text());
        }
    }

    /// The text as it may be shown: as it was written, but for stars in rude words.
    fn sayable(&self, text: &str) -> Result<String, Kept> {
        let shared = &self.local.shared;
        let tables = &shared.config.tables;
        match tables.chat {
            Chat::Off => Err(Kept::Off),
            Chat::Phrases if tables.phrases().contains(&text.trim()) => Ok(text.to_owned()),
            Chat::Phrases => Err(Kept::Phrases(tables.phrases().join(", "))),
            Chat::On => Ok(shared.filter.starred(text).unwrap_or_else(|| text.to_owned())),
        }
    }
}
