//! How much a connection may say: a token bucket, with time as an argument.

use std::time::{Duration, Instant};

/// A bucket that holds up to two seconds' worth.
const BURST_SECONDS: f32 = 2.0;

/// How many bursts may be refused before the connection is closed.
const PATIENCE: f32 = 10.0;

/// What becomes of a message.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// Go ahead.
    Granted,
    /// Too fast: pass it over, and `tell` the client, once until it has slowed down for a while.
    Refused {
        /// Whether this is the first one refused since it last kept to the rate.
        tell: bool,
        /// How long until there is room for one more.
        wait: Duration,
    },
    /// It does not slow down: close.
    Exhausted,
}

/// The bucket of one connection.
#[derive(Clone, Debug)]
pub struct Budget {
    per_second: Option<f32>,
    tokens: f32,
    refused: f32,
    at: Option<Instant>,
}

impl Budget {
    /// A full bucket; `None` is no limit at all.
    pub fn new(per_second: Option<u32>) -> Self {
        let per_second = per_second.map(|rate| rate as f32);
        Self { per_second, tokens: per_second.unwrap_or_default() * BURST_SECONDS, refused: 0.0, at: None }
    }

    /// Asks for one message at the time `now`.
    pub fn spend(&mut self, now: Instant) -> Verdict {
        let Some(rate) = self.per_second else { return Verdict::Granted };
        let burst = rate * BURST_SECONDS;
        let elapsed = self.at.map_or(0.0, |at| now.saturating_duration_since(at).as_secs_f32());
        self.at = Some(now);
        self.tokens = (self.tokens + elapsed * rate).min(burst);
        if self.tokens >= burst / 2.0 {
            self.refused = 0.0;
        }
        if self.tokens >= 1.0 {
            self.tokens -= 1.0;
            return Verdict::Granted;
        }
        self.refused += 1.0;
        if self.refused > burst * PATIENCE {
            return Verdict::Exhausted;
        }
        let wait = Duration::from_secs_f32((1.0 - self.tokens) / rate);
        Verdict::Refused { tell: self.refused == 1.0, wait }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_granted_then_refused_once_aloud_and_time_heals() {
        let start = Instant::now();
        let mut budget = Budget::new(Some(5));
        for _ in 0..10 {
            assert_eq!(budget.spend(start), Verdict::Granted);
        }
        assert!(matches!(budget.spend(start), Verdict::Refused { tell: true, .. }));
        assert!(matches!(budget.spend(start), Verdict::Refused { tell: false, .. }));
        let later = start + Duration::from_secs(1);
        for _ in 0..5 {
            assert_eq!(budget.spend(later), Verdict::Granted);
        }
        assert!(matches!(budget.spend(later), Verdict::Refused { tell: true, .. }), "it had kept to the rate again");
    }

    #[test]
    fn who_never_slows_down_is_exhausted() {
        let start = Instant::now();
        let mut budget = Budget::new(Some(1));
        let verdicts: Vec<_> = (0..23).map(|_| budget.spend(start)).collect();
        assert_eq!(verdicts.iter().filter(|verdict| **verdict == Verdict::Granted).count(), 2);
        assert_eq!(verdicts.last(), Some(&Verdict::Exhausted));
        assert!(!verdicts[..22].contains(&Verdict::Exhausted));
    }

    #[test]
    fn a_steady_flood_is_told_once_and_exhausted_though_some_of_it_is_granted() {
        let start = Instant::now();
        let mut budget = Budget::new(Some(50));
        // A thousand a second.
        let verdicts: Vec<_> = (0..3000).map(|ms| budget.spend(start + Duration::from_millis(ms))).collect();
        assert_eq!(verdicts.iter().filter(|verdict| matches!(verdict, Verdict::Refused { tell: true, .. })).count(), 1);
        assert!(verdicts.contains(&Verdict::Exhausted));
    }

    #[test]
    fn no_limit_grants_all() {
        let start = Instant::now();
        let mut budget = Budget::new(None);
        assert!((0..10_000).all(|_| budget.spend(start) == Verdict::Granted));
    }
}
