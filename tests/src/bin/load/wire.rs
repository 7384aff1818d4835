//! As much of WebSocket (RFC 6455) as these clients need.

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

/// The mask of every frame that is sent: servers can't tell that it is always the same.
const MASK: [u8; 4] = [0x5a, 0xc3, 0x96, 0x0f];

/// Appends a masked frame; its payload has at most 125 bytes, which is all that these clients say.
pub fn push_frame(out: &mut Vec<u8>, first: u8, payload: &[u8]) {
    let payload = &payload[..payload.len().min(125)];
    out.extend([first, 0x80 | payload.len() as u8]);
    out.extend(MASK);
    out.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
}

/// A masked frame.
pub fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(6 + payload.len());
    push_frame(&mut out, first, payload);
    out
}

/// The header of a frame from the server.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Header {
    /// FIN, RSV and opcode.
    pub first: u8,
    /// Bytes of the header.
    pub size: usize,
    /// Bytes of the payload.
    pub length: usize,
}

/// Reads the header at the beginning of `bytes`; `None` when it is not there as a whole.
///
/// # Errors
/// When the payload is masked, which no server may do.
pub fn header(bytes: &[u8]) -> Result<Option<Header>, &'static str> {
    let [first, second, rest @ ..] = bytes else { return Ok(None) };
    let (size, length) = match second {
        0..=125 => (2, usize::from(*second)),
        126 => match rest.first_chunk() {
            Some(length) => (4, usize::from(u16::from_be_bytes(*length))),
            None => return Ok(None),
        },
        127 => match rest.first_chunk() {
            Some(length) => (10, u64::from_be_bytes(*length) as usize),
            None => return Ok(None),
        },
        _ => return Err("a masked frame"),
    };
    Ok(Some(Header { first: *first, size, length }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_masked() {
        assert_eq!(frame(TEXT, b"a"), [0x81, 0x81, 0x5a, 0xc3, 0x96, 0x0f, b'a' ^ 0x5a]);
    }

    #[test]
    fn headers_of_all_lengths_are_read() {
        assert_eq!(header(&[0x81]), Ok(None));
        assert_eq!(header(&[0x81, 5, 1]), Ok(Some(Header { first: TEXT, size: 2, length: 5 })));
        assert_eq!(header(&[0x82, 126, 1]), Ok(None));
        assert_eq!(header(&[0x82, 126, 1, 0]), Ok(Some(Header { first: BINARY, size: 4, length: 256 })));
        let long = [0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0];
        assert_eq!(header(&long[..9]), Ok(None));
        assert_eq!(header(&long), Ok(Some(Header { first: BINARY, size: 10, length: 65_536 })));
        assert!(header(&[0x81, 0x80]).is_err());
    }
}
