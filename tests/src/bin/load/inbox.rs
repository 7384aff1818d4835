//! What has come on a connection, cut into messages.
//!
//! A message that is there as a whole is told from where it lies. One whose content nobody wants is told when its end
//! has come, by its first bytes; its rest is not kept.

use crate::wire;

/// How much of an unwanted message is kept, in bytes.
const PEEK: usize = 16;

/// A message from the server.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    /// FIN, RSV and opcode of its WebSocket frame; [`wire::TEXT`] for a line.
    pub first: u8,
    /// All of it, or its first bytes when it was not wanted.
    pub payload: &'a [u8],
}

/// What has come but is no whole message.
#[derive(Default)]
pub struct Inbox {
    rest: Vec<u8>,
    passing: Option<Passing>,
}

#[derive(Clone, Copy)]
struct Passing {
    first: u8,
    peek: [u8; PEEK],
    left: usize,
}

/// Bytes that come in order, and how far they are read.
pub struct Piece<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Inbox {
    /// What came before, then what has come now. Give the rest back by [`Inbox::put_back`].
    ///
    /// `kept` is where both are put together when there is something from before.
    pub fn open<'a>(&mut self, new: &'a [u8], kept: &'a mut Vec<u8>) -> Piece<'a> {
        if self.rest.is_empty() {
            return Piece { bytes: new, at: 0 };
        }
        std::mem::swap(kept, &mut self.rest);
        kept.extend_from_slice(new);
        Piece { bytes: kept, at: 0 }
    }

    /// Keeps what was not read.
    pub fn put_back(&mut self, piece: &Piece) {
        self.rest.clear();
        self.rest.extend_from_slice(&piece.bytes[piece.at..]);
    }

    /// Forgets everything, for a new connection.
    pub fn clear(&mut self) {
        self.rest.clear();
        self.passing = None;
    }

    /// The next message that is there as a whole.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn next<'p>(
        &mut self,
        piece: &'p mut Piece,
        peek: &'p mut [u8; PEEK],
        wants: impl Fn(u8, usize) -> bool,
    ) -> Result<Option<Message<'p>>, &'static str> {
        if self.passing.is_none() {
            let bytes = &piece.bytes[piece.at..];
            let Some(header) = wire::header(bytes)? else { return Ok(None) };
            let here = bytes.len() - header.size;
            if wants(header.first, header.length) || header.length <= PEEK {
                if here < header.length {
                    return Ok(None);
                }
                let from = piece.at + header.size;
                piece.at = from + header.length;
                return Ok(Some(Message { first: header.first, payload: &piece.bytes[from..piece.at] }));
            }
            let Some(peek) = bytes[header.size..].first_chunk() else { return Ok(None) };
            piece.at += header.size;
            self.passing = Some(Passing { first: header.first, peek: *peek, left: header.length });
        }
        let Some(passing) = &mut self.passing else { return Ok(None) };
        let step = passing.left.min(piece.bytes.len() - piece.at);
        piece.at += step;
        passing.left -= step;
        if passing.left > 0 {
            return Ok(None);
        }
        *peek = passing.peek;
        let first = passing.first;
        self.passing = None;
        Ok(Some(Message { first, payload: &peek[..] }))
    }
}

impl Piece<'_> {
    /// The next line without its ending, when it is there as a whole.
    pub fn line(&mut self) -> Option<&[u8]> {
        let length = self.bytes[self.at..].iter().position(|byte| *byte == b'\n')?;
        let from = self.at;
        self.at += length + 1;
        Some(self.bytes[from..from + length].trim_ascii_end())
    }

    /// Everything up to an empty line, the head of an HTTP answer, when it is there as a whole.
    pub fn head(&mut self) -> Option<&[u8]> {
        let length = self.bytes[self.at..].windows(4).position(|window| window == b"\r\n\r\n")?;
        let from = self.at;
        self.at += length + 4;
        Some(&self.bytes[from..from + length])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Feeds `bytes` in steps of `step`, and says what was told.
    fn told(bytes: &[u8], step: usize, wants: bool) -> Vec<(u8, Vec<u8>)> {
        let (mut inbox, mut told) = (Inbox::default(), Vec::new());
        for new in bytes.chunks(step) {
            let (mut kept, mut peek) = (Vec::new(), [0; PEEK]);
            let mut piece = inbox.open(new, &mut kept);
            while let Some(message) = inbox.next(&mut piece, &mut peek, |_, _| wants).unwrap() {
                told.push((message.first, message.payload.to_vec()));
            }
            inbox.put_back(&piece);
        }
        told
    }

    #[test]
    fn messages_are_told_however_they_are_cut() {
        let long: Vec<u8> = (0..200).collect();
        let mut bytes = vec![0x81, 2, b'h', b'i', 0x82, 126, 0, 200];
        bytes.extend(&long);
        bytes.extend([0x89, 0]);
        for step in 1..=bytes.len() {
            let all = vec![(0x81, b"hi".to_vec()), (0x82, long.clone()), (0x89, vec![])];
            assert_eq!(told(&bytes, step, true), all);
            let some = vec![(0x81, b"hi".to_vec()), (0x82, long[..PEEK].to_vec()), (0x89, vec![])];
            assert_eq!(told(&bytes, step, false), some);
        }
    }
}
