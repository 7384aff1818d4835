//! TLS on a socket (RFC 8446, and RFC 5246 for older peers): whoever reads it also sends what the protocol itself has to say,
//! and nobody else need know that there is one.
//!
//! What was taken to be encrypted can't be replaced any more, so no more is taken while the system refuses what was
//! encrypted before: the outbox keeps it, where a newer frame still can.

use std::{
    cell::RefCell,
    future::poll_fn,
    io::{self, BufRead, IoSlice, Read, Write},
    sync::Arc,
    task::{Context, Poll, ready},
};

use actix_web::rt::net::TcpStream;
use rustls::{ServerConfig, ServerConnection};

use super::Socket;

/// How much is encrypted at once, in bytes: what fits into one record (RFC 8446 section 5.1).
const AT_ONCE: usize = 16 * 1024;

/// The state of TLS on one connection. In a box, for it is large, and most sockets have none.
pub(super) struct Tls(RefCell<Box<ServerConnection>>);

impl Socket {
    /// The same socket with TLS on it, once the peer has shaken hands. For a limit of time drop this.
    ///
    /// # Errors
    /// When the peer does not speak TLS, or has gone.
    pub async fn secure(mut self, config: Arc<ServerConfig>) -> io::Result<Self> {
        let mut connection = ServerConnection::new(config).map_err(io::Error::other)?;
        connection.set_buffer_limit(Some(AT_ONCE));
        let tls = Tls(RefCell::new(Box::new(connection)));
        let mut armed = false;
        poll_fn(|cx| self.poll_handshake(&tls, cx, &mut armed)).await?;
        self.tls = Some(tls);
        Ok(self)
    }

    fn poll_handshake(&self, tls: &Tls, cx: &mut Context<'_>, armed: &mut bool) -> Poll<io::Result<()>> {
        let mut connection = tls.0.borrow_mut();
        loop {
            ready!(self.poll_taken(cx, || self.send_records(&mut connection)))?;
            if !connection.is_handshaking() {
                return Poll::Ready(Ok(()));
            }
            if ready!(self.poll_records(&mut connection, cx, armed))? == 0 {
                return Poll::Ready(Err(io::ErrorKind::UnexpectedEof.into()));
            }
        }
    }

    /// Fills `room` with what the peer has said, as far as there is some: 0 is the end.
    pub(super) fn poll_plaintext(
        &self,
        tls: &Tls,
        cx: &mut Context<'_>,
        armed: &mut bool,
        room: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        let mut connection = tls.0.borrow_mut();
        // What was decrypted already has nothing more to wait for.
        if let Poll::Ready(count) = read_plaintext(&mut connection, room) {
            return Poll::Ready(count);
        }
        ready!(self.poll_records(&mut connection, cx, armed))?;
        let read = read_plaintext(&mut connection, room);
        if read.is_pending() {
            // A part of a record, or one of the protocol's own: that was this connection's turn, and there may be more.
            cx.waker().wake_by_ref();
        }
        read
    }

    /// Copies the beginning of what the peer has said, and leaves it there.
    pub(super) fn poll_peek_secure(&self, tls: &Tls, cx: &mut Context<'_>, head: &mut [u8]) -> Poll<io::Result<usize>> {
        let mut connection = tls.0.borrow_mut();
        loop {
            let count = match connection.reader().fill_buf() {
                Ok([]) => return Poll::Ready(Ok(0)),
                Ok(said) => {
                    let count = said.len().min(head.len());
                    head[..count].copy_from_slice(&said[..count]);
                    count
                }
                Err(error) if error.kind() != io::ErrorKind::WouldBlock => return Poll::Ready(Err(error)),
                Err(_) => 0,
            };
            if count == head.len() {
                return Poll::Ready(Ok(count));
            }
            // The rest may be in another record, which has come already.
            match self.poll_records(&mut connection, cx, &mut false)? {
                Poll::Ready(more) if more > 0 => {}
                Poll::Pending if count == 0 => return Poll::Pending,
                _ => return Poll::Ready(Ok(count)),
            }
        }
    }

    /// Takes in what has come, decrypts it, and sends what the protocol answers. Gives how many bytes came.
    fn poll_records(
        &self,
        connection: &mut ServerConnection,
        cx: &mut Context<'_>,
        armed: &mut bool,
    ) -> Poll<io::Result<usize>> {
        let count = ready!(self.poll_receive(cx, armed, |stream| {
            let mut below = Incoming { stream, had_room: false };
            Ok((connection.read_tls(&mut below)?, below.had_room))
        }))?;
        if let Err(error) = connection.process_new_packets() {
            // The peer may still hear what was wrong; it need not.
            self.send_records(connection).ok();
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidData, error)));
        }
        // What is not taken now is sent when this task is woken for that.
        if let Poll::Ready(Err(error)) = self.poll_taken(cx, || self.send_records(connection)) {
            return Poll::Ready(Err(error));
        }
        Poll::Ready(Ok(count))
    }

    /// Sends what is encrypted.
    fn send_records(&self, connection: &mut ServerConnection) -> io::Result<()> {
        while connection.wants_write() {
            if connection.write_tls(&mut Outgoing(self))? == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
        }
        Ok(())
    }

    pub(super) fn write_secure(&self, tls: &Tls, pieces: &[IoSlice<'_>]) -> io::Result<usize> {
        let mut connection = tls.0.borrow_mut();
        self.send_records(&mut connection)?;
        let taken = connection.writer().write_vectored(pieces)?;
        match self.send_records(&mut connection) {
            Err(error) if error.kind() != io::ErrorKind::WouldBlock => Err(error),
            _ => Ok(taken),
        }
    }

    pub(super) fn flush_secure(&self, tls: &Tls) -> io::Result<()> {
        self.send_records(&mut tls.0.borrow_mut())
    }

    /// Tells the peer that this is all, and not a part of it (RFC 8446 section 6.1), once.
    pub(super) fn say_goodbye(&self, tls: &Tls) {
        let mut connection = tls.0.borrow_mut();
        connection.send_close_notify();
        // Who does not take it has left, or sees the end anyway.
        self.send_records(&mut connection).ok();
    }
}

/// Ready with what there is; an end is one, with or without a goodbye: what is said here knows its own ends.
fn read_plaintext(connection: &mut ServerConnection, room: &mut [u8]) -> Poll<io::Result<usize>> {
    match connection.reader().read(room) {
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Poll::Pending,
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Poll::Ready(Ok(0)),
        read => Poll::Ready(read),
    }
}

/// What the system has received, for one read.
struct Incoming<'a> {
    stream: &'a TcpStream,
    /// Whether the read left room: then there is no more for now.
    had_room: bool,
}

impl Read for Incoming<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let room = buffer.len();
        let count = rustix::io::read(self.stream, buffer)?;
        self.had_room = count < room;
        Ok(count)
    }
}

/// Where records go.
struct Outgoing<'a>(&'a Socket);

impl Write for Outgoing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.send(&[IoSlice::new(bytes)])
    }

    fn write_vectored(&mut self, pieces: &[IoSlice<'_>]) -> io::Result<usize> {
        self.0.send(pieces)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
