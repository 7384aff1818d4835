//! What waits to be written to one connection, and the one place that decides what happens when that is too much.
//!
//! A session pushes, and the outbox writes to its [`Sink`]; neither knows what that is. Lines go out in order, up to a
//! bound; a frame is replaced by the next one for as long as nothing of it is written, for only the newest counts.
//!
//! What a session says in its own task waits until that task has nothing more to do, so that lines said together leave
//! together. What comes from elsewhere, a frame, a ping, the end of the server, is written on the spot: nobody is woken
//! for it, unless the peer is slow.

use std::{
    cell::{OnceCell, RefCell, RefMut},
    fmt,
    io::{self, IoSlice},
    rc::Rc,
    task::{Context, Poll, Waker},
    time::Instant,
};

use bytes::{Buf, Bytes};

use self::pulse::{Health, Patience, Pulse};
use super::farewell::Farewell;

pub mod pulse;

/// The most bytes of lines and control frames that may wait; one more closes the connection.
pub const MAX_WAITING: usize = 64 * 1024;

/// A buffer of up to so many bytes is kept for what is said next.
const KEPT: usize = 128;

/// How a transport puts what a session says on the wire.
#[derive(Debug)]
pub struct Wire {
    /// Appends one line of text.
    pub text: fn(&mut Vec<u8>, &dyn fmt::Display),
    /// Appends what tells the peer that this connection ends, if the transport has a way to say so.
    pub farewell: fn(&mut Vec<u8>, Farewell),
    /// Asks the peer for a sign of life, if the transport has a way to.
    pub ping: Option<&'static [u8]>,
    /// Whether the peer sees the end of the stream after a goodbye, and answers that by its own.
    pub finishes: bool,
}

/// Where bytes go.
pub trait Sink {
    /// Writes as much as is taken at once.
    ///
    /// # Errors
    /// `WouldBlock` when nothing is; others when the connection is broken.
    fn write(&self, pieces: &[IoSlice<'_>]) -> io::Result<usize>;

    /// Ready when something may be taken again.
    fn poll_writable(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>>;

    /// Nothing more will be written.
    fn finish(&self);

    /// Ends the connection at once, whatever the peer does.
    fn cut_off(&self);
}

/// Where a connection is in its life, as far as its outbox knows.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum State {
    /// Lines and frames are taken.
    Open,
    /// The last words are said; the peer has yet to answer or to hang up.
    Closing,
    /// Once what waits is written, the connection ends.
    Ended,
    /// The transport is gone, or is being cut off: nothing will be written any more.
    Gone,
}

/// What all see of the party after a tick.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Which tick.
    pub tick: u32,
    /// Ready for the wire.
    pub bytes: Bytes,
}

/// The queue between a session and its transport.
pub struct Outbox {
    wire: &'static Wire,
    sink: OnceCell<Rc<dyn Sink>>,
    inner: RefCell<Inner>,
}

struct Inner {
    state: State,
    limit: usize,
    /// What is left of a frame that has been begun: it must be ended before anything else.
    rest: Bytes,
    /// Lines and control frames, ready for the wire.
    lines: Vec<u8>,
    /// How many bytes of `lines` are written.
    written: usize,
    frame: Option<Frame>,
    /// The newest frame of which something is written.
    sent: Option<u32>,
    finished: bool,
    /// With what code the peer has said goodbye.
    goodbye: Option<u16>,
    pulse: Pulse,
    task: Option<Waker>,
}

impl Inner {
    fn is_empty(&self) -> bool {
        self.rest.is_empty() && self.lines.is_empty() && self.frame.is_none()
    }

    fn clear(&mut self) {
        self.rest = Bytes::new();
        self.lines = Vec::new();
        self.written = 0;
        self.frame = None;
    }

    /// Has the sink take what waits, as much as it can at once.
    fn write(&mut self, sink: &dyn Sink) -> io::Result<()> {
        while !self.is_empty() {
            let waiting =
                [&self.rest[..], &self.lines[self.written..], self.frame.as_ref().map_or(&[], |frame| &frame.bytes)];
            let mut pieces = [IoSlice::new(&[]); 3];
            let mut count = 0;
            for piece in waiting.into_iter().filter(|piece| !piece.is_empty()) {
                pieces[count] = IoSlice::new(piece);
                count += 1;
            }
            match sink.write(&pieces[..count])? {
                0 => return Err(io::ErrorKind::WriteZero.into()),
                taken => self.taken(taken),
            }
        }
        Ok(())
    }

