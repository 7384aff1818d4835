//! Three sessions that say and do anything in any order. What must hold in spite of that is in [`super::ledger`], and
//! when they have left nothing of them is.
//!
//! A round that fails can be played again with its seed, by `TTTPARTY_TEST_SEED`; what the server does at the same time
//! is chance all the same.

use std::collections::BTreeSet;

use rand::{
    RngExt, SeedableRng,
    rngs::StdRng,
    seq::{IndexedRandom, IteratorRandom},
};
use serde_json::json;
use tttp::{Cell, two::GameId};
use tttparty_tests::http;

use super::{
    ledger::{Ledger, Reader},
    *,
};

const ROUNDS: u64 = 60;

/// How many things happen in a round.
const STEPS: usize = 60;

/// One of the three, while its connection lasts.
struct Player {
    session: Session,
    reader: Reader,
    door: Door,
    /// What is not answered yet.
    open: BTreeSet<u32>,
    tags: u32,
    /// The room that it has opened last.
    code: Option<String>,
    /// It has said `QUIT`, or has been told that it is replaced.
    is_leaving: bool,
}

/// A round.
struct Round<'a> {
    server: &'a TestServer,
    rng: StdRng,
    ledger: Ledger,
    players: [Option<Player>; 3],
    tickets: Vec<(GameId, String)>,
}

impl Round<'_> {
    async fn come(&mut self, index: usize) {
        let door = *DOORS.choose(&mut self.rng).unwrap();
        let multi = self.rng.random_bool(0.25);
        let caps = if multi { "multi,chat" } else { "chat" };
        let mut session = Session::knock(self.server, door).await;
        session.say(&format!("HELLO TTTP/2 caps={caps}")).await;
        session.is_welcomed().await;
        let taken = self.players.iter().flatten().any(|player| player.session.name() == session.name());
        assert!(!taken, "{} is the name of two", session.name());
        let player = Player {
            session,
            reader: Reader::new(multi),
            door,
            open: BTreeSet::new(),
            tags: 0,
            code: None,
            is_leaving: false,
        };
        self.players[index] = Some(player);
    }

    /// Something that the player could say, sensible or not.
    fn line(&mut self, index: usize) -> String {
        let rng = &mut self.rng;
        let player = self.players[index].as_ref().unwrap();
        let names: Vec<&str> = self.players.iter().flatten().map(|player| player.session.name()).collect();
        let name = (*names.choose(rng).unwrap()).to_owned();
        let game = || self.ledger.0.keys().copied();
        let any_game = game().choose(rng).map_or("22222222".to_owned(), |id| id.to_string());
        let ongoing: Vec<GameId> = player.reader.seats().filter(|(_, ended)| !ended).map(|(id, _)| id).collect();
        let place = player.reader.games().choose(rng).map_or(any_game.clone(), ToString::to_string);
        let code = self.players.iter().flatten().filter_map(|player| player.code.clone()).choose(rng);
        match rng.random_range(0..34) {
            0..=9 if !ongoing.is_empty() => {
                let id = *ongoing.choose(rng).unwrap();
                let board = player.reader.board(id).unwrap();
                let free = Cell::all().filter(|cell| board.at(*cell).is_none()).choose(rng);
                format!("MOVE {id} {}", free.map_or(0, Cell::get))
            }
            0..=2 => "PLAY".into(),
            3 | 4 => format!("ACCEPT {name}"),
            5 | 6 => format!("JOIN {}", code.unwrap_or_else(|| "22222".into())),
            7 => "HOST".into(),
            8 => format!("CHALLENGE {name}"),
            9 | 10 => format!("PLAY bot={}", rng.random_range(1..5)),
            11 => "HOST locked clock=60+1".into(),
            12 | 13 => format!("CHALLENGE {name} clock=60+1"),
            14 => format!("DECLINE {name} no"),
            15 => "CANCEL".into(),
            16 => format!("MOVE {}", rng.random_range(0..10)),
            17 => format!("MOVE {any_game} {}", rng.random_range(0..9)),
            18 => format!("RESIGN {place}"),
            19 => "CLAIM".into(),
            20..=22 => format!("REMATCH {place}"),
            23 => format!("LEAVE {place}"),
            24 => "LEAVE".into(),
            25 => format!("STATE {place}"),
            26 | 27 => format!("WATCH {any_game}"),
            28 => (*["WATCH lobby", "LEAVE lobby", "LIST", "LIST games"].choose(rng).unwrap()).into(),
            29 => format!("SAY {place} Hello"),
            30 | 31 => match self.tickets.choose(rng) {
                Some((id, ticket)) => format!("RESUME {id} {ticket}"),
                None => "STATE".into(),
            },
            32 => "NAME Ann".into(),
            _ => (*["PONG 1", "DANCE", "MOVE x", "PLAY PLAY", "JOIN !", "SAY lobby", "HELLO TTTP/2"]
                .choose(rng)
                .unwrap())
            .into(),
        }
    }

    /// The player says so, without waiting for what comes of it.
    async fn say(&mut self, index: usize, line: &str) {
        let Some(player) = &mut self.players[index] else { return };
        player.tags += 1;
        println!("{index} ({}) says #{} {line}", player.session.name(), player.tags);
        if let Some(id) = line.strip_prefix("RESUME ").and_then(|rest| rest.split(' ').next()) {
            player.reader.resumes(id.parse().unwrap());
        }
        player.open.insert(player.tags);
        player.is_leaving |= line == "QUIT";
        player.session.try_say(&format!("#{} {line}", player.tags)).await;
    }

    /// All that was said is answered, once.
    async fn settle(&mut self, index: usize) {
        let Some(player) = &mut self.players[index] else { return };
        while !player.open.is_empty() {
            let line = match player.session.next().await {
                Ok(line) => line,
                Err(end) => {
                    assert!(player.is_leaving, "{index} is closed without a reason: {end:?}");
                    self.players[index] = None;
                    return;
                }
            };
            println!("{index} ({}) hears {line}", player.session.name());
            if let Some(tagged) = line.strip_prefix('#') {
                let tag: u32 = tagged.split(' ').next().unwrap().parse().unwrap();
                assert!(player.open.remove(&tag), "a second answer: {line}");
                continue;
            }
            match line.split(' ').collect::<Vec<_>>()[..] {
                ["HOSTED", code, ..] => player.code = Some(code.to_owned()),
                ["REPLACED", _] => player.is_leaving = true,
                _ => {}
            }
            player.reader.hears(&line, &mut self.ledger);
        }
        self.tickets.extend(player.reader.tickets().iter().map(|(id, ticket)| (*id, ticket.clone())));
    }

    async fn settle_all(&mut self) {
        // What one says is told to the others, so they have to be asked once more.
        for index in 0..3 {
            self.settle(index).await;
        }
    }

    async fn step(&mut self) {
        let index = self.rng.random_range(0..3);
        if self.players[index].is_none() {
            return self.come(index).await;
        }
        match self.rng.random_range(0..40) {
            0 => {
                println!("{index} vanishes");
                self.players[index] = None;
            }
            1 => self.leave(index).await,
            _ => {
                for _ in 0..self.rng.random_range(1..4) {
                    let line = self.line(index);
                    self.say(index, &line).await;
                }
            }
        }
        if self.rng.random_bool(0.5) {
            self.settle_all().await;
        }
    }

    async fn leave(&mut self, index: usize) {
        self.say(index, "QUIT").await;
        self.settle(index).await;
        if let Some(mut player) = self.players[index].take() {
            assert_eq!(player.session.ends().await, player.door.end(1000));
        }
    }

    /// Games that are on are given up, and all leave in one way or another.
    async fn end(mut self) {
        self.settle_all().await;
        for index in 0..3 {
            let games = self.players[index].as_ref().map(|player| player.reader.seats().collect::<Vec<_>>());
            for (id, _) in games.unwrap_or_default() {
                self.say(index, &format!("RESIGN {id}")).await;
                self.say(index, &format!("STATE {id}")).await;
            }
            self.settle(index).await;
            if let Some(player) = &self.players[index] {
                assert!(player.reader.seats().all(|(_, ended)| ended), "a game without an end");
            }
        }
        self.ledger.is_whole();
        for index in 0..3 {
            if self.players[index].is_some() && self.rng.random_bool(0.5) {
                self.leave(index).await;
            }
        }
    }
}

