//! Three sessions that say and do anything in any order. What must hold in spite of that is in [`super::ledger`], and
//! when they have left nothing of them is.
//!
//! A round that fails can be played again with its seed, by `TTTPARTY_TEST_SEED`; what the server does at the same time
//! is chance all the same.

use std::collections::{BTreeMap, BTreeSet};

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
const STEPS: usize = 120;

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
    /// The newest answer.
    answer: String,
}

/// A round.
struct Round<'a> {
    server: &'a TestServer,
    rng: StdRng,
    ledger: Ledger,
    players: [Option<Player>; 3],
    /// What each has got, with this connection or an earlier one.
    tickets: [BTreeMap<GameId, String>; 3],
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
            answer: String::new(),
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
        let ended: Vec<GameId> = player.reader.seats().filter(|(_, ended)| *ended).map(|(id, _)| id).collect();
        let turns = player.reader.turns();
        let place = player.reader.games().choose(rng).map_or(any_game.clone(), ToString::to_string);
        let code = self.players.iter().flatten().filter_map(|player| player.code.clone()).choose(rng);
        // Often enough what goes on with a game.
        if let Some((id, board)) = turns.choose(rng)
            && rng.random_bool(0.6)
        {
            let free = Cell::all().filter(|cell| board.at(*cell).is_none()).choose(rng);
            return format!("MOVE {id} {}", free.map_or(0, Cell::get));
        }
        if let Some(id) = ended.choose(rng)
            && rng.random_bool(0.25)
        {
            return format!("REMATCH {id}");
        }
        match rng.random_range(0..34) {
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
            30 | 31 => {
                let mine = self.tickets[index].iter().chain(player.reader.tickets());
                let seq = if rng.random_bool(0.2) { " seq=999" } else { "" };
                mine.choose(rng).map_or("STATE".into(), |(id, ticket)| format!("RESUME {id} {ticket}{seq}"))
            }
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
                let (tag, answer) = tagged.split_once(' ').unwrap();
                assert!(player.open.remove(&tag.parse().unwrap()), "a second answer: {line}");
                answer.clone_into(&mut player.answer);
                continue;
            }
            match line.split(' ').collect::<Vec<_>>()[..] {
                ["HOSTED", code, ..] => player.code = Some(code.to_owned()),
                ["REPLACED", _] => player.is_leaving = true,
                _ => {}
            }
            player.reader.hears(&line, &mut self.ledger);
        }
        self.tickets[index].extend(player.reader.tickets().clone());
    }

    async fn settle_all(&mut self) {
        for index in 0..3 {
            self.settle(index).await;
        }
    }

    /// Who has not asked for several games is left with one. There may be more for a moment, when one comes just as a
    /// rematch begins.
    async fn plays_one_game(&mut self, index: usize) {
        let one = async {
            while self.players[index].as_ref().is_some_and(|player| player.reader.is_overwhelmed(&self.ledger)) {
                self.say(index, "LIST games").await;
                self.settle(index).await;
            }
        };
        expect("it is left with one game", one).await;
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
            2 => self.come_again(index).await,
            _ => {
                for _ in 0..self.rng.random_range(1..4) {
                    let line = self.line(index);
                    self.say(index, &line).await;
                }
            }
        }
        if self.rng.random_bool(0.5) {
            self.settle_all().await;
            self.plays_one_game(index).await;
        }
    }

    /// Takes a seat of its own over by a new connection, while the old one is still there; at times with what it knows.
    async fn come_again(&mut self, index: usize) {
        self.settle(index).await;
        let Some(player) = &self.players[index] else { return };
        let Some((id, _)) = player.reader.seats().choose(&mut self.rng) else { return };
        let Some(mut old) = self.players[index].take() else { return };
        println!("{index} comes again, for {id}");
        self.come(index).await;
        let ticket = self.tickets[index][&id].clone();
        let mut seq = String::new();
        if let (Some(player), true) = (&mut self.players[index], self.rng.random_bool(0.5)) {
            seq = format!(" seq={}", player.reader.takes_over(&old.reader, id));
        }
        self.say(index, &format!("RESUME {id} {ticket}{seq}")).await;
        self.settle(index).await;
        let Some(player) = &mut self.players[index] else { return };
        if player.answer != "OK" {
            player.reader.forgets(id);
            return;
        }
        let mut is_told = false;
        let mut current = id.to_string();
        let end = loop {
            match old.session.next().await {
                Ok(line) => {
                    match line.split(' ').collect::<Vec<_>>()[..] {
                        ["NEXT", game, next] if game == current => next.clone_into(&mut current),
                        ["REPLACED", game] => is_told |= game == current,
                        _ => {}
                    }
                    if !line.starts_with("MESSAGE ") {
                        old.reader.hears(&line, &mut self.ledger);
                    }
                }
                Err(end) => break end,
            }
        };
        assert!(is_told, "it hears nothing of being replaced");
        assert_eq!(end, old.door.end(4000));
    }

    async fn leave(&mut self, index: usize) {
        self.say(index, "QUIT").await;
        self.settle(index).await;
        if let Some(mut player) = self.players[index].take() {
            assert_eq!(player.session.ends().await, player.door.end(1000));
        }
    }

    /// Gives up one game after another, until none is on: the house takes its time to play again, so there may be one more.
    async fn give_up_all(&mut self, index: usize) {
        loop {
            let games = self.players[index].as_ref().map(|player| player.reader.seats().collect::<Vec<_>>());
            for (id, _) in games.unwrap_or_default() {
                self.say(index, &format!("RESIGN {id}")).await;
                self.say(index, &format!("STATE {id}")).await;
            }
            self.settle(index).await;
            let is_on = |player: &Player| player.reader.seats().any(|(_, ended)| !ended);
            if !self.players[index].as_ref().is_some_and(is_on) {
                break;
            }
        }
    }

    /// Games that are on are given up, and all leave in one way or another.
    async fn end(mut self) {
        for index in 0..3 {
            self.say(index, "CANCEL").await;
        }
        // Whoever was about to get a game has it when all is answered, and each has heard what the others did.
        for _ in 0..2 {
            self.settle_all().await;
            for index in 0..3 {
                self.say(index, "LIST").await;
            }
        }
        self.settle_all().await;
        for index in 0..3 {
            self.plays_one_game(index).await;
            expect(&format!("all games of {index} have an end"), self.give_up_all(index)).await;
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
            tickets: Default::default(),
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
