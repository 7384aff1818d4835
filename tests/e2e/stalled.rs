//! A slow reader costs the others nothing.

use futures_util::future::join_all;
use tttparty_tests::{client::open_ws, raw::Raw, server::TestServer};

/// How many frames in a row each reader must see.
const FRAMES: u64 = 100;

#[tokio::test]
async fn twenty_stalled_readers_and_a_hundred_others_miss_no_frame() {
    // The heartbeat would end the stalled ones; here they stay, and their kernels' buffers fill up.
    let server = TestServer::alone(|config| (config.ping_ms, config.silence_ms) = (300_000, 600_000));
    let stalled = join_all((0..20).map(|_| Raw::open(server.main(), "/party", Some("party.2")))).await;
    let readers = (0..100).map(|number| {
        let url = server.url("/party");
        async move {
            let mut client = open_ws(&url, &[("sec-websocket-protocol", "party.2")]).await.unwrap();
            client.json().await;
            client.say(&format!("[{}, {}]", number * 5, 500 - number * 5)).await;
            let first = client.json().await["tick"].as_u64().unwrap();
            for expected in first + 1..first + FRAMES {
                assert_eq!(client.json().await["tick"], expected, "reader {number} missed a frame");
            }
        }
    });
    join_all(readers).await;
    drop(stalled);
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
