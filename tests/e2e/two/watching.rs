//! `WATCH game`.

use std::cell::Cell;

use futures_util::future::{join, join_all};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use tttp::Error;

use super::{
    ledger::{Ledger, Reader},
    *,
};

const SEED: u64 = 21;

fn unlimited(config: &mut tttparty::config::Config) {
    config.no_limits = true;
}

/// Two who play each other, and do not hear how many watch.
async fn players(server: &TestServer, door: Door) -> ([Session; 2], Table) {
    let [ann, bo] = two(server, door, ["Ann", "Bo"]).await;
    let [mut ann, mut bo] = [ann, bo].map(|session| session.deaf_to(&["WATCHERS"]));
    let table = Table::begin(&mut ann, &mut bo, "60+0").await;
    ([ann, bo], table)
}

#[tokio::test]
async fn who_watches_is_told_how_it_stands_and_then_everything() {
    for door in DOORS {
        let server = TestServer::start();
        let ([mut ann, mut bo], mut table) = players(&server, door).await;
        table.play(&mut ann, &mut bo, &WIN[..2]).await;
        let mut wim = Session::open(&server, door, "Wim").await;
        let joined = format!("JOINED {} watcher Ann person Bo person 60+0 public -", table.id);
        let state = format!("STATE {} 2 O...X.... X * *", table.id);
        wim.say(&format!("#1 WATCH {}", table.id.to_lowercase())).await;
        wim.hears(&[&joined, &state]).await;
        let [] = wim.until("#1 OK").await;
        wim = wim.deaf_to(&["WATCHERS"]);
        let (_, answer) = wim.ask("STATE").await;
        assert_eq!(answer, "OK");
        for command in ["MOVE", "RESIGN", "CLAIM", "REMATCH"] {
            let cell = if command == "MOVE" { " 8" } else { "" };
            wim.is_refused(&format!("{command} {}{cell}", table.id), Error::OnlyWatching).await;
            wim.is_refused(&format!("{command}{cell}"), Error::WhichGame).await;
        }
        for (index, cell) in WIN[2..].iter().enumerate() {
            table.play(&mut ann, &mut bo, &[*cell]).await;
            let seat = ["X", "O"][index % 2];
            wim.hears(&[&format!("MOVED {} {} {seat} {cell} * *", table.id, table.seq)]).await;
        }
        table.ends("X line", &mut [&mut ann, &mut bo, &mut wim]).await;
        // One that is over can be watched as well.
        let mut late = Session::open(&server, door.other(), "Late").await.deaf_to(&["WATCHERS"]);
        late.does(
            &format!("WATCH {}", table.id),
            &[&joined, &format!("STATE {} 6 OOX.X.X.. - * *", table.id), &format!("END {} 6 X line", table.id)],
        )
        .await;
        ann.quits(door).await;
        table.tells("LEFT X", &mut [&mut bo, &mut wim, &mut late]).await;
        bo.say("QUIT").await;
        table.tells("LEFT O", &mut [&mut wim, &mut late]).await;
        for watcher in [&mut wim, &mut late] {
            watcher.hears(&[&format!("LEFT {} watcher", table.id)]).await;
            watcher.is_refused(&format!("WATCH {}", table.id), Error::NoSuchGame).await;
            watcher.is_refused("STATE", Error::WhichGame).await;
        }
    }
}

#[tokio::test]
async fn everybody_is_told_how_many_watch() {
    for door in DOORS {
        let server = TestServer::start();
        let [mut ann, mut bo] = two(&server, door, ["Ann", "Bo"]).await;
        let table = Table::begin(&mut ann, &mut bo, "none").await;
        let mut watchers = two(&server, door, ["Wim", "Wam"]).await;
        for watcher in &mut watchers {
            watcher.done(&format!("WATCH {}", table.id)).await;
        }
        let counts = |count: usize| format!("WATCHERS {} {count}", table.id);
        let [first, mut second] = watchers;
        for session in [&mut ann, &mut bo, &mut second] {
            let [] = session.until(&counts(2)).await;
        }
        drop(first);
        for session in [&mut ann, &mut bo, &mut second] {
            let [] = session.until(&counts(1)).await;
        }
        second.does(&format!("LEAVE {}", table.id), &[&format!("LEFT {} watcher", table.id)]).await;
        for session in [&mut ann, &mut bo] {
            let [] = session.until(&counts(0)).await;
        }
        ann.does("MOVE 4", &["MOVED * 1 X 4 - -"]).await;
        second.has_heard_all().await;
        second.is_refused(&format!("LEAVE {}", table.id), Error::NoSuchGame).await;
    }
}

