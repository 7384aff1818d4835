//! The server's time, as it is kept.

use std::{
    sync::atomic::{
        AtomicBool, AtomicU64,
        Ordering::{AcqRel, Acquire, Release},
    },
    time::{Duration, Instant},
};

/// How often it is written at most, along with something else: it is a page of its own in each commit.
const ALONG: Duration = Duration::from_millis(100);

/// When it is written at the latest, alone.
const ALONE: Duration = Duration::from_secs(1);

/// The latest time that is to be kept.
#[derive(Debug)]
pub(super) struct Clock {
    latest: AtomicU64,
    /// Whether the writer knows that there is something to keep.
    is_told: AtomicBool,
}

impl Clock {
    /// The time that is kept already, in microseconds.
    pub(super) fn new(kept: u64) -> Self {
        Self { latest: AtomicU64::new(kept), is_told: AtomicBool::new(false) }
    }

    /// Whether the writer has to be told.
    pub(super) fn keep(&self, server: Duration) -> bool {
        let now = u64::try_from(server.as_micros()).unwrap_or(u64::MAX).min(i64::MAX as u64);
        self.latest.fetch_max(now, AcqRel) < now && !self.is_told.swap(true, AcqRel)
    }
}

/// What the writer knows of it.
#[derive(Debug)]
pub(super) struct Kept {
    written: u64,
    at: Instant,
    /// Since when there is something to write.
    since: Option<Instant>,
}

impl Kept {
    pub(super) fn new(clock: &Clock) -> Self {
        Self { written: clock.latest.load(Acquire), at: Instant::now(), since: None }
    }

    /// There is something to keep.
    pub(super) fn told(&mut self) {
        self.since.get_or_insert_with(Instant::now);
    }

    /// When it has to be written at the latest.
    pub(super) fn due(&self) -> Option<Instant> {
        self.since.map(|since| since + ALONE)
    }

    /// What to write along with something else.
    pub(super) fn along(&self, clock: &Clock) -> Option<u64> {
        self.since?;
        (self.at.elapsed() >= ALONG).then(|| self.alone(clock)).flatten()
    }

    /// What to write in any case.
    pub(super) fn alone(&self, clock: &Clock) -> Option<u64> {
        // Whoever sets a later one after this tells of it.
        clock.is_told.store(false, Release);
        Some(clock.latest.load(Acquire)).filter(|latest| *latest > self.written)
    }

    /// It is written.
    pub(super) fn written(&mut self, time: u64) {
        self.written = time;
        self.at = Instant::now();
        self.since = None;
    }

    /// It could not be written, or there was no need: later, then.
    pub(super) fn put_off(&mut self, is_needed: bool) {
        self.since = is_needed.then(Instant::now);
    }
}
