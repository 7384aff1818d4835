//! Clients that speak as people's do: tokio-tungstenite for WebSocket, a plain socket for lines, or whatever carries a session.

use std::{collections::VecDeque, net::SocketAddr};

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{
        Message,
        client::IntoClientRequest,
        http::HeaderValue,
        protocol::{CloseFrame, frame::coding::CloseCode},
    },
};

use crate::{carried::Carried, expect, wire};

/// Where a client can connect.
#[derive(Clone, Debug)]
pub enum Way {
    /// A WebSocket URL.
    Ws(String),
    /// Lines over TCP.
    Tcp(SocketAddr),
}

/// How a connection ended.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum End {
    /// A close frame with this code.
    Closed(u16),
    /// No close frame: the stream ended, as it does with plain TCP.
    Cut,
}

/// What the server said.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Said {
    /// A line, or a text message.
    Text(String),
    /// A binary message.
    Binary(Vec<u8>),
}

/// A connection to the server.
pub struct Client(Inner);

enum Inner {
    Ws(Box<WebSocketStream<TcpStream>>),
    Tcp { stream: TcpStream, buffer: Vec<u8>, lines: VecDeque<String> },
    Carried(Box<Carried>),
}

/// Opens a WebSocket with extra request headers.
///
/// # Errors
/// The server's answer, when it is not an upgrade.
pub async fn open_ws(
    url: &str,
    headers: &[(&'static str, &str)],
) -> Result<Client, Box<tokio_tungstenite::tungstenite::Error>> {
    let mut request = url.into_client_request()?;
    for (name, value) in headers {
        request.headers_mut().insert(*name, HeaderValue::from_str(value).expect("a header value"));
    }
    let address = request.uri().authority().expect("a host").to_string();
    let stream = TcpStream::connect(address).await.map_err(tokio_tungstenite::tungstenite::Error::from)?;
    let (socket, _) = client_async(request, stream).await?;
    Ok(Client(Inner::Ws(Box::new(socket))))
}

impl From<Carried> for Client {
    fn from(carried: Carried) -> Self {
        Self(Inner::Carried(Box::new(carried)))
    }
}

impl Client {
    /// Connects.
    ///
    /// # Panics
    /// When the server does not let it in.
    pub async fn connect(way: &Way) -> Self {
        match way {
            Way::Ws(url) => expect("connect", open_ws(url, &[])).await.expect("the server lets it in"),
            Way::Tcp(address) => {
                let stream = expect("connect", TcpStream::connect(address)).await.expect("the server listens");
                Self(Inner::Tcp { stream, buffer: Vec::new(), lines: VecDeque::new() })
            }
        }
    }

    /// Connects, if a server is there: nothing if it is gone, or goes meanwhile.
    pub async fn try_connect(way: &Way) -> Option<Self> {
        match way {
            Way::Ws(url) => expect("connect", open_ws(url, &[])).await.ok(),
            Way::Tcp(address) => {
                let stream = expect("connect", TcpStream::connect(address)).await.ok()?;
                Some(Self(Inner::Tcp { stream, buffer: Vec::new(), lines: VecDeque::new() }))
            }
        }
    }

    /// Ends the connection as abruptly as can be: the other side is told nothing but a reset, at once.
    ///
    /// # Panics
    /// When the system does not do that.
    pub fn reset(self) {
        match self.0 {
            Inner::Ws(socket) => wire::reset(socket.get_ref()),
            Inner::Tcp { stream, .. } => wire::reset(&stream),
            Inner::Carried(carried) => carried.reset(),
        }
    }

    /// Says a line, or sends a message.
    ///
    /// # Panics
    /// When the connection has ended.
    pub async fn say(&mut self, line: &str) {
        match &mut self.0 {
            Inner::Ws(socket) => socket.send(Message::text(line)).await.expect("open"),
            Inner::Tcp { stream, .. } => stream.write_all(format!("{line}\n").as_bytes()).await.expect("open"),
            // If that ends it, it may be over before that is known.
            Inner::Carried(carried) => drop(carried.say(Said::Text(line.into())).await),
        }
    }

    /// Says a line, or sends a message, if the connection takes it: whether it did.
    pub async fn try_say(&mut self, line: &str) -> bool {
        match &mut self.0 {
            Inner::Ws(socket) => socket.send(Message::text(line)).await.is_ok(),
            Inner::Tcp { stream, .. } => stream.write_all(format!("{line}\n").as_bytes()).await.is_ok(),
            Inner::Carried(carried) => carried.say(Said::Text(line.into())).await,
        }
    }

    /// Sends bytes as they are, a binary message on a WebSocket.
    ///
    /// # Panics
    /// When the connection has ended.
    pub async fn send(&mut self, bytes: &[u8]) {
        match &mut self.0 {
            Inner::Ws(socket) => socket.send(Message::binary(bytes.to_vec())).await.expect("open"),
            Inner::Tcp { stream, .. } => stream.write_all(bytes).await.expect("open"),
            Inner::Carried(carried) => drop(carried.say(Said::Binary(bytes.to_vec())).await),
        }
    }

    /// The next line or text message, or how the connection ended.
    ///
    /// # Errors
    /// How it ended.
    ///
    /// # Panics
    /// When the message is binary.
    pub async fn next(&mut self) -> Result<String, End> {
        match self.message().await? {
            Said::Text(text) => Ok(text),
            Said::Binary(bytes) => panic!("binary, where text is expected: {bytes:02x?}"),
        }
    }

    /// The next line or message of either kind, or how the connection ended.
    ///
    /// # Errors
    /// How it ended.
    pub async fn message(&mut self) -> Result<Said, End> {
        match &mut self.0 {
            Inner::Carried(carried) => carried.message().await,
            Inner::Ws(socket) => {
                // The server's pings are no message, and must not begin the wait anew.
                let message = async {
                    loop {
                        match socket.next().await {
                            Some(Ok(Message::Text(text))) => return Ok(Said::Text(text.to_string())),
                            Some(Ok(Message::Binary(bytes))) => return Ok(Said::Binary(bytes.to_vec())),
                            Some(Ok(Message::Close(frame))) => return Err(Some(frame)),
                            Some(Ok(_)) => {}
                            Some(Err(_)) | None => return Err(None),
                        }
                    }
                };
                match expect("a message", message).await {
                    Ok(said) => Ok(said),
                    Err(None) => Err(End::Cut),
                    Err(Some(frame)) => {
                        // Answers the close, and waits for the server to hang up.
                        while let Some(Ok(_)) = expect("the end", socket.next()).await {}
                        Err(End::Closed(frame.map_or(1005, |frame: CloseFrame| frame.code.into())))
                    }
                }
            }
            Inner::Tcp { stream, buffer, lines } => loop {
                if let Some(line) = lines.pop_front() {
                    return Ok(Said::Text(line));
                }
                let mut piece = [0; 1024];
                match expect("a line", stream.read(&mut piece)).await {
                    Ok(0) | Err(_) => return Err(End::Cut),
                    Ok(length) => buffer.extend_from_slice(&piece[..length]),
                }
                while let Some(end) = buffer.iter().position(|byte| *byte == b'\n') {
                    let line: Vec<u8> = buffer.drain(..=end).collect();
                    lines.push_back(String::from_utf8(line[..end].to_vec()).expect("the server speaks UTF-8"));
                }
            },
        }
    }

    /// Expects these lines and no others, in this order.
    ///
    /// # Panics
    /// At the first that differs.
    pub async fn hears(&mut self, lines: &[&str]) {
        for line in lines {
            let heard = self.next().await;
            assert_eq!(heard.as_deref(), Ok(*line), "expected {lines:?}");
        }
    }

    /// Expects the connection to end, with nothing said before.
    ///
    /// # Panics
    /// When something is said.
    pub async fn ends(&mut self) -> End {
        match self.next().await {
            Ok(line) => panic!("said before the end: {line}"),
            Err(end) => end,
        }
    }

    /// The next message as JSON.
    ///
    /// # Panics
    /// When it is none.
    pub async fn json(&mut self) -> Value {
        let text = self.next().await.expect("open");
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    /// Closes in order, with code 1000 on a WebSocket, and waits until the server has.
    pub async fn close(mut self) {
        match &mut self.0 {
            Inner::Ws(socket) => {
                let frame = CloseFrame { code: CloseCode::Normal, reason: "".into() };
                socket.as_mut().close(Some(frame)).await.ok();
            }
            Inner::Tcp { stream, .. } => {
                stream.shutdown().await.ok();
            }
            Inner::Carried(carried) => carried.hang_up().await,
        }
        while self.message().await.is_ok() {}
    }
}
