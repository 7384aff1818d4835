//! How those stand who play rated games: the table `players`.
//!
//! People and bots are rated apart, so that a bot that never sleeps isn't at the head of all.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row, params};
use skillratings::Outcomes;
use tttp::{Ending, Mark, two::Kind};

use super::{
    ended, games, key_of,
    rating::{self, PROVISIONAL, Rating, SCALE, START},
};
use crate::journal::Finished;

/// The kinds that are rated.
pub const KINDS: [Kind; 2] = [Kind::Person, Kind::Bot];

/// How somebody stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The name, as in the last rated game.
    pub name: String,
    /// The rating after that game.
    pub rating: Rating,
    /// Rated games: in all.
    pub games: u32,
    /// Those won.
    pub wins: u32,
    /// Those lost.
    pub losses: u32,
    /// Those without a winner.
    pub draws: u32,
    /// When the last one ended, in milliseconds since 1970 (UTC).
    pub last: u64,
}

impl Standing {
    fn new(name: &str) -> Self {
        Self { name: name.to_owned(), rating: START, games: 0, wins: 0, losses: 0, draws: 0, last: 0 }
    }

    /// The rating, as it is now.
    pub fn rating_at(&self, now_ms: u64) -> Rating {
        if self.games == 0 {
            return self.rating;
        }
        rating::aged(self.rating, now_ms.saturating_sub(self.last))
    }

    /// Takes over the result of a game.
    fn add(&mut self, name: &str, new: Rating, result: Outcomes, at: u64) {
        name.clone_into(&mut self.name);
        self.rating = new;
        self.games = self.games.saturating_add(1);
        let count = match result {
            Outcomes::WIN => &mut self.wins,
            Outcomes::LOSS => &mut self.losses,
            Outcomes::DRAW => &mut self.draws,
        };
        *count = count.saturating_add(1);
        self.last = self.last.max(at);
    }
}

/// A game that counts: of which kind, by which keys, and with what result for each.
struct Counted {
    kind: Kind,
    keys: [String; 2],
    results: [Outcomes; 2],
}

/// What of a game counts for ratings; nothing if it doesn't.
fn counted(finished: &Finished) -> Option<Counted> {
    let [x, o] = &finished.players;
    if !finished.rated || x.kind != o.kind || !KINDS.contains(&x.kind) {
        return None;
    }
    let keys = [key_of(x), key_of(o)];
    // Two who are forgotten are nobody, and not the same.
    if keys[0] == keys[1] {
        return None;
    }
    let results = match (finished.ending.winner(), finished.ending) {
        (Some(Mark::X), _) => [Outcomes::WIN, Outcomes::LOSS],
        (Some(Mark::O), _) => [Outcomes::LOSS, Outcomes::WIN],
        (None, Ending::Tie) => [Outcomes::DRAW, Outcomes::DRAW],
        (None, _) => return None,
    };
    Some(Counted { kind: x.kind, keys, results })
}

/// What a game makes of how its two stand.
fn after(mut standings: [Standing; 2], finished: &Finished, counted: &Counted) -> [Standing; 2] {
    let ended = ended(finished);
    let [x, o] = [0, 1].map(|side| standings[side].rating_at(ended));
    let new = rating::played(x, o, counted.results[0]);
    for side in [0, 1] {
        let name = finished.players[side].name.as_str();
        standings[side].add(name, new[side], counted.results[side], ended);
    }
    standings
}

/// Counts one game more.
///
/// # Errors
/// When that can't be read or written.
pub(super) fn count(conn: &Connection, finished: &Finished) -> rusqlite::Result<()> {
    let Some(counted) = counted(finished) else { return Ok(()) };
    let standing = |side: usize| -> rusqlite::Result<Standing> {
        let known = standing(conn, &counted.keys[side], counted.kind)?;
        Ok(known.unwrap_or_else(|| Standing::new(finished.players[side].name.as_str())))
    };
    let new = after([standing(0)?, standing(1)?], finished, &counted);
    for (key, standing) in counted.keys.iter().zip(&new) {
        put(conn, key, counted.kind, standing)?;
    }
    Ok(())
}

