//! A client that changes its transport at any time hears all, and is heard, once and in order.
//!
//! A round that fails can be played again with its seed, by `TTTPARTY_TEST_SEED`; what the server does at the same time is
//! chance all the same. That messages are numbered without a gap the client itself sees to.

use std::cell::Cell;

use rand::{RngExt, SeedableRng, rngs::StdRng};
use tttparty_tests::{
    carried::Carry,
    session::{Door, Session},
};

use super::*;
use crate::two::{TIE, Table, WIN};

/// How many rounds there are.
const ROUNDS: u64 = 6;

/// How many lines each says in a round.
const LINES: usize = 60;

/// How many of its own lines one says ahead of those that it hears: a game takes so many at once, and more are error 103.
const AHEAD: usize = 6;

fn server() -> TestServer {
    TestServer::with(|config| {
        config.no_limits = true;
        // A machine that is busy with something else may need long from one transport to the next.
        (config.ping_ms, config.silence_ms) = (1_000, 60_000);
    })
}

/// The seeds of the rounds, or the one that is given.
fn seeds() -> impl Iterator<Item = u64> {
    let given = std::env::var("TTTPARTY_TEST_SEED").ok().map(|seed| seed.parse().unwrap());
    let first = given.unwrap_or_else(|| rand::rng().random_range(0..1_000_000_000));
    (first..first + given.map_or(ROUNDS, |_: u64| 1)).inspect(|seed| println!("TTTPARTY_TEST_SEED={seed}"))
}

/// One that says numbered lines around a game, and hears those of both: until it has heard all. `told` is how many lines both
/// have said so far.
async fn talk(session: &mut Session, game: &str, seed: u64, told: &Cell<usize>) -> Vec<String> {
    let mut rng = StdRng::seed_from_u64(seed);
    let (mut said, mut heard) = (0, Vec::new());
    let mine = format!("SAID {game} players {} ", session.name());
    while heard.len() < 2 * LINES {
        let nothing_comes = heard.len() == told.get();
        let ahead = said - heard.iter().filter(|line: &&String| line.starts_with(&mine)).count();
        if said < LINES && (nothing_comes || ahead < AHEAD && rng.random_bool(0.5)) {
            said += 1;
            told.set(told.get() + 1);
            session.say(&format!("SAY {game} number {said}")).await;
        } else {
            heard.push(session.next().await.unwrap());
        }
    }
    heard
}

#[tokio::test]
async fn every_line_arrives_once_and_in_order_in_both_directions() {
    let server = server();
    for seed in seeds() {
        let other = if seed % 2 == 0 { Door::Ws } else { Door::Carried(Carry::Haunted(seed + 1_000)) };
        let mut x = Session::open(&server, Door::Carried(Carry::Haunted(seed)), "Ann caps=chat").await;
        let mut o = Session::open(&server, other, "Bo caps=chat").await;
        let id = Table::begin(&mut x, &mut o, "none").await.id;
        let told = Cell::new(0);
        // At the same time: who is superseded must hear of it, for what it said meanwhile is lost otherwise.
        let (one, two) = tokio::join!(talk(&mut x, &id, seed, &told), talk(&mut o, &id, seed + 1, &told));
        assert_eq!(one, two, "both hear the same in the same order");
        for name in ["Ann", "Bo"] {
            let start = format!("SAID {id} players {name} ");
            let told: Vec<_> = one.iter().filter_map(|line| line.strip_prefix(&start)).collect();
            let expected: Vec<_> = (1..=LINES).map(|number| format!("number {number}")).collect();
            assert_eq!(told, expected, "{name}");
        }
        for session in [x, o] {
            session.quits(Door::Ws).await;
        }
    }
}

/// Both ask for another game, and hear of it, sides swapped.
async fn again(table: &Table, x: &mut Session, o: &mut Session) -> Table {
    let old = &table.id;
    x.say("REMATCH").await;
    for session in [&mut *x, &mut *o] {
        session.hears(&[&format!("REMATCH {old} X")]).await;
    }
    o.say("REMATCH").await;
    let mut id = String::new();
    // Who has spoken last hears of it first.
    for (session, seat) in [(o, "X"), (x, "O")] {
        session.hears(&[&format!("REMATCH {old} O")]).await;
        let [next] = session.hear(&format!("NEXT {old} *")).await;
        session
            .hears(&[&format!("JOINED {next} {seat} * person * person none public *"), "STATE * 0 ......... X - -"])
            .await;
        id = next;
    }
    Table::new(id, [String::new(), String::new()])
}

#[tokio::test]
async fn whole_games_with_rematches_are_played_on_the_move() {
    let server = server();
    for seed in seeds() {
        let mut ann = Session::open(&server, Door::Carried(Carry::Haunted(seed)), "Ann").await;
        let mut bo = Session::open(&server, Door::Carried(Carry::Haunted(seed + 500)), "Bo").await;
        let mut table = Table::begin(&mut ann, &mut bo, "none").await;
        table.play(&mut ann, &mut bo, &WIN).await;
        table.ends("X line", &mut [&mut ann, &mut bo]).await;
        let mut table = again(&table, &mut ann, &mut bo).await;
        table.play(&mut bo, &mut ann, &TIE).await;
        table.ends("- tie", &mut [&mut ann, &mut bo]).await;
        let mut table = again(&table, &mut bo, &mut ann).await;
        table.play(&mut ann, &mut bo, &WIN).await;
        table.ends("X line", &mut [&mut ann, &mut bo]).await;
        for session in [ann, bo] {
            session.quits(Door::Ws).await;
        }
    }
}
