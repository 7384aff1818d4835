//! What really goes over the wire on one connection, told to another one as it happens.
//!
//! Who wants to see it opens a tap, gets a token, and opens the connection to be tapped with it. The ear on that
//! connection never waits: when the tap is not read, events are lost, and counted.

use std::{
    cell::RefCell,
    collections::HashMap,
    fmt,
    future::poll_fn,
    net::IpAddr,
    num::ParseIntError,
    pin::Pin,
    rc::Rc,
    str::FromStr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use actix_web::rt::spawn;
use futures_core::Stream;
use serde_json::{Value, json};
use tokio::{
    select,
    sync::mpsc::{Receiver, Sender, channel},
};

use self::wire::{Seen, Wire};
use crate::{
    player::{farewell::Farewell, outbox::Outbox},
    shared::{Local, Shared},
    transport::{
        Connection,
        ear::{Ear, Side},
        ws::Reader,
    },
};

pub mod wire;

/// How many events may wait for a tap that is slow.
const WAITING: usize = 256;

/// The right to have one connection tapped: 128 random bits.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Token(u128);

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl FromStr for Token {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        u128::from_str_radix(text, 16).map(Self)
    }
}

/// The taps that no connection has been opened for yet.
#[derive(Default)]
pub struct Taps(Mutex<HashMap<Token, Tap>>);

/// An open tap, as the tapped connection knows it.
struct Tap {
    /// Who may have a connection tapped by it.
    address: IpAddr,
    events: Sender<Event>,
    /// How many events were lost and are not told yet.
    lost: Arc<AtomicU64>,
}

/// One thing to tell.
struct Event {
    /// How many were lost before it.
    lost: u64,
    json: Value,
}

/// A token is given up with its tap.
struct Ticket {
    shared: Arc<Shared>,
    token: Token,
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.shared.taps.take(self.token);
    }
}

impl Taps {
    fn take(&self, token: Token) -> Option<Tap> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&token)
    }

    fn add(&self, token: Token, tap: Tap) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(token, tap);
    }

    /// An ear for the one connection that this tap is for, if it comes from the address that has opened it.
    pub fn ear(shared: &Arc<Shared>, token: Token, address: IpAddr) -> Option<Rc<dyn Ear>> {
        let mut taps = shared.taps.0.lock().unwrap_or_else(PoisonError::into_inner);
        if taps.get(&token)?.address != address {
            return None;
        }
        let tap = taps.remove(&token)?;
        Some(Rc::new(Listener { shared: Arc::clone(shared), tap, wires: RefCell::default() }))
    }
}

/// Serves one tap; `kept` lives as long as it. `address` is whom its connection counts for.
pub fn open(local: &Local, address: IpAddr, connection: Connection<Reader>, kept: impl Sized + 'static) {
    let Connection { mut incoming, outbox } = connection;
    let token = Token(rand::random());
    let (events, mut heard) = channel(WAITING);
    let lost = Arc::new(AtomicU64::new(0));
    let shared = Arc::clone(&local.shared);
    shared.taps.add(token, Tap { address, events, lost: Arc::clone(&lost) });
    tell(&outbox, &json!({ "tap": token.to_string() }));
    spawn(async move {
        let _kept = (kept, Ticket { shared, token });
        if pass_on(&mut incoming, &outbox, &mut heard).await {
            tell_lost(&outbox, lost.swap(0, Relaxed));
            tell(&outbox, &json!({ "kind": "end" }));
            outbox.close(Farewell::Finished);
            while poll_fn(|cx| Pin::new(&mut incoming).poll_next(cx)).await.is_some() {}
        }
    });
}

/// Tells what is heard until one of both connections ends: whether that was the tapped one.
async fn pass_on(incoming: &mut Reader, outbox: &Outbox, heard: &mut Receiver<Event>) -> bool {
    loop {
        select! {
            said = poll_fn(|cx| Pin::new(&mut *incoming).poll_next(cx)) => {
                // It has nothing to say, and need not be silent.
                if said.is_none() {
                    return false;
                }
            }
            event = heard.recv() => {
                let Some(Event { lost, json }) = event else { return true };
                tell_lost(outbox, lost);
                tell(outbox, &json);
                // One at a time, so that what is not read waits where it is counted.
                poll_fn(|cx| incoming.poll_flush(cx)).await;
            }
        }
    }
}

fn tell(outbox: &Outbox, event: &Value) {
    outbox.say(event);
}

fn tell_lost(outbox: &Outbox, count: u64) {
    if count > 0 {
        tell(outbox, &json!({ "kind": "lost", "count": count }));
    }
}

/// The ear on the tapped connection.
struct Listener {
    shared: Arc<Shared>,
    tap: Tap,
    /// What the client sends, and what the server does.
    wires: RefCell<[Wire; 2]>,
}

impl Ear for Listener {
    fn hears(&self, side: Side, bytes: &[u8]) {
        if self.tap.events.is_closed() {
            return;
        }
        let at = self.shared.now().as_micros() as f64 / 1000.0;
        let wire = &mut self.wires.borrow_mut()[side as usize];
        wire.feed(bytes, &mut |seen| self.tell(at, side, seen));
    }
}

impl Listener {
    fn tell(&self, at: f64, side: Side, seen: Seen) {
        let Ok(place) = self.tap.events.try_reserve() else {
            self.tap.lost.fetch_add(1, Relaxed);
            return;
        };
        place.send(Event { lost: self.tap.lost.swap(0, Relaxed), json: seen.event(at, side) });
    }
}
