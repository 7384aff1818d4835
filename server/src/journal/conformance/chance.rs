//! Anything, in any order, next to a model that does it in the simplest way. `TTTPARTY_TEST_SEED` plays one again.

use std::collections::BTreeMap;

use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};

use super::*;

/// As many as a few threads play at once.
const GAMES: usize = 12;

/// The logs, as slowly as can be.
#[derive(Default)]
struct Model {
    open: BTreeMap<GameId, (Vec<AppendId>, Vec<Record>)>,
    closed: BTreeMap<GameId, AppendId>,
    finished: std::collections::BTreeSet<GameId>,
}

impl Model {
    fn append(&mut self, append: Append) -> Outcome {
        let Append { id, game, expected, records, finish, close } = append;
        if let Some(last) = self.closed.get(&game) {
            return if *last == id { Committed } else { Stale };
        }
        let (ids, log) = self.open.get(&game).cloned().unwrap_or_default();
        if ids.contains(&id) {
            return Committed;
        }
        if log.len() != expected as usize {
            return Stale;
        }
        if finish.is_some() {
            self.finished.insert(game);
        }
        if close {
            self.open.remove(&game);
            self.closed.insert(game, id);
        } else {
            self.open.insert(game, ([ids, vec![id]].concat(), [log, records].concat()));
        }
        Committed
    }
}

/// A seed, told to whoever looks for why it failed.
pub(crate) fn seeded() -> StdRng {
    let given = std::env::var("TTTPARTY_TEST_SEED").ok().map(|seed| seed.parse().unwrap());
    let seed = given.unwrap_or_else(|| rand::rng().random());
    println!("TTTPARTY_TEST_SEED={seed}");
    StdRng::seed_from_u64(seed)
}

/// Plays so many batches. Only some journals remember games that were closed for long.
pub(crate) fn play(mut bench: Bench, remembers: bool, rounds: usize) {
    let mut rng = seeded();
    let mut model = Model::default();
    let mut games: Vec<_> = (0..GAMES).map(|_| GameId::random(&mut rng)).collect();
    let mut tried: Vec<Append> = Vec::new();
    for round in 0..rounds {
        let mut batch = Vec::new();
        // What is expected is what the batch has made of it until then.
        let mut expected = Vec::new();
        for _ in 0..rng.random_range(1..=8) {
            let place = rng.random_range(0..GAMES);
            let game = games[place];
            let one = if rng.random_bool(0.2) && !tried.is_empty() {
                tried.choose(&mut rng).unwrap().clone()
            } else {
                any(&mut rng, game, model.open.get(&game).map_or(0, |(_, log)| log.len() as u32), round)
            };
            if !remembers
                && !model.open.contains_key(&one.game)
                && one.expected == 0
                && tried.iter().any(|t| t.id == one.id)
            {
                continue;
            }
            if one.close {
                // Ids are never used again, so another game takes its place.
                games[place] = GameId::random(&mut rng);
            }
            tried.push(one.clone());
            expected.push(model.append(one.clone()));
            batch.push(one);
        }
        let outcomes = bench.append(batch.iter().cloned());
        for ((outcome, expected), append) in outcomes.iter().zip(&expected).zip(&batch) {
            let may_be_forgotten =
                !remembers && model.closed.get(&append.game) == Some(&append.id) && *outcome == Stale;
            assert!(
                outcome == expected || may_be_forgotten,
                "round {round}: {outcome:?} for {append:?}, not {expected:?}"
            );
        }
        assert_eq!(outcomes.len(), expected.len());
        if rng.random_bool(0.03) {
            bench = bench.reopen();
        }
        if rng.random_bool(0.1) {
            check(&bench, &model);
        }
    }
    let bench = bench.reopen();
    check(&bench, &model);
}

fn any(rng: &mut StdRng, game: GameId, len: u32, round: usize) -> Append {
    let expected = if rng.random_bool(0.9) { len } else { rng.random_range(0..6) };
    let records = if len == 0 { vec![opened(round as u64)] } else { Vec::new() };
    let more = (0..rng.random_range(0..=3)).map(|_| moved(round as u64));
    let finish = rng.random_bool(0.1).then(|| finished(game));
    Append { finish, close: rng.random_bool(0.1), ..append(game, expected, records.into_iter().chain(more).collect()) }
}

fn check(bench: &Bench, model: &Model) {
    let mut open = bench.open();
    let server = |records: &[Record]| match records.first() {
        Some(Record::Opened(opened)) => Some(opened.server),
        _ => None,
    };
    assert!(open.is_sorted_by_key(|(_, records)| server(records)));
    open.sort_unstable_by_key(|(game, _)| *game);
    let expected: Vec<_> = model.open.iter().map(|(game, (_, records))| (*game, records.clone())).collect();
    assert_eq!(open, expected);
    for (game, records) in expected {
        assert_eq!(bench.read(game), records);
    }
    assert_eq!(bench.finished(), model.finished.len() as i64);
}
