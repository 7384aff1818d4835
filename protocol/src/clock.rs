//! A chess clock for two sides: a start, an increment a move, and a credit for the lag of the network.

use std::time::Duration;

use crate::{Mark, two::Control};

/// What time each side has left. At most one side's runs; time is an argument, counted from any one moment.
///
/// A move gives back the lag that it is credited with, but never more than it took, and then the increment. So a clock
/// never shows more than the start and an increment a move. Credits are how chess servers make up for the network:
/// without one, who lives far away has less time to think.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Clock {
    /// What X and O had left when the running side's turn began.
    left: [Duration; 2],
    increment: Duration,
    /// Whose runs, and since when.
    running: Option<(Mark, Duration)>,
}

impl Clock {
    /// Both sides have the start, and neither runs.
    pub fn new(control: Control) -> Clock {
        Clock { left: [control.start; 2], increment: control.increment, running: None }
    }

    /// A side's begins to run, and the other's stands as it stood: what it took since its own start is not counted.
    pub fn start(&mut self, mark: Mark, now: Duration) {
        self.running = Some((mark, now));
    }

    /// A side has moved: it gets back the lag and the increment, and the other's begins to run.
    ///
    /// `credit` is what the network took of this move; more than the move took counts as what it took. Nothing changes if
    /// the side's clock didn't run.
    pub fn moved(&mut self, mark: Mark, now: Duration, credit: Duration) {
        let Some((_, since)) = self.running.filter(|(running, _)| *running == mark) else { return };
        let thought = now.saturating_sub(since).saturating_sub(credit);
        let left = &mut self.left[side(mark)];
        *left = left.saturating_sub(thought).saturating_add(self.increment);
        self.start(mark.opponent(), now);
    }

    /// Neither runs any more: the game is over.
    pub fn stop(&mut self, now: Duration) {
        self.left = self.remaining(now);
        self.running = None;
    }

    /// What X and O have left, 0 from the fall of the flag on.
    pub fn remaining(&self, now: Duration) -> [Duration; 2] {
        let mut left = self.left;
        if let Some((mark, since)) = self.running {
            let left = &mut left[side(mark)];
            *left = left.saturating_sub(now.saturating_sub(since));
        }
        left
    }

    /// Whose clock runs, and when it shows 0: from that moment on, credits aside, its time is up.
    pub fn flags_at(&self) -> Option<(Mark, Duration)> {
        self.running.map(|(mark, since)| (mark, since.saturating_add(self.left[side(mark)])))
    }
}

/// Where a side has its place in an array of two.
pub(crate) fn side(mark: Mark) -> usize {
    match mark {
        Mark::X => 0,
        Mark::O => 1,
    }
}
