//! The side of the session: where its outbox writes, and where what it hears comes from.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    fmt,
    future::Future,
    io::{self, IoSlice},
    pin::Pin,
    rc::Rc,
    sync::Arc,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use actix_http::ws::OpCode;
use bytes::Bytes;
use futures_core::Stream;
use rand::RngExt;
use tokio::time::{Sleep, sleep_until};
use tttp::two::Token;

use super::{Carrier, Carriers, End, Key, Message, key};
use crate::{
    listing::Listed,
    player::{
        budget::Budget,
        farewell::Farewell,
        outbox::{Outbox, Sink, State, Wire, pulse::Patience},
    },
    transport::{Connection, Incoming, ws::frame},
};

/// As on a WebSocket, so that frames that are shared by many need not be written anew; but nobody is pinged who is perhaps
/// between two transports.
static WIRE: Wire = Wire {
    text: |out, line: &dyn fmt::Display| (frame::WIRE.text)(out, line),
    farewell: |out, farewell| (frame::WIRE.farewell)(out, farewell),
    ping: None,
    finishes: false,
};

/// What a session says.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// Lines: each counts.
    Lines,
    /// Pictures of something that moves: while one waits to be taken, the next replaces it.
    Frames,
}

impl Kind {
    /// How much may wait for a transport before the outbox keeps the rest, in bytes.
    fn ahead(self) -> usize {
        match self {
            Self::Lines => 16 * 1024,
            Self::Frames => 1,
        }
    }
}

/// Opens a session that is carried: the connection for its actor, and the carrier for its transports. It is listed for as long
/// as the connection lives, and a little longer, so that the client hears the end.
pub fn open(
    carriers: &Arc<Carriers>,
    lingering: &Rc<Lingering>,
    kind: Kind,
    patience: Patience,
    requests: Budget,
) -> (Connection<Carried>, Arc<Carrier>) {
    let token = Token::new(rand::rng().random());
    let carrier = Arc::new(Carrier::new(token, requests, Instant::now()));
    let outbox = Rc::new(Outbox::new(&WIRE, patience));
    let writer = Rc::new(Writer { carrier: Arc::clone(&carrier), ahead: Cell::new(kind.ahead()) });
    outbox.connect(Rc::clone(&writer) as Rc<dyn Sink>);
    let carried = Carried {
        // By chance it is never taken.
        listed: carriers.enter(key(token), Arc::clone(&carrier)),
        lingering: Rc::clone(lingering),
        carrier: Arc::clone(&carrier),
        outbox: Rc::clone(&outbox),
        writer,
        silence: patience.silence,
        lost: None,
    };
    (Connection { incoming: carried, outbox }, carrier)
}

/// Sessions of one thread that are over, and can be found for some time yet: their clients, between two requests, are told so.
#[derive(Default)]
pub struct Lingering(RefCell<VecDeque<(Instant, Listed<Key, Carrier>)>>);

/// So many of one thread at most: they count for nobody any more.
const MOST_LINGERING: usize = 256;

impl Lingering {
    fn keep(&self, listed: Listed<Key, Carrier>, until: Instant) {
        let mut kept = self.0.borrow_mut();
        if kept.len() >= MOST_LINGERING {
            kept.pop_front();
        }
        kept.push_back((until, listed));
    }

    /// Forgets those whose time has come.
    pub fn look_after(&self, now: Instant) {
        let mut kept = self.0.borrow_mut();
        while kept.front().is_some_and(|(until, _)| *until <= now) {
            kept.pop_front();
        }
    }
}

/// Where the outbox writes.
struct Writer {
    carrier: Arc<Carrier>,
    /// How many bytes may wait for a transport.
    ahead: Cell<usize>,
}

