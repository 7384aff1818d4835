//! Many who ask at once.

use std::{
    pin::{Pin, pin},
    sync::{
        Arc,
        mpsc::{Receiver, Sender, channel},
    },
    task::{Context, Poll, Waker},
};

use crate::{
    records::handle::{Records, Unanswered},
    store::{Store, wait},
};

/// Records that are looked at by nobody until this is dropped.
fn stuck() -> (Records, Sender<()>) {
    let store = Arc::new(Store::in_memory().unwrap());
    let (go_on, stopped): (_, Receiver<()>) = channel();
    drop(store.read(move |_| {
        // It fails as the other end is dropped.
        stopped.recv().ok();
        Ok(())
    }));
    (Records::new(store), go_on)
}

fn begin<F: Future>(asked: Pin<&mut F>) -> Poll<F::Output> {
    asked.poll(&mut Context::from_waker(Waker::noop()))
}

/// How many ask until there is no place, if nobody waits for the answer.
fn places<F: Future<Output = Result<(), Unanswered>>>(ask: impl Fn() -> F) -> usize {
    (0..1_000).take_while(|_| begin(pin!(ask())).is_pending()).count()
}

#[test]
fn who_does_not_wait_for_an_answer_has_a_place_all_the_same() {
    let (records, go_on) = stuck();
    let find = || records.find(|_| Ok(()));
    assert_eq!(places(find), 64);
    assert_eq!(begin(pin!(find())), Poll::Ready(Err(Unanswered::Busy)));
    drop(go_on);
    while wait(find()) == Err(Unanswered::Busy) {
        std::thread::yield_now();
    }
    // A fault gives its place back too.
    for _ in 0..100 {
        assert_eq!(wait(records.find(|_| -> rusqlite::Result<()> { panic!("on purpose") })), Err(Unanswered::Failed));
    }
    while wait(find()) == Err(Unanswered::Busy) {
        std::thread::yield_now();
    }
}

#[test]
fn those_who_read_all_leave_the_others_their_places() {
    let (records, go_on) = stuck();
    assert_eq!(places(|| records.find_first(|_| Ok(()))), 4);
    let mut next: Vec<_> = (0..100).map(|number| Box::pin(records.find_next(move |_| Ok(number)))).collect();
    assert!(next.iter_mut().all(|one| begin(one.as_mut()).is_pending()));
    let mut other = pin!(records.find(|_| Ok("found")));
    assert!(begin(other.as_mut()).is_pending());
    drop(go_on);
    // Those who read all have not asked yet, but for four.
    assert_eq!(wait(other), Ok("found"));
    let found: Vec<_> = next.into_iter().map(|one| wait(one).unwrap()).collect();
    assert_eq!(found, (0..100).collect::<Vec<_>>());
}
