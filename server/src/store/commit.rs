//! A commit: all appends that wait, in one transaction.

use std::fmt::Write;

use rusqlite::{
    CachedStatement, Connection, ErrorCode,
    types::{ToSqlOutput, ValueRef},
};

use super::{
    StoreError,
    doubt::{self, Left},
    health, later,
    logs::{Logs, Piece, Verdict},
    writer::{Batch, Writer},
};
use crate::{
    journal::{Append, Outcome, Refusal},
    records,
};

/// What stands in the row that closes a game, instead of a record.
pub(super) const CLOSED: &str = "closed";

/// What stands in the row of an append without records: nothing but the append's id is in it.
pub(super) const NOTED: &str = "noted";

/// Where rows are put together, again and again.
#[derive(Debug, Default)]
pub(super) struct Buffers {
    game: String,
    record: Vec<u8>,
}

/// Why a transaction has failed.
pub(super) enum Failure {
    /// Nothing was committed.
    Before(rusqlite::Error),
    /// As it was committed.
    Commit(rusqlite::Error),
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Before(error)
    }
}

impl Writer {
    /// Commits what waits, and answers.
    pub(super) fn append(&mut self, batches: &mut Vec<Batch>) {
        let mut outcomes = Vec::with_capacity(batches.iter().map(|batch| batch.appends.len()).sum());
        self.commit(batches.iter().flat_map(|batch| &batch.appends), &mut outcomes);
        if let [_] = batches.as_slice() {
            // Nearly always, when little happens.
            batches.drain(..).for_each(|batch| drop(batch.answer.send(std::mem::take(&mut outcomes))));
            return;
        }
        let mut outcomes = outcomes.into_iter();
        for Batch { appends, answer } in batches.drain(..) {
            // Nobody waits for it any more if this fails.
            let _ = answer.send(outcomes.by_ref().take(appends.len()).collect());
        }
    }

    fn commit<'a>(&mut self, appends: impl Iterator<Item = &'a Append> + Clone, outcomes: &mut Vec<Outcome>) {
        if !self.place.is_served() {
            // It does not know the logs.
            return outcomes.extend(appends.map(|_| Outcome::Refused(Refusal::Failed)));
        }
        if !self.is_whole() {
            // Those that were never tried are not there.
            let refusal = self.health.last();
            return outcomes.extend(appends.map(|append| self.refused(append, refusal)));
        }
        let begun = outcomes.len();
        let Some((error, left)) = self.transact(appends.clone(), outcomes) else { return };
        outcomes.truncate(begun);
        let mut refusal = health::refusal(&self.place, &error);
        if self.broken || left != Left::Nothing || !health::is_of_content(&error) {
            self.health.is_ill(refusal, &error);
        } else if let (Some(append), None) = (appends.clone().next(), appends.clone().nth(1)) {
            self.health.is_at_fault(append, &error);
            refusal = Refusal::Content;
        } else {
            // One of them can't be written, whatever the disk does: the others have nothing to do with it.
            return appends.for_each(|append| self.commit(std::iter::once(append), outcomes));
        }
        self.doubt.add(appends.clone().filter(|append| !self.logs.has(append)).map(|append| append.id), left);
        if self.is_whole() {
            self.doubt.settle(&self.db);
        }
        outcomes.extend(appends.map(|append| self.refused(append, refusal)));
        self.checkpoints.written(&self.db);
    }

    /// What to say of an append that was not committed now.
    fn refused(&self, append: &Append, refusal: Refusal) -> Outcome {
        if self.logs.has(append) {
            // An earlier try was committed; or this one was, as was seen when the database was opened again.
            Outcome::Committed
        } else if self.doubt.has(append.id) {
            Outcome::Unknown
        } else {
            Outcome::Refused(refusal)
        }
    }

    /// Tries to commit; if that fails, nothing has changed, or it is broken.
    fn transact<'a>(
        &mut self,
        appends: impl Iterator<Item = &'a Append>,
        outcomes: &mut Vec<Outcome>,
    ) -> Option<(rusqlite::Error, Left)> {
        let (time, end) = (self.kept.along(&self.clock), self.end);
        let put = |db: &Connection, logs: &mut Logs, buffers: &mut Buffers| {
            db.prepare_cached("BEGIN IMMEDIATE")?.raw_execute()?;
            let mut insert =
                db.prepare_cached("INSERT INTO log (n, game, seq, id, record) VALUES (?1, ?2, ?3, ?4, ?5)")?;
            for append in appends {
                outcomes.push(match logs.judge(append) {
                    Verdict::Fresh => {
                        let piece = put(db, &mut insert, buffers, logs.next, append)?;
                        logs.note(append, piece);
                        Outcome::Committed
                    }
                    Verdict::Known => Outcome::Committed,
                    Verdict::Stale => Outcome::Stale,
                });
            }
            if let Some(time) = time {
                put_time(db, time)?;
            }
            end(db).map_err(Failure::Commit)
        };
        match put(&self.db, &mut self.logs, &mut self.buffers) {
            Ok(()) => {
                // What changes nothing goes well on a full disk too.
                if self.logs.keep() || time.is_some() {
                    self.doubt.committed();
                    self.health.is_well();
                    self.checkpoints.written(&self.db);
                }
                if let Some(time) = time {
                    self.kept.written(time);
                }
                None
            }
            Err(failure) => Some(self.failed(failure)),
        }
    }

    /// Takes back what has failed, and says what it leaves all the same.
    pub(super) fn failed(&mut self, failure: Failure) -> (rusqlite::Error, Left) {
        self.roll_back();
        let (error, left) = match failure {
            Failure::Before(error) => (error, Left::Nothing),
            Failure::Commit(error) => {
                let left = doubt::left_by(&error);
                (error, left)
            }
        };
        // With a disk that fails it may be that another connection can do what this one can't, now or later.
        let is_stuck = matches!(error.sqlite_error_code(), Some(ErrorCode::SystemIoFailure | ErrorCode::ReadOnly));
        self.broken |= is_stuck || left != Left::Nothing;
        (error, left)
    }

    /// Takes back what was begun.
    pub(super) fn roll_back(&mut self) {
        self.logs.undo();
        // Often SQLite has done it already.
        if !self.db.is_autocommit() && self.db.execute_batch("ROLLBACK").is_err() {
            self.broken = true;
        }
    }
}