    /// So many bytes are written.
    fn taken(&mut self, mut count: usize) {
        self.pulse.taken();
        let of_rest = count.min(self.rest.len());
        self.rest.advance(of_rest);
        count -= of_rest;
        let of_lines = count.min(self.lines.len() - self.written);
        self.written += of_lines;
        count -= of_lines;
        if self.written == self.lines.len() {
            self.written = 0;
            self.lines.clear();
            if self.lines.capacity() > KEPT {
                self.lines = Vec::new();
            }
        }
        if count > 0
            && let Some(Frame { tick, bytes }) = self.frame.take()
        {
            self.sent = Some(tick);
            self.rest = bytes;
            self.rest.advance(count);
        }
    }
}

impl Outbox {
    /// An open, empty outbox.
    pub fn new(wire: &'static Wire, patience: Patience) -> Self {
        Self::with_limit(wire, patience, MAX_WAITING)
    }

    /// The same with its own bound, in bytes.
    pub fn with_limit(wire: &'static Wire, patience: Patience, limit: usize) -> Self {
        let inner = Inner {
            state: State::Open,
            limit,
            rest: Bytes::new(),
            lines: Vec::new(),
            written: 0,
            frame: None,
            sent: None,
            finished: false,
            goodbye: None,
            pulse: Pulse::new(patience, wire.ping.is_some()),
            task: None,
        };
        Self { wire, sink: OnceCell::new(), inner: RefCell::new(inner) }
    }

    /// From now on what waits is written. Until then it waits.
    pub fn connect(&self, sink: Rc<dyn Sink>) {
        // There is one socket in the life of a connection.
        self.sink.set(sink).ok();
    }

    /// Says one line. As all that a session says, it is written when the session's task has nothing more to do.
    pub fn say(&self, line: impl fmt::Display) {
        self.push(|out| (self.wire.text)(out, &line));
    }

    /// Queues what `write` appends, ready for the wire. Over the bound, if the peer does not take it, the connection is cut
    /// off: its peer does not read.
    pub fn push(&self, write: impl FnOnce(&mut Vec<u8>)) {
        let mut inner = self.inner.borrow_mut();
        if inner.state != State::Open {
            return;
        }
        if inner.written > inner.lines.len() / 2 {
            // A peer that always takes a part, and never all, must not make this grow.
            let written = std::mem::take(&mut inner.written);
            inner.lines.drain(..written);
        }
        write(&mut inner.lines);
        if inner.lines.len() - inner.written <= inner.limit {
            return;
        }
        // Much was said at once. Who reads can take it now; only what is refused shows that the peer does not.
        if let Some(sink) = self.sink.get() {
            inner.write(&**sink).ok();
        }
        if inner.lines.len() - inner.written > inner.limit {
            drop(inner);
            self.abort();
        }
    }

    /// Queues what comes from elsewhere and is for many, ready for the wire, and writes it if the peer can take it.
    pub fn pass_on(&self, bytes: &[u8]) {
        self.push(|out| out.extend_from_slice(bytes));
        self.write_now(self.inner.borrow_mut());
    }

    /// Offers the newest frame in place of an older one that is still waiting, and writes it if the peer can take it.
    pub fn offer(&self, frame: Frame) {
        let mut inner = self.inner.borrow_mut();
        if inner.state != State::Open {
            return;
        }
        let replaced = inner.frame.replace(frame).is_some();
        if !replaced {
            self.write_now(inner);
        }
    }

    /// Which frame the peer has, or is being sent.
    pub fn sent(&self) -> Option<u32> {
        self.inner.borrow().sent
    }

    /// Says goodbye. The transport goes on reading until the peer has answered.
    pub fn close(&self, farewell: Farewell) {
        self.close_with(|out| (self.wire.farewell)(out, farewell));
    }