impl Sink for Writer {
    /// Takes all, or nothing as long as enough waits.
    fn write(&self, pieces: &[IoSlice<'_>]) -> io::Result<usize> {
        let now = Instant::now();
        let write = |inner: &mut super::Inner| {
            if inner.log.waiting() >= self.ahead.get() {
                return Err(io::ErrorKind::WouldBlock.into());
            }
            let mut count = 0;
            for piece in pieces {
                count += piece.len();
                for (opcode, payload) in frames(piece) {
                    match opcode {
                        OpCode::Close => inner.end = inner.end.take().or_else(|| Some(end(payload))),
                        _ => {
                            let binary = opcode == OpCode::Binary;
                            inner.log.push(Message { binary, bytes: Bytes::copy_from_slice(payload) }, now);
                        }
                    }
                }
            }
            Ok(count)
        };
        self.carrier.with(write, |wakers| [wakers.transport.take(), None])
    }

    fn poll_writable(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut inner = self.carrier.lock();
        if inner.log.waiting() < self.ahead.get() {
            return Poll::Ready(Ok(()));
        }
        inner.wakers.outbox = Some(cx.waker().clone());
        Poll::Pending
    }

    fn finish(&self) {}

    /// The outbox is no more, and so the session is over.
    fn cut_off(&self) {}
}

/// The frames of a piece, which are whole: they are ours, not masked, and were written at once.
fn frames(piece: &[u8]) -> impl Iterator<Item = (OpCode, &[u8])> {
    let mut rest = piece;
    std::iter::from_fn(move || {
        let (&first, &short) = (rest.first()?, rest.get(1)?);
        let (start, length) = match short {
            126 => (4, u16::from_be_bytes(rest.get(2..4)?.try_into().ok()?).into()),
            127 => (10, usize::try_from(u64::from_be_bytes(rest.get(2..10)?.try_into().ok()?)).ok()?),
            short => (2, short.into()),
        };
        let payload = rest.get(start..start + length)?;
        rest = &rest[start + length..];
        Some((OpCode::from(first & 0x0F), payload))
    })
}

fn end(payload: &[u8]) -> End {
    match payload {
        [high, low, reason @ ..] => {
            let code = u16::from_be_bytes([*high, *low]);
            End { code, reason: String::from_utf8_lossy(reason).into_owned() }
        }
        _ => farewell(Farewell::Finished),
    }
}

fn farewell(farewell: Farewell) -> End {
    End { code: farewell.code(), reason: farewell.reason().into() }
}

/// What the session hears. As a link on a socket does, it writes what waits while it is polled.
pub struct Carried {
    listed: Option<Listed<Key, Carrier>>,
    lingering: Rc<Lingering>,
    carrier: Arc<Carrier>,
    outbox: Rc<Outbox>,
    writer: Rc<Writer>,
    silence: Duration,
    /// Runs while nothing carries the session.
    lost: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl Carried {
    /// Ready when the session is over: it, the client or time has ended it.
    fn poll_over(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.outbox.state() != State::Open {
            // Nothing comes after what waits, and whether anybody takes it soon is nothing to wait for.
            self.writer.ahead.set(usize::MAX);
        }
        let _ = self.outbox.poll_flush(cx);
        if self.outbox.poll_state(cx) != State::Open {
            return Poll::Ready(());
        }
        let (lost, hung_up) = {
            let mut inner = self.carrier.lock();
            inner.wakers.session = Some(cx.waker().clone());
            (inner.lost, inner.hung_up)
        };
        if hung_up {
            return Poll::Ready(());
        }
        let Some(since) = lost else {
            self.lost = None;
            return Poll::Pending;
        };
        let due = since + self.silence;
        match &mut self.lost {
            Some((at, timer)) if *at != due => {
                *at = due;
                timer.as_mut().reset(due.into());
            }
            Some(_) => {}
            None => self.lost = Some((due, Box::pin(sleep_until(due.into())))),
        }
        match &mut self.lost {
            Some((_, timer)) => timer.as_mut().poll(cx),
            None => Poll::Pending,
        }
    }

    fn poll_hear(&self, cx: &Context<'_>) -> Poll<Incoming> {
        let hear = |inner: &mut super::Inner| {
            let Some(message) = inner.inbox.pop_front() else {
                inner.wakers.session = Some(cx.waker().clone());
                return Poll::Pending;
            };
            inner.inbox_bytes -= message.bytes.len();
            let Message { binary, bytes } = message;
            Poll::Ready(if binary { Incoming::Binary(bytes) } else { Incoming::Text(bytes) })
        };
        self.carrier.with(hear, |wakers| [wakers.room.take(), None])
    }
}

impl Stream for Carried {
    type Item = Incoming;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Incoming>> {
        // What was said before the client hung up still counts, and who waits for the end hears nothing more.
        if self.outbox.state() == State::Open
            && let Poll::Ready(said) = self.poll_hear(cx)
        {
            return Poll::Ready(Some(said));
        }
        self.poll_over(cx).map(|()| None)
    }
}

impl Drop for Carried {
    fn drop(&mut self) {
        self.outbox.end(|_| {});
        // What is left of it is for the transport, if it takes it in time.
        let _ = self.outbox.poll_flush(&mut Context::from_waker(std::task::Waker::noop()));
        self.outbox.gone();
        let over = |inner: &mut super::Inner| {
            inner.end.get_or_insert_with(|| farewell(Farewell::NoSession));
            if inner.hung_up {
                inner.log.clear();
            }
            inner.inbox = VecDeque::new();
        };
        self.carrier.with(over, |wakers| [wakers.transport.take(), wakers.room.take()]);
        if let Some(listed) = self.listed.take() {
            self.lingering.keep(listed, Instant::now() + self.silence);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;
    use crate::carrier::Taken;

    const PATIENCE: Patience = Patience { ping: Duration::from_secs(3600), silence: Duration::from_secs(7200) };

    #[tokio::test]
    async fn who_is_between_two_transports_holds_up_no_end() {
        for kind in [Kind::Lines, Kind::Frames] {
            let lingering = Rc::<Lingering>::default();
            let requests = Budget::new(None);
            let (connection, carrier) = open(&Arc::default(), &lingering, kind, PATIENCE, requests);
            let Connection { mut incoming, outbox } = connection;
            // One for the transport, and one that has no room beside it.
            for _ in 0..2 {
                outbox.say("x".repeat(16 * 1024));
                assert!(Pin::new(&mut incoming).poll_next(&mut Context::from_waker(Waker::noop())).is_pending());
            }
            assert_eq!(carrier.lock().log.waiting() / 1024, 16);
            outbox.close(Farewell::Restarting);
            let over = Pin::new(&mut incoming).poll_next(&mut Context::from_waker(Waker::noop()));
            assert!(matches!(over, Poll::Ready(None)));
            drop(incoming);
            // Whoever comes yet is told all of it.
            let mut attachment = carrier.attach(None).unwrap();
            let mut next = || match attachment.poll_take(&Context::from_waker(Waker::noop()), Instant::now()) {
                Poll::Ready(taken) => taken,
                Poll::Pending => panic!("there is more"),
            };
            assert!(matches!(next(), Taken::Messages(messages) if messages.len() == 1));
            assert!(matches!(next(), Taken::Messages(messages) if messages.len() == 1));
            assert_eq!(next(), Taken::End(farewell(Farewell::Restarting)));
        }
    }
}
