//! The ways in: the only files that know sockets, and they know no rule of any game.
//!
//! Whatever the transport, a session gets the same two things: a stream of [`Incoming`], which ends when the peer has
//! gone, and an [`Outbox`] to say things in.

use std::rc::Rc;

use bytes::Bytes;
use futures_core::Stream;

use crate::player::outbox::Outbox;

pub mod classic;
pub mod ear;
pub mod link;
pub mod socket;
pub mod sse;
pub mod tcp;
#[cfg(feature = "socketio")]
pub mod tunnel;
pub mod visit;
pub mod ws;

/// What a peer said.
#[derive(Debug, Eq, PartialEq)]
pub enum Incoming {
    /// A piece of a stream, cut anywhere.
    Chunk(Bytes),
    /// One whole message, UTF-8 text.
    Text(Bytes),
    /// One whole message of any bytes.
    Binary(Bytes),
    /// A control frame, dealt with already; it counts as work.
    Control,
    /// It says nothing more, and may still read: what it has said is to be answered, soon.
    HalfClosed,
}

/// An open connection.
pub struct Connection<S: Stream<Item = Incoming>> {
    /// What the peer says; ends when it has gone.
    pub incoming: S,
    /// What it is told.
    pub outbox: Rc<Outbox>,
}
