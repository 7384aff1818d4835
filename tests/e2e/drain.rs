//! The end of a server: everybody is told, and nobody holds it up.

use futures_util::future::join_all;
use tttparty_tests::{
    client::{Client, End, Way},
    http,
    raw::Raw,
    server::TestServer,
};

#[tokio::test]
async fn everybody_is_told_to_come_back() {
    let mut server = TestServer::start();
    let ways = [
        Way::Ws(server.url("/tttp")),
        Way::Ws(server.url("/party")),
        Way::Ws(server.url("/echo")),
        Way::Ws(format!("ws://{}/", server.classic())),
        Way::Ws(format!("ws://{}/", server.classic_party())),
        Way::Tcp(server.classic()),
    ];
    let mut clients = join_all((0..60).map(|number| Client::connect(&ways[number % ways.len()]))).await;
    // Each TCP client must be known to the server: it has said something.
    for client in clients.iter_mut().skip(5).step_by(6) {
        assert!(client.next().await.unwrap().starts_with("WELCOME"));
    }
    server.stop();
    for (number, client) in clients.iter_mut().enumerate() {
        let mut last = String::new();
        let end = loop {
            match client.next().await {
                Ok(line) => last = line,
                Err(end) => break end,
            }
        };
        if matches!(ways[number % ways.len()], Way::Tcp(_)) {
            assert!(last.starts_with("MESSAGE The server is restarting"), "{last}");
        } else {
            assert_eq!(end, End::Closed(1012), "client {number}");
        }
    }
    drop(server);
}

#[tokio::test]
async fn who_does_not_answer_does_not_hold_it_up() {
    let mut server = TestServer::alone(|_| {});
    let mut deaf = Raw::open(server.main(), "/tttp", None).await;
    assert_eq!(deaf.next().await.unwrap().1, b"WELCOME X");
    let _never_reads = Raw::open(server.main(), "/party", None).await;
    server.stop();
    assert_eq!(deaf.close_code().await, Some(1012));
    // Waits for its end, and fails when that does not come.
    drop(server);
}

#[tokio::test]
async fn nobody_is_let_in_while_it_drains() {
    let mut server = TestServer::start();
    // Holds the drain open: it never answers the close.
    let mut deaf = Raw::open(server.main(), "/tttp", None).await;
    assert_eq!(deaf.next().await.unwrap().1, b"WELCOME X");
    assert_eq!(http::get(server.main(), "/readyz", &[]).await.status, 200);
    server.stop();
    assert_eq!(deaf.close_code().await, Some(1012));
    assert_eq!(http::get(server.main(), "/readyz", &[]).await.status, 503);
    assert_eq!(http::get(server.main(), "/healthz", &[]).await.status, 200);
    let answer = http::get(server.main(), "/tttp", &http::HANDSHAKE).await;
    assert_eq!(answer.status, 503);
    assert!(answer.head.contains("retry-after: "), "{}", answer.head);
}
