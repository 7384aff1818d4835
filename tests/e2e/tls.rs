//! TLS at every door, and what becomes of those who speak none.

use std::{fs, path::Path};

use futures_util::{SinkExt, StreamExt};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_tungstenite::tungstenite::{Message, protocol::frame::coding::CloseCode};
use tttparty_tests::{
    client::{Client, Way},
    expect, http,
    raw::Raw,
    server::TestServer,
    tls::{Issued, text},
};

/// A server with TLS, and who trusts it.
fn start() -> (TestServer, Issued) {
    let issued = Issued::default();
    (TestServer::with(|config| issued.set(config)), issued)
}

#[tokio::test]
async fn a_page_asked_for_without_tls_is_found_with_it() {
    let (server, issued) = start();
    for method in ["GET", "HEAD"] {
        let answer = http::request(method, server.main(), "/game?join=7KX2M", &[]).await;
        assert_eq!(answer.status, 308);
        let location = format!("location: https://{}/game?join=7kx2m", server.main());
        assert!(answer.head.contains(&location) && answer.head.contains("cache-control: no-store"), "{}", answer.head);
    }
    let posted = http::request("POST", server.main(), "/", &[]).await;
    assert!(posted.status == 400 && posted.body.contains("https://"), "{}", posted.body);
    let upgrade = http::get(server.main(), "/tttp", &http::HANDSHAKE).await;
    assert_eq!(upgrade.status, 400);
    assert!(upgrade.body.contains(&format!("wss://{}/tttp", server.main())), "{}", upgrade.body);
    let strange = http::request("GET", server.main(), "/", &["Host: a@b"]).await;
    assert_eq!(strange.status, 400);
    // For probes; nothing else is told in the clear.
    assert_eq!(http::get(server.main(), "/healthz", &[]).await.body, "ok\n");
    assert_eq!(http::get(server.main(), "/readyz", &[]).await.status, 200);
    assert_eq!(http::get(server.main(), "/status", &[]).await.status, 308);

    let mut stream = issued.connect(server.main()).await;
    stream.write_all(b"GET /status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    // An end without a goodbye would be an error.
    expect("an answer", stream.read_to_string(&mut answer)).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 ") && !answer.to_lowercase().contains("strict-transport"), "{answer}");
}

#[tokio::test]
async fn many_answers_arrive_whole_though_they_are_taken_late() {
    const ASKED: usize = 200;
    let (server, issued) = start();
    let page = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/lib/socket.js")).unwrap();
    let mut stream = issued.connect(server.main()).await;
    let request = "GET /lib/socket.js HTTP/1.1\r\nHost: localhost\r\n\r\n";
    stream.write_all(request.repeat(ASKED).as_bytes()).await.unwrap();
    stream.flush().await.unwrap();
    // More than the buffers on the way hold, so the server has to wait until this side reads.
    assert!(page.len() * ASKED > 1 << 20);
    let mut answers = Vec::new();
    let mut whole = 0;
    while whole < ASKED {
        let length = expect("answers", stream.read_buf(&mut answers)).await.unwrap();
        assert!(length > 0, "the end after {whole} answers");
        while let Some(place) = answers.windows(4).position(|four| four == b"\r\n\r\n") {
            let end = place + 4 + page.len();
            if answers.len() < end {
                break;
            }
            assert!(answers[place + 4..end] == page, "answer {whole}");
            answers.drain(..end);
            whole += 1;
        }
    }
}

#[tokio::test]
async fn with_and_without_tls_they_meet_in_one_game() {
    let (server, issued) = start();
    // One at a time, for the first is X; those with lines say nothing, and are spoken to.
    for door in [server.classic(), server.main()] {
        let mut lines = issued.lines(server.classic()).await;
        lines.finds("WELCOME X").await;
        let mut socket = issued.ws(door, if door == server.main() { "/tttp" } else { "/" }).await;
        assert_eq!(text(&mut socket).await, "WELCOME O");
        lines.finds("MESSAGE Your move").await;
        lines.say("MOVE 4").await;
        while text(&mut socket).await != "OPPONENT_MOVED 4" {}
        socket.send(Message::text("QUIT")).await.unwrap();
        lines.finds("OTHER_PLAYER_LEFT").await;
        lines.say("QUIT").await;
        assert_eq!(lines.next().await, None);
    }
    // Nothing that speaks to these ports without TLS need change.
    let mut plain = Client::connect(&Way::Tcp(server.classic())).await;
    assert_eq!(plain.next().await.unwrap(), "WELCOME X");
    let mut classic = Client::connect(&Way::Ws(format!("ws://{}/", server.classic()))).await;
    assert_eq!(classic.next().await.unwrap(), "WELCOME O");
    Client::connect(&Way::Ws(format!("ws://{}/", server.classic_party()))).await;
    issued.ws(server.classic_party(), "/").await;
}

#[tokio::test]
async fn tttp_2_is_spoken_with_tls_and_without_and_who_is_silent_is_spoken_to() {
    let (server, issued) = start();
    let mut secure = issued.lines(server.tttp2()).await;
    let greeting = secure.next().await.unwrap();
    let mut plain = Client::connect(&Way::Tcp(server.tttp2())).await;
    assert_eq!(plain.next().await.unwrap(), greeting);
    secure.say("HELLO TTTP/2 name=Safe").await;
    plain.say("HELLO TTTP/2 name=Plain").await;
    assert!(secure.next().await.unwrap().contains("name=Safe"));
    assert!(plain.next().await.unwrap().contains("name=Plain"));
}

#[tokio::test]
async fn what_is_large_goes_through_a_websocket_both_ways() {
    let (server, issued) = start();
    let mut socket = issued.ws(server.main(), "/echo").await;
    let message: Vec<u8> = (0..60_000).map(|place| (place % 251) as u8).collect();
    for _ in 0..40 {
        socket.feed(Message::binary(message.clone())).await.unwrap();
        socket.flush().await.unwrap();
        let answer = loop {
            match expect("an echo", socket.next()).await.unwrap().unwrap() {
                Message::Ping(_) => {}
                other => break other,
            }
        };
        assert!(answer.into_data() == message);
    }
    socket.close(None).await.unwrap();
    while let Some(Ok(_)) = expect("the end", socket.next()).await {}
}

#[tokio::test]
async fn who_does_not_shake_hands_is_left_alone_with_it() {
    let (server, issued) = start();
    let mut waiting = Vec::new();
    for address in [server.main(), server.classic(), server.classic_party(), server.tttp2()] {
        // Garbage after what looks like a handshake.
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(&[0x16; 64]).await.unwrap();
        let mut answer = Vec::new();
        // Answered by an alert (RFC 8446 section 6), or by a reset alone.
        if expect("the end", stream.read_to_end(&mut answer)).await.is_ok() {
            assert_eq!(answer.first(), Some(&0x15), "{answer:02x?}");
        }
        // The beginning of a handshake, and no more.
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(&[0x16, 3, 1]).await.unwrap();
        waiting.push(stream);
    }
    // Where a client speaks first it may not be silent for ever.
    waiting.push(TcpStream::connect(server.main()).await.unwrap());
    waiting.push(TcpStream::connect(server.classic_party()).await.unwrap());
    issued.lines(server.tttp2()).await.next().await.unwrap();
    for mut stream in waiting {
        assert!(!matches!(expect("the end", stream.read(&mut [0])).await, Ok(1..)));
    }
}

#[tokio::test]
async fn all_are_told_when_the_server_stops_and_half_a_handshake_does_not_hold_it_up() {
    let issued = Issued::default();
    let mut server = TestServer::alone(|config| issued.set(config));
    let mut half = TcpStream::connect(server.tttp2()).await.unwrap();
    half.write_all(&[0x16, 3, 1]).await.unwrap();
    let mut lines = issued.lines(server.classic()).await;
    lines.finds("WELCOME X").await;
    let mut socket = issued.ws(server.main(), "/party").await;
    expect("a frame", socket.next()).await.unwrap().unwrap();
    server.stop();
    let mut last = String::new();
    while let Some(line) = lines.next().await {
        last = line;
    }
    assert!(last.starts_with("MESSAGE The server is restarting"), "{last}");
    let frame = loop {
        if let Message::Close(frame) = expect("a goodbye", socket.next()).await.unwrap().unwrap() {
            break frame.unwrap();
        }
    };
    assert_eq!(frame.code, CloseCode::Restart);
    while let Some(Ok(_)) = expect("the end", socket.next()).await {}
    drop(server);
    drop(half);
}

#[tokio::test]
async fn without_tls_its_beginning_is_only_a_strange_line() {
    let server = TestServer::start();
    let mut stream = TcpStream::connect(server.classic()).await.unwrap();
    stream.write_all(b"\x16\x03\x01\n").await.unwrap();
    let mut answer = [0; 9];
    expect("an answer", stream.read_exact(&mut answer)).await.unwrap();
    assert_eq!(&answer, b"WELCOME X");
    Raw::open(server.main(), "/tttp", None).await;
}
