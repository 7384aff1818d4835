//! What is kept of finished games: who played whom, every move, and the ratings that come of it.

use rusqlite::{Connection, params};
use tttp::two::{Kind, Name};

use crate::journal::{Finished, Played};

/// Writes a game into the records; says whether it was not there already.
///
/// # Errors
/// When it can't be written.
pub fn insert(conn: &Connection, finished: &Finished) -> rusqlite::Result<bool> {
    let [x, o] = &finished.players;
    let mut insert = conn.prepare_cached(
        "INSERT INTO games (id, x, x_key, x_kind, o, o_key, o_kind, clock, private, began, ended, moves, times, winner,
             reason, ending, variant, seed, rated, x_level, o_level)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)
         ON CONFLICT (id) DO NOTHING",
    )?;
    let moves: String = finished.moves.iter().map(|Played { cell, .. }| cell.to_string()).collect();
    let times: Vec<_> = finished.moves.iter().map(|Played { ms, .. }| ms.to_string()).collect();
    let ending = serde_json::to_string(&finished.ending)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    let count = insert.execute(params![
        finished.game.to_string(),
        x.name.as_str(),
        key(&x.name, x.kind),
        x.kind.word(),
        o.name.as_str(),
        key(&o.name, o.kind),
        o.kind.word(),
        finished.clock.map(|clock| clock.to_string()),
        finished.private,
        finished.began as i64,
        finished.ended as i64,
        moves,
        times.join(","),
        finished.ending.winner().map(|winner| winner.to_string()),
        finished.ending.reason().word(),
        ending,
        finished.variant,
        finished.seed as i64,
        finished.rated,
        x.level.map(|level| level.word()),
        o.level.map(|level| level.word()),
    ])?;
    Ok(count > 0)
}

/// What somebody's games are found by.
fn key(name: &Name, kind: Kind) -> String {
    if kind == Kind::Guest || name.as_str() == "Gone" { String::new() } else { name.skeleton().as_str().to_owned() }
}
/// The records of a server.
#[derive(Clone, Debug)]
pub struct Records(std::sync::Arc<crate::store::Store>);

impl Records {
    /// Those in this store.
    pub fn new(store: std::sync::Arc<crate::store::Store>) -> Self {
        Self(store)
    }
}
