//! The actor that knows which room has which code, and makes those that somebody asks for.

use std::{
    collections::BTreeMap,
    fmt,
    net::IpAddr,
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use actix::prelude::*;
use rand::{SeedableRng, rngs::StdRng};
use tracing::debug;
use tttp::party::Settings;

use super::{End, Lifetime, Party, RoomId};
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
    /// How many of them one address may have made.
    pub one_address: usize,
    /// How many bytes a second of frames each reader of `party.2` may be sent.
    pub bytes_per_second: u32,
    /// How long one is kept when the last has left.
    pub grace: Duration,
}

/// A room as it is known here.
struct Room {
    id: RoomId,
    party: Addr<Party>,
    /// Who made it.
    maker: Option<IpAddr>,
    /// How many are in it.
    people: Arc<AtomicUsize>,
    /// When somebody was last shown the way to it, who may not be in it yet.
    found: Instant,
}

/// Whoever was shown the way to a room is in it after so long, or gone.
const ON_THE_WAY: Duration = Duration::from_secs(1);

/// The actor.
pub struct Rooms {
    keeping: Keeping,
    main: Plan,
    rooms: BTreeMap<Code, Room>,
    last: u64,
    stats: Arc<Stats>,
}

impl Rooms {
    /// The main room, which stays, and no other yet.
    pub fn new(main: Plan, keeping: Keeping, stats: Arc<Stats>) -> Self {
        let mut rooms = Self { keeping, main, rooms: BTreeMap::new(), last: 0, stats };
        rooms.open(Code::main(), main, Lifetime::Unending, None);
        rooms
    }

    fn open(&mut self, code: Code, plan: Plan, lifetime: Lifetime, maker: Option<IpAddr>) -> Addr<Party> {
        self.last += 1;
        let id = RoomId(self.last);
        let rng = StdRng::from_rng(&mut rand::rng());
        let people = Arc::<AtomicUsize>::default();
        let party = Party::new(id, &code, plan, self.keeping.bytes_per_second, lifetime, rng, &self.stats);
        let party = party.counted(Arc::clone(&people)).start();
        debug!(%code, "room");
        self.rooms.insert(code, Room { id, party: party.clone(), maker, people, found: Instant::now() });
        party
    }

    /// Whether there is a place for one more room of this maker's: one address may have a quarter of them, or a few, and
    /// one that nobody is in gives its place to another.
    fn has_place(&mut self, maker: IpAddr) -> bool {
        let most = self.keeping.most;
        let theirs = self.rooms.values().filter(|room| room.maker == Some(maker)).count();
        let mine_only = theirs >= self.keeping.one_address;
        if self.rooms.len() <= most && !mine_only {
            return true;
        }
        let is_spare = |room: &Room| {
            let may_go = room.maker.is_some_and(|of| of == maker || !mine_only);
            may_go && room.people.load(Relaxed) == 0 && room.found.elapsed() >= ON_THE_WAY
        };
        let oldest = self.rooms.iter().filter(|(_, room)| is_spare(room)).min_by_key(|(_, room)| room.id);
        let Some(code) = oldest.map(|(code, _)| code.clone()) else { return false };
        if let Some(room) = self.rooms.remove(&code) {
            // Once in the life of a room.
            room.party.do_send(End);
        }
        true
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
    /// Who asks.
    pub maker: IpAddr,
}

impl Handler<Find> for Rooms {
    /// Nothing when there are as many rooms as there may be.
    type Result = Option<Addr<Party>>;

    fn handle(&mut self, Find { code, plan, maker }: Find, ctx: &mut Self::Context) -> Self::Result {
        if let Some(room) = self.rooms.get_mut(&code).filter(|room| room.party.connected()) {
            room.found = Instant::now();
            return Some(room.party.clone());
        }
        if code == Code::main() {
            return Some(self.open(code, self.main, Lifetime::Unending, None));
        }
        if !self.has_place(maker) {
            return None;
        }
        let lifetime = Lifetime::WhileUsed { grace: self.keeping.grace, rooms: ctx.address(), code: code.clone() };
        Some(self.open(code, plan, lifetime, Some(maker)))
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
        if self.rooms.get(&code).is_some_and(|known| known.id == room) {
            self.rooms.remove(&code);
        }
    }
}
