//! What the server sends on a WebSocket: unmasked frames, ready for the wire (RFC 6455 section 5.2).

use actix_http::ws::{OpCode, Parser};
use bytes::{Bytes, BytesMut};

use crate::player::outbox::Wire;

/// One line is one text frame.
pub static WIRE: Wire = Wire {
    text: |out, line| write(out, OpCode::Text, line.as_bytes()),
    farewell: |out, farewell| write_close(out, farewell.code(), farewell.reason()),
    // An empty one.
    ping: Some(&[0x89, 0]),
    finishes: false,
};

/// A text frame to share between many connections.
pub fn text(payload: &str) -> Bytes {
    encode(OpCode::Text, payload.as_bytes())
}

/// Any whole message as one frame.
pub fn encode(opcode: OpCode, payload: &[u8]) -> Bytes {
    let mut out = BytesMut::with_capacity(payload.len() + 10);
    write(&mut out, opcode, payload);
    out.freeze()
}

/// A close frame with the peer's own code, or with none where it gave none (RFC 6455 section 5.5.1).
pub fn close_echo(code: Option<u16>) -> Bytes {
    let mut out = BytesMut::new();
    match code {
        Some(code) => write_close(&mut out, code, ""),
        None => write(&mut out, OpCode::Close, &[]),
    }
    out.freeze()
}

fn write(out: &mut BytesMut, opcode: OpCode, payload: &[u8]) {
    Parser::write_message(out, payload, opcode, true, false);
}

fn write_close(out: &mut BytesMut, code: u16, reason: &str) {
    let mut payload = Vec::with_capacity(2 + reason.len());
    payload.extend_from_slice(&code.to_be_bytes());
    payload.extend_from_slice(reason.as_bytes());
    write(out, OpCode::Close, &payload);
}
