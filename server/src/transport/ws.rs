//! WebSocket: actix-ws shakes hands, [`decoder`] reads, and the response's body writes.
//!
//! The body *pulls* from the session's outbox, on the thread and in the task of the HTTP dispatcher: no channel between
//! them, no copy per client of what goes to many, no send that waits.

use std::{
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, ready},
    time::Duration,
};

use actix_http::ws::OpCode;
use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    body::{BodySize, BoxBody, MessageBody},
    dev::Payload,
    web,
};
use bytes::Bytes;
use futures_core::Stream;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use self::decoder::{Decoder, Frame};
use super::{CLOSING, Connection, Incoming, Patience, socket::Handle, visit::Visitor};
use crate::player::outbox::{Outbox, State};

pub mod decoder;
pub mod frame;
mod utf8;

/// After an error no answer can be told from what else comes in; what comes is read and thrown away for this long, lest
/// the close frame be lost to a reset (RFC 6455 section 7.1.7 allows an end at once).
const LINGER: Duration = Duration::from_millis(100);

/// What a door takes.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// The largest message, in bytes.
    pub message: usize,
    /// The most bytes that may wait to be written.
    pub waiting: usize,
}

/// Answers the handshake with the first subprotocol that both sides know, and opens the connection.
///
/// # Errors
/// When the request is no WebSocket handshake (RFC 6455 section 4.2.1): 400, 405 or 426, as it is.
pub fn accept(
    request: &HttpRequest,
    payload: web::Payload,
    subprotocols: &[&str],
    bounds: Bounds,
    patience: Patience,
) -> Result<(HttpResponse, Connection<Reader>), actix_web::Error> {
    let nothing = web::Payload::from_request(request, &mut Payload::None).into_inner()?;
    let (response, _, _) = actix_ws::handle_with_protocols(request, nothing, subprotocols)?;

    let handle = request.conn_data::<Visitor>().map(Visitor::upgrade).unwrap_or_default();
    let cut_off = handle.clone();
    let outbox = Rc::new(Outbox::with_limit(&frame::WIRE, bounds.waiting, move || cut_off.shut_down()));
    let body = Body { outbox: Rc::clone(&outbox), handle };
    let incoming = Reader {
        payload: payload.into_inner(),
        decoder: Decoder::new(bounds.message),
        outbox: Rc::clone(&outbox),
        pulse: Pulse::new(patience),
        deaf: false,
    };
    Ok((response.map_body(|_, _| BoxBody::new(body)), Connection { incoming, outbox }))
}

/// The writing half: the body of the response that switched protocols.
struct Body {
    outbox: Rc<Outbox>,
    handle: Handle,
}

impl MessageBody for Body {
    type Error = std::convert::Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        self.outbox.poll_next(cx).map(|next| next.map(Ok))
    }
}

impl Drop for Body {
    fn drop(&mut self) {
        self.handle.forget();
        self.outbox.gone();
    }
}

/// The reading half: answers pings and closes by itself, and hands on the rest.
pub struct Reader {
    payload: Payload,
    decoder: Decoder,
    outbox: Rc<Outbox>,
    pulse: Pulse,
    /// After an error of the peer's, the rest of what it sends means nothing.
    deaf: bool,
}

impl Reader {
    /// What the bytes so far give; `Pending` when more are needed.
    fn decode(&mut self) -> Poll<Option<Incoming>> {
        while !self.deaf {
            match self.decoder.next_frame() {
                Ok(None) => break,
                Ok(Some(frame)) => {
                    self.pulse.heard();
                    match frame {
                        Frame::Text(text) => return Poll::Ready(Some(Incoming::Text(text))),
                        Frame::Binary(bytes) => return Poll::Ready(Some(Incoming::Binary(bytes))),
                        Frame::Ping(payload) => {
                            self.outbox.push(frame::encode(OpCode::Pong, &payload));
                            return Poll::Ready(Some(Incoming::Control));
                        }
                        Frame::Pong | Frame::Fragment => return Poll::Ready(Some(Incoming::Control)),
                        Frame::Close(code) => {
                            let answered = self.outbox.state() == State::Closing;
                            self.outbox.end((!answered).then(|| frame::close_echo(code)));
                            return Poll::Ready(None);
                        }
                    }
                }
                Err(farewell) => {
                    self.deaf = true;
                    self.outbox.close(farewell);
                }
            }
        }
        Poll::Pending
    }

    /// Keeps the connection alive or ends it; ready when it is over. Part of reading; for a session that does not read.
    pub fn poll_over(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        loop {
            match self.outbox.poll_state(cx) {
                State::Open => {}
                State::Closing => self.pulse.hurry(if self.deaf { LINGER } else { CLOSING }),
                State::Ended | State::Gone => return Poll::Ready(()),
            }
            ready!(self.pulse.interval.poll_tick(cx));
            if self.pulse.is_over(&self.outbox) {
                self.outbox.abort();
                return Poll::Ready(());
            }
            self.outbox.push(frame::encode(OpCode::Ping, &[]));
        }
    }
}

impl Stream for Reader {
    type Item = Incoming;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Incoming>> {
        let this = &mut *self;
        // Whoever floods would never let the end of this function be reached, where the time is looked at.
        if this.outbox.state() != State::Open && this.poll_over(cx).is_ready() {
            return Poll::Ready(None);
        }
        loop {
            if let Poll::Ready(said) = this.decode() {
                return Poll::Ready(said);
            }
            match Pin::new(&mut this.payload).poll_next(cx) {
                Poll::Ready(Some(Ok(_))) if this.deaf => {}
                Poll::Ready(Some(Ok(bytes))) => this.decoder.feed(bytes),
                Poll::Ready(_) => return Poll::Ready(None),
                Poll::Pending => return this.poll_over(cx).map(|()| None),
            }
        }
    }
}

impl Drop for Reader {
    /// However a session ends, its connection does.
    fn drop(&mut self) {
        self.outbox.end(None);
    }
}

/// The heartbeat of one connection.
struct Pulse {
    interval: Interval,
    silence: Duration,
    heard: Instant,
    /// What `Outbox::stuck_at` said, and since when.
    stuck: (Option<u64>, Instant),
    hurried: bool,
}

impl Pulse {
    fn new(patience: Patience) -> Self {
        let now = Instant::now();
        let mut interval = interval_at(now + patience.ping, patience.ping);
        interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { interval, silence: patience.silence, heard: now, stuck: (None, now), hurried: false }
    }

    /// The peer said a whole frame: a trickle of bytes is no sign of life.
    fn heard(&mut self) {
        self.heard = Instant::now();
    }

    /// The next tick comes when the peer's time to answer a goodbye is over.
    fn hurry(&mut self, time: Duration) {
        if !std::mem::replace(&mut self.hurried, true) {
            self.interval.reset_after(time);
        }
    }

    fn is_over(&mut self, outbox: &Outbox) -> bool {
        let now = Instant::now();
        let at = outbox.stuck_at();
        if at.is_none() || at != self.stuck.0 {
            self.stuck = (at, now);
        }
        self.hurried || now - self.heard >= self.silence || now - self.stuck.1 >= self.silence
    }
}
