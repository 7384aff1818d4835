//! `PLAY`: the next who comes, whatever they speak.

use serde_json::json;
use tttparty_tests::{client::Client, http};

use super::*;
use crate::tttp::closes;

/// Sits two down who have both said `PLAY`, the first waiting.
async fn pair(server: &TestServer, door: Door) -> ([Session; 2], Table) {
    let [mut x, mut o] = two(server, door, ["Ann", "Bo"]).await;
    x.does("PLAY", &["QUEUED"]).await;
    o.say("#1 PLAY").await;
    let [id, o_ticket] = o.sits_down("O Ann person Bo person 120+2 public").await;
    o.hears(&["#1 OK"]).await;
    let [same, x_ticket] = x.sits_down("X Ann person Bo person 120+2 public").await;
    assert_eq!(id, same);
    assert_ne!(x_ticket, o_ticket);
    ([x, o], Table::new(id, [x_ticket, o_ticket]))
}

#[tokio::test]
async fn two_who_want_to_play_do_to_a_win_and_to_a_tie() {
    for door in DOORS {
        for (cells, how) in [(&WIN[..], "X line"), (&TIE[..], "- tie")] {
            let server = TestServer::start();
            let ([mut x, mut o], mut table) = pair(&server, door).await;
            table.play(&mut x, &mut o, cells).await;
            table.ends(how, &mut [&mut x, &mut o]).await;
            x.is_refused(&format!("MOVE {} 8", table.id), tttp::Error::GameOver).await;
            x.quits(door).await;
            table.tells("LEFT X", &mut [&mut o]).await;
            o.quits(door.other()).await;
            let over = |status: &serde_json::Value| status["games"] == json!({ "live": 0, "finished": 1 });
            http::status_says(server.main(), "the game is over and counted", over).await;
        }
    }
}

#[tokio::test]
async fn nobody_is_in_the_queue_before_they_ask() {
    for door in DOORS {
        let server = TestServer::start();
        let _knocks = Session::knock(&server, door).await;
        let mut idle = Session::open(&server, door, "Idle").await;
        lists(&mut idle, "LIST", &["LOBBY 1 0 0 0", "PERSON Idle person idle", "LISTED lobby"]).await;
        let mut guest = Client::connect(&door.classic(&server)).await;
        guest.hears(&["WELCOME X", "MESSAGE Waiting for opponent to connect"]).await;
        idle.has_heard_all().await;
    }
}

#[tokio::test]
async fn a_session_plays_a_guest_who_waited_and_the_guest_hears_what_it_always_did() {
    for (door, guest_door) in
        [(Door::Ws, Door::Ws), (Door::Ws, Door::Tcp), (Door::Tcp, Door::Ws), (Door::Tcp, Door::Tcp)]
    {
        let server = TestServer::start();
        let way = guest_door.classic(&server);
        let mut guest = Client::connect(&way).await;
        guest.hears(&["WELCOME X", "MESSAGE Waiting for opponent to connect"]).await;
        let mut ann = Session::open(&server, door, "Ann").await;
        ann.say("#1 PLAY").await;
        let [game, name, _] = ann.hear("JOINED * O * guest Ann person none public *").await;
        assert!(name.starts_with("Guest_"), "{name}");
        ann.hears(&[&format!("STATE {game} 0 ......... X - -"), "#1 OK"]).await;
        guest.hears(&["MESSAGE Your move"]).await;
        ann.is_refused("MOVE 0", tttp::Error::NotYourTurn).await;
        for (turn, cell) in WIN.iter().enumerate() {
            if turn % 2 == 0 {
                guest.say(&format!("MOVE {cell}")).await;
                guest.hears(&[&format!("VALID_MOVE {cell}")]).await;
                ann.hears(&[&format!("MOVED {game} {} X {cell} - -", turn + 1)]).await;
            } else {
                ann.does(&format!("MOVE {cell}"), &[&format!("MOVED {game} {} O {cell} - -", turn + 1)]).await;
                guest.hears(&[&format!("OPPONENT_MOVED {cell}")]).await;
            }
        }
        guest.hears(&["VICTORY"]).await;
        ann.hears(&[&format!("END {game} 6 X line")]).await;
        guest.say("MOVE 8").await;
        guest.hears(&["MESSAGE The game is over: connect again for another"]).await;
        guest.say("QUIT").await;
        closes(guest, &way).await;
        ann.hears(&[&format!("LEFT {game} X")]).await;
    }
}

