//! The store itself; what journals do is tested with those.

use std::{
    fs, io,
    sync::{Arc, Mutex},
};

use rusqlite::OptionalExtension;
use tempfile::tempdir;

use super::*;
use crate::journal::{
    Outcome::*,
    Refusal,
    conformance::{Bench, append, chance, closing, finished, game, moved, opened},
};

mod doubt;
mod opening;
mod reading;
mod sweeping;
mod torn;
mod trouble;

fn open(folder: &Path) -> Store {
    Store::open(folder, Sync::Normal).unwrap()
}

/// What is told in the log on this thread meanwhile.
fn told<T>(run: impl FnOnce() -> T) -> (T, String) {
    #[derive(Clone, Default)]
    struct Told(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Told {
        fn write(&mut self, text: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(text)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    let told = Told::default();
    let to = told.clone();
    let log = tracing_subscriber::fmt().with_ansi(false).with_writer(move || to.clone()).finish();
    let done = tracing::subscriber::with_default(log, run);
    (done, String::from_utf8(told.0.lock().unwrap().clone()).unwrap())
}

#[test]
fn dropping_writes_what_waits() {
    let folder = tempdir().unwrap();
    let store = open(folder.path());
    for number in 0..20 {
        // Nobody waits for any of these.
        drop(store.append((0..50).map(|at| append(game(number), at, vec![moved(at.into())])).collect()));
    }
    drop(store.write(|db| db.execute("INSERT INTO meta (key, value) VALUES ('last', 1)", [])));
    drop(store);
    let store = open(folder.path());
    let open = wait(store.open_games()).unwrap();
    assert_eq!(open.iter().map(|open| open.records.len()).collect::<Vec<_>>(), [50; 20]);
    let last = |db: &mut Connection| db.query_row("SELECT value FROM meta WHERE key = 'last'", [], |row| row.get(0));
    assert_eq!(wait::<Later<Result<i64, _>>>(store.read(last)).unwrap(), 1);
}

#[test]
fn many_threads_append_at_once() {
    let bench = Bench::sqlite_with(Options { sync: Sync::Full, ..Options::default() });
    thread::scope(|scope| {
        for number in 0..8 {
            let bench = &bench;
            scope.spawn(move || {
                for at in 0..50 {
                    let outcomes = bench.append([append(game(number), at, vec![moved(at.into())])]);
                    assert_eq!(outcomes, [Committed]);
                }
            });
        }
    });
    let bench = bench.reopen();
    assert_eq!(bench.open().len(), 8);
    assert!(bench.open().into_iter().all(|(_, records)| records == (0..50).map(moved).collect::<Vec<_>>()));
}

#[test]
fn a_fault_in_a_job_is_its_own() {
    for store in [Store::in_memory().unwrap(), open(tempdir().unwrap().path())] {
        let fault = wait(store.write(|db| -> rusqlite::Result<()> {
            db.execute("INSERT INTO meta (key, value) VALUES ('half', 1)", [])?;
            panic!("on purpose")
        }));
        assert!(matches!(fault, Err(StoreError::Panicked)));
        let fault = wait(store.read(|_| -> rusqlite::Result<()> { panic!("on purpose") }));
        assert!(matches!(fault, Err(StoreError::Panicked)));
        let fault = wait(store.write(|db| db.execute("INSERT INTO nothing VALUES (1)", [])));
        assert!(matches!(fault, Err(StoreError::Database(_))));
        let half = |db: &Transaction<'_>| {
            db.query_row("SELECT value FROM meta WHERE key = 'half'", [], |row| row.get::<_, i64>(0)).optional()
        };
        assert_eq!(wait(store.write(half)).unwrap(), None);
        assert_eq!(wait(store.append(vec![append(game(1), 0, vec![opened(0)])])), [Committed]);
    }
}

#[test]
fn what_looks_things_up_changes_nothing() {
    let folder = tempdir().unwrap();
    let store = open(folder.path());
    let changed = wait(store.read(|db| db.execute("INSERT INTO meta (key, value) VALUES ('a', 1)", [])));
    assert!(matches!(changed, Err(StoreError::Database(_))));
}

#[test]
fn the_last_one_to_hold_it_may_be_its_own_thread() {
    let folder = tempdir().unwrap();
    for is_write in [true, false] {
        let store = Arc::new(open(folder.path()));
        let (handed, take) = mpsc::channel::<Arc<Store>>();
        let (done, wait_for) = mpsc::channel();
        let job = move || {
            drop(take.recv());
            done.send(()).unwrap();
            Ok(())
        };
        if is_write {
            drop(store.write(move |_| job()));
        } else {
            drop(store.read(move |_| job()));
        }
        handed.send(store).unwrap();
        wait_for.recv().unwrap();
        // The lock is free as soon as that has happened, or a moment later.
        while Store::open(folder.path(), Sync::Normal).is_err() {
            thread::yield_now();
        }
    }
}

#[test]
fn time_goes_on_from_run_to_run() {
    let folder = tempdir().unwrap();
    let store = open(folder.path());
    assert_eq!(store.time(), Duration::ZERO);
    store.keep_time(Duration::from_micros(5_000_001));
    store.keep_time(Duration::from_secs(2));
    // Without any commit: it is there after a while.
    let kept = |db: &mut Connection| db.query_row("SELECT value FROM meta", [], |row| row.get::<_, i64>(0)).optional();
    while wait(store.read(kept)).unwrap() != Some(5_000_001) {
        thread::yield_now();
    }
    store.keep_time(Duration::from_secs(6));
    drop(store);
    let store = open(folder.path());
    assert_eq!(store.time(), Duration::from_secs(6));
    assert_eq!(Store::for_command(folder.path()).unwrap().time(), Duration::from_secs(6));
    // What an open game speaks of was before the next run too.
    let went = crate::journal::Record::Went { at: 1, server: 9_000_000 };
    wait(store.append(vec![append(game(1), 0, vec![opened(7_000_000), moved(8_000_000)])]));
    wait(store.append(vec![append(game(2), 0, vec![opened(7_000_000), went])]));
    drop(store);
    let store = open(folder.path());
    assert_eq!(store.time(), Duration::from_secs(9));
    wait(store.append(vec![closing(game(2), 2)]));
    drop(store);
    assert_eq!(open(folder.path()).time(), Duration::from_secs(8));
}
