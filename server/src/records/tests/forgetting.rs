//! What is taken out of the records.

use super::*;
use crate::{
    journal::{Append, AppendId, Journal, Opened, Outcome, Record, sqlite::Sqlite},
    records::forget::{check, forget, forget_beyond, forget_guests, forget_older, open_games, scrub},
    store::wait,
};

/// Forgets as the command does.
fn forget_all(bench: &mut Bench, name: &str) -> usize {
    let (name, mut games): (Name, _) = (name.parse().unwrap(), 0);
    loop {
        let tx = bench.db.transaction().unwrap();
        let some = forget(&tx, &name).unwrap();
        tx.commit().unwrap();
        games += some;
        if some == 0 {
            scrub(&bench.db).unwrap();
            return games;
        }
    }
}

/// Whether this text is anywhere in the files of the folder.
fn is_in_files(bench: &Bench, text: &str) -> bool {
    let files = std::fs::read_dir(bench.path()).unwrap().map(|entry| std::fs::read(entry.unwrap().path()).unwrap());
    let needle = text.to_lowercase().into_bytes();
    files.into_iter().any(|file| file.to_ascii_lowercase().windows(needle.len()).any(|window| window == needle))
}

fn opened(game: &Finished) -> Record {
    Record::Opened(Box::new(Opened {
        players: game.players.clone(),
        rules: tttp::Rules::default(),
        clock: None,
        private: false,
        server: 0,
        began: game.began,
        seed: 0,
        previous: None,
    }))
}

/// Logs a game as a server does.
fn log(journal: &Sqlite, game: &Finished, close: bool) {
    let append = |id, expected, records, finish, close| Append {
        id: AppendId(id),
        game: game.game,
        expected,
        records,
        finish,
        close,
    };
    let id = u128::from(game.began) << 64;
    let batch = vec![
        append(id, 0, vec![opened(game)], None, false),
        append(id + 1, 1, Vec::new(), Some(Box::new(game.clone())), close),
    ];
    assert_eq!(wait(journal.append(batch)), [Outcome::Committed; 2]);
}

