//! What carries a session: one of its transports, from when it attaches until it is lost.

use std::{collections::VecDeque, io, net::SocketAddr};

use base64::{Engine, engine::general_purpose::STANDARD};
use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{
        Message, client::IntoClientRequest, http::HeaderValue, protocol::CloseFrame, protocol::frame::coding::CloseCode,
    },
};
use tttp::{Error, two::Attached};
use tttparty::player::farewell::Farewell;

use crate::{
    client::Said,
    raw,
    wire::{self, Wire},
};

/// A transport.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// Server-sent events, and POST.
    Sse,
    /// Polls that wait, and POST.
    Long,
    /// Polls that do not, and POST.
    Short,
    /// A WebSocket.
    Ws,
    /// Lines.
    Tcp,
}

/// All.
pub const KINDS: [Kind; 5] = [Kind::Sse, Kind::Long, Kind::Short, Kind::Ws, Kind::Tcp];

/// How long a poll waits that does, in seconds.
const WAIT: u64 = 20;

/// Where a session lives.
#[derive(Clone, Debug)]
pub struct Home {
    /// The main port.
    pub main: SocketAddr,
    /// The door of lines.
    pub lines: SocketAddr,
    /// `/tttp`, `/party` or `/race`.
    pub base: &'static str,
    /// What its WebSockets ask for.
    pub subprotocol: Option<&'static str>,
}

/// What comes by a transport.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Event {
    /// The first: all after `seq` is going to come, and so much was heard.
    Attached {
        /// Which session.
        token: String,
        /// The number of the last message that the client has.
        seq: u64,
        /// How many of the client's messages the session has heard.
        heard: u64,
    },
    /// The message with this number, where numbers are told.
    Said(Option<u64>, Said),
    /// A poll is answered: this is the number of the last message, and so much was heard.
    Polled(u64, u64),
    /// So much was heard.
    Heard(u64),
    /// Another carries the session.
    Moved,
    /// The session is over.
    End(u16),
    /// There is no such session, or what was asked for is not kept.
    Nothing(u16),
    /// There is too much at once, or too many are here: the same again after a while.
    Later,
    /// The connection is lost.
    Cut,
}

/// A transport that has attached, or is about to.
pub struct Link {
    inner: Inner,
    /// Has come, and was not looked at yet.
    events: VecDeque<Event>,
    /// The last event was that it is lost.
    ended: bool,
}

enum Inner {
    Ws(Box<WebSocketStream<TcpStream>>),
    Tcp { stream: TcpStream, buffer: Vec<u8> },
    Sse { wire: Wire, text: Option<String> },
    Poll { wire: Wire },
    Over,
}

impl Link {
    /// Asks to carry a session, from after message `seq` on; what comes of it is the first event.
    ///
    /// # Errors
    /// When the server is not there.
    pub async fn attach(home: &Home, kind: Kind, token: &str, seq: u64) -> io::Result<Self> {
        let path = format!("{}/session/{token}?seq={seq}", home.base);
        let inner = match kind {
            Kind::Ws => return Self::ws(home, &format!("session={token}&seq={seq}")).await,
            Kind::Tcp => return Self::tcp(home, &format!("ATTACH {token} seq={seq}")).await,
            Kind::Sse => {
                let mut wire = Wire::connect(home.main).await?;
                wire.ask(&format!("GET {path}"), &["Accept: text/event-stream"], b"").await?;
                Inner::Sse { wire, text: None }
            }
            Kind::Long | Kind::Short => {
                let wait = if kind == Kind::Long { WAIT } else { 0 };
                let mut wire = Wire::connect(home.main).await?;
                let headers = ["Accept: application/json", "Connection: close"];
                wire.ask(&format!("GET {path}&wait={wait}"), &headers, b"").await?;
                Inner::Poll { wire }
            }
        };
        Ok(Self { inner, events: VecDeque::new(), ended: false })
    }

