//! One port for two kinds of client: who speaks HTTP says so first, and who is silent waits to be spoken to.

use std::time::Duration;

use actix_web::rt::net::TcpStream;
use tokio::time::{Instant, sleep, timeout_at};

/// How long a new connection may be silent before it is taken for plain TCP.
pub const HESITATION: Duration = Duration::from_millis(250);

/// How a WebSocket client begins.
const GET: [u8; 4] = *b"GET ";

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

/// Finds out who calls. Takes nothing out of the stream.
pub async fn who_calls(stream: &TcpStream) -> Caller {
    let deadline = Instant::now() + HESITATION;
    let mut head = [0; GET.len()];
    loop {
        match timeout_at(deadline, stream.peek(&mut head)).await {
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
