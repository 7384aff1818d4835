//! Who is let in, by which door, and what the others are told.

use serde_json::Value;
use tokio::net::TcpStream;
use tttparty::config::{Door, Port};
use tttparty_tests::{
    client::{Client, End, Way},
    http::{self, HANDSHAKE},
    server::TestServer,
};

/// A handshake from a page of this origin.
fn from(origin: &str) -> Vec<&str> {
    HANDSHAKE.into_iter().chain([origin]).collect()
}

#[tokio::test]
async fn pages_from_elsewhere_are_told_how_they_may() {
    let server = TestServer::start();
    let answer = http::get(server.main(), "/tttp", &from("Origin: https://evil.example")).await;
    assert_eq!(answer.status, 403);
    assert!(answer.body.contains("--allow-origin https://evil.example"), "{}", answer.body);
    assert_eq!(http::get(server.main(), "/party", &from("Origin: null")).await.status, 403);
    let strange = http::get(server.main(), "/echo", &from("Origin: https://<script>é")).await;
    assert_eq!(strange.status, 403);
    assert!(!strange.body.contains("script"), "{}", strange.body);
}

#[tokio::test]
async fn pages_from_here_from_files_and_from_the_list_may() {
    let server = TestServer::with(|config| config.allow_origin = vec!["https://cdpn.io".into()]);
    for (address, origin) in [
        (server.main(), "http://localhost:3000"),
        (server.main(), "https://cdpn.io"),
        (server.classic(), "null"),
        (server.classic_party(), "null"),
    ] {
        let url = format!("ws://{address}{}", if address == server.main() { "/tttp" } else { "/" });
        let client = tttparty_tests::client::open_ws(&url, &[("origin", origin)]).await;
        assert!(client.is_ok(), "{origin} at {url}");
    }
}

#[tokio::test]
async fn one_too_many_gets_an_answer() {
    let server = TestServer::with(|config| (config.max_connections, config.max_per_address) = (3, 2));
    let way = Way::Ws(server.url("/tttp"));
    let first = Client::connect(&way).await;
    let mut second = Client::connect(&way).await;
    let answer = http::get(server.main(), "/tttp", &HANDSHAKE).await;
    assert_eq!(answer.status, 503);
    assert!(answer.head.contains("retry-after: 5") && answer.body.contains("--max-per-address"), "{}", answer.body);
    let mut tcp = Client::connect(&Way::Tcp(server.classic())).await;
    let told = tcp.next().await.unwrap();
    assert!(told.starts_with("MESSAGE Too many connections from your address"), "{told}");
    assert_eq!(tcp.ends().await, End::Cut);
    // Whoever leaves makes room; the one who stays hears that the other left, and so the server knows it too.
    first.close().await;
    while second.next().await.unwrap() != "OTHER_PLAYER_LEFT" {}
    Client::connect(&way).await;
}

#[tokio::test]
async fn no_limits_lifts_the_limit_of_an_address() {
    let server = TestServer::with(|config| (config.max_per_address, config.no_limits) = (1, true));
    let way = Way::Ws(server.url("/tttp"));
    let _first = Client::connect(&way).await;
    Client::connect(&way).await;
}

#[tokio::test]
async fn a_door_without_an_upgrade_says_what_it_is() {
    let server = TestServer::start();
    for (address, path) in
        [(server.main(), "/tttp"), (server.main(), "/echo"), (server.classic(), "/"), (server.classic_party(), "/")]
    {
        let answer = http::get(address, path, &[]).await;
        assert_eq!(answer.status, 426, "{path}");
        assert!(answer.body.contains("WebSocket"), "{}", answer.body);
    }
    let broken = http::get(server.main(), "/tttp", &["Upgrade: websocket", "Sec-WebSocket-Version: 12"]).await;
    assert!((400..500).contains(&broken.status), "{}", broken.status);
}

#[tokio::test]
async fn doors_can_be_shut() {
    let server = TestServer::with(|config| {
        (config.classic_port, config.classic_party_port) = (Port::Off, Port::Off);
        config.tttp2_port = Port::Off;
        config.without = vec![Door::Tttp, Door::Party, Door::Echo];
    });
    for path in ["/tttp", "/party", "/echo"] {
        assert_eq!(http::get(server.main(), path, &HANDSHAKE).await.status, 404, "{path}");
    }
    let status: Value = serde_json::from_str(&http::get(server.main(), "/status", &[]).await.body).unwrap();
    let shut = serde_json::json!({
        "tttp": false, "party": false, "echo": false, "classic_port": null, "classic_party_port": null,
        "tttp2_port": null,
    });
    assert_eq!(status["doors"], shut);

    let server = TestServer::with(|config| config.port = Port::Off);
    let mut client = Client::connect(&Way::Tcp(server.classic())).await;
    client.hears(&["WELCOME X"]).await;
}

