//! Commits that fail, and what is told of what was in them.

use rusqlite::ffi;

use super::*;
use crate::journal::{Append, Outcome};

/// The writer of a folder without its thread, so that it can be broken.
struct Broken {
    writer: Writer,
}

impl Broken {
    fn new(folder: &Path) -> Self {
        place::make(folder).unwrap();
        let place = Place::Folder { folder: folder.to_owned(), sync: Sync::Normal };
        let mut db = place.connect().unwrap();
        if !schema::is_current(&db).unwrap() {
            schema::migrate(&mut db).unwrap();
        }
        let logs = logs::Logs::load(&db).unwrap();
        let checkpoints = Checkpoints::new(None, Arc::default(), i64::MAX);
        Self { writer: Writer::new(db, place, logs, Arc::new(Clock::new(0)), checkpoints, Sweep::default()) }
    }

    fn append<const N: usize>(&mut self, appends: [&Append; N]) -> [Outcome; N] {
        let (answer, later) = oneshot::channel();
        self.writer.append(&mut vec![Batch { appends: appends.map(Clone::clone).to_vec(), answer }]);
        wait(later).unwrap().try_into().unwrap()
    }
}

fn error(code: i32) -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(ffi::Error::new(code), None)
}

/// A disk that fails as it is written to.
fn unwritten(_: &Connection) -> rusqlite::Result<()> {
    Err(error(ffi::SQLITE_IOERR_WRITE))
}

/// One that fails in some other way.
fn unread(_: &Connection) -> rusqlite::Result<()> {
    Err(error(ffi::SQLITE_IOERR_READ))
}

/// One that does not say that all is written.
fn unsynced(_: &Connection) -> rusqlite::Result<()> {
    Err(error(ffi::SQLITE_IOERR_FSYNC))
}

#[test]
fn nothing_happens_while_it_is_read_only() {
    let folder = tempdir().unwrap();
    let mut broken = Broken::new(folder.path());
    let (first, second) = (append(game(1), 0, vec![opened(0)]), append(game(1), 1, vec![moved(1)]));
    assert_eq!(broken.append([&first]), [Committed]);
    broken.writer.db.pragma_update(None, "query_only", true).unwrap();
    let outcomes = broken.append([&second, &first, &closing(game(1), 1)]);
    assert_eq!(outcomes, [Refused(Refusal::ReadOnly), Committed, Refused(Refusal::ReadOnly)]);
    // It does not go on with a connection that may be like that for ever.
    assert_eq!(broken.append([&second]), [Committed]);
    drop(broken);
    assert_eq!(wait(open(folder.path()).log(game(1))).unwrap(), [opened(0), moved(1)]);
}

#[test]
fn what_could_not_be_written_is_refused_and_that_is_said_once() {
    let folder = tempdir().unwrap();
    let mut broken = Broken::new(folder.path());
    let (first, second) = (append(game(1), 0, vec![opened(0)]), append(game(1), 1, vec![moved(1)]));
    assert_eq!(broken.append([&first]), [Committed]);
    let ((), told) = told(|| {
        for fails in [unwritten, unread] {
            broken.writer.end = fails;
            for _ in 0..3 {
                let new = append(game(2), 0, vec![opened(0)]);
                let outcomes = broken.append([&second, &first, &new]);
                assert_eq!(outcomes, [Refused(Refusal::Failed), Committed, Refused(Refusal::Failed)]);
            }
        }
        broken.writer.end = commit::end;
        assert_eq!(broken.append([&second, &append(game(2), 0, vec![opened(0)])]), [Committed; 2]);
        broken.writer.end = unwritten;
        assert_eq!(broken.append([&closing(game(1), 2)]), [Refused(Refusal::Failed)]);
    });
    assert_eq!(told.matches("games can't be saved now").count(), 2, "{told}");
    assert_eq!(told.lines().count(), 3, "{told}");
    drop(broken);
    let store = open(folder.path());
    assert_eq!(wait(store.log(game(1))).unwrap(), [opened(0), moved(1)]);
    assert_eq!(wait(store.open_games()).unwrap().len(), 2);
}

