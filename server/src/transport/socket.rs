//! Sockets: their options, and an accepted one, shared by who reads it and the outbox that writes it, on one thread.

use std::{
    cell::{Cell, RefCell},
    future::poll_fn,
    io::{self, IoSlice, Write},
    net::Shutdown,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use actix_web::rt::net::TcpStream;
use rustix::net::SendFlags;
use socket2::{SockRef, TcpKeepalive};
use tokio::{
    io::{AsyncRead, AsyncWrite, Interest, ReadBuf},
    task::coop::has_budget_remaining,
};
use tracing::debug;

use self::tls::Tls;
use crate::player::outbox::Sink;

mod tls;

/// What the kernel may hold for a peer that reads slowly, in bytes. Left alone it grows to about 4 MB a connection.
const SEND_BUFFER: usize = 64 * 1024;

/// Above this many unsent bytes the socket is not writable, so that a stale frame waits where it can still be replaced.
#[cfg(target_os = "linux")]
const UNSENT: u32 = 16 * 1024;

/// The longest time before a probe, and between two, that Linux takes.
const MOST_KEEPALIVE: Duration = Duration::from_secs(32_767);

/// How much of one connection is read before others have their turn, in bytes.
pub const TURN: usize = 4 * 1024;

thread_local! {
    /// What is read lies here only until it is looked at, so one place is enough for all connections of a thread.
    static MEMORY: RefCell<[u8; TURN]> = const { RefCell::new([0; TURN]) };
}

/// The socket of one connection, with or without TLS. The two hot calls go to the system without the C library, which
/// makes each of its own a point where a thread can be cancelled; that is 2 to 3 % of a move.
pub struct Socket {
    stream: RefCell<TcpStream>,
    /// What all passes through, if it is secured.
    tls: Option<Tls>,
    read: Cell<u64>,
    written: Cell<u64>,
}

impl Socket {
    /// An accepted socket, in the clear.
    pub fn new(stream: TcpStream) -> Self {
        Self { stream: RefCell::new(stream), tls: None, read: Cell::new(0), written: Cell::new(0) }
    }

    /// How many bytes were read and written so far, as they are on the wire: with TLS those of its records.
    pub fn traffic(&self) -> (u64, u64) {
        (self.read.get(), self.written.get())
    }

    /// Looks at what comes first, without taking it out: how many bytes there are, up to all that `head` has room for; 0 is the
    /// end.
    ///
    /// # Errors
    /// When the connection is broken.
    pub async fn peek(&self, head: &mut [u8]) -> io::Result<usize> {
        poll_fn(|cx| match &self.tls {
            None => self.stream.borrow().poll_peek(cx, &mut ReadBuf::new(head)),
            Some(tls) => self.poll_peek_secure(tls, cx, head),
        })
        .await
    }

    /// Reads what has come in, as far as there is room.
    pub fn poll_read(&self, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if let Some(tls) = &self.tls {
            let count = ready!(self.poll_plaintext(tls, cx, &mut false, buffer.initialize_unfilled()))?;
            buffer.advance(count);
            return Poll::Ready(Ok(()));
        }
        let before = buffer.filled().len();
        let read = Pin::new(&mut *self.stream.borrow_mut()).poll_read(cx, buffer);
        count(&self.read, buffer.filled().len() - before);
        read
    }

    /// Gives `fresh` what has come in, up to [`TURN`] bytes of it, and tells how many: 0 is the end. `Pending` when nothing
    /// has, and then the task is woken when something does; `armed` keeps whether that is so already, for most of the
    /// times a task is woken for something else.
    ///
    /// # Errors
    /// When the connection is broken.
    pub fn poll_fresh(
        &self,
        cx: &mut Context<'_>,
        armed: &mut bool,
        fresh: impl FnOnce(&[u8]),
    ) -> Poll<io::Result<usize>> {
        MEMORY.with_borrow_mut(|memory| {
            let count = match &self.tls {
                None => ready!(self.poll_receive(cx, armed, |stream| {
                    let count = rustix::io::read(stream, &mut memory[..])?;
                    Ok((count, count < TURN))
                }))?,
                Some(tls) => ready!(self.poll_plaintext(tls, cx, armed, memory))?,
            };
            fresh(&memory[..count]);
            Poll::Ready(Ok(count))
        })
    }

    /// Has `read` take what has come in, and tells how many bytes that was. `read` tells that too, and whether it had room for
    /// more.
    fn poll_receive(
        &self,
        cx: &mut Context<'_>,
        armed: &mut bool,
        mut read: impl FnMut(&TcpStream) -> io::Result<(usize, bool)>,
    ) -> Poll<io::Result<usize>> {
        let stream = self.stream.borrow();
        loop {
            let mut received = None;
            let tried = stream.try_io(Interest::READABLE, || {
                // What was to wake the task has done so.
                *armed = false;
                let (count, had_room) = read(&stream)?;
                received = Some(count);
                // After a part there is no more: to ask again would be in vain until the system says that there is.
                if count > 0 && had_room { Err(io::ErrorKind::WouldBlock.into()) } else { Ok(()) }
            });
            match (received, tried) {
                (Some(received), _) => {
                    count(&self.read, received);
                    return Poll::Ready(Ok(received));
                }
                (None, Err(error)) if error.kind() != io::ErrorKind::WouldBlock => return Poll::Ready(Err(error)),
                _ if *armed => return Poll::Pending,
                _ => {
                    // Without budget the task is only put off, and nothing will wake it for this.
                    *armed = has_budget_remaining();
                    ready!(stream.poll_read_ready(cx))?;
                    *armed = false;
                }
            }
        }
    }

    /// Writes for the HTTP service.
    pub fn poll_write(&self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.tls.is_some() {
            return self.poll_taken(cx, || self.write(&[IoSlice::new(bytes)]));
        }
        let written = ready!(Pin::new(&mut *self.stream.borrow_mut()).poll_write(cx, bytes))?;
        count(&self.written, written);
        Poll::Ready(Ok(written))
    }

    /// Ready when nothing that was written waits in this process.
    pub fn poll_flush(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_taken(cx, || self.flush())
    }

    /// Does something that the system may not take now, when it takes it.
    fn poll_taken<T>(&self, cx: &mut Context<'_>, mut act: impl FnMut() -> io::Result<T>) -> Poll<io::Result<T>> {
        loop {
            match act() {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => ready!(self.poll_writable(cx))?,
                done => return Poll::Ready(done),
            }
        }
    }

    /// Has the system take bytes as they are.
    fn send(&self, pieces: &[IoSlice<'_>]) -> io::Result<usize> {
        let stream = self.stream.borrow();
        let sent = stream.try_io(Interest::WRITABLE, || match pieces {
            // Never a signal: the peer may be gone.
            [one] => Ok(rustix::net::send(&*stream, one, SendFlags::NOSIGNAL)?),
            many => (&*SockRef::from(&*stream)).write_vectored(many),
        })?;
        count(&self.written, sent);
        Ok(sent)
    }

    fn shut(&self, how: Shutdown) {
        if let Err(error) = SockRef::from(&*self.stream.borrow()).shutdown(how) {
            debug!(%error, "shutdown");
        }
    }
}

fn count(counter: &Cell<u64>, more: usize) {
    counter.set(counter.get() + more as u64);
}

impl Sink for Socket {
    fn write(&self, pieces: &[IoSlice<'_>]) -> io::Result<usize> {
        match &self.tls {
            None => self.send(pieces),
            Some(tls) => self.write_secure(tls, pieces),
        }
    }

    fn flush(&self) -> io::Result<()> {
        self.tls.as_ref().map_or(Ok(()), |tls| self.flush_secure(tls))
    }

    fn poll_writable(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream.borrow().poll_write_ready(cx)
    }

    fn finish(&self) {
        if let Some(tls) = &self.tls {
            self.say_goodbye(tls);
        }
        self.shut(Shutdown::Write);
    }

    fn cut_off(&self) {
        self.shut(Shutdown::Both);
    }
}

impl Drop for Socket {
    /// However a connection ends, a peer with TLS is told that nothing was cut off.
    fn drop(&mut self) {
        if let Some(tls) = &self.tls {
            self.say_goodbye(tls);
        }
    }
}

/// Sets the options of a listening socket; those that it accepts inherit them, which saves seven calls for each.
/// `silence` is how long a peer may leave data unacknowledged.
///
/// # Errors
/// When the system knows one of them not.
pub fn tune(listener: &socket2::Socket, silence: Duration) -> io::Result<()> {
    // The system counts these in whole seconds, and no further (tcp(7)).
    let probe = (silence / 2).clamp(Duration::from_secs(1), MOST_KEEPALIVE);
    listener.set_tcp_nodelay(true)?;
    listener.set_send_buffer_size(SEND_BUFFER)?;
    listener.set_tcp_keepalive(&TcpKeepalive::new().with_time(probe).with_interval(probe))?;
    #[cfg(target_os = "linux")]
    {
        listener.set_tcp_user_timeout(Some(silence))?;
        listener.set_tcp_notsent_lowat(UNSENT)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, SocketAddr, TcpStream};

    use super::*;

    #[test]
    fn a_day_of_silence_can_be_set() {
        let listener = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
        tune(&listener, Duration::from_secs(24 * 3600)).unwrap();
        assert_eq!(listener.tcp_keepalive_time().unwrap(), MOST_KEEPALIVE);
    }

    #[test]
    fn what_is_accepted_has_the_options_of_its_listener() {
        let listener = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
        let silence = Duration::from_secs(7);
        tune(&listener, silence).unwrap();
        listener.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into()).unwrap();
        listener.listen(1).unwrap();
        let _peer = TcpStream::connect(listener.local_addr().unwrap().as_socket().unwrap()).unwrap();
        let (accepted, _) = listener.accept().unwrap();
        assert!(accepted.tcp_nodelay().unwrap() && accepted.keepalive().unwrap());
        assert_eq!(accepted.tcp_keepalive_time().unwrap(), Duration::from_secs(3));
        assert_eq!(accepted.send_buffer_size().unwrap(), listener.send_buffer_size().unwrap());
        #[cfg(target_os = "linux")]
        {
            assert_eq!(accepted.tcp_user_timeout().unwrap(), Some(silence));
            assert_eq!(accepted.tcp_notsent_lowat().unwrap(), UNSENT);
        }
    }
}
