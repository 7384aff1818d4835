//! A WebSocket for a library that reads and writes its frames by itself: the bytes of the connection, both ways, and
//! nothing that is not asked for. The library sees a stream in memory, which may go to any thread.

use std::{future::poll_fn, pin::Pin, rc::Rc, task::Poll, time::Instant};

use actix_web::{HttpRequest, HttpResponse, web};
use bytes::{Buf, Bytes};
use futures_core::Stream;
use tokio::{
    io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf, duplex},
    time::sleep,
};

use super::{
    Incoming,
    link::Link,
    tcp::Pieces,
    ws::{Takeover, shake_hands},
};
use crate::player::{
    farewell::Farewell,
    outbox::{Outbox, Wire, pulse::Patience},
};

/// How much is on the way in each direction, in bytes.
const ON_THE_WAY: usize = 4 * 1024;

/// Everything on this wire is the library's.
static WIRE: Wire = Wire { text: |_, _| {}, farewell: |_, _| {}, ping: None, finishes: true };

/// What becomes of what the peer sends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Attention {
    /// The library hears it.
    Hear,
    /// It is not read for now.
    Wait,
    /// It is read, for an end with unread bytes would be a reset, and what the peer was told last be lost; nobody hears it.
    PassOver,
}

/// A connection, and the end of the stream that leads to the library.
pub struct Tunnel {
    socket: Link<Pieces, Takeover>,
    outbox: Rc<Outbox>,
    near: DuplexStream,
    patience: Patience,
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
    let socket = Link::new(Pieces::of_frames(), Rc::clone(&outbox), takeover);
    Ok((response, Tunnel { socket, outbox, near, patience }))
}

impl Tunnel {
    /// Carries bytes until one side ends. What the peer sends has the `attention` that is asked for with the number of bytes
    /// read so far; `took` is told how many bytes the peer was given. A peer that takes nothing is cut off.
    pub async fn carry(self, attention: impl Fn(usize) -> Attention, took: impl Fn(usize)) {
        let (outbox, period) = (Rc::clone(&self.outbox), self.patience.period());
        let looks = async {
            loop {
                sleep(period).await;
                outbox.look_after(Instant::now());
            }
        };
        tokio::select! {
            () = self.carry_on(attention, took) => {}
            () = looks => {}
        }
    }

    async fn carry_on(mut self, attention: impl Fn(usize) -> Attention, took: impl Fn(usize)) {
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
                            // The library has said goodbye: the peer has a while to do so as well.
                            self.outbox.close(Farewell::Finished);
                            waiting.clear();
                            over = true;
                        }
                        Poll::Pending => break,
                    }
                }
                if !waiting.is_empty() {
                    match Pin::new(&mut self.near).poll_write(cx, &waiting) {
                        Poll::Ready(Ok(count)) if count > 0 => {
                            waiting.advance(count);
                            moved = true;
                        }
                        Poll::Ready(_) => waiting.clear(),
                        Poll::Pending => {}
                    }
                }
                let attention = if over { Attention::PassOver } else { attention(read) };
                if waiting.is_empty() && attention != Attention::Wait {
                    match Pin::new(&mut self.socket).poll_next(cx) {
                        Poll::Ready(Some(said)) => {
                            if let (Incoming::Chunk(bytes), Attention::Hear) = (said, attention) {
                                read += bytes.len();
                                waiting = bytes;
                            }
                            moved = true;
                        }
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