#[tokio::test]
async fn there_may_be_so_many_watchers_and_so_many_games_to_watch() {
    for door in DOORS {
        let server = TestServer::with(|config| {
            config.tables.max_watchers = 2;
            config.tables.max_watched = 1;
        });
        let ([_ann, _bo], table) = players(&server, door).await;
        let [mut cy, mut di] = two(&server, door, ["Cy", "Di"]).await;
        let other = Table::begin(&mut cy, &mut di, "none").await;
        let watch = format!("WATCH {}", table.id);
        let [first, second] = two(&server, door, ["Wim", "Wam"]).await;
        let [mut first, mut second] = [first, second].map(|session| session.deaf_to(&["WATCHERS"]));
        first.done(&watch).await;
        // Watching it twice is watching it once.
        let again = first.done(&watch).await;
        assert!(again[0].starts_with("JOINED ") && again[1].starts_with("STATE "), "{again:?}");
        first.is_refused(&format!("WATCH {}", other.id), Error::TooMany).await;
        second.done(&watch).await;
        let mut third = Session::open(&server, door.other(), "Third").await;
        third.is_refused(&watch, Error::TooMany).await;
        first.does("LEAVE", &[&format!("LEFT {} watcher", table.id)]).await;
        first.done(&format!("WATCH {}", other.id)).await;
        eventually(&mut third, &watch, "OK").await;
        third.is_refused("WATCH 22222222", Error::NoSuchGame).await;
        third.is_refused("WATCH here", Error::NoSuchGame).await;
        third.is_refused("WATCH", Error::BadArgument).await;
    }
}

#[tokio::test]
async fn a_game_of_two_guests_can_be_watched_and_they_hear_nothing_of_it() {
    for door in DOORS {
        let server = TestServer::start();
        let way = door.classic(&server);
        let (mut x, mut o) = crate::tttp::pair(&way, &way).await;
        let mut wim = Session::open(&server, door, "Wim").await.deaf_to(&["WATCHERS"]);
        let game = guests_game(&mut wim).await;
        let joined = format!("JOINED {game} watcher * guest * guest none public -");
        wim.does(&format!("WATCH {game}"), &[&joined, &format!("STATE {game} 0 ......... X - -")]).await;
        crate::tttp::play(&mut x, &mut o, &WIN).await;
        x.hears(&["VICTORY"]).await;
        o.hears(&["DEFEAT"]).await;
        for (index, cell) in WIN.iter().enumerate() {
            wim.hears(&[&format!("MOVED {game} {} {} {cell} - -", index + 1, ["X", "O"][index % 2])]).await;
        }
        wim.hears(&[&format!("END {game} 6 X line")]).await;
        o.say("REMATCH").await;
        wim.hears(&[&format!("REMATCH {game} O")]).await;
        x.say("REMATCH").await;
        x.hears(&["MESSAGE Your move"]).await;
        wim.hears(&[&format!("REMATCH {game} X")]).await;
        let [next] = wim.hear(&format!("NEXT {game} *")).await;
        wim.hears(&[&format!("JOINED {next} watcher * guest * guest none public -"), "STATE * 0 ......... X - -"])
            .await;
        x.say("MOVE 4").await;
        x.hears(&["VALID_MOVE 4"]).await;
        wim.hears(&[&format!("MOVED {next} 1 X 4 - -")]).await;
        o.say("QUIT").await;
        x.hears(&["OTHER_PLAYER_LEFT"]).await;
        wim.hears(&[&format!("END {next} 2 - abandoned"), &format!("LEFT {next} O")]).await;
        drop(x);
        wim.hears(&[&format!("LEFT {next} X"), &format!("LEFT {next} watcher")]).await;
    }
}

