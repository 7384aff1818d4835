//! What a client of `party.2` is sent by what it tells of having drawn, and by what has changed.

use tttparty_tests::{
    canvas::EMPTY,
    guest::{Guest, see_the_same},
    server::TestServer,
};

/// Ticks a second here.
const HZ: u32 = 60;

/// How many frames in a row a client must see that tells of each.
const FRAMES: usize = 60;

/// A machine that is busy with something else may be late with an answer, and then a frame is rightly held back.
const ATTEMPTS: usize = 10;

#[tokio::test]
async fn who_tells_of_each_frame_is_sent_every_one() {
    let server = TestServer::alone(|_| {});
    let mut guest = Guest::join(&server).await;
    guest.frame().await;
    for attempt in 1..=ATTEMPTS {
        let mut missed = 0;
        for _ in 0..FRAMES {
            guest.ack().await;
            missed += guest.frame().await.since - 1;
        }
        println!("attempt {attempt}: {missed} of {FRAMES} frames were missed");
        if missed == 0 {
            return;
        }
    }
    panic!("frames were missed in every attempt");
}

#[tokio::test]
async fn who_stops_telling_is_sent_one_frame_a_second_and_then_all_it_missed() {
    let server = TestServer::with(|config| {
        (config.tick, config.zombies, config.top_speed) = (HZ as u16, 5, 30.0);
        // One of the two does not read for a while.
        (config.ping_ms, config.silence_ms) = (300_000, 600_000);
    });
    let (mut quiet, mut other) = (Guest::join(&server).await, Guest::join(&server).await);
    other.go(500, 500).await;
    for _ in 0..HZ {
        quiet.frame().await;
        quiet.ack().await;
    }
    // Those that are allowed to be on the way.
    let mut more = 0;
    while passes(&mut quiet).await < HZ {
        more += 1;
        assert!(more < HZ, "the frames do not stop, though it tells of none");
    }
    for _ in 0..2 {
        let passed = passes(&mut quiet).await;
        assert!(passed >= HZ, "the next frame comes {passed} ticks later");
    }
    // An answer that is late itself finds a newer frame on the way; the next one does not.
    quiet.ack().await;
    while passes(&mut quiet).await >= HZ {
        quiet.ack().await;
    }
    see_the_same(&mut quiet, &mut other).await;
}

/// How many ticks later the next frame is.
async fn passes(guest: &mut Guest) -> u32 {
    let before = guest.tick();
    guest.frame().await;
    guest.tick().wrapping_sub(before)
}

#[tokio::test]
async fn a_tick_that_was_never_sent_changes_nothing() {
    let server = TestServer::start();
    let mut guest = Guest::join(&server).await;
    guest.frame().await;
    for ahead in [1_000_u32, u32::MAX / 2, u32::MAX - 1] {
        guest.send(&[&[1][..], &guest.tick().wrapping_add(ahead).to_be_bytes()].concat()).await;
        let passed = passes(&mut guest).await;
        assert!(passed < 20, "{passed} ticks");
    }
}

#[tokio::test]
async fn who_rests_is_in_no_frame() {
    let server = TestServer::with(|config| config.zombies = 0);
    let (mut one, mut other) = (Guest::join(&server).await, Guest::join(&server).await);
    one.go(100, 100).await;
    one.until(|canvas| canvas.people().count() == 2).await;
    one.sees(one.id, (100.0, 100.0)).await;
    for _ in 0..20 {
        let frame = one.frame().await;
        assert_eq!((frame.is_key, frame.bytes), (false, EMPTY), "{frame:?}");
    }
    // To be told again to be where one is is no news.
    one.go(100, 100).await;
    other.go(30, 40).await;
    loop {
        let frame = one.frame().await;
        if frame.bytes > EMPTY {
            assert_eq!((frame.moved, frame.bytes), (vec![other.id], EMPTY + 6));
            break;
        }
    }
    other.sees(one.id, (100.0, 100.0)).await;
    see_the_same(&mut one, &mut other).await;
    let gone = other.id;
    other.leave().await;
    loop {
        let frame = one.frame().await;
        if !frame.gone.is_empty() {
            assert_eq!((frame.gone, frame.bytes), (vec![gone], EMPTY + 2));
            break;
        }
    }
}
