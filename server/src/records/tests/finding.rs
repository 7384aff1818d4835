//! Looking games up.

use super::*;
use crate::records::games::{Kept, Page, against, by_id, page};

/// All pages, one after the other.
fn all(bench: &Bench, name: Option<&str>, limit: usize) -> Vec<Kept> {
    let key = name.map(|name| key(&name.parse().unwrap()));
    let (mut found, mut before) = (Vec::new(), i64::MAX);
    loop {
        let Page { games, next } = page(&bench.db, key.as_deref(), before, limit).unwrap();
        assert!(games.len() <= limit && (next.is_none() || games.len() == limit));
        found.extend(games);
        let Some(next) = next else { return found };
        before = next;
    }
}

#[test]
fn pages_have_all_public_games_once_the_latest_first() {
    let games = many(257);
    let bench = Bench::with(&games);
    let public = |name: Option<&str>| {
        let public = games.iter().filter(|game| {
            let has = |name: &str| game.players.iter().any(|player| player.name.as_str() == name);
            !game.private && name.is_none_or(has)
        });
        public.rev().map(|game| game.game).collect::<Vec<_>>()
    };
    for (name, limit) in [(None, 10), (None, 100), (Some("Ada"), 7), (Some("House_Clever"), 1), (Some("Rook"), 100)] {
        let found = all(&bench, name, limit);
        assert_eq!(found.iter().map(|kept| kept.finished.game).collect::<Vec<_>>(), public(name), "{name:?} {limit}");
        assert!(found.iter().rev().is_sorted_by_key(|kept| kept.n));
    }
    assert_eq!(all(&bench, Some("Nobody"), 5), []);
    // Numbers of guests go round, so theirs are nobody's games.
    assert_eq!(all(&bench, Some("Guest_7"), 5), []);
}

#[test]
fn a_game_is_found_by_its_id_also_a_private_one() {
    let mut secret = game(3, person("Ada"), house(Level::Good), Ending::Timeout(Mark::O));
    secret.private = true;
    secret.clock = None;
    let bench = Bench::with(&[secret.clone()]);
    let found = by_id(&bench.db, secret.game).unwrap().unwrap();
    secret.players[0].chosen = false;
    assert_eq!(found, Kept { n: 1, finished: secret });
    assert_eq!(by_id(&bench.db, "ZZZZZZZZ".parse().unwrap()).unwrap(), None);
    assert_eq!(all(&bench, Some("Ada"), 5), []);
}

#[test]
fn two_are_compared_from_the_side_of_the_first() {
    let (ada, bob) = (|| person("Ada"), || person("Bob"));
    let mut secret = game(7, ada(), bob(), Ending::Line(Mark::X));
    secret.private = true;
    let bench = Bench::with(&[
        game(1, ada(), bob(), Ending::Line(Mark::X)),
        game(2, bob(), ada(), Ending::Resigned(Mark::X)),
        game(3, bob(), ada(), Ending::Line(Mark::X)),
        game(4, ada(), bob(), Ending::Tie),
        game(5, ada(), bob(), Ending::Void),
        game(6, ada(), person("Cleo"), Ending::Line(Mark::X)),
        secret,
    ]);
    let found = against(&bench.db, &key(&ada().name), &key(&bob().name), 4).unwrap();
    assert_eq!((found.wins, found.losses, found.draws), (2, 1, 1));
    assert_eq!(found.games.iter().map(|kept| kept.n).collect::<Vec<_>>(), [5, 4, 3, 2]);
    let found = against(&bench.db, &key(&bob().name), &key(&ada().name), 100).unwrap();
    assert_eq!((found.wins, found.losses, found.draws, found.games.len()), (1, 2, 1, 5));
}

#[test]
fn each_answer_is_found_by_an_index() {
    let bench = Bench::new();
    for sql in [
        "SELECT * FROM games WHERE id = 'a'",
        "SELECT * FROM games WHERE n < 5 ORDER BY n DESC",
        "SELECT * FROM games WHERE x_key = 'a' AND n < 5
         UNION ALL SELECT * FROM games WHERE o_key = 'a' AND n < 5 AND x_key <> 'a' ORDER BY n DESC",
        "SELECT * FROM games WHERE x_key = 'a' AND o_key = 'b'
         UNION ALL SELECT * FROM games WHERE x_key = 'b' AND o_key = 'a' ORDER BY n DESC LIMIT 5",
        "SELECT n FROM games WHERE ended < 5 ORDER BY ended LIMIT 5",
    ] {
        let mut select = bench.db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let steps: Vec<String> =
            select.query_map([], |row| row.get::<_, String>(3)).unwrap().map(Result::unwrap).collect();
        assert!(steps.iter().any(|step| step.starts_with("SEARCH")), "{steps:?}");
        let is_slow = |step: &String| step.starts_with("SCAN games") || step.contains("TEMP B-TREE");
        assert!(!steps.iter().any(is_slow), "{sql}: {steps:?}");
    }
}
