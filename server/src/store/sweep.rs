//! Takes the rows of closed games out of the log.
//!
//! The log is cut off at its beginning, up to the first row of a game that is open: so whole pages become free, which costs
//! little, and nothing is looked for. A game that stays open for very long has its rows moved to the end, with their order.

use rusqlite::Connection;
use tttp::two::GameId;

use super::{
    commit::{self, Failure},
    logs::{Logs, Piece},
    writer::Writer,
};

/// How many games are moved at most before something else is done.
const MOVED: usize = 64;

/// When something is done, in rows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sweep {
    /// How many are written from one time to the next; up to twice as many are deleted.
    pub(super) part: i64,
    /// How many of the last ones stay in any case: a game that was closed is remembered by them.
    pub(super) kept: i64,
    /// How far back a game may begin before it is moved.
    pub(super) stretch: i64,
}

impl Default for Sweep {
    fn default() -> Self {
        Self { part: 4_096, kept: 4_096, stretch: 50_000 }
    }
}

/// How far it is.
#[derive(Debug)]
pub(super) struct Sweeper {
    sweep: Sweep,
    /// The next row when it was looked at last.
    looked: i64,
}

impl Sweeper {
    pub(super) fn new(sweep: Sweep, logs: &Logs) -> Self {
        Self { sweep, looked: logs.next - sweep.part }
    }

    /// Whether there may be something to do.
    pub(super) fn is_due(&self, logs: &Logs) -> bool {
        logs.next - self.looked >= self.sweep.part
    }

    /// The open games that begin too far back, the farthest first. With very many that are open, far is farther: each row
    /// that is moved was paid for by several that were written.
    fn old(&self, logs: &Logs) -> Vec<GameId> {
        let bound = logs.next - self.sweep.stretch.max(4 * logs.rows);
        let mut old: Vec<_> = logs.open.iter().map(|(game, log)| (log.first(), *game)).collect();
        old.retain(|(first, _)| *first < bound);
        old.sort_unstable();
        old.into_iter().take(MOVED).map(|(_, game)| game).collect()
    }
}

impl Writer {
    /// Deletes and moves some, in a transaction of its own.
    pub(super) fn sweep(&mut self) {
        self.sweeper.looked = self.logs.next;
        let moved = match self.move_and_cut() {
            Ok(moved) => moved,
            Err(failure) => {
                let (error, _) = self.failed(failure);
                tracing::debug!(%error, "the log can't be swept now");
                return;
            }
        };
        for (game, pieces) in moved {
            if let Some(log) = self.logs.open.get_mut(&game) {
                self.logs.next = pieces.last().map_or(self.logs.next, |last| last.first + i64::from(last.rows));
                log.pieces = pieces;
            }
        }
        self.logs.keep();
        self.sweeper.looked = self.logs.next;
        self.checkpoints.written(&self.db);
    }

    fn move_and_cut(&self) -> Result<Vec<(GameId, Vec<Piece>)>, Failure> {
        let Self { db, logs, sweeper, .. } = self;
        db.prepare_cached("BEGIN IMMEDIATE")?.raw_execute()?;
        let old = sweeper.old(logs);
        let mut next = logs.next;
        let mut moved = Vec::with_capacity(old.len());
        for game in old {
            if let Some(log) = logs.open.get(&game) {
                moved.push((game, move_to(db, &log.pieces, &mut next)?));
            }
        }
        let first = logs.open.iter().filter(|(game, _)| moved.iter().all(|(other, _)| other != *game));
        let first = first.map(|(_, log)| log.first()).min().unwrap_or(logs.next);
        let begin: Option<i64> = db.prepare_cached("SELECT min(n) FROM log")?.query_row([], |row| row.get(0))?;
        let end = begin.map_or(0, |begin| begin.saturating_add(2 * sweeper.sweep.part));
        db.prepare_cached("DELETE FROM log WHERE n < ?1")?
            .execute([first.min(logs.next - sweeper.sweep.kept).min(end)])?;
        commit::end(db).map_err(Failure::Commit)?;
        Ok(moved)
    }
}

/// Gives rows the numbers from `next` on.
fn move_to(db: &Connection, pieces: &[Piece], next: &mut i64) -> rusqlite::Result<Vec<Piece>> {
    let mut update = db.prepare_cached("UPDATE log SET n = n + ?1 WHERE n >= ?2 AND n < ?3")?;
    let mut moved = Vec::with_capacity(pieces.len());
    for piece in pieces {
        update.execute([*next - piece.first, piece.first, piece.first + i64::from(piece.rows)])?;
        moved.push(Piece { first: *next, ..*piece });
        *next += i64::from(piece.rows);
    }
    Ok(moved)
}
