//! Server-sent events (HTML, "Server-sent events"): an answer that goes on, with what a session says.
//!
//! The HTTP service asks for more when it has written what it had, so a peer that does not read is not written for, and the
//! session keeps what it is told up to its own bound.

use std::{
    convert::Infallible,
    fmt::Write,
    pin::Pin,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use actix_web::body::{BodySize, MessageBody};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use tokio::time::{Interval, MissedTickBehavior, interval_at};

use super::visit::Visitor;
use crate::{
    carrier::{Attachment, Message, Taken},
    limits::Admission,
};

/// So much is sent at first, for proxies that hold back an answer until they have some of it, in bytes.
const PADDING: usize = 2 * 1024;

/// The body of an answer that carries a session.
pub struct Events {
    /// There until the last event.
    attachment: Option<Attachment>,
    greeted: bool,
    beat: Interval,
    visitor: Option<Visitor>,
    _admission: Admission,
}

impl Events {
    /// Carries a session by the answer to a request; a heartbeat goes out once in each `period`.
    pub fn new(attachment: Attachment, visitor: Option<Visitor>, admission: Admission, period: Duration) -> Self {
        let mut beat = interval_at(tokio::time::Instant::now() + period, period);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { attachment: Some(attachment), greeted: false, beat, visitor, _admission: admission }
    }

    fn poll_text(&mut self, cx: &mut Context<'_>) -> Poll<Option<String>> {
        let Some(attachment) = &mut self.attachment else { return Poll::Ready(None) };
        if !std::mem::replace(&mut self.greeted, true) {
            let greeting = event(Some("session"), None, &attachment.greeting().to_string());
            return Poll::Ready(Some(format!("retry: 1000\n{greeting}:{:PADDING$}\n\n", "")));
        }
        let before = attachment.seq();
        let text = match attachment.poll_take(cx, Instant::now()) {
            Poll::Ready(Taken::Messages(messages)) => messages.iter().zip(before + 1..).map(shown).collect(),
            Poll::Ready(Taken::Moved) => {
                self.attachment = None;
                event(Some("moved"), None, "another transport carries this session")
            }
            Poll::Ready(Taken::End(end)) => {
                self.attachment = None;
                event(Some("end"), None, &format!("{} {}", end.code, end.reason))
            }
            Poll::Pending => {
                std::task::ready!(self.beat.poll_tick(cx));
                event(Some("beat"), None, &attachment.carrier().heard().to_string())
            }
        };
        Poll::Ready(Some(text))
    }
}

impl MessageBody for Events {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        if let Some(visitor) = &self.visitor {
            visitor.renew();
            visitor.tally();
        }
        self.poll_text(cx).map(|text| text.map(|text| Ok(text.into())))
    }
}

fn shown((message, number): (&Message, u64)) -> String {
    if message.binary {
        event(Some("bytes"), Some(number), &STANDARD.encode(&message.bytes))
    } else {
        event(None, Some(number), &String::from_utf8_lossy(&message.bytes))
    }
}

/// One event; each line of its data has a field of its own.
fn event(name: Option<&str>, id: Option<u64>, data: &str) -> String {
    let mut out = String::new();
    let mut field = |name: &str, value: &str| {
        writeln!(out, "{name}: {value}").expect("memory takes all that is written");
    };
    if let Some(name) = name {
        field("event", name);
    }
    if let Some(id) = id {
        field("id", &id.to_string());
    }
    data.split(['\n', '\r']).for_each(|line| field("data", line));
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_has_a_field_a_line() {
        assert_eq!(event(Some("beat"), None, "3"), "event: beat\ndata: 3\n\n");
        let binary = Message { binary: true, bytes: Bytes::from_static(&[0, 255]) };
        assert_eq!(shown((&binary, 7)), "event: bytes\nid: 7\ndata: AP8=\n\n");
        assert_eq!(shown((&Message::text("a\nb"), 8)), "id: 8\ndata: a\ndata: b\n\n");
    }
}
