//! Carried sessions: those that outlive a connection, and go on by another transport where one is lost.
//!
//! A session is the same actor as on a connection of its own; what differs is that its outbox writes to a log, and that
//! what it hears comes out of an inbox. Whatever carries the session [attaches](Carrier::attach), takes what comes after the
//! last message that the client has, and puts what the client says into the inbox. One transport carries it at a time, the
//! newest; and it is over when none has for as long as any peer may be silent.
//!
//! The session lives on one thread, and its transports may come by any: what they share is behind a lock that nobody holds
//! for longer than it takes to move some messages.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
    time::Instant,
};

use sha2::{Digest, Sha256};
use tttp::two::{Attached, Token};

use self::log::Log;
pub use self::{
    log::Message,
    session::{Carried, Kind, Lingering, open},
    traffic::Traffic,
};
use crate::{
    listing::Listing,
    player::budget::{Budget, Verdict},
};

mod log;
mod session;
mod traffic;

/// The longest message of a client, in bytes.
pub const LONGEST: usize = 4 * 1024;

/// How many messages of the client may wait for the session, and so be said at once, and how many bytes.
pub const INBOX: usize = 64;
const INBOX_BYTES: usize = 16 * 1024;

/// How much a transport is handed at once, in bytes.
const BATCH: usize = 8 * 1024;

/// All carried sessions, by what their tokens come to: so how long it takes to find one tells nothing about its token.
pub type Carriers = Listing<Key, Carrier>;

/// The SHA-256 of a token.
pub type Key = [u8; 32];

/// By what the session of a token is listed.
pub fn key(token: Token) -> Key {
    Sha256::digest(token.to_string()).into()
}

/// Why a session ended: a close code (RFC 6455 section 7.4) and one sentence.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct End {
    /// The code that a WebSocket is closed with.
    pub code: u16,
    /// What people are told.
    pub reason: String,
}

/// What a transport gets.
#[derive(Debug, Eq, PartialEq)]
pub enum Taken {
    /// The next messages, in order; their last has the number that the attachment is at now.
    Messages(Vec<Message>),
    /// Another transport carries the session.
    Moved,
    /// The session is over, and all was handed over.
    End(End),
}

/// Why what a client says is not taken.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Deaf {
    /// Some messages before it are missing: the session has heard up to this number.
    Gap(u64),
    /// It has not taken what was said before; nothing of this is heard.
    Full,
    /// It is over.
    Over,
}

/// Between a session and its transports.
pub struct Carrier {
    token: Token,
    /// What its transports have cost.
    pub traffic: Arc<Traffic>,
    inner: Mutex<Inner>,
}

struct Inner {
    log: Log,
    inbox: VecDeque<Message>,
    inbox_bytes: usize,
    heard: u64,
    /// How many transports have attached so far; the last of them counts.
    attachments: u64,
    /// Since when none is attached.
    lost: Option<Instant>,
    /// The client has hung up.
    hung_up: bool,
    end: Option<End>,
    requests: Budget,
    /// The transport, the session's outbox, the session itself, and a transport that waits for room in the inbox.
    wakers: Wakers,
}

#[derive(Default)]
struct Wakers {
    transport: Option<Waker>,
    outbox: Option<Waker>,
    session: Option<Waker>,
    room: Option<Waker>,
}

