//! How sessions end, and peers that speak something else.

use serde_json::json;
use tokio::{io::AsyncWriteExt, net::TcpStream};
use tttp::Error;
use tttparty_tests::{client::Client, http, raw::Raw};

use super::*;

#[tokio::test]
async fn quit_leaves_everything_and_is_answered_last() {
    for door in DOORS {
        let server = TestServer::start();
        let [ann, mut bo] = two(&server, door, ["Ann", "Bo"]).await;
        let mut ann = ann.deaf_to(&["LOBBY", "PERSON", "GAME", "ROOM", "LISTED", "WATCHERS"]);
        let mut cy = Session::open(&server, door.other(), "Cy").await;
        ann.done("WATCH lobby").await;
        let mut table = Table::begin(&mut ann, &mut bo, "none").await;
        cy.does("CHALLENGE Ann", &["CHALLENGING Ann none"]).await;
        ann.hears(&["CHALLENGE Cy person none"]).await;
        ann.say("#bye QUIT").await;
        let (last, end) = ann.last_words().await;
        assert_eq!((&*last, end), ("#bye OK", door.end(1000)));
        table.ends("O resign", &mut [&mut bo]).await;
        table.tells("LEFT X", &mut [&mut bo]).await;
        cy.hears(&["DECLINED Ann gone"]).await;
        cy.is_refused("CHALLENGE Ann", Error::NoSuchPerson).await;
        lists(
            &mut cy,
            "LIST people",
            &["LOBBY 2 0 0 0", "PERSON Bo person idle", "PERSON Cy person idle", "LISTED people"],
        )
        .await;
    }
}

#[tokio::test]
async fn what_is_said_before_quit_is_answered_and_what_after_is_not() {
    for door in DOORS {
        let server = TestServer::start();
        let mut ann = Session::open(&server, door, "Ann").await;
        ann.say("#1 PLAY\n#2 PROPOSE\n#3 QUIT\n#4 PLAY").await;
        let mut heard = Vec::new();
        while let Ok(line) = ann.next().await {
            heard.push(line);
        }
        heard.retain(|line| line.starts_with('#') && line != "#1 OK");
        assert_eq!(heard, ["#2 OK", "#3 OK"]);
        let nobody = |status: &serde_json::Value| status["players"] == json!({ "online": 0, "waiting": 0 });
        http::status_says(server.main(), "nobody waits", nobody).await;
    }
}

#[tokio::test]
async fn nothing_is_carried_out_after_quit_though_there_is_a_game_to_leave() {
    for door in DOORS {
        let server = TestServer::start();
        let [mut ann, mut bo] = two(&server, door, ["Ann", "Bo"]).await;
        let mut wim = Session::open(&server, door, "Wim caps=chat").await.deaf_to(&["LOBBY", "PERSON", "ROOM", "GAME"]);
        wim.does("WATCH lobby", &["LISTED lobby", "SAID lobby all * ...", "HISTORY lobby 0"]).await;
        let mut table = Table::begin(&mut ann, &mut bo, "none").await;
        ann.say("#1 QUIT\n#2 HOST\n#3 CHALLENGE Wim\n#4 SAY lobby Hello").await;
        let (last, end) = ann.last_words().await;
        assert_eq!((&*last, end), ("#1 OK", door.end(1000)));
        table.ends("O resign", &mut [&mut bo]).await;
        table.tells("LEFT X", &mut [&mut bo]).await;
        bo.does("SAY lobby Bye", &[]).await;
        wim.hears(&["SAID lobby all Bo Bye"]).await;
    }
}

#[tokio::test]
async fn everybody_is_told_that_the_server_stops() {
    for door in DOORS {
        let mut server = TestServer::start();
        let knocks = Session::knock(&server, door).await;
        let idle = Session::open(&server, door, "Idle").await;
        let mut waits = Session::open(&server, door, "Waits").await;
        waits.done("HOST").await;
        let [mut ann, mut bo] = two(&server, door, ["Ann", "Bo"]).await;
        Table::begin(&mut ann, &mut bo, "none").await;
        server.stop();
        for (mut session, door) in [(knocks, door), (idle, door), (waits, door), (ann, door), (bo, door.other())] {
            let (last, end) = session.last_words().await;
            assert_eq!(end, door.end(1012));
            let told = format!("MESSAGE {}", Error::ShuttingDown.text());
            assert!(door == Door::Ws || last == told, "{}: {last}", session.name());
        }
        drop(server);
    }
}

