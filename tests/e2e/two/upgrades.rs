//! `HELLO` on a connection of TTTP/1.

use tttp::Error;
use tttparty_tests::client::{Client, Way};

use super::*;

/// All doors of TTTP/1.
fn ways(server: &TestServer) -> [(Way, Door); 3] {
    crate::tttp::ways(server).map(|(name, way)| (way, if name == "tcp" { Door::Tcp } else { Door::Ws }))
}

async fn waits(way: &Way) -> Client {
    let mut client = Client::connect(way).await;
    client.hears(&["WELCOME X", "MESSAGE Waiting for opponent to connect"]).await;
    client
}

#[tokio::test]
async fn who_waits_goes_on_waiting_and_plays_with_a_clock() {
    let server = TestServer::start();
    for (way, door) in ways(&server) {
        let mut ann = Session::over(waits(&way).await);
        ann.say("#1 HELLO TTTP/2 name=Ann caps=chat").await;
        ann.hears(&["HELLO TTTP/2 * name=Ann kind=person caps=chat chat=on", "QUEUED", "#1 OK"]).await;
        let mut bo = Session::open(&server, door, "Bo").await;
        bo.say("PLAY").await;
        let [game, _] = bo.sits_down("O Ann person Bo person 120+2 public").await;
        ann.sits_down("X Ann person Bo person 120+2 public").await;
        ann.does("MOVE 4", &[&format!("MOVED {game} 1 X 4 120000 120000")]).await;
        bo.hears(&["MOVED * 1 X 4 120000 120000"]).await;
        ann.quits(door).await;
        bo.hears(&["END * 2 O resign", "LEFT * X"]).await;
        bo.quits(door).await;
    }
}

#[tokio::test]
async fn who_waits_may_cancel_after_it() {
    let server = TestServer::start();
    for (way, door) in ways(&server) {
        let mut ann = Session::over(waits(&way).await);
        ann.say("HELLO TTTP/2 name=Ann").await;
        ann.is_welcomed().await;
        ann.hears(&["QUEUED"]).await;
        ann.does("CANCEL", &["UNQUEUED"]).await;
        let _next = waits(&way).await;
        ann.has_heard_all().await;
        ann.say("PLAY").await;
        ann.hears(&["JOINED * O * guest Ann person none public *", "STATE * 0 ......... X - -"]).await;
        ann.quits(door).await;
    }
}

#[tokio::test]
async fn in_a_game_with_a_guest_who_follows_later() {
    let server = TestServer::start();
    for (way, door) in ways(&server) {
        let (mut x, mut o) = crate::tttp::pair(&way, &way).await;
        crate::tttp::play(&mut x, &mut o, &[4, 0]).await;
        let mut ann = Session::over(x);
        ann.say("#1 HELLO TTTP/2 name=Ann").await;
        ann.is_welcomed().await;
        let [game, name, ticket] = ann.hear("JOINED * X Ann person * guest none public *").await;
        assert!(name.starts_with("Guest_") && ticket.len() == 32 && ticket != "0".repeat(32), "{name} {ticket}");
        ann.hears(&[&format!("STATE {game} 2 O...X.... X - -"), "#1 OK"]).await;
        // The guest knows nothing of it, and plays on.
        ann.does("MOVE 2", &[&format!("MOVED {game} 3 X 2 - -")]).await;
        o.hears(&["OPPONENT_MOVED 2"]).await;
        o.say("MOVE 1").await;
        o.hears(&["VALID_MOVE 1"]).await;
        ann.hears(&[&format!("MOVED {game} 4 O 1 - -")]).await;
        // Until it follows: then there is a clock.
        let mut bo = Session::over(o);
        bo.say("HELLO TTTP/2 name=Bo bot").await;
        bo.is_welcomed().await;
        bo.hears(&[
            &format!("JOINED {game} O Ann person Bo bot 120+2 public *"),
            &format!("STATE {game} 4 OOX.X.... X * *"),
        ])
        .await;
        ann.hears(&[
            &format!("JOINED {game} X Ann person Bo bot 120+2 public {ticket}"),
            &format!("STATE {game} 4 OOX.X.... X * *"),
        ])
        .await;
        ann.does("MOVE 6", &[&format!("MOVED {game} 5 X 6 * 120000"), &format!("END {game} 6 X line")]).await;
        bo.hears(&[&format!("MOVED {game} 5 X 6 * 120000"), &format!("END {game} 6 X line")]).await;
        ann.quits(door).await;
        bo.hears(&[&format!("LEFT {game} X")]).await;
        bo.quits(door).await;
    }
}

