//! Lines over TCP: one per `\n`, for `nc` and for a first client in any language; with TLS for `openssl s_client` and others.

use std::{io::Write, rc::Rc, task::Poll};

use bytes::Bytes;

use super::{
    Connection, Incoming,
    link::{AtOnce, Framing, Link},
    socket::Socket,
};
use crate::player::{
    farewell::Farewell,
    outbox::{Outbox, Wire, pulse::Patience},
};

/// One line, and its ending. A goodbye is a line as well, but for the one that was asked for.
static WIRE: Wire = Wire {
    text: |out, line| writeln!(out, "{line}").expect("memory takes all that is written"),
    farewell: |out, farewell| {
        if farewell != Farewell::Finished {
            out.extend_from_slice(b"MESSAGE ");
            out.extend_from_slice(farewell.reason().as_bytes());
            out.extend_from_slice(b"\n");
        }
    },
    ping: None,
    finishes: true,
};

/// Opens a connection on an accepted socket.
pub fn accept(socket: Socket, patience: Patience) -> Connection<Link<Pieces, AtOnce>> {
    let outbox = Rc::new(Outbox::new(&WIRE, patience));
    Connection { incoming: Link::new(Pieces::of_lines(), Rc::clone(&outbox), AtOnce(Rc::new(socket))), outbox }
}

/// Bytes as they come; to find what they say is for who hears them.
pub struct Pieces {
    heard: Bytes,
    halves: bool,
}

impl Pieces {
    /// Of lines: who has said all may read on.
    fn of_lines() -> Self {
        Self { heard: Bytes::new(), halves: true }
    }

    /// Of something that has a goodbye of its own.
    pub fn of_frames() -> Self {
        Self { heard: Bytes::new(), halves: false }
    }
}

impl Framing for Pieces {
    fn feed(&mut self, bytes: &[u8]) {
        self.heard = Bytes::copy_from_slice(bytes);
    }

    fn decode(&mut self, outbox: &Outbox) -> Poll<Option<Incoming>> {
        if self.heard.is_empty() {
            return Poll::Pending;
        }
        outbox.heard();
        Poll::Ready(Some(Incoming::Chunk(std::mem::take(&mut self.heard))))
    }

    fn is_deaf(&self) -> bool {
        false
    }

    fn has_halves(&self) -> bool {
        self.halves
    }
}
