//! What is kept of finished games: who played whom, every move, and the ratings that come of it.
//!
//! The table `games` has all of it, and `players` nothing that doesn't follow from that: it is there so that nobody waits
//! for a sum over all games. All that touches the tables takes a connection, or a transaction of somebody else's: a game
//! is recorded by the same commit that ends its log.
//!
//! Who is meant by a name is decided by its skeleton, as everywhere else, and nobody can be found by the names that the
//! server gives to guests, as those go round. Private games count like all others, but are shown only to who knows their id.

use rusqlite::{Connection, params};
use tttp::two::{Kind, Name};

use crate::journal::{Finished, Played, Seated};

pub mod forget;
pub mod games;
pub mod handle;
pub mod line;
pub mod players;
pub mod rating;
pub mod transfer;

pub use handle::Records;

/// Who has been forgotten, in games that others still have. Nobody else may have that name.
pub const NOBODY: &str = "Gone";

/// Writes a game into the records, and counts it; says whether it was not there already.
///
/// # Errors
/// When it can't be written.
pub fn insert(conn: &Connection, finished: &Finished) -> rusqlite::Result<bool> {
    insert_as(conn, None, finished)
}

/// The same, under a number that is above all others.
///
/// # Errors
/// When it can't be written.
fn insert_as(conn: &Connection, n: Option<i64>, finished: &Finished) -> rusqlite::Result<bool> {
    let [x, o] = &finished.players;
    let mut insert = conn.prepare_cached(
        "INSERT INTO games (n, id, x, x_key, x_kind, x_level, o, o_key, o_kind, o_level, clock, private, began, ended,
             moves, times, winner, reason, ending, variant, seed, rated)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)
         ON CONFLICT (id) DO NOTHING",
    )?;
    let moves: String = finished.moves.iter().map(|Played { cell, .. }| cell.to_string()).collect();
    let times: Vec<_> = finished.moves.iter().map(|Played { ms, .. }| ms.to_string()).collect();
    let ending = serde_json::to_string(&finished.ending)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    let count = insert.execute(params![
        n,
        finished.game.to_string(),
        x.name.as_str(),
        key_of(x),
        x.kind.word(),
        x.level.map(|level| level.word()),
        o.name.as_str(),
        key_of(o),
        o.kind.word(),
        o.level.map(|level| level.word()),
        finished.clock.map(|clock| clock.to_string()),
        finished.private,
        finished.began as i64,
        ended(finished) as i64,
        moves,
        times.join(","),
        finished.ending.winner().map(|winner| winner.to_string()),
        finished.ending.reason().word(),
        ending,
        finished.variant,
        // All 64 bits, as SQLite has no number without a sign.
        finished.seed as i64,
        finished.rated,
    ])?;
    if count > 0 {
        players::count(conn, finished)?;
    }
    Ok(count > 0)
}

/// When a game ended. The machine's clock may have been set back while it was on.
fn ended(finished: &Finished) -> u64 {
    finished.ended.max(finished.began)
}

/// What the games of somebody with this name are found by; nothing for who can't be found.
pub fn key(name: &Name) -> String {
    if name.as_str() == NOBODY { String::new() } else { name.skeleton().as_str().to_owned() }
}

fn key_of(seated: &Seated) -> String {
    if seated.kind == Kind::Guest { String::new() } else { key(&seated.name) }
}

#[cfg(test)]
mod tests;
