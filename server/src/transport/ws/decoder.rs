//! Bytes in, WebSocket messages out, one at a time and bounded.
//!
//! The frames themselves are parsed and unmasked by actix-http. What is added here is what its parser leaves open: a
//! frame is refused by its declared length before its bytes are buffered, fragments are joined up to a bound, text is
//! checked as it comes in (RFC 6455 section 8.1 lets an endpoint fail fast), and what came before an error is handed
//! out before the error.

use actix_http::ws::{OpCode, Parser};
use bytes::{Bytes, BytesMut};

use super::utf8::Utf8;
use crate::player::farewell::Farewell;

/// The longest payload of a control frame, in bytes (RFC 6455 section 5.5).
const MAX_CONTROL: u64 = 125;

/// One thing that the peer said.
#[derive(Debug, Eq, PartialEq)]
pub enum Frame {
    /// A whole text message, valid UTF-8.
    Text(Bytes),
    /// A whole binary message.
    Binary(Bytes),
    /// To be answered by a pong with the same payload.
    Ping(Bytes),
    /// A sign of life.
    Pong,
    /// A part of a message that is not complete.
    Fragment,
    /// The peer closes, with this code if it gave one.
    Close(Option<u16>),
}

/// The state of one connection's incoming half.
#[derive(Debug)]
pub struct Decoder {
    max_message: usize,
    buffer: BytesMut,
    /// The fragments so far of a message that is not complete.
    message: Option<(OpCode, BytesMut)>,
    utf8: Utf8,
    /// How many payload bytes of the incomplete frame in `buffer` were checked already.
    checked: usize,
}

impl Decoder {
    /// A decoder that takes messages of up to `max_message` bytes.
    pub fn new(max_message: usize) -> Self {
        Self { max_message, buffer: BytesMut::new(), message: None, utf8: Utf8::default(), checked: 0 }
    }

    /// Takes in what came from the network.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// The next frame, or message where it completes one; `None` when more bytes are needed.
    ///
    /// # Errors
    /// How the connection must be closed: the peer broke the protocol, sent bad text, or sent too much.
    pub fn next_frame(&mut self) -> Result<Option<Frame>, Farewell> {
        let Some(header) = Header::peek(&self.buffer) else { return Ok(None) };
        self.refuse_too_big(&header)?;
        if (self.buffer.len() as u64) < header.start as u64 + header.length {
            self.check_partial_text(&header)?;
            return Ok(None);
        }
        self.whole_frame()
    }

    fn refuse_too_big(&self, header: &Header) -> Result<(), Farewell> {
        if header.is_control() {
            return if header.length > MAX_CONTROL { Err(Farewell::Protocol) } else { Ok(()) };
        }
        let so_far = self.message.as_ref().map_or(0, |(_, data)| data.len()) as u64;
        if so_far.saturating_add(header.length) > self.max_message as u64 {
            return Err(Farewell::TooBig);
        }
        Ok(())
    }

    /// Unmasks and checks what is there of a text frame that is still coming in.
    fn check_partial_text(&mut self, header: &Header) -> Result<(), Farewell> {
        let is_text = match header.opcode() {
            OpCode::Text => self.message.is_none(),
            OpCode::Continue => matches!(self.message, Some((OpCode::Text, _))),
            _ => false,
        };
        if !is_text {
            return Ok(());
        }
        let payload = self.buffer.get(header.start + self.checked..).unwrap_or_default();
        let mut clear = [0; 256];
        for piece in payload.chunks(clear.len()) {
            for (at, (out, byte)) in clear.iter_mut().zip(piece).enumerate() {
                *out = byte ^ header.mask[(self.checked + at) & 3];
            }
            self.utf8.push(&clear[..piece.len()])?;
            self.checked += piece.len();
        }
        Ok(())
    }

