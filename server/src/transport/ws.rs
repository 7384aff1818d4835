//! WebSocket: actix-ws shakes hands over HTTP; then the connection is taken over from the HTTP service, and a
//! [`Link`] with a [`Decoder`] serves it.

use std::{
    convert::Infallible,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, ready},
};

use actix_http::ws::OpCode;
use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    body::{BodySize, BoxBody, MessageBody},
    dev::Payload,
    error::ErrorInternalServerError,
    web,
};
use bytes::Bytes;
use futures_core::Stream;

use self::decoder::{Decoder, Frame};
use super::{
    Connection, Incoming,
    ear::{Ear, Overheard, Side},
    link::{Framing, Handover, Link},
    socket::Socket,
    visit::Visitor,
};
use crate::player::outbox::{Outbox, Sink, State, pulse::Patience};

pub mod decoder;
pub mod frame;
mod utf8;

/// A WebSocket as a session sees it.
pub type Reader = Link<Messages, Takeover>;

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
    let (response, takeover) = shake_hands(request, payload, subprotocols)?;
    let outbox = Rc::new(Outbox::with_limit(&frame::WIRE, patience, bounds.waiting));
    let messages = Messages { decoder: Decoder::new(bounds.message), deaf: false, ear: None };
    let incoming = Link::new(messages, Rc::clone(&outbox), takeover);
    Ok((response, Connection { incoming, outbox }))
}

/// Answers the handshake. The rest of the connection is for who takes it over.
///
/// # Errors
/// As for [`accept`].
pub(super) fn shake_hands(
    request: &HttpRequest,
    payload: web::Payload,
    subprotocols: &[&str],
) -> Result<(HttpResponse, Takeover), actix_web::Error> {
    let nothing = web::Payload::from_request(request, &mut Payload::None).into_inner()?;
    let (response, _, _) = actix_ws::handle_with_protocols(request, nothing, subprotocols)?;
    let visitor = request.conn_data::<Visitor>().ok_or_else(|| ErrorInternalServerError("no socket to take over"))?;
    visitor.upgrade();
    let takeover = Takeover { visitor: visitor.clone(), payload: payload.into_inner(), ear: None };
    let body = BoxBody::new(Held(visitor.clone()));
    Ok((response.map_body(|_, _| body), takeover))
}

impl Reader {
    /// Has this connection, which was just accepted, heard from its handshake to its end.
    pub fn overhear(&mut self, ear: &Rc<dyn Ear>) {
        let (messages, takeover) = self.parts();
        takeover.visitor.overhear(ear);
        takeover.ear = Some(Rc::clone(ear));
        messages.ear = Some(Rc::clone(ear));
    }
}

/// The body of the response that switched protocols: nothing comes of it, for another writes from here on.
struct Held(Visitor);

impl MessageBody for Held {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        self.0.head_is_ready();
        Poll::Pending
    }
}

/// Waits until the response has left, and takes what was read after the request.
pub struct Takeover {
    visitor: Visitor,
    payload: Payload,
    ear: Option<Rc<dyn Ear>>,
}

impl Handover for Takeover {
    fn poll(&mut self, cx: &mut Context<'_>, feed: &mut dyn FnMut(&[u8])) -> Poll<Option<Rc<Socket>>> {
        let socket = ready!(self.visitor.poll_release(cx));
        while let Poll::Ready(Some(Ok(bytes))) = Pin::new(&mut self.payload).poll_next(cx) {
            feed(&bytes);
        }
        self.payload = Payload::None;
        Poll::Ready(socket)
    }

    fn sink(&self, socket: &Rc<Socket>) -> Rc<dyn Sink> {
        let socket = Rc::clone(socket);
        match &self.ear {
            None => socket,
            Some(ear) => Rc::new(Overheard { socket, ear: Rc::clone(ear) }),
        }
    }
}

/// Answers pings and closes by itself, and hands on the rest.
pub struct Messages {
    decoder: Decoder,
    /// After an error of the peer's, the rest of what it sends means nothing.
    deaf: bool,
    /// Who hears all of it as well.
    ear: Option<Rc<dyn Ear>>,
}

impl Framing for Messages {
    fn feed(&mut self, bytes: &[u8]) {
        if let Some(ear) = &self.ear {
            ear.hears(Side::Client, bytes);
        }
        self.decoder.feed(bytes);
    }

    /// Who hangs up without a goodbye is lost (RFC 6455 section 7.1.5).
    fn has_halves(&self) -> bool {
        false
    }

    fn decode(&mut self, outbox: &Outbox) -> Poll<Option<Incoming>> {
        if self.deaf {
            return Poll::Pending;
        }
        let frame = match self.decoder.next_frame() {
            Ok(None) => return Poll::Pending,
            Ok(Some(frame)) => frame,
            Err(farewell) => {
                self.deaf = true;
                outbox.close(farewell);
                return Poll::Pending;
            }
        };
        outbox.heard();
        Poll::Ready(match frame {
            Frame::Text(text) => Some(Incoming::Text(text)),
            Frame::Binary(bytes) => Some(Incoming::Binary(bytes)),
            Frame::Ping(payload) => {
                outbox.push(|out| frame::write(out, OpCode::Pong, &payload));
                Some(Incoming::Control)
            }
            Frame::Pong | Frame::Fragment => Some(Incoming::Control),
            Frame::Close(code) => {
                let answered = outbox.state() == State::Closing;
                outbox.left(code);
                outbox.end(|out| {
                    if !answered {
                        frame::write_close_echo(out, code)
                    }
                });
                None
            }
        })
    }

    fn is_deaf(&self) -> bool {
        self.deaf
    }
}
