//! What the server sends on a WebSocket: unmasked frames, ready for the wire (RFC 6455 section 5.2).

use std::{fmt, io::Write};

use actix_http::ws::OpCode;
use bytes::Bytes;

use crate::player::outbox::Wire;

/// One line is one text frame.
pub static WIRE: Wire = Wire {
    text: write_line,
    farewell: |out, farewell| write_close(out, farewell.code(), farewell.reason()),
    // An empty one.
    ping: Some(&[0x89, 0]),
    finishes: false,
};

/// Appends a line that is yet to be formatted, in place: almost all are shorter than 126 bytes.
fn write_line(out: &mut Vec<u8>, line: &dyn fmt::Display) {
    let start = out.len();
    out.extend_from_slice(&[0x80 | u8::from(OpCode::Text), 0]);
    write!(out, "{line}").expect("memory takes all that is written");
    match out.len() - start - 2 {
        short @ 0..126 => out[start + 1] = short as u8,
        _ => {
            let payload = out.split_off(start + 2);
            out.truncate(start);
            write(out, OpCode::Text, &payload);
        }
    }
}

/// A text frame to share between many connections.
pub fn text(payload: &str) -> Bytes {
    encode(OpCode::Text, payload.as_bytes())
}

/// A binary frame to share between many connections.
pub fn binary(payload: &[u8]) -> Bytes {
    encode(OpCode::Binary, payload)
}

fn encode(opcode: OpCode, payload: &[u8]) -> Bytes {
    let mut out = Vec::with_capacity(payload.len() + 10);
    write(&mut out, opcode, payload);
    out.into()
}

/// Appends a close frame with the peer's own code, or with none where it gave none (RFC 6455 section 5.5.1).
pub fn write_close_echo(out: &mut Vec<u8>, code: Option<u16>) {
    match code {
        Some(code) => write_close(out, code, ""),
        None => write(out, OpCode::Close, &[]),
    }
}

/// Appends any whole message as one frame.
pub fn write(out: &mut Vec<u8>, opcode: OpCode, payload: &[u8]) {
    out.push(0x80 | u8::from(opcode));
    match payload.len() {
        short @ 0..126 => out.push(short as u8),
        length @ 126..0x1_0000 => {
            out.push(126);
            out.extend_from_slice(&(length as u16).to_be_bytes());
        }
        length => {
            out.push(127);
            out.extend_from_slice(&(length as u64).to_be_bytes());
        }
    }
    out.extend_from_slice(payload);
}

/// Appends a close frame with a code and a reason of at most 123 bytes (RFC 6455 section 5.5.1).
pub fn write_close(out: &mut Vec<u8>, code: u16, reason: &str) {
    let mut payload = Vec::with_capacity(2 + reason.len());
    payload.extend_from_slice(&code.to_be_bytes());
    payload.extend_from_slice(reason.as_bytes());
    write(out, OpCode::Close, &payload);
}

#[cfg(test)]
mod tests {
    use actix_http::ws::Parser;
    use bytes::BytesMut;

    use super::*;

    #[test]
    fn another_parser_reads_what_is_written() {
        for length in [0, 1, 125, 126, 127, 65_535, 65_536, 100_000] {
            for opcode in [OpCode::Text, OpCode::Binary] {
                let payload = vec![b'x'; length];
                let mut out = Vec::new();
                write(&mut out, opcode, &payload);
                let mut source = BytesMut::from(&out[..]);
                let (last, read, data) = Parser::parse(&mut source, false, length).unwrap().unwrap();
                let line = String::from_utf8(payload.clone()).unwrap();
                let mut lines = out.clone();
                write_line(&mut lines, &line);
                if opcode == OpCode::Text {
                    assert_eq!(lines, [&out[..], &out[..]].concat());
                }
                assert!(last && read == opcode && data.unwrap_or_default() == payload && source.is_empty(), "{length}");
            }
        }
    }
}
