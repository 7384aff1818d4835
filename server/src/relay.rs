//! An actor per worker: passes on what is for all connections of its thread, a frame of the party or the drain.
//!
//! One message a thread instead of one a connection: at 1,000 connections that is a third of the context switches.

use std::{rc::Rc, time::Instant};

use actix::prelude::*;

use crate::{
    carrier::Lingering,
    party::{Shot, audience::Audience},
    player::{
        farewell::Farewell,
        outbox::{Outbox, pulse::Patience},
    },
    registry::Registry,
};

/// A frame that has not been passed on is soon stale: more than these, and one for each room, and the rooms skip this
/// worker for a tick.
const MAILBOX: usize = 4;

/// The connections of one thread.
#[derive(Clone, Default)]
pub struct Connections {
    /// All.
    pub all: Rc<Registry<Outbox>>,
    /// Those at the party, by room.
    pub audience: Rc<Audience>,
    /// Carried sessions that are over.
    pub lingering: Rc<Lingering>,
}

/// The actor.
pub struct Relay {
    /// Whom it serves.
    pub connections: Connections,
    /// How they are looked after.
    pub patience: Patience,
}

impl Actor for Relay {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(MAILBOX);
        ctx.run_interval(self.patience.period(), |this, _| {
            let now = Instant::now();
            this.connections.all.for_each(|outbox| outbox.look_after(now));
            this.connections.lingering.look_after(now);
        });
    }
}

impl Handler<Shot> for Relay {
    type Result = ();

    fn handle(&mut self, shot: Shot, _: &mut Self::Context) {
        self.connections.audience.show(&shot);
    }
}

/// Said when the server stops: everybody is told to come back later.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Drain;

impl Handler<Drain> for Relay {
    type Result = ();

    fn handle(&mut self, _: Drain, _: &mut Self::Context) {
        self.connections.all.for_each(|outbox| outbox.close(Farewell::Restarting));
    }
}
