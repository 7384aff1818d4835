//! Connections that speak HTTP, until they upgrade: counted, over after a while, and never served faster than they read.
//!
//! actix-http bounds the time of a connection's first request and of its pauses, but not of what comes in drop by drop in
//! between; it decodes all that it has read at once; and it goes on reading while its answers are not taken. So a
//! connection that has not become a WebSocket after [`LONGEST`] is dropped (browsers open another), reading stops while
//! an answer can't be written, and at each turn only so much is read.
//!
//! A connection that becomes a WebSocket is taken from the HTTP service as soon as the answer to the handshake is
//! written, and the service, its task and its two buffers of 8 KiB are dropped: what remains is a socket and an actor.

mod account;
mod overheard;

use std::{
    cell::{Cell, RefCell},
    future::{Future, poll_fn},
    io,
    pin::Pin,
    rc::Rc,
    sync::Arc,
    task::{Context, Poll, Waker, ready},
    time::Duration,
};

use actix_web::dev::Extensions;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep, timeout},
};

use self::{account::Account, overheard::Overheard};
use super::{ear::Ear, socket::Socket};
use crate::{carrier::Traffic, limits::Admission, player::outbox::Sink};

/// How long a connection may speak plain HTTP.
pub const LONGEST: Duration = Duration::from_secs(60);

/// How many bytes of one connection are read before others have their turn: all the requests in them are answered at once,
/// and short ones ask for long answers.
const TURN: usize = 1024;

/// How much a connection may say while it waits for an answer that may take long, in bytes: some requests more.
const PATIENCE: usize = 16 * 1024;

/// What is known of a connection while it lives, among its data as well.
#[derive(Clone)]
pub struct Visitor(Rc<Inner>);

struct Inner {
    socket: Rc<Socket>,
    /// What it counts for; given back by who carries a session, which is counted otherwise.
    admission: Cell<Option<Admission>>,
    phase: Cell<Phase>,
    /// The session that waits for the socket.
    heir: Cell<Option<Waker>>,
    /// What it may still read in this turn, in bytes.
    turn: Cell<usize>,
    /// Whether its peer takes nothing.
    blocked: Cell<bool>,
    /// How much more it may say before what it asked for is answered, in bytes, where that may take long.
    patience: Cell<Option<usize>>,
    /// It serves somebody who is known, and may go on for as long again.
    renewed: Cell<bool>,
    account: RefCell<Account>,
    overheard: Overheard,
}

/// How far a connection has come.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Phase {
    /// It speaks HTTP.
    Visiting,
    /// A handshake was answered, and the answer is on its way to the buffer.
    Upgrading,
    /// The answer is in the buffer; once that is written, the HTTP service has nothing more to do.
    Answered,
    /// The HTTP service is gone.
    Released,
    /// It ended before it got that far.
    Lost,
}

impl Visitor {
    /// A visitor on a new socket.
    fn new(socket: Rc<Socket>, admission: Option<Admission>) -> Self {
        Self(Rc::new(Inner {
            socket,
            admission: Cell::new(admission),
            phase: Cell::new(Phase::Visiting),
            heir: Cell::new(None),
            turn: Cell::new(TURN),
            blocked: Cell::new(false),
            patience: Cell::new(None),
            renewed: Cell::new(false),
            account: RefCell::default(),
            overheard: Overheard::default(),
        }))
    }

    /// Puts it among the connection's data.
    pub fn note(stream: &VisitorStream, data: &mut Extensions) {
        data.insert(stream.0.clone());
    }

    /// Carries a session, which is counted itself: its time begins anew.
    pub fn renew(&self) {
        self.0.renewed.set(true);
    }

    /// From now on it only carries a session, and counts as something else.
    pub fn lend(&self) {
        self.0.admission.take();
    }

    /// The request is here as a whole. Until it is answered, the peer may not say much: the HTTP service would be busy with nothing
    /// else than what it can't take.
    pub fn wait(&self) {
        self.0.patience.set(Some(PATIENCE));
    }

    /// A request has come. It may have a body yet, of which its handler tells when it is [here](Self::wait).
    pub fn begin(&self, has_body: bool) {
        self.0.patience.set((!has_body).then_some(PATIENCE));
        self.0.account.borrow_mut().begin(self.0.socket.traffic());
    }

    /// Counts the request, and all that is written until the next one, for `payer`.
    pub fn pay(&self, payer: &Arc<Traffic>) {
        self.0.account.borrow_mut().pay(payer, self.0.socket.traffic());
    }

    /// Brings the counts of who pays up to date.
    pub fn tally(&self) {
        let upgraded = self.0.phase.get() != Phase::Visiting;
        self.0.account.borrow_mut().tally(self.0.socket.traffic(), upgraded);
    }

    /// It becomes a WebSocket: nothing more is read over HTTP.
    pub fn upgrade(&self) {
        self.0.phase.set(Phase::Upgrading);
        self.0.admission.take();
    }

    /// Has the handshake heard: the request as far as it was kept, and the answer when it is written.
    pub fn overhear(&self, ear: &Rc<dyn Ear>) {
        self.0.overheard.begin(ear);
    }

    /// The HTTP service has asked for what comes after the head of the answer.
    pub fn head_is_ready(&self) {
        if self.0.phase.get() == Phase::Upgrading {
            self.0.phase.set(Phase::Answered);
        }
    }