    /// The same with a goodbye that `write` appends, ready for the wire.
    pub fn close_with(&self, write: impl FnOnce(&mut Vec<u8>)) {
        let mut inner = self.inner.borrow_mut();
        if inner.state != State::Open {
            return;
        }
        write(&mut inner.lines);
        inner.frame = None;
        inner.state = State::Closing;
        Self::wake(inner);
    }

    /// Ends the connection once what waits is written; `last` writes the answer to the peer's own goodbye.
    pub fn end(&self, last: impl FnOnce(&mut Vec<u8>)) {
        let mut inner = self.inner.borrow_mut();
        if matches!(inner.state, State::Ended | State::Gone) {
            return;
        }
        last(&mut inner.lines);
        inner.frame = None;
        inner.state = State::Ended;
        Self::wake(inner);
    }

    /// Told by the transport: the peer has said goodbye, with this code.
    pub fn left(&self, code: Option<u16>) {
        self.inner.borrow_mut().goodbye = code;
    }

    /// With what code the peer has said goodbye, if it has.
    pub fn goodbye(&self) -> Option<u16> {
        self.inner.borrow().goodbye
    }

    /// Cuts the connection off: the last resort for a peer that does not read, or has fallen silent.
    pub fn abort(&self) {
        if let Some(sink) = self.sink.get() {
            sink.cut_off();
        }
        self.gone();
    }

    /// Told by the transport when the connection is no more.
    pub fn gone(&self) {
        let mut inner = self.inner.borrow_mut();
        inner.state = State::Gone;
        inner.clear();
        Self::wake(inner);
    }

    /// The state, and a wake-up when it changes from elsewhere.
    pub fn poll_state(&self, cx: &Context<'_>) -> State {
        let mut inner = self.inner.borrow_mut();
        match &mut inner.task {
            Some(waker) if waker.will_wake(cx.waker()) => {}
            task => *task = Some(cx.waker().clone()),
        }
        inner.state
    }

    /// The state now.
    pub fn state(&self) -> State {
        self.inner.borrow().state
    }

    /// Writes what waits; ready when all is taken, or never will be.
    pub fn poll_flush(&self, cx: &mut Context<'_>) -> Poll<()> {
        let mut inner = self.inner.borrow_mut();
        let Some(sink) = self.sink.get() else { return if inner.is_empty() { Poll::Ready(()) } else { Poll::Pending } };
        loop {
            match inner.write(&**sink) {
                Ok(()) => break,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => match sink.poll_writable(cx) {
                    Poll::Ready(Ok(())) => {}
                    Poll::Ready(Err(_)) => return Self::broken(inner),
                    Poll::Pending => return Poll::Pending,
                },
                Err(_) => return Self::broken(inner),
            }
        }
        if self.wire.finishes && inner.state == State::Closing && !std::mem::replace(&mut inner.finished, true) {
            sink.finish();
        }
        Poll::Ready(())
    }

    fn broken(mut inner: RefMut<'_, Inner>) -> Poll<()> {
        inner.state = State::Gone;
        inner.clear();
        Poll::Ready(())
    }

    /// Told by the transport: the peer has said something.
    pub fn heard(&self) {
        self.inner.borrow_mut().pulse.heard();
    }

    /// Looks after the connection, some times in each period of its patience: pings, or cuts it off.
    pub fn look_after(&self, now: Instant) {
        let mut inner = self.inner.borrow_mut();
        let stuck = !inner.is_empty();
        match inner.pulse.look(now, stuck) {
            Health::Well => {}
            Health::Ask => {
                drop(inner);
                self.push(|out| out.extend_from_slice(self.wire.ping.unwrap_or_default()));
                self.write_now(self.inner.borrow_mut());
            }
            Health::Lost => {
                drop(inner);
                self.abort();
            }
        }
    }

    /// Writes on the spot; what is not taken is for the session's task to write, later.
    fn write_now(&self, mut inner: RefMut<'_, Inner>) {
        let written = self.sink.get().map(|sink| inner.write(&**sink));
        if !matches!(written, Some(Ok(())) | None) {
            Self::wake(inner);
        }
    }

    /// The borrow ends before the task is woken, for a waker may poll at once.
    fn wake(mut inner: RefMut<'_, Inner>) {
        let task = inner.task.take();
        drop(inner);
        task.into_iter().for_each(Waker::wake);
    }
}

#[cfg(test)]
mod tests;
