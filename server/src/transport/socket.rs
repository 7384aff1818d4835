//! Options of the accepted sockets, and the way to cut one off.

use std::{
    cell::Cell,
    os::fd::{AsRawFd, BorrowedFd, RawFd},
    rc::Rc,
    time::Duration,
};

use actix_web::rt::net::TcpStream;
use socket2::{SockRef, TcpKeepalive};
use tracing::debug;

/// What the kernel may hold for a peer that reads slowly, in bytes. Left alone it grows to about 4 MB a connection.
const SEND_BUFFER: usize = 64 * 1024;

/// Above this many unsent bytes the socket is not writable, so that a stale frame waits where it can still be replaced.
#[cfg(target_os = "linux")]
const UNSENT: u32 = 16 * 1024;

/// Sets the options of a newly accepted socket. `silence` is how long it may leave data unacknowledged.
pub fn tune(stream: &TcpStream, silence: Duration) {
    let socket = SockRef::from(stream);
    // The system counts these in whole seconds.
    let probe = (silence / 2).max(Duration::from_secs(1));
    let keepalive = TcpKeepalive::new().with_time(probe).with_interval(probe);
    note("TCP_NODELAY", socket.set_tcp_nodelay(true));
    note("SO_SNDBUF", socket.set_send_buffer_size(SEND_BUFFER));
    note("SO_KEEPALIVE", socket.set_tcp_keepalive(&keepalive));
    #[cfg(target_os = "linux")]
    {
        note("TCP_USER_TIMEOUT", socket.set_tcp_user_timeout(Some(silence)));
        note("TCP_NOTSENT_LOWAT", socket.set_tcp_notsent_lowat(UNSENT));
    }
}

/// A peer that has gone already refuses them all, which is fine.
fn note(option: &str, result: std::io::Result<()>) {
    if let Err(error) = result {
        debug!(option, %error, "socket option");
    }
}

/// The descriptor of a socket that somebody else owns: as long as that owner lives, it can be shut down from here.
#[derive(Clone, Debug, Default)]
pub struct Handle(Rc<Cell<Option<RawFd>>>);

impl Handle {
    /// That of this socket.
    pub fn of(stream: &TcpStream) -> Self {
        Self(Rc::new(Cell::new(Some(stream.as_raw_fd()))))
    }

    /// Shuts the socket down in both directions: its owner reads an end, and writes an error.
    pub fn shut_down(&self) {
        let Some(fd) = self.0.take() else { return };
        // SAFETY: the owner (the HTTP dispatcher) closes the descriptor only after it has dropped the response's body,
        // and that calls `forget` first; so the descriptor is open, and still that of this connection.
        #[allow(unsafe_code)]
        let fd = unsafe { BorrowedFd::borrow_raw(fd) };
        if let Err(error) = SockRef::from(&fd).shutdown(std::net::Shutdown::Both) {
            debug!(%error, "shutdown");
        }
    }

    /// Called when the owner is about to go.
    pub fn forget(&self) {
        self.0.set(None);
    }
}
