//! An actor per canvas room: ticks the world, and encodes each kind of frame once a tick for all who read it.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use actix::prelude::*;
use futures_core::Stream;
use rand::rngs::StdRng;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval};
use tttp::party::{
    frame,
    world::{Id, NO_POSITION, Position, Settings, World},
};

use crate::{
    player::outbox,
    relay::{self, Relay},
    stats::Stats,
    transport::ws,
};

pub mod participant;

/// The newest position of one participant: written by its connection, read by the tick, no message between them.
#[derive(Debug)]
pub struct Slot(AtomicU64);

impl Default for Slot {
    fn default() -> Self {
        Self(AtomicU64::new(NO_POSITION))
    }
}

impl Slot {
    /// Replaces what the tick has not read yet: at most one position a tick counts.
    pub fn put(&self, position: Position) {
        self.0.store(position.to_bits(), Relaxed);
    }

    fn take(&self) -> Option<Position> {
        Position::from_bits(self.0.swap(NO_POSITION, Relaxed))
    }
}

/// What a client reads.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Form {
    /// The form of the original: an array of locations and colours.
    Classic,
    /// Subprotocol `party.2`.
    Party2,
}

/// The actor.
pub struct Party {
    world: World,
    hz: u16,
    rng: StdRng,
    slots: BTreeMap<Id, Arc<Slot>>,
    readers: [usize; 2],
    relays: Vec<Addr<Relay>>,
    text: String,
    stats: Arc<Stats>,
}

impl Party {
    /// An empty room that ticks `hz` times a second.
    pub fn new(settings: Settings, hz: u16, mut rng: StdRng, stats: Arc<Stats>) -> Self {
        let world = World::new(settings, &mut rng);
        Self { world, hz, rng, slots: BTreeMap::new(), readers: [0; 2], relays: Vec::new(), text: String::new(), stats }
    }

    fn encode(&mut self, form: Form) -> Option<outbox::Frame> {
        if self.readers[form as usize] == 0 {
            return None;
        }
        self.text.clear();
        match form {
            Form::Classic => frame::classic(&self.world, &mut self.text),
            Form::Party2 => frame::party2(&self.world, &mut self.text),
        }
        Some(outbox::Frame { tick: self.world.tick() as u32, bytes: ws::frame::text(&self.text) })
    }
}

impl Actor for Party {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.add_stream(Ticks::new(self.hz));
    }
}

/// The clock of the room: it keeps its rate, and skips what it missed.
struct Ticks(Interval);

struct Tick;

impl Ticks {
    fn new(hz: u16) -> Self {
        let mut interval = interval(Duration::from_secs(1) / u32::from(hz));
        interval.set_missed_tick_behavior(MissedTickBehavior::Skip);
        Self(interval)
    }
}

impl Stream for Ticks {
    type Item = Tick;

    fn poll_next(mut self: std::pin::Pin<&mut Self>, cx: &mut std::task::Context<'_>) -> std::task::Poll<Option<Tick>> {
        self.0.poll_tick(cx).map(|_: Instant| Some(Tick))
    }
}

impl StreamHandler<Tick> for Party {
    fn handle(&mut self, _: Tick, _: &mut Self::Context) {
        if self.world.is_empty() {
            return;
        }
        let slots = &self.slots;
        self.world.step(1.0 / f32::from(self.hz), |id| slots.get(&id)?.take(), &mut self.rng);
        let frame = relay::Frame { classic: self.encode(Form::Classic), party2: self.encode(Form::Party2) };
        for relay in &self.relays {
            // A worker that has not passed on the last frames is not helped by one more.
            relay.try_send(frame.clone()).ok();
        }
    }
}

/// Said by a worker when it starts.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Attach(pub Addr<Relay>);

impl Handler<Attach> for Party {
    type Result = ();

    fn handle(&mut self, Attach(relay): Attach, _: &mut Self::Context) {
        self.relays.push(relay);
    }
}

/// Said by a connection that wants to take part.
#[derive(Message)]
#[rtype(result = "Joined")]
pub struct Join {
    /// Where its positions will be.
    pub slot: Arc<Slot>,
    /// What it reads.
    pub form: Form,
}

/// The answer to [`Join`].
#[derive(MessageResponse)]
pub struct Joined {
    /// To be kept for as long as it takes part.
    pub membership: Membership,
    /// What it is told first, if its form has that.
    pub welcome: Option<String>,
}

impl Handler<Join> for Party {
    type Result = Joined;

    fn handle(&mut self, Join { slot, form }: Join, ctx: &mut Self::Context) -> Joined {
        let (id, _) = self.world.join(&mut self.rng);
        self.slots.insert(id, slot);
        self.readers[form as usize] += 1;
        self.stats.set_people(self.slots.len());
        let welcome = (form == Form::Party2).then(|| frame::welcome(id, &self.world, self.hz));
        Joined { membership: Membership { id, form, party: ctx.address() }, welcome }
    }
}

/// Said by a membership when it is given up.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Leave {
    id: Id,
    form: Form,
}

impl Handler<Leave> for Party {
    type Result = ();

    fn handle(&mut self, Leave { id, form }: Leave, _: &mut Self::Context) {
        if self.slots.remove(&id).is_some() {
            self.world.leave(id);
            self.readers[form as usize] -= 1;
            self.stats.set_people(self.slots.len());
        }
    }
}

/// A place at the party; dropping it is leaving.
pub struct Membership {
    id: Id,
    form: Form,
    party: Addr<Party>,
}

impl Drop for Membership {
    fn drop(&mut self) {
        // Said once in the life of a membership, so it can't flood; and a ghost must not stay on the canvas.
        self.party.do_send(Leave { id: self.id, form: self.form });
    }
}
