//! All connections, and the `epoll` that tells what happens to them.

use std::{
    collections::VecDeque,
    io, mem,
    time::{Duration, Instant},
};

use rustix::{
    buffer::spare_capacity,
    event::{
        Timespec,
        epoll::{self, CreateFlags, Event, EventData, EventFlags},
    },
    fd::OwnedFd,
    io::Errno,
};

use crate::{
    case::{Case, End},
    inbox::{Inbox, Message, Piece},
    links::{self, Link, Stage},
    tally::Tally,
    target::{Target, Transport},
    wire,
};

/// What is read at once, in bytes.
const READ: usize = 256 * 1024;

/// All connections, by their place.
pub struct Net {
    epoll: OwnedFd,
    target: Target,
    links: Vec<Link>,
    queue: VecDeque<usize>,
    failed: Vec<usize>,
    in_flight: usize,
    events: Vec<Event>,
    buffer: Vec<u8>,
    kept: Vec<u8>,
    /// Connections that may be made at once.
    pub limit: usize,
    /// Places that have been connected at least once.
    pub ever_open: usize,
    /// Why the last connection could not be made.
    pub failure: Option<String>,
    /// What is counted.
    pub tally: Tally,
}

impl Net {
    /// No connections yet.
    pub fn new(target: Target) -> io::Result<Self> {
        Ok(Self {
            epoll: epoll::create(CreateFlags::CLOEXEC)?,
            target,
            links: Vec::new(),
            queue: VecDeque::new(),
            failed: Vec::new(),
            in_flight: 0,
            events: Vec::with_capacity(1024),
            buffer: vec![0; READ],
            kept: Vec::new(),
            limit: 64,
            ever_open: 0,
            failure: None,
            tally: Tally::new(),
        })
    }

    /// Connects this place as soon as not too many others are being connected.
    pub fn dial(&mut self, id: usize) {
        if self.links.len() <= id {
            self.links.resize_with(id + 1, Link::new);
        }
        self.queue.push_back(id);
    }

    /// Dials those again that failed.
    pub fn retry(&mut self) {
        self.queue.extend(self.failed.drain(..));
    }

    /// When this place was dialled.
    pub fn dialled(&self, id: usize) -> Instant {
        self.links[id].dialled
    }

    /// Whether all that was sent is on its way.
    pub fn is_idle(&self, id: usize) -> bool {
        let link = &self.links[id];
        link.stage == Stage::Open && link.unwritten.is_empty()
    }

    /// Sends bytes that are a whole frame or line. A link that fails is told of by its next event.
    pub fn send(&mut self, id: usize, bytes: &[u8]) {
        let link = &mut self.links[id];
        let before = link.interest();
        self.tally.bytes_out += link.write(bytes).unwrap_or(0) as u64;
        if link.interest() != before {
            self.listen(id);
        }
    }

    /// Reads nothing more from this link.
    pub fn deafen(&mut self, id: usize) {
        self.links[id].deaf = true;
        self.listen(id);
    }

    /// Says good-bye; the case is told when the server has hung up.
    pub fn leave(&mut self, id: usize) {
        match self.target.transport {
            Transport::Ws => self.send(id, &wire::frame(wire::CLOSE, &1000u16.to_be_bytes())),
            Transport::Tcp => self.send(id, b"QUIT\n"),
        }
        self.links[id].stage = Stage::Closing;
    }

