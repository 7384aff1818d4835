//! The actor that knows which room has which code, and makes those that somebody asks for.

use std::{collections::BTreeMap, fmt, str::FromStr, sync::Arc};

use actix::prelude::*;
use rand::{SeedableRng, rngs::StdRng};
use tracing::debug;
use tttp::party::Settings;

use super::{Lifetime, Party, RoomId};
use crate::stats::Stats;

/// The code of a room: 2 to 12 letters and digits of ASCII, whose case does not matter.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Code(String);

impl Code {
    /// The room that everybody gets who asks for none.
    pub fn main() -> Self {
        Self("MAIN".into())
    }
}

impl FromStr for Code {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if !(2..=12).contains(&text.len()) || !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err("room: a code has 2 to 12 letters and digits, as in room=KITE7");
        }
        Ok(Self(text.to_ascii_uppercase()))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a room is like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// Its size and speeds, and how many zombies it has.
    pub world: Settings,
    /// How many ticks it has in a second.
    pub hz: u16,
}

/// How rooms are kept.
#[derive(Clone, Copy, Debug)]
pub struct Keeping {
    /// How many there may be besides the main one.
    pub most: usize,
    /// How many bytes a second of frames each reader of `party.2` may be sent.
    pub bytes_per_second: u32,
    /// How long one is kept when the last has left.
    pub grace: std::time::Duration,
}

/// The actor.
pub struct Rooms {
    keeping: Keeping,
    rooms: BTreeMap<Code, (RoomId, Addr<Party>)>,
    last: u64,
    stats: Arc<Stats>,
}

impl Rooms {
    /// The main room, which stays, and no other yet.
    pub fn new(main: Plan, keeping: Keeping, stats: Arc<Stats>) -> Self {
        let mut rooms = Self { keeping, rooms: BTreeMap::new(), last: 0, stats };
        rooms.open(Code::main(), main, Lifetime::Unending);
        rooms
    }

    fn open(&mut self, code: Code, plan: Plan, lifetime: Lifetime) -> Addr<Party> {
        self.last += 1;
        let id = RoomId(self.last);
        let rng = StdRng::from_rng(&mut rand::rng());
        let party = Party::new(id, &code, plan, self.keeping.bytes_per_second, lifetime, rng, &self.stats).start();
        debug!(%code, "room");
        self.rooms.insert(code, (id, party.clone()));
        party
    }
}

impl Actor for Rooms {
    type Context = Context<Self>;
}

/// Said by a connection that wants into a room.
#[derive(Clone, Debug, Message)]
#[rtype(result = "Option<Addr<Party>>")]
pub struct Find {
    /// Which one.
    pub code: Code,
    /// What it should be like if it has to be made.
    pub plan: Plan,
}

impl Handler<Find> for Rooms {
    /// Nothing when there are as many rooms as there may be.
    type Result = Option<Addr<Party>>;

    fn handle(&mut self, Find { code, plan }: Find, ctx: &mut Self::Context) -> Self::Result {
        if let Some((_, party)) = self.rooms.get(&code).filter(|(_, party)| party.connected()) {
            return Some(party.clone());
        }
        if self.rooms.len() > self.keeping.most {
            return None;
        }
        let lifetime = Lifetime::WhileUsed { grace: self.keeping.grace, rooms: ctx.address(), code: code.clone() };
        Some(self.open(code, plan, lifetime))
    }
}

/// Said by a room that nobody uses any more.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Forget {
    /// Its code, which may be another's by now.
    pub code: Code,
    /// What tells it from that other.
    pub room: RoomId,
}

impl Handler<Forget> for Rooms {
    type Result = ();

    fn handle(&mut self, Forget { code, room }: Forget, _: &mut Self::Context) {
        if self.rooms.get(&code).is_some_and(|(id, _)| *id == room) {
            self.rooms.remove(&code);
        }
    }
}
