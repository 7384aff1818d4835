//! A power cut leaves the end of the write-ahead log as it likes.

use rand::{RngExt, rngs::StdRng};

use super::*;
use crate::journal::Record;

/// How many ends are tried.
const ENDS: usize = 24;

/// What a log of three games is after so many commits.
fn expected(commits: usize) -> Vec<Vec<Record>> {
    let mut games = vec![Vec::new(); 3];
    (0..commits).for_each(|commit| games[commit % 3].extend(records(commit)));
    games
}

fn records(commit: usize) -> Vec<Record> {
    let at = commit as u64;
    (0..=commit % 4).map(|_| if commit < 3 { opened(at) } else { moved(at) }).collect()
}

fn commit(store: &Store, number: usize) {
    let len = expected(number)[number % 3].len() as u32;
    let outcome = wait(store.append(vec![append(game((number % 3) as u8), len, records(number))]));
    assert_eq!(outcome, [Committed]);
}

fn found(store: &Store) -> Vec<Vec<Record>> {
    (0..3).map(|number| wait(store.log(game(number))).unwrap()).collect()
}

fn tear(rng: &mut StdRng, wal: &mut Vec<u8>) -> usize {
    let at = rng.random_range(0..wal.len());
    if rng.random() {
        wal.truncate(at);
    } else {
        // Some of it, or all of the rest.
        let end = if rng.random() { wal.len() } else { wal.len().min(at + rng.random_range(1..5_000)) };
        wal[at..end].iter_mut().for_each(|byte| *byte ^= rng.random_range(1..=u8::MAX));
    }
    at
}

#[test]
fn what_was_committed_before_the_tear_is_there() {
    let mut rng = chance::seeded();
    let folder = tempdir().unwrap();
    let options = Options { checkpoints: None, ..Options::default() };
    let store = Store::open_with(folder.path(), options).unwrap();
    let wal = folder.path().join("tttparty.db-wal");
    // How long the log was after each commit.
    let ends: Vec<_> = (0..60)
        .map(|number| {
            commit(&store, number);
            fs::metadata(&wal).unwrap().len() as usize
        })
        .collect();
    let (whole, database_then) = (fs::read(&wal).unwrap(), fs::read(database(folder.path())).unwrap());
    for _ in 0..ENDS {
        let torn = tempdir().unwrap();
        let mut wal = whole.clone();
        let at = tear(&mut rng, &mut wal);
        fs::write(torn.path().join("tttparty.db-wal"), wal).unwrap();
        fs::write(database(torn.path()), &database_then).unwrap();
        let before = ends.iter().take_while(|end| **end <= at).count();
        let store = open(torn.path());
        assert_eq!(found(&store), expected(before), "torn at {at}, after commit {before}");
        (before..before + 5).for_each(|number| commit(&store, number));
        drop(store);
        assert_eq!(found(&open(torn.path())), expected(before + 5), "torn at {at}, after commit {before}");
    }
}
