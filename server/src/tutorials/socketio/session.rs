//! What the server knows of one who is here by Socket.IO, besides what the crate does.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, OnceLock, PoisonError, Weak,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use socketioxide::socket::Sid;
use tokio::{sync::Notify, time::timeout};

use crate::{
    limits::Admission,
    player::budget::{Budget, Verdict},
};

/// The sessions that began by polling, by id: their next request may come on any connection.
#[derive(Default)]
pub struct People(Mutex<HashMap<Sid, Weak<Session>>>);

impl People {
    /// Who has this id.
    pub fn find(&self, id: Sid) -> Option<Arc<Session>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&id).and_then(Weak::upgrade)
    }

    /// Everybody.
    pub fn all(&self) -> Vec<Arc<Session>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).values().filter_map(Weak::upgrade).collect()
    }
}

/// One who is here. It lives as long as the socket of Engine.IO whose request brought it along.
pub struct Session {
    people: Arc<People>,
    id: OnceLock<Sid>,
    admission: Mutex<Option<Admission>>,
    budget: Mutex<Budget>,
    /// The largest message, in bytes.
    largest: usize,
    /// How many bytes it was answered that it has not taken yet.
    owed: AtomicUsize,
    taken: Notify,
    has_upgraded: AtomicBool,
    is_over: AtomicBool,
}

/// The most that one is owed who is heard only while it takes its answers: what has room, and one message or request more.
pub fn most_owed(largest: usize) -> usize {
    largest.saturating_mul(2)
}

impl Session {
    /// Somebody new.
    pub fn new(people: &Arc<People>, admission: Admission, budget: Budget, largest: usize) -> Arc<Self> {
        Arc::new(Self {
            people: Arc::clone(people),
            id: OnceLock::new(),
            admission: Mutex::new(Some(admission)),
            budget: Mutex::new(budget),
            largest,
            owed: AtomicUsize::new(0),
            taken: Notify::new(),
            has_upgraded: AtomicBool::new(false),
            is_over: AtomicBool::new(false),
        })
    }

    /// It polls, under this id.
    pub fn enter(self: &Arc<Self>, id: Sid) {
        if self.id.set(id).is_ok() {
            let mut people = self.people.0.lock().unwrap_or_else(PoisonError::into_inner);
            people.insert(id, Arc::downgrade(self));
        }
    }

    /// It is not heard any longer, but still told what there is to tell.
    pub fn end(&self) {
        self.is_over.store(true, Relaxed);
    }

    /// Whether it is not heard any longer.
    pub fn is_over(&self) -> bool {
        self.is_over.load(Relaxed)
    }

    /// It counts no more: its connection has ended, or the server stops.
    pub fn leave(&self) {
        self.admission.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// Asks for one message at the time `now`.
    pub fn spend(&self, now: Instant) -> Verdict {
        self.budget.lock().unwrap_or_else(PoisonError::into_inner).spend(now)
    }

    /// So many bytes are on their way to it.
    pub fn owe(&self, bytes: usize) {
        self.owed.fetch_add(bytes, Relaxed);
    }

    /// So many bytes were handed to it.
    pub fn took(&self, bytes: usize) {
        // No order is needed: it is written only by who answers it and who hands that on, and a moment late does no harm.
        self.owed.fetch_update(Relaxed, Relaxed, |owed| Some(owed.saturating_sub(bytes))).ok();
        self.taken.notify_waiters();
    }

    /// Whether it may be heard: who does not read its own echo is not.
    pub fn has_room(&self) -> bool {
        self.owed.load(Relaxed) < self.largest
    }

    /// Waits until it may be heard, and tells whether that was within `patience`.
    pub async fn room(&self, patience: Duration) -> bool {
        let room = async {
            loop {
                let taken = self.taken.notified();
                if self.has_room() {
                    return;
                }
                taken.await;
            }
        };
        timeout(patience, room).await.is_ok()
    }

    /// Whether it is the first time that it asks for a WebSocket: there is one upgrade in a session.
    pub fn upgrade(&self) -> bool {
        !self.has_upgraded.swap(true, Relaxed)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Some(id) = self.id.get() {
            self.people.0.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
        }
    }
}
