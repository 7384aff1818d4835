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
    Connection { incoming: Link::new(Pieces::default(), Rc::clone(&outbox), AtOnce(Rc::new(socket))), outbox }
}

/// Bytes as they come; to find the lines in them is the session's.
#[derive(Default)]
pub struct Pieces(Bytes);

impl Framing for Pieces {
    fn feed(&mut self, bytes: &[u8]) {
        self.0 = Bytes::copy_from_slice(bytes);
    }

    fn decode(&mut self, outbox: &Outbox) -> Poll<Option<Incoming>> {
        if self.0.is_empty() {
            return Poll::Pending;
        }
        outbox.heard();
        Poll::Ready(Some(Incoming::Chunk(std::mem::take(&mut self.0))))
    }

    fn is_deaf(&self) -> bool {
        false
    }

    fn has_halves(&self) -> bool {
        true
    }
}
