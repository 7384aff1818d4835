//! The bytes of one side of a WebSocket connection as a person would read them: a head, then frames (RFC 6455 sections 4
//! and 5.2). For show only, so nothing is refused, and of a long frame only the start is kept.

use serde_json::{Value, json};

use crate::transport::ear::Side;

/// The longest head that is shown, in bytes.
const HEAD: usize = 8 * 1024;

/// What ends it (RFC 9112 section 2.1).
const END: &[u8] = b"\r\n\r\n";

/// How many bytes of a frame are shown as they were on the wire.
const RAW: usize = 64;

/// How many characters of its text are shown.
const TEXT: usize = 200;

/// How many bytes of a frame are kept: its longest header, and as much as so many characters can take.
const KEPT: usize = 14 + 4 * TEXT;

/// The close frame's opcode, and those of text and of what continues a message.
const CLOSE: u8 = 8;
const TEXT_MESSAGE: u8 = 1;
const CONTINUATION: u8 = 0;

/// What one side sends.
#[derive(Default)]
pub struct Wire {
    /// Whether the head has ended.
    frames: bool,
    /// The start of the head or of the frame that is coming in.
    kept: Vec<u8>,
    /// How many bytes of it came in.
    came: u64,
    /// Whether the message whose fragments are coming in is text.
    text: bool,
}

/// What there is to see.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Seen {
    /// The head of the request, or of its answer.
    Head(String),
    /// A whole frame.
    Frame(Frame),
}

/// A frame that has come in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Frame {
    fin: bool,
    opcode: u8,
    mask: Option<[u8; 4]>,
    /// Of its payload, in bytes.
    length: u64,
    /// As it was on the wire, the first [`RAW`] bytes.
    raw: Vec<u8>,
    /// What it takes on the wire, in bytes.
    size: u64,
    /// The first [`TEXT`] characters, or a close frame's code and reason.
    text: Option<String>,
}

/// What the start of a frame says of the rest.
struct Header {
    mask: Option<[u8; 4]>,
    /// Of the header, in bytes.
    start: usize,
    /// Of the payload, in bytes.
    length: u64,
}

impl Header {
    fn read(bytes: &[u8]) -> Option<Self> {
        let (&[_, second], rest) = bytes.split_first_chunk()?;
        let (length, rest) = match second & 0x7f {
            126 => rest.split_first_chunk().map(|(length, rest)| (u16::from_be_bytes(*length).into(), rest))?,
            127 => rest.split_first_chunk().map(|(length, rest)| (u64::from_be_bytes(*length), rest))?,
            short => (short.into(), rest),
        };
        let (mask, rest) = match second & 0x80 {
            0 => (None, rest),
            _ => rest.split_first_chunk().map(|(mask, rest)| (Some(*mask), rest))?,
        };
        Some(Self { mask, start: bytes.len() - rest.len(), length })
    }
}

impl Wire {
    /// Takes in what was sent next, and gives what is complete.
    pub fn feed(&mut self, mut bytes: &[u8], seen: &mut dyn FnMut(Seen)) {
        while !bytes.is_empty() {
            bytes = if self.frames { self.frame(bytes, seen) } else { self.head(bytes, seen) };
        }
    }

    /// Adds to the head; gives what comes after it.
    fn head<'a>(&mut self, bytes: &'a [u8], seen: &mut dyn FnMut(Seen)) -> &'a [u8] {
        let before = self.kept.len();
        let fresh = &bytes[..bytes.len().min(HEAD - before)];
        self.kept.extend_from_slice(fresh);
        // The end may have begun in what came before.
        let from = before.saturating_sub(END.len());
        let end = self.kept[from..].windows(END.len()).position(|four| four == END).map(|at| from + at + END.len());
        match end {
            None if self.kept.len() < HEAD => return &[],
            None => {}
            Some(end) => self.kept.truncate(end),
        }
        let rest = &bytes[self.kept.len() - before..];
        let head = std::mem::take(&mut self.kept);
        self.frames = true;
        seen(Seen::Head(String::from_utf8_lossy(&head).into_owned()));
        rest
    }

    /// Adds to a frame; gives what comes after it.
    fn frame<'a>(&mut self, bytes: &'a [u8], seen: &mut dyn FnMut(Seen)) -> &'a [u8] {
        let Some(header) = Header::read(&self.kept) else {
            // One by one, so that nothing of the next frame is kept: a header is short.
            self.kept.push(bytes[0]);
            self.came += 1;
            self.end_if_whole(seen);
            return &bytes[1..];
        };
        let left = (header.start as u64).saturating_add(header.length).saturating_sub(self.came);
        let fresh = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
        let room = KEPT.saturating_sub(self.kept.len());
        self.kept.extend_from_slice(&bytes[..fresh.min(room)]);
        self.came += fresh as u64;
        self.end_if_whole(seen);
        &bytes[fresh..]
    }

    fn end_if_whole(&mut self, seen: &mut dyn FnMut(Seen)) {
        let Some(header) = Header::read(&self.kept) else { return };
        if self.came >= (header.start as u64).saturating_add(header.length) {
            self.came = 0;
            let kept = std::mem::take(&mut self.kept);
            seen(Seen::Frame(self.whole(&header, &kept)));
        }
    }

    fn whole(&mut self, header: &Header, kept: &[u8]) -> Frame {
        let (fin, opcode) = (kept[0] & 0x80 != 0, kept[0] & 0x0f);
        let mut payload = kept[header.start..].to_vec();
        if let Some(mask) = header.mask {
            payload.iter_mut().zip(mask.iter().cycle()).for_each(|(byte, key)| *byte ^= key);
        }
        if opcode == TEXT_MESSAGE || (CONTINUATION < opcode && opcode < CLOSE) {
            self.text = opcode == TEXT_MESSAGE;
        }
        let text = match (opcode, payload.split_first_chunk()) {
            (TEXT_MESSAGE, _) => Some(shown(&payload)),
            (CONTINUATION, _) if self.text => Some(shown(&payload)),
            (CLOSE, Some((code, reason))) => {
                Some(format!("{} {}", u16::from_be_bytes(*code), shown(reason)).trim_end().to_owned())
            }
            _ => None,
        };
        let size = (header.start as u64).saturating_add(header.length);
        let raw = kept[..kept.len().min(RAW)].to_vec();
        Frame { fin, opcode, mask: header.mask, length: header.length, raw, size, text }
    }
}

fn shown(payload: &[u8]) -> String {
    String::from_utf8_lossy(payload).chars().take(TEXT).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Seen {
    /// What a tap is told of it: `at` in ms, since the server's start.
    pub fn event(&self, at: f64, side: Side) -> Value {
        let from = match side {
            Side::Client => "client",
            Side::Server => "server",
        };
        match self {
            Self::Head(text) => json!({ "at": at, "from": from, "kind": "head", "text": text }),
            Self::Frame(frame) => json!({
                "at": at,
                "from": from,
                "kind": "frame",
                "fin": frame.fin,
                "opcode": frame.opcode,
                "masked": frame.mask.is_some(),
                "mask": frame.mask.map(|mask| hex(&mask)),
                "length": frame.length,
                "bytes": hex(&frame.raw),
                "size": frame.size,
                "text": frame.text,
            }),
        }
    }
}

#[cfg(test)]
mod tests;
