//! What a board with the library ArduinoHttpClient puts on the wire, made after its published behaviour (version 0.6,
//! `WebSocketClient` and `HttpClient`), and how it reads the answers.
//!
//! - The request goes out word by word, as the library prints it, each a packet of its own where the network does not
//!   join them: method, space, path, version, line end; then each header as name, colon, value and line end.
//! - The headers are Host, User-Agent, Upgrade, Connection, Sec-WebSocket-Key and Sec-WebSocket-Version, in this order, and
//!   no Origin. The key is 16 random bytes, none of them 0.
//! - Of the answer it reads the status and passes over the headers up to the empty line.
//! - A message is one frame, never a fragment: its buffer holds 128 bytes, and what is printed beyond them is dropped. It
//!   goes out byte by byte up to the length, then the mask, then the payload at once.
//! - A ping is answered with its payload, masked. A close frame is not: the board hangs up. It never sends one itself.

use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::expect;

/// How much of one message the library can send, in bytes.
pub const BUFFER: usize = 128;

const PING: u8 = 9;
const PONG: u8 = 10;
const CLOSE: u8 = 8;

/// A board that is connected.
pub struct Board {
    stream: TcpStream,
    masks: u8,
}

impl Board {
    /// Connects and shakes hands.
    ///
    /// # Panics
    /// When the status is not 101.
    pub async fn begin(server: SocketAddr, path: &str) -> Self {
        let stream = expect("connect", TcpStream::connect(server)).await.expect("the server listens");
        stream.set_nodelay(true).expect("a socket");
        let mut board = Self { stream, masks: 0 };
        let (host, port) = (server.ip().to_string(), server.port().to_string());
        board.print(&["GET", " ", path, " HTTP/1.1", "\r\n"]).await;
        board.print(&["Host: ", &host, ":", &port, "\r\n"]).await;
        for (name, value) in [
            ("User-Agent", "Arduino/2.2.0"),
            ("Upgrade", "websocket"),
            ("Connection", "Upgrade"),
            ("Sec-WebSocket-Key", "SGVsbG8sIGJvYXJkIDEyMw=="),
            ("Sec-WebSocket-Version", "13"),
        ] {
            board.print(&[name, ": ", value, "\r\n"]).await;
        }
        board.print(&["\r\n"]).await;
        assert_eq!(expect("an answer", board.status()).await, 101, "{path}");
        board
    }

    async fn print(&mut self, words: &[&str]) {
        for word in words {
            self.write(word.as_bytes()).await;
        }
    }

    async fn write(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.expect("open");
    }

    /// Reads the head of the answer for its status.
    async fn status(&mut self) -> u16 {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.stream.read_u8().await.expect("an answer"));
        }
        let words = String::from_utf8_lossy(&head);
        words.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status")
    }

    /// Sends a text message, as much of it as the buffer holds.
    ///
    /// # Panics
    /// When the connection has ended.
    pub async fn says(&mut self, text: &str) {
        self.message(1, text.as_bytes()).await;
    }

    /// The same with a binary message.
    ///
    /// # Panics
    /// When the connection has ended.
    pub async fn sends(&mut self, bytes: &[u8]) {
        self.message(2, bytes).await;
    }

    /// Sends a ping of 16 bytes, and waits for its pong.
    ///
    /// # Panics
    /// When something else comes first, or the connection has ended.
    pub async fn pings(&mut self) {
        let payload: Vec<u8> = (0..16).collect();
        self.message(PING, &payload).await;
        assert_eq!(self.frame().await, (PONG, payload));
    }

    async fn message(&mut self, opcode: u8, payload: &[u8]) {
        let payload = &payload[..payload.len().min(BUFFER)];
        self.write(&[0x80 | opcode]).await;
        if payload.len() < 126 {
            self.write(&[0x80 | payload.len() as u8]).await;
        } else {
            self.write(&[0x80 | 126]).await;
            for byte in (payload.len() as u16).to_be_bytes() {
                self.write(&[byte]).await;
            }
        }
        self.masks = self.masks.wrapping_add(1);
        let mask = [0x5a, self.masks, 0, 0xfe];
        self.write(&mask).await;
        let masked: Vec<u8> = payload.iter().zip(mask.iter().cycle()).map(|(byte, key)| byte ^ key).collect();
        self.write(&masked).await;
    }

    /// The next message, as text. Pings before it are answered, as by the library.
    ///
    /// # Panics
    /// When the connection has ended, or the server closes it.
    pub async fn hears(&mut self) -> String {
        String::from_utf8(self.receives().await).expect("text")
    }

    /// The same as bytes.
    ///
    /// # Panics
    /// When the connection has ended, or the server closes it.
    pub async fn receives(&mut self) -> Vec<u8> {
        loop {
            match self.frame().await {
                (PING, payload) => self.message(PONG, &payload).await,
                (PONG, _) => {}
                (CLOSE, _) => panic!("the server closes"),
                (_, payload) => return payload,
            }
        }
    }

    /// Waits for a ping of the server, and answers it.
    ///
    /// # Panics
    /// When the connection has ended.
    pub async fn is_pinged(&mut self) {
        loop {
            if let (PING, payload) = self.frame().await {
                return self.message(PONG, &payload).await;
            }
        }
    }

    /// A frame of the server's: its opcode, and its payload. Each is a whole message and has no mask.
    async fn frame(&mut self) -> (u8, Vec<u8>) {
        expect("a frame", async {
            let first = self.stream.read_u8().await.expect("open");
            assert_eq!(first & 0xf0, 0x80, "whole, and of no extension");
            let length = match self.stream.read_u8().await.expect("open") {
                126 => usize::from(self.stream.read_u16().await.expect("open")),
                short @ 0..126 => usize::from(short),
                long => panic!("{long:#x}: too long for a board, or masked"),
            };
            let mut payload = vec![0; length];
            self.stream.read_exact(&mut payload).await.expect("open");
            (first & 0x0f, payload)
        })
        .await
    }
}
