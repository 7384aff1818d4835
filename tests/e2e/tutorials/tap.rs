//! What a tap tells, whom, and how much.

use serde_json::{Value, json};
use tokio::net::TcpSocket;
use tttparty_tests::{
    arduino::Board,
    client::{Client, End, Way},
    http::{self, HANDSHAKE},
    raw::{Raw, ask_on, frame},
    server::TestServer,
};

use super::{start, under};

const TEXT: u8 = 0x81;

/// A tap, and the path of a door that it is for.
async fn tap(server: &TestServer, door: &str) -> (Client, String) {
    let mut tap = under(server, "tap").await;
    let path = path(&tap.json().await, door);
    (tap, path)
}

fn path(told: &Value, door: &str) -> String {
    let token = told["tap"].as_str().unwrap();
    assert!(token.len() == 32 && token.bytes().all(|digit| digit.is_ascii_hexdigit()), "{token}");
    format!("/tutorials/{door}?tap={token}")
}

/// The next event without its time, which goes forward.
async fn event(tap: &mut Client, last: &mut f64) -> Value {
    let mut event = tap.json().await;
    if let Some(at) = event.as_object_mut().unwrap().remove("at") {
        let at = at.as_f64().unwrap();
        assert!(at >= *last, "{at} comes after {last}");
        *last = at;
    }
    event
}

#[tokio::test]
async fn it_tells_all_that_is_on_the_wire_as_it_is() {
    let server = start(|config| config.workers = Some(2));
    let (mut tap, path) = tap(&server, "capitalizer").await;
    let mut raw = Raw::open(server.main(), &path, None).await;
    raw.frame(TEXT, b"hello").await;
    assert_eq!(raw.next().await, Some((TEXT, b"HELLO".to_vec())));
    raw.frame(0x89, b"?").await;
    assert_eq!(raw.next().await, Some((0x8a, b"?".to_vec())));
    raw.frame(0x88, &[0x03, 0xe8]).await;
    assert_eq!(raw.close_code().await, Some(1000));

    let mut at = 0.0;
    let request = event(&mut tap, &mut at).await;
    let text = request["text"].as_str().unwrap();
    assert_eq!((&request["from"], &request["kind"]), (&json!("client"), &json!("head")));
    assert!(text.starts_with(&format!("GET {path} HTTP/1.1\r\nHost: ")) && text.ends_with("\r\n\r\n"), "{text}");
    let answer = event(&mut tap, &mut at).await;
    let text = answer["text"].as_str().unwrap();
    assert_eq!((&answer["from"], &answer["kind"]), (&json!("server"), &json!("head")));
    assert!(text.starts_with("HTTP/1.1 101 Switching Protocols\r\n") && text.ends_with("\r\n\r\n"), "{text}");
    assert!(text.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "{text}");
    let masked = |opcode: u8, bytes: &str, size: u8, text: Option<&str>| {
        json!({
            "from": "client", "kind": "frame", "fin": true, "opcode": opcode, "masked": true, "mask": "37fa213d",
            "length": size - 6, "bytes": bytes, "size": size, "text": text,
        })
    };
    let plain = |opcode: u8, bytes: &str, size: u8, text: Option<&str>| {
        json!({
            "from": "server", "kind": "frame", "fin": true, "opcode": opcode, "masked": false, "mask": null,
            "length": size - 2, "bytes": bytes, "size": size, "text": text,
        })
    };
    for expected in [
        masked(1, "818537fa213d5f9f4d5158", 11, Some("hello")),
        plain(1, "810548454c4c4f", 7, Some("HELLO")),
        masked(9, "898137fa213d08", 7, None),
        plain(10, "8a013f", 3, None),
        masked(8, "888237fa213d3412", 8, Some("1000")),
        plain(8, "880203e8", 4, Some("1000")),
        json!({ "kind": "end" }),
    ] {
        assert_eq!(event(&mut tap, &mut at).await, expected);
    }
    assert_eq!(tap.ends().await, End::Closed(1000));
}

/// The texts of all frames, and who sent them, up to the end; the heads come first.
async fn texts(tap: &mut Client) -> Vec<(Value, Value)> {
    let mut texts = Vec::new();
    for from in ["client", "server"] {
        let head = tap.json().await;
        assert_eq!((&head["from"], &head["kind"]), (&json!(from), &json!("head")));
    }
    loop {
        let event = tap.json().await;
        match event["kind"].as_str().unwrap() {
            "frame" => texts.push((event["from"].clone(), event["text"].clone())),
            "end" => return texts,
            other => panic!("{other}"),
        }
    }
}

