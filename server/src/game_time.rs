//! The time that games go by. It runs on over restarts of the server as if there had been nothing between them, and stands
//! still while nothing can be journalled: nobody loses by what the server can't do.
//!
//! It has nothing to do with the time of day, so it does not jump when somebody sets that.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use crate::journal::{Outcome, Refusal};

/// The server's game time.
#[derive(Debug)]
pub struct GameTime(Mutex<State>);

#[derive(Debug)]
struct State {
    /// What it shows at `since`.
    shown: Duration,
    since: Instant,
    /// It stands still, for this reason.
    stopped: Option<Stop>,
}

/// Why nothing can be journalled now.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Stop {
    /// It is refused.
    Refused(Refusal),
    /// There is no answer, or it is late.
    NoAnswer,
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::NoAnswer => f.write_str("the data folder does not answer"),
        }
    }
}

impl GameTime {
    /// Goes on from what it showed last.
    pub fn from(shown: Duration) -> Self {
        Self(Mutex::new(State { shown, since: Instant::now(), stopped: None }))
    }

    /// What it shows, in whole microseconds, as it is journalled.
    pub fn now(&self) -> Duration {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.now()
    }

    /// Whether something can be journalled, as the last attempt has shown; if not, why.
    pub fn stopped(&self) -> Option<Stop> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).stopped
    }

    /// Stops or goes on, by what has become of an attempt to journal something.
    pub fn note(&self, outcome: Outcome) {
        let stopped = match outcome {
            // That is not the disk's fault.
            Outcome::Refused(Refusal::Content) | Outcome::Stale => return,
            Outcome::Refused(refusal) => Some(Stop::Refused(refusal)),
            Outcome::Unknown => Some(Stop::NoAnswer),
            Outcome::Committed => None,
        };
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.stopped.is_some() != stopped.is_some() {
            state.shown = state.now();
            state.since = Instant::now();
        }
        state.stopped = stopped;
    }
}

impl State {
    fn now(&self) -> Duration {
        let passed = if self.stopped.is_some() { Duration::ZERO } else { self.since.elapsed() };
        let now = self.shown + passed;
        Duration::from_micros(micros(now))
    }
}

/// A time in whole microseconds, as records have it.
pub fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

/// The time of day, in milliseconds since 1970 (UTC): for records, and for how long a certificate is good.
pub fn unix_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_on_from_where_it_was_and_stands_still_while_nothing_can_be_journalled() {
        let time = GameTime::from(Duration::from_secs(100));
        time.note(Outcome::Refused(Refusal::Full));
        let stopped = time.now();
        assert!(stopped >= Duration::from_secs(100));
        std::thread::yield_now();
        assert_eq!(time.now(), stopped);
        assert_eq!(time.stopped(), Some(Stop::Refused(Refusal::Full)));
        time.note(Outcome::Unknown);
        assert_eq!((time.now(), time.stopped()), (stopped, Some(Stop::NoAnswer)));
        time.note(Outcome::Committed);
        while time.now() == stopped {
            std::thread::yield_now();
        }
        assert_eq!(time.stopped(), None);
    }
}