    /// Takes one complete frame out of the buffer.
    fn whole_frame(&mut self) -> Result<Option<Frame>, Farewell> {
        let limit = self.max_message.max(MAX_CONTROL as usize);
        let Some((fin, opcode, payload)) =
            Parser::parse(&mut self.buffer, true, limit).map_err(|_| Farewell::Protocol)?
        else {
            return Ok(None);
        };
        if self.buffer.is_empty() {
            // Lets go of the memory: most connections are silent most of the time.
            self.buffer = BytesMut::new();
        }
        let payload = payload.unwrap_or_default();
        let frame = match opcode {
            OpCode::Text | OpCode::Binary if self.message.is_some() => return Err(Farewell::Protocol),
            OpCode::Text | OpCode::Binary if fin => {
                self.check_text(opcode, &payload, fin)?;
                Self::message(opcode, payload)
            }
            OpCode::Text | OpCode::Binary => {
                self.check_text(opcode, &payload, fin)?;
                self.message = Some((opcode, payload));
                Frame::Fragment
            }
            OpCode::Continue => self.continuation(fin, &payload)?,
            _ if !fin => return Err(Farewell::Protocol),
            OpCode::Ping => Frame::Ping(payload.freeze()),
            OpCode::Pong => Frame::Pong,
            OpCode::Close => {
                let reason = Parser::try_parse_close_payload(&payload).map_err(|_| Farewell::Protocol)?;
                Frame::Close(reason.map(|reason| reason.code.into()))
            }
            OpCode::Bad => return Err(Farewell::Protocol),
        };
        Ok(Some(frame))
    }

    fn continuation(&mut self, fin: bool, payload: &[u8]) -> Result<Frame, Farewell> {
        let Some((opcode, mut data)) = self.message.take() else {
            return Err(Farewell::Protocol);
        };
        self.check_text(opcode, payload, fin)?;
        data.extend_from_slice(payload);
        if fin {
            return Ok(Self::message(opcode, data));
        }
        self.message = Some((opcode, data));
        Ok(Frame::Fragment)
    }

    /// Checks what `check_partial_text` has not seen yet of this frame.
    fn check_text(&mut self, opcode: OpCode, payload: &[u8], fin: bool) -> Result<(), Farewell> {
        let checked = std::mem::take(&mut self.checked);
        if opcode != OpCode::Text {
            return Ok(());
        }
        self.utf8.push(payload.get(checked..).unwrap_or_default())?;
        if fin { self.utf8.finish() } else { Ok(()) }
    }

    fn message(opcode: OpCode, data: BytesMut) -> Frame {
        match opcode {
            OpCode::Text => Frame::Text(data.freeze()),
            _ => Frame::Binary(data.freeze()),
        }
    }
}

/// What a frame declares about itself, read before its payload is there (RFC 6455 section 5.2).
struct Header {
    first: u8,
    length: u64,
    mask: [u8; 4],
    /// Where the payload starts.
    start: usize,
}

impl Header {
    fn peek(buffer: &[u8]) -> Option<Self> {
        let (&[first, second], rest) = buffer.split_first_chunk()?;
        let (length, rest, extended) = match second & 0x7f {
            126 => {
                let (length, rest) = rest.split_first_chunk()?;
                (u64::from(u16::from_be_bytes(*length)), rest, 2)
            }
            127 => {
                let (length, rest) = rest.split_first_chunk()?;
                (u64::from_be_bytes(*length), rest, 8)
            }
            short => (u64::from(short), rest, 0),
        };
        // A frame that is not masked is the parser's to refuse.
        let masked = second & 0x80 != 0;
        let mask = if masked { *rest.first_chunk()? } else { [0; 4] };
        Some(Self { first, length, mask, start: 2 + extended + if masked { 4 } else { 0 } })
    }

    fn opcode(&self) -> OpCode {
        OpCode::from(self.first & 0x0f)
    }

    fn is_control(&self) -> bool {
        self.first & 0x08 != 0
    }
}

#[cfg(test)]
mod tests;