/// All standings, as they are counted again from the records.
///
/// In the order in which the games were recorded, so that it comes to the same as counting each when it was.
#[derive(Debug, Default)]
pub struct Recount {
    standings: BTreeMap<(&'static str, String), Standing>,
    /// The number of the last game that is in it.
    last: i64,
}

impl Recount {
    /// Takes the next games in; says whether there were any.
    ///
    /// # Errors
    /// When they can't be read.
    pub fn advance(&mut self, conn: &Connection) -> rusqlite::Result<bool> {
        let games = games::after(conn, self.last)?;
        for game in &games {
            self.last = game.n;
            self.take(&game.finished);
        }
        Ok(!games.is_empty())
    }

    fn take(&mut self, finished: &Finished) {
        let Some(counted) = counted(finished) else { return };
        let kind = counted.kind.word();
        let old = [0, 1].map(|side| {
            let known = self.standings.get(&(kind, counted.keys[side].clone())).cloned();
            known.unwrap_or_else(|| Standing::new(finished.players[side].name.as_str()))
        });
        let new = after(old, finished, &counted);
        for (key, standing) in counted.keys.into_iter().zip(new).filter(|(key, _)| !key.is_empty()) {
            self.standings.insert((kind, key), standing);
        }
    }

    /// Takes in what has come since, and puts it in the place of what was counted before. Needs a transaction.
    ///
    /// # Errors
    /// When that can't be read or written.
    pub fn finish(mut self, conn: &Connection) -> rusqlite::Result<usize> {
        while self.advance(conn)? {}
        conn.execute("DELETE FROM players", [])?;
        for ((kind, key), standing) in &self.standings {
            put_as(conn, key, kind, standing)?;
        }
        Ok(self.standings.len())
    }
}

fn put(conn: &Connection, key: &str, kind: Kind, standing: &Standing) -> rusqlite::Result<()> {
    // Nobody has no standing.
    if key.is_empty() { Ok(()) } else { put_as(conn, key, kind.word(), standing) }
}

fn put_as(conn: &Connection, key: &str, kind: &str, standing: &Standing) -> rusqlite::Result<()> {
    let Standing { name, rating, games, wins, losses, draws, last } = standing;
    let Rating { rating, deviation, volatility } = rating;
    let mut put = conn.prepare_cached(
        "INSERT OR REPLACE INTO players
             (key, kind, name, rating, deviation, volatility, games, wins, losses, draws, last)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?;
    put.execute(params![key, kind, name, rating, deviation, volatility, games, wins, losses, draws, *last as i64])?;
    Ok(())
}

const COLUMNS: &str = "name, rating, deviation, volatility, games, wins, losses, draws, last";

fn read(row: &Row<'_>) -> rusqlite::Result<Standing> {
    Ok(Standing {
        name: row.get(0)?,
        rating: Rating { rating: row.get(1)?, deviation: row.get(2)?, volatility: row.get(3)? },
        games: row.get(4)?,
        wins: row.get(5)?,
        losses: row.get(6)?,
        draws: row.get(7)?,
        last: row.get::<_, i64>(8)?.cast_unsigned(),
    })
}

/// How somebody stands, by key; nothing without a rated game.
///
/// # Errors
/// When it can't be read.
pub fn standing(conn: &Connection, key: &str, kind: Kind) -> rusqlite::Result<Option<Standing>> {
    if key.is_empty() {
        return Ok(None);
    }
    let mut select = conn.prepare_cached(&format!("SELECT {COLUMNS} FROM players WHERE key = ?1 AND kind = ?2"))?;
    select.query_row(params![key, kind.word()], read).optional()
}

/// The best of a kind, and whether each is provisional: those after all others.
///
/// # Errors
/// When they can't be read.
pub fn best(conn: &Connection, kind: Kind, limit: u32, now_ms: u64) -> rusqlite::Result<Vec<(Standing, bool)>> {
    // As `rating::aged` has it, without the root.
    let mut select = conn.prepare_cached(&format!(
        "SELECT {COLUMNS},
             deviation * deviation + ?3 * volatility * volatility * max(0, ?2 - last) > ?4 AS provisional
         FROM players WHERE kind = ?1 ORDER BY provisional, rating DESC, key LIMIT ?5"
    ))?;
    let growth = SCALE * SCALE / rating::DAY;
    let rows = select
        .query_map(params![kind.word(), now_ms as i64, growth, PROVISIONAL * PROVISIONAL, limit], |row| {
            Ok((read(row)?, row.get(9)?))
        })?;
    rows.collect()
}
