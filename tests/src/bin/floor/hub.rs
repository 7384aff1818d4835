//! Connections: accepted, read, written, closed.

use std::{convert::Infallible, io, mem, net::SocketAddr, time::Duration};

use rustix::{
    buffer::spare_capacity,
    event::epoll::{self, CreateFlags, EventData, EventFlags},
    fd::OwnedFd,
    io::Errno,
    net::{self, AddressFamily, SocketFlags, SocketType, ipproto, sockopt},
    time::{self, Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec},
};

use crate::wire;

/// What is told of the listener; connections are told by their place.
const DOOR: u64 = u64::MAX;
/// What is told of the clock.
const CLOCK: u64 = u64::MAX - 1;
/// Connections that may wait to be accepted; the system may allow fewer.
const BACKLOG: i32 = 4096;
/// What is read at once, in bytes.
const READ: usize = 64 * 1024;

/// What is served.
pub trait Service {
    /// Somebody has come.
    fn opened(&mut self, hub: &mut Hub, id: usize, party2: bool);
    /// Somebody has said a line, or sent a message.
    fn said(&mut self, hub: &mut Hub, id: usize, what: &[u8]);
    /// Somebody is gone. What is sent to them is lost.
    fn gone(&mut self, hub: &mut Hub, id: usize);
    /// It is time for the next step.
    fn tick(&mut self, hub: &mut Hub);
}

#[derive(PartialEq)]
enum Stage {
    Shaking,
    Open,
    Closing,
}

struct Peer {
    fd: OwnedFd,
    stage: Stage,
    /// The beginning of what has not come as a whole.
    read: Vec<u8>,
    /// The rest of what could not be written at once.
    unwritten: Vec<u8>,
}

/// All connections.
pub struct Hub {
    epoll: OwnedFd,
    door: OwnedFd,
    clock: Option<OwnedFd>,
    websocket: bool,
    peers: Vec<Option<Peer>>,
    free: Vec<usize>,
}

impl Hub {
    /// Listens. With `tick`, the service is told of each step of so long.
    pub fn bind(address: SocketAddr, websocket: bool, tick: Option<Duration>) -> io::Result<Self> {
        let door = net::socket_with(
            AddressFamily::INET,
            SocketType::STREAM,
            SocketFlags::NONBLOCK | SocketFlags::CLOEXEC,
            Some(ipproto::TCP),
        )?;
        sockopt::set_socket_reuseaddr(&door, true)?;
        net::bind(&door, &address)?;
        net::listen(&door, BACKLOG)?;
        let epoll = epoll::create(CreateFlags::CLOEXEC)?;
        epoll::add(&epoll, &door, EventData::new_u64(DOOR), EventFlags::IN)?;
        let clock = tick.map(clock).transpose()?;
        if let Some(clock) = &clock {
            epoll::add(&epoll, clock, EventData::new_u64(CLOCK), EventFlags::IN)?;
        }
        Ok(Self { epoll, door, clock, websocket, peers: Vec::new(), free: Vec::new() })
    }

    /// Where it listens.
    pub fn address(&self) -> io::Result<SocketAddr> {
        let address = net::getsockname(&self.door)?;
        SocketAddr::try_from(address).map_err(io::Error::from)
    }

    /// Serves for ever.
    pub fn serve(mut self, mut service: impl Service) -> io::Result<Infallible> {
        let mut events = Vec::with_capacity(1024);
        let mut buffer = vec![0; READ];
        loop {
            events.clear();
            match epoll::wait(&self.epoll, spare_capacity(&mut events), None) {
                Ok(_) | Err(Errno::INTR) => {}
                Err(reason) => return Err(reason.into()),
            }
            for event in &events {
                let (place, flags) = (event.data.u64(), event.flags);
                match place {
                    DOOR => self.accept(&mut service),
                    CLOCK => self.tick(&mut service),
                    id => {
                        if flags.contains(EventFlags::OUT) {
                            self.flush(id as usize, &mut service);
                        }
                        if flags.intersects(EventFlags::IN | EventFlags::HUP | EventFlags::ERR) {
                            self.read(id as usize, &mut buffer, &mut service);
                        }
                    }
                }
            }
        }
    }

    /// Writes at once, and keeps what does not fit. A peer that is gone is passed over: the next read tells.
    pub fn send(&mut self, id: usize, bytes: &[u8]) {
        let Some(Some(peer)) = self.peers.get_mut(id) else { return };
        if !peer.unwritten.is_empty() {
            peer.unwritten.extend_from_slice(bytes);
            return;
        }
        let written = match rustix::io::write(&peer.fd, bytes) {
            Ok(written) => written,
            Err(Errno::AGAIN) => 0,
            Err(_) => return,
        };
        if written < bytes.len() {
            peer.unwritten.extend_from_slice(&bytes[written..]);
            let interest = EventFlags::IN | EventFlags::OUT;
            epoll::modify(&self.epoll, &peer.fd, EventData::new_u64(id as u64), interest).ok();
        }
    }

    /// Writes at once, unless the last was not taken as a whole yet.
    pub fn send_if_idle(&mut self, id: usize, bytes: &[u8]) {
        if self.peers.get(id).and_then(Option::as_ref).is_some_and(|peer| peer.unwritten.is_empty()) {
            self.send(id, bytes);
        }
    }

