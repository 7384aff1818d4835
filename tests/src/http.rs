//! One HTTP request, as plain as it can be.

use std::net::SocketAddr;

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::expect;

/// What the server answered.
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The status line and the headers, in lower case.
    pub head: String,
    /// The rest.
    pub body: String,
}

/// Asks for `path` with extra header lines.
///
/// # Panics
/// When there is no answer.
pub async fn get(address: SocketAddr, path: &str, headers: &[&str]) -> Answer {
    request("GET", address, path, headers).await
}

/// The same with another method.
///
/// # Panics
/// When there is no answer.
pub async fn request(method: &str, address: SocketAddr, path: &str, headers: &[&str]) -> Answer {
    let mut stream = expect("connect", TcpStream::connect(address)).await.expect("the server listens");
    let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
    let request = format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).await.expect("open");
    let mut bytes = Vec::new();
    loop {
        let length = expect("an answer", stream.read_buf(&mut bytes)).await.expect("an answer");
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let head = head.to_lowercase();
            // The server may wait for the end of a request that is not going to end.
            let whole = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            if length == 0 || (method != "HEAD" && whole == Some(body.len())) {
                let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
                return Answer { status, head, body: body.to_owned() };
            }
        }
        assert!(length > 0, "the answer has no end: {text}");
    }
}

/// What `/status` says.
///
/// # Panics
/// When it is no JSON.
pub async fn status(address: SocketAddr) -> Value {
    let answer = get(address, "/status", &[]).await;
    serde_json::from_str(&answer.body).unwrap_or_else(|error| panic!("{error}: {}", answer.body))
}

/// Waits until `/status` says so.
///
/// # Panics
/// When it does not.
pub async fn status_says(address: SocketAddr, what: &str, says: impl Fn(&Value) -> bool) {
    expect(what, async { while !says(&status(address).await) {} }).await;
}

/// The header lines of a WebSocket handshake but for `Connection`.
pub const HANDSHAKE: [&str; 3] =
    ["Upgrade: websocket", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13"];
