//! When what is in the write-ahead log is copied to the database.
//!
//! A checkpoint waits for the disk, so the thread that reads makes it while the writer goes on. While games are being played
//! all the time that never catches up, and the log would not begin again; so when it is too long, the writer itself waits for
//! the little that is left.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::AcqRel},
        mpsc::Sender,
    },
    time::{Duration, Instant},
};

use rusqlite::Connection;
use tracing::debug;

use super::reader;

/// How many commits there are from one look at the log to the next.
const COMMITS: u32 = 32;

/// How many pages of 4 KiB there may be in it that are not in the database: 4 MiB.
const BEHIND: i64 = 1_024;

/// How many pages it may have before the writer waits: 64 MiB.
pub(super) const LONG: i64 = 16_384;

/// How long nothing has to be written before the rest is copied.
const IDLE: Duration = Duration::from_secs(1);

/// How long the writer waits for those who still read what is old.
const PATIENCE: Duration = Duration::from_millis(50);

/// The pages of the write-ahead log.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pages {
    pub(super) all: i64,
    /// How many of them the database has.
    pub(super) copied: i64,
}

/// What the writer knows of it.
#[derive(Debug)]
pub(super) struct Checkpoints {
    /// The thread that makes them; none if they are made by nobody, or by SQLite itself.
    reader: Option<Sender<reader::Job>>,
    /// Whether that thread is to make one, or is at it.
    wanted: Arc<AtomicBool>,
    commits: u32,
    /// When the rest is copied, if nothing is written until then.
    idle: Option<Instant>,
    /// From how many pages on the writer waits; for a while it is more, if that was in vain.
    long: i64,
    usual: i64,
}

impl Checkpoints {
    pub(super) fn new(reader: Option<Sender<reader::Job>>, wanted: Arc<AtomicBool>, long: i64) -> Self {
        Self { reader, wanted, commits: 0, idle: None, long, usual: long }
    }

    /// When it has to be looked at again, if nothing is written until then.
    pub(super) fn due(&self) -> Option<Instant> {
        self.idle
    }

    /// Something was written, or could not be as there's no room: a checkpoint may make some.
    pub(super) fn written(&mut self, db: &Connection) {
        if self.reader.is_none() {
            return;
        }
        self.idle = Some(Instant::now() + IDLE);
        self.commits += 1;
        if self.commits < COMMITS {
            return;
        }
        self.commits = 0;
        match look(db) {
            Ok(pages) if pages.all >= self.long => self.wait(db),
            Ok(pages) if pages.all - pages.copied >= BEHIND => self.ask(),
            Ok(_) => {}
            Err(error) => debug!(%error, "no look at the write-ahead log now"),
        }
    }

    /// Nothing was written for a while.
    pub(super) fn idle(&mut self) {
        if self.idle.is_some_and(|idle| idle <= Instant::now()) {
            self.idle = None;
            self.ask();
        }
    }

    fn ask(&mut self) {
        if let Some(reader) = &self.reader
            && !self.wanted.swap(true, AcqRel)
        {
            // It is gone only when all ends, and closing makes a checkpoint too.
            let _ = reader.send(reader::Job::Checkpoint);
        }
    }

    fn wait(&mut self, db: &Connection) {
        let begun = Instant::now();
        let result = db.busy_timeout(PATIENCE).and_then(|()| checkpoint(db, "TRUNCATE"));
        let reset = db.busy_timeout(super::place::PATIENCE);
        match result.and_then(|pages| reset.map(|()| pages)) {
            Ok(Some(_)) => self.long = self.usual,
            // A checkpoint of the other thread is under way, which SQLite doesn't wait for: none follows it, as that would be
            // asked for here, so one of the next looks comes after it.
            Ok(None) if begun.elapsed() < PATIENCE => {}
            // Somebody still reads it: not again at each look.
            Ok(None) => self.long += self.usual / 4,
            Err(error) => {
                self.long += self.usual / 4;
                debug!(%error, "no checkpoint now");
            }
        }
    }
}

/// How long the write-ahead log is.
pub(super) fn look(db: &Connection) -> rusqlite::Result<Pages> {
    Ok(checkpoint(db, "NOOP")?.unwrap_or(Pages { all: 0, copied: 0 }))
}

/// Copies what it can without waiting for anybody.
pub(super) fn passive(db: &Connection) -> rusqlite::Result<()> {
    checkpoint(db, "PASSIVE").map(drop)
}

/// None if somebody was in the way.
fn checkpoint(db: &Connection, mode: &str) -> rusqlite::Result<Option<Pages>> {
    db.prepare_cached(&format!("PRAGMA wal_checkpoint({mode})"))?.query_row([], |row| {
        let is_busy: bool = row.get(0)?;
        Ok((!is_busy).then_some(Pages { all: row.get(1)?, copied: row.get(2)? }))
    })
}
