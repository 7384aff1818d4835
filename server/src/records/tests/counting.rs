//! Ratings and what else is counted.

use super::*;
use crate::records::{
    players::{Recount, best},
    rating::PROVISIONAL,
};

const WON: Ending = Ending::Line(Mark::X);

#[test]
fn a_game_counts_once_however_often_it_is_told() {
    let bench = Bench::new();
    let mut first = game(1, person("Ada"), person("Bob"), WON);
    assert!(insert(&bench.db, &first).unwrap());
    let (players, lines) = (bench.players(), bench.lines());
    assert!(!insert(&bench.db, &first).unwrap());
    first.ending = Ending::Tie;
    assert!(!insert(&bench.db, &first).unwrap());
    assert_eq!((bench.players(), bench.lines()), (players, lines));
    let [ada, bob] = ["Ada", "Bob"].map(|name| bench.standing(name, Kind::Person).unwrap());
    assert_eq!((ada.games, ada.wins, ada.losses, ada.draws), (1, 1, 0, 0));
    assert_eq!((bob.games, bob.wins, bob.losses, bob.draws), (1, 0, 1, 0));
    assert!((ada.rating.rating - 1662.3).abs() < 0.1 && (bob.rating.rating - 1337.7).abs() < 0.1);
    assert_eq!(ada.last, first.ended);
}

#[test]
fn a_transaction_that_is_undone_counts_nothing() {
    let mut bench = Bench::new();
    let tx = bench.db.transaction().unwrap();
    assert!(insert(&tx, &game(1, person("Ada"), person("Bob"), WON)).unwrap());
    tx.rollback().unwrap();
    assert!(bench.players().is_empty() && bench.lines().is_empty());
}

#[test]
fn a_name_is_the_same_however_it_is_written() {
    let bench = Bench::with(&[
        game(1, person("ada"), person("Bob"), WON),
        game(2, person("A-D-A"), person("B_ob"), Ending::Tie),
    ]);
    assert_eq!(bench.players().len(), 2);
    let ada = bench.standing("Ada", Kind::Person).unwrap();
    assert_eq!((ada.name.as_str(), ada.games), ("A-D-A", 2));
}

#[test]
fn people_and_bots_are_rated_apart() {
    let bench =
        Bench::with(&[game(1, person("Ada"), person("Bob"), WON), game(2, bot("Ada"), bot("Rook"), Ending::Tie)]);
    assert_eq!(bench.standing("Ada", Kind::Person).unwrap().wins, 1);
    assert_eq!(bench.standing("Ada", Kind::Bot).unwrap().draws, 1);
    assert!(bench.standing("Rook", Kind::Person).is_none());
    let names = |kind| {
        let best = best(&bench.db, kind, 100, START).unwrap();
        best.into_iter().map(|(standing, _)| standing.name).collect::<Vec<_>>()
    };
    assert_eq!(names(Kind::Person), ["Ada", "Bob"]);
    assert_eq!(names(Kind::Bot), ["Ada", "Rook"]);
}

#[test]
fn what_is_not_rated_is_in_the_records_and_counts_nothing() {
    let mut proposed = person("Brave_Otter");
    proposed.chosen = false;
    let mut mixed = game(5, person("Ada"), bot("Rook"), WON);
    // Whatever is said of it.
    mixed.rated = true;
    let bench = Bench::with(&[
        game(1, person("Ada"), house(Level::Perfect), Ending::Tie),
        game(2, person("Ada"), guest(1), WON),
        game(3, person("Ada"), proposed, WON),
        game(4, person("Ada"), person("Bob"), Ending::Void),
        mixed,
    ]);
    assert!(bench.players().is_empty());
    assert_eq!(games::after(&bench.db, 0).unwrap().len(), 5);
}

#[test]
fn counting_again_is_the_same_as_counting_each() {
    let bench = Bench::with(&many(600));
    let counted = bench.players();
    assert_eq!(counted.len(), 8);
    bench.db.execute("UPDATE players SET rating = 0, wins = 7", []).unwrap();
    bench
        .db
        .execute("INSERT INTO players SELECT 'x', kind, 'x', 1, 1, 1, 1, 1, 1, 1, 1 FROM players LIMIT 1", [])
        .unwrap();
    let mut recount = Recount::default();
    assert!(recount.advance(&bench.db).unwrap());
    assert_eq!(recount.finish(&bench.db).unwrap(), 8);
    assert_eq!(bench.players(), counted);
}

#[test]
fn who_is_provisional_comes_after_all_others() {
    let mut games = Vec::new();
    for number in 0..40 {
        let ending = if number % 2 == 0 { WON } else { Ending::Line(Mark::O) };
        games.push(game(number, person("Ada"), person("Bob"), ending));
    }
    games.push(game(40, person("Cleo"), person("Dan"), WON));
    let bench = Bench::with(&games);
    let now = games[40].ended;
    let board = |now| {
        let best = best(&bench.db, Kind::Person, 100, now).unwrap();
        best.into_iter().map(move |(standing, provisional)| {
            assert_eq!(standing.rating_at(now).deviation > PROVISIONAL, provisional, "{standing:?}");
            (standing.name, provisional)
        })
    };
    let names: Vec<_> = board(now).collect();
    let named = |name: &str, provisional| (name.to_owned(), provisional);
    assert_eq!(names[2..], [named("Cleo", true), named("Dan", true)]);
    assert!(names[..2].contains(&named("Ada", false)) && names[..2].contains(&named("Bob", false)));
    // After a year away all are.
    assert_eq!(board(now + 365 * DAY).next(), Some(named("Cleo", true)));
    assert_eq!(best(&bench.db, Kind::Person, 3, now).unwrap().len(), 3);
}
