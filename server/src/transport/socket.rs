//! Sockets: their options, and an accepted one, shared by who reads it and the outbox that writes it, on one thread.

use std::{
    cell::{Cell, RefCell},
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

use crate::player::outbox::Sink;

/// What the kernel may hold for a peer that reads slowly, in bytes. Left alone it grows to about 4 MB a connection.
const SEND_BUFFER: usize = 64 * 1024;

/// Above this many unsent bytes the socket is not writable, so that a stale frame waits where it can still be replaced.
#[cfg(target_os = "linux")]
const UNSENT: u32 = 16 * 1024;

/// How much of one connection is read before others have their turn, in bytes.
pub const TURN: usize = 4 * 1024;

thread_local! {
    /// What is read lies here only until it is looked at, so one place is enough for all connections of a thread.
    static MEMORY: RefCell<[u8; TURN]> = const { RefCell::new([0; TURN]) };
}

/// The socket of one connection. The two hot calls go to the system without the C library, which makes each of its own a
/// point where a thread can be cancelled; that is 2 to 3 % of a move.
pub struct Socket {
    stream: RefCell<TcpStream>,
    /// How many bytes were read, and how many written.
    traffic: Cell<(u64, u64)>,
}

impl Socket {
    /// An accepted socket.
    pub fn new(stream: TcpStream) -> Self {
        Self { stream: RefCell::new(stream), traffic: Cell::default() }
    }

    /// How many bytes were read so far, and how many written.
    pub fn traffic(&self) -> (u64, u64) {
        self.traffic.get()
    }

    fn count(&self, read: usize, written: usize) {
        let (before_read, before_written) = self.traffic.get();
        self.traffic.set((before_read + read as u64, before_written + written as u64));
    }

    /// Reads what has come in, as far as there is room.
    pub fn poll_read(&self, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut *self.stream.borrow_mut()).poll_read(cx, buffer);
        self.count(buffer.filled().len() - before, 0);
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
        let stream = self.stream.borrow();
        MEMORY.with_borrow_mut(|memory| {
            loop {
                let mut count = None;
                let read = stream.try_io(Interest::READABLE, || {
                    // What was to wake the task has done so.
                    *armed = false;
                    let read = rustix::io::read(&*stream, &mut memory[..])?;
                    count = Some(read);
                    // After a part there is no more: to ask again would be in vain until the system says that there is.
                    if (1..TURN).contains(&read) { Err(io::ErrorKind::WouldBlock.into()) } else { Ok(()) }
                });
                match (count, read) {
                    (Some(count), _) => {
                        self.count(count, 0);
                        fresh(&memory[..count]);
                        return Poll::Ready(Ok(count));
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
        })
    }

    /// Writes for the HTTP service.
    pub fn poll_write(&self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut *self.stream.borrow_mut()).poll_write(cx, bytes);
        if let Poll::Ready(Ok(count)) = &written {
            self.count(0, *count);
        }
        written
    }

    fn shut(&self, how: Shutdown) {
        if let Err(error) = SockRef::from(&*self.stream.borrow()).shutdown(how) {
            debug!(%error, "shutdown");
        }
    }
}

impl Sink for Socket {
    fn write(&self, pieces: &[IoSlice<'_>]) -> io::Result<usize> {
        let stream = self.stream.borrow();
        let written = stream.try_io(Interest::WRITABLE, || match pieces {
            // Never a signal: the peer may be gone.
            [one] => Ok(rustix::net::send(&*stream, one, SendFlags::NOSIGNAL)?),
            many => (&*SockRef::from(&*stream)).write_vectored(many),
        })?;
        self.count(0, written);
        Ok(written)
    }

    fn poll_writable(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream.borrow().poll_write_ready(cx)
    }

    fn finish(&self) {
        self.shut(Shutdown::Write);
    }

    fn cut_off(&self) {
        self.shut(Shutdown::Both);
    }
}

/// Sets the options of a listening socket; those that it accepts inherit them, which saves seven calls for each.
/// `silence` is how long a peer may leave data unacknowledged.
///
/// # Errors
/// When the system knows one of them not.
pub fn tune(listener: &socket2::Socket, silence: Duration) -> io::Result<()> {
    // The system counts these in whole seconds.
    let probe = (silence / 2).max(Duration::from_secs(1));
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
