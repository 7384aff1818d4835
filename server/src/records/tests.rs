//! The records, in a real database in a folder of its own.

use std::path::PathBuf;

use rand::{RngExt, SeedableRng, rngs::StdRng};
use rusqlite::Connection;
use tempfile::TempDir;
use tttp::{
    Cell, Ending, Mark,
    two::{Kind, Level, Name},
};

use super::*;
use crate::store::{Store, Sync};

mod asking;
mod counting;
mod finding;
mod forgetting;
mod lines;

const DAY: u64 = 86_400_000;

/// When the games of these tests begin: some day of 2026.
const START: u64 = 1_780_000_000_000;

/// A data folder, and a connection to its database.
struct Bench {
    folder: TempDir,
    db: Connection,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        drop(Store::open(folder.path(), Sync::Normal).unwrap());
        let db = Connection::open(folder.path().join("tttparty.db")).unwrap();
        Self { folder, db }
    }

    fn with(games: &[Finished]) -> Self {
        let mut bench = Self::new();
        let tx = bench.db.transaction().unwrap();
        for game in games {
            assert!(insert(&tx, game).unwrap());
        }
        tx.commit().unwrap();
        bench
    }

    fn path(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// All of the table of players, as text that has each bit of each number.
    fn players(&self) -> Vec<String> {
        let mut select = self.db.prepare("SELECT * FROM players ORDER BY kind, key").unwrap();
        let columns = select.column_count();
        let rows = select.query_map([], |row| {
            let values = (0..columns).map(|column| row.get_ref(column).map(|value| format!("{value:?}")));
            values.collect::<rusqlite::Result<Vec<_>>>().map(|values| values.join(" "))
        });
        rows.unwrap().map(Result::unwrap).collect()
    }

    fn standing(&self, name: &str, kind: Kind) -> Option<players::Standing> {
        players::standing(&self.db, &key(&name.parse().unwrap()), kind).unwrap()
    }

    /// All lines that are exported.
    fn lines(&self) -> Vec<u8> {
        let (mut lines, mut last) = (Vec::new(), 0);
        loop {
            let games = games::after(&self.db, last).unwrap();
            let Some(kept) = games.last() else { return lines };
            last = kept.n;
            games.iter().for_each(|kept| line::Line::from(kept).write(&mut lines).unwrap());
        }
    }
}

fn person(name: &str) -> Seated {
    Seated { name: name.parse().unwrap(), kind: Kind::Person, level: None, chosen: true }
}

fn bot(name: &str) -> Seated {
    Seated { kind: Kind::Bot, ..person(name) }
}

fn house(level: Level) -> Seated {
    Seated { name: Name::house(level), kind: Kind::House, level: Some(level), chosen: false }
}

fn guest(number: u64) -> Seated {
    Seated { name: Name::guest(number), kind: Kind::Guest, level: None, chosen: false }
}

/// The moves of a game that ends so.
fn moves_to(ending: Ending) -> &'static [u8] {
    match ending {
        Ending::Line(Mark::X) => &[0, 3, 1, 4, 2],
        Ending::Line(Mark::O) => &[0, 3, 1, 4, 8, 5],
        Ending::Tie => &[0, 1, 2, 4, 3, 5, 7, 6, 8],
        _ => &[4, 0],
    }
}

/// Game number `number` of a test, one minute after the one before.
fn game(number: u64, x: Seated, o: Seated, ending: Ending) -> Finished {
    let symbols = (0..8).rev().map(|place| char::from(b"23456789"[(number >> (3 * place)) as usize % 8]));
    let id: String = symbols.collect();
    let rated = x.kind == o.kind && x.chosen && o.chosen && (ending.winner().is_some() || ending == Ending::Tie);
    let moves = moves_to(ending).iter().zip(1..);
    let began = START + number * 60_000;
    Finished {
        game: id.parse().unwrap(),
        players: [x, o],
        clock: "120+2".parse().ok(),
        private: false,
        began,
        ended: began + 30_000,
        moves: moves.map(|(cell, n)| Played { cell: Cell::try_from(*cell).unwrap(), ms: n * 1500 }).collect(),
        ending,
        variant: line::VARIANT.to_owned(),
        seed: u64::MAX - number,
        rated,
    }
}

const ENDINGS: [Ending; 8] = [
    Ending::Line(Mark::X),
    Ending::Line(Mark::O),
    Ending::Tie,
    Ending::Resigned(Mark::X),
    Ending::Timeout(Mark::O),
    Ending::Abandoned(Mark::X),
    Ending::Illegal(Mark::O),
    Ending::Void,
];

/// Games of all kinds between a few, with days between some of them.
fn many(count: u64) -> Vec<Finished> {
    let seed = std::env::var("TTTPARTY_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or_else(|| rand::rng().random::<u64>());
    println!("TTTPARTY_TEST_SEED={seed}");
    let mut rng = StdRng::seed_from_u64(seed);
    let mut late = 0;
    let games = (0..count).map(|number| {
        let x = rng.random_range(0..10);
        let o = (x + rng.random_range(1..10)) % 10;
        let seat = |number: i32| match number {
            0..5 => person(["Ada", "Bob", "Cleo", "Dan", "Zoë"][number as usize]),
            5..8 => bot(["Ada", "Minimax", "Rook"][number as usize - 5]),
            8 => house(Level::Good),
            _ => guest(7),
        };
        let mut game = game(number, seat(x), seat(o), ENDINGS[rng.random_range(0..ENDINGS.len())]);
        if rng.random_ratio(1, 8) {
            late += rng.random_range(0..40 * DAY);
        }
        game.began += late;
        // Some are recorded a little out of order.
        game.ended += late + rng.random_range(0..120_000);
        if rng.random_ratio(1, 20) {
            // The machine's clock was set back.
            game.ended = game.began - rng.random_range(1..40 * DAY);
        }
        game.private = rng.random_ratio(1, 6);
        game
    });
    games.collect()
}
