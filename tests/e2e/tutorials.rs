//! The systems of the tutorials.

use serde_json::{Value, json};
use tttparty::{
    config::{Config, Port},
    tutorials::Tutorial,
};
use tttparty_tests::{
    client::{Client, End, Said, Way, open_ws},
    http::{self, HANDSHAKE},
    server::TestServer,
};

mod arduino;
mod chat;
mod tap;

/// The doors that are under `/tutorials/`.
const DOORS: [&str; 5] = ["capitalizer", "tic-tac-toe", "party", "chat", "echo"];

/// A server with the tutorials' systems.
fn start(settings: impl FnOnce(&mut Config)) -> TestServer {
    TestServer::with(|config| {
        config.tutorials.on = true;
        settings(config);
    })
}

/// A client on a system's own port, on any path.
async fn join(server: &TestServer, system: Tutorial) -> Client {
    Client::connect(&Way::Ws(format!("ws://{}/any/path", server.tutorial(system)))).await
}

/// A client of a door under `/tutorials/`.
async fn under(server: &TestServer, door: &str) -> Client {
    Client::connect(&Way::Ws(server.url(&format!("/tutorials/{door}")))).await
}

#[tokio::test]
async fn without_the_flag_there_is_nothing_of_them() {
    let server = TestServer::start();
    assert_eq!(http::status(server.main()).await["tutorials"], Value::Null);
    for path in ["/tutorials", "/tutorials/", "/tutorials/chat", "/tutorials/index.html", "/tutorials/source/chat.rs"] {
        let answer = http::get(server.main(), path, &[]).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.head.contains("text/html"), "{path}: a person may have come here");
    }
    for door in DOORS {
        assert_eq!(http::get(server.main(), &format!("/tutorials/{door}"), &HANDSHAKE).await.status, 404, "{door}");
    }
    assert_eq!(http::get(server.main(), "/tutorials/tap", &HANDSHAKE).await.status, 404);
}

#[tokio::test]
async fn status_says_where_they_are() {
    let server = start(|config| config.tutorials.chat_port = Port::Off);
    let status = http::status(server.main()).await;
    let mut ports = status["tutorials"].clone();
    ports.as_object_mut().unwrap().remove("socketio");
    let port = |system| server.tutorial(system).port();
    assert_eq!(
        ports,
        json!({
            "capitalizer": port(Tutorial::Capitalizer), "party_page": port(Tutorial::PartyPage),
            "chat_page": port(Tutorial::ChatPage), "chat": null, "echo": port(Tutorial::Echo),
        })
    );
    for system in [Tutorial::PartyPage, Tutorial::ChatPage, Tutorial::Echo] {
        assert_eq!(http::status(server.tutorial(system)).await["tutorials"], status["tutorials"], "{system:?}");
    }
}

#[tokio::test]
async fn pages_are_served_where_the_tutorials_have_them_with_all_that_they_need() {
    let server = start(|_| {});
    for (system, page) in [(Tutorial::PartyPage, "party"), (Tutorial::ChatPage, "chat"), (Tutorial::Echo, "echo")] {
        let address = server.tutorial(system);
        let answer = http::get(address, "/", &[]).await;
        assert_eq!(answer.status, 200, "{page}");
        assert!(answer.head.contains("content-security-policy: default-src 'none'; "), "{}", answer.head);
        assert_eq!(answer.body, http::get(server.main(), &format!("/tutorials/{page}"), &[]).await.body, "{page}");
        for part in ["/theme.css", "/lib/theme.js", "/tutorials/", "/tutorials/source/chat.rs"] {
            assert_eq!(http::get(address, part, &[]).await.status, 200, "{page} {part}");
        }
        // Pages that need the doors of the main port stay there.
        for other in ["/players/", "/players", "/game", "/index.html", "/tv/index.html"] {
            assert_eq!(http::get(address, other, &[]).await.status, 404, "{page} {other}");
        }
        let url = format!("ws://{address}/tutorials/capitalizer");
        let mut client = Client::connect(&Way::Ws(url)).await;
        client.say("same origin").await;
        client.hears(&["SAME ORIGIN"]).await;
    }
    for system in [Tutorial::Capitalizer, Tutorial::Chat] {
        let answer = http::get(server.tutorial(system), "/", &[]).await;
        assert_eq!(answer.status, 426, "{system:?}");
        assert!(answer.body.contains("This is a WebSocket door"), "{}", answer.body);
    }
}

#[tokio::test]
async fn the_source_is_there_to_read() {
    let server = start(|_| {});
    let answer = http::get(server.main(), "/tutorials/source/capitalizer.rs", &[]).await;
    assert!(answer.head.contains("content-type: text/plain; charset=utf-8"), "{}", answer.head);
    assert_eq!(answer.body, include_str!("../../server/src/tutorials/capitalizer.rs"));
    let none = http::get(server.main(), "/tutorials/source/main.rs", &[]).await;
    assert_eq!(none.status, 404);
    for name in none.body.lines().filter(|line| line.ends_with(".rs")) {
        assert_eq!(http::get(server.main(), &format!("/tutorials/source/{name}"), &[]).await.status, 200, "{name}");
    }
}

