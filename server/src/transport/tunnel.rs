//! A WebSocket for a library that reads and writes its frames by itself: the bytes of the connection, both ways, and
//! nothing that is not asked for. The library sees a stream in memory, which may go to any thread.

use std::{future::poll_fn, pin::Pin, rc::Rc, task::Poll};

use actix_web::{HttpRequest, HttpResponse, web};
use bytes::{Buf, Bytes};
use futures_core::Stream;
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf, duplex};

use super::{
    Incoming,
    link::Link,
    tcp::Pieces,
    ws::{Takeover, shake_hands},
};
use crate::player::outbox::{Outbox, Wire, pulse::Patience};

/// How much is on the way in each direction, in bytes.
const ON_THE_WAY: usize = 4 * 1024;

/// Everything on this wire is the library's.
static WIRE: Wire = Wire { text: |_, _| {}, farewell: |_, _| {}, ping: None, finishes: false };

/// A connection, and the end of the stream that leads to the library.
pub struct Tunnel {
    socket: Link<Pieces, Takeover>,
    outbox: Rc<Outbox>,
    near: DuplexStream,
}

/// The stream, its far end first.
pub fn stream() -> (DuplexStream, DuplexStream) {
    duplex(ON_THE_WAY)
}

/// Answers the handshake, and leads the connection into the near end of a stream.
///
/// # Errors
/// When the request is no WebSocket handshake, as [`super::ws::accept`].
pub fn accept(
    request: &HttpRequest,
    payload: web::Payload,
    near: DuplexStream,
    patience: Patience,
) -> Result<(HttpResponse, Tunnel), actix_web::Error> {
    let (response, takeover) = shake_hands(request, payload, &[])?;
    let outbox = Rc::new(Outbox::new(&WIRE, patience));
    let socket = Link::new(Pieces::default(), Rc::clone(&outbox), takeover);
    Ok((response, Tunnel { socket, outbox, near }))
}

impl Tunnel {
    /// Carries bytes until one side ends. Nothing is read from the peer unless it `may` be, which is asked with
    /// the number of bytes read so far; `took` is told how many bytes the peer was given.
    pub async fn carry(mut self, may: impl Fn(usize) -> bool, took: impl Fn(usize)) {
        let mut read = 0;
        let mut waiting = Bytes::new();
        let mut over = false;
        poll_fn(|cx| {
            loop {
                let mut moved = false;
                while !over && self.socket.poll_flush(cx).is_ready() {
                    let mut memory = [0; ON_THE_WAY];
                    let mut buffer = ReadBuf::new(&mut memory);
                    match Pin::new(&mut self.near).poll_read(cx, &mut buffer) {
                        Poll::Ready(Ok(())) if !buffer.filled().is_empty() => {
                            self.outbox.push(|out| out.extend_from_slice(buffer.filled()));
                            took(buffer.filled().len());
                            moved = true;
                        }
                        Poll::Ready(_) => {
                            // What was said last is still written.
                            self.outbox.end(|_| {});
                            over = true;
                        }
                        Poll::Pending => break,
                    }
                }
                if !waiting.is_empty() && !over {
                    match Pin::new(&mut self.near).poll_write(cx, &waiting) {
                        Poll::Ready(Ok(count)) if count > 0 => {
                            waiting.advance(count);
                            moved = true;
                        }
                        Poll::Ready(_) => waiting.clear(),
                        Poll::Pending => {}
                    }
                }
                if over || waiting.is_empty() && may(read) {
                    match Pin::new(&mut self.socket).poll_next(cx) {
                        Poll::Ready(Some(Incoming::Chunk(bytes))) => {
                            read += bytes.len();
                            waiting = bytes;
                            moved = true;
                        }
                        Poll::Ready(Some(_)) => moved = true,
                        Poll::Ready(None) => return Poll::Ready(()),
                        Poll::Pending => {}
                    }
                }
                if !moved {
                    return Poll::Pending;
                }
            }
        })
        .await;
    }
}
