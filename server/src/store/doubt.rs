//! What may have been committed or not.
//!
//! SQLite says nothing of that when a commit fails. But the writer can look: what a failed commit has left in the write-ahead
//! log is not valid, or nobody is told of it, and the next commit writes over it. Only between these two it is in doubt, and
//! only if the commit had been written as a whole: a crash would bring it back then.

use std::collections::HashMap;

use rusqlite::{Connection, ErrorCode, ffi};

use crate::journal::AppendId;

/// What a commit that has failed leaves behind.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Left {
    /// Nothing.
    Nothing,
    /// What can be seen when the database is opened again, and nothing else.
    Visible,
    /// It may be there as a whole, and come back with a crash.
    Hidden,
}

/// What a commit that failed with this error leaves behind.
pub(super) fn left_by(error: &rusqlite::Error) -> Left {
    let rusqlite::Error::SqliteFailure(failure, _) = error else { return Left::Visible };
    match (failure.code, failure.extended_code) {
        // What makes the rest count is written last, so if something could not be written, nothing counts.
        (ErrorCode::DiskFull | ErrorCode::ReadOnly | ErrorCode::DatabaseBusy, _) | (_, ffi::SQLITE_IOERR_WRITE) => {
            Left::Nothing
        }
        // All was written by then, but the disk has not said so; or it could not be noted that it was.
        (
            _,
            ffi::SQLITE_IOERR_FSYNC
            | ffi::SQLITE_IOERR_DIR_FSYNC
            | ffi::SQLITE_IOERR_SHMSIZE
            | ffi::SQLITE_IOERR_SHMMAP
            | ffi::SQLITE_IOERR_SHMOPEN
            | ffi::SQLITE_IOERR_NOMEM,
        )
        | (ErrorCode::OutOfMemory, _) => Left::Hidden,
        _ => Left::Visible,
    }
}

/// The appends that are in doubt.
#[derive(Debug, Default)]
pub(super) struct Doubt(HashMap<AppendId, Left>);

impl Doubt {
    /// These were in a commit that failed.
    pub(super) fn add(&mut self, ids: impl Iterator<Item = AppendId>, left: Left) {
        if left == Left::Nothing {
            return;
        }
        for id in ids {
            let known = self.0.entry(id).or_insert(left);
            if left == Left::Hidden {
                *known = left;
            }
        }
    }

    pub(super) fn has(&self, id: AppendId) -> bool {
        self.0.contains_key(&id)
    }

    /// The database was opened again, and looked at.
    pub(super) fn looked(&mut self) {
        self.0.retain(|_, left| *left == Left::Hidden);
    }

    /// Something was committed: what was in doubt, and is not there, is written over.
    pub(super) fn committed(&mut self) {
        self.0.clear();
    }

    /// Commits something of no meaning, if there is something in doubt.
    pub(super) fn settle(&mut self, db: &Connection) {
        if !self.0.is_empty() && probe(db).is_ok() {
            self.committed();
        }
    }
}

/// Changes something, whatever was there: what stays the same is not written.
fn probe(db: &Connection) -> rusqlite::Result<()> {
    let value: i64 = rand::random();
    db.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('probe', ?1)", [value]).map(drop)
}
