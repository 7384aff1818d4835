//! The lobby: lists, and what changes in them.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use rand::{RngExt, SeedableRng, rngs::StdRng};

use super::*;

const SEED: u64 = 8;

fn unlimited(config: &mut tttparty::config::Config) {
    config.no_limits = true;
    config.tables.house_pause_ms = 1;
}

/// A client's copy of the lists, kept as the specification says.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
struct Copy {
    counts: String,
    rows: BTreeMap<(String, String), String>,
}

impl Copy {
    fn hears(&mut self, line: &str) {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "LOBBY" => rest.clone_into(&mut self.counts),
            "PERSON" | "ROOM" | "GAME" => {
                let (key, row) = rest.split_once(' ').unwrap();
                let key = (word.to_owned(), key.to_owned());
                if row == "gone" {
                    assert!(self.rows.remove(&key).is_some(), "gone, and never there: {line}");
                } else {
                    self.rows.insert(key, row.to_owned());
                }
            }
            _ => {}
        }
    }

    async fn fresh(session: &mut Session) -> Self {
        let mut copy = Self::default();
        for line in session.done("LIST").await {
            if line.starts_with("LISTED") {
                return copy;
            }
            copy.hears(&line);
        }
        panic!("the list is not complete");
    }
}

/// Waits until all copies are what a fresh list says.
async fn converge(watchers: &mut [(Session, Copy)], judge: &mut Session) {
    let same = async {
        loop {
            let now = Copy::fresh(judge).await;
            for (session, copy) in &mut *watchers {
                for line in session.done("PONG 0").await {
                    copy.hears(&line);
                }
            }
            if watchers.iter().all(|(_, copy)| *copy == now) {
                break;
            }
        }
    };
    expect("all lists are the same", same).await;
}

#[tokio::test]
async fn the_lists_of_who_watches_become_what_a_fresh_one_says() {
    let server = TestServer::with(unlimited);
    let mut rng = StdRng::seed_from_u64(SEED);
    let mut judge = Session::open(&server, Door::Tcp, "Judge").await;
    let mut watchers = Vec::new();
    for (door, name) in [(Door::Ws, "Wim"), (Door::Tcp, "Wam")] {
        let mut session = Session::open(&server, door, name).await;
        let mut copy = Copy::default();
        for line in session.done("WATCH lobby").await {
            copy.hears(&line);
        }
        watchers.push((session, copy));
    }
    let names = ["Ann", "Bo", "Cy", "Di", "Eva", "Fay"];
    let mut actors: Vec<Option<Session>> = Vec::new();
    for (index, name) in names.iter().enumerate() {
        actors.push(Some(Session::open(&server, DOORS[index % 2], name).await));
    }
    for round in 0..12 {
        for _ in 0..25 {
            let index = rng.random_range(0..actors.len());
            let Some(actor) = &mut actors[index] else {
                // The name may still be that of the connection that was lost.
                actors[index] = Some(Session::open_nameless(&server, DOORS[index % 2]).await);
                continue;
            };
            let room = |copy: &Copy, rng: &mut StdRng| {
                let rooms = copy.rows.iter().filter(|((word, _), row)| word == "ROOM" && !row.starts_with('-'));
                let codes: Vec<_> = rooms.map(|(_, row)| row.split(' ').next().unwrap().to_owned()).collect();
                if codes.is_empty() { "22222".to_owned() } else { codes[rng.random_range(0..codes.len())].clone() }
            };
            let command = match rng.random_range(0..16) {
                0 => "HOST clock=60+1".to_owned(),
                1 => "HOST locked".to_owned(),
                2 | 3 => format!("JOIN {}", room(&watchers[0].1, &mut rng)),
                4 => "PLAY".to_owned(),
                5 => format!("PLAY bot={}", rng.random_range(1..5)),
                6 => "CANCEL".to_owned(),
                7 => "LEAVE".to_owned(),
                8 => "RESIGN".to_owned(),
                9 => format!("NAME {}", names[rng.random_range(0..names.len())]),
                10 => "REMATCH".to_owned(),
                11 if rng.random_bool(0.5) => {
                    actors[index] = None;
                    continue;
                }
                _ => format!("MOVE {}", rng.random_range(0..9)),
            };
            actor.ask(&command).await;
        }
        println!("round {round}");
        converge(&mut watchers, &mut judge).await;
    }
    actors.clear();
    // Those who are gone keep seats in games that are on; nothing else of them is left.
    for name in ["Wim", "Wam", "Judge"] {
        assert!(watchers[0].1.rows.contains_key(&("PERSON".into(), name.into())));
    }
    let gone = async {
        while watchers[0].1.rows.keys().filter(|(word, _)| word == "PERSON").count() > 3 {
            converge(&mut watchers, &mut judge).await;
        }
    };
    expect("all have left", gone).await;
    assert!(watchers[0].1.rows.keys().all(|(word, _)| word != "ROOM"), "{:?}", watchers[0].1);
}

