//! Connections that only answer pings.

use std::time::Instant;

use crate::{
    args::IdleArgs,
    case::{Case, End},
    inbox::Message,
    net::Net,
};

/// So many of them. Their messages are pongs.
pub struct Idle(usize);

impl Idle {
    /// So many connections.
    pub fn new(args: &IdleArgs) -> Self {
        Self(args.connections)
    }
}

impl Case for Idle {
    fn start(&mut self, net: &mut Net) {
        (0..self.0).for_each(|id| net.dial(id));
    }

    fn opened(&mut self, _net: &mut Net, _id: usize, _now: Instant) {}

    fn wants(&self, _first: u8, _length: usize) -> bool {
        false
    }

    fn message(&mut self, _net: &mut Net, _id: usize, _message: Message, _now: Instant) {}

    fn pinged(&mut self, net: &mut Net) {
        net.tally.messages += 1;
    }

    fn ended(&mut self, net: &mut Net, id: usize, end: End) {
        if let End::Lost(reason) = end {
            let age = net.dialled(id).elapsed().as_secs();
            net.tally.error(&format!("lost after {age} s: {reason}"));
        }
    }
}
