//! A connection as a stream: what the peer says comes out of it, and while it is polled it writes what waits.
//!
//! Both halves live in the task of the session, so a message takes no way from one task to another.

use std::{
    future::Future,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, ready},
    time::Duration,
};

use futures_core::Stream;
use tokio::time::{Sleep, sleep};

use super::{
    Incoming,
    socket::{Socket, TURN},
};
use crate::player::outbox::{Outbox, Sink, State};

/// How long the peer may take to answer a goodbye, or to take the last words.
const CLOSING: Duration = Duration::from_secs(2);

/// After an error no answer can be told from what else comes in; what comes is read and thrown away for this long, lest
/// the goodbye be lost to a reset (RFC 6455 section 7.1.7 allows an end at once).
const LINGER: Duration = Duration::from_millis(100);

/// What the bytes of a connection mean.
pub trait Framing {
    /// Takes in what came from the network.
    fn feed(&mut self, bytes: &[u8]);

    /// What the bytes so far give; `Pending` when more are needed, and nothing when the peer has said goodbye.
    fn decode(&mut self, outbox: &Outbox) -> Poll<Option<Incoming>>;

    /// Whether the peer has made an error after which the rest means nothing.
    fn is_deaf(&self) -> bool;

    /// Whether a peer that has said all may still read the answers.
    fn has_halves(&self) -> bool;
}

/// A connection whose socket may still be busy with the handshake.
pub struct Link<F, H> {
    framing: F,
    outbox: Rc<Outbox>,
    socket: Option<Rc<Socket>>,
    handover: H,
    /// The last read has filled its buffer: there may be more.
    more: bool,
    /// The task will be woken when there is something to read.
    armed: bool,
    /// The peer has said all.
    half_closed: bool,
    /// Until when the peer may answer a goodbye, or is answered after it has said all.
    deadline: Option<Pin<Box<Sleep>>>,
}

/// How a link comes by its socket.
pub trait Handover {
    /// The socket, and what was read of it already; nothing when it was lost before.
    fn poll(&mut self, cx: &mut Context<'_>, framing: &mut dyn FnMut(&[u8])) -> Poll<Option<Rc<Socket>>>;

    /// Where what is said is written.
    fn sink(&self, socket: &Rc<Socket>) -> Rc<dyn Sink> {
        Rc::clone(socket) as Rc<dyn Sink>
    }
}

/// The socket is there from the start.
pub struct AtOnce(pub Rc<Socket>);

impl Handover for AtOnce {
    fn poll(&mut self, _: &mut Context<'_>, _: &mut dyn FnMut(&[u8])) -> Poll<Option<Rc<Socket>>> {
        Poll::Ready(Some(Rc::clone(&self.0)))
    }
}

impl<F: Framing, H: Handover> Link<F, H> {
    /// A link that writes what waits in `outbox`.
    pub fn new(framing: F, outbox: Rc<Outbox>, handover: H) -> Self {
        Self { framing, outbox, socket: None, handover, more: false, armed: false, half_closed: false, deadline: None }
    }

    /// What the bytes mean, and how the socket comes: before the link is polled for the first time.
    pub fn parts(&mut self) -> (&mut F, &mut H) {
        (&mut self.framing, &mut self.handover)
    }

    /// Writes what waits, and ends what is over. Ready when nothing waits, or the connection is over.
    ///
    /// Part of being polled as a stream; for a session that does not read before its answer is taken.
    pub fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.poll_over(cx).is_ready() { Poll::Ready(()) } else { self.outbox.poll_flush(cx) }
    }

    /// Ready when the connection is over, whatever the peer does.
    fn poll_over(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        match self.outbox.poll_state(cx) {
            State::Open if !self.half_closed => return Poll::Pending,
            State::Gone => return Poll::Ready(()),
            State::Closing if self.half_closed && self.outbox.poll_flush(cx).is_ready() => return Poll::Ready(()),
            State::Ended if self.outbox.poll_flush(cx).is_ready() => return Poll::Ready(()),
            State::Open | State::Closing | State::Ended => {}
        }
        let patience = if self.framing.is_deaf() { LINGER } else { CLOSING };
        let deadline = self.deadline.get_or_insert_with(|| Box::pin(sleep(patience)));
        ready!(deadline.as_mut().poll(cx));
        // Who takes what it is told is not cut off.
        if self.outbox.poll_flush(cx).is_pending() {
            self.outbox.abort();
        }
        Poll::Ready(())
    }

    /// Ready when something was read; false at the end.
    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<bool> {
        let Some(socket) = &self.socket else {
            let framing = &mut self.framing;
            let socket = ready!(self.handover.poll(cx, &mut |bytes| framing.feed(bytes)));
            return Poll::Ready(match socket {
                Some(socket) => {
                    self.outbox.connect(self.handover.sink(&socket));
                    self.socket = Some(socket);
                    true
                }
                None => false,
            });
        };
        if std::mem::take(&mut self.more) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let framing = &mut self.framing;
        let fresh = |bytes: &[u8]| {
            if !framing.is_deaf() {
                framing.feed(bytes);
            }
        };
        match ready!(socket.poll_fresh(cx, &mut self.armed, fresh)) {
            Ok(0) => return Poll::Ready(false),
            Err(_) => {
                self.outbox.gone();
                return Poll::Ready(false);
            }
            Ok(count) => self.more = count == TURN,
        }
        Poll::Ready(true)
    }
}

impl<F: Framing + Unpin, H: Handover + Unpin> Stream for Link<F, H> {
    type Item = Incoming;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Incoming>> {
        let this = &mut *self;
        loop {
            if this.poll_over(cx).is_ready() {
                return Poll::Ready(None);
            }
            if this.outbox.state() == State::Ended {
                return Poll::Pending;
            }
            match this.framing.decode(&this.outbox) {
                Poll::Ready(Some(said)) => return Poll::Ready(Some(said)),
                Poll::Ready(None) => {
                    this.outbox.end(|_| {});
                    continue;
                }
                Poll::Pending => {}
            }
            // Taken or not: who does not read may still say something.
            let _ = this.outbox.poll_flush(cx);
            if this.half_closed {
                if this.outbox.state() == State::Gone {
                    // Found only now.
                    return Poll::Ready(None);
                }
                return Poll::Pending;
            }
            match this.poll_read(cx) {
                Poll::Ready(true) => {}
                Poll::Ready(false) if this.framing.has_halves() && this.outbox.state() == State::Open => {
                    this.half_closed = true;
                    return Poll::Ready(Some(Incoming::HalfClosed));
                }
                Poll::Ready(false) => this.outbox.end(|_| {}),
                Poll::Pending => return Poll::Pending,
            }
        }
    }
}

impl<F, H> Drop for Link<F, H> {
    /// However a session ends, its connection does.
    fn drop(&mut self) {
        self.outbox.end(|_| {});
        let _ = self.outbox.poll_flush(&mut Context::from_waker(std::task::Waker::noop()));
        self.outbox.gone();
    }
}
