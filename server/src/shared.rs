//! What all threads of one server share, and what each thread has of its own.

use std::{
    net::SocketAddr,
    rc::Rc,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use actix::prelude::*;
use tttp::two::GameId;

use crate::{
    carrier::Carriers,
    config::Config,
    filter::Filter,
    game::{GameActor, card::Games},
    game_time::GameTime,
    journal::{Journal, appender::Appender},
    kept::Kept,
    lan,
    limits::Limits,
    listing::Listing,
    lobby::Lobby,
    matchmaker::Matchmaker,
    meters::AddressMeters,
    party::rooms::Rooms,
    people::People,
    race::Races,
    records::Records,
    relay::{Connections, Relay},
    rooms,
    stats::Stats,
    store::Store,
    ticket::Signer,
    tls::Tls,
    tutorials::{
        Places,
        chat::{Desk, Room},
        tap::Taps,
    },
};

/// Where each door was found open.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Addresses {
    /// Pages, `/tttp`, `/party`, `/echo`.
    pub main: Option<SocketAddr>,
    /// TTTP/1 over TCP and WebSocket.
    pub classic: Option<SocketAddr>,
    /// The classic party over WebSocket.
    pub classic_party: Option<SocketAddr>,
    /// TTTP/2 over TCP.
    pub tttp2: Option<SocketAddr>,
    /// The systems that tutorials build.
    pub tutorials: Places,
}

/// What all threads share.
pub struct Shared {
    /// As it was started.
    pub config: Config,
    /// Which ports it has.
    pub addresses: Addresses,
    /// How many may play and party.
    pub limits: Arc<Limits>,
    /// How many may look at pages, or knock at a door.
    pub visits: Arc<Limits>,
    /// How many have connected to a port of lines and have not said yet what they are, are being told why they can't come in, or
    /// carry a session that is counted itself.
    pub callers: Arc<Limits>,
    /// How many are here.
    pub stats: Arc<Stats>,
    /// Who knows the rooms of the party.
    pub rooms: Addr<Rooms>,
    /// Sessions of TTTP/2, by name.
    pub people: Arc<People>,
    /// Games, by id.
    pub games: Arc<Games>,
    /// Tables where the next game is on already, by the id of the one before.
    pub former: Arc<Listing<GameId, Addr<GameActor>>>,
    /// Carried sessions, by what their tokens come to.
    pub carriers: Arc<Carriers>,
    /// Races, by what the tokens of their lanes come to.
    pub races: Arc<Races>,
    /// Rooms of tic-tac-toe, by code.
    pub hosted: Arc<rooms::Rooms>,
    /// How much addresses have said.
    pub meters: AddressMeters,
    /// What can be shown.
    pub filter: Filter,
    /// The logs of games.
    pub journal: Arc<dyn Journal>,
    /// What is kept of finished games.
    pub records: Records,
    /// What games go by.
    pub time: Arc<GameTime>,
    /// Who signs tickets.
    pub signer: Signer,
    /// What is kept on disk.
    pub store: Arc<Store>,
    /// How it speaks TLS, if it does.
    pub tls: Option<Tls>,
    /// The echo server that speaks Socket.IO.
    #[cfg(feature = "socketio")]
    pub socketio: crate::tutorials::socketio::Engine,
    /// Who wants to see what is on the wire.
    pub taps: Taps,
    start: Instant,
    matchmaker: OnceLock<Addr<Matchmaker>>,
    lobby: OnceLock<Addr<Lobby>>,
    chat: OnceLock<Addr<Room>>,
    relays: Mutex<Vec<Addr<Relay>>>,
    draining: AtomicBool,
    ids: AtomicU64,
}

