//! Bytes in, lines out.

use std::mem;

use crate::Error;

/// The longest line a client may send, in bytes, without its ending ("TTTP.md", Lines).
pub const MAX_LINE: usize = 512;

/// Cuts the bytes from one connection into lines, however they were split on the way.
///
/// Of an unfinished line at most [`MAX_LINE`] + 1 bytes are kept, and between lines no buffer at all. The lines, and
/// the errors in their stead, depend on the bytes alone, not on the chunks they came in.
#[derive(Debug, Default)]
pub struct Lines {
    /// The start of a line whose ending has not come yet. One byte more than a line may have, as the last may prove to
    /// be the carriage return of the ending.
    held: Vec<u8>,
    /// The line was found too long: what is left of it is passed over.
    skipping: bool,
}

impl Lines {
    /// Takes the next bytes and hands every line that they complete to `each`, in order, without its ending: a line
    /// feed, with or without a carriage return before it. Blank lines are passed over.
    ///
    /// In a line's place `each` may get
    /// - [`Error::LineTooLong`], once and as soon as it is certain; the next line is fine again
    /// - [`Error::NotUtf8`]
    /// - [`Error::ControlCharacter`], for any but tab
    pub fn feed(&mut self, chunk: &[u8], each: &mut dyn FnMut(Result<&str, Error>)) {
        let mut rest = chunk;
        while let Some(end) = rest.iter().position(|&byte| byte == b'\n') {
            self.complete(&rest[..end], each);
            rest = &rest[end + 1..];
        }
        self.hold(rest, each);
    }

    /// Hands over a last line that has no ending: at the end of a TCP stream, or of each WebSocket frame.
    ///
    /// Afterwards it is as good as new.
    pub fn finish(&mut self, each: &mut dyn FnMut(Result<&str, Error>)) {
        self.complete(&[], each);
    }

    fn complete(&mut self, piece: &[u8], each: &mut dyn FnMut(Result<&str, Error>)) {
        if mem::take(&mut self.skipping) {
            return;
        }
        // Usually a line comes in one chunk: then it is handed on where it lies.
        if self.held.is_empty() {
            return deliver(piece, each);
        }
        let mut line = mem::take(&mut self.held);
        if line.len() + piece.len() > MAX_LINE + 1 {
            return each(Err(Error::LineTooLong));
        }
        line.extend_from_slice(piece);
        deliver(&line, each);
    }

    fn hold(&mut self, piece: &[u8], each: &mut dyn FnMut(Result<&str, Error>)) {
        let Some(&last) = piece.last() else { return };
        if self.skipping {
            return;
        }
        let length = self.held.len() + piece.len();
        if length > MAX_LINE + 1 || (length == MAX_LINE + 1 && last != b'\r') {
            self.held = Vec::new();
            self.skipping = true;
            return each(Err(Error::LineTooLong));
        }
        // All at once: growing by doubling would end at nearly twice the bound.
        self.held.reserve_exact(MAX_LINE + 1 - self.held.len());
        self.held.extend_from_slice(piece);
    }
}

/// Without white space around it. Byte order marks count as such: some editors and shells put one before the first
/// line.
pub(crate) fn trim(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
}

fn deliver(line: &[u8], each: &mut dyn FnMut(Result<&str, Error>)) {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if line.len() > MAX_LINE {
        return each(Err(Error::LineTooLong));
    }
    let Ok(line) = str::from_utf8(line) else {
        return each(Err(Error::NotUtf8));
    };
    // Some clients end a line with more than one carriage return; that much is white space.
    let line = line.trim_end_matches('\r');
    if line.chars().any(|c| c.is_control() && c != '\t') {
        return each(Err(Error::ControlCharacter));
    }
    if !trim(line).is_empty() {
        each(Ok(line));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_bounded_and_given_back() {
        let mut lines = Lines::default();
        let mut feed = |chunk: &[u8]| {
            lines.feed(chunk, &mut |_| {});
            lines.held.capacity()
        };
        assert_eq!(feed(b"MOVE 4\n"), 0);
        for _ in 0..MAX_LINE {
            assert!((1..=MAX_LINE + 1).contains(&feed(b"a")));
        }
        assert!(feed(b"\r") <= MAX_LINE + 1);
        assert_eq!(feed(b"\n"), 0);
        assert!(feed(b"a") > 0);
        assert_eq!(feed(&[b'a'; 600]), 0);
        assert_eq!(feed(&[b'a'; 10]), 0);
        assert_eq!(feed(b"\nMOVE 4\n"), 0);
    }
}