/// How many watch a fast game.
const CROWD: usize = 12;

/// Plays game after game by rematch on any free cells, as fast as it goes, until all watch; then both leave.
async fn play_fast(ann: &mut Session, bo: &mut Session, mut id: String, watching: &Cell<usize>, mut rng: StdRng) {
    let mut game = 0;
    while game < 8 || watching.get() < CROWD {
        let mut free: Vec<u8> = (0..9).collect();
        let mut turn = game % 2 == 0;
        loop {
            let (mover, other) = if turn { (&mut *ann, &mut *bo) } else { (&mut *bo, &mut *ann) };
            let cell = free.swap_remove(rng.random_range(0..free.len()));
            // The tag comes after MOVED, and END if there is one.
            let lines = mover.done(&format!("MOVE {id} {cell}")).await;
            let [] = other.until(&lines[0]).await;
            if let [_, end] = &lines[..] {
                let [] = other.until(end).await;
                break;
            }
            turn = !turn;
        }
        ann.say(&format!("REMATCH {id}")).await;
        let [] = bo.until(&format!("REMATCH {id} {}", ["X", "O"][game % 2])).await;
        bo.say(&format!("REMATCH {id}")).await;
        let [next] = bo.until(&format!("NEXT {id} *")).await;
        for session in [&mut *ann, &mut *bo] {
            let [] = session.until(&format!("STATE {next} 0 ......... X 60000 60000")).await;
        }
        id = next;
        game += 1;
    }
    ann.say("LEAVE").await;
    bo.say("LEAVE").await;
    let [] = bo.until(&format!("LEFT {id} {}", ["O", "X"][game % 2])).await;
}

#[tokio::test]
async fn whoever_comes_at_whatever_moment_sees_the_same_game_without_gaps() {
    for door in DOORS {
        let server = TestServer::with(unlimited);
        let server = &server;
        let ([mut ann, mut bo], table) = players(server, door).await;
        let rng = StdRng::seed_from_u64(SEED);
        let watching = &Cell::new(0);
        let watchers = (0..CROWD).map(|number| {
            let mut rng = StdRng::seed_from_u64(SEED + number as u64);
            async move {
                let door = if number % 2 == 0 { door } else { door.other() };
                let mut session = Session::open(server, door, &format!("Wim_{number}")).await;
                let (mut ledger, mut reader) = (Ledger::default(), Reader::new(false));
                // Some later than others, by what they ask before.
                for _ in 0..rng.random_range(0..40) {
                    session.done("PONG 0").await;
                }
                loop {
                    let lines = session.done("LIST games").await;
                    let games = lines.iter().filter(|line| line.starts_with("GAME "));
                    let game = games.map(|line| line.split(' ').nth(1).unwrap().to_owned()).next();
                    // Between two games there may be none.
                    let Some(game) = game else { continue };
                    session.say(&format!("#w WATCH {game}")).await;
                    let mut heard = 0;
                    loop {
                        let line = session.next().await.unwrap();
                        if line.starts_with("#w ERROR ") {
                            break;
                        }
                        if line.starts_with('#') {
                            continue;
                        }
                        reader.hears(&line, &mut ledger);
                        heard += 1;
                        if line.starts_with("STATE ") && ledger.0.len() == 1 {
                            watching.set(watching.get() + 1);
                        }
                        if line.starts_with("LEFT ") && line.ends_with(" watcher") {
                            println!("{number}: {heard} lines of {} games", ledger.0.len());
                            return ledger;
                        }
                    }
                }
            }
        });
        let playing = play_fast(&mut ann, &mut bo, table.id, watching, rng);
        let (ledgers, ()) = join(join_all(watchers), playing).await;
        let mut all = Ledger::default();
        for ledger in ledgers {
            all.is_as(ledger);
        }
        assert!(all.0.len() > 1);
        all.is_whole();
    }
}
