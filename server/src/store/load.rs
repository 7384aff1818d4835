//! What is in the logs as the store opens, and when somebody asks.

use rusqlite::{Connection, OptionalExtension, types::Type};
use tttp::two::GameId;

use super::{
    commit::{CLOSED, NOTED},
    logs::{Logs, Piece},
};
use crate::journal::{AppendId, OpenGame, Record, Unreadable};

impl Logs {
    /// Reads which logs there are.
    pub(super) fn load(db: &Connection) -> rusqlite::Result<Self> {
        let mut logs = Self::default();
        let mut select =
            db.prepare("SELECT n, game, id, CASE WHEN record IN (?1, ?2) THEN record END FROM log ORDER BY n")?;
        let mut rows = select.query([CLOSED, NOTED])?;
        while let Some(row) = rows.next()? {
            let n: i64 = row.get(0)?;
            let game = row.get_ref(1)?.as_str()?.parse().map_err(|error: tttp::Error| {
                rusqlite::Error::FromSqlConversionFailure(1, Type::Text, error.text().into())
            })?;
            let id = AppendId(u128::from_be_bytes(row.get(2)?));
            logs.load_row(n, game, id, row.get_ref(3)?.as_str_or_null()?);
        }
        logs.keep();
        Ok(logs)
    }

    fn load_row(&mut self, n: i64, game: GameId, id: AppendId, word: Option<&str>) {
        self.next = n + 1;
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
    pub(super) fn read(&self, db: &Connection, game: GameId) -> Result<Vec<Record>, Unreadable> {
        let Some(log) = self.open.get(&game) else { return Ok(Vec::new()) };
        let mut records = Vec::with_capacity(log.len as usize);
        let unreadable = |error: rusqlite::Error| Unreadable(error.to_string());
        let mut select = db
            .prepare_cached("SELECT record FROM log WHERE n >= ?1 AND n < ?2 AND record <> ?3 ORDER BY n")
            .map_err(unreadable)?;
        for piece in &log.pieces {
            let mut rows =
                select.query((piece.first, piece.first + i64::from(piece.rows), NOTED)).map_err(unreadable)?;
            while let Some(row) = rows.next().map_err(unreadable)? {
                let text =
                    row.get_ref(0).map_err(unreadable)?.as_str().map_err(|error| Unreadable(error.to_string()))?;
                let record = serde_json::from_str(text)
                    .map_err(|error| Unreadable(format!("record {} of {game}: {error}", records.len())))?;
                records.push(record);
            }
        }
        if records.len() == log.len as usize {
            Ok(records)
        } else {
            Err(Unreadable(format!("{game} has {} records of {}", records.len(), log.len)))
        }
    }

    /// All open games, the oldest first. Where their rows are does not tell: those of an old one are moved now and then.
    pub(super) fn read_all(&self, db: &Connection) -> Result<Vec<OpenGame>, Unreadable> {
        let mut games = Vec::with_capacity(self.open.len());
        for (&game, log) in &self.open {
            let records = self.read(db, game)?;
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
pub(super) fn time(db: &Connection, logs: &Logs) -> rusqlite::Result<u64> {
    let kept: Option<i64> =
        db.query_row("SELECT value FROM meta WHERE key = 'time'", [], |row| row.get(0)).optional()?;
    // A log that can't be read is no reason to be silent about the others: whoever reads it for good hears of it.
    let spoken_of =
        logs.open.keys().filter_map(|game| logs.read(db, *game).ok()).flatten().map(|record| match record {
            Record::Opened(opened) => opened.server,
            Record::Went { at, server } => at.max(server),
            Record::Event { at, .. } | Record::Upgraded { at, .. } | Record::Held { at } | Record::Next { at, .. } => {
                at
            }
        });
    Ok(spoken_of.fold(kept.and_then(|kept| u64::try_from(kept).ok()).unwrap_or(0), u64::max))
}
