use super::*;
use crate::journal::Record;

const SMALL: Sweep = Sweep { part: 50, kept: 20, stretch: 300 };

fn small() -> Bench {
    Bench::sqlite_with(Options { sweep: SMALL, ..Options::default() })
}

fn rows(bench: &Bench) -> i64 {
    wait(bench.store.write(|db| db.query_row("SELECT count(*) FROM log", [], |row| row.get(0)))).unwrap()
}

/// A game from beginning to end, of 12 rows.
fn play(bench: &Bench, number: u8, server: u64) {
    let id = game(number);
    let moves = (1..10).map(|at| append(id, at, vec![moved(at.into())]));
    let all = [append(id, 0, vec![opened(server)])].into_iter().chain(moves).chain([closing(id, 10)]);
    for append in all {
        assert_eq!(bench.append([append.clone()]), [Committed]);
    }
}

#[test]
fn rows_of_closed_games_go() {
    let bench = small();
    for round in 0..40 {
        play(&bench, round, round.into());
        assert!(rows(&bench) <= 2 * SMALL.part + SMALL.kept, "{}", rows(&bench));
    }
    let bench = bench.reopen();
    assert_eq!(bench.open(), []);
}

#[test]
fn old_games_are_moved_and_stay_the_oldest() {
    let mut bench = small();
    let old: Vec<_> = (0..5).map(|age| append(game(60 + age), 0, vec![opened(age.into()), moved(9)])).collect();
    assert_eq!(bench.append(old.clone()), [Committed; 5]);
    for round in 0..60 {
        play(&bench, round, 100);
        assert!(rows(&bench) <= SMALL.stretch + 3 * SMALL.part, "{}", rows(&bench));
        if round == 20 {
            // One of them goes on, and another is over.
            let next = append(game(62), 2, vec![moved(10)]);
            assert_eq!(bench.append([next.clone(), closing(game(61), 2)]), [Committed; 2]);
            bench = bench.reopen();
            assert_eq!(bench.append([next]), [Committed]);
        }
    }
    // They are where they are known to be, and where they are found by looking.
    for _ in 0..2 {
        let log = |age: u64, more: &[Record]| [&[opened(age), moved(9)], more].concat();
        let expected = [(60, log(0, &[])), (62, log(2, &[moved(10)])), (63, log(3, &[])), (64, log(4, &[]))];
        assert_eq!(bench.open(), expected.map(|(number, log)| (game(number), log)));
        let open = old.iter().filter(|append| append.game != game(61)).cloned();
        assert_eq!(bench.append(open), [Committed; 4]);
        bench = bench.reopen();
    }
}

#[test]
fn many_open_games_are_not_moved_for_ever() {
    let bench = small();
    for number in 0..70 {
        assert_eq!(bench.append([append(game(number), 0, vec![opened(number.into()), moved(0)])]), [Committed]);
    }
    let first = |bench: &Bench| {
        let first =
            wait(bench.store.write(|db| db.query_row("SELECT min(n) FROM log", [], |row| row.get::<_, i64>(0))));
        first.unwrap()
    };
    // 140 rows are in use, so a row may be 560 back.
    for number in 0..70 {
        assert_eq!(bench.append([append(game(number), 2, vec![moved(1), moved(2)])]), [Committed]);
    }
    assert_eq!(first(&bench), 0);
    let bench = bench.reopen();
    assert_eq!(bench.open().len(), 70);
    assert!(bench.open().iter().all(|(_, records)| records.len() == 4));
}

#[test]
fn anything_while_it_is_swept() {
    chance::play(small(), false, 600);
}

#[test]
fn the_write_ahead_log_begins_again() {
    let bench = Bench::sqlite_with(Options { checkpoints: Some(200), ..Options::default() });
    let wal = || fs::metadata(bench.place.as_ref().unwrap().0.path().join("tttparty.db-wal")).unwrap().len();
    let mut longest = 0;
    for at in 0..2_000 {
        assert_eq!(bench.append([append(game(1), at, vec![moved(at.into())])]), [Committed]);
        longest = longest.max(wal());
    }
    assert!(longest < 500 * 4_120, "{longest}");
}