impl Shared {
    /// For a server that has its ports and its party.
    pub fn new(
        config: Config,
        addresses: Addresses,
        stats: Arc<Stats>,
        rooms: Addr<Rooms>,
        (kept, tls): (Kept, Option<Tls>),
    ) -> Arc<Self> {
        let per_address = if config.no_limits { usize::MAX } else { config.max_per_address };
        Arc::new(Self {
            limits: Limits::new(config.max_connections, per_address),
            visits: Limits::new(config.max_connections, per_address),
            callers: Limits::new(config.max_connections, per_address),
            people: Arc::default(),
            games: Arc::default(),
            former: Arc::default(),
            carriers: Arc::default(),
            races: Arc::default(),
            hosted: Arc::default(),
            meters: AddressMeters::new((!config.no_limits).then(|| config.rates.clone())),
            filter: Filter::new(&config.tables.allow_word),
            journal: kept.journal,
            records: kept.records,
            time: kept.time,
            signer: kept.signer,
            store: kept.store,
            tls,
            #[cfg(feature = "socketio")]
            socketio: crate::tutorials::socketio::Engine::new(&config),
            start: Instant::now(),
            lobby: OnceLock::new(),
            chat: OnceLock::new(),
            taps: Taps::default(),
            config,
            addresses,
            stats,
            rooms,
            matchmaker: OnceLock::new(),
            relays: Mutex::default(),
            draining: AtomicBool::new(false),
            ids: AtomicU64::new(1),
        })
    }

    /// A number that no other connection of this server has.
    pub fn next_id(&self) -> u64 {
        self.ids.fetch_add(1, Relaxed)
    }

    /// Who pairs. It lives on the worker that asks first, which saves a lone worker the way to another thread.
    pub fn matchmaker(&self) -> Addr<Matchmaker> {
        self.matchmaker.get_or_init(|| Matchmaker::new(Arc::clone(&self.stats)).start()).clone()
    }

    /// Who shows the lobby. It lives on the worker that asks first.
    pub fn lobby(self: &Arc<Self>) -> Addr<Lobby> {
        self.lobby.get_or_init(|| Lobby::new(Arc::clone(self)).start()).clone()
    }

    /// The URLs that other devices can open, the likeliest first.
    pub fn urls(&self) -> Vec<String> {
        lan::urls(self.addresses.main, self.tls.is_some())
    }

    /// The room of the tutorials' chat. It lives on the worker that asks first.
    pub fn chat(self: &Arc<Self>) -> Addr<Room> {
        self.chat.get_or_init(|| Room::new(self).start()).clone()
    }

    /// The time since the server's start.
    pub fn now(&self) -> Duration {
        self.start.elapsed()
    }

    /// Nobody is let in from now on.
    pub fn start_draining(&self) {
        self.draining.store(true, Relaxed);
    }

    /// Whether the server is about to stop.
    pub fn is_draining(&self) -> bool {
        self.draining.load(Relaxed)
    }

    /// All workers.
    pub fn relays(&self) -> Vec<Addr<Relay>> {
        self.relays.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// What a worker thread has for all its doors.
#[derive(Clone)]
pub struct Local {
    /// What it shares with the others.
    pub shared: Arc<Shared>,
    /// The connections of this thread.
    pub connections: Connections,
    /// Who passes on what is for them all.
    pub relay: Addr<Relay>,
    /// The way of this thread to the journal.
    pub appender: Rc<Appender>,
    /// The way of this thread to the tutorials' chat, with `--tutorials`.
    pub chat: Option<Desk>,
}

impl Local {
    /// That of the current worker thread. Once for each.
    pub fn set_up(shared: &Arc<Shared>) -> Self {
        let connections = Connections::default();
        let relay = Relay { connections: connections.clone(), patience: shared.config.patience() }.start();
        shared.matchmaker();
        shared.lobby();
        shared.relays.lock().unwrap_or_else(PoisonError::into_inner).push(relay.clone());
        let appender = Appender::new(Arc::clone(&shared.journal), Arc::clone(&shared.time));
        let chat = shared.config.tutorials.on.then(|| Desk::set_up(shared));
        Self { shared: Arc::clone(shared), connections, relay, appender, chat }
    }
}
