//! Where to connect, and what to say first.

use std::net::{SocketAddr, ToSocketAddrs};

/// What stands for the code of a room in a URL.
const ROOM: &str = "{room}";

/// How lines and messages travel.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Transport {
    /// WebSocket messages.
    Ws,
    /// Lines over TCP.
    Tcp,
}

impl Transport {
    /// What it is called in results.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ws => "ws",
            Self::Tcp => "tcp",
        }
    }
}

/// Where to connect, and what to say first.
pub struct Target {
    /// The server.
    pub address: SocketAddr,
    /// How lines and messages travel.
    pub transport: Transport,
    /// What is said first: the WebSocket handshake, or an empty line, or nothing. There is one for each room.
    pub requests: Vec<Vec<u8>>,
    subprotocol: Option<&'static str>,
}

impl Target {
    /// Reads a URL. When there is more than one room, it has `{room}` in it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(
        url: &str,
        rooms: usize,
        subprotocol: Option<&'static str>,
        speak_first: bool,
    ) -> Result<Self, String> {
        let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
        let (host, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
        let transport = match scheme {
            "ws" => Transport::Ws,
            "tcp" => Transport::Tcp,
            _ => return Err(format!("{url} is no URL that is known here: say ws://HOST:PORT/path or tcp://HOST:PORT")),
        };
        let address = host.to_socket_addrs().ok().and_then(|mut all| all.next());
        let address = address.ok_or_else(|| format!("{host} is no address: say HOST:PORT"))?;
        let asked = subprotocol.map(|name| format!("Sec-WebSocket-Protocol: {name}\r\n")).unwrap_or_default();
        if rooms > 1 && !path.contains(ROOM) {
            return Err(format!("{url} has no {ROOM} in it, but there are {rooms} rooms"));
        }
        let requests = (0..rooms).map(|room| match transport {
            Transport::Ws => {
                let path = path.replace(ROOM, &format!("LOAD{room}"));
                format!(
                    "GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
                     Sec-WebSocket-Key: bG9hZCBnZW5lcmF0b3IuLg==\r\nSec-WebSocket-Version: 13\r\n{asked}\r\n"
                )
                .into_bytes()
            }
            Transport::Tcp if speak_first => b"\n".to_vec(),
            Transport::Tcp => Vec::new(),
        });
        Ok(Self { address, transport, requests: requests.collect(), subprotocol })
    }

    /// Reads the head of the answer to the handshake.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn shaken(&self, head: &[u8]) -> Result<(), String> {
        let head = String::from_utf8_lossy(head);
        if !head.starts_with("HTTP/1.1 101 ") {
            return Err(format!("the answer to the handshake is {}", head.lines().next().unwrap_or("empty")));
        }
        match self.subprotocol {
            Some(name) if !head.to_lowercase().contains(&format!("sec-websocket-protocol: {name}")) => {
                Err(format!("the server does not speak {name}"))
            }
            _ => Ok(()),
        }
    }
}
