//! Peers that break the rules of WebSocket, are silent, or never stop.

use tokio::io::AsyncWriteExt;
use tttparty_tests::{
    client::{Client, End, Way},
    raw::{Raw, header},
    server::TestServer,
};

const TEXT: u8 = 0x81;
const PING: u8 = 0x89;
const CLOSE: u8 = 0x88;

async fn code_after(server: &TestServer, path: &str, bytes: &[u8]) -> Option<u16> {
    let mut raw = Raw::open(server.main(), path, None).await;
    raw.bytes(bytes).await;
    raw.close_code().await
}

#[tokio::test]
async fn a_frame_is_refused_by_what_it_declares_before_its_bytes() {
    let server = TestServer::start();
    for path in ["/tttp", "/party", "/echo"] {
        assert_eq!(code_after(&server, path, &header(TEXT, 1 << 40)).await, Some(1009), "{path}");
        assert_eq!(code_after(&server, path, &header(TEXT, u64::MAX)).await, Some(1009), "{path}");
    }
    assert_eq!(code_after(&server, "/tttp", &header(TEXT, 4097)).await, Some(1009));
    // In pieces as well: the sum counts.
    let mut raw = Raw::open(server.main(), "/tttp", None).await;
    raw.frame(0x01, &[b'M'; 4000]).await;
    raw.frame(0x80, &[b'M'; 97]).await;
    assert_eq!(raw.close_code().await, Some(1009));
}

#[tokio::test]
async fn the_largest_frame_is_taken() {
    let server = TestServer::start();
    let mut raw = Raw::open(server.main(), "/tttp", None).await;
    raw.frame(TEXT, &[b'M'; 4096]).await;
    loop {
        let (first, payload) = raw.next().await.unwrap();
        let line = String::from_utf8(payload).unwrap();
        assert_eq!(first, TEXT, "{line}");
        if line.starts_with("MESSAGE Line too long") {
            break;
        }
    }
}

#[tokio::test]
async fn broken_frames_are_closed_with_the_right_code() {
    let server = TestServer::start();
    for (what, bytes, code) in [
        ("unmasked", vec![TEXT, 2, b'h', b'i'], 1002),
        ("reserved bit", header(TEXT | 0x40, 0), 1002),
        ("unknown opcode", header(0x83, 0), 1002),
        ("a continuation of nothing", header(0x80, 0), 1002),
        ("a ping in pieces", header(0x09, 0), 1002),
        ("a ping too long", header(PING, 126), 1002),
        ("a close with half a code", [header(CLOSE, 1), vec![0]].concat(), 1002),
    ] {
        assert_eq!(code_after(&server, "/tttp", &bytes).await, Some(code), "{what}");
    }
    let mut raw = Raw::open(server.main(), "/tttp", None).await;
    raw.frame(TEXT, b"MOVE \xff").await;
    assert_eq!(raw.close_code().await, Some(1007), "bad UTF-8");
}

