//! Another game with the same opponent.

use serde_json::json;
use tttparty_tests::{
    client::{Client, Way},
    http,
    server::TestServer,
};

use crate::tttp::{closes, pair, play, ways};

/// X wins with these, in turn.
const WIN: [u8; 5] = [4, 0, 2, 1, 6];

const OVER: &str = "MESSAGE The game is over: connect again for another";
const STILL_ON: &str = "MESSAGE The game is still on: finish it first";
const HAS_LEFT: &str = "MESSAGE Your opponent has left: connect again for another game";

async fn play_to_a_win(x: &mut Client, o: &mut Client) {
    play(x, o, &WIN).await;
    x.hears(&["VICTORY"]).await;
    o.hears(&["DEFEAT"]).await;
}

/// Everything that a client has said is heard when this is answered, after a game.
async fn settles(client: &mut Client) {
    client.say("MOVE 8").await;
    client.hears(&[OVER]).await;
}

#[tokio::test]
async fn both_ask_and_the_game_is_played_again_as_often_as_they_like() {
    let server = TestServer::start();
    for (name, way) in &ways(&server) {
        println!("{name}");
        let (mut x, mut o) = pair(way, &Way::Tcp(server.classic())).await;
        for first_is_x in [true, false, true] {
            play_to_a_win(&mut x, &mut o).await;
            let (first, second) = if first_is_x { (&mut x, &mut o) } else { (&mut o, &mut x) };
            first.say("REMATCH").await;
            // Twice is once, and the other one is not told.
            first.say("REMATCH").await;
            settles(first).await;
            settles(second).await;
            second.say("REMATCH").await;
            x.hears(&["MESSAGE Your move"]).await;
        }
        // The board is empty, and it is X's turn.
        o.say("MOVE 0").await;
        o.hears(&["MESSAGE Not your turn"]).await;
        play(&mut x, &mut o, &[0, 1, 2, 4, 3, 5, 7, 6, 8]).await;
        x.hears(&["TIE"]).await;
        o.hears(&["TIE"]).await;
        x.say("QUIT").await;
        closes(x, way).await;
    }
}

#[tokio::test]
async fn a_wish_said_before_the_end_is_refused_and_does_not_count() {
    let server = TestServer::start();
    for (name, way) in &ways(&server) {
        println!("{name}");
        let mut x = Client::connect(way).await;
        x.hears(&["WELCOME X", "MESSAGE Waiting for opponent to connect"]).await;
        x.say("REMATCH").await;
        x.hears(&["MESSAGE You don’t have an opponent yet"]).await;
        let mut o = Client::connect(way).await;
        o.hears(&["WELCOME O", "MESSAGE Your opponent will move first"]).await;
        x.hears(&["MESSAGE Your move"]).await;
        for client in [&mut x, &mut o] {
            client.say("REMATCH").await;
            client.hears(&[STILL_ON]).await;
        }
        play_to_a_win(&mut x, &mut o).await;
        o.say("REMATCH").await;
        settles(&mut o).await;
        // Only now has X said so.
        x.say("REMATCH").await;
        x.hears(&["MESSAGE Your move"]).await;
        o.say("REMATCH").await;
        o.hears(&[STILL_ON]).await;
        x.say("QUIT").await;
        closes(x, way).await;
        o.hears(&["OTHER_PLAYER_LEFT"]).await;
        o.say("REMATCH").await;
        o.hears(&[HAS_LEFT]).await;
        o.say("QUIT").await;
        closes(o, way).await;
    }
}

#[tokio::test]
async fn who_waits_for_a_rematch_is_told_when_the_other_leaves() {
    let server = TestServer::start();
    for (name, way) in &ways(&server) {
        for vanishes in [false, true] {
            println!("{name}, vanishes: {vanishes}");
            let (mut x, mut o) = pair(way, way).await;
            play_to_a_win(&mut x, &mut o).await;
            o.say("REMATCH").await;
            settles(&mut o).await;
            if vanishes {
                drop(x);
            } else {
                x.say("QUIT").await;
                closes(x, way).await;
            }
            o.hears(&["OTHER_PLAYER_LEFT"]).await;
            for (said, told) in [("REMATCH", HAS_LEFT), ("MOVE 8", OVER)] {
                o.say(said).await;
                o.hears(&[told]).await;
            }
        }
    }
}

#[tokio::test]
async fn who_asks_after_the_other_has_left_is_told_so() {
    let server = TestServer::start();
    for (name, way) in &ways(&server) {
        println!("{name}");
        let (mut x, mut o) = pair(way, way).await;
        play_to_a_win(&mut x, &mut o).await;
        // Leaving after a result is silent, so that it is the answer which tells: the close is the event.
        o.say("QUIT").await;
        closes(o, way).await;
        x.say("REMATCH").await;
        x.hears(&[HAS_LEFT]).await;
        x.say("REMATCH").await;
        x.hears(&[HAS_LEFT]).await;
    }
}

#[tokio::test]
async fn each_game_is_counted() {
    let server = TestServer::start();
    let way = Way::Ws(server.url("/tttp"));
    let (mut x, mut o) = pair(&way, &way).await;
    for finished in 1..4 {
        play_to_a_win(&mut x, &mut o).await;
        assert_eq!(http::status(server.main()).await["games"], json!({ "live": 0, "finished": finished }));
        o.say("REMATCH").await;
        x.say("REMATCH").await;
        x.hears(&["MESSAGE Your move"]).await;
        assert_eq!(http::status(server.main()).await["games"], json!({ "live": 1, "finished": finished }));
    }
    x.say("QUIT").await;
    o.hears(&["OTHER_PLAYER_LEFT"]).await;
    let status = |status: &serde_json::Value| status["games"] == json!({ "live": 0, "finished": 3 });
    http::status_says(server.main(), "the last one ends without a result", status).await;
}
