//! What is taken out of the records: names of people who want that, and games that are old.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, params};
use tttp::two::{Kind, Name};

use super::{NOBODY, games, key};
use crate::journal::Record;

/// How many games are changed by one transaction, so that a server that runs does not have to wait for long.
const CHUNK: u32 = 1000;

/// What marks the log of a closed game.
const CLOSED: &str = "closed";

/// Whether somebody can be forgotten by this name.
///
/// # Errors
/// Why not.
pub fn check(name: &Name) -> Result<(), String> {
    if name.is_reserved() {
        return Err(format!("{name} is a name of the server's own, and nobody's: it can't be forgotten"));
    }
    Ok(())
}

/// Takes a name, and all that look like it, out of some games; says out of how many. Needs a transaction, and to be called
/// again until there are none.
///
/// In its place is [`NOBODY`]. The games stay, as they are the other one's too, and so do the other one's ratings.
///
/// # Errors
/// When that can't be written.
pub fn forget(conn: &Connection, name: &Name) -> rusqlite::Result<usize> {
    // What is deleted is overwritten as well.
    conn.pragma_update(None, "secure_delete", true)?;
    let key = key(name);
    let mut count = 0;
    for side in ["x", "o"] {
        count += conn.execute(
            &format!(
                "UPDATE games SET {side} = ?1, {side}_key = '' WHERE n IN
                     (SELECT n FROM games WHERE {side}_key = ?2 LIMIT {CHUNK})"
            ),
            params![NOBODY, key],
        )?;
    }
    conn.execute("DELETE FROM players WHERE key = ?1", [&key])?;
    // They are not needed any more, and would go soon.
    delete_closed_logs(conn)?;
    Ok(count)
}

/// Leaves nothing in the files of what has been taken out of the tables. Needs to be outside of any transaction.
///
/// # Errors
/// When somebody else uses the files for too long.
pub fn scrub(conn: &Connection) -> rusqlite::Result<()> {
    // Pages that are free may have old copies, and so has the log of writes.
    conn.execute_batch("VACUUM")?;
    let busy: bool = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy {
        let busy = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY);
        return Err(rusqlite::Error::SqliteFailure(busy, None));
    }
    Ok(())
}

/// How many games that are not over, or may go on with another one, have that name in their logs. There it stays until they
/// are closed, as a server that goes on from there needs it.
///
/// # Errors
/// When that can't be read.
pub fn open_games(conn: &Connection, name: &Name) -> rusqlite::Result<usize> {
    let wanted = name.skeleton();
    let mut select = conn.prepare(
        "SELECT game, record FROM log WHERE record LIKE '{\"opened\"%' OR record LIKE '{\"upgraded\"%' OR record = ?1",
    )?;
    let mut rows = select.query([CLOSED])?;
    let (mut found, mut closed) = (BTreeSet::new(), BTreeSet::new());
    while let Some(row) = rows.next()? {
        let (game, record): (String, String) = (row.get(0)?, row.get(1)?);
        let seated = match serde_json::from_str(&record) {
            Ok(Record::Opened(opened)) => opened.players.to_vec(),
            Ok(Record::Upgraded { player, .. }) => vec![player],
            _ if record == CLOSED => {
                closed.insert(game);
                continue;
            }
            _ => continue,
        };
        if seated.iter().any(|seated| seated.kind != Kind::Guest && seated.name.skeleton() == wanted) {
            found.insert(game);
        }
    }
    Ok(found.difference(&closed).count())
}

/// Deletes some of the games that ended more than so many days ago, and then the ratings of who has not played since; says
/// how many games. Needs a transaction, and to be called again until there are none.
///
/// # Errors
/// When that can't be written.
pub fn forget_older(conn: &Connection, days: u32, now_ms: u64) -> rusqlite::Result<usize> {
    let since = now_ms.saturating_sub(u64::from(days) * 86_400_000).cast_signed();
    let count = conn.execute(
        &format!("DELETE FROM games WHERE n IN (SELECT n FROM games WHERE ended < ?1 ORDER BY ended LIMIT {CHUNK})"),
        [since],
    )?;
    if count == 0 {
        conn.execute("DELETE FROM players WHERE last < ?1", [since])?;
        // They have names in them, and would go only when there are more of them.
        delete_closed_logs(conn)?;
    }
    Ok(count)
}

fn delete_closed_logs(conn: &Connection) -> rusqlite::Result<usize> {
    conn.execute("DELETE FROM log WHERE game IN (SELECT game FROM log WHERE record = ?1)", [CLOSED])
}

/// Deletes some of the games between two guests before the last `most` of them: whoever connects can play them by the
/// thousand, and nobody's name is in them. Says how many. Needs a transaction, and to be called again until there are none.
///
/// # Errors
/// When that can't be written.
pub fn forget_guests(conn: &Connection, most: u32) -> rusqlite::Result<usize> {
    const GUESTS: &str = "x_kind = 'guest' AND o_kind = 'guest'";
    let bound = format!("SELECT n FROM games WHERE {GUESTS} ORDER BY n DESC LIMIT 1 OFFSET {most}");
    let Some(bound) = conn.query_row(&bound, [], |row| row.get::<_, i64>(0)).optional()? else { return Ok(0) };
    conn.execute(
        &format!(
            "DELETE FROM games WHERE n IN (SELECT n FROM games WHERE {GUESTS} AND n <= ?1 ORDER BY n LIMIT {CHUNK})"
        ),
        [bound],
    )
}

/// Deletes some of the games before the last `most`, and then the ratings of who has not played since; says how many games.
/// Needs a transaction, and to be called again until there are none.
///
/// # Errors
/// When that can't be written.
pub fn forget_beyond(conn: &Connection, most: u32) -> rusqlite::Result<usize> {
    let bound = games::last(conn)? - i64::from(most);
    let count = conn.execute(
        &format!("DELETE FROM games WHERE n IN (SELECT n FROM games WHERE n <= ?1 ORDER BY n LIMIT {CHUNK})"),
        [bound],
    )?;
    if count > 0 {
        conn.execute("DELETE FROM players WHERE last < (SELECT min(ended) FROM games)", [])?;
    }
    Ok(count)
}
