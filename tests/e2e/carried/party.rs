//! The party, by every transport.

use rand::RngExt;
use tttparty_tests::{
    carried::{Carried, Carry, Kind},
    client::Client,
    guest::{Guest, see_the_same},
};

use super::*;

/// Somebody in room KITE7, in the form `party.2`.
async fn guest(server: &TestServer, carry: Carry) -> Guest {
    let client = Carried::open(Home::party(server), carry, "form=party.2&room=KITE7&zombies=3").await;
    Guest::over(client.into()).await.unwrap()
}

fn quiet() -> TestServer {
    TestServer::with(|config| {
        config.no_limits = true;
        (config.ping_ms, config.silence_ms) = (1_000, 60_000);
    })
}

#[tokio::test]
async fn those_who_came_by_any_transport_see_each_other_in_one_room() {
    let server = quiet();
    let mut guests = Vec::new();
    for kind in [Kind::Ws, Kind::Sse, Kind::Long, Kind::Short] {
        guests.push(guest(&server, Carry::Always(kind)).await);
    }
    let lines = Carried::open(Home::classic_party(&server), Carry::Always(Kind::Tcp), "party KITE7").await;
    let mut classic: Client = lines.into();
    classic.say("[300,301]").await;
    let mut places = vec![(300.0, 301.0)];
    for (guest, number) in guests.iter_mut().zip(1..) {
        assert_eq!((&guest.welcome["room"], &guest.welcome["zombies"]), (&"KITE7".into(), &3.into()));
        if number % 2 == 0 {
            guest.go(100 * number, 17).await;
        } else {
            // By a message of bytes.
            guest.frame().await;
            guest.ack_and_go(100 * number, 17).await;
        }
        places.push((f64::from(100 * number), 17.0));
    }
    for guest in &mut guests {
        let sees = |place: &(f64, f64), guest: &Guest| guest.canvas.people().any(|(_, being)| being.place() == *place);
        while !places.iter().all(|place| sees(place, guest)) {
            guest.frame().await;
        }
        assert_eq!((guest.canvas.people().count(), guest.canvas.zombies().count()), (5, 3));
    }
    let expected: Vec<Value> = places.iter().map(|(x, y)| serde_json::json!([x, y])).collect();
    let at = |place: &Value, frame: &Value| {
        let numbers = |value: &Value| [value[0].as_f64(), value[1].as_f64()];
        frame.as_array().unwrap().iter().any(|one| numbers(&one["location"]) == numbers(place))
    };
    loop {
        let frame = classic.json().await;
        if expected.iter().all(|place| at(place, &frame)) {
            break;
        }
    }
    let [first, second, ..] = &mut guests[..] else { panic!("there are four") };
    see_the_same(first, second).await;
}

#[tokio::test]
async fn who_moves_from_transport_to_transport_keeps_its_square() {
    let server = quiet();
    let mut watcher = guest(&server, Carry::Always(Kind::Ws)).await;
    let seed = rand::rng().random_range(0..1_000_000_000);
    println!("seed {seed}");
    let mut ann = guest(&server, Carry::Haunted(seed)).await;
    // The decoder takes no frame that builds on another than the one before, and no second welcome.
    for step in 1..=40 {
        if step % 2 == 0 {
            ann.ack_and_go(step, 2 * step).await
        } else {
            ann.go(step, 2 * step).await
        }
        let place = (f64::from(step), f64::from(2 * step));
        ann.sees(ann.id, place).await;
        watcher.sees(ann.id, place).await;
    }
    assert_eq!(watcher.canvas.people().count(), 2, "nobody else came of it");
    see_the_same(&mut watcher, &mut ann).await;
}

#[tokio::test]
async fn a_slow_poller_is_told_the_newest_and_nothing_old() {
    let server = TestServer::with(|config| {
        config.no_limits = true;
        (config.tick, config.ping_ms, config.silence_ms) = (60, 300_000, 600_000);
    });
    let mut slow = guest(&server, Carry::Always(Kind::Short)).await;
    let mut fast = guest(&server, Carry::Always(Kind::Ws)).await;
    slow.frame().await;
    for _ in 0..3 {
        let start = fast.frame().await.tick;
        while fast.tick() < start + 100 {
            fast.frame().await;
        }
        let newest = fast.tick();
        let mut frames = 0;
        while slow.tick() < newest {
            slow.frame().await;
            frames += 1;
        }
        // One that was not taken, the one that waited behind it, and the next; in between the way to and fro.
        assert!(frames <= 5, "{frames} old frames were kept of 100");
    }
    see_the_same(&mut slow, &mut fast).await;
}
