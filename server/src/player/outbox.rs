//! What waits to be written to one connection, and the one place that decides what happens when that is too much.
//!
//! A session pushes, the transport pulls, both on one thread; neither knows the other. Lines go out in order, up to a
//! bound; a frame is replaced by the next one for as long as it has not been pulled, for only the newest counts.

use std::{
    cell::{RefCell, RefMut},
    collections::VecDeque,
    task::{Context, Poll, Waker},
};

use bytes::{Bytes, BytesMut};

use super::farewell::Farewell;

/// The most bytes of lines and control frames that may wait; one more closes the connection.
pub const MAX_WAITING: usize = 64 * 1024;

/// What a piece that waits costs besides its bytes: the smallest ones, pongs, must not be free.
const PIECE: usize = 64;

/// How a transport puts what a session says on the wire.
#[derive(Debug)]
pub struct Wire {
    /// Appends one line of text.
    pub text: fn(&mut BytesMut, &str),
    /// Appends what tells the peer that this connection ends, if the transport has a way to say so.
    pub farewell: fn(&mut BytesMut, Farewell),
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

/// The queue between a session and its transport.
pub struct Outbox {
    wire: &'static Wire,
    hang_up: Box<dyn Fn()>,
    inner: RefCell<Inner>,
}

struct Inner {
    state: State,
    limit: usize,
    lines: VecDeque<Bytes>,
    waiting: usize,
    frame: Option<Bytes>,
    pulled: u64,
    writer: Option<Waker>,
    reader: Option<Waker>,
    tell_when_empty: bool,
}

impl Inner {
    fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.frame.is_none()
    }
}

impl Outbox {
    /// An open, empty outbox. `hang_up` cuts the connection off at once, whatever the peer does.
    pub fn new(wire: &'static Wire, hang_up: impl Fn() + 'static) -> Self {
        Self::with_limit(wire, MAX_WAITING, hang_up)
    }

    /// The same with its own bound, in bytes.
    pub fn with_limit(wire: &'static Wire, limit: usize, hang_up: impl Fn() + 'static) -> Self {
        let inner = Inner {
            state: State::Open,
            limit,
            lines: VecDeque::new(),
            waiting: 0,
            frame: None,
            pulled: 0,
            writer: None,
            reader: None,
            tell_when_empty: false,
        };
        Self { wire, hang_up: Box::new(hang_up), inner: RefCell::new(inner) }
    }

    /// Says one line.
    pub fn say(&self, line: &str) {
        self.say_all([line]);
    }

    /// Says several lines with one wake-up.
    pub fn say_all<L: AsRef<str>>(&self, lines: impl IntoIterator<Item = L>) {
        let mut bytes = BytesMut::with_capacity(64);
        for line in lines {
            (self.wire.text)(&mut bytes, line.as_ref());
        }
        if !bytes.is_empty() {
            self.push(bytes.freeze());
        }
    }

    /// Queues bytes that are ready for the wire. Over the bound, the connection is cut off: its peer does not read.
    pub fn push(&self, bytes: Bytes) {
        let mut inner = self.inner.borrow_mut();
        if inner.state != State::Open {
            return;
        }
        let cost = bytes.len() + PIECE;
        if inner.waiting + cost > inner.limit {
            drop(inner);
            self.abort();
            return;
        }
        inner.waiting += cost;
        inner.lines.push_back(bytes);
        Self::wake_writer(inner);
    }

    /// Offers the newest frame, ready for the wire, in place of an older one that is still waiting.
    pub fn offer(&self, frame: Bytes) {
        let mut inner = self.inner.borrow_mut();
        if inner.state != State::Open {
            return;
        }
        let replaced = inner.frame.replace(frame).is_some();
        if !replaced {
            Self::wake_writer(inner);
        }
    }

    /// Says goodbye. The transport goes on reading until the peer has answered.
    pub fn close(&self, farewell: Farewell) {
        let mut inner = self.inner.borrow_mut();
        if inner.state != State::Open {
            return;
        }
        let mut bytes = BytesMut::new();
        (self.wire.farewell)(&mut bytes, farewell);
        inner.lines.push_back(bytes.freeze());
        inner.frame = None;
        inner.state = State::Closing;
        Self::wake_both(inner);
    }