#[tokio::test]
async fn what_came_before_an_error_counts() {
    let server = TestServer::start();
    let mut x = Raw::open(server.main(), "/tttp", None).await;
    assert_eq!(x.next().await.unwrap().1, b"WELCOME X");
    let mut o = Client::connect(&Way::Tcp(server.classic())).await;
    o.hears(&["WELCOME O", "MESSAGE Your opponent will move first"]).await;
    for expected in ["MESSAGE Waiting for opponent to connect", "MESSAGE Your move"] {
        assert_eq!(x.next().await.unwrap().1, expected.as_bytes());
    }
    // A move and a frame that is far too big, in one segment.
    let mut bytes = header(TEXT, 6);
    let mask: [u8; 4] = *bytes.last_chunk().unwrap();
    bytes.extend(b"MOVE 4".iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    bytes.extend(header(TEXT, 1 << 40));
    x.bytes(&bytes).await;
    o.hears(&["OPPONENT_MOVED 4", "OTHER_PLAYER_LEFT"]).await;
    assert_eq!(x.close_code().await, Some(1009));
}

#[tokio::test]
async fn pings_are_answered_and_a_close_is_echoed_with_its_code() {
    let server = TestServer::start();
    let mut raw = Raw::open(server.main(), "/echo", None).await;
    raw.frame(PING, b"are you there").await;
    assert_eq!(raw.next().await.unwrap(), (0x8a, b"are you there".to_vec()));
    raw.frame(0x01, b"in two ").await;
    raw.frame(PING, b"").await;
    raw.frame(0x80, "pieces ✓".as_bytes()).await;
    assert_eq!(raw.next().await.unwrap().0, 0x8a, "a ping between fragments");
    assert_eq!(raw.next().await.unwrap(), (TEXT, "in two pieces ✓".as_bytes().to_vec()));
    raw.frame(CLOSE, &4321_u16.to_be_bytes()).await;
    assert_eq!(raw.close_code().await, Some(4321));
    assert_eq!(raw.next().await, None, "the server hangs up first");
}

#[tokio::test]
async fn silence_ends_a_connection_and_frees_the_opponent() {
    let server = TestServer::with(|config| (config.ping_ms, config.silence_ms) = (200, 3000));
    // A peer with half a frame on the way answers no ping; one that trickles bytes gives no sign of life either.
    let mut silent = Raw::open(server.main(), "/tttp", None).await;
    assert_eq!(silent.next().await.unwrap().1, b"WELCOME X");
    let mut o = Client::connect(&Way::Ws(server.url("/tttp"))).await;
    o.hears(&["WELCOME O", "MESSAGE Your opponent will move first"]).await;
    silent.bytes(&header(TEXT, 6)).await;
    o.hears(&["OTHER_PLAYER_LEFT"]).await;
    let mut pings = 0;
    while let Some((first, _)) = silent.next().await {
        pings += usize::from(first == PING);
    }
    assert!(pings > 0, "it was asked before it was given up");
}

#[tokio::test]
async fn who_sends_but_never_reads_is_cut_off() {
    let server = TestServer::with(|config| {
        (config.ping_ms, config.silence_ms) = (50, 400);
        config.no_limits = true;
    });
    let mut raw = Raw::open(server.main(), "/tttp", None).await;
    // Each line is answered by a longer one; that fills all buffers on the way, and then the outbox.
    let mut frame = header(TEXT, 1);
    frame.push(b'?');
    let many = frame.repeat(1000);
    let cut = tttparty_tests::expect("an error", async {
        loop {
            if let Err(error) = raw.0.write_all(&many).await {
                return error;
            }
        }
    });
    println!("{}", cut.await);
}

#[tokio::test]
async fn who_floods_is_warned_once_and_then_closed() {
    let server = TestServer::with(|config| config.lines_per_second = 1);
    let mut client = Client::connect(&Way::Ws(server.url("/tttp"))).await;
    client.hears(&["WELCOME X", "MESSAGE Waiting for opponent to connect"]).await;
    // All in one message, so that no time passes that would fill the bucket again: 2 granted, 1 warned of, 20 ignored.
    client.say(&"MOVE 1\n".repeat(24)).await;
    client.hears(&["MESSAGE You don’t have an opponent yet"; 2]).await;
    let warned = client.next().await.unwrap();
    assert!(warned.starts_with("MESSAGE Too much at once"), "{warned}");
    assert_eq!(client.ends().await, End::Closed(1008));
}

#[tokio::test]
async fn what_gives_no_line_is_not_free() {
    let server = TestServer::with(|config| config.lines_per_second = 1);
    let mut blank = Client::connect(&Way::Tcp(server.classic())).await;
    blank.hears(&["WELCOME X", "MESSAGE Waiting for opponent to connect"]).await;
    blank.send(&[b'\n'; 100_000]).await;
    let mut told = 0;
    while let Ok(heard) = blank.next().await {
        assert!(heard.starts_with("MESSAGE Too much "), "{heard}");
        told += 1;
    }
    assert!(told >= 2, "a warning, and a goodbye");

    let mut pings = Raw::open(server.main(), "/tttp", None).await;
    pings.bytes(&header(PING, 0).repeat(1000)).await;
    assert_eq!(pings.close_code().await, Some(1008));
    // And it is cut off, though it goes on so fast that the server never has to wait for more.
    let many = header(PING, 0).repeat(1000);
    let cut_off = async { while pings.0.write_all(&many).await.is_ok() {} };
    tttparty_tests::expect("the end", cut_off).await;

    let mut fragments = Raw::open(server.main(), "/tttp", None).await;
    fragments.frame(0x01, b"").await;
    fragments.bytes(&header(0x00, 0).repeat(1000)).await;
    assert_eq!(fragments.close_code().await, Some(1008));
}
