//! What the writer knows of the logs by heart, so that an append looks nothing up.

use std::collections::{HashMap, VecDeque};

use tttp::two::GameId;

use crate::journal::{Append, AppendId};

/// How many closed games are remembered, for those who ask again as they got no answer.
const REMEMBERED: usize = 4_096;

/// What becomes of an append.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Verdict {
    /// It is what comes next.
    Fresh,
    /// It is there already.
    Known,
    /// It does not fit.
    Stale,
}

/// The rows of an append, one after another in the table.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Piece {
    pub(super) id: AppendId,
    pub(super) first: i64,
    pub(super) rows: u32,
    /// One less than the rows, if one of them holds nothing but the id.
    pub(super) records: u32,
}

/// The log of an open game.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Log {
    pub(super) len: u32,
    pub(super) pieces: Vec<Piece>,
}

impl Log {
    pub(super) fn push(&mut self, piece: Piece) {
        self.len += piece.records;
        self.pieces.push(piece);
    }

    pub(super) fn first(&self) -> i64 {
        self.pieces.first().map_or(i64::MAX, |piece| piece.first)
    }

    fn has(&self, id: AppendId) -> bool {
        self.pieces.iter().rev().any(|piece| piece.id == id)
    }
}

/// The last games that were closed, each with its last append.
#[derive(Debug, Default)]
pub(crate) struct Closed {
    last: HashMap<GameId, AppendId>,
    order: VecDeque<GameId>,
}

impl Closed {
    pub(crate) fn get(&self, game: GameId) -> Option<AppendId> {
        self.last.get(&game).copied()
    }

    pub(crate) fn insert(&mut self, game: GameId, id: AppendId) {
        if self.last.insert(game, id).is_none() {
            self.order.push_back(game);
        }
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.last.remove(&oldest);
        }
    }

    /// Remembers those of another, as older ones than its own.
    pub(super) fn remember(&mut self, mut older: Self) {
        for game in std::mem::take(&mut self.order) {
            if let Some(id) = self.last.remove(&game) {
                older.insert(game, id);
            }
        }
        *self = older;
    }

    /// Forgets the one that was inserted last.
    fn undo(&mut self, game: GameId) {
        self.last.remove(&game);
        self.order.pop_back();
    }
}

/// How to take something back.
#[derive(Debug)]
enum Undo {
    Pushed(GameId),
    Closed(GameId, Option<Log>),
}

/// All logs.
#[derive(Debug, Default)]
pub(super) struct Logs {
    pub(super) open: HashMap<GameId, Log>,
    pub(super) closed: Closed,
    /// The number of the next row.
    pub(super) next: i64,
    /// How many rows the open games have.
    pub(super) rows: i64,
    /// The same as of the last commit.
    committed: i64,
    undo: Vec<Undo>,
}

impl Logs {
    /// What is to be done about an append.
    pub(super) fn judge(&self, append: &Append) -> Verdict {
        match (self.open.get(&append.game), self.closed.get(append.game)) {
            // With the length that is expected, only the last one can be the same: one without records.
            (Some(log), _) if log.len == append.expected => match log.pieces.last() {
                Some(last) if last.id == append.id => Verdict::Known,
                _ => Verdict::Fresh,
            },
            (Some(log), _) if log.has(append.id) => Verdict::Known,
            (None, Some(last)) if last == append.id => Verdict::Known,
            (None, None) if append.expected == 0 => Verdict::Fresh,
            _ => Verdict::Stale,
        }
    }

    /// Whether it is there already.
    pub(super) fn has(&self, append: &Append) -> bool {
        match self.open.get(&append.game) {
            Some(log) => log.has(append.id),
            None => self.closed.get(append.game) == Some(append.id),
        }
    }

    /// The rows of an append were written.
    pub(super) fn note(&mut self, append: &Append, piece: Piece) {
        self.next = piece.first + i64::from(piece.rows);
        if append.close {
            let log = self.open.remove(&append.game);
            self.rows -= log.as_ref().map_or(0, rows);
            self.closed.insert(append.game, append.id);
            self.undo.push(Undo::Closed(append.game, log));
        } else {
            self.open.entry(append.game).or_default().push(piece);
            self.rows += i64::from(piece.rows);
            self.undo.push(Undo::Pushed(append.game));
        }
    }

    /// What was noted is committed; says whether there was anything.
    pub(super) fn keep(&mut self) -> bool {
        let is_any = !self.undo.is_empty();
        self.undo.clear();
        self.committed = self.next;
        is_any
    }

    /// What was noted since the last commit is not there.
    pub(super) fn undo(&mut self) {
        self.next = self.committed;
        while let Some(undo) = self.undo.pop() {
            match undo {
                Undo::Pushed(game) => self.pop(game),
                Undo::Closed(game, log) => {
                    self.closed.undo(game);
                    if let Some(log) = log {
                        self.rows += rows(&log);
                        self.open.insert(game, log);
                    }
                }
            }
        }
    }

    fn pop(&mut self, game: GameId) {
        let Some(log) = self.open.get_mut(&game) else { return };
        if let Some(piece) = log.pieces.pop() {
            log.len -= piece.records;
            self.rows -= i64::from(piece.rows);
        }
        if log.pieces.is_empty() {
            self.open.remove(&game);
        }
    }
}

fn rows(log: &Log) -> i64 {
    log.pieces.iter().map(|piece| i64::from(piece.rows)).sum()
}