    /// Ends the connection once what waits is written; `last` is the answer to the peer's own goodbye.
    pub fn end(&self, last: Option<Bytes>) {
        let mut inner = self.inner.borrow_mut();
        if matches!(inner.state, State::Ended | State::Gone) {
            return;
        }
        inner.lines.extend(last);
        inner.frame = None;
        inner.state = State::Ended;
        Self::wake_writer(inner);
    }

    /// Cuts the connection off: the last resort for a peer that does not read, or has fallen silent.
    pub fn abort(&self) {
        (self.hang_up)();
        self.gone();
    }

    /// Told by the transport when its writing half is no more.
    pub fn gone(&self) {
        let mut inner = self.inner.borrow_mut();
        inner.state = State::Gone;
        inner.lines = VecDeque::new();
        inner.frame = None;
        inner.waiting = 0;
        Self::wake_both(inner);
    }

    /// The state, and a wake-up of the reading half when it changes.
    pub fn poll_state(&self, cx: &Context<'_>) -> State {
        let mut inner = self.inner.borrow_mut();
        Self::store(&mut inner.reader, cx);
        inner.state
    }

    /// The state now.
    pub fn state(&self) -> State {
        self.inner.borrow().state
    }

    /// How many pieces the transport has pulled so far, or `None` while nothing waits: two equal answers in a row tell
    /// that the peer has taken nothing in between.
    pub fn stuck_at(&self) -> Option<u64> {
        let inner = self.inner.borrow();
        (!inner.is_empty()).then_some(inner.pulled)
    }

    /// Ready when all is pulled; wakes the reading half then.
    pub fn poll_empty(&self, cx: &Context<'_>) -> Poll<()> {
        let mut inner = self.inner.borrow_mut();
        if inner.is_empty() || inner.state == State::Gone {
            return Poll::Ready(());
        }
        inner.tell_when_empty = true;
        Self::store(&mut inner.reader, cx);
        Poll::Pending
    }

    /// What to write next; `None` is the end of the connection.
    pub fn poll_next(&self, cx: &Context<'_>) -> Poll<Option<Bytes>> {
        let mut inner = self.inner.borrow_mut();
        if let Some(bytes) = inner.lines.pop_front() {
            inner.waiting = inner.waiting.saturating_sub(bytes.len() + PIECE);
            return Self::pulled(inner, bytes);
        }
        if let Some(frame) = inner.frame.take() {
            return Self::pulled(inner, frame);
        }
        if matches!(inner.state, State::Ended | State::Gone) {
            return Poll::Ready(None);
        }
        Self::store(&mut inner.writer, cx);
        Poll::Pending
    }

    fn pulled(mut inner: RefMut<'_, Inner>, bytes: Bytes) -> Poll<Option<Bytes>> {
        inner.pulled += 1;
        if inner.tell_when_empty && inner.is_empty() {
            inner.tell_when_empty = false;
            let reader = inner.reader.take();
            drop(inner);
            reader.into_iter().for_each(Waker::wake);
        }
        Poll::Ready(Some(bytes))
    }

    fn store(slot: &mut Option<Waker>, cx: &Context<'_>) {
        match slot {
            Some(waker) if waker.will_wake(cx.waker()) => {}
            _ => *slot = Some(cx.waker().clone()),
        }
    }

    /// The borrow ends before a waker is called, for a waker may poll at once.
    fn wake_writer(mut inner: RefMut<'_, Inner>) {
        let writer = inner.writer.take();
        drop(inner);
        writer.into_iter().for_each(Waker::wake);
    }

    fn wake_both(mut inner: RefMut<'_, Inner>) {
        let reader = inner.reader.take();
        Self::wake_writer(inner);
        reader.into_iter().for_each(Waker::wake);
    }
}

#[cfg(test)]
mod tests;
