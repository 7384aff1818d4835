//! How much one may ask, and how many may be here.

use std::time::Duration;

use tttparty_tests::{
    carried::{Kind, Link},
    client::{Client, Way},
    expect, http,
};

use super::*;

#[tokio::test]
async fn a_body_and_a_message_have_a_bound() {
    let server = TestServer::start();
    let ann = Bare::hello(&server, "Ann").await;
    // With the head of the request: the server may close before it has read all of a body that is too large.
    let large = format!("POST {}", ann.home.path(&ann.token));
    let mut wire = wire::Wire::connect(server.main()).await.unwrap();
    wire.write(format!("{large} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20000\r\n\r\n").as_bytes())
        .await
        .unwrap();
    assert_eq!(wire.answer().await.unwrap().head.status, 413);
    for (length, status) in [(4097, 400), (4096, 204)] {
        let answer = ann.post("", &format!("PONG 0\n{}", "x".repeat(length))).await;
        assert_eq!(answer.head.status, status, "{length} bytes");
        assert!(status == 204 || answer.body.contains("4096"), "{}", answer.body);
    }
    let binary = ["Content-Type: application/octet-stream"];
    for (length, status) in [(4097, 400), (4096, 204)] {
        assert_eq!(ann.ask("POST", "", &binary, &vec![0; length]).await.head.status, status, "{length} bytes");
    }
    // Of what was refused nothing was heard.
    assert_eq!(ann.heard("first=4", "").await, (204, Some(4)));
}

#[tokio::test]
async fn a_request_says_only_so_much_at_once_and_on_a_connection_the_rest_waits() {
    let server = TestServer::with(|config| config.no_limits = true);
    let ann = Bare::hello(&server, "Ann").await;
    let lines = |count| "PONG 0\n".repeat(count);
    assert_eq!(ann.heard("", &lines(65)).await.0, 400);
    assert_eq!(ann.heard("", &lines(64)).await, (204, Some(65)));
    let mut bo = Client::connect(&Way::Tcp(server.tttp2())).await;
    let pongs: String = (0..300).map(|number| format!("#{number} PONG 0\n")).collect();
    bo.send(format!("\nOPEN\nHELLO TTTP/2 name=Bo\n{pongs}").as_bytes()).await;
    let mut told = 0;
    while told < 300 {
        let line = bo.next().await.unwrap();
        if line.ends_with(" OK") {
            assert_eq!(line, format!("#{told} OK"));
            told += 1;
        }
    }
}

#[tokio::test]
async fn who_asks_too_fast_waits_and_loses_nothing() {
    let server = TestServer::with(|config| config.lines_per_second = 2);
    let ann = Bare::hello(&server, "Ann").await;
    let refused = async {
        loop {
            let answer = ann.get("seq=2").await;
            if answer.head.status != 200 {
                break answer;
            }
        }
    };
    let answer = expect("it is too fast", refused).await;
    assert_eq!((answer.head.status, answer.head.header("retry-after")), (429, Some("1")));
    // Nobody else is concerned.
    Bare::hello(&server, "Bo").await;
    let mut refusals = 0;
    for number in 2..6 {
        while ann.heard(&format!("first={number}"), &format!("#n{number} PONG 0")).await != (204, Some(number)) {
            refusals += 1;
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
    println!("{refusals} refusals");
    let mut lines = Vec::new();
    while lines.len() < 4 {
        let answer = ann.get("seq=2&wait=1").await;
        match answer.head.status {
            200 => lines = texts(&answer),
            429 => tokio::time::sleep(Duration::from_secs(1)).await,
            status => panic!("{status}"),
        }
    }
    assert_eq!(lines, ["#n2 OK", "#n3 OK", "#n4 OK", "#n5 OK"]);
}

#[tokio::test]
async fn sessions_are_counted_and_one_too_many_gets_an_answer() {
    for (settings, told) in [((3, 500), "The server is full"), ((10_000, 3), "--max-per-address")] {
        let server = TestServer::with(|config| (config.max_connections, config.max_per_address) = settings);
        let sessions = [Bare::open(&server).await, Bare::open(&server).await, Bare::open(&server).await];
        for path in ["/tttp/session", "/party/session", "/race/session"] {
            let answer = wire::once(server.main(), &format!("POST {path}"), &[], b"").await.unwrap();
            assert_eq!((answer.head.status, answer.head.header("retry-after")), (503, Some("5")), "{path}");
            assert!(answer.body.contains(told), "{}", answer.body);
        }
        assert_eq!(http::get(server.main(), "/tttp?session=new", &http::HANDSHAKE).await.status, 503);
        // Those that are open are carried all the same.
        for kind in [Kind::Sse, Kind::Ws] {
            let mut link = Link::attach(&sessions[0].home, kind, &sessions[0].token, 0).await.unwrap();
            is_attached(&mut link).await;
        }
        assert_eq!(sessions[1].hang_up().await, 204);
        let room = async {
            loop {
                let answer = wire::once(server.main(), "POST /tttp/session", &[], b"").await.unwrap();
                match answer.head.status {
                    201 => break,
                    status => assert_eq!(status, 503),
                }
            }
        };
        expect("there is room again", room).await;
    }
}

#[tokio::test]
async fn connections_that_carry_are_counted_as_well() {
    let server = TestServer::with(|config| config.max_per_address = 3);
    let sessions = [Bare::open(&server).await, Bare::open(&server).await, Bare::open(&server).await];
    let mut links = Vec::new();
    for session in &sessions {
        let mut link = Link::attach(&session.home, Kind::Ws, &session.token, 0).await.unwrap();
        is_attached(&mut link).await;
        links.push(link);
    }
    let more = http::get(server.main(), &format!("/tttp?session={}", sessions[0].token), &http::HANDSHAKE).await;
    assert_eq!(more.status, 503);
    let answer = sessions[0].get("").await;
    assert_eq!((answer.head.status, answer.head.header("retry-after")), (503, Some("5")));
    // Who only speaks carries nothing.
    assert_eq!(sessions[0].heard("", "HELLO TTTP/2").await, (204, Some(1)));
    drop(links.pop());
    let carried = async { while sessions[2].get("").await.head.status != 200 {} };
    expect("there is room again", carried).await;
}
