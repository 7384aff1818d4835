//! Plain TCP: one line per `\n`, for `nc` and for a first client in any language.

use std::{
    future::{Future, poll_fn},
    io,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, ready},
};

use actix_web::rt::{net::TcpStream, spawn};
use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use socket2::SockRef;
use tokio::time::{Sleep, sleep, timeout};
use tracing::debug;

use super::{CLOSING, Connection, Incoming, Patience, socket};
use crate::player::{
    farewell::Farewell,
    outbox::{Outbox, State, Wire},
};

/// How much is read, and how much is gathered for one write, in bytes.
const PIECE: usize = 1024;

/// One line, and its ending. A goodbye is a line as well, but for the one that was asked for.
static WIRE: Wire = Wire {
    text: |out, line| {
        out.extend_from_slice(line.as_bytes());
        out.extend_from_slice(b"\n");
    },
    farewell: |out, farewell| {
        if farewell != Farewell::Finished {
            out.extend_from_slice(format!("MESSAGE {}\n", farewell.reason()).as_bytes());
        }
    },
};

/// Opens a connection on an accepted socket.
pub fn accept(stream: TcpStream, patience: Patience) -> Connection<Reader> {
    socket::tune(&stream, patience.silence);
    let stream = Rc::new(stream);
    let socket = Rc::downgrade(&stream);
    let outbox = Rc::new(Outbox::new(&WIRE, move || {
        if let Some(stream) = socket.upgrade() {
            shut_down(&stream, std::net::Shutdown::Both);
        }
    }));
    spawn(write(Rc::clone(&stream), Rc::clone(&outbox), patience));
    Connection { incoming: Reader { stream, outbox: Rc::clone(&outbox), deadline: None }, outbox }
}

fn shut_down(stream: &TcpStream, how: std::net::Shutdown) {
    if let Err(error) = SockRef::from(stream).shutdown(how) {
        debug!(%error, "shutdown");
    }
}

/// The writing half: gathers what waits, so that lines said together leave together.
async fn write(stream: Rc<TcpStream>, outbox: Rc<Outbox>, patience: Patience) {
    let mut gathered = BytesMut::new();
    let mut half_closed = false;
    loop {
        let more = poll_fn(|cx| gather(&outbox, &mut gathered, &mut half_closed, &stream, cx)).await;
        let sent = timeout(patience.silence, write_all(&stream, &gathered)).await;
        gathered.clear();
        if !more || !matches!(sent, Ok(Ok(()))) {
            break;
        }
    }
    shut_down(&stream, std::net::Shutdown::Write);
    outbox.gone();
}

/// Ready with something in `gathered`; false when that is the last.
fn gather(
    outbox: &Outbox,
    gathered: &mut BytesMut,
    half_closed: &mut bool,
    stream: &TcpStream,
    cx: &Context<'_>,
) -> Poll<bool> {
    while gathered.len() < PIECE {
        match outbox.poll_next(cx) {
            Poll::Ready(Some(bytes)) => gathered.extend_from_slice(&bytes),
            Poll::Ready(None) => return Poll::Ready(false),
            Poll::Pending if !gathered.is_empty() => break,
            Poll::Pending => {
                // All is said: the peer sees the end, and its own end is what the reading half waits for.
                if outbox.state() == State::Closing && !std::mem::replace(half_closed, true) {
                    shut_down(stream, std::net::Shutdown::Write);
                }
                return Poll::Pending;
            }
        }
    }
    Poll::Ready(true)
}

async fn write_all(stream: &TcpStream, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        stream.writable().await?;
        match stream.try_write(bytes) {
            Ok(written) => bytes = &bytes[written..],
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// The reading half.
pub struct Reader {
    stream: Rc<TcpStream>,
    outbox: Rc<Outbox>,
    /// Until when the peer may answer a goodbye.
    deadline: Option<Pin<Box<Sleep>>>,
}

impl Reader {
    /// Ready when the connection is over, whatever the peer does.
    fn poll_over(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        match self.outbox.poll_state(cx) {
            State::Open => Poll::Pending,
            State::Ended | State::Gone => Poll::Ready(()),
            State::Closing => {
                let deadline = self.deadline.get_or_insert_with(|| Box::pin(sleep(CLOSING)));
                ready!(deadline.as_mut().poll(cx));
                self.outbox.abort();
                Poll::Ready(())
            }
        }
    }
}

impl Stream for Reader {
    type Item = Incoming;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Incoming>> {
        if self.poll_over(cx).is_ready() {
            return Poll::Ready(None);
        }
        let mut piece = [0; PIECE];
        loop {
            if ready!(self.stream.poll_read_ready(cx)).is_err() {
                return Poll::Ready(None);
            }
            match self.stream.try_read(&mut piece) {
                Ok(0) => return Poll::Ready(None),
                Ok(length) => return Poll::Ready(Some(Incoming::Chunk(Bytes::copy_from_slice(&piece[..length])))),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(_) => return Poll::Ready(None),
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
