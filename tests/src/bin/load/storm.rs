//! Connections that come and go: connect, take the first message, close, and wait until the server has hung up.

use std::time::Instant;

use crate::{
    args::StormArgs,
    case::{Case, End},
    inbox::Message,
    net::Net,
    wire,
};

/// A storm. Its messages are connections, and its deliveries what they were told.
pub struct Storm {
    all: usize,
    at_once: usize,
    begun: usize,
    done: usize,
    /// What to say to be told anything, where servers speak only when spoken to.
    first: Option<Vec<u8>>,
}

impl Storm {
    /// A storm on this URL.
    pub fn new(args: &StormArgs, url: &str) -> Self {
        let first = url.ends_with("/echo").then(|| wire::frame(wire::TEXT, b"hello"));
        Self { all: args.connections, at_once: args.concurrency.min(args.connections), begun: 0, done: 0, first }
    }

    fn dial(&mut self, net: &mut Net, id: usize) {
        if self.begun < self.all {
            self.begun += 1;
            net.tally.messages += 1;
            net.dial(id);
        }
    }
}

impl Case for Storm {
    fn start(&mut self, net: &mut Net) {
        (0..self.at_once).for_each(|id| self.dial(net, id));
    }

    fn opened(&mut self, net: &mut Net, id: usize, _now: Instant) {
        if let Some(first) = &self.first {
            net.send(id, first);
        }
    }

    fn wants(&self, _first: u8, _length: usize) -> bool {
        false
    }

    fn message(&mut self, net: &mut Net, id: usize, _message: Message, now: Instant) {
        let dialled = net.dialled(id);
        net.tally.latency.record(now - dialled);
        net.leave(id);
    }

    fn ended(&mut self, net: &mut Net, id: usize, end: End) {
        self.done += 1;
        if let End::Lost(reason) = end {
            net.tally.error(&format!("lost before the first message: {reason}"));
        }
        self.dial(net, id);
    }

    fn progress(&self) -> Option<(usize, usize)> {
        Some((self.done, self.all))
    }
}
