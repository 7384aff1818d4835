//! As much of WebSocket (RFC 6455) as the floor needs: frames of one piece, and the handshake.

use base64::{Engine, prelude::BASE64_STANDARD};
use sha1::{Digest, Sha1};

/// The first byte of a whole text message.
pub const TEXT: u8 = 0x81;
/// The first byte of a whole binary message.
pub const BINARY: u8 = 0x82;
/// The first byte of a close frame.
pub const CLOSE: u8 = 0x88;
/// The first byte of a ping.
pub const PING: u8 = 0x89;
/// The first byte of a pong.
pub const PONG: u8 = 0x8a;

/// What is appended to the key before it is hashed (RFC 6455 section 1.3).
const GUID: &[u8] = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// A whole frame without a mask, as servers send them.
pub fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![first];
    match (u8::try_from(payload.len()), u16::try_from(payload.len())) {
        (Ok(short @ 0..=125), _) => bytes.push(short),
        (_, Ok(medium)) => {
            bytes.push(126);
            bytes.extend(medium.to_be_bytes());
        }
        _ => {
            bytes.push(127);
            bytes.extend((payload.len() as u64).to_be_bytes());
        }
    }
    bytes.extend(payload);
    bytes
}

/// Where the payload of such a frame begins, in bytes.
pub fn payload(frame: &[u8]) -> usize {
    match frame[1] {
        126 => 4,
        127 => 10,
        _ => 2,
    }
}

/// A frame in a buffer: its first byte, and where its payload begins and ends.
pub struct Frame {
    /// FIN, RSV and opcode.
    pub first: u8,
    /// Where the payload begins, in bytes.
    pub from: usize,
    /// Where the frame ends, in bytes.
    pub to: usize,
}

/// Finds the first frame of `bytes` and takes the mask off its payload; `None` when it is not there as a whole.
pub fn next(bytes: &mut [u8]) -> Option<Frame> {
    let (head, length): (usize, usize) = match bytes.get(1)? & 127 {
        126 => (4, usize::from(u16::from_be_bytes(*bytes.get(2..)?.first_chunk()?))),
        127 => (10, u64::from_be_bytes(*bytes.get(2..)?.first_chunk()?) as usize),
        short => (2, usize::from(short)),
    };
    let masked = bytes[1] & 128 != 0;
    let from = head + if masked { 4 } else { 0 };
    let to = from.checked_add(length)?;
    if bytes.len() < to {
        return None;
    }
    if masked {
        let mask: [u8; 4] = *bytes[head..].first_chunk()?;
        for (byte, mask) in bytes[from..to].iter_mut().zip(mask.iter().cycle()) {
            *byte ^= mask;
        }
    }
    Some(Frame { first: bytes[0], from, to })
}

/// The answer to a handshake, how long the request is in bytes, and whether it asked for the subprotocol `party.2`.
pub struct Shaken {
    /// What to send.
    pub answer: Vec<u8>,
    /// Bytes of the request.
    pub length: usize,
    /// Whether `party.2` was asked for.
    pub party2: bool,
}

/// Reads a handshake; `None` when it is not there as a whole.
///
/// # Errors
/// When it has no key.
pub fn shake(bytes: &[u8]) -> Result<Option<Shaken>, ()> {
    let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { return Ok(None) };
    let head = String::from_utf8_lossy(&bytes[..end]);
    let value = |name: &str| {
        head.lines()
            .filter_map(|line| line.split_once(':'))
            .find_map(|(n, v)| n.eq_ignore_ascii_case(name).then(|| v.trim()))
    };
    let key = value("sec-websocket-key").ok_or(())?;
    let accept = BASE64_STANDARD.encode(Sha1::new().chain_update(key).chain_update(GUID).finalize());
    let party2 = value("sec-websocket-protocol") == Some("party.2");
    let subprotocol = if party2 { "Sec-WebSocket-Protocol: party.2\r\n" } else { "" };
    let answer = format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Accept: {accept}\r\n{subprotocol}\r\n"
    );
    Ok(Some(Shaken { answer: answer.into_bytes(), length: end + 4, party2 }))
}
