//! Around the handshake: what comes with it, and who does not wait for its answer.

use serde_json::json;
use tokio::io::AsyncWriteExt;
use tttparty_tests::{
    client::{Client, Way},
    expect,
    guest::Guest,
    http,
    raw::{Raw, ask, frame},
    server::TestServer,
};

const TEXT: u8 = 0x81;
const BINARY: u8 = 0x82;
const PING: u8 = 0x89;
const CLOSE: u8 = 0x88;

async fn hears(raw: &mut Raw, lines: &[&str]) {
    for line in lines {
        let (first, payload) = raw.next().await.expect("open");
        assert_eq!((first, String::from_utf8(payload).unwrap().as_str()), (TEXT, *line));
    }
}

#[tokio::test]
async fn frames_in_the_packet_of_the_handshake_are_heard() {
    let server = TestServer::start();
    for (address, path) in [(server.main(), "/tttp"), (server.classic(), "/")] {
        let first = [frame(TEXT, b"MOVE 9"), frame(TEXT, b"MOVE 4\nREMATCH"), frame(TEXT, b"QUIT")].concat();
        let mut raw = Raw::open_with(address, path, None, &first).await;
        hears(&mut raw, &["WELCOME X", "MESSAGE Waiting for opponent to connect"]).await;
        hears(&mut raw, &["MESSAGE No such cell: they are 0 to 8, row by row from the top left"]).await;
        hears(&mut raw, &["MESSAGE You don’t have an opponent yet"; 2]).await;
        assert_eq!(raw.close_code().await, Some(1000));
    }
}

#[tokio::test]
async fn and_so_is_one_that_comes_in_parts() {
    let server = TestServer::start();
    let bytes = [frame(TEXT, b"one"), frame(BINARY, &[7; 300]), frame(TEXT, b"three")].concat();
    for cut in [1, 2, 5, 8, 9, 10, 15, 200, bytes.len() - 1] {
        let mut raw = Raw::open_with(server.main(), "/echo", None, &bytes[..cut]).await;
        raw.bytes(&bytes[cut..]).await;
        for expected in [(TEXT, b"one".to_vec()), (BINARY, vec![7; 300]), (TEXT, b"three".to_vec())] {
            assert_eq!(raw.next().await.unwrap(), expected, "cut after {cut} bytes");
        }
    }
}

#[tokio::test]
async fn more_than_is_read_at_once_may_come_with_the_handshake() {
    let server = TestServer::start();
    for size in [4_000, 20_000, 60_000] {
        let (text, first) = (vec![b'x'; size], [frame(PING, b"ping"), frame(TEXT, &vec![b'x'; size])].concat());
        let mut raw = Raw::open_with(server.main(), "/echo", None, &first).await;
        assert_eq!(raw.next().await.unwrap(), (0x8a, b"ping".to_vec()), "{size}");
        let (first, echo) = raw.next().await.unwrap();
        assert!(first == TEXT && echo == text, "{size}");
        raw.frame(TEXT, b"more").await;
        assert_eq!(raw.next().await.unwrap(), (TEXT, b"more".to_vec()), "{size}");
    }
}

#[tokio::test]
async fn a_position_that_comes_with_the_handshake_counts() {
    let server = TestServer::start();
    let mut guest = Guest::join(&server).await;
    let _hasty = Raw::open_with(server.main(), "/party", Some("party.2"), &frame(TEXT, b"[120,130]")).await;
    guest.until(|canvas| canvas.people().any(|(_, being)| being.place() == (120.0, 130.0))).await;
    let _classic = Raw::open_with(server.classic_party(), "/", None, &frame(TEXT, b"[220,230]")).await;
    guest.until(|canvas| canvas.people().any(|(_, being)| being.place() == (220.0, 230.0))).await;
}

#[tokio::test]
async fn a_close_that_comes_with_the_handshake_is_answered() {
    let server = TestServer::start();
    for path in ["/tttp", "/party", "/echo"] {
        let mut raw = Raw::open_with(server.main(), path, None, &frame(CLOSE, &1000_u16.to_be_bytes())).await;
        assert_eq!(raw.close_code().await, Some(1000), "{path}");
        assert_eq!(raw.next().await, None, "{path}: the server hangs up first");
    }
    nobody_is_left(&server).await;
}

#[tokio::test]
async fn who_hangs_up_at_once_is_gone_and_paired_with_nobody() {
    let server = TestServer::start();
    for round in 0..10 {
        for (address, path, subprotocol) in [
            (server.main(), "/tttp", None),
            (server.main(), "/party", Some("party.2")),
            (server.main(), "/party?room=GONE", Some("party.2")),
            (server.main(), "/echo", None),
            (server.classic(), "/", None),
            (server.classic_party(), "/", None),
        ] {
            match round % 3 {
                // Before the answer, in order or not: what is unread when it closes makes that a reset.
                0 => drop(ask(address, path, subprotocol, &[]).await),
                1 => drop(ask(address, path, subprotocol, &[]).await.shutdown().await),
                // And right after it.
                _ => drop(Raw::open(address, path, subprotocol).await),
            }
        }
    }
    // A request that the server takes up late, when its client is long gone, may be met once more.
    let meet = async {
        nobody_is_left(&server).await;
        while !meets(&server).await {
            nobody_is_left(&server).await;
        }
    };
    expect("two meet each other", meet).await;
}

/// Whether two who come now play each other.
async fn meets(server: &TestServer) -> bool {
    let way = Way::Ws(server.url("/tttp"));
    let mut x = Client::connect(&way).await;
    if x.next().await.as_deref() != Ok("WELCOME X") {
        return false;
    }
    x.hears(&["MESSAGE Waiting for opponent to connect"]).await;
    let mut o = Client::connect(&way).await;
    o.next().await.as_deref() == Ok("WELCOME O") && x.next().await.as_deref() == Ok("MESSAGE Your move")
}

#[tokio::test]
async fn who_never_takes_the_answer_holds_up_nobody_and_is_cut_off() {
    let server = TestServer::with(|config| (config.ping_ms, config.silence_ms) = (50, 2_000));
    let way = Way::Ws(server.url("/tttp"));
    let deaf = ask(server.main(), "/tttp", None, &frame(TEXT, b"MOVE 4")).await;
    http::status_says(server.main(), "it waits", |status| status["players"]["waiting"] == 1).await;
    let mut o = Client::connect(&way).await;
    o.hears(&["WELCOME O", "MESSAGE Your opponent will move first"]).await;
    let dancers = [ask(server.main(), "/party", None, &[]).await, ask(server.classic_party(), "/", None, &[]).await];
    let mut guest = Guest::join(&server).await;
    guest.until(|canvas| canvas.people().count() == 3).await;
    // They read nothing, and answer no ping. Whether the move came before there was an opponent, is anybody's guess.
    let is_told = async {
        loop {
            match o.next().await.as_deref() {
                Ok("OTHER_PLAYER_LEFT") => break,
                heard => assert_eq!(heard, Ok("OPPONENT_MOVED 4")),
            }
        }
    };
    tokio::join!(is_told, guest.until(|canvas| canvas.people().count() == 1));
    drop((deaf, dancers));
}

/// Waits until all who came are gone, as everybody can see.
async fn nobody_is_left(server: &TestServer) {
    http::status_says(server.main(), "all are gone", |status| {
        status["players"] == json!({ "online": 0, "waiting": 0 }) && status["party"]["people"] == 0
    })
    .await;
}