#[tokio::test]
async fn what_changes_is_told_to_who_watches_until_they_leave() {
    for door in DOORS {
        let server = TestServer::with(unlimited);
        let mut wim = Session::open(&server, door, "Wim").await;
        wim.does("WATCH lobby", &["LOBBY 1 0 0 0", "PERSON Wim person idle", "LISTED lobby"]).await;
        let mut wim = wim.deaf_to(&["LOBBY"]);
        let mut ann = Session::open(&server, door.other(), "Ann bot").await;
        wim.hears(&["PERSON Ann bot idle"]).await;
        let code = ann.done("HOST locked").await[0].split(' ').nth(1).unwrap().to_owned();
        wim.hears(&["PERSON Ann bot waiting", "ROOM Ann - none"]).await;
        ann.does("CANCEL", &[&format!("UNHOSTED {code}")]).await;
        wim.hears(&["PERSON Ann bot idle", "ROOM Ann gone"]).await;
        ann.say("PLAY bot=1").await;
        let [game, _] = ann.sits_down("X Ann bot House_Dizzy house none public").await;
        wim.hears(&["PERSON Ann bot playing", &format!("GAME {game} Ann bot House_Dizzy house ......... X 0")]).await;
        // What is said of a board is how it stands, not each move of it.
        ann.say("MOVE 4").await;
        ann.hears(&["MOVED * 1 X 4 - -", "MOVED * 2 O * - -"]).await;
        let [board] = wim.until(&format!("GAME {game} Ann bot House_Dizzy house * X 0")).await;
        assert!(board.contains('O') && board.contains('X'), "{board}");
        // And how it ended, before it is gone.
        ann.does("RESIGN", &["END * 3 O resign"]).await;
        let mut told = [wim.next().await.unwrap(), wim.next().await.unwrap()];
        told.sort();
        assert_eq!(told, [format!("GAME {game} Ann bot House_Dizzy house {board} - 0"), "PERSON Ann bot idle".into()]);
        wim.hears(&[&format!("GAME {game} gone")]).await;
        wim.does("LEAVE lobby", &["LEFT lobby watcher"]).await;
        ann.quits(door.other()).await;
        let mut judge = Session::open(&server, door, "Judge").await;
        eventually(&mut judge, "LIST people", "LOBBY 2 0 0 0").await;
        wim.has_heard_all().await;
    }
}

#[tokio::test]
async fn a_list_is_of_what_was_asked_for() {
    for door in DOORS {
        let server = TestServer::with(unlimited);
        let [mut ann, mut bo] = two(&server, door, ["Ann", "Bo"]).await;
        let mut cy = Session::open(&server, door, "Cy").await;
        let table = Table::begin(&mut ann, &mut bo, "60+0").await;
        cy.does("HOST clock=5+0", &["HOSTED * 5+0 open"]).await;
        let people = ["PERSON Ann person playing", "PERSON Bo person playing", "PERSON Cy person waiting"];
        let game = format!("GAME {} Ann person Bo person ......... X 0", table.id);
        lists(&mut cy, "LIST people", &["LOBBY 3 1 1 0", people[0], people[1], people[2], "LISTED people"]).await;
        lists(&mut cy, "LIST rooms", &["LOBBY 3 1 1 0", "ROOM Cy * 5+0", "LISTED rooms"]).await;
        lists(&mut cy, "LIST games", &["LOBBY 3 1 1 0", &game, "LISTED games"]).await;
        let all = ["LOBBY 3 1 1 0", people[0], people[1], people[2], "ROOM Cy * 5+0", &game, "LISTED lobby"];
        lists(&mut cy, "LIST", &all).await;
        // Twice is from the start.
        cy.does("WATCH lobby", &all).await;
        cy.does("WATCH lobby", &all).await;
    }
}

#[tokio::test]
async fn lists_are_bounded_and_counts_are_not() {
    let server = TestServer::with(|config| {
        unlimited(config);
        config.tables.house_pause_ms = 50_000;
    });
    let crowd = (0..210).map(|number| {
        let server = &server;
        async move {
            let mut session = Session::open_nameless(server, DOORS[number % 2]).await;
            session.done(if number < 105 { "HOST" } else { "CANCEL" }).await;
            if number >= 140 {
                session.done("PLAY bot=1").await;
            }
            session
        }
    });
    let _crowd = join_all(crowd).await;
    let mut judge = Session::open(&server, Door::Tcp, "Judge").await;
    eventually(&mut judge, "LIST", "LOBBY 211 70 105 0").await;
    let lines = judge.done("LIST").await;
    let count = |word: &str| lines.iter().filter(|line| line.starts_with(word)).count();
    assert_eq!((count("PERSON "), count("ROOM "), count("GAME ")), (200, 100, 60));
}
