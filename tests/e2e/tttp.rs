//! Games of TTTP/1, over every pair of transports.

use futures_util::future::join_all;
use serde_json::Value;
use tttparty_tests::{
    client::{Client, End, Way},
    expect, http,
    raw::Raw,
    server::TestServer,
};

/// Every way in, with a name for messages.
pub(crate) fn ways(server: &TestServer) -> [(&'static str, Way); 3] {
    [
        ("ws", Way::Ws(server.url("/tttp"))),
        ("classic ws", Way::Ws(format!("ws://{}/", server.classic()))),
        ("tcp", Way::Tcp(server.classic())),
    ]
}

/// Two players at the start of their game, what they hear until then checked.
pub(crate) async fn pair(first: &Way, second: &Way) -> (Client, Client) {
    let mut x = Client::connect(first).await;
    x.hears(&["WELCOME X", "MESSAGE Waiting for opponent to connect"]).await;
    let mut o = Client::connect(second).await;
    o.hears(&["WELCOME O", "MESSAGE Your opponent will move first"]).await;
    x.hears(&["MESSAGE Your move"]).await;
    (x, o)
}

/// Plays these cells in turn, X first, each heard by both.
pub(crate) async fn play(x: &mut Client, o: &mut Client, cells: &[u8]) {
    for (turn, cell) in cells.iter().enumerate() {
        let (mover, other) = if turn % 2 == 0 { (&mut *x, &mut *o) } else { (&mut *o, &mut *x) };
        mover.say(&format!("MOVE {cell}")).await;
        mover.hears(&[&format!("VALID_MOVE {cell}")]).await;
        other.hears(&[&format!("OPPONENT_MOVED {cell}")]).await;
    }
}

pub(crate) async fn closes(mut client: Client, way: &Way) {
    let expected = match way {
        Way::Ws(_) => End::Closed(1000),
        Way::Tcp(_) => End::Cut,
    };
    assert_eq!(client.ends().await, expected);
}

#[tokio::test]
async fn every_pair_of_transports_plays_to_a_win_and_a_defeat() {
    let server = TestServer::start();
    for (first, x_way) in &ways(&server) {
        for (second, o_way) in &ways(&server) {
            println!("{first} against {second}");
            let (mut x, mut o) = pair(x_way, o_way).await;
            play(&mut x, &mut o, &[4, 0, 2, 1, 6]).await;
            x.hears(&["VICTORY"]).await;
            o.hears(&["DEFEAT"]).await;
            // As browsers of the original do; and the other's result is not overwritten.
            x.say("QUIT").await;
            closes(x, x_way).await;
            o.say("MOVE 8").await;
            o.hears(&["MESSAGE The game is over: connect again for another"]).await;
            o.say("QUIT").await;
            closes(o, o_way).await;
        }
    }
}

#[tokio::test]
async fn the_second_can_win_and_a_full_board_is_a_tie() {
    let server = TestServer::start();
    let way = Way::Ws(server.url("/tttp"));
    let (mut x, mut o) = pair(&way, &Way::Tcp(server.classic())).await;
    play(&mut x, &mut o, &[0, 3, 1, 4, 8, 5]).await;
    o.hears(&["VICTORY"]).await;
    x.hears(&["DEFEAT"]).await;

    let (mut x, mut o) = pair(&way, &way).await;
    play(&mut x, &mut o, &[0, 1, 2, 4, 3, 5, 7, 6, 8]).await;
    x.hears(&["TIE"]).await;
    o.hears(&["TIE"]).await;
}

#[tokio::test]
async fn who_quits_or_vanishes_in_the_middle_is_reported() {
    let server = TestServer::start();
    for (name, way) in &ways(&server) {
        println!("{name}");
        let (mut x, mut o) = pair(way, way).await;
        play(&mut x, &mut o, &[4]).await;
        x.say("QUIT").await;
        closes(x, way).await;
        o.hears(&["OTHER_PLAYER_LEFT"]).await;
        o.say("MOVE 0").await;
        o.hears(&["MESSAGE The game is over: connect again for another"]).await;

        let (mut x, o) = pair(way, way).await;
        drop(o);
        x.hears(&["OTHER_PLAYER_LEFT"]).await;
    }
}

#[tokio::test]
async fn a_waiting_player_who_leaves_is_never_paired() {
    let server = TestServer::start();
    for (name, way) in &ways(&server) {
        println!("{name}");
        let mut ghost = Client::connect(way).await;
        ghost.hears(&["WELCOME X", "MESSAGE Waiting for opponent to connect"]).await;
        ghost.say("QUIT").await;
        closes(ghost, way).await;
        expect("nobody waits", async { while waiting(&server).await > 0 {} }).await;
        // `pair` checks that the next one waits.
        let (mut x, mut o) = pair(way, way).await;
        play(&mut x, &mut o, &[0]).await;
    }
}

/// How many wait, as everybody can see.
async fn waiting(server: &TestServer) -> u64 {
    let status: Value = serde_json::from_str(&http::get(server.main(), "/status", &[]).await.body).unwrap();
    status["players"]["waiting"].as_u64().unwrap()
}

#[tokio::test]
async fn a_caller_that_says_nothing_and_hangs_up_takes_nobodys_turn() {
    let server = TestServer::start();
    for _ in 0..5 {
        drop(tokio::net::TcpStream::connect(server.classic()).await.unwrap());
    }
    let way = Way::Tcp(server.classic());
    pair(&way, &way).await;
}

#[tokio::test]
async fn what_is_wrong_is_said_in_order_and_nothing_is_lost() {
    let server = TestServer::start();
    for (name, way) in &ways(&server) {
        println!("{name}");
        let mut early = Client::connect(way).await;
        early.hears(&["WELCOME X", "MESSAGE Waiting for opponent to connect"]).await;
        early.say("MOVE 0").await;
        early.hears(&["MESSAGE You don’t have an opponent yet"]).await;
        let mut o = Client::connect(way).await;
        o.hears(&["WELCOME O", "MESSAGE Your opponent will move first"]).await;
        let mut x = early;
        x.hears(&["MESSAGE Your move"]).await;

        o.say("MOVE 0").await;
        o.hears(&["MESSAGE Not your turn"]).await;
        let long = "M".repeat(513);
        for junk in ["", "MOVE 4", "MOVE 4", "MOVE x", "move 5", "MOVE 9", "MOVE 99999999999999999999", "HELLO", &long]
        {
            x.say(junk).await;
        }
        x.hears(&["VALID_MOVE 4"]).await;
        x.hears(&["MESSAGE Not your turn"]).await;
        for expected in ["Unknown", "Unknown", "No such cell", "No such cell", "Unknown", "Line too long"] {
            let heard = x.next().await.unwrap();
            assert!(heard.starts_with(&format!("MESSAGE {expected}")), "{heard}, not {expected}");
        }
        o.hears(&["OPPONENT_MOVED 4"]).await;
        o.say("MOVE 4").await;
        o.hears(&["MESSAGE Cell already occupied"]).await;
        o.say("MOVE 0").await;
        o.hears(&["VALID_MOVE 0"]).await;
        x.hears(&["OPPONENT_MOVED 0"]).await;
        x.say("QUIT").await;
        o.hears(&["OTHER_PLAYER_LEFT"]).await;
    }
}

#[tokio::test]
async fn bytes_that_are_no_text_are_refused_line_by_line() {
    let server = TestServer::start();
    let way = Way::Tcp(server.classic());
    let (mut x, mut o) = pair(&way, &way).await;
    x.send(b"MOVE \xff\nMOVE 1\x07\nMOVE 2\n").await;
    for expected in ["MESSAGE Not UTF-8", "MESSAGE Control character", "VALID_MOVE 2"] {
        let heard = x.next().await.unwrap();
        assert!(heard.starts_with(expected), "{heard}, not {expected}");
    }
    o.hears(&["OPPONENT_MOVED 2"]).await;
}

#[tokio::test]
async fn lines_may_be_split_and_merged_anyhow() {
    let server = TestServer::start();
    let tcp = Way::Tcp(server.classic());
    let ws = Way::Ws(server.url("/tttp"));
    let (mut x, mut o) = pair(&tcp, &ws).await;
    for byte in b"MOVE 4\r\n" {
        x.send(&[*byte]).await;
    }
    x.hears(&["VALID_MOVE 4"]).await;
    o.hears(&["OPPONENT_MOVED 4"]).await;
    // One frame with two lines, and a line ending that a frame does not need.
    o.say("MOVE 4\r\nMOVE 0\n").await;
    o.hears(&["MESSAGE Cell already occupied", "VALID_MOVE 0"]).await;
    x.hears(&["OPPONENT_MOVED 0"]).await;
    // One segment with the rest of two lines, and a last one without its ending before the end of the stream.
    x.send(b"MOVE 2\nMOVE 6").await;
    x.hears(&["VALID_MOVE 2"]).await;
    o.hears(&["OPPONENT_MOVED 2"]).await;
    o.say("MOVE 1").await;
    x.hears(&["OPPONENT_MOVED 1"]).await;
    o.hears(&["VALID_MOVE 1"]).await;
    x.send(b"\nQUIT").await;
    x.hears(&["VALID_MOVE 6", "VICTORY"]).await;
    o.hears(&["OPPONENT_MOVED 6", "DEFEAT"]).await;
}

#[tokio::test]
async fn quit_in_the_same_breath_loses_no_reply() {
    let server = TestServer::start();
    for (name, way) in &ways(&server) {
        println!("{name}");
        let (mut x, mut o) = pair(way, way).await;
        play(&mut x, &mut o, &[4, 0, 2, 1]).await;
        x.say("MOVE 6\nQUIT\nMOVE 7").await;
        x.hears(&["VALID_MOVE 6", "VICTORY"]).await;
        closes(x, way).await;
        o.hears(&["OPPONENT_MOVED 6", "DEFEAT"]).await;
    }
}

#[tokio::test]
async fn a_binary_message_is_a_line_as_the_original_took_it() {
    let server = TestServer::start();
    let way = Way::Ws(server.url("/tttp"));
    let (mut x, _o) = pair(&way, &way).await;
    x.send(b"MOVE 3").await;
    x.hears(&["VALID_MOVE 3"]).await;
}

#[tokio::test]
async fn a_hundred_pairs_at_once() {
    let server = TestServer::start();
    let ways = ways(&server).map(|(_, way)| way);
    // Who meets whom is up to the server; so each plays by what it hears, on the first free cell.
    let results = join_all((0..200).map(|number| finish(ways[number % ways.len()].clone()))).await;
    // The first free cell, in turn, is a win for X in the seventh move.
    assert_eq!(results.iter().filter(|result| *result == "VICTORY").count(), 100);
    assert_eq!(results.iter().filter(|result| *result == "DEFEAT").count(), 100);
}

/// Plays one whole game, and gives its result.
async fn finish(way: Way) -> String {
    let mut client = Client::connect(&way).await;
    let mut free: Vec<u8> = (0..9).collect();
    let is_x = client.next().await.unwrap_or_else(|end| panic!("no welcome at {way:?}: {end:?}")) == "WELCOME X";
    loop {
        let line = client.next().await.unwrap_or_else(|end| panic!("no result at {way:?}: {end:?}"));
        let (word, rest) = line.split_once(' ').unwrap_or((&line, ""));
        match word {
            "MESSAGE" if rest != "Your move" => continue,
            "MESSAGE" => assert!(is_x),
            "VALID_MOVE" | "OPPONENT_MOVED" => {
                let cell: u8 = rest.parse().unwrap();
                free.retain(|other| *other != cell);
                if word == "VALID_MOVE" || free.len() == 2 {
                    continue;
                }
            }
            _ => return line,
        }
        client.say(&format!("MOVE {}", free[0])).await;
    }
}

#[tokio::test]
async fn a_handshake_that_comes_late_is_told_so() {
    let server = TestServer::start();
    let mut late = Client::connect(&Way::Tcp(server.classic())).await;
    late.hears(&["WELCOME X", "MESSAGE Waiting for opponent to connect"]).await;
    late.send(b"GET / HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\n\r\n").await;
    let told = late.next().await.unwrap();
    assert!(told.contains("send a WebSocket handshake at once"), "{told}");
    assert_eq!(late.ends().await, End::Cut);
    // And nobody is paired with it.
    let way = Way::Tcp(server.classic());
    pair(&way, &way).await;
}

#[tokio::test]
async fn a_handshake_in_pieces_is_a_websocket() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let server = TestServer::start();
    let mut stream = tokio::net::TcpStream::connect(server.classic()).await.unwrap();
    stream.set_nodelay(true).unwrap();
    for piece in ["G", "ET / HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"] {
        stream.write_all(piece.as_bytes()).await.unwrap();
    }
    stream
        .write_all(b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
        .await
        .unwrap();
    let mut start = [0; 12];
    stream.read_exact(&mut start).await.unwrap();
    assert_eq!(&start, b"HTTP/1.1 101");
}

#[tokio::test]
async fn the_classic_door_takes_any_path_as_the_original_did() {
    let server = TestServer::start();
    let mut raw = Raw::open(server.classic(), "/any/path?x=1", None).await;
    assert_eq!(raw.next().await.unwrap(), (0x81, b"WELCOME X".to_vec()));
}

#[tokio::test]
async fn the_welcome_comes_first_even_for_who_talks_first() {
    let server = TestServer::start();
    for (name, way) in &ways(&server) {
        println!("{name}");
        let mut hasty = Client::connect(way).await;
        hasty.say("MOVE 4").await;
        hasty.hears(&["WELCOME X", "MESSAGE Waiting for opponent to connect"]).await;
        hasty.hears(&["MESSAGE You don’t have an opponent yet"]).await;
        hasty.say("QUIT").await;
        closes(hasty, way).await;
    }
}
