//! How many frames a client is sent: one that lags gets fewer, and none of them older.
//!
//! A client tells which frame it drew last. How far that is behind the newest tick when it is told is the time of the way
//! there and back, in ticks. More than [`SPARE`] ticks beyond the least that was seen, frames are piling up on the way;
//! the next one is sent when the client has told of a newer one, and holds all that happened in between.

/// How many ticks a client may be behind, beyond its way there and back.
pub const SPARE: u32 = 2;

/// The least lag is that of this many ticks, and of those before them: ways get longer, too.
const WINDOW: u32 = 256;

/// What is known of one client.
#[derive(Clone, Debug, Default)]
pub struct Pace {
    drawn: Option<u32>,
    least: Option<Least>,
}

#[derive(Clone, Copy, Debug)]
struct Least {
    since: u32,
    now: u32,
    before: u32,
}

impl Pace {
    /// The client has drawn frame `drawn`, `sent` being the newest it was sent, and `now` the newest tick. Ticks count
    /// modulo 2^32. A frame that it was not sent, or one older than it told before, tells nothing.
    pub fn told(&mut self, drawn: u32, sent: Option<u32>, now: u32) {
        let is_sent = sent.is_some_and(|sent| is_at_or_after(sent, drawn));
        let is_news = self.drawn.is_none_or(|before| is_at_or_after(drawn, before));
        if !is_sent || !is_news {
            return;
        }
        self.drawn = Some(drawn);
        let lag = now.wrapping_sub(drawn);
        let least = self.least.get_or_insert(Least { since: now, now: lag, before: lag });
        if now.wrapping_sub(least.since) >= WINDOW {
            *least = Least { since: now, now: lag, before: least.now };
        }
        least.now = least.now.min(lag);
    }

    /// Whether it is sent the frame of `tick`. One that has drawn all it was sent always is, one that never tells as
    /// well; and each is at least once in `hz` ticks, a second.
    pub fn admits(&self, tick: u32, sent: Option<u32>, hz: u16) -> bool {
        let (Some(drawn), Some(least), Some(sent)) = (self.drawn, self.least, sent) else { return true };
        drawn == sent
            || tick.wrapping_sub(drawn) <= least.now.min(least.before) + SPARE
            || tick.wrapping_sub(sent) >= u32::from(hz)
    }
}

fn is_at_or_after(tick: u32, other: u32) -> bool {
    tick.wrapping_sub(other) <= u32::MAX / 2
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use super::*;

    /// A client behind a line that takes `way` ticks each way, and one frame in `every` ticks. Gives how stale the frames
    /// were that it drew, in ticks, and how many there were, in 1,000 ticks after the first 50.
    fn run(way: u32, every: u32, start: u32) -> (u32, u32) {
        let (mut pace, mut sent) = (Pace::default(), None);
        let (mut line, mut back) = (VecDeque::new(), VecDeque::new());
        let (mut worst, mut count, mut free_at) = (0, 0, 0);
        for step in 0..1_050_u32 {
            let now = start.wrapping_add(step);
            while back.front().is_some_and(|(at, _)| *at <= step) {
                let (_, drawn) = back.pop_front().unwrap();
                pace.told(drawn, sent, now);
            }
            if pace.admits(now, sent, 20) {
                sent = Some(now);
                free_at = step.max(free_at) + every;
                line.push_back((free_at - every + way, now));
            }
            while line.front().is_some_and(|(at, _)| *at <= step) {
                let (at, tick) = line.pop_front().unwrap();
                back.push_back((at + way, tick));
                if step >= 50 {
                    worst = worst.max(now.wrapping_sub(tick));
                    count += 1;
                }
            }
        }
        (worst, count)
    }

    #[test]
    fn who_keeps_up_is_sent_every_frame_however_long_the_way() {
        for way in [0, 1, 5, 9] {
            assert_eq!(run(way, 1, u32::MAX - 500), (way, 1_000), "{way} ticks each way");
        }
    }

    #[test]
    fn who_does_not_is_sent_fewer_and_none_is_stale() {
        for (way, every) in [(0, 2), (0, 3), (1, 2), (3, 4), (5, 2)] {
            let (worst, count) = run(way, every, 7);
            assert!(worst <= 2 * way + SPARE, "{worst} ticks stale, {way} each way, one frame in {every}");
            assert!(count >= 1_000 / every / 2, "{count} frames, {way} each way, one frame in {every}");
        }
    }

    #[test]
    fn who_never_tells_is_sent_all() {
        let pace = Pace::default();
        assert!((0..1_000).all(|tick| pace.admits(tick, Some(tick.wrapping_sub(1)), 20)));
    }

    #[test]
    fn who_has_stopped_telling_is_sent_one_a_second() {
        let mut pace = Pace::default();
        pace.told(10, Some(10), 10);
        let mut sent = 10;
        let mut times = Vec::new();
        for tick in 11..100 {
            if pace.admits(tick, Some(sent), 20) {
                times.push(tick);
                sent = tick;
            }
        }
        assert_eq!(times, [11, 12, 32, 52, 72, 92]);
    }

    #[test]
    fn what_was_never_sent_can_not_be_drawn() {
        let mut pace = Pace::default();
        pace.told(11, Some(10), 10);
        assert!(pace.drawn.is_none());
        pace.told(9, Some(10), 10);
        pace.told(8, Some(10), 10);
        assert_eq!(pace.drawn, Some(9));
    }
}