#[test]
fn what_is_in_the_write_ahead_log_is_copied_when_all_is_quiet() {
    let bench = Bench::sqlite_with(Options::default());
    assert_eq!(bench.append([append(game(1), 0, vec![opened(0)])]), [Committed]);
    let other = Connection::open(database(bench.place.as_ref().unwrap().0.path())).unwrap();
    loop {
        let pages = checkpoints::look(&other).unwrap();
        if pages.copied > 0 && pages.copied == pages.all {
            break;
        }
        thread::yield_now();
    }
}

/// The write-ahead log of a folder, in bytes.
fn wal(folder: &Path) -> u64 {
    fs::metadata(folder.join("tttparty.db-wal")).unwrap().len()
}

#[test]
fn the_write_ahead_log_begins_again_also_while_a_checkpoint_is_wanted_that_nobody_makes() {
    let folder = tempdir().unwrap();
    drop(open(folder.path()));
    let db = Place::Folder { folder: folder.path().to_owned(), sync: Sync::Normal }.connect().unwrap();
    let (reader, _jobs) = mpsc::channel();
    let mut checkpoints = Checkpoints::new(Some(reader), Arc::new(AtomicBool::new(true)), 200);
    let mut longest = 0;
    for number in 0..2_000 {
        db.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('a', ?1)", [number]).unwrap();
        checkpoints.written(&db);
        longest = longest.max(wal(folder.path()));
    }
    assert!(longest < 300 * 4_120, "{longest}");
}

#[test]
fn the_write_ahead_log_begins_again_as_soon_as_nobody_reads_what_is_old() {
    let folder = tempdir().unwrap();
    drop(open(folder.path()));
    let place = Place::Folder { folder: folder.path().to_owned(), sync: Sync::Normal };
    let (db, other) = (place.connect().unwrap(), place.connect().unwrap());
    let mut checkpoints = Checkpoints::new(Some(mpsc::channel().0), Arc::default(), 200);
    let mut write = |count: i64| {
        for number in 0..count {
            db.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('a', ?1)", [number]).unwrap();
            checkpoints.written(&db);
        }
    };
    // Somebody reads what is old: nothing can begin again.
    let read = other.unchecked_transaction().unwrap();
    read.query_row("SELECT count(*) FROM meta", [], |_| Ok(())).unwrap();
    write(800);
    assert!(wal(folder.path()) > 700 * 4_120);
    drop(read);
    write(100);
    assert!(wal(folder.path()) < 100 * 4_120);
}

#[test]
fn a_checkpoint_that_is_wanted_comes_before_what_is_looked_up() {
    let folder = tempdir().unwrap();
    let store = Store::open_with(folder.path(), Options { checkpoints: None, ..Options::default() }).unwrap();
    assert_eq!(wait(store.append(vec![append(game(1), 0, vec![opened(0)])])), [Committed]);
    let (wanted, (queue, jobs)) = (Arc::new(AtomicBool::new(false)), mpsc::channel());
    let copied = |db: &Connection| checkpoints::look(db).unwrap().copied;
    let (want, looked) = (Arc::clone(&wanted), mpsc::channel());
    for round in 0..3 {
        let (want, look) = (Arc::clone(&want), looked.0.clone());
        let job = Box::new(move |db: &mut Connection| {
            look.send(copied(db) > 0).unwrap();
            // As if the writer had asked while this was looked up: its word comes after all that waits already.
            want.store(round == 0, std::sync::atomic::Ordering::Release);
        });
        queue.send(reader::Job::Run(job)).unwrap();
    }
    queue.send(reader::Job::Checkpoint).unwrap();
    queue.send(reader::Job::End).unwrap();
    let db = Place::Folder { folder: folder.path().to_owned(), sync: Sync::Normal }.connect_second().unwrap().unwrap();
    reader::run(db, &jobs, &wanted);
    assert_eq!(looked.1.try_iter().collect::<Vec<_>>(), [false, true, true]);
}
