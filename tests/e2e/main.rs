//! End to end: the real server, real sockets.

#![allow(missing_docs, clippy::unwrap_used)]

mod carried;
mod crowd;
mod doors;
mod drain;
mod faults;
mod handshake;
mod hostile;
mod load;
mod pace;
mod party;
mod records;
mod rematch;
mod rooms;
mod spec;
mod stalled;
mod tidy;
mod tls;
mod tttp;
mod tutorials;
mod two;
