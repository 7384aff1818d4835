//! An actor per canvas room: ticks the world, and sees to it that each kind of frame is written once a tick for all.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use actix::prelude::*;
use futures_core::Stream;
use rand::rngs::StdRng;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval};
use tttp::party::{Area, Id, NO_POSITION, Name, Pictures, Position, World, frame};

use self::{
    canvas::Canvas,
    rooms::{Code, Forget, Plan, Rooms},
};
use crate::{
    player::outbox,
    relay::Relay,
    stats::{LivePerson, LiveRoom, Stats},
    transport::ws,
};

pub mod audience;
pub mod canvas;
pub mod pace;
pub mod participant;
pub mod rooms;

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
        // To look is cheaper than to exchange, and most have nothing new.
        if self.0.load(Relaxed) == NO_POSITION {
            return None;
        }
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

/// Tells a room from all others of this server, also from those that had its code before.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct RoomId(u64);

/// How long a room stays.
pub enum Lifetime {
    /// As long as the server.
    Unending,
    /// Until nobody has been in it for a while.
    WhileUsed {
        /// For how long.
        grace: Duration,
        /// Who is told.
        rooms: Addr<Rooms>,
        /// Under which code it is known there.
        code: Code,
    },
}

/// The actor.
pub struct Party {
    id: RoomId,
    code: String,
    world: World,
    hz: u16,
    rng: StdRng,
    /// By id, as the world asks for them.
    slots: Vec<(Id, Arc<Slot>)>,
    readers: [usize; 2],
    /// The workers that have readers, and how many.
    relays: Vec<(Addr<Relay>, usize)>,
    pictures: Pictures,
    text: String,
    lifetime: Lifetime,
    ending: Option<SpawnHandle>,
    /// How many are here, for who keeps the rooms.
    people: Arc<AtomicUsize>,
    stats: Arc<Stats>,
    _live: LiveRoom,
}

impl Party {
    /// An empty room. `bytes_per_second` is what each reader of `party.2` may be sent.
    pub fn new(
        id: RoomId,
        code: &Code,
        plan: Plan,
        bytes_per_second: u32,
        lifetime: Lifetime,
        mut rng: StdRng,
        stats: &Arc<Stats>,
    ) -> Self {
        let Plan { world, hz } = plan;
        Self {
            id,
            code: code.to_string(),
            world: World::new(world, &mut rng),
            hz,
            rng,
            slots: Vec::new(),
            readers: [0; 2],
            relays: Vec::new(),
            pictures: Pictures::new(bytes_per_second, hz),
            text: String::new(),
            lifetime,
            ending: None,
            people: Arc::default(),
            stats: Arc::clone(stats),
            _live: stats.room(),
        }
    }

    /// The same, with its participants counted here.
    pub fn counted(self, people: Arc<AtomicUsize>) -> Self {
        Self { people, ..self }
    }

    /// What there is to send after a tick.
    fn shot(&mut self) -> Shot {
        let tick = self.world.tick() as u32;
        let classic = (self.readers[Form::Classic as usize] > 0).then(|| {
            frame::classic(&self.world, &mut self.text);
            outbox::Frame { tick, bytes: ws::frame::text(&self.text) }
        });
        let party2 =
            (self.readers[Form::Party2 as usize] > 0).then(|| Arc::new(Canvas::new(self.pictures.take(&self.world))));
        Shot { room: self.id, tick, classic, party2 }
    }

    fn begin_to_end(&mut self, ctx: &mut Context<Self>) {
        let Lifetime::WhileUsed { grace, .. } = self.lifetime else { return };
        self.ending = Some(ctx.run_later(grace, |this, ctx| {
            if let Lifetime::WhileUsed { rooms, code, .. } = &this.lifetime {
                // Once in the life of a room.
                rooms.do_send(Forget { code: code.clone(), room: this.id });
            }
            ctx.stop();
        }));
    }
}

impl Actor for Party {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.add_stream(Ticks::new(self.hz));
        self.begin_to_end(ctx);
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
        let mut slots = self.slots.iter();
        let newest = |id| slots.find(|(of, _)| *of == id)?.1.take();
        self.world.step(1.0 / f32::from(self.hz), newest, &mut self.rng);
        let shot = self.shot();
        for (relay, _) in &self.relays {
            // A worker that has not passed on the last ones is not helped by one more.
            relay.try_send(shot.clone()).ok();
        }
    }
}

