//! What every journal does. Each test runs on each of them, and on one that was opened again where that makes sense.

use std::sync::Arc;

use tempfile::TempDir;
use tttp::{Mark, Rules, two::GameId};

use super::{Outcome::*, memory::Memory, sqlite::Sqlite, *};
use crate::store::{Options, Store, wait};

pub(crate) mod chance;

/// A journal, and what finished games go to.
pub(crate) struct Bench {
    pub(crate) journal: Box<dyn Journal>,
    pub(crate) store: Arc<Store>,
    /// Where it can be opened again.
    pub(crate) place: Option<(TempDir, Options)>,
}

impl Bench {
    fn memory() -> Self {
        let store = Arc::new(Store::in_memory().unwrap());
        Self { journal: Box::new(Memory::new(Arc::clone(&store))), store, place: None }
    }

    fn sqlite_in_memory() -> Self {
        let store = Arc::new(Store::in_memory().unwrap());
        Self { journal: Box::new(Sqlite::new(Arc::clone(&store))), store, place: None }
    }

    fn sqlite() -> Self {
        Self::sqlite_with(Options::default())
    }

    pub(crate) fn sqlite_with(options: Options) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(Store::open_with(folder.path(), options).unwrap());
        Self { journal: Box::new(Sqlite::new(Arc::clone(&store))), store, place: Some((folder, options)) }
    }

    /// As after the end of the server, and another start, if it is on disk.
    pub(crate) fn reopen(self) -> Self {
        let Self { journal, store, place } = self;
        let Some((folder, options)) = place else { return Self { journal, store, place } };
        drop(journal);
        Arc::into_inner(store).unwrap();
        let store = Arc::new(Store::open_with(folder.path(), options).unwrap());
        Self { journal: Box::new(Sqlite::new(Arc::clone(&store))), store, place: Some((folder, options)) }
    }

    pub(crate) fn append(&self, batch: impl IntoIterator<Item = Append>) -> Vec<Outcome> {
        wait(self.journal.append(batch.into_iter().collect()))
    }

    fn one(&self, append: &Append) -> Outcome {
        self.append([append.clone()])[0]
    }

    pub(crate) fn read(&self, game: GameId) -> Vec<Record> {
        wait(self.journal.read(game)).unwrap()
    }

    pub(crate) fn open(&self) -> Vec<(GameId, Vec<Record>)> {
        wait(self.journal.open_games()).unwrap().into_iter().map(|open| (open.game, open.records)).collect()
    }

    /// How many games are in the records. What was written before is waited for.
    pub(crate) fn finished(&self) -> i64 {
        let count = |db: &rusqlite::Transaction<'_>| db.query_row("SELECT count(*) FROM games", [], |row| row.get(0));
        wait(self.store.write(count)).unwrap()
    }
}

pub(crate) fn game(number: u8) -> GameId {
    let digit = |value: u8| 2 + value % 8;
    format!("22222{}{}{}", digit(number / 64), digit(number / 8), digit(number)).parse().unwrap()
}

pub(crate) fn opened(server: u64) -> Record {
    let seated = |name: &str| Seated { name: name.parse().unwrap(), kind: Kind::Person, level: None, chosen: true };
    Record::Opened(Box::new(Opened {
        players: [seated("Ada"), seated("Zoë")],
        rules: Rules::default(),
        clock: None,
        private: false,
        server,
        began: 1_700_000_000_000,
        seed: u64::MAX,
        previous: None,
    }))
}

pub(crate) fn moved(at: u64) -> Record {
    let event = Event::Moved { by: Mark::X, cell: Cell::try_from((at % 9) as u8).unwrap(), ending: None };
    Record::Event { at, lag: 3, event }
}

pub(crate) fn finished(game: GameId) -> Box<Finished> {
    let Record::Opened(opened) = opened(0) else { unreachable!() };
    Box::new(Finished {
        game,
        players: opened.players,
        clock: None,
        private: false,
        began: opened.began,
        ended: opened.began + 5_000,
        moves: vec![Played { cell: Cell::try_from(4).unwrap(), ms: 900 }],
        ending: Ending::Resigned(Mark::O),
        variant: "3x3".to_owned(),
        seed: 7,
        rated: false,
    })
}

