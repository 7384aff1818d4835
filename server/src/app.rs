//! A whole server: binds its ports, starts its actors, and stops in good order.

use std::{
    fmt,
    future::Future,
    io,
    net::{SocketAddr, TcpListener},
    sync::Arc,
    thread::available_parallelism,
    time::Duration,
};

use actix::prelude::*;
use actix_web::rt::spawn;
use socket2::{Domain, Protocol, Socket, Type};
use tracing::{info, warn};

use self::workers::Workers;
use crate::{
    config::{Config, Port},
    game::rebuild,
    kept::{self, Kept, KeptError},
    party::rooms::Rooms,
    relay::Drain,
    shared::{Addresses, Shared},
    stats::Stats,
    tls::{Tls, TlsError},
    transport::socket,
    tutorials::Tutorial,
};

mod workers;

/// How long the sessions have to end when the server stops.
const DRAIN: Duration = Duration::from_secs(4);

/// How many connections may wait to be accepted.
const BACKLOG: i32 = 4096;

/// Why a server could not start.
#[derive(Debug)]
pub enum StartError {
    /// Every door is shut.
    NoDoor,
    /// These ports could not be had.
    Ports(Vec<PortError>),
    /// What is kept can't be.
    Kept(KeptError),
    /// The certificate can't be used.
    Tls(TlsError),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoDoor => f.write_str(
                "every port is off: give --port, --classic-port, --tttp2-port or --classic-party-port a number",
            ),
            Self::Kept(error) => error.fmt(f),
            Self::Tls(error) => error.fmt(f),
            Self::Ports(ports) => {
                let lines: Vec<_> = ports.iter().map(ToString::to_string).collect();
                f.write_str(&lines.join("\n"))
            }
        }
    }
}

impl std::error::Error for StartError {}

/// Why a port could not be had.
#[derive(Debug)]
pub struct PortError {
    /// The flag that sets it.
    flag: &'static str,
    /// The address that was tried.
    address: SocketAddr,
    /// What the system said.
    source: io::Error,
}

impl fmt::Display for PortError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { flag, address, source } = self;
        let port = address.port();
        match source.kind() {
            io::ErrorKind::AddrInUse => write!(
                f,
                "port {port} is in use: stop the program that has it, \
                 or choose another with {flag} (0 takes any free one, off does without)"
            ),
            io::ErrorKind::PermissionDenied => {
                write!(f, "port {port} is not allowed: choose one above 1023 with {flag} ({source})")
            }
            _ => write!(f, "can't listen on {address}: {source}; choose another with --host or {flag}"),
        }
    }
}

/// A server that has its ports, and serves as soon as it is run.
pub struct App {
    listeners: Listeners,
    shared: Arc<Shared>,
    workers: Vec<Arbiter>,
    /// The thread of the party, which a lone worker does itself: the way to another thread and back would cost more than
    /// it saves.
    party: Option<Arbiter>,
}

/// One listener for each port that is on.
struct Listeners {
    main: Option<TcpListener>,
    classic: Option<TcpListener>,
    classic_party: Option<TcpListener>,
    tttp2: Option<TcpListener>,
    tutorials: Vec<(Tutorial, TcpListener)>,
}

