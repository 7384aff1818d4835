//! The party canvas, in its classic form and as `party.2`.

use serde_json::Value;
use tttparty_tests::{
    client::{Client, Way, open_ws},
    server::TestServer,
};

const PARTY2: (&str, &str) = ("sec-websocket-protocol", "party.2");

async fn classic(server: &TestServer) -> Client {
    Client::connect(&Way::Ws(format!("ws://{}/", server.classic_party()))).await
}

/// A participant that reads `party.2`, and its id.
async fn party2(server: &TestServer) -> (Client, u64) {
    let mut client = open_ws(&server.url("/party"), &[PARTY2]).await.unwrap();
    let welcome = client.json().await;
    assert_eq!(welcome["type"], "welcome");
    assert_eq!((&welcome["width"], &welcome["height"], &welcome["size"]), (&500.into(), &500.into(), &10.into()));
    let id = welcome["you"].as_u64().unwrap();
    (client, id)
}

/// The next frame in which this holds.
async fn frame_where(client: &mut Client, holds: impl Fn(&Value) -> bool) -> Value {
    loop {
        let frame = client.json().await;
        if holds(&frame) {
            return frame;
        }
    }
}

fn person(frame: &Value, id: u64) -> Option<(f64, f64)> {
    let row = frame["people"].as_array()?.iter().find(|row| row[0] == id)?;
    Some((row[1].as_f64()?, row[2].as_f64()?))
}

fn locations(frame: &Value) -> Vec<(f64, f64)> {
    let pair = |one: &Value| (one["location"][0].as_f64().unwrap(), one["location"][1].as_f64().unwrap());
    frame.as_array().unwrap().iter().map(pair).collect()
}

#[tokio::test]
async fn the_classic_form_is_what_the_original_page_reads() {
    let server = TestServer::with(|config| config.zombies = 3);
    let mut first = classic(&server).await;
    let frame = first.json().await;
    assert_eq!(frame.as_array().unwrap().len(), 4, "one participant and three zombies: {frame}");
    for one in frame.as_array().unwrap() {
        let colour = one["color"].as_str().unwrap();
        let parts = colour.strip_prefix("rgb(").unwrap().strip_suffix(')').unwrap().split(", ");
        let parts: Vec<u8> = parts.map(|part| part.parse().unwrap()).collect();
        assert_eq!(parts.len(), 3, "{colour}");
    }
    assert_eq!(locations(&frame)[0], (0.0, 0.0), "everybody starts in the corner");
    first.say("[120.5, 300]").await;
    frame_where(&mut first, |frame| locations(frame)[0] == (120.5, 300.0)).await;

    let mut second = classic(&server).await;
    let frame = second.json().await;
    assert!(locations(&frame).contains(&(120.5, 300.0)), "who joins sees who is there: {frame}");
    frame_where(&mut first, |frame| locations(frame).len() == 5).await;
    second.close().await;
    frame_where(&mut first, |frame| locations(frame).len() == 4).await;
}

#[tokio::test]
async fn party_without_a_subprotocol_is_classic_and_with_it_says_more() {
    let server = TestServer::with(|config| config.zombies = 2);
    let mut plain = Client::connect(&Way::Ws(server.url("/party"))).await;
    assert!(plain.json().await.is_array());
    let (mut client, me) = party2(&server).await;
    client.say("[10, 20]").await;
    let frame = frame_where(&mut client, |frame| person(frame, me) == Some((10.0, 20.0))).await;
    assert_eq!(frame["people"].as_array().unwrap().len(), 2);
    assert_eq!(frame["zombies"].as_array().unwrap().len(), 2);
    let next = client.json().await;
    assert!(next["tick"].as_u64() > frame["tick"].as_u64());
}

#[tokio::test]
async fn a_jump_is_walked_at_the_top_speed() {
    let server = TestServer::with(|config| (config.top_speed, config.tick, config.zombies) = (1000.0, 50, 0));
    let (mut client, me) = party2(&server).await;
    client.say("[500, 0]").await;
    let (mut last, mut tick) = (0.0, None);
    while last < 500.0 {
        let frame = client.json().await;
        let (x, _) = person(&frame, me).unwrap();
        let now = frame["tick"].as_f64().unwrap();
        // A frame may be missing on a busy machine, but not its tick.
        let most = 20.0 * tick.map_or(1.0, |before| now - before);
        assert!(x - last <= most + 0.1, "from {last} to {x} px, and {most} px is the top speed");
        (last, tick) = (x, Some(now));
    }
}

#[tokio::test]
async fn what_is_no_position_is_told_and_changes_nothing() {
    let server = TestServer::with(|config| config.zombies = 0);
    let (mut client, me) = party2(&server).await;
    client.say("[50, 60]").await;
    frame_where(&mut client, |frame| person(frame, me) == Some((50.0, 60.0))).await;
    for (junk, number) in [
        ("[1]", 211),
        ("[1,2,3]", 211),
        ("[null,1]", 211),
        ("[1e999,1]", 211),
        ("{\"x\":1}", 211),
        ("hello", 211),
        ("[501.5, 10]", 212),
        ("[10, -2]", 212),
    ] {
        client.say(junk).await;
        let error = frame_where(&mut client, |said| said["type"] == "error").await;
        assert_eq!(error["number"], number, "{junk}: {error}");
        let frame = frame_where(&mut client, |said| said["type"] == "frame").await;
        assert_eq!(person(&frame, me), Some((50.0, 60.0)), "{junk}");
    }
    // The classic form has no place for an error, so it is an object, where a frame is an array.
    let mut classic = classic(&server).await;
    classic.say("junk").await;
    frame_where(&mut classic, |said| said["number"] == 211).await;
}

#[tokio::test]
async fn zombies_walk_to_the_closest_participant() {
    let server = TestServer::with(|config| (config.zombies, config.zombie_speed, config.tick) = (4, 400.0, 60));
    let (mut me, id) = party2(&server).await;
    let (mut other, _) = party2(&server).await;
    // Both opposite corners, so that each zombie has somebody near.
    me.say("[0, 0]").await;
    other.say("[500, 500]").await;
    let chased_and_reached = |frame: &Value| {
        let zombies = frame["zombies"].as_array().map(Vec::as_slice).unwrap_or_default();
        let all_have_arrived = zombies.iter().all(|zombie| {
            let (x, y) = (zombie[1].as_f64().unwrap(), zombie[2].as_f64().unwrap());
            let corner = if zombie[3] == id { 0.0 } else { 500.0 };
            (x - corner).hypot(y - corner) < 60.0
        });
        !zombies.is_empty() && all_have_arrived
    };
    frame_where(&mut me, chased_and_reached).await;
}
