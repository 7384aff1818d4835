//! What is kept on disk: one SQLite database in the data folder, a thread that writes to it, and one that reads.
//!
//! All that is written goes through one queue: what waits there while a commit is under way is committed next, all at once.
//! So a commit costs the same for one game as for a hundred, and a slow disk makes commits larger, not the queue longer.

use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::AtomicBool,
        mpsc::{self, Sender},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::oneshot;
use tttp::two::GameId;

use crate::journal::{Append, Later, OpenGame, Outcome, Record, Unreadable};

pub use error::{OpenError, StoreError};
pub use later::wait;

use checkpoints::Checkpoints;
use clock::Clock;
use place::Place;
use sweep::Sweep;
use writer::{Batch, Job, Writer};

mod checkpoints;
mod clock;
mod commit;
mod doubt;
mod error;
mod health;
mod later;
mod load;
mod logs;
mod place;
mod reader;
mod schema;
mod sweep;
#[cfg(test)]
mod tests;
mod writer;

pub(crate) use logs::Closed;

/// When a commit counts as such.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Sync {
    /// When the system has it: a crash of the server loses nothing, a power cut may lose the last moments.
    #[default]
    Normal,
    /// When the disk has it: nothing is lost by a power cut either.
    Full,
}

/// What differs in tests.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    /// When a commit counts as such.
    pub(crate) sync: Sync,
    /// With how many pages in the write-ahead log the writer waits for a checkpoint; without it there are none.
    pub(crate) checkpoints: Option<i64>,
    /// When the rows of closed games are deleted.
    pub(crate) sweep: Sweep,
}

impl Default for Options {
    fn default() -> Self {
        Self { sync: Sync::Normal, checkpoints: Some(checkpoints::LONG), sweep: Sweep::default() }
    }
}

/// The database, open. Dropping it writes what still waits, and ends its threads.
#[derive(Debug)]
pub struct Store {
    writes: Sender<Job>,
    /// None in memory, where there is only one connection.
    reads: Option<Sender<reader::Job>>,
    clock: Arc<Clock>,
    time: Duration,
    /// The reader first: so the writer's connection is the last, and tidies up as it is closed.
    threads: Vec<(End, JoinHandle<()>)>,
    /// Held while this is open, that no other server uses the same folder.
    _lock: Option<File>,
}

/// Which thread it is, so that it can be told to end.
#[derive(Clone, Copy, Debug)]
enum End {
    Reader,
    Writer,
}

impl Store {
    /// Opens the database in a folder for a server, makes both if they are not there, and brings an older one up to date.
    ///
    /// # Errors
    /// When it can't be used; the text says what to do.
    pub fn open(folder: &Path, sync: Sync) -> Result<Self, OpenError> {
        Self::open_with(folder, Options { sync, ..Options::default() })
    }

    pub(crate) fn open_with(folder: &Path, options: Options) -> Result<Self, OpenError> {
        place::make(folder)?;
        let lock = place::lock(folder)?;
        place::secure(folder)?;
        Self::start(Place::Folder { folder: folder.to_owned(), sync: options.sync }, options, Some(lock))
    }

    /// A database that is gone when it is dropped.
    ///
    /// # Errors
    /// When there's no memory or no thread to be had.
    pub fn in_memory() -> Result<Self, OpenError> {
        Self::start(Place::Memory, Options::default(), None)
    }

    /// Opens the database of a folder for a command, also while a server uses it. Games are not logged through this one.
    ///
    /// # Errors
    /// When there is none, it can't be used, or a server uses it that is older; the text says what to do.
    pub fn for_command(folder: &Path) -> Result<Self, OpenError> {
        place::find(folder)?;
        Self::start(Place::Command { folder: folder.to_owned() }, Options::default(), None)
    }

    fn start(place: Place, options: Options, lock: Option<File>) -> Result<Self, OpenError> {
        let mut db = place.connect()?;
        migrate(&mut db, &place)?;
        let failed = |error| OpenError::database(&place, error);
        let logs = if place.is_served() { logs::Logs::load(&db).map_err(failed)? } else { logs::Logs::default() };
        let open = logs.read_all(&db).map_err(failed)?;
        let time = load::time(&db, &open).map_err(failed)?;
        let clock = Arc::new(Clock::new(time));
        let mut threads = Vec::new();
        let (writes, write_jobs) = mpsc::channel();
        let wanted = Arc::<AtomicBool>::default();
        let reads = match place.connect_second()? {
            Some(second) => {
                let (reads, read_jobs) = mpsc::channel();
                let wanted = Arc::clone(&wanted);
                threads.push((End::Reader, spawn("store-reader", move || reader::run(second, &read_jobs, &wanted))?));
                Some(reads)
            }
            None => None,
        };
        let reader = reads.clone().filter(|_| place.is_served() && options.checkpoints.is_some());
        let checkpoints = Checkpoints::new(reader, wanted, options.checkpoints.unwrap_or(i64::MAX));
        let mut writer = Writer::new(db, place, logs, Arc::clone(&clock), checkpoints, options.sweep);
        writer.open = Some(open);
        threads.push((End::Writer, spawn("store-writer", move || writer.run(&write_jobs))?));
        Ok(Self { writes, reads, clock, time: Duration::from_micros(time), threads, _lock: lock })
    }

