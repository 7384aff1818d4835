use std::{
    cell::Cell,
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    task::Wake,
};

use super::*;

static LINES: Wire = Wire {
    text: |out, line| out.extend_from_slice(format!("{line}|").as_bytes()),
    farewell: |out, _| out.extend_from_slice(b"bye"),
};

/// Counts how often it was woken.
#[derive(Default)]
struct Woken(AtomicUsize);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, SeqCst);
    }
}

struct Fixture {
    outbox: Outbox,
    hung_up: Rc<Cell<bool>>,
    writer: Arc<Woken>,
    reader: Arc<Woken>,
}

impl Fixture {
    fn new(limit: usize) -> Self {
        let hung_up = Rc::new(Cell::new(false));
        let seen = Rc::clone(&hung_up);
        let outbox = Outbox::with_limit(&LINES, limit, move || seen.set(true));
        Self { outbox, hung_up, writer: Arc::default(), reader: Arc::default() }
    }

    /// What the writer pulls until it has to wait (`None`), or until the end (`Some`).
    fn pull(&self) -> (Vec<u8>, Option<()>) {
        let waker = Arc::clone(&self.writer).into();
        let mut pulled = Vec::new();
        loop {
            match self.outbox.poll_next(&Context::from_waker(&waker)) {
                Poll::Ready(Some(bytes)) => pulled.extend_from_slice(&bytes),
                Poll::Ready(None) => return (pulled, Some(())),
                Poll::Pending => return (pulled, None),
            }
        }
    }

    fn state(&self) -> State {
        let waker = Arc::clone(&self.reader).into();
        self.outbox.poll_state(&Context::from_waker(&waker))
    }
}

#[test]
fn lines_keep_their_order_and_only_the_newest_frame_counts() {
    let it = Fixture::new(10 * PIECE);
    it.outbox.offer(Bytes::from_static(b"old"));
    it.outbox.say("one");
    it.outbox.offer(Bytes::from_static(b"new"));
    it.outbox.say_all(["two", "three"]);
    assert_eq!(it.pull(), (b"one|two|three|new".to_vec(), None));
    assert_eq!(it.pull(), (vec![], None));
}

#[test]
fn a_waiting_writer_is_woken_once_for_what_it_has_not_pulled() {
    let it = Fixture::new(10 * PIECE);
    it.pull();
    it.outbox.say("one");
    it.outbox.say("two");
    it.outbox.offer(Bytes::from_static(b"frame"));
    assert_eq!(it.writer.0.load(SeqCst), 1);
    it.pull();
    it.outbox.offer(Bytes::from_static(b"frame"));
    it.outbox.offer(Bytes::from_static(b"frame"));
    assert_eq!(it.writer.0.load(SeqCst), 2);
}

#[test]
fn over_the_bound_the_connection_is_cut_off_and_holds_nothing() {
    let it = Fixture::new(PIECE + 10);
    assert_eq!(it.state(), State::Open);
    it.outbox.say("12345678");
    assert!(!it.hung_up.get());
    it.outbox.say("9");
    assert!(it.hung_up.get());
    assert_eq!(it.reader.0.load(SeqCst), 1, "the reading half hears of it");
    assert_eq!(it.state(), State::Gone);
    assert_eq!(it.pull(), (vec![], Some(())));
}

#[test]
fn what_is_pulled_makes_room() {
    let it = Fixture::new(PIECE + 10);
    for _ in 0..10 {
        it.outbox.say("12345678");
        it.pull();
    }
    assert!(!it.hung_up.get());
}

#[test]
fn after_a_goodbye_nothing_more_is_said_and_the_end_comes_last() {
    let it = Fixture::new(10 * PIECE);
    it.state();
    it.outbox.say("one");
    it.outbox.offer(Bytes::from_static(b"frame"));
    it.outbox.close(Farewell::Finished);
    assert_eq!(it.reader.0.load(SeqCst), 1, "the reading half waits for the answer from now on");
    it.outbox.say("two");
    it.outbox.close(Farewell::Restarting);
    assert_eq!(it.state(), State::Closing);
    assert_eq!(it.pull(), (b"one|bye".to_vec(), None));
    it.outbox.end(None);
    assert_eq!(it.pull(), (vec![], Some(())));
    assert_eq!(it.outbox.state(), State::Ended);
}

#[test]
fn a_peers_own_goodbye_is_answered_after_what_waits() {
    let it = Fixture::new(10 * PIECE);
    it.outbox.say("one");
    it.outbox.end(Some(Bytes::from_static(b"echo")));
    it.outbox.end(Some(Bytes::from_static(b"again")));
    assert_eq!(it.pull(), (b"one|echo".to_vec(), Some(())));
}

#[test]
fn it_tells_when_all_is_pulled_and_when_nothing_is() {
    let it = Fixture::new(10 * PIECE);
    let waker = Arc::clone(&it.reader).into();
    let cx = Context::from_waker(&waker);
    assert!(it.outbox.poll_empty(&cx).is_ready());
    assert_eq!(it.outbox.stuck_at(), None);
    it.outbox.say("one");
    let stuck = it.outbox.stuck_at();
    assert!(stuck.is_some() && stuck == it.outbox.stuck_at());
    assert!(it.outbox.poll_empty(&cx).is_pending());
    it.pull();
    assert_eq!(it.reader.0.load(SeqCst), 1);
    assert!(it.outbox.poll_empty(&cx).is_ready());
    it.outbox.say("two");
    assert_ne!(it.outbox.stuck_at(), stuck);
}
