//! One port for several kinds of client: who speaks TLS or HTTP says so first, and who is silent waits to be spoken to.

use std::{io, sync::Arc, time::Duration};

use rustls::ServerConfig;
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tracing::debug;

use super::socket::Socket;

/// How long a new connection may be silent before it is taken for lines.
pub const HESITATION: Duration = Duration::from_millis(250);

/// How long a new connection may be silent where the client speaks first, and how long it may take to shake hands.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// How a WebSocket client begins.
const GET: [u8; 4] = *b"GET ";

/// How a TLS client begins: with a record of the type handshake (RFC 8446 section 5.1). Neither HTTP nor any line does.
const RECORD: u8 = 0x16;

/// How soon to look again when only a part of `GET ` has come in.
const AGAIN: Duration = Duration::from_millis(5);

/// Who is at the door.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Caller {
    /// A WebSocket client, or a browser that is lost.
    Http,
    /// A client of lines.
    Lines,
    /// It has left already: a port scan, a health check.
    Nobody,
}

/// How a connection begins.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Beginning {
    /// With TLS.
    Secure,
    /// In the clear.
    Clear,
    /// With nothing yet.
    Silence,
    /// It has left already.
    Nothing,
}

/// Finds out whether a new connection begins with TLS, or with nothing for so long. Takes nothing out of the stream.
pub async fn beginning(socket: &Socket, patience: Duration) -> Beginning {
    let mut first = [0];
    match timeout(patience, socket.peek(&mut first)).await {
        Err(_) => Beginning::Silence,
        Ok(Ok(0) | Err(_)) => Beginning::Nothing,
        Ok(Ok(_)) if first == [RECORD] => Beginning::Secure,
        Ok(Ok(_)) => Beginning::Clear,
    }
}

/// Has the peer shake hands; nothing when it does not, or takes too long.
pub async fn secure(socket: Socket, config: Arc<ServerConfig>) -> Option<Socket> {
    let shaken = timeout(PATIENCE, socket.secure(config)).await;
    shaken.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())).inspect_err(|error| debug!(%error, "tls")).ok()
}

/// Finds out who calls. Takes nothing out of the stream.
pub async fn who_calls(socket: &Socket) -> Caller {
    let deadline = Instant::now() + HESITATION;
    let mut head = [0; GET.len()];
    loop {
        match timeout_at(deadline, socket.peek(&mut head)).await {
            Err(_) => return Caller::Lines,
            Ok(Ok(0) | Err(_)) => return Caller::Nobody,
            Ok(Ok(_)) if head == GET => return Caller::Http,
            Ok(Ok(length)) if length == GET.len() || !GET.starts_with(&head[..length]) => return Caller::Lines,
            // A part of `GET ` has come in. The rest does not wake this up, for there is something to read already.
            Ok(Ok(_)) if Instant::now() + AGAIN > deadline => return Caller::Lines,
            Ok(Ok(_)) => sleep(AGAIN).await,
        }
    }
}
