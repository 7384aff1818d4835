//! What is in the logs as the store opens, and when somebody asks.

use std::{collections::BTreeSet, fmt};

use rusqlite::{Connection, OptionalExtension};
use tracing::error;
use tttp::two::GameId;

use super::{
    commit::{CLOSED, NOTED},
    logs::{Logs, Piece},
};
use crate::journal::{AppendId, OpenGame, Record, Unreadable};

/// Why a log can't be read.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The database can't.
    Database(rusqlite::Error),
    /// It makes no sense.
    Senseless(String),
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        match error {
            rusqlite::Error::SqliteFailure(..) => Self::Database(error),
            other => Self::Senseless(other.to_string()),
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Database(error) => error.fmt(f),
            Self::Senseless(reason) => f.write_str(reason),
        }
    }
}

impl From<Trouble> for Unreadable {
    fn from(trouble: Trouble) -> Self {
        Self(trouble.to_string())
    }
}

impl Logs {
    /// Reads which logs there are. Rows that can't belong to one are passed over.
    pub(super) fn load(db: &Connection) -> rusqlite::Result<Self> {
        let mut logs = Self::default();
        let mut select =
            db.prepare("SELECT n, game, id, CASE WHEN record IN (?1, ?2) THEN record END FROM log ORDER BY n")?;
        let mut rows = select.query([CLOSED, NOTED])?;
        let mut senseless = BTreeSet::new();
        while let Some(row) = rows.next()? {
            let n: i64 = row.get(0)?;
            logs.next = n + 1;
            let game = row.get_ref(1)?.as_str().ok().and_then(|game| game.parse().ok());
            let Some(game) = game else {
                let game: Option<String> = row.get(1).ok();
                if !senseless.contains(&game) {
                    error!(game, row = n, "this is in the logs of games, and belongs to none");
                    senseless.insert(game);
                }
                continue;
            };
            // With another id it can't be told from a second try, and that is all.
            let id = AppendId(u128::from_be_bytes(row.get(2).unwrap_or_default()));
            logs.load_row(n, game, id, row.get_ref(3)?.as_str_or_null()?);
        }
        logs.keep();
        Ok(logs)
    }

    fn load_row(&mut self, n: i64, game: GameId, id: AppendId, word: Option<&str>) {
        if word == Some(CLOSED) {
            self.rows -=
                self.open.remove(&game).map_or(0, |log| log.pieces.iter().map(|piece| i64::from(piece.rows)).sum());
            self.closed.insert(game, id);
            return;
        }
        let records = u32::from(word.is_none());
        let log = self.open.entry(game).or_default();
        self.rows += 1;
        match log.pieces.last_mut() {
            Some(last) if last.id == id && last.first + i64::from(last.rows) == n => {
                last.rows += 1;
                last.records += records;
                log.len += records;
            }
            _ => log.push(Piece { id, first: n, rows: 1, records }),
        }
    }

    /// The log of an open game, or nothing.
    pub(super) fn read(&self, db: &Connection, game: GameId) -> Result<Vec<Record>, Trouble> {
        let Some(log) = self.open.get(&game) else { return Ok(Vec::new()) };
        let mut records = Vec::with_capacity(log.len as usize);
        let mut select =
            db.prepare_cached("SELECT record FROM log WHERE n >= ?1 AND n < ?2 AND record <> ?3 ORDER BY n")?;
        for piece in &log.pieces {
            let mut rows = select.query((piece.first, piece.first + i64::from(piece.rows), NOTED))?;
            while let Some(row) = rows.next()? {
                let senseless = |error: &dyn fmt::Display| {
                    Trouble::Senseless(format!("record {} of {game}: {error}", records.len()))
                };
                let text = row.get_ref(0)?.as_str().map_err(|error| senseless(&error))?;
                records.push(serde_json::from_str(text).map_err(|error| senseless(&error))?);
            }
        }
        if records.len() == log.len as usize {
            Ok(records)
        } else {
            Err(Trouble::Senseless(format!("{game} has {} records of {}", records.len(), log.len)))
        }
    }

    /// All open games that make sense, the oldest first. Where their rows are does not tell: those of an old one are moved
    /// now and then.
    pub(super) fn read_all(&self, db: &Connection) -> rusqlite::Result<Vec<OpenGame>> {
        let mut games = Vec::with_capacity(self.open.len());
        for (&game, log) in &self.open {
            let records = match self.read(db, game) {
                Ok(records) => records,
                Err(Trouble::Database(error)) => return Err(error),
                Err(Trouble::Senseless(reason)) => {
                    // It stays open, so what can be read may be mended, by hand or by a later version.
                    error!(%game, reason, "the log of this game can't be read: left as it is, and the game is not there");
                    continue;
                }
            };
            let opened = match records.first() {
                Some(Record::Opened(opened)) => Some(opened.server),
                _ => None,
            };
            games.push((opened, log.first(), OpenGame { game, records }));
        }
        games.sort_by_key(|(opened, first, _)| (*opened, *first));
        Ok(games.into_iter().map(|(_, _, game)| game).collect())
    }
}

/// The latest of the server's time that is known of, in microseconds.
pub(super) fn time(db: &Connection, open: &[OpenGame]) -> rusqlite::Result<u64> {
    let kept: Option<i64> =
        db.query_row("SELECT value FROM meta WHERE key = 'time'", [], |row| row.get(0)).optional()?;
    let spoken_of = open.iter().flat_map(|game| &game.records).map(|record| match *record {
        Record::Opened(ref opened) => opened.server,
        Record::Went { at, server } => at.max(server),
        Record::Event { at, .. } | Record::Upgraded { at, .. } | Record::Held { at } | Record::Next { at, .. } => at,
    });
    Ok(spoken_of.fold(kept.and_then(|kept| u64::try_from(kept).ok()).unwrap_or(0), u64::max))
}
