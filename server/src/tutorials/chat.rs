//! A chat without names: what one says, all read, the sender included, and all in the same order.
//!
//! The actor of the room gives what is said its order, and passes it on to an actor for each worker that has it written
//! to the connections of its thread: one message a worker, encoded once.

use std::{rc::Rc, sync::Arc, time::Instant};

use actix::prelude::*;
use bytes::Bytes;
use tokio::sync::Semaphore;

use crate::{
    player::{
        budget::{Budget, Verdict},
        outbox::Outbox,
    },
    registry::Registry,
    shared::Shared,
};

mod guest;

pub use guest::open;

/// What all together may say in a second, after a burst of twice as much: one message goes out as often as people listen.
const TOGETHER: u32 = 200;

/// The actor of the room.
pub struct Room {
    criers: Vec<Addr<Crier>>,
    budget: Budget,
    /// How many messages may wait for it: each connection has at most one on its way.
    mailbox: usize,
}

/// One worker's way to the room.
#[derive(Clone)]
pub struct Desk {
    room: Addr<Room>,
    /// The connections of this thread that chat.
    guests: Rc<Registry<Outbox>>,
    /// Whose turn it is to have a long message filtered: one at a time, for each takes a thread.
    filter: Rc<Semaphore>,
}

/// The actor of a worker.
struct Crier {
    guests: Rc<Registry<Outbox>>,
    mailbox: usize,
}

/// A worker has somebody who passes things on.
#[derive(Message)]
#[rtype(result = "()")]
struct Join(Addr<Crier>);

/// Somebody would say something: whether all together have room for that. Asked before anything is looked at, for the filter of
/// rude words takes time.
#[derive(Message)]
#[rtype(result = "bool")]
struct Turn;

/// Something is said, as a frame. The answer comes when all workers have passed it on.
#[derive(Message)]
#[rtype(result = "()")]
struct Say(Bytes);

/// To be written to all of a thread.
#[derive(Message)]
#[rtype(result = "()")]
struct Cry(Bytes);

impl Room {
    /// An empty room.
    pub fn new(shared: &Arc<Shared>) -> Self {
        let config = &shared.config;
        Self { criers: Vec::new(), budget: Budget::new(config.rate(TOGETHER)), mailbox: config.max_connections }
    }
}

impl Desk {
    /// That of the current worker thread. Once for each.
    pub fn set_up(shared: &Arc<Shared>) -> Self {
        let guests = Rc::<Registry<Outbox>>::default();
        let mailbox = shared.config.max_connections;
        let crier = Crier { guests: Rc::clone(&guests), mailbox }.start();
        let room = shared.chat();
        // Once for each worker.
        room.do_send(Join(crier));
        Self { room, guests, filter: Rc::new(Semaphore::new(1)) }
    }
}

impl Actor for Room {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(self.mailbox);
    }
}

impl Actor for Crier {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        // Never full, so what is sent to it is in its mailbox at once, and in order.
        ctx.set_mailbox_capacity(self.mailbox);
    }
}

impl Handler<Join> for Room {
    type Result = ();

    fn handle(&mut self, Join(crier): Join, _: &mut Self::Context) {
        self.criers.push(crier);
    }
}

impl Handler<Turn> for Room {
    type Result = bool;

    fn handle(&mut self, _: Turn, _: &mut Self::Context) -> bool {
        self.budget.spend(Instant::now()) == Verdict::Granted
    }
}

impl Handler<Say> for Room {
    type Result = ResponseFuture<()>;

    fn handle(&mut self, Say(frame): Say, _: &mut Self::Context) -> Self::Result {
        let cries: Vec<_> = self.criers.iter().map(|crier| crier.send(Cry(frame.clone()))).collect();
        Box::pin(async move {
            for cry in cries {
                // A worker that has gone has nobody to tell.
                cry.await.ok();
            }
        })
    }
}

impl Handler<Cry> for Crier {
    type Result = ();

    fn handle(&mut self, Cry(frame): Cry, _: &mut Self::Context) {
        self.guests.for_each(|outbox| outbox.pass_on(&frame));
    }
}