    /// A WebSocket with this query.
    ///
    /// # Errors
    /// When the server does not let it in.
    ///
    /// # Panics
    /// When the query makes no URL.
    pub async fn ws(home: &Home, query: &str) -> io::Result<Self> {
        let mut request = format!("ws://{}{}?{query}", home.main, home.base).into_client_request().expect("a URL");
        if let Some(subprotocol) = home.subprotocol {
            request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static(subprotocol));
        }
        let stream = TcpStream::connect(home.main).await?;
        let (socket, _) = client_async(request, stream).await.map_err(io::Error::other)?;
        Ok(Self { inner: Inner::Ws(Box::new(socket)), events: VecDeque::new(), ended: false })
    }

    /// Lines, the first of them this.
    ///
    /// # Errors
    /// When the server is not there.
    pub async fn tcp(home: &Home, first: &str) -> io::Result<Self> {
        let mut stream = TcpStream::connect(home.lines).await?;
        stream.write_all(format!("{first}\n").as_bytes()).await?;
        Ok(Self { inner: Inner::Tcp { stream, buffer: Vec::new() }, events: VecDeque::new(), ended: false })
    }

    /// Whether what the client says goes this way, and is not posted.
    pub fn speaks(&self) -> bool {
        matches!(self.inner, Inner::Ws(_) | Inner::Tcp { .. })
    }

    /// Says something, if it is still there.
    ///
    /// # Errors
    /// When it is not.
    ///
    /// # Panics
    /// When this can't be said this way.
    pub async fn say(&mut self, said: &Said) -> io::Result<()> {
        match (&mut self.inner, said) {
            (Inner::Ws(socket), Said::Text(text)) => {
                socket.send(Message::text(text.clone())).await.map_err(io::Error::other)
            }
            (Inner::Ws(socket), Said::Binary(bytes)) => {
                socket.send(Message::binary(bytes.clone())).await.map_err(io::Error::other)
            }
            (Inner::Tcp { stream, .. }, Said::Text(text)) => stream.write_all(format!("{text}\n").as_bytes()).await,
            _ => panic!("{said:?} is not said this way"),
        }
    }

    /// Says a part of something, and no more. The rest never comes.
    pub async fn stammer(&mut self, text: &str, length: usize) {
        let (stream, bytes) = match &mut self.inner {
            Inner::Ws(socket) => (socket.get_mut(), raw::frame(0x81, text.as_bytes())),
            Inner::Tcp { stream, .. } => (stream, text.as_bytes().to_vec()),
            _ => return,
        };
        // Whether it arrives is chance anyway.
        stream.write_all(&bytes[..length.min(bytes.len() - 1)]).await.ok();
    }

    /// The next event. If this is dropped half-way, nothing is lost.
    ///
    /// # Panics
    /// When the last one was that it is lost.
    pub async fn next(&mut self) -> Event {
        loop {
            if let Some(event) = self.events.pop_front() {
                return event;
            }
            let read = match &mut self.inner {
                Inner::Ws(_) => self.read_ws().await,
                Inner::Tcp { .. } => self.read_tcp().await,
                Inner::Sse { .. } => self.read_sse().await,
                Inner::Poll { .. } => self.read_poll().await,
                Inner::Over => Err(io::ErrorKind::UnexpectedEof.into()),
            };
            if read.is_err() {
                assert!(!std::mem::replace(&mut self.ended, true), "nothing comes after the end");
                self.inner = Inner::Over;
                self.events.push_back(Event::Cut);
            }
        }
    }

    async fn read_ws(&mut self) -> io::Result<()> {
        let Inner::Ws(socket) = &mut self.inner else { return Ok(()) };
        let event = match socket.next().await {
            Some(Ok(Message::Text(text))) => match text.parse::<Attached>() {
                Ok(attached) => greeted(&attached),
                Err(_) => Event::Said(None, Said::Text(text.to_string())),
            },
            Some(Ok(Message::Binary(bytes))) => Event::Said(None, Said::Binary(bytes.to_vec())),
            Some(Ok(Message::Close(frame))) => {
                // Answers, and waits for the server to hang up.
                while let Some(Ok(_)) = socket.next().await {}
                match frame.map_or(1005, |frame: CloseFrame| frame.code.into()) {
                    4001 => Event::Nothing(4001),
                    4002 => Event::Moved,
                    code => Event::End(code),
                }
            }
            Some(Ok(_)) => return Ok(()),
            Some(Err(_)) | None => return Err(io::ErrorKind::UnexpectedEof.into()),
        };
        self.events.push_back(event);
        Ok(())
    }

    async fn read_tcp(&mut self) -> io::Result<()> {
        let Inner::Tcp { stream, buffer } = &mut self.inner else { return Ok(()) };
        if stream.read_buf(buffer).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        while let Some(end) = buffer.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = buffer.drain(..=end).collect();
            let line = String::from_utf8(line[..end].to_vec()).expect("the server speaks UTF-8");
            self.events.push_back(line_event(line));
        }
        Ok(())
    }

    async fn read_sse(&mut self) -> io::Result<()> {
        let Inner::Sse { wire, text } = &mut self.inner else { return Ok(()) };
        let Some(text) = text else {
            let head = wire.head().await?;
            match head.status {
                200 => *text = Some(String::new()),
                status => self.events.push_back(refusal(status)),
            }
            return Ok(());
        };
        let Some(chunk) = wire.chunk().await? else { return Err(io::ErrorKind::UnexpectedEof.into()) };
        text.push_str(std::str::from_utf8(&chunk).expect("a chunk is whole events, and those are UTF-8"));
        while let Some((event, rest)) = text.split_once("\n\n") {
            self.events.extend(sse_event(event));
            *text = rest.to_owned();
        }
        Ok(())
    }

    async fn read_poll(&mut self) -> io::Result<()> {
        let Inner::Poll { wire } = &mut self.inner else { return Ok(()) };
        let answer = wire.answer().await?;
        if answer.head.status != 200 {
            self.events.push_back(refusal(answer.head.status));
            return Ok(());
        }
        let told = answer.json();
        let number = |value: &Value| value.as_u64().expect("a number");
        let messages = told["messages"].as_array().expect("messages");
        let (last, heard) = (number(&told["seq"]), number(&told["heard"]));
        let first = last + 1 - messages.len() as u64;
        for (message, number) in messages.iter().zip(first..) {
            let said = match message {
                Value::String(text) => Said::Text(text.clone()),
                other => Said::Binary(decoded(other["bytes"].as_str().expect("bytes"))),
            };
            self.events.push_back(Event::Said(Some(number), said));
        }
        self.events.push_back(match &told["end"] {
            Value::Null => Event::Polled(last, heard),
            end => Event::End(u16::try_from(number(&end["code"])).expect("a code")),
        });
        self.inner = Inner::Over;
        Ok(())
    }

    /// Hangs up, by the close code of a WebSocket: whether it could.
    pub async fn hang_up(&mut self, code: CloseCode) -> bool {
        let Inner::Ws(socket) = &mut self.inner else { return false };
        socket.as_mut().close(Some(CloseFrame { code, reason: "".into() })).await.is_ok()
    }

    /// Is gone, with a reset.
    pub fn reset(self) {
        match &self.inner {
            Inner::Ws(socket) => wire::reset(socket.get_ref()),
            Inner::Tcp { stream, .. } => wire::reset(stream),
            Inner::Sse { wire, .. } | Inner::Poll { wire } => wire::reset(wire.stream()),
            Inner::Over => {}
        }
    }

    /// Reads up to its end, which must be that another carries the session, or that this is over.
    ///
    /// # Panics
    /// When it is another.
    pub async fn is_told(mut self) {
        let is_lines = matches!(self.inner, Inner::Tcp { .. });
        loop {
            match crate::expect("the old one is told that it moved", self.next()).await {
                // A poll may just have been answered.
                Event::Moved | Event::End(_) | Event::Polled(..) => return,
                // Lines that end without a word are those of a session that was quit.
                Event::Cut if is_lines => return,
                lost @ (Event::Cut | Event::Nothing(_) | Event::Later) => panic!("the old one is told {lost:?}"),
                Event::Attached { .. } | Event::Said(..) | Event::Heard(_) => {}
            }
        }
    }
}

