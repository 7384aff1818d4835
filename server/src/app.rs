//! A whole server: binds its ports, starts its actors, and stops in good order.

use std::{
    fmt,
    future::Future,
    io,
    net::{SocketAddr, TcpListener},
    rc::Rc,
    sync::Arc,
    time::Duration,
};

use actix::prelude::*;
use actix_http::{HttpService, error::DispatchError};
use actix_server::Server;
use actix_service::{
    IntoServiceFactory, Service, ServiceFactory, ServiceFactoryExt, fn_factory, fn_service, map_config,
};
use actix_web::{App as WebApp, dev::AppConfig, rt::net::TcpStream, web::ServiceConfig};
use rand::{SeedableRng, rngs::StdRng};
use socket2::{Domain, Protocol, Socket, Type};
use tracing::{info, warn};

use crate::{
    config::{Config, Port},
    http,
    party::Party,
    relay::Drain,
    shared::{Addresses, Local, Shared},
    stats::Stats,
    transport::{
        classic::{Caller, who_calls},
        socket, tcp,
        visit::{self, Visit, Visitor, VisitorStream},
    },
};

/// How long the sessions have to end when the server stops.
const DRAIN: Duration = Duration::from_secs(4);

/// How many connections may wait to be accepted.
const BACKLOG: i32 = 4096;

/// More than any limit of ours: over its own, the framework would leave a client without an answer.
const FRAMEWORK_CONNECTIONS: usize = 1_000_000;

/// Why a server could not start.
#[derive(Debug)]
pub enum StartError {
    /// Every door is shut.
    NoDoor,
    /// These ports could not be had.
    Ports(Vec<PortError>),
    /// The system would not set up a socket.
    Listen(io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoDoor => {
                f.write_str("every port is off: give --port, --classic-port or --classic-party-port a number")
            }
            Self::Ports(ports) => {
                let lines: Vec<_> = ports.iter().map(ToString::to_string).collect();
                f.write_str(&lines.join("\n"))
            }
            Self::Listen(source) => write!(f, "can't listen: {source}"),
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
    server: Server,
    shared: Arc<Shared>,
    party: Arbiter,
}

/// One listener for each port that is on.
struct Listeners {
    main: Option<TcpListener>,
    classic: Option<TcpListener>,
    classic_party: Option<TcpListener>,
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
        };
        if !failed.is_empty() {
            return Err(StartError::Ports(failed));
        }
        let address = |listener: &Option<TcpListener>| listener.as_ref().and_then(|one| one.local_addr().ok());
        let addresses = Addresses {
            main: address(&listeners.main),
            classic: address(&listeners.classic),
            classic_party: address(&listeners.classic_party),
        };
        if addresses == Addresses::default() {
            return Err(StartError::NoDoor);
        }

