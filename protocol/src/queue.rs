//! Who waits for an opponent.

use std::time::Duration;

/// Pairs those who want to play: of those who suit each other, whoever came first ("TTTP.md", Games).
///
/// Two suit each other if either has no rating, or if their ratings differ by at most 100, and by 50 more for each second
/// that the longer of their waits lasts. So without ratings two are paired as soon as there are two, and with them nobody
/// waits forever. Who is paired is out of the queue with that. Those who wait are more than 100 apart, so they are few,
/// and it costs nothing to look at all of them. An `id` stands for one player; `T` is whatever the caller needs to reach
/// them. Time is an argument, counted from any one moment.
#[derive(Debug)]
pub struct Queue<T> {
    /// In the order in which they came.
    waiting: Vec<Waiting<T>>,
}

#[derive(Debug)]
struct Waiting<T> {
    id: u64,
    value: T,
    rating: Option<u16>,
    since: Duration,
}

impl<T> Waiting<T> {
    /// From when on the two suit each other, given that the other one came later.
    fn suits_at(&self, later: &Waiting<T>) -> Duration {
        const AT_ONCE: u16 = 100;
        // 50 a second are one each 20 ms.
        const PER_POINT: Duration = Duration::from_millis(20);
        let difference = match (self.rating, later.rating) {
            (Some(own), Some(other)) => own.abs_diff(other),
            _ => 0,
        };
        self.since.saturating_add(PER_POINT * u32::from(difference.saturating_sub(AT_ONCE)))
    }

    fn suits(&self, later: &Waiting<T>, now: Duration) -> bool {
        // Two who suit each other at once do so whatever the time, even one that goes backwards.
        self.suits_at(later) <= now.max(self.since)
    }
}

impl<T> Default for Queue<T> {
    fn default() -> Queue<T> {
        Queue { waiting: Vec::new() }
    }
}

impl<T> Queue<T> {
    /// A queue in which nobody waits.
    pub fn new() -> Queue<T> {
        Queue::default()
    }

    /// Pairs a newcomer with the first whom they suit by now, or else lets them wait. Of two, the one who has waited longer
    /// is first, and plays X.
    ///
    /// Nobody is paired with themselves: who waits already keeps their place, with the new value and rating.
    pub fn join(&mut self, id: u64, value: T, rating: Option<u16>, now: Duration) -> Option<(T, T)> {
        let place = self.waiting.iter().position(|waiting| waiting.id == id);
        let place = match place {
            Some(place) => {
                (self.waiting[place].value, self.waiting[place].rating) = (value, rating);
                place
            }
            None => {
                self.waiting.push(Waiting { id, value, rating, since: now });
                self.waiting.len() - 1
            }
        };
        self.take(now, |first, second| first == place || second == place)
    }

    /// Pairs two who suit each other by now: the first who can be paired at all, with the first whom they suit.
    ///
    /// There may be more pairs: call it until there is none, and again at [`next_due`](Queue::next_due).
    pub fn pair(&mut self, now: Duration) -> Option<(T, T)> {
        self.take(now, |_, _| true)
    }

    /// When [`pair`](Queue::pair) has the next two if nobody comes or leaves; nothing if fewer than two wait.
    pub fn next_due(&self) -> Option<Duration> {
        self.pairs().map(|(first, second)| self.waiting[first].suits_at(&self.waiting[second])).min()
    }

    /// Forgets somebody who waits, and returns their value. Anybody may leave, any number of times.
    pub fn leave(&mut self, id: u64) -> Option<T> {
        let place = self.waiting.iter().position(|waiting| waiting.id == id)?;
        Some(self.waiting.remove(place).value)
    }

    /// The value of who has waited longest.
    pub fn first(&self) -> Option<&T> {
        self.waiting.first().map(|waiting| &waiting.value)
    }

    /// How many wait; 0 or 1 if nobody has a rating.
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Whether nobody waits.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Takes out the first pair that suits by now, of those whose places are admitted.
    fn take(&mut self, now: Duration, admitted: impl Fn(usize, usize) -> bool) -> Option<(T, T)> {
        let suits = |first: usize, second: usize| self.waiting[first].suits(&self.waiting[second], now);
        let (first, second) =
            self.pairs().find(|(first, second)| admitted(*first, *second) && suits(*first, *second))?;
        // The later one first: to take the earlier one out moves it.
        let second = self.waiting.remove(second);
        let first = self.waiting.remove(first);
        Some((first.value, second.value))
    }

    /// All pairs of places, the earlier one of each first, in the order in which they have a right to be paired.
    fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + use<T> {
        let len = self.waiting.len();
        (0..len).flat_map(move |first| (first + 1..len).map(move |second| (first, second)))
    }
}
