//! What a load is, to the loop that runs it.

use std::time::Instant;

use crate::{inbox::Message, net::Net, report::Row};

/// How a connection ended.
#[derive(Debug)]
pub enum End {
    /// As it was asked to.
    Left,
    /// Otherwise: why.
    Lost(String),
}

/// A load: it is told what happens, and acts on the connections.
pub trait Case {
    /// Dials.
    fn start(&mut self, net: &mut Net);

    /// A connection is open.
    fn opened(&mut self, net: &mut Net, id: usize, now: Instant);

    /// Everybody was connected once.
    fn ready(&mut self, _now: Instant) {}

    /// Whether the content of such a message is wanted: its first byte and its length in bytes.
    fn wants(&self, _first: u8, _length: usize) -> bool {
        true
    }

    /// A line or message has come.
    fn message(&mut self, net: &mut Net, id: usize, message: Message, now: Instant);

    /// A ping was answered.
    fn pinged(&mut self, _net: &mut Net) {}

    /// A connection has ended.
    fn ended(&mut self, net: &mut Net, id: usize, end: End);

    /// Does what is due, and says when more will be.
    fn due(&mut self, _net: &mut Net, _now: Instant) -> Option<Instant> {
        None
    }

    /// The measured window begins: forget what was counted.
    fn window(&mut self) {}

    /// Whether the load has an end of its own, and thus no window; how much of it is done, and of how much.
    fn progress(&self) -> Option<(usize, usize)> {
        None
    }

    /// What the result tells besides.
    fn extra(&self, _seconds: f64) -> Vec<Row> {
        Vec::new()
    }
}