/// Some records, with an id of their own for each call.
pub(crate) fn append(game: GameId, expected: u32, records: Vec<Record>) -> Append {
    use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let id = AppendId(u128::MAX - u128::from(NEXT.fetch_add(1, Relaxed)));
    Append { id, game, expected, records, finish: None, close: false }
}

pub(crate) fn closing(game: GameId, expected: u32) -> Append {
    Append { close: true, ..append(game, expected, vec![]) }
}

/// A test of each, on each.
macro_rules! conformance {
    ($($test:ident),+ $(,)?) => {
        conformance!(memory: $($test),+);
        conformance!(sqlite_in_memory: $($test),+);
        conformance!(sqlite: $($test),+);
    };
    ($of:ident: $($test:ident),+) => {
        mod $of {
            $(
                #[test]
                fn $test() {
                    super::$test(super::Bench::$of());
                }
            )+
        }
    };
}

conformance!(
    what_is_appended_can_be_read,
    another_length_is_stale,
    the_same_again_is_committed_once,
    the_last_append_of_a_closed_game_is_remembered,
    a_batch_mixes_games,
    a_finished_game_is_in_the_records_once,
    finish_and_close_are_one,
    open_games_are_told_by_age,
    chance,
);

fn chance(bench: Bench) {
    chance::play(bench, true, 600);
}

fn what_is_appended_can_be_read(bench: Bench) {
    assert_eq!(bench.read(game(1)), []);
    assert_eq!(bench.one(&append(game(1), 0, vec![opened(5), moved(6)])), Committed);
    assert_eq!(bench.one(&append(game(1), 2, vec![moved(7)])), Committed);
    let all = [opened(5), moved(6), moved(7)];
    assert_eq!(bench.read(game(1)), all);
    assert_eq!(bench.read(game(2)), []);
    let bench = bench.reopen();
    assert_eq!(bench.read(game(1)), all);
    assert_eq!(bench.one(&append(game(1), 3, vec![moved(8)])), Committed);
    assert_eq!(bench.read(game(1))[3..], [moved(8)]);
}

fn another_length_is_stale(bench: Bench) {
    assert_eq!(bench.one(&append(game(1), 1, vec![moved(1)])), Stale);
    assert_eq!(bench.one(&append(game(1), 0, vec![opened(0), moved(1)])), Committed);
    let bench = bench.reopen();
    for expected in [0, 1, 3, u32::MAX] {
        assert_eq!(bench.one(&append(game(1), expected, vec![moved(2)])), Stale, "{expected}");
        assert_eq!(bench.one(&closing(game(1), expected)), Stale, "{expected}");
    }
    let finishing = Append { finish: Some(finished(game(1))), ..append(game(1), 1, vec![]) };
    assert_eq!(bench.one(&finishing), Stale);
    assert_eq!((bench.read(game(1)).len(), bench.finished()), (2, 0));
}

fn the_same_again_is_committed_once(bench: Bench) {
    let appends = [
        append(game(1), 0, vec![opened(0), moved(1)]),
        append(game(1), 2, vec![moved(2)]),
        // Without records, for instance when a game is finished by what was appended before.
        Append { finish: Some(finished(game(1))), ..append(game(1), 3, vec![]) },
        append(game(1), 3, vec![moved(3)]),
    ];
    let [first, second, finishing, last] = &appends;
    assert_eq!(bench.append([first.clone(), first.clone(), second.clone(), first.clone()]), [Committed; 4]);
    assert_eq!(bench.append([finishing.clone(), finishing.clone()]), [Committed; 2]);
    assert_eq!(bench.one(last), Committed);
    let bench = bench.reopen();
    for append in &appends {
        assert_eq!(bench.one(append), Committed);
    }
    assert_eq!(bench.read(game(1)), [opened(0), moved(1), moved(2), moved(3)]);
    assert_eq!(bench.finished(), 1);
}