    /// Ready with the socket when the answer is written, and with nothing when that never happens.
    pub fn poll_release(&self, cx: &Context<'_>) -> Poll<Option<Rc<Socket>>> {
        match self.0.phase.get() {
            Phase::Released => Poll::Ready(Some(Rc::clone(&self.0.socket))),
            Phase::Lost => Poll::Ready(None),
            Phase::Visiting | Phase::Upgrading | Phase::Answered => {
                self.0.heir.set(Some(cx.waker().clone()));
                Poll::Pending
            }
        }
    }

    /// Whether what is written has to wait. Once it need not any more, the reader may go on.
    fn note_blocked(&self, blocked: bool, cx: &Context<'_>) {
        if self.0.blocked.replace(blocked) && !blocked {
            cx.waker().wake_by_ref();
        }
    }

    fn settle(&self, phase: Phase) {
        self.0.overheard.end();
        self.tally();
        self.0.phase.set(phase);
        self.0.heir.take().into_iter().for_each(Waker::wake);
    }
}

/// The socket of a visitor, as the HTTP service sees it.
pub struct VisitorStream(Visitor);

impl AsyncRead for VisitorStream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let visitor = &*self.0.0;
        if visitor.blocked.get() || visitor.phase.get() != Phase::Visiting {
            // The write that unblocks it wakes this up; a WebSocket is read by another.
            return Poll::Pending;
        }
        let turn = visitor.turn.get();
        if turn == 0 {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let mut part = ReadBuf::new(buffer.initialize_unfilled_to(turn.min(buffer.remaining())));
        ready!(visitor.socket.poll_read(cx, &mut part))?;
        visitor.overheard.read(part.filled());
        let read = part.filled().len();
        if let Some(patience) = visitor.patience.get() {
            visitor.patience.set(Some(patience.checked_sub(read).ok_or(io::ErrorKind::ConnectionAborted)?));
        }
        buffer.advance(read);
        visitor.turn.set(turn - read);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for VisitorStream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let visitor = &*self.0.0;
        let written = visitor.socket.poll_write(cx, bytes);
        if let Poll::Ready(Ok(count)) = written {
            visitor.overheard.wrote(&bytes[..count]);
        }
        self.0.note_blocked(written.is_pending(), cx);
        written
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = self.0.0.socket.poll_flush(cx);
        self.0.note_blocked(flushed.is_pending(), cx);
        flushed
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.0.0.socket.finish();
        Poll::Ready(Ok(()))
    }
}

/// A connection that is being served.
pub struct Visit<F> {
    connection: Option<Pin<Box<F>>>,
    visitor: Visitor,
    deadline: Pin<Box<Sleep>>,
}

impl<F> Visit<F> {
    /// Has an accepted socket served by the HTTP service, for a while.
    pub fn new(socket: Socket, admission: Admission, serve: impl FnOnce(VisitorStream) -> F) -> Self {
        let visitor = Visitor::new(Rc::new(socket), Some(admission));
        let connection = Some(Box::pin(serve(VisitorStream(visitor.clone()))));
        Self { connection, visitor, deadline: Box::pin(sleep(LONGEST)) }
    }
}

impl<F: Future<Output = Result<(), E>>, E> Future for Visit<F> {
    type Output = Result<(), E>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        this.visitor.0.turn.set(TURN);
        let Some(connection) = &mut this.connection else { return Poll::Ready(Ok(())) };
        let polled = connection.as_mut().poll(cx);
        this.visitor.tally();
        if this.visitor.0.renewed.take() {
            this.deadline.as_mut().reset(Instant::now() + LONGEST);
        }
        let ended = match polled {
            // The service writes all that it has before it waits.
            Poll::Pending if this.visitor.0.phase.get() == Phase::Answered && !this.visitor.0.blocked.get() => {
                this.connection = None;
                this.visitor.settle(Phase::Released);
                return Poll::Ready(Ok(()));
            }
            Poll::Pending => ready!(this.deadline.as_mut().poll(cx).map(Ok)),
            Poll::Ready(ended) => ended,
        };
        this.connection = None;
        this.visitor.settle(Phase::Lost);
        Poll::Ready(ended)
    }
}

/// What somebody is told for whom there is no room, before they have asked for anything.
const NO_ROOM: &str = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\n\
    Content-Type: text/plain; charset=utf-8\r\nContent-Length: 56\r\n\r\n\
    The server has too many connections. Try again shortly.\n";

/// How long the answer has to reach them.
const FAREWELL: Duration = Duration::from_secs(1);

/// Answers with 503.
pub async fn refuse(socket: Socket) {
    let answer = async {
        let mut rest = NO_ROOM.as_bytes();
        while !rest.is_empty() {
            let written = poll_fn(|cx| socket.poll_write(cx, rest)).await?;
            rest = &rest[written..];
        }
        poll_fn(|cx| socket.poll_flush(cx)).await?;
        socket.finish();
        // What has come in must be read, or closing would reset the connection and lose the answer.
        let mut armed = false;
        while poll_fn(|cx| socket.poll_fresh(cx, &mut armed, |_| {})).await? > 0 {}
        io::Result::Ok(())
    };
    // Whoever does not wait for the answer does not get it.
    timeout(FAREWELL, answer).await.ok();
}

#[cfg(test)]
mod tests;
