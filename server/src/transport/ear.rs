//! Listening in on one connection: what its bytes were, in both directions. Only a connection that somebody wants to see
//! has an ear.

use std::{
    io::{self, IoSlice},
    rc::Rc,
    task::{Context, Poll},
};

use super::socket::Socket;
use crate::player::outbox::Sink;

/// Who sent something.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Side {
    /// The peer.
    Client,
    /// This program.
    Server,
}

/// Hears all the bytes of a connection, in the order of each side. It is dropped with the connection.
pub trait Ear {
    /// This side has sent this, cut anywhere.
    fn hears(&self, side: Side, bytes: &[u8]);
}

/// A socket that is heard when it is written to.
pub struct Overheard {
    /// Where the bytes go.
    pub socket: Rc<Socket>,
    /// Who hears them.
    pub ear: Rc<dyn Ear>,
}

impl Sink for Overheard {
    fn write(&self, pieces: &[IoSlice<'_>]) -> io::Result<usize> {
        let written = self.socket.write(pieces)?;
        let mut left = written;
        for piece in pieces {
            let taken = left.min(piece.len());
            self.ear.hears(Side::Server, &piece[..taken]);
            left -= taken;
        }
        Ok(written)
    }

    fn poll_writable(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.socket.poll_writable(cx)
    }

    fn flush(&self) -> io::Result<()> {
        self.socket.flush()
    }

    fn finish(&self) {
        self.socket.finish();
    }

    fn cut_off(&self) {
        self.socket.cut_off();
    }
}
