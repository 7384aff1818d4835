//! What the server says in a carried session: numbered messages, kept until the client has them, and somewhat longer.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use bytes::Bytes;

/// What a transport may have lost on the way is kept up to so many bytes…
const KEPT: usize = 32 * 1024;

/// …and for so long: who is not back by then has lost the session as well.
const KEPT_FOR: Duration = Duration::from_secs(20);

/// What a message takes besides its own bytes.
const OVERHEAD: usize = 64;

/// One message, whole.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Message {
    /// Any bytes; otherwise it is UTF-8 text.
    pub binary: bool,
    /// What it says.
    pub bytes: Bytes,
}

impl Message {
    /// A message of text.
    pub fn text(text: impl Into<Bytes>) -> Self {
        Self { binary: false, bytes: text.into() }
    }

    fn size(&self) -> usize {
        self.bytes.len() + OVERHEAD
    }
}

/// Messages, numbered from 1 in the order in which they were said.
#[derive(Debug, Default)]
pub struct Log {
    messages: VecDeque<Message>,
    /// Until when those that were handed over are kept, with the number up to which; at most one a push.
    due: VecDeque<(Instant, u64)>,
    /// How many came before those that are kept.
    dropped: u64,
    /// The number of the last one that was handed over; the next one follows it.
    taken: u64,
    /// The highest number that ever was: a transport may have had more than who carries the session now.
    handed: u64,
    kept_bytes: usize,
    waiting_bytes: usize,
}

impl Log {
    /// Adds one.
    pub fn push(&mut self, message: Message, now: Instant) {
        self.waiting_bytes += message.size();
        self.messages.push_back(message);
        while self.due.front().is_some_and(|(until, _)| *until <= now) {
            if let Some((_, number)) = self.due.pop_front() {
                self.acknowledge(number);
            }
        }
    }

    /// How much was not handed over yet, in bytes.
    pub fn waiting(&self) -> usize {
        self.waiting_bytes
    }

    /// The number of the last message that was handed over.
    pub fn taken(&self) -> u64 {
        self.taken
    }

    /// Goes on after number `seq`, back or forth: what follows counts as not handed over. Whether that is still here; nobody can
    /// have what never was handed over.
    pub fn go_to(&mut self, seq: u64) -> bool {
        if !(self.dropped..=self.handed).contains(&seq) {
            return false;
        }
        let kept = usize::try_from(seq - self.dropped).unwrap_or(usize::MAX);
        let all = self.kept_bytes + self.waiting_bytes;
        self.kept_bytes = self.messages.iter().take(kept).map(Message::size).sum();
        self.waiting_bytes = all - self.kept_bytes;
        self.due.retain(|(_, number)| *number <= seq);
        self.taken = seq;
        true
    }

    /// Hands over the next messages, at least one if there is one, and up to `most` bytes of them.
    pub fn take(&mut self, most: usize, now: Instant) -> Vec<Message> {
        let skipped = usize::try_from(self.taken - self.dropped).unwrap_or(usize::MAX);
        let mut room = most;
        let mut found = Vec::new();
        for message in self.messages.iter().skip(skipped) {
            if !found.is_empty() && message.bytes.len() > room {
                break;
            }
            room = room.saturating_sub(message.bytes.len());
            found.push(message.clone());
        }
        if found.is_empty() {
            return found;
        }
        let moved: usize = found.iter().map(Message::size).sum();
        self.waiting_bytes -= moved;
        self.kept_bytes += moved;
        self.taken += found.len() as u64;
        self.handed = self.handed.max(self.taken);
        self.due.push_back((now + KEPT_FOR, self.taken));
        while self.kept_bytes > KEPT {
            self.drop_first();
        }
        found
    }

    /// The client has all messages up to this number: those need not be kept.
    pub fn acknowledge(&mut self, seq: u64) {
        while self.dropped < seq.min(self.taken) {
            self.drop_first();
        }
    }

    /// Drops all messages: nobody is left to hear them.
    pub fn clear(&mut self) {
        self.dropped += self.messages.len() as u64;
        self.taken = self.dropped;
        self.handed = self.dropped;
        self.messages = VecDeque::new();
        self.due = VecDeque::new();
        self.kept_bytes = 0;
        self.waiting_bytes = 0;
    }

