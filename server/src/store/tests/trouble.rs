use super::*;
use crate::journal::{Append, Outcome};

/// Sets how large the database may be.
fn bound(store: &Store, pages: i64) {
    wait(store.write(move |db| db.pragma_update(None, "max_page_count", pages))).unwrap();
}

fn long(id: u8, expected: u32) -> Append {
    append(game(id), expected, (0..100).map(moved).collect())
}

#[test]
fn nothing_happens_while_the_disk_is_full() {
    let bench = Bench::sqlite_with(Options::default());
    let finishing = Append { finish: Some(finished(game(1))), ..append(game(1), 100, vec![moved(1)]) };
    let known = long(1, 0);
    assert_eq!(bench.append([known.clone()]), [Committed]);
    bound(&bench.store, 1);
    let mut refused = Vec::new();
    // What is left of the last page is filled up first.
    let mut len = 0;
    while refused.len() < 3 {
        let append = long(2, len);
        match bench.append([append.clone(), known.clone()])[..] {
            [Committed, Committed] => len += 100,
            // The one that was there is still there, whatever becomes of the other.
            [Refused(Refusal::Full), Committed] => refused.push(append),
            ref other => panic!("{other:?}"),
        }
    }
    let outcomes = bench.append([finishing.clone(), Append { close: true, ..long(3, 0) }, long(4, 7)]);
    assert_eq!(outcomes, [Refused(Refusal::Full); 3]);
    assert_eq!((bench.read(game(1)).len(), bench.read(game(2)).len()), (100, len as usize));
    assert_eq!((bench.read(game(3)).len(), bench.finished()), (0, 0));

    bound(&bench.store, 1 << 30);
    let outcomes = bench.append([refused[0].clone(), refused[1].clone(), finishing.clone(), finishing]);
    assert_eq!(outcomes, [Committed, Stale, Committed, Committed]);
    let bench = bench.reopen();
    assert_eq!((bench.read(game(1)).len(), bench.read(game(2)).len()), (101, 100 + len as usize));
    assert_eq!((bench.read(game(3)).len(), bench.finished()), (0, 1));
}

#[test]
fn what_can_not_be_written_stops_nobody_else() {
    let bench = Bench::sqlite_with(Options::default());
    let trigger = format!(
        "CREATE TRIGGER no BEFORE INSERT ON games WHEN new.id = '{}' BEGIN SELECT raise(ABORT, 'no'); END",
        game(2)
    );
    wait(bench.store.write(move |db| db.execute_batch(&trigger))).unwrap();
    let all = |number| Append { finish: Some(finished(game(number))), ..append(game(number), 0, vec![opened(0)]) };
    let outcomes = bench.append([all(1), all(2), append(game(2), 1, vec![moved(1)]), all(3)]);
    assert_eq!(outcomes, [Committed, Refused(Refusal::Failed), Stale, Committed]);
    let bench = bench.reopen();
    assert_eq!((bench.open().len(), bench.finished()), (2, 2));
}

/// The writer of a folder without its thread, so that it can be broken.
struct Broken {
    writer: Writer,
}

impl Broken {
    fn new(folder: &Path) -> Self {
        place::make(folder).unwrap();
        let place = Place::Folder { folder: folder.to_owned(), sync: Sync::Normal };
        let mut db = place.connect().unwrap();
        schema::migrate(&mut db).unwrap();
        let logs = logs::Logs::load(&db).unwrap();
        let checkpoints = Checkpoints::new(None, i64::MAX);
        Self { writer: Writer::new(db, place, logs, Arc::new(Clock::new(0)), checkpoints, Sweep::default()) }
    }

    fn append(&mut self, appends: Vec<Append>) -> Vec<Outcome> {
        let (answer, later) = oneshot::channel();
        self.writer.append(&mut vec![Batch { appends, answer }]);
        wait(later).unwrap()
    }
}

#[test]
fn nothing_happens_while_it_is_read_only() {
    let folder = tempdir().unwrap();
    let mut broken = Broken::new(folder.path());
    let first = append(game(1), 0, vec![opened(0)]);
    assert_eq!(broken.append(vec![first.clone()]), [Committed]);
    broken.writer.db.pragma_update(None, "query_only", true).unwrap();
    let second = append(game(1), 1, vec![moved(1)]);
    let outcomes = broken.append(vec![second.clone(), first, closing(game(1), 1)]);
    assert_eq!(outcomes, [Refused(Refusal::ReadOnly), Committed, Refused(Refusal::ReadOnly)]);
    broken.writer.db.pragma_update(None, "query_only", false).unwrap();
    assert_eq!(broken.append(vec![second]), [Committed]);
    drop(broken);
    assert_eq!(wait(open(folder.path()).log(game(1))).unwrap(), [opened(0), moved(1)]);
}

#[test]
fn in_doubt_it_opens_the_database_again() {
    let folder = tempdir().unwrap();
    let (here, away) = (folder.path().join("here"), folder.path().join("away"));
    let mut broken = Broken::new(&here);
    let first = append(game(1), 0, vec![opened(0)]);
    let close = [append(game(2), 0, vec![opened(0)]), closing(game(2), 1)];
    assert_eq!(broken.append([vec![first.clone()], close.to_vec()].concat()), [Committed; 3]);
    broken.writer.broken = true;
    fs::rename(&here, &away).unwrap();
    let second = append(game(1), 1, vec![moved(1)]);
    assert_eq!(broken.append(vec![first.clone(), second.clone()]), [Unknown; 2]);
    fs::rename(&away, &here).unwrap();
    assert_eq!(broken.append(vec![first, second, close[1].clone()]), [Committed; 3]);
    drop(broken);
    assert_eq!(wait(open(&here).log(game(1))).unwrap(), [opened(0), moved(1)]);
}
