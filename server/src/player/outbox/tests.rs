use std::{
    cell::Cell,
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    task::Wake,
    time::Duration,
};

use super::*;

static LINES: Wire = Wire {
    text: |out, line| out.extend_from_slice(format!("{line}|").as_bytes()),
    farewell: |out, _| out.extend_from_slice(b"bye"),
    ping: Some(b"ping"),
    finishes: true,
};

const PATIENCE: Patience = Patience { ping: Duration::from_secs(5), silence: Duration::from_secs(10) };

/// Counts how often it was woken.
#[derive(Default)]
struct Woken(AtomicUsize);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, SeqCst);
    }
}

/// A peer that takes only so much.
#[derive(Default)]
struct Peer {
    room: Cell<usize>,
    took: RefCell<Vec<u8>>,
    finished: Cell<bool>,
    cut_off: Cell<bool>,
}

impl Sink for Peer {
    fn write(&self, pieces: &[IoSlice<'_>]) -> io::Result<usize> {
        let all: Vec<u8> = pieces.iter().flat_map(|piece| piece.iter().copied()).collect();
        let count = all.len().min(self.room.get());
        if count == 0 {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        self.room.set(self.room.get() - count);
        self.took.borrow_mut().extend_from_slice(&all[..count]);
        Ok(count)
    }

    fn poll_writable(&self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.room.get() > 0 { Poll::Ready(Ok(())) } else { Poll::Pending }
    }

    fn finish(&self) {
        self.finished.set(true);
    }

    fn cut_off(&self) {
        self.cut_off.set(true);
    }
}

struct Fixture {
    outbox: Outbox,
    peer: Rc<Peer>,
    task: Arc<Woken>,
}

impl Fixture {
    /// An outbox that holds so many bytes, with a peer that takes nothing yet.
    fn new(limit: usize) -> Self {
        let it =
            Self { outbox: Outbox::with_limit(&LINES, PATIENCE, limit), peer: Rc::default(), task: Arc::default() };
        it.outbox.connect(Rc::clone(&it.peer) as Rc<dyn Sink>);
        it.state();
        it
    }

    /// What the peer takes when it has room for so much and the session's task writes.
    fn take(&self, room: usize) -> String {
        self.peer.room.set(room);
        let waker = Arc::clone(&self.task).into();
        let flushed = self.outbox.poll_flush(&mut Context::from_waker(&waker));
        assert_eq!(flushed.is_ready(), self.outbox.inner.borrow().is_empty());
        self.peer.room.set(0);
        self.took()
    }

    fn took(&self) -> String {
        String::from_utf8(self.peer.took.take()).unwrap()
    }

    /// As the session's task sees it, which is woken by the next change.
    fn state(&self) -> State {
        let waker = Arc::clone(&self.task).into();
        self.outbox.poll_state(&Context::from_waker(&waker))
    }

    fn woken(&self) -> usize {
        self.task.0.swap(0, SeqCst)
    }
}

fn frame(tick: u32, bytes: &'static str) -> Frame {
    Frame { tick, bytes: bytes.into() }
}

#[test]
fn lines_keep_their_order_and_only_the_newest_frame_counts() {
    let it = Fixture::new(1000);
    it.outbox.offer(frame(1, "old"));
    it.outbox.say("one");
    it.outbox.offer(frame(2, "new"));
    it.outbox.say("two");
    it.outbox.say("three");
    assert_eq!(it.outbox.sent(), None);
    assert_eq!(it.take(99), "one|two|three|new");
    assert_eq!(it.outbox.sent(), Some(2));
    assert_eq!(it.take(99), "");
}

#[test]
fn a_frame_of_which_something_is_written_is_not_replaced() {
    let it = Fixture::new(1000);
    it.outbox.offer(frame(1, "first"));
    assert_eq!(it.take(2), "fi");
    assert_eq!(it.outbox.sent(), Some(1));
    it.outbox.offer(frame(2, "second"));
    it.outbox.offer(frame(3, "third"));
    it.outbox.say("line");
    assert_eq!(it.take(5), "rstli");
    assert_eq!(it.take(99), "ne|third");
    assert_eq!(it.outbox.sent(), Some(3));
}

#[test]
fn a_frame_is_written_on_the_spot_and_nobody_is_woken_for_it() {
    let it = Fixture::new(1000);
    it.peer.room.set(5);
    it.outbox.offer(frame(1, "frame"));
    assert_eq!((it.took().as_str(), it.woken()), ("frame", 0));
    // The peer is slow: from now on it is for the session's task to write.
    it.outbox.offer(frame(2, "frame"));
    it.outbox.offer(frame(3, "newer"));
    assert_eq!((it.took().as_str(), it.woken()), ("", 1));
    it.state();
    assert_eq!(it.take(99), "newer");
}

#[test]
fn before_there_is_a_socket_all_waits() {
    let outbox = Outbox::new(&LINES, PATIENCE);
    outbox.say("one");
    outbox.offer(frame(1, "frame"));
    let peer = Rc::new(Peer { room: Cell::new(99), ..Peer::default() });
    outbox.connect(Rc::clone(&peer) as Rc<dyn Sink>);
    assert!(outbox.poll_flush(&mut Context::from_waker(Waker::noop())).is_ready());
    assert_eq!(peer.took.take(), b"one|frame");
}

#[test]
fn what_is_said_in_its_own_task_wakes_nobody() {
    let it = Fixture::new(1000);
    it.peer.room.set(99);
    it.outbox.say("one");
    it.outbox.say("two");
    assert_eq!((it.took().as_str(), it.woken()), ("", 0));
    assert_eq!(it.take(99), "one|two|");
}

#[test]
fn a_burst_above_the_bound_does_not_cut_off_who_reads() {
    let it = Fixture::new(8);
    it.peer.room.set(50);
    for line in 0..10 {
        it.outbox.say(line * 1111);
    }
    assert!(!it.peer.cut_off.get(), "it takes all that it is given");
    assert_eq!(it.outbox.state(), State::Open);
    it.peer.room.set(0);
    for line in 0..10 {
        it.outbox.say(line * 1111);
    }
    assert!(it.peer.cut_off.get(), "it has stopped reading");
}

#[test]
fn over_the_bound_the_connection_is_cut_off_and_holds_nothing() {
    let it = Fixture::new(10);
    it.outbox.say("12345678");
    assert!(!it.peer.cut_off.get());
    it.outbox.say("9");
    assert!(it.peer.cut_off.get());
    assert_eq!(it.woken(), 1, "the reading half hears of it");
    assert_eq!(it.state(), State::Gone);
    assert_eq!(it.take(99), "");
}

#[test]
fn what_is_taken_makes_room() {
    let it = Fixture::new(10);
    for _ in 0..10 {
        it.outbox.say("12345678");
        assert_eq!(it.take(99), "12345678|");
    }
    assert!(!it.peer.cut_off.get());
}

#[test]
fn a_peer_that_never_takes_all_does_not_make_it_grow() {
    let it = Fixture::new(1000);
    for _ in 0..10_000 {
        it.outbox.say("123456789");
        assert_eq!(it.take(10).len(), 10);
        it.outbox.say("1");
        it.take(2);
    }
    it.outbox.say("left over");
    it.take(1);
    assert!(it.outbox.inner.borrow().lines.capacity() < 5000);
}

#[test]
fn after_a_goodbye_nothing_more_is_said_and_the_end_comes_last() {
    let it = Fixture::new(1000);
    it.outbox.say("one");
    it.outbox.offer(frame(1, "frame"));
    it.woken();
    it.state();
    it.outbox.close(Farewell::Finished);
    assert_eq!(it.woken(), 1, "the reading half waits for the answer from now on");
    it.outbox.say("two");
    it.outbox.offer(frame(2, "frame"));
    it.outbox.close(Farewell::Restarting);
    assert_eq!(it.state(), State::Closing);
    assert_eq!((it.take(5), it.peer.finished.get()), ("one|b".into(), false));
    assert_eq!((it.take(99), it.peer.finished.get()), ("ye".into(), true));
    it.outbox.end(|_| {});
    assert_eq!(it.outbox.state(), State::Ended);
}

#[test]
fn a_peers_own_goodbye_is_answered_after_what_waits() {
    let it = Fixture::new(1000);
    it.outbox.say("one");
    it.outbox.end(|out| out.extend_from_slice(b"echo"));
    it.outbox.end(|out| out.extend_from_slice(b"again"));
    assert_eq!(it.take(99), "one|echo");
}

#[test]
fn who_is_silent_is_pinged_and_then_cut_off() {
    let it = Fixture::new(1000);
    let start = Instant::now();
    let look = |seconds| {
        it.peer.room.set(99);
        it.outbox.look_after(start + Duration::from_secs(seconds));
        it.took()
    };
    assert_eq!(look(0), "");
    assert_eq!(look(4), "");
    assert_eq!(look(5), "ping");
    assert_eq!(look(6), "");
    it.outbox.heard();
    assert_eq!(look(9), "", "what it has said counts");
    assert_eq!(look(14), "ping");
    assert_eq!(look(18), "");
    assert_eq!(it.state(), State::Open);
    assert_eq!(look(19), "");
    assert_eq!((it.state(), it.peer.cut_off.get()), (State::Gone, true));
}

#[test]
fn who_talks_and_takes_nothing_is_cut_off_as_well() {
    let it = Fixture::new(1000);
    let start = Instant::now();
    let look = |seconds| {
        it.outbox.heard();
        it.outbox.look_after(start + Duration::from_secs(seconds));
        it.state()
    };
    it.outbox.say("one");
    assert_eq!(look(0), State::Open);
    assert_eq!(look(9), State::Open);
    assert_eq!(it.take(1), "o");
    assert_eq!(look(10), State::Open, "it has taken something");
    assert_eq!(look(19), State::Open);
    assert_eq!(look(20), State::Gone);
}