    /// Looks something up, on the thread that reads. It begins at once, also if nobody waits for the answer.
    pub fn read<T: Send + 'static>(
        &self,
        look: impl FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Later<Result<T, StoreError>> {
        let (answer, later) = oneshot::channel();
        let job = Box::new(move |db: &mut Connection| {
            let found = later::guarded(|| look(db)).and_then(|found| found.map_err(StoreError::Database));
            // Nobody waits for it any more if this fails.
            let _ = answer.send(found);
        });
        // A thread that is gone drops the job, and the one who waits is told.
        match &self.reads {
            Some(reads) => drop(reads.send(reader::Job::Run(job))),
            None => drop(self.writes.send(Job::Run(job))),
        }
        later::or_ended(later)
    }

    /// Changes something, in a transaction of its own on the thread that writes; it is undone if the closure fails. It
    /// begins at once, also if nobody waits for the answer. Games wait for it, so it has to be short.
    pub fn write<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Later<Result<T, StoreError>> {
        let (answer, later) = oneshot::channel();
        let job = Box::new(move |db: &mut Connection| {
            let changed = later::guarded(|| {
                let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
                let changed = change(&transaction)?;
                transaction.commit()?;
                Ok(changed)
            });
            // Nobody waits for it any more if this fails.
            let _ = answer.send(changed.and_then(|changed| changed.map_err(StoreError::Database)));
        });
        drop(self.writes.send(Job::Run(job)));
        later::or_ended(later)
    }

    /// Keeps the server's time, within a second at most, and before this is dropped.
    pub fn keep_time(&self, server: Duration) {
        if self.clock.keep(server) {
            drop(self.writes.send(Job::Time));
        }
    }

    /// The last of the server's time that any run before this has kept, and no earlier than what the log of any open game
    /// speaks of.
    pub fn time(&self) -> Duration {
        self.time
    }

    /// Appends to the logs of games.
    pub(crate) fn append(&self, appends: Vec<Append>) -> Later<Vec<Outcome>> {
        let count = appends.len();
        let (answer, later) = oneshot::channel();
        drop(self.writes.send(Job::Append(Batch { appends, answer })));
        Box::pin(async move { later.await.unwrap_or_else(|_| vec![Outcome::Unknown; count]) })
    }

    /// The log of an open game.
    pub(crate) fn log(&self, game: GameId) -> Later<Result<Vec<Record>, Unreadable>> {
        let (answer, later) = oneshot::channel();
        drop(self.writes.send(Job::Log(game, answer)));
        Box::pin(async move { later.await.unwrap_or_else(|_| Err(Unreadable(StoreError::Ended.to_string()))) })
    }

    /// The logs of all open games.
    pub(crate) fn open_games(&self) -> Later<Result<Vec<OpenGame>, Unreadable>> {
        let (answer, later) = oneshot::channel();
        drop(self.writes.send(Job::OpenGames(answer)));
        Box::pin(async move { later.await.unwrap_or_else(|_| Err(Unreadable(StoreError::Ended.to_string()))) })
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        for (end, thread) in self.threads.drain(..) {
            match (end, &self.reads) {
                (End::Reader, Some(reads)) => drop(reads.send(reader::Job::End)),
                (End::Reader, None) => {}
                (End::Writer, _) => drop(self.writes.send(Job::End)),
            }
            // The last one to hold this may be a job of that very thread: it ends then without anybody waiting for it.
            if thread.thread().id() != thread::current().id() {
                // It has said why, if it panicked.
                let _ = thread.join();
            }
        }
    }
}

/// Brings a database up to date. A command leaves that to the server, if one runs: an older one could not go on with it.
fn migrate(db: &mut Connection, place: &Place) -> Result<(), OpenError> {
    let failed = |error: schema::SchemaError| error.at(place);
    if schema::is_current(db).map_err(failed)? {
        return Ok(());
    }
    let _lock = match place {
        Place::Command { folder } => Some(place::lock(folder).map_err(|error| match error {
            OpenError::Locked(folder) => OpenError::Older(folder),
            other => other,
        })?),
        Place::Folder { .. } | Place::Memory => None,
    };
    schema::migrate(db).map_err(failed)
}

fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, OpenError> {
    thread::Builder::new().name(name.to_owned()).spawn(run).map_err(OpenError::Thread)
}

/// The database's file.
fn database(folder: &Path) -> PathBuf {
    folder.join("tttparty.db")
}
