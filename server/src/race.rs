//! Races: four carried sessions, a lane for each transport of the web, that are told the same events.
//!
//! A page shows by them what each transport costs and how late it is; and where a network spoils one of them, how.

use std::{
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use actix::prelude::*;
use serde_json::{Value, json};

use crate::{
    carrier::{Carrier, Key, Kind, key},
    limits::Admission,
    listing::{Listed, Listing},
    player::{
        budget::{Budget, Verdict},
        outbox::Outbox,
    },
    registry::Entry,
    shared::{Local, Shared},
    transport::{Connection, Incoming},
};

/// The lanes, by the names of their transports.
pub const LANES: [&str; 4] = ["ws", "sse", "long", "short"];

/// Events a second at first.
const FIRST: f32 = 4.0;

/// How few and how many they may be.
const LEAST: f32 = 0.5;
const MOST: f32 = 50.0;

/// How often the rate may be changed, in a second.
const CHANGES: u32 = 20;

/// All races, by the keys of each of their lanes.
pub type Races = Listing<Key, Card>;

/// What is known of a race outside of it.
pub struct Card {
    /// In the order of [`LANES`].
    pub lanes: [Arc<Carrier>; 4],
    /// The bits of the number of events a second.
    hz: AtomicU32,
}

impl Card {
    /// Events a second.
    fn hz(&self) -> f32 {
        f32::from_bits(self.hz.load(Relaxed))
    }

    /// What each lane has cost so far; `now` is the time since the server's start.
    pub fn meter(&self, now: Duration) -> Value {
        let lanes = LANES.iter().zip(&self.lanes).map(|(name, lane)| {
            let (read, written) = lane.traffic.bytes();
            let meter =
                json!({ "requests": lane.traffic.requests(), "in": read, "out": written, "events": lane.taken() });
            ((*name).to_owned(), meter)
        });
        json!({ "now": ms(now), "hz": self.hz(), "lanes": Value::Object(lanes.collect()) })
    }
}

/// With three decimals.
fn ms(time: Duration) -> f64 {
    (time.as_secs_f64() * 1e6).round() / 1e3
}

/// The actor. It ends when all lanes have.
pub struct Race {
    shared: Arc<Shared>,
    card: Arc<Card>,
    outboxes: Vec<Rc<Outbox>>,
    /// How many lanes are on.
    left: usize,
    told: u64,
    /// How often its rate may be changed.
    budget: Budget,
    timer: Option<SpawnHandle>,
    _listed: Vec<Listed<Key, Card>>,
    /// The list that the drain goes by.
    _entries: Vec<Entry<Outbox>>,
    /// Each lane counts.
    _admissions: [Admission; 4],
}

impl Race {
    /// Starts a race on this thread.
    pub fn open(local: &Local, admissions: [Admission; 4]) -> Arc<Card> {
        let (connections, lanes): (Vec<_>, Vec<_>) = LANES.iter().map(|_| local.open(Kind::Lines)).unzip();
        let Ok(lanes) = <[Arc<Carrier>; 4]>::try_from(lanes) else { unreachable!("there are four lanes") };
        let card = Arc::new(Card { lanes, hz: AtomicU32::new(FIRST.to_bits()) });
        let enter = |lane: &Arc<Carrier>| local.shared.races.enter(key(lane.token()), Arc::clone(&card));
        let listed = card.lanes.iter().filter_map(enter).collect();
        let entries: Vec<_> = connections.iter().map(|one| local.connections.all.enter(&one.outbox)).collect();
        let (shared, opened) = (Arc::clone(&local.shared), Arc::clone(&card));
        Self::create(move |ctx| {
            let mut outboxes = Vec::new();
            for Connection { incoming, outbox } in connections {
                ctx.add_stream(incoming);
                outboxes.push(outbox);
            }
            let left = outboxes.len();
            Self {
                shared,
                card,
                outboxes,
                left,
                told: 0,
                budget: Budget::new(Some(CHANGES)),
                timer: None,
                _listed: listed,
                _entries: entries,
                _admissions: admissions,
            }
        });
        opened
    }

    fn run(&mut self, ctx: &mut Context<Self>) {
        if let Some(timer) = self.timer.take() {
            ctx.cancel_future(timer);
        }
        let period = Duration::from_secs_f32(1.0 / self.card.hz());
        self.timer = Some(ctx.run_interval(period, |_, ctx| {
            // Once a period. A message, for what timers say is not written.
            ctx.address().do_send(Tick);
        }));
    }
}

impl Actor for Race {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        self.run(ctx);
    }
}

#[derive(Message)]
#[rtype(result = "()")]
struct Tick;

impl Handler<Tick> for Race {
    type Result = ();

    fn handle(&mut self, _: Tick, _: &mut Self::Context) {
        self.told += 1;
        let event = json!({ "n": self.told, "at": ms(self.shared.now()) }).to_string();
        self.outboxes.iter().for_each(|outbox| outbox.say(&event));
    }
}

impl StreamHandler<Incoming> for Race {
    fn handle(&mut self, said: Incoming, ctx: &mut Self::Context) {
        let (Incoming::Text(bytes) | Incoming::Binary(bytes) | Incoming::Chunk(bytes)) = said else { return };
        let asked = std::str::from_utf8(&bytes).ok().and_then(|text| text.trim().strip_prefix("hz ")?.parse().ok());
        if self.budget.spend(Instant::now()) != Verdict::Granted {
            return;
        }
        // Anything else is of no use here.
        if let Some(hz) = asked.filter(|hz| (LEAST..=MOST).contains(hz)) {
            self.card.hz.store(f32::to_bits(hz), Relaxed);
            self.run(ctx);
        }
    }

    fn finished(&mut self, ctx: &mut Self::Context) {
        self.left -= 1;
        if self.left == 0 {
            ctx.stop();
        }
    }
}