impl Carrier {
    fn new(token: Token, requests: Budget, now: Instant) -> Self {
        let inner = Inner {
            log: Log::default(),
            inbox: VecDeque::new(),
            inbox_bytes: 0,
            heard: 0,
            attachments: 0,
            lost: Some(now),
            hung_up: false,
            end: None,
            requests,
            wakers: Wakers::default(),
        };
        Self { token, traffic: Arc::default(), inner: Mutex::new(inner) }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Nothing in here can panic half-way.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something, and then wakes one who waits for it.
    fn with<T>(&self, act: impl FnOnce(&mut Inner) -> T, wakes: impl FnOnce(&mut Wakers) -> [Option<Waker>; 2]) -> T {
        let mut inner = self.lock();
        let done = act(&mut inner);
        let woken = wakes(&mut inner.wakers);
        drop(inner);
        woken.into_iter().flatten().for_each(Waker::wake);
        done
    }

    /// What is the right to it.
    pub fn token(&self) -> Token {
        self.token
    }

    /// How many messages of the client it has heard.
    pub fn heard(&self) -> u64 {
        self.lock().heard
    }

    /// How many messages its transports were handed.
    pub fn taken(&self) -> u64 {
        self.lock().log.taken()
    }

    /// Whether it is within what one session may ask for.
    pub fn may_ask(&self, now: Instant) -> bool {
        self.lock().requests.spend(now) == Verdict::Granted
    }

    /// Carries the session from now on: what comes next is what follows number `seq`, or the last that was handed over. The
    /// one before is told that it moved. Nothing if what follows is not kept any more, or was never said.
    pub fn attach(self: &Arc<Self>, seq: Option<u64>) -> Option<Attachment> {
        let attach = |inner: &mut Inner| {
            if let Some(seq) = seq {
                if !inner.log.go_to(seq) {
                    return None;
                }
                // Only who says so has what was handed over.
                inner.log.acknowledge(seq);
            }
            let after = inner.log.taken();
            inner.attachments += 1;
            inner.lost = None;
            Some((inner.attachments, after))
        };
        let (number, seq) = self.with(attach, |wakers| [wakers.transport.take(), wakers.room.take()])?;
        Some(Attachment { carrier: Arc::clone(self), number, seq })
    }

    /// The client says something: messages from number `first` on, or new ones. Those that were heard already are passed over.
    /// Returns how many it has heard with these.
    ///
    /// # Errors
    /// Nothing of it is heard, and why.
    pub fn hear(&self, first: Option<u64>, messages: Vec<Message>, now: Instant) -> Result<u64, Deaf> {
        let hear = |inner: &mut Inner| {
            if inner.hung_up || inner.end.is_some() {
                return Err(Deaf::Over);
            }
            let next = inner.heard + 1;
            let known = next.checked_sub(first.unwrap_or(next)).ok_or(Deaf::Gap(inner.heard))?;
            let known = usize::try_from(known).unwrap_or(usize::MAX);
            let new: Vec<_> = messages.into_iter().skip(known).collect();
            let bytes: usize = new.iter().map(|message| message.bytes.len()).sum();
            let is_full = inner.inbox.len() + new.len() > INBOX || inner.inbox_bytes + bytes > INBOX_BYTES;
            // What is within the bounds of one request fits into an empty one.
            if is_full && !(inner.inbox.is_empty() && new.len() <= INBOX) {
                return Err(Deaf::Full);
            }
            if let Some(lost) = &mut inner.lost {
                // Somebody is there, if only to speak.
                *lost = now;
            }
            inner.heard += new.len() as u64;
            inner.inbox_bytes += bytes;
            inner.inbox.extend(new);
            Ok(inner.heard)
        };
        self.with(hear, |wakers| [wakers.session.take(), None])
    }

    /// The client has gone, and does not come back.
    pub fn hang_up(&self) {
        self.with(|inner| inner.hung_up = true, |wakers| [wakers.session.take(), None]);
    }
}

/// One transport that carries a session. Dropping it leaves the session without one, unless another has come since.
pub struct Attachment {
    carrier: Arc<Carrier>,
    number: u64,
    seq: u64,
}

impl Attachment {
    /// The session.
    pub fn carrier(&self) -> &Arc<Carrier> {
        &self.carrier
    }

    /// The number of the last message that it was handed.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// What the client is told first.
    pub fn greeting(&self) -> Attached {
        Attached { token: self.carrier.token, seq: self.seq, heard: self.carrier.heard() }
    }

    /// The next messages, or the end of this attachment.
    pub fn poll_take(&mut self, cx: &Context<'_>, now: Instant) -> Poll<Taken> {
        let number = self.number;
        let take = |inner: &mut Inner| {
            if inner.attachments != number {
                return Poll::Ready(Taken::Moved);
            }
            let messages = inner.log.take(BATCH, now);
            if !messages.is_empty() {
                return Poll::Ready(Taken::Messages(messages));
            }
            if let Some(end) = &inner.end {
                return Poll::Ready(Taken::End(end.clone()));
            }
            inner.wakers.transport = Some(cx.waker().clone());
            Poll::Pending
        };
        let taken = self.carrier.with(take, |wakers| [wakers.outbox.take(), None]);
        if let Poll::Ready(Taken::Messages(messages)) = &taken {
            self.seq += messages.len() as u64;
        }
        taken
    }

    /// How the session has ended, if all that it had to say was handed over to this.
    pub fn end(&self) -> Option<End> {
        let inner = self.carrier.lock();
        inner.end.clone().filter(|_| inner.attachments == self.number && inner.log.waiting() == 0)
    }

    /// The client has gone, if it is still this by which it is here.
    pub fn hang_up(&self) {
        let hang_up = |inner: &mut Inner| inner.hung_up |= inner.attachments == self.number;
        self.carrier.with(hang_up, |wakers| [wakers.session.take(), None]);
    }

    /// Ready when the session has taken what it was told; with false if it never will by this.
    pub fn poll_room(&self, cx: &Context<'_>) -> Poll<bool> {
        let mut inner = self.carrier.lock();
        if inner.end.is_some() || inner.attachments != self.number {
            return Poll::Ready(false);
        }
        if inner.inbox.is_empty() {
            return Poll::Ready(true);
        }
        inner.wakers.room = Some(cx.waker().clone());
        Poll::Pending
    }
}

impl Drop for Attachment {
    fn drop(&mut self) {
        let number = self.number;
        let leave = |inner: &mut Inner| {
            if inner.attachments == number {
                inner.lost = Some(Instant::now());
                inner.wakers.transport = None;
            }
        };
        self.carrier.with(leave, |wakers| [wakers.session.take(), None]);
    }
}