fn the_last_append_of_a_closed_game_is_remembered(bench: Bench) {
    let first = append(game(1), 0, vec![opened(0)]);
    let last = Append { finish: Some(finished(game(1))), ..closing(game(1), 1) };
    assert_eq!(bench.append([first.clone(), last.clone(), last.clone()]), [Committed; 3]);
    let bench = bench.reopen();
    assert_eq!(bench.one(&last), Committed);
    assert_eq!(bench.append([first, append(game(1), 1, vec![moved(1)]), append(game(1), 0, vec![])]), [Stale; 3]);
    // In and out by one.
    let both = Append { close: true, ..append(game(2), 0, vec![opened(0)]) };
    assert_eq!(bench.append([both.clone(), both]), [Committed; 2]);
    let bench = bench.reopen();
    assert_eq!((bench.open(), bench.finished()), (vec![], 1));
}

fn a_batch_mixes_games(bench: Bench) {
    let outcomes = bench.append([
        append(game(1), 0, vec![opened(1)]),
        append(game(2), 0, vec![opened(2)]),
        append(game(1), 1, vec![moved(3)]),
        append(game(3), 4, vec![moved(3)]),
        append(game(2), 1, vec![moved(4), moved(5)]),
        append(game(1), 1, vec![moved(6)]),
        closing(game(2), 3),
        append(game(1), 2, vec![moved(7)]),
    ]);
    assert_eq!(outcomes, [Committed, Committed, Committed, Stale, Committed, Stale, Committed, Committed]);
    let bench = bench.reopen();
    assert_eq!(bench.open(), [(game(1), vec![opened(1), moved(3), moved(7)])]);
    assert_eq!(bench.append([]), []);
}

fn a_finished_game_is_in_the_records_once(bench: Bench) {
    assert_eq!(bench.one(&append(game(1), 0, vec![opened(0)])), Committed);
    let finish = |expected, records| Append { finish: Some(finished(game(1))), ..append(game(1), expected, records) };
    assert_eq!(bench.append([finish(1, vec![moved(1)]), finish(2, vec![])]), [Committed; 2]);
    let bench = bench.reopen();
    assert_eq!(bench.one(&finish(2, vec![])), Committed);
    assert_eq!((bench.finished(), bench.read(game(1)).len()), (1, 2));
    assert_eq!(bench.one(&finish(2, vec![moved(2)])), Committed);
    assert_eq!((bench.finished(), bench.read(game(1)).len()), (1, 3));
}

fn finish_and_close_are_one(bench: Bench) {
    let all = Append {
        finish: Some(finished(game(1))),
        close: true,
        ..append(game(1), 1, vec![moved(1), Record::Next { at: 9, by: Mark::O, game: game(2) }])
    };
    assert_eq!(bench.one(&all), Stale);
    assert_eq!(bench.finished(), 0);
    assert_eq!(bench.append([append(game(1), 0, vec![opened(0)]), all.clone()]), [Committed; 2]);
    assert_eq!((bench.finished(), bench.read(game(1)), bench.open()), (1, vec![], vec![]));
    let bench = bench.reopen();
    assert_eq!((bench.finished(), bench.read(game(1)), bench.open()), (1, vec![], vec![]));
    assert_eq!(bench.one(&all), Committed);
    for expected in 0..5 {
        assert_eq!(bench.one(&append(game(1), expected, vec![moved(3)])), Stale);
    }
}

fn open_games_are_told_by_age(mut bench: Bench) {
    // Not in the order of their ids.
    let numbers = [5, 3, 9, 1, 7];
    for (age, number) in numbers.into_iter().enumerate() {
        assert_eq!(bench.one(&append(game(number), 0, vec![opened(age as u64)])), Committed);
        bench = bench.reopen();
    }
    assert_eq!(bench.append([append(game(5), 1, vec![moved(9)]), closing(game(3), 1)]), [Committed; 2]);
    let bench = bench.reopen();
    assert_eq!(bench.open().iter().map(|(game, _)| *game).collect::<Vec<_>>(), [5, 9, 1, 7].map(game));
}