#[tokio::test]
async fn garbage_at_the_door_is_refused_line_by_line() {
    let server = TestServer::start();
    let mut junk = Session::knock(&server, Door::Tcp).await;
    junk.send(b"\xff\xfe\x00\n\x00\x01\x02\n\x80\n").await;
    for error in [Error::NotUtf8, Error::ControlCharacter, Error::NotUtf8] {
        junk.hears(&[&format!("ERROR {} {} {}", error.number(), error.name(), error.text())]).await;
    }
    // One that is far too long is answered once, and what follows it is heard.
    junk.send(&[b'x'; 6000]).await;
    junk.send(b"\n#1 HELLO TTTP/2 name=Ann\n").await;
    junk.hears(&[&format!("ERROR 204 LINE_TOO_LONG {}", Error::LineTooLong.text())]).await;
    junk.is_welcomed().await;
    junk.hears(&["#1 OK"]).await;
    // A line in pieces, and the last one without its ending.
    for byte in b"#2 CANCEL\r\n" {
        junk.send(&[*byte]).await;
    }
    junk.hears(&["#2 OK"]).await;
    // On a WebSocket as well, but for what is no text at all.
    let mut junk = Session::knock(&server, Door::Ws).await;
    junk.say("\u{0}\u{1}").await;
    junk.hears(&[&format!("ERROR 206 CONTROL_CHARACTER {}", Error::ControlCharacter.text())]).await;
    junk.send(b"HELLO TTTP/2 name=Bo").await;
    junk.is_welcomed().await;
    let mut raw = Raw::open(server.main(), "/tttp", Some("tttp.2")).await;
    raw.frame(0x81, b"HELLO \xff").await;
    assert_eq!(raw.close_code().await, Some(1007));
    let mut raw = Raw::open(server.main(), "/tttp", Some("tttp.2")).await;
    raw.frame(0x81, &[b'x'; 4097]).await;
    assert_eq!(raw.close_code().await, Some(1009));
}

#[tokio::test]
async fn who_never_stops_sending_garbage_is_closed() {
    let server = TestServer::start();
    let mut junk = TcpStream::connect(server.tttp2()).await.unwrap();
    let mut other = Session::open(&server, Door::Tcp, "Ann").await;
    let noise: Vec<u8> = (0..4000_u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    expect("the end", async { while junk.write_all(&noise).await.is_ok() {} }).await;
    other.does("PLAY", &["QUEUED"]).await;
}

#[tokio::test]
async fn an_http_request_at_the_door_of_lines_is_told_where_it_is() {
    let server = TestServer::start();
    let upgrade = "GET /tttp HTTP/1.1\r\nUpgrade: websocket\r\n\r\n";
    for request in ["GET / HTTP/1.1\r\nHost: here\r\n\r\n", upgrade, "POST / HTTP/1.1\r\nHost: here\r\n\r\n#1 PLAY\n"] {
        let mut lost = Session::knock(&server, Door::Tcp).await;
        lost.send(request.as_bytes()).await;
        // What may be hidden in it is not carried out.
        lost.hears(&[&format!("MESSAGE {}", Error::MistakenForTcp.text())]).await;
        assert_eq!(lost.ends().await, Door::Tcp.end(1008));
    }
}

#[tokio::test]
async fn who_connects_and_says_nothing_takes_nobodys_turn() {
    for door in DOORS {
        let server = TestServer::start();
        let mut silent = Vec::new();
        for _ in 0..5 {
            silent.push(Session::knock(&server, door).await);
        }
        for _ in 0..5 {
            drop(TcpStream::connect(server.tttp2()).await.unwrap());
        }
        let [mut ann, mut bo] = two(&server, door, ["Ann", "Bo"]).await;
        ann.does("PLAY", &["QUEUED"]).await;
        bo.say("PLAY").await;
        ann.sits_down("X Ann person Bo person 120+2 public").await;
        lists(&mut ann, "LIST people", &["LOBBY 2 1 0 0", "PERSON * * *", "PERSON * * *", "LISTED people"]).await;
    }
}

#[tokio::test]
async fn a_silent_websocket_is_gone_and_its_game_knows() {
    let server = TestServer::with(|config| (config.ping_ms, config.silence_ms) = (100, 1500));
    let mut silent = Raw::open(server.main(), "/tttp", Some("tttp.2")).await;
    silent.frame(0x81, b"HELLO TTTP/2 name=Ann\nPLAY").await;
    let mut heard = String::new();
    while !heard.starts_with("QUEUED") {
        heard = String::from_utf8_lossy(&silent.next().await.unwrap().1).into_owned();
    }
    let mut bo = Session::open(&server, Door::Ws, "Bo").await;
    bo.say("PLAY").await;
    let [game, _] = bo.sits_down("O Ann person Bo person 120+2 public").await;
    // Half a frame is no sign of life.
    silent.bytes(&tttparty_tests::raw::header(0x81, 6)).await;
    bo.hears(&[&format!("GONE {game} X *")]).await;
}

#[tokio::test]
async fn the_last_line_counts_without_its_ending() {
    let server = TestServer::start();
    let mut ann = Session::open(&server, Door::Tcp, "Ann").await;
    let mut lobby = Session::open(&server, Door::Ws, "Wim caps=chat").await.deaf_to(&["LOBBY", "PERSON", "LISTED"]);
    lobby.does("WATCH lobby", &["SAID lobby all * ...", "HISTORY lobby 0"]).await;
    ann.send(b"SAY lobby Bye").await;
    ann.close().await;
    lobby.hears(&["SAID lobby all Ann Bye"]).await;
    let mut guest = Client::connect(&Door::Tcp.classic(&server)).await;
    guest.hears(&["WELCOME X", "MESSAGE Waiting for opponent to connect"]).await;
}