#[tokio::test]
async fn the_capitalizer_knows_all_scripts() {
    let server = start(|_| {});
    for mut client in [join(&server, Tutorial::Capitalizer).await, under(&server, "capitalizer").await] {
        for (said, heard) in
            [("hello, world", "HELLO, WORLD"), ("straße ﬁn ŉ", "STRASSE FIN ʼN"), ("ελλάς", "ΕΛΛΆΣ"), ("", "")]
        {
            client.say(said).await;
            client.hears(&[heard]).await;
        }
        client.send("é, from an old client".as_bytes()).await;
        client.hears(&["É, FROM AN OLD CLIENT"]).await;
        client.send(&[b'a', 0xff]).await;
        assert_eq!(client.ends().await, End::Closed(1007));
    }
}

#[tokio::test]
async fn capitals_of_the_longest_message_are_sent_and_one_byte_more_is_too_much() {
    let server = start(|_| {});
    let mut client = join(&server, Tutorial::Capitalizer).await;
    // Each two bytes, and six as capitals.
    let longest = "ΐ".repeat(32 * 1024);
    client.say(&longest).await;
    assert_eq!(client.next().await.unwrap(), longest.to_uppercase());
    client.say(&format!("{longest}x")).await;
    assert_eq!(client.ends().await, End::Closed(1009));
}

#[tokio::test]
async fn the_echo_gives_back_text_and_bytes() {
    let server = start(|config| config.echo_max_bytes = 1000);
    for mut client in [join(&server, Tutorial::Echo).await, under(&server, "echo").await] {
        client.say("Hello, server").await;
        client.hears(&["Hello, server"]).await;
        client.send(&[0, 1, 0xff]).await;
        assert_eq!(client.message().await, Ok(Said::Binary(vec![0, 1, 0xff])));
        client.send(&[0; 1001]).await;
        assert_eq!(client.ends().await, End::Closed(1009));
    }
}

#[tokio::test]
async fn tic_tac_toe_and_the_party_are_the_classic_ones() {
    let server = start(|config| config.zombies = 2);
    let mut x = under(&server, "tic-tac-toe").await;
    x.hears(&["WELCOME X", "MESSAGE Waiting for opponent to connect"]).await;
    let mut o = Client::connect(&Way::Ws(format!("ws://{}/", server.classic()))).await;
    o.hears(&["WELCOME O", "MESSAGE Your opponent will move first"]).await;
    x.hears(&["MESSAGE Your move"]).await;
    x.say("MOVE 4").await;
    x.hears(&["VALID_MOVE 4"]).await;
    o.hears(&["OPPONENT_MOVED 4"]).await;

    let mut guest = under(&server, "party").await;
    let _other = Client::connect(&Way::Ws(format!("ws://{}/", server.classic_party()))).await;
    guest.say("[120.5,80]").await;
    let all_there = |squares: &Value| {
        let squares = squares.as_array().unwrap();
        squares.len() == 4 && squares.iter().any(|square| square["location"] == json!([120.5, 80]))
    };
    while !all_there(&guest.json().await) {}
}

#[tokio::test]
async fn pages_from_files_may_use_the_ports_and_pages_from_elsewhere_nothing() {
    let server = start(|_| {});
    let own: Vec<_> = [Tutorial::Capitalizer, Tutorial::Chat, Tutorial::Echo]
        .map(|system| format!("ws://{}/", server.tutorial(system)))
        .into();
    let main: Vec<_> = DOORS.iter().chain(&["tap"]).map(|door| server.url(&format!("/tutorials/{door}"))).collect();
    for (url, origin, may) in (own.iter().flat_map(|url| [(url, "null", true), (url, "http://localhost:8098", true)]))
        .chain(main.iter().flat_map(|url| [(url, "null", false), (url, "http://localhost:50000", true)]))
        .chain(own.iter().chain(&main).map(|url| (url, "https://evil.example", false)))
    {
        let opened = open_ws(url, &[("origin", origin)]).await;
        assert_eq!(opened.is_ok(), may, "{origin} at {url}");
    }
}

#[tokio::test]
async fn their_connections_count_as_all_do() {
    let server = start(|config| config.max_connections = 1);
    let _only = join(&server, Tutorial::Chat).await;
    for system in [Tutorial::Capitalizer, Tutorial::Chat, Tutorial::Echo] {
        let answer = http::get(server.tutorial(system), "/", &HANDSHAKE).await;
        assert_eq!(answer.status, 503, "{system:?}");
        assert!(answer.head.contains("retry-after: 5"), "{}", answer.head);
    }
    for door in DOORS.iter().chain(&["tap"]) {
        let answer = http::get(server.main(), &format!("/tutorials/{door}"), &HANDSHAKE).await;
        assert_eq!(answer.status, 503, "{door}");
    }
}

#[tokio::test]
async fn everybody_is_told_when_the_server_stops() {
    let mut server = start(|_| {});
    let mut clients = vec![
        join(&server, Tutorial::Capitalizer).await,
        join(&server, Tutorial::Chat).await,
        join(&server, Tutorial::Echo).await,
    ];
    for door in DOORS.iter().chain(&["tap"]) {
        clients.push(under(&server, door).await);
    }
    server.stop();
    for (number, client) in clients.iter_mut().enumerate() {
        let end = loop {
            if let Err(end) = client.next().await {
                break end;
            }
        };
        assert_eq!(end, End::Closed(1012), "client {number}");
    }
}

#[tokio::test]
async fn who_falls_silent_is_cut_off() {
    let server = start(|config| (config.ping_ms, config.silence_ms) = (20, 60));
    let systems = [Tutorial::Capitalizer, Tutorial::Chat, Tutorial::Echo];
    for address in systems.map(|system| server.tutorial(system)) {
        // It answers no ping.
        let mut silent = tttparty_tests::raw::Raw::open(address, "/", None).await;
        while silent.next().await.is_some() {}
    }
}
