//! When a session is over: nobody carries it any more, or its client hangs up.

use std::time::{Duration, Instant};

use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tttparty_tests::{
    carried::{Carried, Carry, Event, Kind, Link},
    client::End,
    http,
    session::{Door, Session},
};

use super::*;
use crate::two::Table;

/// How long a session lasts that nobody carries, where that is to be seen.
const SILENCE: Duration = Duration::from_millis(2500);

fn impatient() -> TestServer {
    TestServer::with(|config| {
        (config.ping_ms, config.silence_ms) = (500, u64::try_from(SILENCE.as_millis()).unwrap());
        config.no_limits = true;
    })
}

/// A server on which no time runs out.
fn patient() -> TestServer {
    TestServer::with(|config| (config.ping_ms, config.silence_ms, config.no_limits) = (300_000, 600_000, true))
}

/// A game between one that is carried by polls, with its token, and one on a WebSocket.
async fn game(server: &TestServer) -> (Bare, Session, Table) {
    let carried = Carried::open(Home::tttp(server), Carry::Always(Kind::Short), "").await;
    let ann = Bare { home: Home::tttp(server), token: carried.token().to_owned() };
    let mut session = Session::over(carried.into());
    session.hears(&[GREETING]).await;
    session.hello("Ann").await;
    let mut bo = Session::open(server, Door::Ws, "Bo").await;
    let table = Table::begin(&mut session, &mut bo, "none").await;
    (ann, bo, table)
}

#[tokio::test]
async fn whom_nobody_carries_for_so_long_is_gone() {
    let server = impatient();
    let (ann, mut bo, mut table) = game(&server).await;
    table.tells("GONE X *", &mut [&mut bo]).await;
    let _other = Session::open(&server, Door::Tcp, "Ann").await;
    // Its end can be read for some time.
    let answer = ann.get("").await;
    if answer.head.status == 200 {
        assert_eq!(answer.json()["end"]["code"], 4001, "{answer:?}");
        assert_eq!(ann.heard("", "PONG 0").await.0, 404);
    }
    ann.is_forgotten().await;
    assert_eq!(ann.hang_up().await, 404);
    assert_eq!(ann.heard("", "PONG 0").await.0, 404);
}

#[tokio::test]
async fn its_end_comes_with_its_last_words() {
    let server = patient();
    let ann = Bare::hello(&server, "Ann").await;
    assert_eq!(ann.heard("", "#q QUIT").await.0, 204);
    while ann.heard("", "PONG 0").await.0 != 404 {}
    let answer = ann.get("seq=2").await;
    assert_eq!(answer.json()["end"]["code"], 1000, "{answer:?}");
    assert_eq!(texts(&answer)[0], "#q OK");
}

#[tokio::test]
async fn who_polls_now_and_then_is_not() {
    let server = impatient();
    let ann = Bare::hello(&server, "Ann").await;
    let mut last = Instant::now();
    for _ in 0..8 {
        tokio::time::sleep(SILENCE / 5).await;
        let asked = Instant::now();
        let answer = ann.get("seq=2").await;
        let is_on = answer.head.status == 200 && answer.json()["end"].is_null();
        // A machine that is busy with something else may have been too slow.
        assert!(is_on || last.elapsed() >= SILENCE, "gone though it polls: {answer:?}");
        if !is_on {
            return;
        }
        last = asked;
    }
}

#[tokio::test]
async fn who_only_speaks_is_here_as_well() {
    let server = impatient();
    let ann = Bare::hello(&server, "Ann").await;
    let mut last = Instant::now();
    for number in 2..10 {
        tokio::time::sleep(SILENCE / 5).await;
        let asked = Instant::now();
        let heard = ann.heard("", "PONG 0").await;
        if heard != (204, Some(number)) {
            assert!(heard.0 == 404 && last.elapsed() >= SILENCE, "gone though it speaks: {heard:?}");
            return;
        }
        last = asked;
    }
}