#[tokio::test]
async fn a_guest_plays_a_session_that_waited() {
    for (door, guest_door) in
        [(Door::Ws, Door::Ws), (Door::Ws, Door::Tcp), (Door::Tcp, Door::Ws), (Door::Tcp, Door::Tcp)]
    {
        let server = TestServer::start();
        let way = guest_door.classic(&server);
        let mut ann = Session::open(&server, door, "Ann").await;
        ann.does("PLAY", &["QUEUED"]).await;
        let mut guest = Client::connect(&way).await;
        guest.hears(&["WELCOME O", "MESSAGE Your opponent will move first"]).await;
        let [game, name, _] = ann.hear("JOINED * X Ann person * guest none public *").await;
        assert!(name.starts_with("Guest_"), "{name}");
        ann.hears(&[&format!("STATE {game} 0 ......... X - -")]).await;
        guest.say("MOVE 0").await;
        guest.hears(&["MESSAGE Not your turn"]).await;
        for (turn, cell) in TIE.iter().enumerate() {
            if turn % 2 == 0 {
                ann.does(&format!("MOVE {game} {cell}"), &[&format!("MOVED {game} {} X {cell} - -", turn + 1)]).await;
                guest.hears(&[&format!("OPPONENT_MOVED {cell}")]).await;
            } else {
                guest.say(&format!("MOVE {cell}")).await;
                guest.hears(&[&format!("VALID_MOVE {cell}")]).await;
                ann.hears(&[&format!("MOVED {game} {} O {cell} - -", turn + 1)]).await;
            }
            if turn == 7 {
                break;
            }
        }
        ann.does("MOVE 8", &[&format!("MOVED {game} 9 X 8 - -"), &format!("END {game} 10 - tie")]).await;
        guest.hears(&["OPPONENT_MOVED 8", "TIE"]).await;
        // Who leaves a finished game does so in silence.
        ann.quits(door).await;
        guest.say("QUIT").await;
        closes(guest, &way).await;
    }
}

#[tokio::test]
async fn a_guest_who_leaves_a_game_that_is_on_has_lost_it() {
    for door in DOORS {
        for vanishes in [false, true] {
            let server = TestServer::start();
            let way = door.other().classic(&server);
            let mut ann = Session::open(&server, door, "Ann").await;
            ann.does("PLAY", &["QUEUED"]).await;
            let mut guest = Client::connect(&way).await;
            guest.hears(&["WELCOME O", "MESSAGE Your opponent will move first"]).await;
            let [game, _, _] = ann.hear("JOINED * X Ann person * guest none public *").await;
            ann.hears(&["STATE * 0 ......... X - -"]).await;
            if vanishes {
                drop(guest);
            } else {
                guest.say("QUIT").await;
                closes(guest, &way).await;
            }
            ann.hears(&[&format!("END {game} 1 X abandoned"), &format!("LEFT {game} O")]).await;
            ann.is_refused("REMATCH", tttp::Error::OpponentGone).await;
        }
    }
}

#[tokio::test]
async fn a_guest_hears_that_the_session_has_left_or_resigned() {
    for door in DOORS {
        for (said, told) in [("RESIGN", "VICTORY"), ("LEAVE", "OTHER_PLAYER_LEFT"), ("QUIT", "OTHER_PLAYER_LEFT")] {
            let server = TestServer::start();
            let mut guest = Client::connect(&door.classic(&server)).await;
            guest.hears(&["WELCOME X", "MESSAGE Waiting for opponent to connect"]).await;
            let mut ann = Session::open(&server, door, "Ann").await;
            ann.say("PLAY").await;
            guest.hears(&["MESSAGE Your move"]).await;
            let [_] = ann.until("STATE * 0 ......... X - -").await;
            ann.say(said).await;
            guest.hears(&[told]).await;
        }
    }
}

