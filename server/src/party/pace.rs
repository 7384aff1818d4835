//! How many frames a client is sent: one that lags gets fewer, and none of them older.
//!
//! A client tells which frame it drew last. How far that is behind the newest tick when it is told is its lag: the way
//! there and back, in ticks. More frames are let onto the way as long as that makes none late, and fewer as soon as they
//! come more than a tick later than at best: then they wait for each other, somewhere on the way. It is the idea of TCP
//! Vegas (Brakmo and Peterson, 1995), with frames for segments. What is left out is in the next frame that is sent.

/// How many ticks a frame may be behind, beyond the way there and back.
pub const SPARE: u32 = 2;

/// How many frames may be on the way at first.
const FIRST: u32 = 4;

/// The least lag is that of this many ticks, and of those before them, for ways get longer, too; and so often more frames
/// are tried than were too many before.
const LEAST_OF: u32 = 256;

/// What is known of one client.
#[derive(Clone, Debug, Default)]
pub struct Pace {
    /// The newest tick that counts, and which of it and the 63 before it were sent, from bit 0 on.
    newest: u32,
    sent: u64,
    /// There once it has told anything.
    told: Option<Told>,
}

#[derive(Clone, Copy, Debug)]
struct Told {
    drawn: u32,
    /// How many frames may be on the way.
    window: u32,
    /// How many are tried at most: one less than have come late lately.
    ceiling: u32,
    /// Nothing that was sent before this tick makes the window smaller once more.
    cut: u32,
    /// The way is being measured anew, by one frame that has it to itself.
    alone: bool,
    least: Least,
}

#[derive(Clone, Copy, Debug)]
struct Least {
    since: u32,
    now: u32,
    before: u32,
}

impl Pace {
    /// The client has drawn frame `drawn`, and `now` is the newest tick. Ticks count modulo 2^32. A frame that it was not
    /// sent in the last 64 ticks, or one older than it told before, tells nothing.
    pub fn told(&mut self, drawn: u32, now: u32) {
        let age = self.newest.wrapping_sub(drawn);
        if age >= u64::BITS || self.sent >> age & 1 == 0 {
            return;
        }
        let lag = now.wrapping_sub(drawn);
        let on_the_way = self.sent_after(drawn);
        let told = self.told.get_or_insert(Told {
            drawn,
            window: (lag + SPARE).min(FIRST),
            ceiling: u64::BITS,
            cut: drawn,
            alone: false,
            least: Least { since: now, now: lag, before: lag },
        });
        if !is_at_or_after(drawn, told.drawn) {
            return;
        }
        // A frame that was sent after the last cut had the way to itself at first.
        let is_fresh = is_at_or_after(drawn, told.cut);
        if told.alone && is_fresh {
            told.alone = false;
            told.least = Least { since: now, now: lag, before: lag };
        }
        if now.wrapping_sub(told.least.since) >= LEAST_OF {
            told.least = Least { since: now, now: lag, before: told.least.now };
            if told.ceiling < u64::BITS {
                // Where frames wait for each other, only one that is alone tells how long the way is.
                told.ceiling = u64::BITS;
                told.window = 1;
                told.cut = self.newest.wrapping_add(1);
                told.alone = true;
            }
        }
        told.least.now = told.least.now.min(lag);
        let best = told.least.now.min(told.least.before);
        if told.alone {
            // Waits for that one.
        } else if lag > best + 1 && is_fresh {
            told.ceiling = (told.window - 1).max(1);
            told.window = (told.window / 2).max(1);
            told.cut = self.newest.wrapping_add(1);
        } else if lag <= best && on_the_way + 1 >= told.window {
            told.window = (told.window + 1).min(told.ceiling);
        }
        told.drawn = drawn;
    }