#[tokio::test]
async fn who_deletes_it_has_hung_up_at_once() {
    let server = patient();
    let (ann, mut bo, mut table) = game(&server).await;
    assert_eq!(ann.heard("", "#m MOVE 4").await.0, 204);
    assert_eq!(ann.hang_up().await, 204);
    let moved = table.moved("X", 4);
    // What it said before counts.
    bo.hears(&[&moved]).await;
    table.tells("GONE X *", &mut [&mut bo]).await;
    let _other = Session::open(&server, Door::Tcp, "Ann").await;
    let end = loop {
        let answer = ann.get("wait=20").await.json();
        if !answer["end"].is_null() {
            break answer["end"]["code"].clone();
        }
    };
    assert_eq!(end, 4001);
    assert_eq!(ann.heard("", "PONG 0").await.0, 404);
}

/// A WebSocket that carries the session, on from where the last one was.
async fn by_ws(ann: &Bare) -> Link {
    let mut link = Link::ws(&ann.home, &format!("session={}", ann.token)).await.unwrap();
    is_attached(&mut link).await;
    link
}

#[tokio::test]
async fn by_the_codes_1000_and_1001_a_websocket_hangs_up() {
    for code in [CloseCode::Normal, CloseCode::Away] {
        let server = patient();
        let (ann, mut bo, mut table) = game(&server).await;
        let mut link = by_ws(&ann).await;
        assert!(link.hang_up(code).await);
        assert!(matches!(link.next().await, Event::End(_) | Event::Cut));
        table.tells("GONE X *", &mut [&mut bo]).await;
    }
}

#[tokio::test]
async fn by_any_other_end_the_session_goes_on() {
    let server = patient();
    let (ann, mut bo, _table) = game(&server).await;
    for code in [CloseCode::Library(4002), CloseCode::Error, CloseCode::Status] {
        let mut link = by_ws(&ann).await;
        link.hang_up(code).await;
        while !matches!(link.next().await, Event::End(_) | Event::Cut | Event::Moved) {}
    }
    by_ws(&ann).await.reset();
    drop(by_ws(&ann).await);
    for kind in [Kind::Sse, Kind::Tcp, Kind::Long] {
        for is_reset in [true, false] {
            let link = Link::attach(&ann.home, kind, &ann.token, 4).await.unwrap();
            if is_reset {
                link.reset();
            }
        }
    }
    // A request that was given up may come later than this one, and take over.
    let answer = loop {
        let answer = ann.get("").await;
        match answer.head.status {
            409 => {}
            _ => break answer,
        }
    };
    assert_eq!(answer.json()["end"], Value::Null);
    assert_eq!(ann.heard("", "#z PONG 0").await.0, 204);
    bo.has_heard_all().await;
}

#[tokio::test]
async fn a_websocket_that_was_superseded_hangs_nothing_up() {
    let server = patient();
    let (ann, mut bo, _table) = game(&server).await;
    let mut old = by_ws(&ann).await;
    let mut new = by_ws(&ann).await;
    old.hang_up(CloseCode::Normal).await;
    while !matches!(old.next().await, Event::End(_) | Event::Cut | Event::Moved) {}
    assert_eq!(ann.heard("", "#z PONG 0").await.0, 204);
    assert!(matches!(new.next().await, Event::Said(..)), "it carries the session");
    bo.has_heard_all().await;
}

#[tokio::test]
async fn sessions_that_nobody_ever_carries_leave_nothing() {
    let server = impatient();
    let mut wire = wire::Wire::connect(server.main()).await.unwrap();
    let mut tokens = Vec::new();
    for _ in 0..2000 {
        wire.ask("POST /tttp/session", &[], b"").await.unwrap();
        let answer = wire.answer().await.unwrap();
        assert_eq!(answer.head.status, 201, "{answer:?}");
        tokens.push(answer.body.trim_end().to_owned());
    }
    http::status_says(server.main(), "all are gone", |status| status["players"]["online"] == 0).await;
    for token in [&tokens[0], &tokens[1999]] {
        Bare { home: Home::tttp(&server), token: token.clone() }.is_forgotten().await;
    }
}

#[tokio::test]
async fn quit_is_told_by_every_transport() {
    let server = patient();
    for kind in tttparty_tests::carried::KINDS {
        let door = Door::Carried(Carry::Always(kind));
        let mut ann = Session::open(&server, door, "Ann").await;
        ann.say("#q QUIT").await;
        assert_eq!(ann.last_words().await, ("#q OK".into(), End::Closed(1000)), "{kind:?}");
    }
}
