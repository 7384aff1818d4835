//! A connection that carries a session: what the session says goes out on it, and what comes in is for the session.

use std::{
    future::poll_fn,
    pin::{Pin, pin},
    rc::Rc,
    task::{Context, Poll},
    time::Instant,
};

use actix_http::ws::OpCode;
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use futures_core::Stream;
use tttp::{Error, Lines, MAX_LINE};

use crate::{
    carrier::{Attachment, Deaf, End, INBOX, Message, Taken},
    player::{
        farewell::Farewell,
        outbox::{Outbox, State},
    },
    transport::{Connection, Incoming, ws::frame},
};

/// What the connection is made of.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Form {
    /// A WebSocket: a message is a message.
    Frames,
    /// Lines over TCP: a message is a line, and one of bytes is a line of base64.
    Lines,
}

/// The close codes by which a client says that it does not come back (RFC 6455 section 7.4.1): it is done, or its page is left.
/// Any other end is that of the connection alone.
const LEAVING: [u16; 2] = [1000, 1001];

/// Carries the session until one of the two ends; `after` is called whenever something may have been written.
pub async fn carry<S>(connection: Connection<S>, mut attachment: Attachment, form: Form, after: impl Fn())
where
    S: Stream<Item = Incoming>,
{
    let Connection { incoming, outbox } = connection;
    let mut incoming = pin!(incoming);
    let greeting = attachment.greeting();
    let next = greeting.heard + 1;
    let mut bridge = Bridge { outbox: Rc::clone(&outbox), form, lines: Lines::default(), unheard: Vec::new(), next };
    outbox.say(greeting);
    poll_fn(|cx| {
        let ended = bridge.poll(&mut attachment, incoming.as_mut(), cx);
        after();
        ended
    })
    .await;
    drop(attachment);
    // The other end answers the goodbye, or its time runs out.
    while poll_fn(|cx| incoming.as_mut().poll_next(cx)).await.is_some() {}
    after();
}

/// What is wrong with a line is for the session to say: it gets one that is wrong in the same way.
fn as_wrong(error: Error) -> Bytes {
    match error {
        Error::NotUtf8 => Bytes::from_static(&[0xFF]),
        Error::ControlCharacter => Bytes::from_static(&[0]),
        _ => Bytes::from_static(&[b'?'; MAX_LINE + 1]),
    }
}

/// Says goodbye to a connection that has nothing to carry.
pub async fn turn_away<S>(connection: Connection<S>, farewell: Farewell)
where
    S: Stream<Item = Incoming>,
{
    let mut incoming = pin!(connection.incoming);
    connection.outbox.close(farewell);
    while poll_fn(|cx| incoming.as_mut().poll_next(cx)).await.is_some() {}
}

struct Bridge {
    outbox: Rc<Outbox>,
    form: Form,
    lines: Lines,
    /// What the session has no room for yet; nothing more is read meanwhile.
    unheard: Vec<Message>,
    /// The number of the next message: what the client sends again here may still be on another way as well.
    next: u64,
}

impl Bridge {
    /// Ready when nothing more is to be carried.
    fn poll<S>(&mut self, attachment: &mut Attachment, mut incoming: Pin<&mut S>, cx: &mut Context<'_>) -> Poll<()>
    where
        S: Stream<Item = Incoming>,
    {
        loop {
            if !self.is_heard(attachment) {
                match attachment.poll_room(cx) {
                    // Another may have filled it meanwhile.
                    Poll::Ready(true) => continue,
                    Poll::Ready(false) => self.unheard.clear(),
                    Poll::Pending => {}
                }
            } else if let Poll::Ready(said) = incoming.as_mut().poll_next(cx) {
                // A line that lacks its ending is no message: the connection may have been cut in it, and the client says it again.
                let Some(said) = said else {
                    if self.outbox.goodbye().is_some_and(|code| LEAVING.contains(&code)) {
                        attachment.hang_up();
                    }
                    return Poll::Ready(());
                };
                self.unheard = self.messages(said);
                continue;
            }
            if self.outbox.state() != State::Open {
                return Poll::Ready(());
            }
            // A peer that does not read is not written for; the session keeps what it is told, up to its own bound.
            if self.outbox.poll_flush(cx).is_pending() {
                return Poll::Pending;
            }
            match attachment.poll_take(cx, Instant::now()) {
                Poll::Ready(Taken::Messages(messages)) => messages.iter().for_each(|message| self.tell(message)),
                Poll::Ready(Taken::Moved) => self.outbox.close(Farewell::Moved),
                Poll::Ready(Taken::End(end)) => self.close(&end),
                Poll::Pending => return Poll::Pending,
            }
        }
    }

    /// Whether the session has heard all that was said.
    fn is_heard(&mut self, attachment: &Attachment) -> bool {
        while !self.unheard.is_empty() {
            let part: Vec<_> = self.unheard.iter().take(INBOX).cloned().collect();
            let count = part.len();
            if attachment.carrier().hear(Some(self.next), part, Instant::now()) == Err(Deaf::Full) {
                return false;
            }
            self.unheard.drain(..count);
            self.next += count as u64;
        }
        true
    }

    fn messages(&mut self, said: Incoming) -> Vec<Message> {
        match said {
            Incoming::Text(bytes) if bytes.trim_ascii().is_empty() => Vec::new(),
            Incoming::Text(bytes) => vec![Message { binary: false, bytes }],
            Incoming::Binary(bytes) => vec![Message { binary: true, bytes }],
            Incoming::Control | Incoming::HalfClosed => Vec::new(),
            Incoming::Chunk(bytes) => {
                let mut found = Vec::new();
                self.lines.feed(&bytes, &mut |line| {
                    let line = line.map(|line| Bytes::copy_from_slice(line.as_bytes()));
                    found.push(Message::text(line.unwrap_or_else(as_wrong)));
                });
                found
            }
        }
    }

    fn tell(&self, message: &Message) {
        match (self.form, message.binary) {
            (Form::Frames, binary) => {
                let opcode = if binary { OpCode::Binary } else { OpCode::Text };
                self.outbox.push(|out| frame::write(out, opcode, &message.bytes));
            }
            (Form::Lines, true) => self.outbox.say(STANDARD.encode(&message.bytes)),
            (Form::Lines, false) => self.outbox.say(String::from_utf8_lossy(&message.bytes)),
        }
    }

    fn close(&self, end: &End) {
        match self.form {
            Form::Frames => self.outbox.close_with(|out| frame::write_close(out, end.code, &end.reason)),
            Form::Lines => self.outbox.close_with(|out| {
                if end.code != Farewell::Finished.code() {
                    out.extend_from_slice(format!("MESSAGE {}\n", end.reason).as_bytes());
                }
            }),
        }
    }
}