#[tokio::test]
async fn in_a_game_with_a_session_and_watchers_who_hear_the_new_name() {
    let server = TestServer::start();
    for (way, door) in ways(&server) {
        let guest = waits(&way).await;
        let mut ann = Session::open(&server, door, "Ann").await.deaf_to(&["WATCHERS"]);
        ann.say("PLAY").await;
        let [game, _, _] = ann.hear("JOINED * O * guest Ann person none public *").await;
        ann.hears(&["STATE * 0 ......... X - -"]).await;
        let mut wim = Session::open(&server, door.other(), "Wim").await.deaf_to(&["WATCHERS"]);
        wim.done(&format!("WATCH {game}")).await;
        let mut guest = guest;
        guest.hears(&["MESSAGE Your move"]).await;
        let mut gus = Session::over(guest).deaf_to(&["WATCHERS"]);
        gus.say("#7 HELLO TTTP/2 name=Gus").await;
        gus.is_welcomed().await;
        gus.hears(&[
            &format!("JOINED {game} X Gus person Ann person 120+2 public *"),
            "STATE * 0 ......... X 120000 120000",
        ])
        .await;
        gus.hears(&["#7 OK"]).await;
        for (session, seat) in [(&mut ann, "O"), (&mut wim, "watcher")] {
            session.hears(&[&format!("JOINED {game} {seat} Gus person Ann person 120+2 public *")]).await;
            session.hears(&[&format!("STATE {game} 0 ......... X 120000 120000")]).await;
        }
        let mut table = Table::new(game, [String::new(), String::new()]);
        table.play(&mut gus, &mut ann, &WIN).await;
        table.ends("X line", &mut [&mut gus, &mut ann]).await;
        // From now on it is a rematch of two sessions.
        gus.say("REMATCH").await;
        ann.say("REMATCH").await;
        let [_, _] = gus.until("JOINED * O Ann person Gus person 120+2 public *").await;
        for (session, door) in [(gus, door), (ann, door), (wim, door.other())] {
            session.quits(door).await;
        }
    }
}

#[tokio::test]
async fn after_the_end_it_is_told_how_that_was() {
    let server = TestServer::start();
    for (way, door) in ways(&server) {
        let (mut x, mut o) = crate::tttp::pair(&way, &way).await;
        crate::tttp::play(&mut x, &mut o, &WIN).await;
        x.hears(&["VICTORY"]).await;
        o.hears(&["DEFEAT"]).await;
        let mut ann = Session::over(x);
        ann.say("HELLO TTTP/2 name=Ann").await;
        ann.is_welcomed().await;
        let [game, _, _] = ann.hear("JOINED * X Ann person * guest none public *").await;
        ann.hears(&[&format!("STATE {game} 6 OOX.X.X.. - - -"), &format!("END {game} 6 X line")]).await;
        ann.is_refused("MOVE 8", Error::GameOver).await;
        ann.does("REMATCH", &[&format!("REMATCH {game} X")]).await;
        o.say("REMATCH").await;
        ann.hears(&[&format!("REMATCH {game} O"), &format!("NEXT {game} *")]).await;
        ann.quits(door).await;
        o.hears(&["OTHER_PLAYER_LEFT"]).await;
    }
}

#[tokio::test]
async fn a_hello_that_is_refused_leaves_tttp_1_as_it_was() {
    let server = TestServer::start();
    for (way, _) in ways(&server) {
        let taken = Session::open(&server, Door::Tcp, "Ann").await;
        let (mut x, mut o) = crate::tttp::pair(&way, &way).await;
        for (hello, error) in [
            ("HELLO TTTP/9", Error::UnknownVersion),
            ("HELLO TTTP/2 name=Ann", Error::NameTaken),
            ("HELLO TTTP/2 name=!", Error::NameShape),
            ("HELLO TTTP/2 name=Server", Error::NameRefused),
        ] {
            x.say(hello).await;
            if error != Error::UnknownVersion {
                assert!(x.next().await.unwrap().starts_with("PROPOSED "));
            }
            let told = x.next().await.unwrap();
            assert_eq!(told, format!("ERROR {} {} {}", error.number(), error.name(), error.text()), "{hello}");
        }
        crate::tttp::play(&mut x, &mut o, &WIN).await;
        x.hears(&["VICTORY"]).await;
        o.hears(&["DEFEAT"]).await;
        drop(taken);
        let gone = |status: &serde_json::Value| status["players"]["online"] == 2;
        tttparty_tests::http::status_says(server.main(), "she has left", gone).await;
    }
}
