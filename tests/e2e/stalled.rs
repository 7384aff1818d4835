//! A slow reader costs the others nothing.

use futures_util::future::join_all;
use tttparty_tests::{
    client::{Client, open_ws},
    raw::Raw,
    server::TestServer,
};

/// How many frames in a row each reader must see.
const FRAMES: u64 = 60;

/// A machine that is busy with something else may be late for a tick, and then a frame is rightly replaced by the next.
/// Stalled readers that cost the others anything would cost it in every one of so many attempts.
const ATTEMPTS: usize = 10;

#[tokio::test]
async fn twenty_stalled_readers_and_a_hundred_others_miss_no_frame() {
    // The heartbeat would end the stalled ones; here they stay, and their kernels' buffers fill up.
    let server = TestServer::alone(|config| (config.ping_ms, config.silence_ms) = (300_000, 600_000));
    let stalled = join_all((0..20).map(|_| Raw::open(server.main(), "/party", Some("party.2")))).await;
    let mut readers = join_all((0..100).map(|number| join(&server, number))).await;
    for attempt in 1..=ATTEMPTS {
        let missed: u64 = join_all(readers.iter_mut().map(missed)).await.iter().sum();
        println!("attempt {attempt}: {missed} of {} frames were missed", 100 * FRAMES);
        if missed == 0 {
            drop(stalled);
            return;
        }
    }
    panic!("frames were missed in every attempt");
}

/// Somebody who moves to a place of their own, and reads.
async fn join(server: &TestServer, number: u32) -> Client {
    let mut client = open_ws(&server.url("/party"), &[("sec-websocket-protocol", "party.2")]).await.unwrap();
    client.json().await;
    client.say(&format!("[{}, {}]", number * 5, 500 - number * 5)).await;
    client
}

/// How many ticks this reader was not told of while it read so many frames.
async fn missed(client: &mut Client) -> u64 {
    let mut tick = client.json().await["tick"].as_u64().unwrap();
    let mut missed = 0;
    for _ in 1..FRAMES {
        let next = client.json().await["tick"].as_u64().unwrap();
        missed += next - tick - 1;
        tick = next;
    }
    missed
}

#[tokio::test]
async fn who_reads_again_after_a_pause_gets_the_newest_frame_soon() {
    let server = TestServer::alone(|config| {
        (config.tick, config.zombies) = (240, 500);
        (config.ping_ms, config.silence_ms) = (300_000, 600_000);
    });
    let mut slow = Raw::open(server.main(), "/party", Some("party.2")).await;
    let mut fast = open_ws(&server.url("/party"), &[("sec-websocket-protocol", "party.2")]).await.unwrap();
    fast.json().await;
    // More than the buffers on the way hold: frames of 500 zombies are about 10 kB.
    let mut newest = 0;
    for _ in 0..1500 {
        newest = fast.json().await["tick"].as_u64().unwrap();
    }
    let mut read = 0;
    loop {
        let (_, payload) = slow.next().await.unwrap();
        read += 1;
        let said: serde_json::Value = serde_json::from_slice(&payload).unwrap();
        if said["tick"].as_u64().is_some_and(|tick| said["type"] == "frame" && tick >= newest) {
            break;
        }
    }
    assert!(read < 750, "{read} stale frames were kept for a slow reader, of 1500");
}