#[test]
fn a_forgotten_name_is_nowhere_and_its_games_are_nobodys() {
    let mut games = many(700);
    for (number, game) in (700..).zip(0..300) {
        games.push(super::game(number, person("Wilhelmina"), person("Bob"), ENDINGS[game % 8]));
    }
    games.push(game(3000, bot("wilhel-mina"), bot("Rook"), Ending::Tie));
    let mut bench = Bench::with(&games);
    let (before, count) = (bench.players(), games.len());
    assert!(is_in_files(&bench, "wilhel"));
    assert_eq!(forget_all(&mut bench, "Wil_helmina"), 301);
    // The skeleton is written otherwise than the name.
    for text in ["wilhelmina", "wilhel-mina", key(&"Wilhelmina".parse().unwrap()).as_str()] {
        assert!(!is_in_files(&bench, text), "{text}");
    }
    assert!(bench.standing("Wilhelmina", Kind::Person).is_none());
    assert_eq!(bench.players().len(), before.len() - 2);
    assert!(bench.players().iter().all(|player| before.contains(player)), "what others have won stays");
    let gone = bench.lines();
    let gone = String::from_utf8(gone).unwrap();
    assert_eq!(gone.lines().count(), count);
    assert_eq!(gone.matches(r#""name":"Gone""#).count(), 301);
    let copy = Bench::new();
    let kept: Vec<_> = transfer::Lines::new(std::io::Cursor::new(gone.as_bytes())).collect::<Result<_, _>>().unwrap();
    assert_eq!(transfer::import(&copy.db, &kept).unwrap(), count);
    assert!(page_of(&copy, "Bob") > 300 - 300 / 8);
    assert_eq!(forget_all(&mut bench, "Wilhelmina"), 0);
}

fn page_of(bench: &Bench, name: &str) -> usize {
    let key = key(&name.parse().unwrap());
    games::page(&bench.db, Some(&key), i64::MAX, 10_000).unwrap().games.len()
}

#[test]
fn a_forgotten_name_leaves_the_logs_of_closed_games() {
    let mut bench = Bench::new();
    let (over, open) = (
        game(1, person("Wilhelmina"), person("Bob"), Ending::Tie),
        game(2, person("Wilhelmina"), person("Cleo"), Ending::Tie),
    );
    let journal = Sqlite::new(Store::open(&bench.path(), Sync::Normal).unwrap().into());
    log(&journal, &over, true);
    log(&journal, &open, false);
    let wanted: Name = "Wilhelmina".parse().unwrap();
    assert_eq!(open_games(&bench.db, &wanted).unwrap(), 1);
    assert_eq!(open_games(&bench.db, &"Bob".parse().unwrap()).unwrap(), 0);
    // While the server runs, which goes on with the open one as if nothing had been.
    assert_eq!(forget_all(&mut bench, "Wilhelmina"), 2);
    assert!(is_in_files(&bench, "Wilhelmina"), "the open game has it");
    assert_eq!(wait(journal.read(open.game)).unwrap(), [opened(&open)]);
    let close =
        Append { id: AppendId(5), game: open.game, expected: 1, records: Vec::new(), finish: None, close: true };
    assert_eq!(wait(journal.append(vec![close])), [Outcome::Committed]);
    assert_eq!(open_games(&bench.db, &wanted).unwrap(), 0);
    assert_eq!(forget_all(&mut bench, "Wilhelmina"), 0);
    assert!(!is_in_files(&bench, "Wilhelmina"));
    drop(journal);
    let journal = Sqlite::new(Store::open(&bench.path(), Sync::Normal).unwrap().into());
    assert!(wait(journal.open_games()).unwrap().is_empty());
}

#[test]
fn names_of_the_server_can_not_be_forgotten() {
    for name in ["House_Perfect", "Guest_5", "Gone", "server"] {
        assert!(check(&name.parse().unwrap()).unwrap_err().contains("the server's own"), "{name}");
    }
    check(&"Ada".parse().unwrap()).unwrap();
}

#[test]
fn what_is_older_than_it_may_be_goes_and_the_rest_stays() {
    let day = 24 * 60;
    let mut games: Vec<_> =
        (0..2300).map(|number| game(number, person("Ada"), person("Bob"), Ending::Line(Mark::X))).collect();
    games.push(game(30 * day, person("Ada"), person("Cleo"), Ending::Tie));
    let bench = Bench::with(&games);
    let now = START + 31 * DAY;
    assert_eq!(forget_older(&bench.db, 60, now).unwrap(), 0);
    let mut parts = Vec::new();
    while let some @ 1.. = forget_older(&bench.db, 7, now).unwrap() {
        parts.push(some);
    }
    assert_eq!(parts, [1000, 1000, 300]);
    assert_eq!(games::after(&bench.db, 0).unwrap().len(), 1);
    assert_eq!(bench.standing("Ada", Kind::Person).unwrap().games, 2301, "a rating is of all games");
    assert!(bench.standing("Bob", Kind::Person).is_none(), "who has not come since is not known any more");
    // Numbers are not used again, also if none is left.
    while forget_older(&bench.db, 1, now + 60 * DAY).unwrap() > 0 {}
    assert!(bench.players().is_empty());
    assert!(insert(&bench.db, &game(99_999, person("Ada"), person("Bob"), Ending::Tie)).unwrap());
    assert_eq!(games::last(&bench.db).unwrap(), 2302);
}

#[test]
fn in_memory_there_are_so_many_games_and_no_more() {
    let mut games = vec![game(0, person("Cleo"), person("Dan"), Ending::Tie)];
    games.extend((1..1200).map(|number| game(number, person("Ada"), person("Bob"), Ending::Tie)));
    let bench = Bench::with(&games);
    assert_eq!(forget_beyond(&bench.db, 1200).unwrap(), 0);
    assert_eq!(forget_beyond(&bench.db, 150).unwrap(), 1000);
    assert_eq!(forget_beyond(&bench.db, 150).unwrap(), 50);
    assert_eq!(forget_beyond(&bench.db, 150).unwrap(), 0);
    let left = games::after(&bench.db, 0).unwrap();
    assert_eq!((left.len(), left[0].n), (150, 1051));
    assert_eq!(bench.players().len(), 2);
}

#[test]
fn games_of_guests_give_way_to_newer_ones_and_push_out_nobody_else() {
    let mut games = vec![game(0, person("Ada"), person("Bob"), Ending::Tie)];
    games.extend((1..1200).map(|number| game(number, guest(number), guest(number + 1), Ending::Tie)));
    games.push(game(1200, guest(7), person("Ada"), Ending::Tie));
    let bench = Bench::with(&games);
    assert_eq!(forget_guests(&bench.db, 1199).unwrap(), 0);
    assert_eq!(forget_guests(&bench.db, 100).unwrap(), 1000);
    assert_eq!(forget_guests(&bench.db, 100).unwrap(), 99);
    assert_eq!(forget_guests(&bench.db, 100).unwrap(), 0);
    let left: Vec<_> = games::after(&bench.db, 0).unwrap().iter().map(|kept| kept.n).collect();
    assert_eq!(left, [vec![1], (1101..=1201).collect()].concat());
}

#[test]
fn with_a_retention_the_logs_of_closed_games_go_as_well() {
    let bench = Bench::new();
    let put = |seq, game: &str, record: &str| {
        let insert = "INSERT INTO log (game, seq, id, record) VALUES (?1, ?2, x'00', ?3)";
        bench.db.execute(insert, rusqlite::params![game, seq, record]).unwrap();
    };
    for (seq, game, record) in
        [(0, "22222222", "{\"opened\""), (0, "33333333", "{\"opened\""), (1, "22222222", "closed")]
    {
        put(seq, game, record);
    }
    assert_eq!(forget_older(&bench.db, 1, START).unwrap(), 0);
    let left: Vec<String> = {
        let mut select = bench.db.prepare("SELECT game FROM log").unwrap();
        select.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    assert_eq!(left, ["33333333"]);
}