#[tokio::test]
async fn who_cancels_is_not_paired_and_may_come_again() {
    for door in DOORS {
        let server = TestServer::start();
        let [mut ann, mut bo] = two(&server, door, ["Ann", "Bo"]).await;
        ann.does("PLAY", &["QUEUED"]).await;
        ann.does("PLAY", &["QUEUED"]).await;
        lists(
            &mut bo,
            "LIST people",
            &["LOBBY 2 0 0 1", "PERSON Ann person waiting", "PERSON Bo person idle", "LISTED people"],
        )
        .await;
        ann.does("CANCEL", &["UNQUEUED"]).await;
        ann.does("CANCEL", &[]).await;
        bo.does("PLAY", &["QUEUED"]).await;
        ann.has_heard_all().await;
        // Who comes back is the second now.
        ann.say("PLAY").await;
        ann.sits_down("O Bo person Ann person 120+2 public").await;
        bo.sits_down("X Bo person Ann person 120+2 public").await;
    }
}

#[tokio::test]
async fn who_vanishes_while_waiting_is_not_paired() {
    for door in DOORS {
        let server = TestServer::start();
        let mut ghost = Session::open(&server, door, "Ghost").await;
        ghost.does("PLAY", &["QUEUED"]).await;
        drop(ghost);
        let nobody = |status: &serde_json::Value| status["players"] == json!({ "online": 0, "waiting": 0 });
        http::status_says(server.main(), "nobody waits", nobody).await;
        let ([mut x, mut o], mut table) = pair(&server, door).await;
        table.play(&mut x, &mut o, &[4]).await;
    }
}

#[tokio::test]
async fn who_waits_alone_is_offered_house_bots_once_a_wait() {
    let server = TestServer::with(|config| config.tables.offer_ms = 20);
    for door in DOORS {
        let mut ann = Session::open(&server, door, "Ann").await;
        for _ in 0..3 {
            ann.does("PLAY", &["QUEUED"]).await;
            ann.hears(&["OFFER 1 2 3 4"]).await;
            ann.does("CANCEL", &["UNQUEUED"]).await;
        }
        // An offer of an earlier wait is not made to a later one, and none to who does not wait.
        for _ in 0..10 {
            ann.done("PLAY").await;
            ann.done("CANCEL").await;
        }
        ann.does("PLAY", &["QUEUED"]).await;
        ann.hears(&["OFFER 1 2 3 4"]).await;
        ann.does("CANCEL", &["UNQUEUED"]).await;
        ann.quits(door).await;
    }
}

#[tokio::test]
async fn who_asks_in_two_ways_for_the_same_opponent_gets_one_game_and_two_answers() {
    for door in DOORS {
        let server = TestServer::with(|config| config.no_limits = true);
        let [mut ann, mut bo] = two(&server, door, ["Ann", "Bo"]).await;
        let mut judge = Session::open(&server, door, "Judge").await;
        for round in 0..200 {
            let code = ann
                .done("HOST")
                .await
                .iter()
                .find_map(|line| line.strip_prefix("HOSTED ")?.get(..5).map(str::to_owned));
            ann.done("CHALLENGE Bo").await;
            ann.done("PLAY").await;
            let [] = bo.until("CHALLENGE Ann person none").await;
            let other = if round % 2 == 0 { format!("JOIN {}", code.unwrap()) } else { "ACCEPT Ann".into() };
            // Which of them is first is chance.
            let [first, second] = if round % 4 < 2 { ["PLAY", &other] } else { [&other, "PLAY"] };
            bo.say(&format!("#a {first}\n#b {second}")).await;
            let mut answers = Vec::new();
            let mut games = 0;
            while answers.len() < 2 {
                let line = bo.next().await.unwrap();
                games += usize::from(line.starts_with("JOINED "));
                answers.extend(line.strip_prefix('#').map(|answer| answer[..1].to_owned()));
            }
            answers.sort();
            assert_eq!((answers, games), (vec!["a".to_owned(), "b".to_owned()], 1), "round {round}");
            eventually(&mut judge, "LIST", "LOBBY 3 1 0 0").await;
            bo.done("LEAVE").await;
            let [_] = ann.until("LEFT * O").await;
            for session in [&mut ann, &mut bo] {
                session.done("CANCEL").await;
                session.ask("LEAVE").await;
            }
        }
    }
}
