//! Rooms of the party: who is in which, and what holds there.

use serde_json::{Value, json};
use tttparty_tests::{
    client::{Client, End, Way},
    guest::{Guest, see_the_same},
    http::{self, HANDSHAKE},
    server::TestServer,
};

/// What a guest was welcomed with that is about its room.
fn told(guest: &Guest) -> Value {
    let told = ["room", "width", "height", "hz", "zombies", "top_speed"]
        .map(|name| (name.into(), guest.welcome[name].clone()));
    Value::Object(told.into_iter().collect())
}

#[tokio::test]
async fn two_rooms_do_not_see_each_other() {
    let server = TestServer::with(|config| config.zombies = 0);
    let mut main = Guest::join(&server).await;
    let mut one = Guest::join_at(&server, "/party?room=ONE").await;
    let mut other = Guest::join_at(&server, "/party?room=TWO&zombies=3").await;
    let mut friend = Guest::join_at(&server, "/party?room=ONE").await;
    for (guest, x) in [(&mut main, 10), (&mut one, 20), (&mut other, 30)] {
        guest.go(x, x).await;
        guest.sees(guest.id, (x.into(), x.into())).await;
    }
    friend.sees(one.id, (20.0, 20.0)).await;
    see_the_same(&mut one, &mut friend).await;
    for (guest, people, zombies) in [(&main, 1, 0), (&friend, 2, 0), (&other, 1, 3)] {
        assert_eq!((guest.canvas.people().count(), guest.canvas.zombies().count()), (people, zombies));
    }
    // Nor do they hear each other leave.
    one.leave().await;
    friend.until(|canvas| canvas.people().count() == 1).await;
    for _ in 0..5 {
        assert!(main.frame().await.gone.is_empty() && other.frame().await.gone.is_empty());
    }
}

#[tokio::test]
async fn what_the_first_asks_for_holds() {
    let server = TestServer::start();
    let wish = "width=2000&height=100&hz=30&zombies=7&zombie_speed=0&top_speed=100";
    let mut first = Guest::join_at(&server, &format!("/party?room=kite7&{wish}")).await;
    let expected = json!({
        "room": "KITE7", "width": 2000, "height": 100, "hz": 30, "zombies": 7, "top_speed": 100,
    });
    assert_eq!(told(&first), expected);
    let mut later = Guest::join_at(&server, "/party?room=Kite7&width=100&hz=60&zombies=0&top_speed=3000").await;
    assert_eq!(told(&later), expected);
    // It is so large indeed, and everybody as slow.
    later.say("[0,101.5]").await;
    assert_eq!(later.error().await["number"], 212);
    first.until(|canvas| canvas.people().count() == 2).await;
    first.go(2000, 100).await;
    let mut last = 0.0;
    while last < 20.0 {
        let frame = first.frame().await;
        let (x, y) = first.canvas.place(first.id).unwrap();
        let most = 100.0 / 30.0 * f64::from(frame.since);
        assert!(x.hypot(y) - last <= most + 0.1, "from {last} to {} px", x.hypot(y));
        last = x.hypot(y);
    }
    // A zombie without speed rests.
    assert!(
        first.canvas.zombies().all(|(id, _)| first.canvas.place(id) == later.canvas.place(id)) || later.tick() == 0
    );
    see_the_same(&mut first, &mut later).await;
}

#[tokio::test]
async fn without_a_code_it_is_main_whatever_else_is_asked_for() {
    let server = TestServer::with(|config| (config.zombies, config.max_rooms) = (2, 0));
    let mut plain = Guest::join(&server).await;
    let mut named = Guest::join_at(&server, "/party?room=main&zombies=9").await;
    let mut sized = Guest::join_at(&server, "/party?room=&width=100&lang=en").await;
    assert_eq!((told(&named), told(&sized)), (told(&plain), told(&plain)));
    assert_eq!((&plain.welcome["room"], &plain.welcome["zombies"]), (&json!("MAIN"), &json!(2)));
    // And so is the classic port, whatever is asked for there.
    let classic = Client::connect(&Way::Ws(format!("ws://{}/?room=ONE", server.classic_party()))).await;
    plain.until(|canvas| canvas.people().count() == 4).await;
    see_the_same(&mut plain, &mut named).await;
    see_the_same(&mut plain, &mut sized).await;
    classic.close().await;
}