/// What a refused request comes to.
fn refusal(status: u16) -> Event {
    match status {
        409 => Event::Moved,
        404 | 410 => Event::Nothing(status),
        429 | 503 => Event::Later,
        status => panic!("{status} to a request that was right"),
    }
}

/// A line of lines: the goodbye of a connection is none of the session's, and has no number.
fn line_event(line: String) -> Event {
    if let Ok(attached) = line.parse() {
        return greeted(&attached);
    }
    if line.starts_with("ERROR 237 ") {
        return Event::Nothing(4001);
    }
    let Some(text) = line.strip_prefix("MESSAGE ") else { return Event::Said(None, Said::Text(line)) };
    let ends = [
        (Farewell::Restarting, 1012),
        (Farewell::Replaced, 4000),
        (Farewell::NoSession, 4001),
        (Farewell::Policy(Error::TooFast), 1008),
        (Farewell::Policy(Error::MistakenForTcp), 1008),
    ];
    if text == Farewell::Moved.reason() {
        return Event::Moved;
    }
    let end = ends.into_iter().find(|(farewell, _)| farewell.reason() == text);
    end.map_or_else(|| Event::Said(None, Said::Text(line.clone())), |(_, code)| Event::End(code))
}

/// What a transport is told first.
fn greeted(Attached { token, seq, heard }: &Attached) -> Event {
    Event::Attached { token: token.to_string(), seq: *seq, heard: *heard }
}

/// An event of a stream of them, if it tells something (HTML, "Server-sent events").
fn sse_event(text: &str) -> Option<Event> {
    let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    let data: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("data: ")).collect();
    let data = data.join("\n");
    let id = field("id").map(|id| id.parse().expect("a number"));
    match field("event") {
        Some("session") => Some(greeted(&data.parse().expect("SESSION"))),
        Some("beat") => Some(Event::Heard(data.parse().expect("a number"))),
        Some("moved") => Some(Event::Moved),
        Some("end") => Some(Event::End(data.split(' ').next()?.parse().expect("a code"))),
        Some("bytes") => Some(Event::Said(Some(id.expect("an id")), Said::Binary(decoded(&data)))),
        Some(other) => panic!("{other} is no event of a session"),
        None => Some(Event::Said(Some(id?), Said::Text(data))),
    }
}

fn decoded(base64: &str) -> Vec<u8> {
    STANDARD.decode(base64).expect("base64")
}