        let stats = Arc::new(Stats::default());
        let arbiter = Arbiter::new();
        let rng = StdRng::from_rng(&mut rand::rng());
        let party = Party::new(config.party(), config.tick, rng, Arc::clone(&stats));
        let party = Party::start_in_arbiter(&arbiter.handle(), |_| party);
        let shared = Shared::new(config, addresses, stats, party);
        let server = serve(&shared, listeners).map_err(StartError::Listen)?;
        Ok(Self { server, shared, party: arbiter })
    }

    /// Which ports it has.
    pub fn addresses(&self) -> Addresses {
        self.shared.addresses
    }

    /// Serves until `stop` is ready, then tells everybody, waits up to 4 s for them, and ends.
    ///
    /// # Errors
    /// When the server fails.
    pub async fn run_until(self, stop: impl Future<Output = ()>) -> io::Result<()> {
        let handle = self.server.handle();
        let mut running = actix_web::rt::spawn(self.server);
        tokio::select! {
            ended = &mut running => return ended.map_err(io::Error::other)?,
            () = stop => {}
        }

        info!(connections = self.shared.limits.taken(), "draining");
        self.shared.start_draining();
        let drained = async {
            for relay in self.shared.relays() {
                // A worker that has gone has nobody to tell.
                relay.send(Drain).await.ok();
            }
            self.shared.limits.empty().await;
        };
        if tokio::time::timeout(DRAIN, drained).await.is_err() {
            warn!(connections = self.shared.limits.taken(), "cut off: they did not end in time");
        }
        handle.stop(false).await;
        self.party.stop();
        running.await.map_err(io::Error::other)?
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

fn serve(shared: &Arc<Shared>, listeners: Listeners) -> io::Result<Server> {
    let mut builder = Server::build().disable_signals().max_concurrent_connections(FRAMEWORK_CONNECTIONS);
    if let Some(workers) = shared.config.workers {
        builder = builder.workers(usize::from(workers));
    }
    if let Some(listener) = listeners.main {
        let shared = Arc::clone(shared);
        builder = builder.listen("main", listener, move || web(Arc::clone(&shared), http::main))?;
    }
    if let Some(listener) = listeners.classic {
        let shared = Arc::clone(shared);
        builder = builder.listen("classic", listener, move || tcp_or_web(Arc::clone(&shared)))?;
    }
    if let Some(listener) = listeners.classic_party {
        let shared = Arc::clone(shared);
        builder = builder.listen("classic party", listener, move || web(Arc::clone(&shared), http::classic_party))?;
    }
    Ok(builder.run())
}

/// HTTP, without a bound on connections.
fn http<C>(
    shared: Arc<Shared>,
    routes: fn(Local) -> C,
) -> impl ServiceFactory<
    (VisitorStream, Option<SocketAddr>),
    Config = (),
    Response = (),
    Error = DispatchError,
    InitError = (),
>
where
    C: FnOnce(&mut ServiceConfig) + 'static,
{
    fn_factory(move || {
        // Made on the worker's own thread, for this is where what it has in common with the other doors is found.
        let app = WebApp::new().configure(routes(Local::here(&shared))).wrap(http::headers());
        let app = app.into_factory().map_err(|error: actix_web::Error| error.error_response());
        HttpService::build()
            .client_request_timeout(Duration::from_secs(5))
            .client_disconnect_timeout(Duration::ZERO)
            .h1_allow_half_closed(false)
            .h1_write_buffer_size(1024)
            .on_connect_ext(Visitor::note)
            .h1(map_config(app, |()| AppConfig::default()))
            .new_service(())
    })
}

/// HTTP on a port.
fn web<C>(
    shared: Arc<Shared>,
    routes: fn(Local) -> C,
) -> impl ServiceFactory<TcpStream, Config = (), Response = (), Error = DispatchError, InitError = ()>
where
    C: FnOnce(&mut ServiceConfig) + 'static,
{
    fn_factory(move || {
        let local = Local::here(&shared);
        let http = http(Arc::clone(&shared), routes).new_service(());
        async move {
            let http = Rc::new(http.await?);
            Ok(fn_service(move |stream: TcpStream| visit(Rc::clone(&http), local.clone(), stream)))
        }
    })
}

/// HTTP and lines on one port.
fn tcp_or_web(
    shared: Arc<Shared>,
) -> impl ServiceFactory<TcpStream, Config = (), Response = (), Error = DispatchError, InitError = ()> {
    fn_factory(move || {
        let local = Local::here(&shared);
        let http = http(Arc::clone(&shared), http::classic).new_service(());
        async move {
            let http = Rc::new(http.await?);
            Ok(fn_service(move |stream: TcpStream| {
                let (http, local) = (Rc::clone(&http), local.clone());
                async move {
                    match who_calls(&stream).await {
                        Caller::Http => visit(http, local, stream).await,
                        Caller::Lines => {
                            if let Ok(peer) = stream.peer_addr() {
                                local.lines(tcp::accept(stream, local.shared.config.patience()), peer.ip());
                            }
                            Ok(())
                        }
                        Caller::Nobody => Ok(()),
                    }
                }
            }))
        }
    })
}

/// Serves one connection that speaks HTTP, if there is room.
async fn visit<S>(http: Rc<S>, local: Local, stream: TcpStream) -> Result<(), DispatchError>
where
    S: Service<(VisitorStream, Option<SocketAddr>), Response = (), Error = DispatchError>,
{
    let Ok(peer) = stream.peer_addr() else { return Ok(()) };
    match local.shared.visits.admit(peer.ip()) {
        Ok(admission) => Visit::new(stream, admission, |stream| http.call((stream, Some(peer)))).await,
        Err(_) => {
            visit::refuse(stream).await;
            Ok(())
        }
    }
}