/// Nothing is left but who judges.
async fn nobody_is_left(server: &TestServer, judge: &mut Session) {
    let empty = async {
        loop {
            let lines = judge.done("LIST").await;
            if lines == ["LOBBY 1 0 0 0", "PERSON Judge person idle", "LISTED lobby"] {
                break;
            }
        }
    };
    expect("the lists are empty", empty).await;
    let nobody = |status: &serde_json::Value| {
        status["players"] == json!({ "online": 1, "waiting": 0 }) && status["games"]["live"] == 0
    };
    http::status_says(server.main(), "nobody is left", nobody).await;
}

#[tokio::test]
async fn whatever_three_sessions_say_in_whatever_order_games_stay_sound_and_no_ghosts_are_left() {
    let server = TestServer::with(|config| {
        config.no_limits = true;
        (config.tables.claim_ms, config.tables.give_up_ms) = (30, 60);
        (config.tables.house_pause_ms, config.tables.offer_ms) = (2, 20);
        config.tables.max_games = 3;
    });
    let mut judge = Session::open(&server, Door::Tcp, "Judge").await;
    let given = std::env::var("TTTPARTY_TEST_SEED").ok().map(|seed| seed.parse().unwrap());
    let first = given.unwrap_or_else(|| rand::rng().random_range(0..1_000_000_000));
    for seed in first..first + given.map_or(ROUNDS, |_: u64| 1) {
        println!("TTTPARTY_TEST_SEED={seed}");
        let mut round = Round {
            server: &server,
            rng: StdRng::seed_from_u64(seed),
            ledger: Ledger::default(),
            players: [None, None, None],
            tickets: Vec::new(),
        };
        for index in 0..3 {
            round.come(index).await;
        }
        for _ in 0..STEPS {
            round.step().await;
        }
        round.end().await;
        nobody_is_left(&server, &mut judge).await;
    }
}
