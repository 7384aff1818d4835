//! UTF-8 that comes in pieces, checked piece by piece.

use crate::player::farewell::Farewell;

/// Remembers the beginning of a character whose end is still to come.
#[derive(Debug, Default)]
pub struct Utf8 {
    head: [u8; 4],
    length: usize,
}

impl Utf8 {
    /// Checks the next piece.
    ///
    /// # Errors
    /// `NotUtf8` as soon as no continuation could make it valid.
    pub fn push(&mut self, mut piece: &[u8]) -> Result<(), Farewell> {
        while self.length > 0 {
            let Some((&byte, rest)) = piece.split_first() else { return Ok(()) };
            self.head[self.length] = byte;
            self.length += 1;
            piece = rest;
            match std::str::from_utf8(&self.head[..self.length]) {
                Ok(_) => self.length = 0,
                Err(error) if error.error_len().is_none() => {}
                Err(_) => return Err(Farewell::NotUtf8),
            }
        }
        match std::str::from_utf8(piece) {
            Ok(_) => Ok(()),
            Err(error) if error.error_len().is_none() => {
                let head = &piece[error.valid_up_to()..];
                self.head[..head.len()].copy_from_slice(head);
                self.length = head.len();
                Ok(())
            }
            Err(_) => Err(Farewell::NotUtf8),
        }
    }

    /// Says that the text ends here.
    ///
    /// # Errors
    /// `NotUtf8` if it ends within a character.
    pub fn finish(&mut self) -> Result<(), Farewell> {
        if std::mem::take(&mut self.length) == 0 { Ok(()) } else { Err(Farewell::NotUtf8) }
    }
}
