//! Collects what the games of one thread append in one round of its loop, and sends that as one batch.
//!
//! To wake the journal's thread costs more than to write, so the more games move at once, the less each move costs.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
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
    time::{sleep, timeout},
};
use tracing::debug;
use tttp::two::GameId;

use super::{Append, AppendId, Finished, Journal, Later, Outcome, Record, Refusal};
use crate::game_time::GameTime;

/// How long after an append without an answer, or a refused one that must be, it is tried again.
pub const RETRY: Duration = Duration::from_secs(1);

/// An answer that takes longer is late.
const LATE: Duration = Duration::from_millis(100);

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
    /// Logs that are to be closed.
    closing: RefCell<VecDeque<Entry>>,
    is_closing: Cell<bool>,
}

struct Waiting {
    append: Append,
    answer: Sender<Outcome>,
}

impl Appender {
    /// For the current thread.
    pub fn new(journal: Arc<dyn Journal>, time: Arc<GameTime>) -> Rc<Self> {
        let writer = rand::random();
        let (waiting, closing) = (RefCell::default(), RefCell::default());
        Rc::new(Self { journal, time, writer, appended: Cell::new(0), waiting, closing, is_closing: Cell::new(false) })
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
            let outcomes = self.answer_of(self.journal.append(appends)).await;
            self.note(&outcomes);
            let mut outcomes = outcomes.into_iter();
            let mut unknown = Vec::new();
            for waiting in batch {
                match outcomes.next().unwrap_or(Outcome::Unknown) {
                    Outcome::Unknown => unknown.push(waiting),
                    outcome => {
                        // A game that has gone needs no answer.
                        waiting.answer.send(outcome).ok();
                    }
                }
            }
            batch = unknown;
            if !batch.is_empty() {
                debug!(appends = batch.len(), "no answer from the journal: tried again");
                sleep(RETRY).await;
            }
        }
    }

    /// While the answer is late, nobody's time runs.
    async fn answer_of(&self, mut appending: Later<Vec<Outcome>>) -> Vec<Outcome> {
        match timeout(LATE, &mut appending).await {
            Ok(outcomes) => outcomes,
            Err(_) => {
                self.time.note(Outcome::Unknown);
                appending.await
            }
        }
    }

    /// Whether anything can be written now.
    fn note(&self, outcomes: &[Outcome]) {
        let is_bad = |outcome: &&Outcome| matches!(outcome, Outcome::Refused(_) | Outcome::Unknown);
        let worst = outcomes.iter().find(is_bad).copied().or_else(|| outcomes.first().copied());
        self.time.note(worst.unwrap_or(Outcome::Unknown));
    }

    /// Closes the log of a game, after all those of this thread that were closed before. It is tried until it is done.
    pub fn close(self: &Rc<Self>, game: GameId, length: u32) {
        let entry = Entry { game, expected: length, records: Vec::new(), finish: None, close: true };
        self.closing.borrow_mut().push_back(entry);
        if !self.is_closing.replace(true) {
            spawn(Rc::clone(self).close_all());
        }
    }

    async fn close_all(self: Rc<Self>) {
        loop {
            let entries = self.closing.take();
            if entries.is_empty() {
                self.is_closing.set(false);
                return;
            }
            let appending: Vec<_> = entries.iter().map(|entry| self.append(entry.clone())).collect();
            let mut left = VecDeque::new();
            for (entry, appending) in entries.into_iter().zip(appending) {
                if let Outcome::Refused(_) | Outcome::Unknown = appending.await {
                    left.push_back(entry);
                }
            }
            if !left.is_empty() {
                // Before what has come meanwhile.
                left.append(&mut self.closing.borrow_mut());
                self.closing.replace(left);
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
