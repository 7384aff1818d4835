//! A WebSocket peer that keeps no rule it is not told to keep.

use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::expect;

/// The mask of every frame that is masked here.
const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

/// A connection that has shaken hands.
pub struct Raw(pub TcpStream);

impl Raw {
    /// Shakes hands on `path`, optionally for a subprotocol.
    ///
    /// # Panics
    /// When the server does not switch protocols.
    pub async fn open(address: SocketAddr, path: &str, subprotocol: Option<&str>) -> Self {
        Self::open_with(address, path, subprotocol, &[]).await
    }

    /// The same, with bytes that follow the request at once, in the same write.
    ///
    /// # Panics
    /// When the server does not switch protocols.
    pub async fn open_with(address: SocketAddr, path: &str, subprotocol: Option<&str>, first: &[u8]) -> Self {
        Self::answered(ask(address, path, subprotocol, first).await).await
    }

    /// The same for a request that was sent already.
    ///
    /// # Panics
    /// When the server does not switch protocols.
    pub async fn answered(mut stream: TcpStream) -> Self {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(expect("the answer", stream.read_u8()).await.expect("an answer"));
        }
        let head = String::from_utf8_lossy(&head);
        assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
        // The accept key of RFC 6455 section 1.3, for the key of its example.
        assert!(head.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "{head}");
        Self(stream)
    }

    /// Sends a frame whose first byte is `first`, masked.
    ///
    /// # Panics
    /// When the connection has ended.
    pub async fn frame(&mut self, first: u8, payload: &[u8]) {
        self.bytes(&frame(first, payload)).await;
    }

    /// Sends bytes as they are.
    ///
    /// # Panics
    /// When the connection has ended.
    pub async fn bytes(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).await.expect("open");
    }

    /// The next frame from the server: its first byte and its payload; `None` at the end.
    pub async fn next(&mut self) -> Option<(u8, Vec<u8>)> {
        expect("a frame", self.read()).await.ok()
    }

    async fn read(&mut self) -> std::io::Result<(u8, Vec<u8>)> {
        let first = self.0.read_u8().await?;
        let length = match self.0.read_u8().await? {
            126 => usize::from(self.0.read_u16().await?),
            127 => usize::try_from(self.0.read_u64().await?).expect("fits"),
            short => usize::from(short),
        };
        let mut payload = vec![0; length];
        self.0.read_exact(&mut payload).await?;
        Ok((first, payload))
    }

    /// Passes over all up to a close frame, and gives its code; `None` when the connection ended without.
    pub async fn close_code(&mut self) -> Option<u16> {
        loop {
            let (first, payload) = self.next().await?;
            if first == 0x88 {
                return Some(payload.first_chunk().map_or(1005, |code| u16::from_be_bytes(*code)));
            }
        }
    }
}

/// Asks for a WebSocket on `path`, with bytes that follow the request in the same write, and does not wait for an answer.
///
/// # Panics
/// When the server does not listen.
pub async fn ask(address: SocketAddr, path: &str, subprotocol: Option<&str>, first: &[u8]) -> TcpStream {
    let stream = expect("connect", TcpStream::connect(address)).await.expect("the server listens");
    ask_on(stream, path, subprotocol, first).await
}

/// The same on a connection that is there.
///
/// # Panics
/// When it has ended.
pub async fn ask_on(mut stream: TcpStream, path: &str, subprotocol: Option<&str>, first: &[u8]) -> TcpStream {
    let address = stream.peer_addr().expect("connected");
    let subprotocol = subprotocol.map(|name| format!("Sec-WebSocket-Protocol: {name}\r\n")).unwrap_or_default();
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n{subprotocol}\r\n"
    );
    stream.write_all(&[request.as_bytes(), first].concat()).await.expect("open");
    stream
}

/// A whole frame whose first byte is `first`, masked.
pub fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = header(first, payload.len() as u64);
    bytes.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    bytes
}

/// The header of a masked frame, whatever follows it.
pub fn header(first: u8, length: u64) -> Vec<u8> {
    let mut bytes = vec![first];
    match (u8::try_from(length), u16::try_from(length)) {
        (Ok(short @ 0..=125), _) => bytes.push(0x80 | short),
        (_, Ok(medium)) => {
            bytes.push(0x80 | 126);
            bytes.extend(medium.to_be_bytes());
        }
        _ => {
            bytes.push(0x80 | 127);
            bytes.extend(length.to_be_bytes());
        }
    }
    bytes.extend(MASK);
    bytes
}