#[test]
fn what_is_there_although_it_failed_is_found() {
    let folder = tempdir().unwrap();
    let mut broken = Broken::new(folder.path());
    let first = append(game(1), 0, vec![opened(0)]);
    assert_eq!(broken.append([&first]), [Committed]);
    let (last, other) = (closing(game(1), 1), append(game(2), 0, vec![opened(1)]));
    broken.writer.end = |db| commit::end(db).and_then(|()| unread(db));
    let stale = append(game(2), 7, vec![moved(1)]);
    assert_eq!(broken.append([&last, &other, &stale]), [Committed, Committed, Refused(Refusal::Failed)]);
    broken.writer.end = commit::end;
    assert_eq!(broken.append([&last, &other, &append(game(2), 1, vec![moved(2)])]), [Committed; 3]);
    drop(broken);
    assert_eq!(wait(open(folder.path()).log(game(2))).unwrap(), [opened(1), moved(2)]);
}

#[test]
fn what_may_come_back_is_in_doubt_until_something_is_committed() {
    let folder = tempdir().unwrap();
    let mut broken = Broken::new(folder.path());
    let [first, second, third] = [1, 2, 3].map(|number| append(game(number), 0, vec![opened(0)]));
    // Something can be committed right away.
    broken.writer.end = unsynced;
    assert_eq!(broken.append([&first]), [Refused(Refusal::Failed)]);
    // Nothing can.
    let trigger = "CREATE TRIGGER no BEFORE INSERT ON meta BEGIN SELECT raise(ABORT, 'no'); END";
    broken.writer.db.execute_batch(trigger).unwrap();
    for _ in 0..2 {
        assert_eq!(broken.append([&first]), [Unknown]);
    }
    // Whatever else becomes of others, and of another try of the same.
    broken.writer.end = |_| Err(error(ffi::SQLITE_FULL));
    assert_eq!(broken.append([&second, &first]), [Refused(Refusal::Full), Unknown]);
    broken.writer.end = commit::end;
    assert_eq!(broken.append([&third]), [Committed]);
    broken.writer.end = unwritten;
    assert_eq!(broken.append([&first]), [Refused(Refusal::Failed)]);
    broken.writer.end = commit::end;
    assert_eq!(broken.append([&first, &second]), [Committed; 2]);
    drop(broken);
    assert_eq!(wait(open(folder.path()).open_games()).unwrap().len(), 3);
}

#[test]
fn while_the_database_can_not_be_opened_what_was_never_tried_is_refused() {
    let folder = tempdir().unwrap();
    let (here, away) = (folder.path().join("here"), folder.path().join("away"));
    let mut broken = Broken::new(&here);
    let first = append(game(1), 0, vec![opened(0)]);
    let [one, last] = [append(game(2), 0, vec![opened(0)]), closing(game(2), 1)];
    assert_eq!(broken.append([&first, &one, &last]), [Committed; 3]);
    fs::rename(&here, &away).unwrap();
    let [second, third] = [append(game(1), 1, vec![moved(1)]), append(game(3), 0, vec![opened(1)])];
    broken.writer.end = unread;
    assert_eq!(broken.append([&first, &second]), [Committed, Unknown]);
    for _ in 0..2 {
        let outcomes = broken.append([&third, &second, &first, &last]);
        assert_eq!(outcomes, [Refused(Refusal::Failed), Unknown, Committed, Committed]);
    }
    fs::rename(&away, &here).unwrap();
    broken.writer.end = commit::end;
    assert_eq!(broken.append([&first, &second, &third, &last]), [Committed; 4]);
    drop(broken);
    assert_eq!(wait(open(&here).log(game(1))).unwrap(), [opened(0), moved(1)]);
}
