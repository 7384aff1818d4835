//! Collects what the games of one thread append in one round of its loop, and sends that as one batch.
//!
//! To wake the journal's thread costs more than to write, so the more games move at once, the less each move costs.

use std::{
    cell::{Cell, RefCell},
    future::Future,
    pin::{Pin, pin},
    rc::Rc,
    sync::Arc,
    task::{Context, Poll, Waker},
    time::Duration,
};

use actix_web::rt::spawn;
use tokio::{
    sync::oneshot::{Receiver, Sender, channel},
    time::sleep,
};
use tracing::warn;
use tttp::two::GameId;

use super::{Append, AppendId, Finished, Journal, Outcome, Record, Refusal};
use crate::game_time::GameTime;

/// How long after an append without an answer, or a refused one that must be, it is tried again.
pub const RETRY: Duration = Duration::from_secs(1);

/// What a game appends, before it has an id.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The game.
    pub game: GameId,
    /// How many records its log has.
    pub expected: u32,
    /// What comes next.
    pub records: Vec<Record>,
    /// What is kept of the game, if it is over by this.
    pub finish: Option<Box<Finished>>,
    /// Whether nobody will come back to it.
    pub close: bool,
}

/// The way from the games of one thread to the journal.
pub struct Appender {
    journal: Arc<dyn Journal>,
    time: Arc<GameTime>,
    /// Tells it from all others, of any run of the server.
    writer: u64,
    appended: Cell<u64>,
    waiting: RefCell<Vec<Waiting>>,
}

struct Waiting {
    append: Append,
    answer: Sender<Outcome>,
}

impl Appender {
    /// For the current thread.
    pub fn new(journal: Arc<dyn Journal>, time: Arc<GameTime>) -> Rc<Self> {
        let writer = rand::random();
        Rc::new(Self { journal, time, writer, appended: Cell::new(0), waiting: RefCell::default() })
    }

    /// Appends. A game waits for the outcome before it appends again.
    pub fn append(self: &Rc<Self>, entry: Entry) -> Appending {
        let Entry { game, expected, records, finish, close } = entry;
        let count = self.appended.replace(self.appended.get() + 1);
        let id = AppendId(u128::from(self.writer) << 64 | u128::from(count));
        let append = Append { id, game, expected, records, finish, close };
        if self.journal.is_immediate() {
            let appending = pin!(self.journal.append(vec![append]));
            let Poll::Ready(outcomes) = appending.poll(&mut Context::from_waker(Waker::noop())) else {
                unreachable!("it answers at once")
            };
            return Appending::Done(outcomes.first().copied().unwrap_or(Outcome::Refused(Refusal::Failed)));
        }
        let (answer, answered) = channel();
        let mut waiting = self.waiting.borrow_mut();
        if waiting.is_empty() {
            // It runs when all that is ready to run in this round has run.
            spawn(Rc::clone(self).send());
        }
        waiting.push(Waiting { append, answer });
        Appending::Waits(answered)
    }

    async fn send(self: Rc<Self>) {
        let mut batch = self.waiting.take();
        while !batch.is_empty() {
            let appends = batch.iter().map(|waiting| waiting.append.clone()).collect();
            let mut outcomes = self.journal.append(appends).await.into_iter();
            let mut unknown = Vec::new();
            for waiting in batch {
                match outcomes.next().unwrap_or(Outcome::Unknown) {
                    Outcome::Unknown => unknown.push(waiting),
                    outcome => {
                        self.time.note(outcome);
                        // A game that has gone needs no answer.
                        waiting.answer.send(outcome).ok();
                    }
                }
            }
            batch = unknown;
            if !batch.is_empty() {
                warn!(appends = batch.len(), "no answer from the journal: tried again");
                sleep(RETRY).await;
            }
        }
    }
}

/// The outcome of an append, now or later.
pub enum Appending {
    /// It is there.
    Done(Outcome),
    /// It will be; never [`Outcome::Unknown`].
    Waits(Receiver<Outcome>),
}

impl Future for Appending {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Outcome> {
        match &mut *self {
            Self::Done(outcome) => Poll::Ready(*outcome),
            // Only a thread that ends does not answer.
            Self::Waits(answered) => {
                Pin::new(answered).poll(cx).map(|outcome| outcome.unwrap_or(Outcome::Refused(Refusal::Failed)))
            }
        }
    }
}