#[tokio::test]
async fn what_can_not_be_is_refused_and_told_what_can() {
    let server = TestServer::start();
    for (query, words) in [
        ("room=A", "2 to 12 letters and digits"),
        ("room=ABCDEFGHIJKLM", "2 to 12 letters and digits"),
        ("room=A-B", "2 to 12 letters and digits"),
        ("room=AB%20C", "2 to 12 letters and digits"),
        ("room=%C3%84%C3%96", "2 to 12 letters and digits"),
        ("room=AB&width=99", "100 to 4000 px"),
        ("room=AB&height=4001", "100 to 4000 px"),
        ("room=AB&height=NaN", "100 to 4000 px"),
        ("room=AB&hz=0", "1 to 60"),
        ("room=AB&hz=61", "1 to 60"),
        ("room=AB&zombies=31", "0 to 30"),
        ("room=AB&zombie_speed=-1", "0 to 3000 px"),
        ("room=AB&top_speed=3001", "0 to 3000 px"),
        ("room=AB&zombies=many", "a number, 0 to 30"),
        ("room=AB&hz=20.5", "a number, 1 to 60"),
        ("name=1234567890123456789012345", "1 to 24 letters"),
        ("name=a%07b", "1 to 24 letters"),
    ] {
        let answer = http::get(server.main(), &format!("/party?{query}"), &HANDSHAKE).await;
        assert_eq!(answer.status, 400, "{query}: {}", answer.body);
        assert!(answer.head.contains("text/plain"), "{query}: {}", answer.head);
        assert!(answer.body.contains(words), "{query}: {}", answer.body);
        // A browser that opens the page is told as well; only a code that is none has a page that explains it.
        let page = http::get(server.main(), &format!("/party?{query}"), &[]).await;
        assert_eq!(page.status, if words.ends_with("digits") { 200 } else { 400 }, "{query}");
    }
    assert_eq!(http::status(server.main()).await["party"]["rooms"], 1, "no room was made for that");
}

#[tokio::test]
async fn there_are_only_so_many_rooms_and_one_that_is_over_leaves_its_place() {
    let server = TestServer::with(|config| (config.max_rooms, config.room_grace_ms) = (2, 20));
    let one = Guest::join_at(&server, "/party?room=ONE").await;
    let _two = Guest::join_at(&server, "/party?room=TWO").await;
    assert_eq!(Guest::try_join(&server, "/party?room=THREE").await.err(), Some(End::Closed(1013)));
    let mut classic = Client::connect(&Way::Ws(server.url("/party?room=THREE"))).await;
    assert_eq!(classic.ends().await, End::Closed(1013));
    // There is room in those that are there.
    Guest::join_at(&server, "/party?room=ONE").await.leave().await;
    Guest::join(&server).await.leave().await;
    one.leave().await;
    // Whoever is not let in makes no room.
    http::status_says(server.main(), "the room ends", |status| status["party"]["rooms"] == 2).await;
    Guest::join_at(&server, "/party?room=THREE").await;
}

#[tokio::test]
async fn an_empty_room_gives_way_to_one_that_is_wanted() {
    // It knocks as often as it can.
    let often = "1000000:1000000".parse().unwrap();
    let server = TestServer::with(|config| (config.max_rooms, config.rates.limit_connect) = (2, often));
    let one = Guest::join_at(&server, "/party?room=ONE&hz=10").await;
    let _two = Guest::join_at(&server, "/party?room=TWO").await;
    one.leave().await;
    http::status_says(server.main(), "it leaves", |status| status["party"]["people"] == 1).await;
    // Not at once: somebody might be on the way to it.
    let _three = loop {
        match Guest::try_join(&server, "/party?room=THREE").await {
            Ok(three) => break three,
            Err(end) => assert_eq!(end, End::Closed(1013)),
        }
    };
    assert_eq!(Guest::try_join(&server, "/party?room=ONE").await.err(), Some(End::Closed(1013)), "its place is taken");
}

