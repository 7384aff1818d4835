//! HTTP/1.1 over one socket, kept or not, as plain as it can be; and what has gone over it, counted.

use std::{io, net::SocketAddr};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::expect;

/// A connection that speaks HTTP.
pub struct Wire {
    stream: TcpStream,
    buffer: Vec<u8>,
    /// Bytes that were written so far.
    pub written: u64,
    /// Bytes that were read so far.
    pub read: u64,
}

/// How an answer begins.
#[derive(Clone, Debug)]
pub struct Head {
    /// The status code.
    pub status: u16,
    /// The status line and the headers, as they are.
    pub text: String,
}

impl Head {
    /// What a header says, if it is there.
    pub fn header(&self, name: &str) -> Option<&str> {
        let fields = self.text.lines().filter_map(|line| line.split_once(": "));
        fields.into_iter().find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// The same as a number.
    pub fn number(&self, name: &str) -> Option<u64> {
        self.header(name)?.parse().ok()
    }
}

/// A whole answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// How it begins.
    pub head: Head,
    /// What follows.
    pub body: String,
}

impl Answer {
    /// The body as JSON.
    ///
    /// # Panics
    /// When it is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

impl Wire {
    /// Connects.
    ///
    /// # Errors
    /// When nobody listens.
    pub async fn connect(address: SocketAddr) -> io::Result<Self> {
        let stream = expect("connect", TcpStream::connect(address)).await?;
        Ok(Self { stream, buffer: Vec::new(), written: 0, read: 0 })
    }

    /// The socket.
    pub fn stream(&self) -> &TcpStream {
        &self.stream
    }

    /// Writes bytes as they are.
    ///
    /// # Errors
    /// When the connection has ended.
    pub async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes).await?;
        self.written += bytes.len() as u64;
        Ok(())
    }

    /// Asks, as `GET /healthz`, with extra header lines.
    ///
    /// # Errors
    /// When the connection has ended.
    pub async fn ask(&mut self, what: &str, headers: &[&str], body: &[u8]) -> io::Result<()> {
        let bytes = request(what, headers, body);
        self.write(&bytes).await
    }

    /// Some bytes more.
    async fn more(&mut self) -> io::Result<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            count => {
                self.read += count as u64;
                Ok(())
            }
        }
    }

    /// Takes what comes before the first `end`, and that as well.
    async fn until(&mut self, end: &[u8]) -> io::Result<Vec<u8>> {
        loop {
            if let Some(place) = self.buffer.windows(end.len()).position(|window| window == end) {
                let mut taken: Vec<u8> = self.buffer.drain(..place + end.len()).collect();
                taken.truncate(place);
                return Ok(taken);
            }
            self.more().await?;
        }
    }

    /// Takes so many bytes.
    ///
    /// # Errors
    /// When the connection ends before.
    pub async fn exactly(&mut self, count: usize) -> io::Result<Vec<u8>> {
        while self.buffer.len() < count {
            self.more().await?;
        }
        Ok(self.buffer.drain(..count).collect())
    }

    /// How the next answer begins.
    ///
    /// # Errors
    /// When the connection ends before.
    ///
    /// # Panics
    /// When it is not HTTP.
    pub async fn head(&mut self) -> io::Result<Head> {
        let text = String::from_utf8(self.until(b"\r\n\r\n").await?).expect("a head is UTF-8");
        let status = text.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
        Ok(Head { status, text })
    }

    /// The next chunk of an answer that is sent in chunks (RFC 9112 section 7.1): nothing is its end. If this is dropped half-way,
    /// nothing is lost.
    ///
    /// # Errors
    /// When the connection ends before.
    ///
    /// # Panics
    /// When it is no chunk.
    pub async fn chunk(&mut self) -> io::Result<Option<Vec<u8>>> {
        loop {
            if let Some(place) = self.buffer.windows(2).position(|window| window == b"\r\n") {
                let size = std::str::from_utf8(&self.buffer[..place]).expect("a size");
                let size = usize::from_str_radix(size, 16).expect("a size");
                if self.buffer.len() >= place + 2 + size + 2 {
                    let whole: Vec<u8> = self.buffer.drain(..place + 2 + size + 2).collect();
                    return Ok((size > 0).then(|| whole[place + 2..place + 2 + size].to_vec()));
                }
            }
            self.more().await?;
        }
    }

    /// The next answer.
    ///
    /// # Errors
    /// When the connection ends before.
    ///
    /// # Panics
    /// When it is not HTTP, or not text.
    pub async fn answer(&mut self) -> io::Result<Answer> {
        let head = self.head().await?;
        let mut body = Vec::new();
        if let Some(length) = head.number("content-length") {
            body = self.exactly(usize::try_from(length).expect("fits")).await?;
        } else if head.header("transfer-encoding") == Some("chunked") {
            while let Some(chunk) = self.chunk().await? {
                body.extend(chunk);
            }
        }
        Ok(Answer { head, body: String::from_utf8(body).expect("text") })
    }

    /// Ends the connection as abruptly as can be.
    ///
    /// # Panics
    /// When the system does not do that.
    pub fn reset(self) {
        reset(&self.stream);
    }
}

/// Has a socket end with a reset when it is dropped; what was not sent is not sent (RFC 9293 section 3.10.4, by SO_LINGER).
///
/// # Panics
/// When the system does not do that.
pub fn reset(stream: &TcpStream) {
    rustix::net::sockopt::set_socket_linger(stream, Some(std::time::Duration::ZERO)).expect("a socket");
}

/// A request, as `GET /healthz`, with extra header lines.
pub fn request(what: &str, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
    let length = if what.starts_with("POST ") { format!("Content-Length: {}\r\n", body.len()) } else { String::new() };
    let head = format!("{what} HTTP/1.1\r\nHost: localhost\r\n{length}{headers}\r\n");
    [head.as_bytes(), body].concat()
}

/// Asks once, by a connection of its own, and waits for the answer.
///
/// # Errors
/// When there is none.
pub async fn once(address: SocketAddr, what: &str, headers: &[&str], body: &[u8]) -> io::Result<Answer> {
    let mut wire = Wire::connect(address).await?;
    wire.ask(what, &[&["Connection: close"], headers].concat(), body).await?;
    expect("an answer", wire.answer()).await
}
