//! What comes in goes out.

use std::{future::poll_fn, pin::Pin};

use actix_http::ws::OpCode;
use actix_web::rt::spawn;
use futures_core::Stream;

use crate::transport::{
    Connection, Incoming,
    ws::{Reader, frame},
};

/// Serves one connection; `kept` lives as long as it.
pub fn open(connection: Connection<Reader>, kept: impl Sized + 'static) {
    let Connection { mut incoming, outbox } = connection;
    spawn(async move {
        let _kept = kept;
        while let Some(said) = poll_fn(|cx| Pin::new(&mut incoming).poll_next(cx)).await {
            let (opcode, message) = match said {
                Incoming::Text(text) => (OpCode::Text, text),
                Incoming::Binary(bytes) | Incoming::Chunk(bytes) => (OpCode::Binary, bytes),
                Incoming::Control | Incoming::HalfClosed => continue,
            };
            outbox.push(|out| frame::write(out, opcode, &message));
            // One message at a time: who does not read its own echo is not read either.
            poll_fn(|cx| incoming.poll_flush(cx)).await;
        }
    });
}
