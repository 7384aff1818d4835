//! First lines, and WebSockets that ask for a session: what they may say, and what they are told if they can't have it.

use tttparty_tests::{
    carried::{Carried, Carry, Event, Kind, Link},
    client::{Client, Said, Way},
    expect,
};

use super::*;

/// Lines to the door of TTTP/2, greeted.
async fn lines(server: &TestServer) -> Client {
    let mut client = Client::connect(&Way::Tcp(server.tttp2())).await;
    client.hears(&[GREETING]).await;
    client
}

#[tokio::test]
async fn a_first_line_that_is_wrong_may_be_mended() {
    let server = TestServer::start();
    let ann = Bare::hello(&server, "Ann").await;
    let mut client = lines(&server).await;
    for (wrong, told) in [
        (format!("ATTACH {}", "0".repeat(32)), "ERROR 237 "),
        (format!("ATTACH {} seq=3", ann.token), "ERROR 237 "),
        ("ATTACH 17".into(), "ERROR 237 "),
        ("ATTACH".into(), "ERROR "),
        ("OPEN pub".into(), "ERROR "),
        ("OPEN party !".into(), "ERROR "),
    ] {
        client.say(&wrong).await;
        let line = client.next().await.unwrap();
        assert!(line.starts_with(told), "{wrong}: {line}");
    }
    // What follows the right one at once is for the session, whose greeting and HELLO were acknowledged.
    client.send(format!("ATTACH {} seq=2\n#a PONG 0\n\n#b PONG 0\n", ann.token).as_bytes()).await;
    client.hears(&[&format!("SESSION {} seq=2 heard=1", ann.token), "#a OK", "#b OK"]).await;
    assert_eq!(ann.heard("first=4", "").await, (204, Some(3)), "a blank line has no number");
    client.say("#c ATTACH x").await;
    assert!(client.next().await.unwrap().starts_with("#c ERROR 2"), "it is the session's now");
    client.say("QUIT").await;
    client.ends().await;
}

#[tokio::test]
async fn who_only_guesses_is_sent_away() {
    let server = TestServer::start();
    let mut client = lines(&server).await;
    let mut told = Vec::new();
    for number in 0..20 {
        client.try_say(&format!("ATTACH {number:032x}")).await;
    }
    while let Ok(line) = client.next().await {
        told.push(line);
    }
    assert!(told.len() <= 11 && told.iter().take(9).all(|line| line.starts_with("ERROR 237 ")), "{told:?}");
}

#[tokio::test]
async fn any_other_first_line_is_a_session_of_its_own() {
    let server = TestServer::start();
    for first in ["HELLO TTTP/2 name=Ann", "#1 HELLO TTTP/2 name=Ann", "\nHELLO TTTP/2 name=Ann"] {
        let mut client = lines(&server).await;
        client.say(first).await;
        assert!(client.next().await.unwrap().starts_with("HELLO TTTP/2 "), "{first:?}");
        client.say("QUIT").await;
        while client.next().await.is_ok() {}
    }
}

#[tokio::test]
async fn a_websocket_is_closed_that_asks_for_what_is_not_there() {
    let server = TestServer::start();
    let ann = Bare::hello(&server, "Ann").await;
    let unknown = "0".repeat(32);
    for query in [
        "session=17".into(),
        "session=".into(),
        format!("session={unknown}"),
        format!("session={}&seq=3", ann.token),
        format!("session={}&seq={}", ann.token, u64::MAX),
    ] {
        let mut link = Link::ws(&ann.home, &query).await.unwrap();
        assert_eq!(expect("the end", link.next()).await, Event::Nothing(4001), "{query}");
    }
    assert_eq!(ann.heard("first=2", "#a PONG 0").await, (204, Some(2)), "the session is as it was");
}

#[tokio::test]
async fn what_was_never_handed_over_can_not_be_had_already() {
    let server = TestServer::start();
    let ann = Bare::open(&server).await;
    // There is a greeting, and nobody has taken it.
    for (query, status) in [("seq=1", 410), ("seq=2", 410), ("seq=0", 200), ("seq=1", 200)] {
        assert_eq!(ann.get(query).await.head.status, status, "{query}");
    }
}

#[tokio::test]
async fn what_was_said_by_one_transport_and_not_heard_is_said_by_the_next() {
    let server = TestServer::start();
    for (one, other) in
        [(Kind::Ws, Kind::Sse), (Kind::Tcp, Kind::Long), (Kind::Short, Kind::Ws), (Kind::Sse, Kind::Tcp)]
    {
        let mut ann = Carried::open(Home::tttp(&server), Carry::Always(one), "").await;
        for number in 1..=5 {
            ann.say(Said::Text(format!("#n{number} HELP"))).await;
        }
        ann.carry_by(Carry::Always(other)).await;
        for number in 6..=10 {
            ann.say(Said::Text(format!("#n{number} HELP"))).await;
        }
        let mut answers = Vec::new();
        while answers.len() < 10 {
            match ann.message().await.unwrap() {
                Said::Text(line) if line.starts_with('#') => answers.push(line),
                Said::Text(_) => {}
                bytes => panic!("{bytes:?}"),
            }
        }
        let expected: Vec<_> = (1..=10).map(|number| format!("#n{number} OK")).collect();
        assert_eq!(answers, expected, "from {one:?} to {other:?}");
    }
}
