//! End to end: the real server, real sockets.

#![allow(missing_docs, clippy::unwrap_used)]

mod doors;
mod drain;
mod hostile;
mod load;
mod party;
mod spec;
mod stalled;
mod tidy;
mod tttp;