impl App {
    /// Binds the ports and starts the actors. Must be called within an actix system.
    ///
    /// # Errors
    /// What is in the way, and what to do about it.
    pub fn build(config: Config) -> Result<Self, StartError> {
        let mut failed = Vec::new();
        let mut door = |port, flag| {
            bind(&config, port, flag).unwrap_or_else(|error| {
                failed.push(error);
                None
            })
        };
        let listeners = Listeners {
            main: door(config.port, "--port"),
            classic: door(config.classic_port, "--classic-port"),
            classic_party: door(config.classic_party_port, "--classic-party-port"),
            tttp2: door(config.tttp2_port, "--tttp2-port"),
            tutorials: (config.tutorials.ports().into_iter())
                .filter_map(|(system, port, flag)| Some((system, door(port, flag)?)))
                .collect(),
        };
        if !failed.is_empty() {
            return Err(StartError::Ports(failed));
        }
        let address = |listener: &Option<TcpListener>| listener.as_ref().and_then(|one| one.local_addr().ok());
        let addresses = Addresses {
            main: address(&listeners.main),
            classic: address(&listeners.classic),
            classic_party: address(&listeners.classic_party),
            tttp2: address(&listeners.tttp2),
            tutorials: (listeners.tutorials.iter())
                .filter_map(|(system, listener)| Some((*system, listener.local_addr().ok()?)))
                .collect(),
        };
        if addresses == Addresses::default() {
            return Err(StartError::NoDoor);
        }

        let kept = Kept::open(&config.storage).map_err(StartError::Kept)?;
        let tls = Tls::open(&config).map_err(StartError::Tls)?;
        let stats = Arc::new(Stats::default());
        let count = config.workers.map_or_else(|| available_parallelism().map_or(1, usize::from), usize::from);
        let workers: Vec<_> = (0..count).map(|_| Arbiter::new()).collect();
        let party = (count > 1).then(Arbiter::new);
        let home = party.as_ref().unwrap_or(&workers[0]).handle();
        let (plan, keeping, counts) = (config.plan(), config.keeping(), Arc::clone(&stats));
        let rooms = Rooms::start_in_arbiter(&home, move |_| Rooms::new(plan, keeping, counts));
        let shared = Shared::new(config, addresses, stats, rooms, (kept, tls));
        Ok(Self { listeners, shared, workers, party })
    }

    /// Which ports it has.
    pub fn addresses(&self) -> Addresses {
        self.shared.addresses
    }

    /// What its certificate is known by, if it speaks TLS: [`Tls::fingerprint`].
    pub fn fingerprint(&self) -> Option<&str> {
        self.shared.tls.as_ref().map(|tls| &*tls.fingerprint)
    }

    /// Serves until `stop` is ready, then tells everybody, waits up to 4 s for them, and ends.
    ///
    /// # Errors
    /// When the workers can't be started.
    pub async fn run_until(self, stop: impl Future<Output = ()>) -> io::Result<()> {
        let filter = self.shared.filter;
        tokio::task::spawn_blocking(move || filter.warm_up()).await.map_err(io::Error::other)?;
        let open = self.shared.journal.open_games().await.map_err(io::Error::other)?;
        let shown = self.shared.store.time();
        let tables = rebuild::tables(open, shown);
        if !tables.is_empty() {
            info!(games = tables.len(), "open games are rebuilt, and wait for their players");
        }
        let Shared { store, time, stats, .. } = &*self.shared;
        let keeping = spawn(kept::keep(Arc::clone(store), Arc::clone(time), Arc::clone(stats)));
        let shared = Arc::clone(&self.shared);
        let deleting = spawn(async move { shared.records.keep_bounds(&shared.config.storage).await });
        let workers = Workers::start(&self.shared, self.listeners, self.workers, (tables, shown)).await?;
        stop.await;

        info!(connections = self.shared.limits.taken(), "draining");
        self.shared.start_draining();
        let drained = async {
            for relay in self.shared.relays() {
                // A worker that has gone has nobody to tell.
                relay.send(Drain).await.ok();
            }
            #[cfg(feature = "socketio")]
            self.shared.socketio.close().await;
            self.shared.callers.empty().await;
            self.shared.limits.empty().await;
        };
        if tokio::time::timeout(DRAIN, drained).await.is_err() {
            warn!(connections = self.shared.limits.taken(), "cut off: they did not end in time");
        }
        // Elsewhere, so that whoever loses patience is heard.
        tokio::task::spawn_blocking(|| workers.stop()).await.map_err(io::Error::other)?;
        for task in [keeping, deleting] {
            task.abort();
            // It holds the data folder until it has ended.
            task.await.ok();
        }
        if let Some(party) = self.party {
            party.stop();
        }
        Ok(())
    }
}

fn bind(config: &Config, port: Port, flag: &'static str) -> Result<Option<TcpListener>, PortError> {
    let Port::At(port) = port else { return Ok(None) };
    let address = SocketAddr::new(config.address(), port);
    let listen = || -> io::Result<TcpListener> {
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
        #[cfg(unix)]
        socket.set_reuse_address(true)?;
        socket::tune(&socket, config.patience().silence)?;
        socket.bind(&address.into())?;
        socket.listen(BACKLOG)?;
        Ok(socket.into())
    };
    listen().map(Some).map_err(|source| PortError { flag, address, source })
}
