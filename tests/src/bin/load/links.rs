//! One connection: a socket, what was not written yet, what was not read as a whole.

use std::{net::SocketAddr, time::Instant};

use rustix::{
    event::epoll::EventFlags,
    fd::OwnedFd,
    io::Errno,
    net::{self, AddressFamily, SocketFlags, SocketType, ipproto, sockopt},
};

use crate::inbox::Inbox;

/// How far a connection has come.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Stage {
    /// There is none.
    Gone,
    /// The network has not answered.
    Connecting,
    /// The server has not said anything.
    Shaking,
    /// Messages go to and fro.
    Open,
    /// We have said good-bye.
    Closing,
}

/// A place for a connection, which is used again.
pub struct Link {
    /// The socket, unless the stage is [`Stage::Gone`].
    pub fd: Option<OwnedFd>,
    /// How far it has come.
    pub stage: Stage,
    /// What has come but is no whole message.
    pub inbox: Inbox,
    /// What could not be written at once.
    pub unwritten: Vec<u8>,
    /// Whether nothing is to be read.
    pub deaf: bool,
    /// When it was last dialled.
    pub dialled: Instant,
    /// Whether it has ever been open.
    pub was_open: bool,
}

impl Link {
    /// No connection.
    pub fn new() -> Self {
        Self {
            fd: None,
            stage: Stage::Gone,
            inbox: Inbox::default(),
            unwritten: Vec::new(),
            deaf: false,
            dialled: Instant::now(),
            was_open: false,
        }
    }

    /// Whether it is being made.
    pub fn in_flight(&self) -> bool {
        matches!(self.stage, Stage::Connecting | Stage::Shaking)
    }

    /// What it waits for.
    pub fn interest(&self) -> EventFlags {
        if self.stage == Stage::Connecting {
            return EventFlags::OUT;
        }
        let mut flags = EventFlags::empty();
        flags.set(EventFlags::IN, !self.deaf);
        flags.set(EventFlags::OUT, !self.unwritten.is_empty());
        flags
    }

    /// Writes what is there at once, and keeps the rest. Says how many bytes were written.
    pub fn write(&mut self, bytes: &[u8]) -> Result<usize, Errno> {
        let Some(fd) = &self.fd else { return Ok(0) };
        if !self.unwritten.is_empty() {
            self.unwritten.extend_from_slice(bytes);
            return Ok(0);
        }
        let written = match rustix::io::write(fd, bytes) {
            Err(Errno::AGAIN | Errno::INTR) => 0,
            other => other?,
        };
        self.unwritten.extend_from_slice(&bytes[written..]);
        Ok(written)
    }

    /// Writes what is left. Says how many bytes were written.
    pub fn flush(&mut self) -> Result<usize, Errno> {
        let Some(fd) = &self.fd else { return Ok(0) };
        let written = match rustix::io::write(fd, &self.unwritten) {
            Err(Errno::AGAIN | Errno::INTR) => 0,
            other => other?,
        };
        self.unwritten.drain(..written);
        Ok(written)
    }

    /// Hangs up.
    pub fn clear(&mut self) {
        self.fd = None;
        self.stage = Stage::Gone;
        self.deaf = false;
        self.inbox.clear();
        self.unwritten.clear();
    }
}

/// A socket that has begun to connect.
pub fn connect(address: &SocketAddr) -> Result<OwnedFd, Errno> {
    let family = if address.is_ipv4() { AddressFamily::INET } else { AddressFamily::INET6 };
    let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
    let fd = net::socket_with(family, SocketType::STREAM, flags, Some(ipproto::TCP))?;
    sockopt::set_tcp_nodelay(&fd, true)?;
    match net::connect(&fd, address) {
        Ok(()) | Err(Errno::INPROGRESS) => Ok(fd),
        Err(reason) => Err(reason),
    }
}

/// What became of it.
pub fn connected(fd: &OwnedFd) -> Result<(), Errno> {
    sockopt::socket_error(fd)?
}
