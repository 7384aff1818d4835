//! A board is a client as any other, on every WebSocket door.

use serde_json::Value;
use tttparty::tutorials::Tutorial;
use tttparty_tests::{
    arduino::{BUFFER, Board},
    client::{Client, Way},
    server::TestServer,
};

use super::start;

/// The doors where it can connect for the same thing: on a port of its own, and under `/tutorials/`.
fn ways(server: &TestServer, system: Tutorial, door: &str) -> [(std::net::SocketAddr, String); 2] {
    [(server.tutorial(system), "/".into()), (server.main(), format!("/tutorials/{door}"))]
}

#[tokio::test]
async fn what_it_says_is_echoed_up_to_the_size_of_its_buffer() {
    let server = start(|_| {});
    let [own, under] = ways(&server, Tutorial::Echo, "echo");
    for (address, path) in [own, under, (server.main(), "/echo".into())] {
        let mut board = Board::begin(address, &path).await;
        for length in [0, 1, 125, 126, 127, BUFFER] {
            let text = "t".repeat(length);
            board.says(&text).await;
            assert_eq!(board.hears().await, text, "{path}: {length}");
        }
        board.says(&"t".repeat(BUFFER + 50)).await;
        assert_eq!(board.hears().await.len(), BUFFER, "the rest never left the board");
        board.sends(&[0, 0xff, 7]).await;
        assert_eq!(board.receives().await, [0, 0xff, 7]);
        board.pings().await;
    }
}

#[tokio::test]
async fn its_readings_come_back_in_capitals() {
    let server = start(|_| {});
    for (address, path) in ways(&server, Tutorial::Capitalizer, "capitalizer") {
        let mut board = Board::begin(address, &path).await;
        board.says("{\"celsius\":21.5}").await;
        assert_eq!(board.hears().await, "{\"CELSIUS\":21.5}", "{path}");
        board.sends("grad".as_bytes()).await;
        assert_eq!(board.hears().await, "GRAD", "{path}");
    }
}

#[tokio::test]
async fn it_chats() {
    let server = start(|_| {});
    for (address, path) in ways(&server, Tutorial::Chat, "chat") {
        let mut board = Board::begin(address, &path).await;
        let mut other = Client::connect(&Way::Ws(format!("ws://{}/", server.tutorial(Tutorial::Chat)))).await;
        assert_eq!(other.next().await.unwrap(), board.hears().await, "the welcome");
        board.says("the door is open").await;
        other.hears(&["the door is open"]).await;
        assert_eq!(board.hears().await, "the door is open");
        other.say("close it, please").await;
        assert_eq!(board.hears().await, "close it, please", "{path}");
    }
}

#[tokio::test]
async fn it_plays_and_its_opponent_learns_when_it_is_unplugged() {
    let server = start(|_| {});
    let doors = [(server.main(), "/tttp"), (server.classic(), "/"), (server.main(), "/tutorials/tic-tac-toe")];
    for (address, path) in doors {
        let mut board = Board::begin(address, path).await;
        assert_eq!(board.hears().await, "WELCOME X", "{path}");
        assert_eq!(board.hears().await, "MESSAGE Waiting for opponent to connect");
        let mut other = Client::connect(&Way::Ws(server.url("/tttp"))).await;
        other.hears(&["WELCOME O", "MESSAGE Your opponent will move first"]).await;
        assert_eq!(board.hears().await, "MESSAGE Your move");
        board.says("MOVE 4").await;
        assert_eq!(board.hears().await, "VALID_MOVE 4");
        other.hears(&["OPPONENT_MOVED 4"]).await;
        other.say("MOVE 0").await;
        other.hears(&["VALID_MOVE 0"]).await;
        assert_eq!(board.hears().await, "OPPONENT_MOVED 0");
        drop(board);
        other.hears(&["OTHER_PLAYER_LEFT"]).await;
        other.close().await;
    }
}

#[tokio::test]
async fn it_goes_to_the_party() {
    let server = start(|config| config.zombies = 0);
    for (address, path) in
        [(server.main(), "/party"), (server.classic_party(), "/"), (server.main(), "/tutorials/party")]
    {
        let mut board = Board::begin(address, path).await;
        board.says("[120.5,80]").await;
        loop {
            let squares: Value = serde_json::from_str(&board.hears().await).unwrap();
            let there = squares.as_array().unwrap().iter().any(|one| one["location"] == serde_json::json!([120.5, 80]));
            if there {
                break;
            }
        }
    }
}

#[tokio::test]
async fn its_answers_to_pings_keep_it_connected() {
    let server = start(|config| (config.ping_ms, config.silence_ms) = (100, 20_000));
    let mut board = Board::begin(server.tutorial(Tutorial::Echo), "/").await;
    for _ in 0..5 {
        board.is_pinged().await;
    }
    board.says("still here").await;
    assert_eq!(board.hears().await, "still here");
}