    /// Dials, waits for events until `until`, and tells the case of them.
    pub fn turn(&mut self, case: &mut impl Case, until: Instant) -> io::Result<()> {
        while self.in_flight < self.limit
            && let Some(id) = self.queue.pop_front()
        {
            self.connect(id);
        }
        let timeout = until.saturating_duration_since(Instant::now());
        let mut events = mem::take(&mut self.events);
        events.clear();
        match epoll::wait(&self.epoll, spare_capacity(&mut events), Some(&timespec(timeout))) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(reason) => return Err(reason.into()),
        }
        for event in &events {
            let (id, flags) = (event.data.u64() as usize, event.flags);
            self.event(case, id, flags);
        }
        self.events = events;
        Ok(())
    }

    fn connect(&mut self, id: usize) {
        let link = &mut self.links[id];
        link.clear();
        link.dialled = Instant::now();
        let result = links::connect(&self.target.address).and_then(|fd| {
            epoll::add(&self.epoll, &fd, EventData::new_u64(id as u64), EventFlags::OUT)?;
            Ok(fd)
        });
        match result {
            Ok(fd) => {
                link.fd = Some(fd);
                link.stage = Stage::Connecting;
                self.in_flight += 1;
            }
            Err(reason) => self.fail(id, &reason.to_string()),
        }
    }

    fn listen(&mut self, id: usize) {
        let link = &self.links[id];
        if let Some(fd) = &link.fd {
            // It can't fail for a socket that is open and was added.
            epoll::modify(&self.epoll, fd, EventData::new_u64(id as u64), link.interest()).ok();
        }
    }

    fn event(&mut self, case: &mut impl Case, id: usize, flags: EventFlags) {
        let link = &mut self.links[id];
        let Some(fd) = &link.fd else { return };
        if link.stage == Stage::Connecting {
            if let Err(reason) = links::connected(fd) {
                return self.fail(id, &reason.to_string());
            }
            link.stage = Stage::Shaking;
            let requests = mem::take(&mut self.target.requests);
            let request = &requests[id % requests.len()];
            if !request.is_empty() {
                self.send(id, request);
            }
            self.target.requests = requests;
            return self.listen(id);
        }
        if flags.contains(EventFlags::OUT) {
            self.tally.bytes_out += link.flush().unwrap_or(0) as u64;
            self.listen(id);
        }
        if flags.intersects(EventFlags::IN | EventFlags::HUP | EventFlags::ERR) {
            if self.links[id].deaf {
                return self.end(case, id, "the connection was lost");
            }
            let mut buffer = mem::take(&mut self.buffer);
            self.read(case, id, &mut buffer);
            self.buffer = buffer;
        }
    }

    fn read(&mut self, case: &mut impl Case, id: usize, buffer: &mut [u8]) {
        let Some(fd) = &self.links[id].fd else { return };
        match rustix::io::read(fd, &mut *buffer) {
            Ok(0) => self.end(case, id, "the server hung up"),
            Ok(length) => {
                self.tally.bytes_in += length as u64;
                let mut kept = mem::take(&mut self.kept);
                let mut inbox = mem::take(&mut self.links[id].inbox);
                let mut piece = inbox.open(&buffer[..length], &mut kept);
                self.take(case, id, &mut inbox, &mut piece);
                if self.links[id].stage != Stage::Gone {
                    inbox.put_back(&piece);
                    self.links[id].inbox = inbox;
                }
                self.kept = kept;
            }
            Err(Errno::AGAIN | Errno::INTR) => {}
            Err(reason) => self.end(case, id, &reason.to_string()),
        }
    }

    /// Takes what is there as a whole.
    fn take(&mut self, case: &mut impl Case, id: usize, inbox: &mut Inbox, piece: &mut Piece) {
        let now = Instant::now();
        let websocket = self.target.transport == Transport::Ws;
        loop {
            match self.links[id].stage {
                Stage::Gone | Stage::Connecting => return,
                Stage::Shaking => {
                    if websocket {
                        let Some(head) = piece.head() else { return };
                        if let Err(reason) = self.target.shaken(head) {
                            return self.fail(id, &reason);
                        }
                    }
                    self.open(case, id, now);
                }
                Stage::Open | Stage::Closing if websocket => {
                    let mut peek = Default::default();
                    match inbox
                        .next(piece, &mut peek, |first, length| case.wants(first, length) || first >= wire::CLOSE)
                    {
                        Ok(Some(message)) => self.message(case, id, message, now),
                        Ok(None) => return,
                        Err(reason) => return self.end(case, id, reason),
                    }
                }
                Stage::Open | Stage::Closing => {
                    let Some(payload) = piece.line() else { return };
                    self.message(case, id, Message { first: wire::TEXT, payload }, now);
                }
            }
        }
    }

    fn message(&mut self, case: &mut impl Case, id: usize, message: Message, now: Instant) {
        let open = self.links[id].stage == Stage::Open;
        match message.first {
            wire::TEXT | wire::BINARY if open => {
                self.tally.deliveries += 1;
                case.message(self, id, message, now);
            }
            wire::TEXT | wire::BINARY | wire::PONG => {}
            wire::PING => {
                self.send(id, &wire::frame(wire::PONG, message.payload));
                case.pinged(self);
            }
            wire::CLOSE if open => {
                let code = message.payload.first_chunk().map_or(1005, |code| u16::from_be_bytes(*code));
                self.send(id, &wire::frame(wire::CLOSE, message.payload));
                self.end(case, id, &format!("the server closed with code {code}"));
            }
            // The answer to ours: the server hangs up first, so that the port is free for us at once.
            wire::CLOSE => {}
            other => self.tally.error(&format!("a frame that begins with {other:#04x}")),
        }
    }

    fn open(&mut self, case: &mut impl Case, id: usize, now: Instant) {
        let link = &mut self.links[id];
        link.stage = Stage::Open;
        self.in_flight -= 1;
        if !mem::replace(&mut link.was_open, true) {
            self.ever_open += 1;
        }
        case.opened(self, id, now);
    }

    fn end(&mut self, case: &mut impl Case, id: usize, reason: &str) {
        let link = &mut self.links[id];
        if link.in_flight() {
            return self.fail(id, reason);
        }
        let end = if link.stage == Stage::Closing { End::Left } else { End::Lost(reason.to_owned()) };
        link.clear();
        case.ended(self, id, end);
    }

    fn fail(&mut self, id: usize, reason: &str) {
        if self.links[id].in_flight() {
            self.in_flight -= 1;
        }
        self.links[id].clear();
        self.failed.push(id);
        let reason = format!("can't connect to {}: {reason}", self.target.address);
        self.tally.error(&reason);
        self.failure = Some(reason);
    }
}

fn timespec(duration: Duration) -> Timespec {
    Timespec { tv_sec: duration.as_secs() as i64, tv_nsec: duration.subsec_nanos().into() }
}
