//! The thread that writes.

use std::{
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError},
    },
    time::Instant,
};

use rusqlite::Connection;
use tokio::sync::oneshot;
use tracing::debug;
use tttp::two::GameId;

use super::{
    checkpoints::Checkpoints,
    clock::{Clock, Kept},
    commit::{self, Buffers},
    doubt::Doubt,
    health::{self, Health},
    load::Trouble,
    logs::Logs,
    place::Place,
    sweep::{Sweep, Sweeper},
};
use crate::journal::{Append, OpenGame, Outcome, Record, Unreadable};

/// How many appends a transaction has at most, or a few more if they came together: so that the first need not wait for ever.
const MOST: usize = 4_096;

/// Appends that came together.
pub(super) struct Batch {
    pub(super) appends: Vec<Append>,
    pub(super) answer: oneshot::Sender<Vec<Outcome>>,
}

/// What it is to do.
pub(super) enum Job {
    Append(Batch),
    Run(Box<dyn FnOnce(&mut Connection) + Send>),
    Log(GameId, oneshot::Sender<Result<Vec<Record>, Unreadable>>),
    OpenGames(oneshot::Sender<Result<Vec<OpenGame>, Unreadable>>),
    /// There is a time to keep.
    Time,
    End,
}

/// The writer, with all it has.
pub(super) struct Writer {
    pub(super) db: Connection,
    pub(super) place: Place,
    pub(super) logs: Logs,
    pub(super) buffers: Buffers,
    pub(super) health: Health,
    pub(super) clock: Arc<Clock>,
    pub(super) kept: Kept,
    pub(super) checkpoints: Checkpoints,
    pub(super) sweeper: Sweeper,
    /// Whether the connection, or what is known of the logs, can't be relied upon.
    pub(super) broken: bool,
    pub(super) doubt: Doubt,
    /// The open games as they were read at the start, until one of them changes.
    pub(super) open: Option<Vec<OpenGame>>,
    /// How a transaction with appends is committed; tests have it fail.
    pub(super) end: fn(&Connection) -> rusqlite::Result<()>,
}

impl Writer {
    pub(super) fn new(
        db: Connection,
        place: Place,
        logs: Logs,
        clock: Arc<Clock>,
        checkpoints: Checkpoints,
        sweep: Sweep,
    ) -> Self {
        let (kept, sweeper) = (Kept::new(&clock), Sweeper::new(sweep, &logs));
        let (buffers, health, doubt, broken, open) = Default::default();
        let end = commit::end;
        Self { db, place, logs, buffers, health, clock, kept, checkpoints, sweeper, broken, doubt, open, end }
    }

    /// Does one after another, until it is told to end.
    pub(super) fn run(mut self, jobs: &Receiver<Job>) {
        let mut batches = Vec::new();
        let mut held = None;
        while let Some(job) = held.take().or_else(|| self.next(jobs)) {
            match job {
                Job::Append(batch) => {
                    self.open = None;
                    held = collect(jobs, batch, &mut batches);
                    self.append(&mut batches);
                    self.sweep_if_due();
                }
                Job::Run(run) => {
                    self.is_whole();
                    run(&mut self.db);
                    self.roll_back();
                    self.checkpoints.written(&self.db);
                }
                // Whoever asked may be gone.
                Job::Log(game, answer) => drop(answer.send(self.read(|logs, db| logs.read(db, game)))),
                Job::OpenGames(answer) => drop(answer.send(self.open_games())),
                Job::Time => self.kept.told(),
                Job::End => break,
            }
        }
        self.keep_time();
    }

    /// The next job; none when nobody is left to give any. Meanwhile it does what is due.
    fn next(&mut self, jobs: &Receiver<Job>) -> Option<Job> {
        loop {
            let Some(due) = [self.kept.due(), self.checkpoints.due()].into_iter().flatten().min() else {
                return jobs.recv().ok();
            };
            match jobs.recv_timeout(due.saturating_duration_since(Instant::now())) {
                Ok(job) => return Some(job),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => {
                    if self.kept.due().is_some_and(|due| due <= Instant::now()) {
                        self.keep_time();
                    }
                    self.checkpoints.idle();
                }
            }
        }
    }

    fn read<T, E: Into<Unreadable>>(
        &mut self,
        read: impl FnOnce(&Logs, &Connection) -> Result<T, E>,
    ) -> Result<T, Unreadable> {
        if self.is_whole() {
            read(&self.logs, &self.db).map_err(Into::into)
        } else {
            Err(Unreadable("the database can't be opened".to_owned()))
        }
    }

    fn open_games(&mut self) -> Result<Vec<OpenGame>, Unreadable> {
        if let Some(open) = self.open.take() {
            return Ok(open);
        }
        self.read(|logs, db| logs.read_all(db).map_err(Trouble::from))
    }

    fn sweep_if_due(&mut self) {
        if !self.broken && self.sweeper.is_due(&self.logs) {
            self.sweep();
        }
    }

    /// Writes the server's time, if there is a new one.
    fn keep_time(&mut self) {
        let Some(time) = self.kept.alone(&self.clock) else { return self.kept.put_off(false) };
        if !self.is_whole() {
            return self.kept.put_off(true);
        }
        match commit::put_time(&self.db, time) {
            Ok(()) => {
                self.kept.written(time);
                self.doubt.committed();
                self.health.is_well();
                self.checkpoints.written(&self.db);
            }
            Err(error) => {
                self.health.is_ill(health::refusal(&self.place, &error), &error);
                self.kept.put_off(true);
            }
        }
    }

    /// Whether it can go on; after a failure that left it in doubt it opens the database again, and looks what is there.
    pub(super) fn is_whole(&mut self) -> bool {
        if matches!(self.place, Place::Memory) {
            // There is nothing to open again.
            self.broken = false;
        }
        if !self.broken {
            return true;
        }
        match self.open_again() {
            Ok(()) => {
                self.broken = false;
                self.doubt.looked();
                // Why it had to be was said, once.
                debug!("the database of games was opened again");
            }
            Err(error) => debug!(error, "the database of games can't be opened again now"),
        }
        !self.broken
    }

    fn open_again(&mut self) -> Result<(), String> {
        let said = |error: rusqlite::Error| error.to_string();
        let db = self.place.connect().map_err(|error| error.to_string())?;
        let last: Option<i64> = db.query_row("SELECT max(n) FROM log", [], |row| row.get(0)).map_err(said)?;
        // Each append has a row, and so has each that is moved: with none more, and none less, all is as it was before.
        if last.map_or(0, |last| last + 1) != self.logs.next {
            let mut logs = Logs::load(&db).map_err(said)?;
            logs.closed.remember(std::mem::take(&mut self.logs.closed));
            self.logs = logs;
        }
        self.db = db;
        Ok(())
    }
}

/// Takes all appends that wait, up to some bound, and what comes after them.
fn collect(jobs: &Receiver<Job>, first: Batch, batches: &mut Vec<Batch>) -> Option<Job> {
    let mut count = first.appends.len();
    batches.push(first);
    while count < MOST {
        match jobs.try_recv() {
            Ok(Job::Append(batch)) => {
                count += batch.appends.len();
                batches.push(batch);
            }
            Ok(other) => return Some(other),
            Err(_) => break,
        }
    }
    None
}
