//! Connections that speak HTTP, until they upgrade: counted, over after a while, and never served faster than they read.
//!
//! actix-http bounds the time of a connection's first request and of its pauses, but not of what comes in drop by drop in
//! between; it decodes all that it has read at once; and it goes on reading while its answers are not taken. So a
//! connection that has not become a WebSocket after [`LONGEST`] is dropped (browsers open another), reading stops while
//! an answer can't be written, and at each turn only so much is read, of a WebSocket as well.

use std::{
    cell::Cell,
    future::Future,
    io,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, ready},
    time::Duration,
};

use actix_web::{dev::Extensions, rt::net::TcpStream};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf, Take},
    time::{Sleep, sleep, timeout},
};

use super::socket::Handle;
use crate::limits::Admission;

/// How long a connection may speak plain HTTP.
pub const LONGEST: Duration = Duration::from_secs(60);

/// How many bytes of one connection are read before others have their turn.
const TURN: u64 = 4 * 1024;

/// What is known of a connection while it lives, among its data as well.
#[derive(Clone)]
pub struct Visitor(Rc<Inner>);

struct Inner {
    handle: Handle,
    /// What it counts for; given back by the upgrade, as a session is counted otherwise.
    admission: Cell<Option<Admission>>,
    upgraded: Cell<bool>,
    /// What it may still read in this turn, in bytes.
    turn: Cell<u64>,
    /// Whether its peer takes nothing.
    blocked: Cell<bool>,
}

impl Visitor {
    /// Puts it among the connection's data.
    pub fn note(stream: &VisitorStream, data: &mut Extensions) {
        data.insert(stream.visitor.clone());
    }

    /// It is a WebSocket from now on. Gives what cuts it off.
    pub fn upgrade(&self) -> Handle {
        self.0.upgraded.set(true);
        self.0.admission.take();
        self.0.handle.clone()
    }
}

/// The socket of a visitor.
pub struct VisitorStream {
    stream: Take<TcpStream>,
    visitor: Visitor,
}

impl AsyncRead for VisitorStream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let visitor = Rc::clone(&self.visitor.0);
        if visitor.blocked.get() && !visitor.upgraded.get() {
            // The write that unblocks it wakes this up.
            return Poll::Pending;
        }
        let turn = visitor.turn.get();
        if turn == 0 {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        self.stream.set_limit(turn);
        ready!(Pin::new(&mut self.stream).poll_read(cx, buffer))?;
        visitor.turn.set(self.stream.limit());
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for VisitorStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(self.stream.get_mut()).poll_write(cx, bytes);
        let was_blocked = self.visitor.0.blocked.replace(written.is_pending());
        if was_blocked && written.is_ready() {
            cx.waker().wake_by_ref();
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(self.stream.get_mut()).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(self.stream.get_mut()).poll_shutdown(cx)
    }
}

/// A connection that is being served.
pub struct Visit<F> {
    connection: Pin<Box<F>>,
    visitor: Visitor,
    /// Until it is upgraded.
    deadline: Option<Pin<Box<Sleep>>>,
}

impl<F> Visit<F> {
    /// Has a socket served by the HTTP service, for a while.
    pub fn new(stream: TcpStream, admission: Admission, serve: impl FnOnce(VisitorStream) -> F) -> Self {
        let visitor = Visitor(Rc::new(Inner {
            handle: Handle::of(&stream),
            admission: Cell::new(Some(admission)),
            upgraded: Cell::new(false),
            turn: Cell::new(TURN),
            blocked: Cell::new(false),
        }));
        let connection = Box::pin(serve(VisitorStream { stream: stream.take(TURN), visitor: visitor.clone() }));
        Self { connection, visitor, deadline: Some(Box::pin(sleep(LONGEST))) }
    }
}

impl<F: Future<Output = Result<(), E>>, E> Future for Visit<F> {
    type Output = Result<(), E>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.visitor.0.turn.set(TURN);
        if let Poll::Ready(ended) = self.connection.as_mut().poll(cx) {
            return Poll::Ready(ended);
        }
        if self.visitor.0.upgraded.get() {
            self.deadline = None;
        }
        match &mut self.deadline {
            Some(deadline) => deadline.as_mut().poll(cx).map(Ok),
            None => Poll::Pending,
        }
    }
}

/// What somebody is told for whom there is no room, before they have asked for anything.
const NO_ROOM: &str = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\n\
    Content-Type: text/plain; charset=utf-8\r\nContent-Length: 56\r\n\r\n\
    The server has too many connections. Try again shortly.\n";

/// How long the answer has to reach them.
const FAREWELL: Duration = Duration::from_secs(1);

/// Answers with 503.
pub async fn refuse(mut stream: TcpStream) {
    let answer = async {
        stream.write_all(NO_ROOM.as_bytes()).await?;
        stream.shutdown().await?;
        // What has come in must be read, or closing would reset the connection and lose the answer.
        let mut ignored = [0; 1024];
        while stream.read(&mut ignored).await? > 0 {}
        io::Result::Ok(())
    };
    // Whoever does not wait for the answer does not get it.
    timeout(FAREWELL, answer).await.ok();
}

#[cfg(test)]
mod tests;