#[tokio::test]
async fn frames_in_the_packet_of_the_request_are_told_after_it() {
    let server = start(|_| {});
    let (mut tap, path) = tap(&server, "echo").await;
    let first = frame(TEXT, b"at once");
    let mut raw = Raw::open_with(server.main(), &path, None, &first).await;
    assert_eq!(raw.next().await, Some((TEXT, b"at once".to_vec())));
    drop(raw);
    let told = texts(&mut tap).await;
    assert_eq!(told, [(json!("client"), json!("at once")), (json!("server"), json!("at once"))]);
}

#[tokio::test]
async fn a_board_that_sends_word_by_word_can_be_tapped() {
    let server = start(|_| {});
    let (mut tap, path) = tap(&server, "echo").await;
    let mut board = Board::begin(server.main(), &path).await;
    board.says("word by word").await;
    assert_eq!(board.hears().await, "word by word");
    drop(board);
    let told = texts(&mut tap).await;
    assert_eq!(told, [(json!("client"), json!("word by word")), (json!("server"), json!("word by word"))]);
}

#[tokio::test]
async fn every_door_can_be_tapped_on_every_port_that_has_pages() {
    let server = start(|_| {});
    let address = server.tutorial(tttparty::tutorials::Tutorial::ChatPage);
    for door in super::DOORS {
        let (mut tap, path) = tap(&server, door).await;
        let client = Client::connect(&Way::Ws(format!("ws://{address}{path}"))).await;
        assert_eq!(tap.json().await["kind"], "head", "{door}");
        assert_eq!(tap.json().await["kind"], "head", "{door}");
        client.close().await;
        while tap.json().await["kind"] != "end" {}
    }
}

#[tokio::test]
async fn a_token_is_for_one_connection_of_the_same_address() {
    let server = start(|_| {});
    let (mut tap, path) = tap(&server, "echo").await;
    // A request of another address of this machine.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(([127, 0, 0, 2], 0).into()).unwrap();
    let stream = socket.connect(server.main()).await.unwrap();
    let mut other = ask_on(stream, &path, None, &[]).await;
    let mut status = [0; 12];
    tokio::io::AsyncReadExt::read_exact(&mut other, &mut status).await.unwrap();
    assert_eq!(status, *b"HTTP/1.1 404");

    let _first = Raw::open(server.main(), &path, None).await;
    assert_eq!(tap.json().await["kind"], "head");
    for path in [&path, "/tutorials/echo?tap=", "/tutorials/echo?tap=0", "/tutorials/echo?a=b&tap=x"] {
        let answer = http::get(server.main(), path, &HANDSHAKE).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.body.starts_with("No tap of yours"), "{}", answer.body);
    }
}

#[tokio::test]
async fn a_token_ends_with_its_tap_and_the_tapped_connection_does_not() {
    let server = start(|_| {});
    let (unused, path) = tap(&server, "echo").await;
    unused.close().await;
    tttparty_tests::expect("the token to be given up", async {
        while http::get(server.main(), &path, &HANDSHAKE).await.status != 404 {}
    })
    .await;

    let (used, path) = tap(&server, "echo").await;
    let mut client = Client::connect(&Way::Ws(server.url(&path))).await;
    used.close().await;
    for line in ["still", "here"] {
        client.say(line).await;
        client.hears(&[line]).await;
    }
}

#[tokio::test]
async fn a_tap_that_is_not_read_loses_events_and_says_how_many() {
    const MESSAGES: u64 = 3000;
    let server = start(|config| (config.ping_ms, config.silence_ms) = (300_000, 600_000));
    let socket = TcpSocket::new_v4().unwrap();
    // So that what waits does so at the server.
    socket.set_recv_buffer_size(4096).unwrap();
    let stream = socket.connect(server.main()).await.unwrap();
    let mut tap = Raw::answered(ask_on(stream, "/tutorials/tap", None, &[]).await).await;
    let told = tap.next().await.unwrap().1;
    let path = path(&serde_json::from_slice(&told).unwrap(), "echo");
    let mut client = Client::connect(&Way::Ws(server.url(&path))).await;
    for number in 0..MESSAGES {
        let line = number.to_string();
        client.say(&line).await;
        client.hears(&[&line]).await;
    }
    client.close().await;
    let (mut seen, mut lost) = (0, 0);
    loop {
        let event: Value = serde_json::from_slice(&tap.next().await.unwrap().1).unwrap();
        match event["kind"].as_str().unwrap() {
            "lost" => lost += event["count"].as_u64().unwrap(),
            "end" => break,
            _ => seen += 1,
        }
    }
    // Two heads, each message twice, and two closes.
    assert_eq!(seen + lost, 2 + 2 * MESSAGES + 2, "{seen} were told, {lost} lost");
    assert!(lost > 0, "it was read in time");
    assert_eq!(tap.close_code().await, Some(1000));
}
