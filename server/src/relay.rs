//! An actor per worker: passes on what is for all connections of its thread, a frame of the party or the drain.
//!
//! One message a thread instead of one a connection: at 1,000 connections that is a third of the context switches.

use std::rc::Rc;

use actix::prelude::*;
use bytes::Bytes;

use crate::{player::farewell::Farewell, registry::Registry};

/// A frame that has not been passed on is soon stale: more than these, and the party skips this worker for a tick.
const MAILBOX: usize = 4;

/// The connections of one thread.
#[derive(Clone, Default)]
pub struct Connections {
    /// All.
    pub all: Rc<Registry>,
    /// Those at the party that read the classic form.
    pub classic: Rc<Registry>,
    /// Those at the party that read `party.2`.
    pub party2: Rc<Registry>,
}

/// The actor.
pub struct Relay(pub Connections);

impl Actor for Relay {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(MAILBOX);
    }
}

/// Said by the party at each tick, ready for the wire; `None` where nobody reads that form.
#[derive(Clone, Message)]
#[rtype(result = "()")]
pub struct Frame {
    /// The classic form.
    pub classic: Option<Bytes>,
    /// `party.2`.
    pub party2: Option<Bytes>,
}

impl Handler<Frame> for Relay {
    type Result = ();

    fn handle(&mut self, frame: Frame, _: &mut Self::Context) {
        for (registry, bytes) in [(&self.0.classic, frame.classic), (&self.0.party2, frame.party2)] {
            if let Some(bytes) = bytes {
                registry.for_each(|outbox| outbox.offer(bytes.clone()));
            }
        }
    }
}

/// Said when the server stops: everybody is told to come back later.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Drain;

impl Handler<Drain> for Relay {
    type Result = ();

    fn handle(&mut self, _: Drain, _: &mut Self::Context) {
        self.0.all.for_each(|outbox| outbox.close(Farewell::Restarting));
    }
}