    /// Drops the first message, which was handed over.
    fn drop_first(&mut self) {
        if let Some(message) = self.messages.pop_front() {
            self.kept_bytes = self.kept_bytes.saturating_sub(message.size());
            self.dropped += 1;
        }
        while self.due.front().is_some_and(|(_, number)| *number <= self.dropped) {
            self.due.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(messages: &[Message]) -> Vec<&str> {
        messages.iter().map(|message| std::str::from_utf8(&message.bytes).unwrap()).collect()
    }

    #[test]
    fn what_was_handed_over_can_be_had_again_until_it_is_acknowledged() {
        let now = Instant::now();
        let mut log = Log::default();
        for text in ["a", "b", "c"] {
            log.push(Message::text(text), now);
        }
        assert_eq!(log.waiting(), 3 * (1 + OVERHEAD));
        assert_eq!(texts(&log.take(2, now)), ["a", "b"]);
        assert_eq!((log.taken(), log.waiting()), (2, 1 + OVERHEAD));
        assert!(!log.go_to(3) && log.go_to(1));
        assert_eq!(texts(&log.take(100, now)), ["b", "c"]);
        assert_eq!(texts(&log.take(100, now)), [""; 0]);
        log.acknowledge(2);
        assert!(!log.go_to(1) && !log.go_to(4) && log.go_to(2));
        assert!(log.go_to(3), "another had it already");
        assert!(log.go_to(2));
        assert_eq!(texts(&log.take(0, now)), ["c"], "one at least");
    }

    #[test]
    fn what_was_not_handed_over_is_never_dropped() {
        let now = Instant::now();
        let mut log = Log::default();
        log.push(Message::text("a"), now);
        log.acknowledge(9);
        for _ in 0..100 {
            log.push(Message::text(vec![b'x'; 4096]), now + 2 * KEPT_FOR);
        }
        assert_eq!(log.take(usize::MAX, now).len(), 101);
        assert!(!log.go_to(90), "only so much is kept of what was handed over");
        assert!(log.go_to(95) && log.kept_bytes <= KEPT);
    }

    #[test]
    fn what_was_handed_over_long_ago_is_dropped_but_not_while_it_waits_again() {
        let now = Instant::now();
        let mut log = Log::default();
        log.push(Message::text("a"), now);
        log.take(9, now);
        log.push(Message::text("b"), now + KEPT_FOR / 2);
        log.take(9, now + KEPT_FOR / 2);
        log.push(Message::text("c"), now + KEPT_FOR);
        assert!(!log.go_to(0) && log.go_to(1));
        log.push(Message::text("d"), now + 9 * KEPT_FOR);
        assert_eq!(texts(&log.take(9, now)), ["b", "c", "d"]);
    }

    proptest! {
        /// Against all messages in a list: whatever is had is right, and what is waiting is what follows.
        #[test]
        fn it_is_like_a_list(steps in prop::collection::vec((0..5_u8, 0..40_u64, 0..9000_usize), 1..200)) {
            let mut now = Instant::now();
            let (mut log, mut all, mut taken) = (Log::default(), Vec::new(), 0_u64);
            for (kind, number, size) in steps {
                match kind {
                    0 | 1 => {
                        let message = Message { binary: kind == 1, bytes: vec![number as u8; size].into() };
                        log.push(message.clone(), now);
                        all.push(message);
                    }
                    2 => {
                        let had = log.take(size, now);
                        let start = taken as usize;
                        prop_assert_eq!(&had[..], &all[start..start + had.len()]);
                        prop_assert!(!had.is_empty() || start == all.len());
                        taken += had.len() as u64;
                    }
                    3 => {
                        let seq = (taken + 5).saturating_sub(number);
                        if log.go_to(seq) {
                            taken = seq;
                        } else {
                            prop_assert!(seq != taken, "lost");
                        }
                    }
                    _ => {
                        log.acknowledge(number);
                        now += Duration::from_millis(size as u64);
                    }
                }
                let waiting: usize = all[taken as usize..].iter().map(Message::size).sum();
                prop_assert_eq!((log.waiting(), log.taken()), (waiting, taken));
                let kept: usize = log.messages.iter().map(Message::size).sum();
                prop_assert_eq!(kept, log.waiting_bytes + log.kept_bytes);
                prop_assert!(log.kept_bytes <= KEPT);
            }
        }
    }
}
