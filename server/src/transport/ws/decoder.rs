//! Bytes in, WebSocket messages out, one at a time and bounded.
//!
//! A frame is refused by its header before its bytes are buffered, unmasked where it lies, fragments are joined up to a
//! bound, text is checked as it comes in (RFC 6455 section 8.1 lets an endpoint fail fast), and what came before an error
//! is handed out before the error.

use std::ops::Range;

use actix_http::ws::{OpCode, Parser};
use bytes::Bytes;

use super::utf8::Utf8;
use crate::player::farewell::Farewell;

/// The longest payload of a control frame, in bytes (RFC 6455 section 5.5).
const MAX_CONTROL: u64 = 125;

/// A buffer of up to so many bytes is kept for the next frame.
const KEPT: usize = 128;

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
    buffer: Vec<u8>,
    /// Where the next frame starts in `buffer`.
    at: usize,
    /// The fragments so far of a message that is not complete.
    message: Option<(OpCode, Vec<u8>)>,
    utf8: Utf8,
    /// How many payload bytes of the incomplete frame in `buffer` were unmasked and checked already.
    checked: usize,
}

impl Decoder {
    /// A decoder that takes messages of up to `max_message` bytes.
    pub fn new(max_message: usize) -> Self {
        Self { max_message, buffer: Vec::new(), at: 0, message: None, utf8: Utf8::default(), checked: 0 }
    }

    /// Takes in what came from the network.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.buffer.drain(..std::mem::take(&mut self.at));
        self.buffer.extend_from_slice(bytes);
    }

    /// The next frame, or message where it completes one; `None` when more bytes are needed.
    ///
    /// # Errors
    /// How the connection must be closed: the peer broke the protocol, sent bad text, or sent too much.
    pub fn next_frame(&mut self) -> Result<Option<Frame>, Farewell> {
        let Some(header) = Header::peek(&self.buffer[self.at..]) else { return Ok(None) };
        self.refuse(&header)?;
        let payload = self.at + header.start;
        // It fits: the length is within the bounds of a message.
        let end = payload + header.length as usize;
        if self.buffer.len() < end {
            self.check_partial_text(&header)?;
            return Ok(None);
        }
        unmask(&mut self.buffer[payload + self.checked..end], header.mask, self.checked);
        let frame = self.whole_frame(&header, payload..end)?;
        self.at = end;
        if self.at == self.buffer.len() {
            self.at = 0;
            self.buffer.clear();
            if self.buffer.capacity() > KEPT {
                // Lets go of the memory: most connections are silent most of the time.
                self.buffer = Vec::new();
            }
        }
        Ok(Some(frame))
    }

    /// What can be refused before the payload is there.
    fn refuse(&self, header: &Header) -> Result<(), Farewell> {
        if !header.masked || header.reserved() || header.opcode() == OpCode::Bad {
            return Err(Farewell::Protocol);
        }
        if header.is_control() {
            let is_well = header.length <= MAX_CONTROL && header.is_last();
            return if is_well { Ok(()) } else { Err(Farewell::Protocol) };
        }
        if self.message.is_some() != (header.opcode() == OpCode::Continue) {
            return Err(Farewell::Protocol);
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
            OpCode::Text => true,
            OpCode::Continue => matches!(self.message, Some((OpCode::Text, _))),
            _ => false,
        };
        if !is_text {
            return Ok(());
        }
        let new = self.buffer.get_mut(self.at + header.start + self.checked..).unwrap_or_default();
        unmask(new, header.mask, self.checked);
        self.checked += new.len();
        self.utf8.push(new)
    }

    /// What a frame means whose payload is there, unmasked.
    fn whole_frame(&mut self, header: &Header, payload: Range<usize>) -> Result<Frame, Farewell> {
        let checked = std::mem::take(&mut self.checked);
        let opcode = header.opcode();
        let payload = &self.buffer[payload];
        let message = match opcode {
            OpCode::Ping => return Ok(Frame::Ping(Bytes::copy_from_slice(payload))),
            OpCode::Pong => return Ok(Frame::Pong),
            OpCode::Close => {
                let reason = Parser::try_parse_close_payload(payload).map_err(|_| Farewell::Protocol)?;
                return Ok(Frame::Close(reason.map(|reason| reason.code.into())));
            }
            OpCode::Continue => self.message.as_ref().map_or(OpCode::Bad, |(first, _)| *first),
            _ => opcode,
        };
        if message == OpCode::Text {
            self.utf8.push(&payload[checked..])?;
            if header.is_last() {
                self.utf8.finish()?;
            }
        }
        if header.is_last() && self.message.is_none() {
            return Ok(Self::message(message, Bytes::copy_from_slice(payload)));
        }
        let (_, data) = self.message.get_or_insert((message, Vec::new()));
        data.extend_from_slice(payload);
        match self.message.take_if(|_| header.is_last()) {
            Some((_, data)) => Ok(Self::message(message, data.into())),
            None => Ok(Frame::Fragment),
        }
    }

    fn message(opcode: OpCode, data: Bytes) -> Frame {
        match opcode {
            OpCode::Text => Frame::Text(data),
            _ => Frame::Binary(data),
        }
    }
}

/// Unmasks a piece of a payload, so many bytes from its start (RFC 6455 section 5.3).
fn unmask(piece: &mut [u8], mut mask: [u8; 4], from: usize) {
    mask.rotate_left(from % 4);
    for four in piece.chunks_mut(4) {
        four.iter_mut().zip(mask).for_each(|(byte, key)| *byte ^= key);
    }
}

/// What a frame declares about itself, read before its payload is there (RFC 6455 section 5.2).
struct Header {
    first: u8,
    length: u64,
    masked: bool,
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
        let masked = second & 0x80 != 0;
        let mask = if masked { *rest.first_chunk()? } else { [0; 4] };
        Some(Self { first, length, masked, mask, start: 2 + extended + if masked { 4 } else { 0 } })
    }

    fn opcode(&self) -> OpCode {
        OpCode::from(self.first & 0x0f)
    }

    fn is_last(&self) -> bool {
        self.first & 0x80 != 0
    }

    /// Bits that are for extensions, of which none is negotiated.
    fn reserved(&self) -> bool {
        self.first & 0x70 != 0
    }

    fn is_control(&self) -> bool {
        self.first & 0x08 != 0
    }
}

#[cfg(test)]
mod tests;
