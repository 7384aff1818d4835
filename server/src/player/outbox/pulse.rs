//! Whether the peer of a connection is still there.
//!
//! One look at all connections of a worker, some times a second, instead of a timer for each: at 8,000 idle ones that
//! is less memory, and no task is woken to find that all is well. What happens in between is noted without a clock.

use std::time::{Duration, Instant};

/// How long a peer may be silent, and how soon it is asked.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// A peer that has said nothing for this long is pinged.
    pub ping: Duration,
    /// A peer that was not heard for this long though it was pinged, or has taken nothing of what waits for it, is gone.
    pub silence: Duration,
}

/// How often a connection is looked at while the shorter of its times runs.
const LOOKS: u32 = 8;

impl Patience {
    /// The time between two looks.
    pub fn period(self) -> Duration {
        (self.ping.min(self.silence) / LOOKS).max(Duration::from_millis(1))
    }
}

/// What a look finds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Health {
    /// Nothing to do.
    Well,
    /// It should be pinged.
    Ask,
    /// It is no more.
    Lost,
}

/// The heartbeat of one connection.
#[derive(Debug)]
pub(super) struct Pulse {
    patience: Patience,
    answers: bool,
    heard: bool,
    taken: bool,
    /// Unknown until the first look.
    times: Option<Times>,
}

#[derive(Debug)]
struct Times {
    heard: Instant,
    asked: Instant,
    taken: Instant,
}

impl Pulse {
    /// `answers` tells whether the peer can be pinged.
    pub(super) fn new(patience: Patience, answers: bool) -> Self {
        Self { patience, answers, heard: false, taken: false, times: None }
    }

    /// The peer said something whole: a trickle of bytes is no sign of life.
    pub(super) fn heard(&mut self) {
        self.heard = true;
    }

    /// The peer has taken something.
    pub(super) fn taken(&mut self) {
        self.taken = true;
    }

    /// What is to be done now, if something `waits` to be taken or not.
    pub(super) fn look(&mut self, now: Instant, waits: bool) -> Health {
        let times = self.times.get_or_insert(Times { heard: now, asked: now, taken: now });
        if std::mem::take(&mut self.heard) {
            times.heard = now;
        }
        if std::mem::take(&mut self.taken) || !waits {
            times.taken = now;
        }
        let Patience { ping, silence } = self.patience;
        if now - times.taken >= silence || self.answers && now - times.heard >= silence {
            return Health::Lost;
        }
        if self.answers && now - times.heard.max(times.asked) >= ping {
            times.asked = now;
            return Health::Ask;
        }
        Health::Well
    }
}