#[tokio::test]
async fn status_counts_who_is_here() {
    let server = TestServer::with(|config| (config.zombies, config.tick, config.canvas_width) = (7, 60, 800));
    let mut x = Client::connect(&Way::Ws(server.url("/tttp"))).await;
    x.hears(&["WELCOME X"]).await;
    let mut guest = Client::connect(&Way::Ws(server.url("/party"))).await;
    guest.json().await;
    let status: Value = serde_json::from_str(&http::get(server.main(), "/status", &[]).await.body).unwrap();
    assert_eq!(status["players"], serde_json::json!({ "online": 1, "waiting": 1 }));
    let party =
        serde_json::json!({ "people": 1, "rooms": 1, "zombies": 7, "tick_hz": 60, "width": 800, "height": 500 });
    assert_eq!(status["party"], party);
    assert_eq!(status["doors"]["classic_port"], server.classic().port());
    let mut o = Client::connect(&Way::Tcp(server.classic())).await;
    o.hears(&["WELCOME O", "MESSAGE Your opponent will move first"]).await;
    o.say("QUIT").await;
    x.hears(&["MESSAGE Waiting for opponent to connect", "MESSAGE Your move", "OTHER_PLAYER_LEFT"]).await;
    let status: Value = serde_json::from_str(&http::get(server.main(), "/status", &[]).await.body).unwrap();
    assert_eq!(status["games"], serde_json::json!({ "live": 0, "finished": 0 }));
}

#[tokio::test]
async fn pages_come_with_their_headers_and_are_fetched_once() {
    let server = TestServer::start();
    for (path, kind) in
        [("/", "text/html"), ("/game", "text/html"), ("/party", "text/html"), ("/theme.css", "text/css")]
    {
        let answer = http::get(server.main(), path, &[]).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.head.contains(&format!("content-type: {kind}; charset=utf-8")), "{}", answer.head);
        assert!(answer.head.contains("content-security-policy: default-src 'none'; "), "{}", answer.head);
        assert!(answer.head.contains("x-content-type-options: nosniff"), "{}", answer.head);
        let tag = answer.head.lines().find_map(|line| line.strip_prefix("etag: ")).unwrap();
        let again = http::get(server.main(), path, &[&format!("If-None-Match: {tag}")]).await;
        assert_eq!((again.status, again.body.as_str()), (304, ""), "{path}");
    }
    assert_eq!(http::request("HEAD", server.main(), "/", &[]).await.body, "");
    assert_eq!(http::request("POST", server.main(), "/", &[]).await.status, 405);
    for path in ["/nothing", "/../Cargo.toml", "/%2e%2e/Cargo.toml", "/lib/"] {
        let answer = http::get(server.main(), path, &[]).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.head.contains("text/html"), "{path}: a person may have come here");
    }
}

#[tokio::test]
async fn the_code_to_join_by_is_there_when_others_can_join() {
    let server = TestServer::start();
    assert_eq!(http::get(server.main(), "/qr.svg", &[]).await.status, 404);
    let server = TestServer::with(|config| config.lan = true);
    let address = ([127, 0, 0, 1], server.main().port()).into();
    let status: Value = serde_json::from_str(&http::get(address, "/status", &[]).await.body).unwrap();
    let code = http::get(address, "/qr.svg", &[]).await;
    // A machine without a network has nothing to share.
    if status["share"].as_array().unwrap().is_empty() {
        assert_eq!(code.status, 404);
    } else {
        assert!(code.status == 200 && code.head.contains("image/svg+xml") && code.body.contains("<svg"));
    }
}

#[tokio::test]
async fn who_only_looks_counts_as_well() {
    let server = TestServer::with(|config| config.max_connections = 2);
    let idle = [TcpStream::connect(server.main()).await.unwrap(), TcpStream::connect(server.main()).await.unwrap()];
    // Each worker sees those that came to it in its own time.
    let answer = loop {
        let answer = http::get(server.main(), "/healthz", &[]).await;
        if answer.status != 200 {
            break answer;
        }
    };
    assert_eq!(answer.status, 503);
    assert!(answer.head.contains("retry-after: 5") && answer.body.contains("too many connections"), "{}", answer.body);
    drop(idle);
    // And sees them go.
    while http::get(server.main(), "/healthz", &[]).await.status != 200 {}
    // A session is counted otherwise: two of them leave room to look.
    let way = Way::Ws(server.url("/tttp"));
    let _players = [Client::connect(&way).await, Client::connect(&way).await];
    assert_eq!(http::get(server.main(), "/healthz", &[]).await.status, 200);
}

#[tokio::test]
async fn a_handshake_with_a_body_is_none() {
    let server = TestServer::start();
    for body in ["Transfer-Encoding: chunked", "Content-Length: 5"] {
        let headers: Vec<_> = HANDSHAKE.into_iter().chain([body]).collect();
        let answer = http::get(server.main(), "/tttp", &headers).await;
        assert_eq!(answer.status, 400, "{body}");
        assert!(answer.body.contains("has no body"), "{}", answer.body);
    }
}
