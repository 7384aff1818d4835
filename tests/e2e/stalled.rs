//! A slow reader costs the others nothing, and itself no more than the frames that it did not take.

use futures_util::future::join_all;
use tttparty::config::Config;
use tttparty_tests::{
    guest::{Guest, see_the_same},
    server::TestServer,
};

/// How many frames in a row each reader must see.
const FRAMES: u32 = 20;

/// A machine that is busy with something else may be late for a tick, and then a frame is rightly replaced by the next.
/// Stalled readers that cost the others anything would cost somebody something in every one of so many attempts.
const ATTEMPTS: usize = 30;

/// More bytes than the buffers on the way to one client hold, unless it reads.
const MORE_THAN_BUFFERS: usize = 384 * 1024;

/// Zombies have so far to walk that all of them are in every frame. Nothing is left out for want of room, and nobody is
/// cut off for reading nothing.
fn crowded(config: &mut Config) {
    (config.canvas_width, config.canvas_height) = (4000, 4000);
    (config.zombies, config.zombie_speed, config.party_bytes_per_second) = (400, 50.0, 16 * 1024 * 1024);
    (config.ping_ms, config.silence_ms) = (300_000, 600_000);
}

#[tokio::test]
async fn twenty_stalled_readers_and_a_hundred_others_miss_no_frame() {
    let server = TestServer::alone(crowded);
    let mut stalled = join_all((0..20).map(|_| Guest::join(&server))).await;
    let mut readers = join_all((0..100).map(|_| Guest::join(&server))).await;
    join_all(readers.iter_mut().map(read_much)).await;
    let mut unhurt = [false; 100];
    for attempt in 1..=ATTEMPTS {
        let missed = join_all(readers.iter_mut().map(missed)).await;
        unhurt.iter_mut().zip(&missed).for_each(|(unhurt, missed)| *unhurt |= *missed == 0);
        println!("attempt {attempt}: {} of {} frames were missed", missed.iter().sum::<u32>(), 100 * FRAMES);
        if unhurt.iter().all(|unhurt| *unhurt) {
            break;
        }
        let hurt = unhurt.iter().filter(|unhurt| !**unhurt).count();
        assert!(attempt < ATTEMPTS, "{hurt} readers have missed frames in every attempt");
    }
    // They were stalled indeed: there are frames that they were never sent.
    let newest = readers[0].tick();
    join_all(stalled.iter_mut().map(|reader| finds_a_gap(reader, newest))).await;
    see_the_same(&mut stalled[0], &mut readers[0]).await;
}

/// Takes in more than the buffers of a stalled reader hold.
async fn read_much(reader: &mut Guest) {
    let mut bytes = 0;
    while bytes < MORE_THAN_BUFFERS {
        bytes += reader.frame().await.bytes;
    }
}

/// How many ticks this reader was not told of while it read so many frames.
async fn missed(reader: &mut Guest) -> u32 {
    let start = reader.frame().await.tick;
    for _ in 0..FRAMES {
        reader.frame().await;
    }
    reader.tick().wrapping_sub(start) - FRAMES
}

async fn finds_a_gap(reader: &mut Guest, newest: u32) {
    reader.frame().await;
    while reader.frame().await.since == 1 {
        assert!(reader.tick() < newest, "it was sent all, and was not stalled");
    }
}

#[tokio::test]
async fn who_reads_again_after_a_pause_gets_the_newest_frame_soon() {
    let server = TestServer::alone(|config| {
        crowded(config);
        config.tick = 120;
    });
    let mut slow = Guest::join(&server).await;
    let mut fast = Guest::join(&server).await;
    let (mut bytes, mut frames) = (0, 0);
    while bytes < 4 * MORE_THAN_BUFFERS {
        bytes += fast.frame().await.bytes;
        frames += 1;
    }
    let newest = fast.tick();
    let (mut taken, mut keyframes) = (0, 0);
    while slow.tick() < newest {
        keyframes += u32::from(slow.frame().await.is_key);
        taken += 1;
    }
    assert!(taken < frames / 2, "{taken} stale frames were kept for a slow reader, of {frames}");
    assert!(keyframes > 1, "after so long it is told everything anew");
    see_the_same(&mut slow, &mut fast).await;
}
