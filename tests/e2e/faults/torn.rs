//! The end of the write-ahead log is cut off or garbled, as a crash of the machine may do to what it had not synchronised:
//! the server starts with an earlier moment of all games, and says nothing that is wrong in it.

use std::{fs, path::Path};

use rand::{RngExt, rngs::StdRng};
use tttparty_tests::process::Plan;

use super::{given, seed, world::Battle};

/// How often, unless it is said otherwise.
const TIMES: u32 = 24;

/// The header of the log, and of each page in it (SQLite's file format, section 4.1).
const HEADER: usize = 32;
const PAGE_HEADER: usize = 24;

/// Where, in the index of the log, stands how many pages of it the database has (SQLite's WAL-mode file format, section 2.3).
const COPIED: usize = 96;

/// A write-ahead log.
struct Wal {
    bytes: Vec<u8>,
    page: usize,
    /// How many pages belong to it; what comes after them is of an older one.
    pages: usize,
    /// After how many pages a commit ends, in order.
    commits: Vec<usize>,
    /// How many pages the database has already. They were synchronised before, so no crash takes them away.
    copied: usize,
}

impl Wal {
    fn read(folder: &Path) -> Self {
        let bytes = fs::read(folder.join("tttparty.db-wal")).unwrap_or_default();
        let index = fs::read(folder.join("tttparty.db-shm")).unwrap_or_default();
        let number = |at: usize| bytes.get(at..at + 4).map_or(0, |four| u32::from_be_bytes(four.try_into().unwrap()));
        let page = number(8) as usize;
        let mut wal = Self { page, pages: 0, commits: Vec::new(), copied: 0, bytes: Vec::new() };
        let salt = bytes.get(16..24);
        while page > 0 && bytes.len() >= wal.end(wal.pages + 1) {
            let at = wal.end(wal.pages);
            if bytes.get(at + 8..at + 16) != salt {
                break;
            }
            wal.pages += 1;
            if number(at + 4) > 0 {
                wal.commits.push(wal.pages);
            }
        }
        let copied = index.get(COPIED..COPIED + 4).map_or(0, |four| u32::from_ne_bytes(four.try_into().unwrap()));
        wal.copied = (copied as usize).min(wal.pages);
        wal.bytes = bytes;
        wal
    }

    /// Where so many pages end.
    fn end(&self, pages: usize) -> usize {
        HEADER + pages * (PAGE_HEADER + self.page)
    }

    /// Somewhere that a crash can reach, and what is done there.
    fn tear(mut self, rng: &mut StdRng) -> (Vec<u8>, String) {
        let (safe, end) = (self.end(self.copied), self.end(self.pages));
        let last = self.commits.iter().rev().nth(1).map_or(safe, |commit| self.end(*commit)).max(safe);
        if self.pages == self.copied {
            self.bytes.extend((0..5_000).map(|_| rng.random::<u8>()));
            return (self.bytes, "rubbish is added to what was copied".into());
        }
        let place = match rng.random_range(0..3) {
            // Within the last commit, within the last ones, and anywhere.
            0 => rng.random_range(last..end),
            1 => rng.random_range(safe.max(end.saturating_sub(8 * (PAGE_HEADER + self.page)))..end),
            _ => rng.random_range(safe..end),
        };
        match rng.random_range(0..4) {
            0 => self.bytes.truncate(place),
            1 => {
                let whole = self.commits.iter().map(|commit| self.end(*commit)).rfind(|end| *end <= place);
                self.bytes.truncate(whole.unwrap_or(safe).max(safe));
            }
            2 => self.bytes[place..end].iter_mut().for_each(|byte| *byte = rng.random()),
            _ => self.bytes[place] ^= 1 << rng.random_range(0..8),
        }
        let (length, copied) = (self.bytes.len(), self.copied);
        (self.bytes, format!("torn at {place} of {end}, {length} left, {copied} of {} pages copied", self.pages))
    }
}

#[tokio::test]
async fn with_a_torn_log_it_starts_at_an_earlier_moment_and_all_go_on() {
    let times = given("TTTPARTY_TEST_KILLS").unwrap_or(TIMES);
    let folder = tempfile::tempdir().unwrap();
    let mut battle = Battle::begin(Plan::new(folder.path()), seed(), true);
    let mut lost = 0;
    for _ in 0..times {
        battle.play().await;
        let before = battle.read().await;
        let (bytes, what) = Wal::read(folder.path()).tear(&mut battle.rng);
        fs::write(folder.path().join("tttparty.db-wal"), bytes).unwrap();
        let after = battle.compare(folder.path()).await;
        assert!(before.rows.starts_with(&after.rows), "{what}: not an earlier moment of the same");
        lost += before.rows.len() - after.rows.len();
        println!("{what}: {} of {} rows are left", after.rows.len(), before.rows.len());
        battle.restart();
    }
    assert!(lost > 0 || times < TIMES, "nothing was ever lost, so nothing was tested");
    battle.end(&format!("{times} torn logs, {lost} rows lost")).await;
}