#[tokio::test]
async fn one_address_does_not_take_all_rooms() {
    let server = TestServer::with(|config| config.max_rooms = 44);
    let mut guests = Vec::new();
    for number in 0..11 {
        guests.push(Guest::join_at(&server, &format!("/party?room=R{number}")).await);
    }
    assert_eq!(Guest::try_join(&server, "/party?room=MORE").await.err(), Some(End::Closed(1013)));
    guests.push(Guest::join_at(&server, "/party?room=R3").await);
}

#[tokio::test]
async fn a_room_is_forgotten_some_time_after_the_last_has_left() {
    let server = TestServer::with(|config| config.room_grace_ms = 20);
    for hz in [10, 20, 30] {
        let guest = Guest::join_at(&server, &format!("/party?room=AGAIN&hz={hz}&zombies={hz}")).await;
        assert_eq!((&guest.welcome["hz"], &guest.welcome["zombies"]), (&json!(hz), &json!(hz)));
        assert_eq!(http::status(server.main()).await["party"]["rooms"], 2);
        guest.leave().await;
        http::status_says(server.main(), "the room ends", |status| status["party"]["rooms"] == 1).await;
    }
}

#[tokio::test]
async fn and_is_kept_until_then_and_while_somebody_is_there() {
    let server = TestServer::start();
    let guest = Guest::join_at(&server, "/party?room=KEPT&hz=10").await;
    guest.leave().await;
    http::status_says(server.main(), "it leaves", |status| status["party"]["people"] == 0).await;
    let again = Guest::join_at(&server, "/party?room=KEPT&hz=20").await;
    assert_eq!(again.welcome["hz"], 10);

    let server = TestServer::with(|config| config.room_grace_ms = 1);
    let mut stays = Guest::join_at(&server, "/party?room=KEPT&hz=60").await;
    Guest::join_at(&server, "/party?room=KEPT").await.leave().await;
    stays.until(|canvas| canvas.people().count() == 1).await;
    // Many times as long as it would be kept without anybody.
    for _ in 0..20 {
        stays.frame().await;
    }
    assert_eq!(Guest::join_at(&server, "/party?room=KEPT&hz=10").await.welcome["hz"], 60);
}

#[tokio::test]
async fn the_classic_form_is_spoken_in_a_room_as_well() {
    let server = TestServer::with(|config| config.zombies = 0);
    let mut guest = Guest::join_at(&server, "/party?room=OLD&zombies=2").await;
    let mut classic = Client::connect(&Way::Ws(server.url("/party?room=old"))).await;
    let frame = classic.json().await;
    assert_eq!(frame.as_array().unwrap().len(), 4, "two people and two zombies: {frame}");
    classic.say("[70,80]").await;
    guest.until(|canvas| canvas.people().any(|(_, being)| being.place() == (70.0, 80.0))).await;
    let mut main = Client::connect(&Way::Ws(server.url("/party"))).await;
    assert_eq!(main.json().await.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn status_counts_rooms_and_the_people_in_all_of_them() {
    let server = TestServer::with(|config| config.room_grace_ms = 20);
    let mut people = Vec::new();
    for path in ["/party", "/party?room=ONE", "/party?room=ONE", "/party?room=TWO"] {
        people.push(Guest::join_at(&server, path).await);
    }
    let party = http::status(server.main()).await["party"].clone();
    assert_eq!((&party["people"], &party["rooms"]), (&json!(4), &json!(3)));
    people.remove(3).leave().await;
    http::status_says(server.main(), "one leaves", |status| {
        (&status["party"]["people"], &status["party"]["rooms"]) == (&json!(3), &json!(2))
    })
    .await;
    // However they end.
    drop(people);
    http::status_says(server.main(), "all leave", |status| {
        (&status["party"]["people"], &status["party"]["rooms"]) == (&json!(0), &json!(1))
    })
    .await;
}
