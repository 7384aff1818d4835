//! The real server, started by a test on free ports, and clients for it.
//!
//! Nothing here waits for a time: a client waits for what it expects, and [`PATIENCE`] only turns a wait that would
//! never end into a failure.

pub mod arduino;
pub mod canvas;
pub mod carried;
pub mod client;
pub mod guest;
pub mod http;
pub mod process;
pub mod raw;
pub mod server;
pub mod session;
pub mod tls;
pub mod wire;

use std::{
    future::Future,
    io::{self, Write},
    panic,
    sync::Once,
    thread,
    time::Duration,
};

/// How long anything expected may take on a machine that is busy with something else.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Waits for what must happen.
///
/// # Panics
/// When it does not.
pub async fn expect<T>(what: &str, event: impl Future<Output = T>) -> T {
    match tokio::time::timeout(PATIENCE, event).await {
        Ok(value) => value,
        Err(_) => panic!("{what}: it did not happen"),
    }
}

/// From now on, says why a test fails as soon as it does: what the test runner captures, it shows when all others have ended.
pub(crate) fn say_failures_at_once() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            let thread = thread::current();
            // Nothing can be done about a broken pipe.
            writeln!(io::stderr(), "in {}: {panic}", thread.name().unwrap_or("a thread")).ok();
            usual(panic);
        }));
    });
}