/// Commits.
pub(super) fn end(db: &Connection) -> rusqlite::Result<()> {
    db.prepare_cached("COMMIT")?.raw_execute().map(drop)
}

/// Writes the rows of an append.
fn put(
    db: &Connection,
    insert: &mut CachedStatement<'_>,
    buffers: &mut Buffers,
    first: i64,
    append: &Append,
) -> rusqlite::Result<Piece> {
    let Buffers { game, record } = buffers;
    game.clear();
    // Writing to a string does not fail.
    let _ = write!(game, "{}", append.game);
    insert.raw_bind_parameter(2, game.as_str())?;
    insert.raw_bind_parameter(4, append.id.0.to_be_bytes().as_slice())?;
    let records = u32::try_from(append.records.len()).unwrap_or(u32::MAX);
    let mut rows = 0;
    let mut row = |text: &[u8]| {
        insert.raw_bind_parameter(1, first + i64::from(rows))?;
        insert.raw_bind_parameter(3, i64::from(append.expected) + i64::from(rows))?;
        insert.raw_bind_parameter(5, ToSqlOutput::Borrowed(ValueRef::Text(text)))?;
        rows += 1;
        insert.raw_execute()
    };
    for one in &append.records {
        record.clear();
        serde_json::to_writer(&mut *record, one)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
        row(record)?;
    }
    if append.close {
        row(CLOSED.as_bytes())?;
    } else if records == 0 {
        row(NOTED.as_bytes())?;
    }
    if let Some(finished) = &append.finish {
        later::guarded(|| records::insert(db, finished)).unwrap_or_else(|_| Err(panicked()))?;
    }
    Ok(Piece { id: append.id, first, rows, records })
}

/// Writes the server's time.
pub(super) fn put_time(db: &Connection, micros: u64) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT INTO meta (key, value) VALUES ('time', ?1) ON CONFLICT (key) DO UPDATE SET value = ?1")?
        .execute([i64::try_from(micros).unwrap_or(i64::MAX)])
        .map(drop)
}

fn panicked() -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(Box::new(StoreError::Panicked))
}
