//! What the transports of a session cost on the wire.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Counts of one session, over all connections that have carried it. Bytes are those of its connections, with the headers of
/// HTTP, the frames of WebSocket and the records of TLS, and without those of TCP and IP.
#[derive(Debug, Default)]
pub struct Traffic {
    requests: AtomicU64,
    read: AtomicU64,
    written: AtomicU64,
}

impl Traffic {
    /// One more request, or handshake.
    pub fn request(&self) {
        self.requests.fetch_add(1, Relaxed);
    }

    /// So many bytes more.
    pub fn add(&self, read: u64, written: u64) {
        self.read.fetch_add(read, Relaxed);
        self.written.fetch_add(written, Relaxed);
    }

    /// Requests so far.
    pub fn requests(&self) -> u64 {
        self.requests.load(Relaxed)
    }

    /// Bytes that were read so far, and that were written.
    pub fn bytes(&self) -> (u64, u64) {
        (self.read.load(Relaxed), self.written.load(Relaxed))
    }
}
