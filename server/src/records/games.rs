//! Finished games, as they are looked up.

use std::str::FromStr;

use rusqlite::{Connection, OptionalExtension, Params, Row, params, types::Type};
use tttp::{
    Cell, Ending,
    two::{GameId, Kind, Name},
};

use crate::journal::{Finished, Played, Seated};

/// How many games are read at once when all are.
pub const CHUNK: u32 = 500;

/// How many games are looked at for one answer, at most: private ones are passed over.
const LOOKED_AT: usize = 10_000;

/// A game in the records.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Kept {
    /// Its number: the higher, the later it was recorded.
    pub n: i64,
    /// All of it. That a name was chosen is not kept.
    pub finished: Finished,
}

const COLUMNS: &str = "n, id, x, x_kind, x_level, o, o_kind, o_level, clock, private, began, ended, moves, times, ending, \
     variant, seed, rated";

fn read(row: &Row<'_>) -> rusqlite::Result<Kept> {
    let seated = |first: usize| -> rusqlite::Result<Seated> {
        let name: Name = parsed(row, first)?;
        let level: Option<String> = row.get(first + 2)?;
        let level = level.map(|level| level.parse()).transpose().map_err(|error| damaged(first + 2, error))?;
        Ok(Seated { name, kind: parsed::<Kind>(row, first + 1)?, level, chosen: false })
    };
    let clock: Option<String> = row.get(8)?;
    let moves: String = row.get(12)?;
    let times: String = row.get(13)?;
    let cells: Result<Vec<Cell>, _> = moves.bytes().map(|digit| Cell::try_from(digit.wrapping_sub(b'0'))).collect();
    let times: Result<Vec<u32>, _> = times.split(',').filter(|time| !time.is_empty()).map(str::parse).collect();
    let (cells, times) = (cells.map_err(|error| damaged(12, error))?, times.map_err(|error| damaged(13, error))?);
    let ending: String = row.get(14)?;
    Ok(Kept {
        n: row.get(0)?,
        finished: Finished {
            game: parsed(row, 1)?,
            players: [seated(2)?, seated(5)?],
            clock: clock.map(|clock| clock.parse()).transpose().map_err(|error| damaged(8, error))?,
            private: row.get(9)?,
            began: row.get::<_, i64>(10)?.cast_unsigned(),
            ended: row.get::<_, i64>(11)?.cast_unsigned(),
            moves: cells.into_iter().zip(times).map(|(cell, ms)| Played { cell, ms }).collect(),
            ending: serde_json::from_str::<Ending>(&ending).map_err(|error| damaged(14, error))?,
            variant: row.get(15)?,
            seed: row.get::<_, i64>(16)?.cast_unsigned(),
            rated: row.get(17)?,
        },
    })
}

fn parsed<T: FromStr<Err: std::fmt::Display>>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    row.get::<_, String>(column)?.parse().map_err(|error| damaged(column, error))
}

/// Somebody else has written to the table.
fn damaged(column: usize, error: impl std::fmt::Display) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, error.to_string().into())
}

/// A game by its id, also a private one.
///
/// # Errors
/// When it can't be read.
pub fn by_id(conn: &Connection, id: GameId) -> rusqlite::Result<Option<Kept>> {
    let mut select = conn.prepare_cached(&format!("SELECT {COLUMNS} FROM games WHERE id = ?1"))?;
    select.query_row([id.to_string()], read).optional()
}

/// The next games after number `n`, private ones too, [`CHUNK`] of them at most.
///
/// # Errors
/// When they can't be read.
pub fn after(conn: &Connection, n: i64) -> rusqlite::Result<Vec<Kept>> {
    let mut select =
        conn.prepare_cached(&format!("SELECT {COLUMNS} FROM games WHERE n > ?1 ORDER BY n LIMIT {CHUNK}"))?;
    select.query_map([n], read)?.collect()
}

/// The number of the last game, also if that has been deleted.
///
/// # Errors
/// When it can't be read.
pub fn last(conn: &Connection) -> rusqlite::Result<i64> {
    let last = conn.query_row("SELECT seq FROM sqlite_sequence WHERE name = 'games'", [], |row| row.get(0));
    Ok(last.optional()?.unwrap_or(0))
}

/// Some games, the latest first.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Page {
    /// They.
    pub games: Vec<Kept>,
    /// The next page has those before this number; nothing if there are none.
    pub next: Option<i64>,
}

/// The last public games before number `before`, those of one key if one is given.
///
/// # Errors
/// When they can't be read.
pub fn page(conn: &Connection, key: Option<&str>, before: i64, limit: usize) -> rusqlite::Result<Page> {
    match key {
        None => {
            let sql = format!("SELECT {COLUMNS} FROM games WHERE n < ?1 ORDER BY n DESC");
            gather(conn, &sql, [before], limit)
        }
        Some(key) => {
            // Each half comes in order from its index, so that no more is read than is looked at.
            let sql = format!(
                "SELECT {COLUMNS} FROM games WHERE x_key = ?1 AND n < ?2
                 UNION ALL SELECT {COLUMNS} FROM games WHERE o_key = ?1 AND n < ?2 AND x_key <> ?1 ORDER BY n DESC"
            );
            gather(conn, &sql, params![key, before], limit)
        }
    }
}

fn gather(conn: &Connection, sql: &str, params: impl Params, limit: usize) -> rusqlite::Result<Page> {
    let mut select = conn.prepare_cached(sql)?;
    let mut rows = select.query(params)?;
    let (mut page, mut looked_at, mut before) = (Page::default(), 0, None);
    while let Some(row) = rows.next()? {
        if page.games.len() == limit || looked_at == LOOKED_AT {
            page.next = before;
            break;
        }
        before = Some(row.get(0)?);
        looked_at += 1;
        if !row.get::<_, bool>(9)? {
            page.games.push(read(row)?);
        }
    }
    Ok(page)
}

/// How two have played against each other.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Against {
    /// Those that the first has won.
    pub wins: u32,
    /// Those that the first has lost.
    pub losses: u32,
    /// Those that were a tie.
    pub draws: u32,
    /// The last ones, the latest first; those without any result too.
    pub games: Vec<Kept>,
}

/// How `a` has played against `b`, by their keys, in public games, the last ten thousand if there are more.
///
/// # Errors
/// When they can't be read.
pub fn against(conn: &Connection, a: &str, b: &str, limit: usize) -> rusqlite::Result<Against> {
    let mut select = conn.prepare_cached(&format!(
        "SELECT {COLUMNS}, reason = 'tie', CASE winner WHEN 'X' THEN x_key WHEN 'O' THEN o_key END AS won FROM games
         WHERE x_key = ?1 AND o_key = ?2
         UNION ALL
         SELECT {COLUMNS}, reason = 'tie', CASE winner WHEN 'X' THEN x_key WHEN 'O' THEN o_key END AS won FROM games
         WHERE x_key = ?2 AND o_key = ?1
         ORDER BY n DESC LIMIT {LOOKED_AT}"
    ))?;
    let mut rows = select.query(params![a, b])?;
    let mut against = Against::default();
    while let Some(row) = rows.next()? {
        if row.get::<_, bool>(9)? {
            continue;
        }
        let count = match (row.get::<_, Option<String>>(19)?, row.get(18)?) {
            (Some(won), _) if won == a => Some(&mut against.wins),
            (Some(_), _) => Some(&mut against.losses),
            (None, true) => Some(&mut against.draws),
            (None, false) => None,
        };
        if let Some(count) = count {
            *count += 1;
        }
        if against.games.len() < limit {
            against.games.push(read(row)?);
        }
    }
    Ok(against)
}
