//! The party canvas, in its classic form and as `party.2`.

use serde_json::Value;
use tttparty_tests::{
    canvas::Canvas,
    client::{Client, Way},
    guest::{Guest, see_the_same},
    server::TestServer,
};

async fn classic(server: &TestServer) -> Client {
    Client::connect(&Way::Ws(format!("ws://{}/", server.classic_party()))).await
}

/// The next classic frame in which this holds.
async fn frame_where(client: &mut Client, holds: impl Fn(&Value) -> bool) -> Value {
    loop {
        let frame = client.json().await;
        if holds(&frame) {
            return frame;
        }
    }
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
    let mut guest = Guest::join(&server).await;
    let expected = serde_json::json!({
        "type": "welcome", "layout": 1, "you": guest.id, "room": "MAIN", "tick": guest.welcome["tick"], "hz": 20,
        "width": 500, "height": 500, "size": 10, "top_speed": 3000, "zombies": 2,
    });
    assert_eq!(guest.welcome, expected);
    assert!(guest.frame().await.is_key, "it knows nothing yet");
    guest.go(10, 20).await;
    guest.sees(guest.id, (10.0, 20.0)).await;
    assert_eq!((guest.canvas.people().count(), guest.canvas.zombies().count()), (2, 2));
    frame_where(&mut plain, |frame| locations(frame).contains(&(10.0, 20.0))).await;
    plain.say("[30, 40]").await;
    guest.until(|canvas| canvas.people().any(|(_, being)| being.place() == (30.0, 40.0))).await;
    plain.close().await;
    guest.until(|canvas| canvas.people().count() == 1).await;
}

#[tokio::test]
async fn an_input_of_nine_bytes_is_heard_like_a_text() {
    let server = TestServer::start();
    let (mut one, mut other) = (Guest::join(&server).await, Guest::join(&server).await);
    one.frame().await;
    one.ack_and_go(500, 7).await;
    one.sees(one.id, (500.0, 7.0)).await;
    other.sees(one.id, (500.0, 7.0)).await;
    see_the_same(&mut one, &mut other).await;
}

#[tokio::test]
async fn a_jump_is_walked_at_the_top_speed() {
    let server = TestServer::with(|config| (config.top_speed, config.tick, config.zombies) = (1000.0, 50, 0));
    let mut guest = Guest::join(&server).await;
    guest.sees(guest.id, (0.0, 0.0)).await;
    guest.go(500, 0).await;
    let mut last = 0.0;
    while last < 500.0 {
        let frame = guest.frame().await;
        let (x, _) = guest.canvas.place(guest.id).unwrap();
        // A frame may be missing on a busy machine, but not its tick.
        let most = 20.0 * f64::from(frame.since);
        assert!(!frame.is_key && x - last <= most + 0.1, "from {last} to {x} px, and {most} px is the top speed");
        last = x;
    }
}

#[tokio::test]
async fn what_is_no_position_is_told_and_changes_nothing() {
    let server = TestServer::with(|config| config.zombies = 0);
    let mut guest = Guest::join(&server).await;
    guest.go(50, 60).await;
    guest.sees(guest.id, (50.0, 60.0)).await;
    for (junk, number) in [
        ("[1]", 211),
        ("[1,2,3]", 211),
        ("[null,1]", 211),
        ("[1e999,1]", 211),
        ("{\"x\":1}", 211),
        ("hello", 211),
        ("", 211),
        ("[501.5, 10]", 212),
        ("[10, -2]", 212),
    ] {
        guest.say(junk).await;
        is_refused(&mut guest, number).await;
    }
    let outside = [&[2, 0, 0, 0, 1][..], &(501_u16 * 16 + 1).to_be_bytes(), &[0, 0]].concat();
    for (junk, number) in [
        (&[][..], 214),
        (&[1], 214),
        (&[1, 0, 0, 1], 214),
        (&[2, 0, 0, 0, 1], 214),
        (&[1, 0, 0, 0, 1, 0, 16, 0, 16], 214),
        (&[2, 0, 0, 0, 1, 0, 16, 0, 16, 0], 214),
        (&[3, 0, 0, 0, 1], 214),
        (b"hello", 214),
        (&outside, 212),
    ] {
        guest.send(junk).await;
        is_refused(&mut guest, number).await;
    }
    // At the rim a pointer may be a little outside.
    guest.say("[500.9, -0.5]").await;
    guest.sees(guest.id, (500.0, 0.0)).await;
    // The classic form has no place for an error, so it is an object, where a frame is an array.
    let mut classic = classic(&server).await;
    classic.say("junk").await;
    frame_where(&mut classic, |said| said["number"] == 211).await;
}

/// It is told this error, and stays where it was.
async fn is_refused(guest: &mut Guest, number: u16) {
    let error = guest.error().await;
    assert_eq!(error["number"], number, "{error}");
    assert!(error["name"].is_string() && error["text"].is_string(), "{error}");
    for _ in 0..2 {
        guest.frame().await;
        assert_eq!(guest.canvas.place(guest.id), Some((50.0, 60.0)), "{error}");
    }
}

#[tokio::test]
async fn zombies_walk_to_the_closest_participant_and_turn_when_that_is_gone() {
    let server = TestServer::with(|config| (config.zombies, config.zombie_speed, config.tick) = (4, 400.0, 60));
    let (mut me, mut other) = (Guest::join(&server).await, Guest::join(&server).await);
    // Both opposite corners, so that each zombie has somebody near.
    me.go(0, 0).await;
    other.go(500, 500).await;
    me.sees(other.id, (500.0, 500.0)).await;
    let have_arrived = |canvas: &Canvas| {
        canvas.zombies().all(|(_, zombie)| {
            let (x, y) = zombie.place();
            canvas.place(zombie.chases).is_some_and(|prey| (x - prey.0).hypot(y - prey.1) < 60.0)
        })
    };
    me.until(have_arrived).await;
    see_the_same(&mut me, &mut other).await;
    other.leave().await;
    me.until(|canvas| canvas.people().count() == 1).await;
    let id = me.id;
    me.until(|canvas| have_arrived(canvas) && canvas.zombies().all(|(_, zombie)| zombie.chases == id)).await;
}

#[tokio::test]
async fn names_are_shown_if_the_server_is_set_up_so() {
    for shown in [true, false] {
        let server = TestServer::with(|config| config.names = shown);
        let mut ada = Guest::join_at(&server, "/party?name=Ada%20%E2%9C%93").await;
        let mut nameless = Guest::join(&server).await;
        let _classic = Client::connect(&Way::Ws(server.url("/party?name=Classic"))).await;
        nameless.until(|canvas| canvas.people().count() == 3).await;
        let mut names: Vec<_> = nameless.canvas.people().map(|(_, being)| being.name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, if shown { ["", "Ada ✓", "Classic"] } else { [""; 3] });
        assert_eq!(nameless.canvas.beings()[&ada.id].name, if shown { "Ada ✓" } else { "" });
        see_the_same(&mut ada, &mut nameless).await;
    }
}
