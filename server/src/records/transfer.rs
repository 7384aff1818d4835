//! Records of one server into those of another: import.

use std::io::{BufRead, Read};

use rusqlite::Connection;

use super::{
    games::{self, Kept},
    insert_as,
    line::Line,
};

/// The longest line that is read, in bytes: several times what a game takes.
pub const LONGEST: u64 = 64 * 1024;

/// The highest number that an imported game keeps: up to the highest that there can be, there is room for all that is ever
/// played.
const ROOM: i64 = 1 << 52;

/// Lines of games, each read and checked.
pub struct Lines<R> {
    input: R,
    number: u64,
    buffer: Vec<u8>,
}

impl<R: BufRead> Lines<R> {
    /// From the first one on.
    pub fn new(input: R) -> Self {
        Self { input, number: 0, buffer: Vec::new() }
    }

    fn read(&mut self) -> Result<Option<Kept>, String> {
        loop {
            self.number += 1;
            self.buffer.clear();
            let mut bounded = self.input.by_ref().take(LONGEST + 1);
            bounded.read_until(b'\n', &mut self.buffer).map_err(|error| error.to_string())?;
            if self.buffer.is_empty() {
                return Ok(None);
            }
            let text = self.buffer.trim_ascii();
            if self.buffer.len() as u64 > LONGEST {
                return Err(format!("longer than {LONGEST} bytes"));
            }
            if !text.is_empty() {
                return Line::read(text).map(Some);
            }
        }
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = Result<Kept, String>;

    /// The next game, or what is wrong with the next line. Empty lines are passed over.
    fn next(&mut self) -> Option<Self::Item> {
        let read = self.read().map_err(|reason| format!("line {}: {reason}", self.number));
        read.transpose()
    }
}

/// Writes games into the records, and counts them as if they had just ended; says how many were not there yet.
///
/// A game keeps its number if that is above all others, also those of games that were deleted, so that records that are
/// imported where there are none are the same; otherwise it gets the next one, as it does if its number leaves no room for
/// others. Needs a transaction.
///
/// # Errors
/// When they can't be written.
pub fn import(conn: &Connection, games: &[Kept]) -> rusqlite::Result<usize> {
    let mut last = games::last(conn)?;
    let mut count = 0;
    for Kept { n, finished } in games {
        let n = Some(*n).filter(|n| *n > last && *n <= ROOM);
        if insert_as(conn, n, finished)? {
            last = conn.last_insert_rowid();
            count += 1;
        }
    }
    Ok(count)
}
