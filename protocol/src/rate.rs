//! How often something may happen: the generic cell rate algorithm (ITU-T I.371).

use std::time::Duration;

/// So many at once, and so many a minute in the long run. 0 of either: never.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rate {
    /// How many a minute, in the long run.
    pub per_minute: u32,
    /// How many at once, after a pause.
    pub burst: u32,
}

impl Rate {
    /// What one more adds to the pause that earns the whole burst again; rounded up, so that it is never too many.
    fn interval(self) -> Option<Duration> {
        const MINUTE: u64 = 60_000_000_000;
        (self.burst > 0 && self.per_minute > 0)
            .then(|| Duration::from_nanos(MINUTE.div_ceil(u64::from(self.per_minute))))
    }
}

/// What one client has used of a [`Rate`], in 16 bytes: the time at which it has earned the whole burst again.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Meter(Duration);

impl Meter {
    /// Lets one more happen now, or tells after how long it may; then nothing has changed, so asking costs nothing.
    ///
    /// The same asked exactly then is let happen, unless something else was in between. With a rate of 0 it is
    /// [`Duration::MAX`]. In any span of time `t`, at most `burst` and `per_minute` times `t` happen.
    pub fn check(&mut self, rate: Rate, now: Duration) -> Result<(), Duration> {
        let interval = rate.interval().ok_or(Duration::MAX)?;
        let tolerance = interval.saturating_mul(rate.burst - 1);
        let wait = self.0.saturating_sub(now).saturating_sub(tolerance);
        if !wait.is_zero() {
            return Err(wait);
        }
        self.0 = self.0.max(now).saturating_add(interval);
        Ok(())
    }

    /// Whether it has earned the whole burst: forgotten and begun anew, it would be the same.
    pub fn is_idle(&self, now: Duration) -> bool {
        self.0 <= now
    }
}