    /// Whether the frame of `tick`, the newest, is for this client; if so, it counts as sent. One that has drawn all that
    /// it was sent always gets it, one that never tells as well; and each does at least once in `hz` ticks, a second.
    pub fn admits(&mut self, tick: u32, hz: u16) -> bool {
        let passed = tick.wrapping_sub(self.newest);
        self.sent = self.sent.checked_shl(passed).unwrap_or(0);
        self.newest = tick;
        let second = u64::MAX.checked_shl(hz.into()).map_or(u64::MAX, |old| !old);
        let admitted = match self.told {
            None => true,
            Some(told) => self.sent_after(told.drawn) < told.window || self.sent & second == 0,
        };
        self.sent |= u64::from(admitted);
        admitted
    }

    /// How many frames were sent after that of `drawn`; too many, if that is so old that some of them are not known any
    /// more: who tells nothing must not seem to have taken them.
    fn sent_after(&self, drawn: u32) -> u32 {
        let age = self.newest.wrapping_sub(drawn);
        u64::MAX.checked_shl(age).map_or(u32::MAX, |before| (self.sent & !before).count_ones())
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
    /// were that it drew, in ticks, in 1,000 ticks after the first 150.
    fn run(way: u32, every: u32, start: u32) -> Vec<u32> {
        let mut pace = Pace::default();
        let (mut line, mut back) = (VecDeque::new(), VecDeque::new());
        let (mut ages, mut free_at) = (Vec::new(), 0);
        for step in 0..1_150_u32 {
            let now = start.wrapping_add(step);
            while back.front().is_some_and(|(at, _)| *at <= step) {
                let (_, drawn) = back.pop_front().unwrap();
                pace.told(drawn, now);
            }
            if pace.admits(now, 20) {
                free_at = step.max(free_at) + every;
                line.push_back((free_at + way, now));
            }
            while line.front().is_some_and(|(at, _)| *at <= step) {
                let (at, tick) = line.pop_front().unwrap();
                back.push_back((at + way, tick));
                if step >= 150 {
                    ages.push(now.wrapping_sub(tick));
                }
            }
        }
        ages
    }

    #[test]
    fn who_keeps_up_is_sent_every_frame_however_long_the_way() {
        for way in [0, 1, 5, 9] {
            assert_eq!(run(way, 1, u32::MAX - 500), vec![way + 1; 1_000], "{way} ticks each way");
        }
    }

    #[test]
    fn who_does_not_is_sent_fewer_and_none_is_stale() {
        for (way, every) in [(0, 2), (0, 3), (1, 2), (3, 4), (5, 2)] {
            let ages = run(way, every, 7);
            let bound = 2 * way + every + SPARE;
            let line = format!("{way} ticks each way, a frame in {every}: {ages:?}");
            assert!(ages.len() as u32 >= 1_000 / every / 3, "too few, {line}");
            // To find out whether more can be on the way, more are tried now and then.
            let late = ages.iter().filter(|age| **age > bound).count();
            assert!(late * 20 <= ages.len(), "{late} later than {bound} ticks, {line}");
            assert!(ages.iter().all(|age| *age <= bound + 2 * every), "much later than {bound} ticks, {line}");
        }
    }

    #[test]
    fn who_never_tells_is_sent_all() {
        let mut pace = Pace::default();
        assert!((0..1_000).all(|tick| pace.admits(tick, 20)));
    }

    #[test]
    fn who_has_stopped_telling_is_sent_one_a_second() {
        for (hz, times) in [(20, vec![11, 12, 32, 52, 72, 92]), (60, vec![11, 12, 72]), (240, vec![11, 12, 76])] {
            let mut pace = Pace::default();
            assert!(pace.admits(10, hz));
            pace.told(10, 10);
            let sent: Vec<u32> = (11..100).filter(|tick| pace.admits(*tick, hz)).collect();
            assert_eq!(sent, times, "at {hz} Hz");
        }
    }

    #[test]
    fn what_was_never_sent_can_not_be_drawn() {
        let mut pace = Pace::default();
        for tick in 8..=10 {
            assert!(pace.admits(tick, 20));
        }
        pace.told(11, 10);
        pace.told(7, 10);
        pace.told(10_u32.wrapping_sub(1 << 31), 10);
        assert!(pace.told.is_none());
        pace.told(9, 10);
        pace.told(8, 10);
        assert_eq!(pace.told.map(|told| told.drawn), Some(9));
    }
}
