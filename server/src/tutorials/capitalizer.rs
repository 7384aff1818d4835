//! Each text comes back in capitals: Unicode's full mapping, as `toUpperCase` of JavaScript, so `ß` becomes `SS`.

use std::{future::poll_fn, pin::Pin};

use actix_http::ws::OpCode;
use actix_web::rt::spawn;
use futures_core::Stream;

use crate::{
    player::{farewell::Farewell, outbox::MAX_WAITING},
    transport::{
        Connection, Incoming,
        ws::{Bounds, Reader, frame},
    },
};

/// The largest message that is taken, in bytes.
const LARGEST: usize = 64 * 1024;

/// Capitals can be three times as long: `ΐ` is 2 bytes, and 6 as a capital with its two accents.
const GROWTH: usize = 3;

/// What this door takes.
pub const BOUNDS: Bounds = Bounds { message: LARGEST, waiting: GROWTH * LARGEST + MAX_WAITING };

/// Serves one connection; `kept` lives as long as it.
///
/// A binary message that is UTF-8 counts as text, for old clients send text that way; any other ends the connection
/// with 1007, since it has no capitals.
pub fn open(connection: Connection<Reader>, kept: impl Sized + 'static) {
    let Connection { mut incoming, outbox } = connection;
    spawn(async move {
        let _kept = kept;
        while let Some(said) = poll_fn(|cx| Pin::new(&mut incoming).poll_next(cx)).await {
            let message = match said {
                Incoming::Text(message) | Incoming::Binary(message) | Incoming::Chunk(message) => message,
                Incoming::Control | Incoming::HalfClosed => continue,
            };
            match std::str::from_utf8(&message) {
                Ok(text) => outbox.push(|out| frame::write(out, OpCode::Text, text.to_uppercase().as_bytes())),
                Err(_) => outbox.close(Farewell::NotUtf8),
            }
            // One message at a time: who does not read the answers is not read either.
            poll_fn(|cx| incoming.poll_flush(cx)).await;
        }
    });
}

#[cfg(test)]
mod tests {
    use super::GROWTH;

    #[test]
    fn no_character_grows_more_than_the_bound_says() {
        for character in char::MIN..=char::MAX {
            let capitals: usize = character.to_uppercase().map(char::len_utf8).sum();
            assert!(capitals <= GROWTH * character.len_utf8(), "{character:?}");
        }
    }
}
