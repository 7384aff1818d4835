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

use std::{future::Future, time::Duration};

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