/// Said by a room to the workers at each tick.
#[derive(Clone, Message)]
#[rtype(result = "()")]
pub struct Shot {
    /// Which room.
    pub room: RoomId,
    /// Which tick, modulo 2^32.
    pub tick: u32,
    /// The classic form, if anybody reads it.
    pub classic: Option<outbox::Frame>,
    /// `party.2`, if anybody reads it.
    pub party2: Option<Arc<Canvas>>,
}

/// Said by a connection that wants to take part.
#[derive(Clone, Message)]
#[rtype(result = "Option<Joined>")]
pub struct Join {
    /// Where its positions will be.
    pub slot: Arc<Slot>,
    /// What it is called.
    pub name: Option<Name>,
    /// What it reads.
    pub form: Form,
    /// Its worker.
    pub relay: Addr<Relay>,
}

/// The answer to [`Join`], if there is room.
pub struct Joined {
    /// To be kept for as long as it takes part.
    pub membership: Membership,
    /// Which room.
    pub room: RoomId,
    /// Who it is there.
    pub id: Id,
    /// Where it may go.
    pub area: Area,
    /// How many ticks there are in a second.
    pub hz: u16,
    /// The tick after which it is there, modulo 2^32.
    pub tick: u32,
    /// What it is told first, if its form has that.
    pub welcome: Option<String>,
}

impl Handler<Join> for Party {
    type Result = Option<Joined>;

    fn handle(&mut self, Join { slot, name, form, relay }: Join, ctx: &mut Self::Context) -> Option<Joined> {
        let id = self.world.join(name, &mut self.rng)?;
        if let Some(ending) = self.ending.take() {
            ctx.cancel_future(ending);
        }
        let place = self.slots.partition_point(|(other, _)| *other < id);
        self.slots.insert(place, (id, slot));
        self.people.store(self.slots.len(), Relaxed);
        self.readers[form as usize] += 1;
        match self.relays.iter_mut().find(|(known, _)| *known == relay) {
            Some((_, readers)) => *readers += 1,
            None => self.relays.push((relay.clone(), 1)),
        }
        let welcome = (form == Form::Party2).then(|| frame::welcome(id, &self.code, &self.world, self.hz));
        let membership = Membership { id, form, relay, party: ctx.address(), _live: self.stats.person() };
        let (room, area, hz, tick) = (self.id, self.world.area(), self.hz, self.world.tick() as u32);
        Some(Joined { membership, room, id, area, hz, tick, welcome })
    }
}

/// Said by a membership when it is given up.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Leave {
    id: Id,
    form: Form,
    relay: Addr<Relay>,
}

impl Handler<Leave> for Party {
    type Result = ();

    fn handle(&mut self, Leave { id, form, relay }: Leave, ctx: &mut Self::Context) {
        let Ok(place) = self.slots.binary_search_by_key(&id, |(other, _)| *other) else { return };
        self.slots.remove(place);
        self.people.store(self.slots.len(), Relaxed);
        self.world.leave(id);
        self.readers[form as usize] -= 1;
        if let Some(place) = self.relays.iter().position(|(known, _)| *known == relay) {
            self.relays[place].1 -= 1;
            if self.relays[place].1 == 0 {
                self.relays.swap_remove(place);
            }
        }
        if self.slots.is_empty() {
            self.begin_to_end(ctx);
        }
    }
}

/// Said to a room whose code is given up: it ends, unless somebody has just come.
#[derive(Message)]
#[rtype(result = "()")]
pub struct End;

impl Handler<End> for Party {
    type Result = ();

    fn handle(&mut self, _: End, ctx: &mut Self::Context) {
        if self.slots.is_empty() {
            ctx.stop();
        }
    }
}

/// A place at the party; dropping it is leaving.
pub struct Membership {
    id: Id,
    form: Form,
    relay: Addr<Relay>,
    party: Addr<Party>,
    _live: LivePerson,
}

impl Drop for Membership {
    fn drop(&mut self) {
        // Said once in the life of a membership, so it can't flood; and a ghost must not stay on the canvas.
        self.party.do_send(Leave { id: self.id, form: self.form, relay: self.relay.clone() });
    }
}