    /// Says good-bye. A WebSocket is closed when the peer has said it too.
    pub fn close(&mut self, id: usize, service: &mut impl Service) {
        if self.websocket {
            self.send(id, &wire::frame(wire::CLOSE, &1000u16.to_be_bytes()));
            if let Some(Some(peer)) = self.peers.get_mut(id) {
                peer.stage = Stage::Closing;
            }
        } else {
            self.drop_peer(id, service);
        }
    }

    fn accept(&mut self, service: &mut impl Service) {
        while let Ok(fd) = net::accept_with(&self.door, SocketFlags::NONBLOCK | SocketFlags::CLOEXEC) {
            let id = self.free.pop().unwrap_or_else(|| {
                self.peers.push(None);
                self.peers.len() - 1
            });
            let ready = sockopt::set_tcp_nodelay(&fd, true)
                .and_then(|()| epoll::add(&self.epoll, &fd, EventData::new_u64(id as u64), EventFlags::IN));
            if ready.is_err() {
                self.free.push(id);
                continue;
            }
            let stage = if self.websocket { Stage::Shaking } else { Stage::Open };
            self.peers[id] = Some(Peer { fd, stage, read: Vec::new(), unwritten: Vec::new() });
            if !self.websocket {
                service.opened(self, id, false);
            }
        }
    }

    fn tick(&mut self, service: &mut impl Service) {
        if let Some(clock) = &self.clock
            && rustix::io::read(clock, &mut [0; 8]).is_ok()
        {
            service.tick(self);
        }
    }

    fn flush(&mut self, id: usize, service: &mut impl Service) {
        let Some(Some(peer)) = self.peers.get_mut(id) else { return };
        match rustix::io::write(&peer.fd, &peer.unwritten) {
            Ok(written) => {
                peer.unwritten.drain(..written);
                if peer.unwritten.is_empty() {
                    epoll::modify(&self.epoll, &peer.fd, EventData::new_u64(id as u64), EventFlags::IN).ok();
                }
            }
            Err(Errno::AGAIN) => {}
            Err(_) => self.drop_peer(id, service),
        }
    }

    fn read(&mut self, id: usize, buffer: &mut [u8], service: &mut impl Service) {
        let Some(Some(peer)) = self.peers.get_mut(id) else { return };
        let length = match rustix::io::read(&peer.fd, &mut *buffer) {
            Ok(0) => return self.drop_peer(id, service),
            Ok(length) => length,
            Err(Errno::AGAIN | Errno::INTR) => return,
            Err(_) => return self.drop_peer(id, service),
        };
        if peer.read.is_empty() {
            let taken = self.take(id, &mut buffer[..length], service);
            if let Some(Some(peer)) = self.peers.get_mut(id) {
                peer.read.extend_from_slice(&buffer[taken..length]);
            }
        } else {
            let mut whole = mem::take(&mut peer.read);
            whole.extend_from_slice(&buffer[..length]);
            let taken = self.take(id, &mut whole, service);
            if let Some(Some(peer)) = self.peers.get_mut(id) {
                whole.drain(..taken);
                peer.read = whole;
            }
        }
    }

    /// Takes what is there as a whole, and says how many bytes that was.
    fn take(&mut self, id: usize, bytes: &mut [u8], service: &mut impl Service) -> usize {
        let mut at = 0;
        while let Some(Some(peer)) = self.peers.get_mut(id) {
            if !self.websocket {
                let Some(length) = bytes[at..].iter().position(|byte| *byte == b'\n') else { break };
                service.said(self, id, bytes[at..at + length].trim_ascii());
                at += length + 1;
            } else if peer.stage == Stage::Shaking {
                match wire::shake(&bytes[at..]) {
                    Ok(None) => break,
                    Ok(Some(shaken)) => {
                        peer.stage = Stage::Open;
                        at += shaken.length;
                        self.send(id, &shaken.answer);
                        service.opened(self, id, shaken.party2);
                    }
                    Err(()) => self.drop_peer(id, service),
                }
            } else {
                let Some(frame) = wire::next(&mut bytes[at..]) else { break };
                let payload = at + frame.from..at + frame.to;
                at += frame.to;
                self.frame(id, frame.first, &bytes[payload], service);
            }
        }
        at
    }

    fn frame(&mut self, id: usize, first: u8, payload: &[u8], service: &mut impl Service) {
        match first {
            wire::TEXT | wire::BINARY => service.said(self, id, payload.trim_ascii()),
            wire::PING => self.send(id, &wire::frame(wire::PONG, payload)),
            wire::PONG => {}
            _ => {
                if self.peers.get(id).and_then(Option::as_ref).is_some_and(|peer| peer.stage == Stage::Open) {
                    self.send(id, &wire::frame(wire::CLOSE, payload));
                }
                self.drop_peer(id, service);
            }
        }
    }

    fn drop_peer(&mut self, id: usize, service: &mut impl Service) {
        if let Some(peer) = self.peers.get_mut(id).and_then(Option::take) {
            self.free.push(id);
            if !self.websocket || peer.stage != Stage::Shaking {
                service.gone(self, id);
            }
        }
    }
}

fn clock(tick: Duration) -> io::Result<OwnedFd> {
    let clock = time::timerfd_create(TimerfdClockId::Monotonic, TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC)?;
    let step = Timespec { tv_sec: tick.as_secs() as i64, tv_nsec: tick.subsec_nanos().into() };
    time::timerfd_settime(&clock, TimerfdTimerFlags::empty(), &Itimerspec { it_interval: step, it_value: step })?;
    Ok(clock)
}
