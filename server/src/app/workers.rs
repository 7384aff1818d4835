//! The threads that serve connections: the first accepts, and deals them out in turn.
//!
//! No thread is there for accepting alone: with one worker a connection never changes threads, and each such change costs
//! more than accepting.

use std::{cell::Cell, io, net::SocketAddr, rc::Rc, sync::Arc, time::Duration};

use actix::Arbiter;
use actix_http::{HttpService, error::DispatchError};
use actix_service::{IntoServiceFactory, Service, ServiceFactory, ServiceFactoryExt, map_config};
use actix_web::{
    App as WebApp,
    dev::AppConfig,
    http::header::{CONTENT_LENGTH, TRANSFER_ENCODING},
    rt::{
        net::{TcpListener, TcpStream},
        spawn,
    },
    web::ServiceConfig,
};
use rustls::ServerConfig;
use tokio::{
    sync::mpsc::{Receiver, Sender, channel},
    time::sleep,
};
use tracing::{debug, warn};

use super::Listeners;
use crate::{
    game::{GameActor, rebuild::Table},
    http,
    player::Version,
    shared::{Local, Shared},
    transport::{
        classic::{Beginning, Caller, HESITATION, PATIENCE, beginning, secure, who_calls},
        socket::Socket,
        tcp,
        visit::{self, Visit, Visitor, VisitorStream},
    },
    tutorials::Tutorial,
};

/// How many connections may be on the way to a worker.
const ON_THE_WAY: usize = 1024;

/// How long nobody is accepted when the system has run out of descriptors or memory.
const EXHAUSTED: Duration = Duration::from_millis(100);

/// The ways in.
#[derive(Clone, Copy, Debug)]
enum Entrance {
    Main,
    /// The main port, for who speaks no TLS though the server does.
    Clear,
    Classic,
    /// The classic port, for who was silent.
    ClassicLines,
    ClassicParty,
    Tttp2,
    Tutorial(Tutorial),
}

/// A connection that was accepted, and where.
struct Accepted {
    entrance: Entrance,
    stream: std::net::TcpStream,
    peer: SocketAddr,
}

/// Serves a connection that was accepted on this thread.
type Serve = Rc<dyn Fn(Entrance, TcpStream, SocketAddr)>;

/// Serves a connection of which is known whether it speaks TLS.
type Enter = dyn Fn(Entrance, Socket, SocketAddr);

/// The running threads. They stop when told to, and not before.
pub struct Workers(Vec<Arbiter>);

impl Workers {
    /// Has threads serve what comes to the listeners; there is at least one. Each has its share of the tables that are to be
    /// rebuilt, for the moment at which the server's game time was shown, before anybody is let in.
    ///
    /// # Errors
    /// When the system can't wait for connections on one of them.
    pub async fn start(
        shared: &Arc<Shared>,
        listeners: Listeners,
        arbiters: Vec<Arbiter>,
        (tables, shown): (Vec<Table>, Duration),
    ) -> io::Result<Self> {
        let mut shares = vec![Vec::new(); arbiters.len()];
        for (place, table) in tables.into_iter().enumerate() {
            shares[place % arbiters.len()].push(table);
        }
        let mut shares = shares.into_iter();
        let first = shares.next().unwrap_or_default();
        let mut others = Vec::new();
        let (rebuilt, mut is_rebuilt) = channel(arbiters.len());
        for (arbiter, share) in arbiters[1..].iter().zip(shares) {
            let (deal, dealt) = channel(ON_THE_WAY);
            let (shared, rebuilt) = (Arc::clone(shared), rebuilt.clone());
            arbiter.spawn_fn(move || {
                spawn(async move {
                    let serve = server(&shared, share, shown).await;
                    rebuilt.send(()).await.ok();
                    work(serve, dealt).await;
                });
            });
            others.push(deal);
        }
        for _ in &others {
            // Who comes back finds the game, whatever thread it is on.
            is_rebuilt.recv().await.ok_or_else(|| io::Error::other("a worker has failed"))?;
        }
        let (ready, mut is_ready) = channel(1);
        let shared = Arc::clone(shared);
        arbiters[0].spawn_fn(move || {
            spawn(async move {
                let serve = server(&shared, first, shown).await;
                let dealer = Rc::new(Dealer { serve, others, next: Cell::new(0) });
                // Who started this waits for the answer.
                ready.send(dealer.listen(listeners)).await.ok();
            });
        });
        is_ready.recv().await.unwrap_or_else(|| Err(io::Error::other("the first worker has failed")))?;
        Ok(Self(arbiters))
    }

    /// Stops them, whatever is still connected.
    pub fn stop(self) {
        for arbiter in &self.0 {
            arbiter.stop();
        }
        for arbiter in self.0 {
            if arbiter.join().is_err() {
                warn!("a worker had failed");
            }
        }
    }
}

/// Serves what the first worker deals to this one.
async fn work(serve: Serve, mut dealt: Receiver<Accepted>) {
    while let Some(Accepted { entrance, stream, peer }) = dealt.recv().await {
        match TcpStream::from_std(stream) {
            Ok(stream) => serve(entrance, stream, peer),
            Err(error) => warn!(%error, "a connection is lost"),
        }
    }
}

/// Accepts connections, and gives each worker as many as the others.
struct Dealer {
    serve: Serve,
    others: Vec<Sender<Accepted>>,
    next: Cell<usize>,
}

impl Dealer {
    fn listen(self: Rc<Self>, listeners: Listeners) -> io::Result<()> {
        let Listeners { main, classic, classic_party, tttp2, tutorials } = listeners;
        let doors = [
            (Entrance::Main, main),
            (Entrance::Classic, classic),
            (Entrance::ClassicParty, classic_party),
            (Entrance::Tttp2, tttp2),
        ];
        let tutorials = tutorials.into_iter().map(|(system, listener)| (Entrance::Tutorial(system), Some(listener)));
        for (entrance, listener) in doors.into_iter().chain(tutorials) {
            if let Some(listener) = listener {
                listener.set_nonblocking(true)?;
                spawn(Rc::clone(&self).accept(entrance, TcpListener::from_std(listener)?));
            }
        }
        Ok(())
    }

    async fn accept(self: Rc<Self>, entrance: Entrance, listener: TcpListener) {
        loop {
            match listener.accept().await {
                Ok((stream, peer)) => self.deal(entrance, stream, peer),
                Err(error) if is_of_one_connection(&error) => debug!(%error, "accept"),
                Err(error) => {
                    warn!(%error, "can't accept connections for now");
                    sleep(EXHAUSTED).await;
                }
            }
        }
    }

    fn deal(&self, entrance: Entrance, stream: TcpStream, peer: SocketAddr) {
        let next = self.next.replace((self.next.get() + 1) % (self.others.len() + 1));
        let Some(other) = next.checked_sub(1).and_then(|place| self.others.get(place)) else {
            return (self.serve)(entrance, stream, peer);
        };
        let dealt = stream.into_std().map(|stream| other.try_send(Accepted { entrance, stream, peer }));
        if !matches!(dealt, Ok(Ok(()))) {
            warn!("a worker is too busy for one more connection");
        }
    }
}

/// The peer has gone before it was accepted; the next one may be fine.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// What serves the connections of the current thread, and starts its share of the games that were open.
async fn server(shared: &Arc<Shared>, tables: Vec<Table>, shown: Duration) -> Serve {
    let local = Local::set_up(shared);
    for table in &tables {
        if let Err(reason) = GameActor::rebuild(table, shown, shared, &local.appender) {
            warn!(game = %table.id(), reason, "the log of this game makes no sense, and is left as it is");
        }
    }
    let main = web(&local, http::main).await;
    let clear = web(&local, http::clear).await;
    let classic = web(&local, http::classic).await;
    let classic_party = web(&local, http::classic_party).await;
    let tls = local.shared.tls.as_ref().map(|tls| Arc::clone(&tls.config));
    let tutorials = if shared.config.tutorials.on { tutorials(&local).await } else { Vec::new() };
    let shared = Arc::clone(shared);
    let enter = move |entrance, socket, peer: SocketAddr| match entrance {
        Entrance::Main => main(socket, peer),
        Entrance::Clear => clear(socket, peer),
        Entrance::ClassicParty => classic_party(socket, peer),
        Entrance::Tutorial(system) => {
            if let Some((_, serve)) = tutorials.iter().find(|(served, _)| *served == system) {
                serve(socket, peer);
            }
        }
        Entrance::Tttp2 | Entrance::ClassicLines => match local.shared.callers.admit(peer.ip()) {
            Ok(admission) => {
                let version = if let Entrance::Tttp2 = entrance { Version::Two } else { Version::One };
                local.lines(tcp::accept(socket, local.shared.config.patience()), admission, version);
            }
            Err(_) => drop(spawn(visit::refuse(socket))),
        },
        Entrance::Classic => {
            let (local, classic) = (local.clone(), Rc::clone(&classic));
            let Ok(admission) = local.shared.callers.admit(peer.ip()) else {
                return drop(spawn(visit::refuse(socket)));
            };
            spawn(async move {
                match who_calls(&socket).await {
                    Caller::Http => classic(socket, peer),
                    Caller::Lines => {
                        local.lines(tcp::accept(socket, local.shared.config.patience()), admission, Version::One)
                    }
                    Caller::Nobody => {}
                }
            });
        }
    };
    let Some(tls) = tls else {
        return Rc::new(move |entrance, stream, peer| enter(entrance, Socket::new(stream), peer));
    };
    let enter: Rc<Enter> = Rc::new(enter);
    Rc::new(move |entrance, stream, peer| {
        let (shared, tls, enter) = (Arc::clone(&shared), Arc::clone(&tls), Rc::clone(&enter));
        spawn(async move {
            if let Some((entrance, socket)) = knock(&shared, tls, entrance, Socket::new(stream), peer).await {
                enter(entrance, socket, peer);
            }
        });
    })
}

/// Finds out whether a new connection speaks TLS, and has it shake hands. Meanwhile it counts as a visit.
async fn knock(
    shared: &Shared,
    tls: Arc<ServerConfig>,
    entrance: Entrance,
    socket: Socket,
    peer: SocketAddr,
) -> Option<(Entrance, Socket)> {
    let Ok(_admission) = shared.visits.admit(peer.ip()) else {
        visit::refuse(socket).await;
        return None;
    };
    let client_is_first = matches!(entrance, Entrance::Main | Entrance::ClassicParty | Entrance::Tutorial(_));
    match (beginning(&socket, if client_is_first { PATIENCE } else { HESITATION }).await, entrance) {
        (Beginning::Secure, _) => Some((entrance, secure(socket, tls).await?)),
        (Beginning::Clear, Entrance::Main) => Some((Entrance::Clear, socket)),
        (Beginning::Silence, Entrance::Classic) => Some((Entrance::ClassicLines, socket)),
        (Beginning::Silence, _) if client_is_first => None,
        (Beginning::Nothing, _) => None,
        (Beginning::Clear | Beginning::Silence, _) => Some((entrance, socket)),
    }
}

/// What serves the ports of the tutorials' systems.
async fn tutorials(local: &Local) -> Vec<(Tutorial, Web)> {
    vec![
        (Tutorial::Capitalizer, web(local, http::tutorials::capitalizer).await),
        (Tutorial::PartyPage, web(local, http::tutorials::party_page).await),
        (Tutorial::ChatPage, web(local, http::tutorials::chat_page).await),
        (Tutorial::Chat, web(local, http::tutorials::chat).await),
        (Tutorial::Echo, web(local, http::tutorials::echo).await),
    ]
}

/// Serves a connection that speaks HTTP.
type Web = Rc<dyn Fn(Socket, SocketAddr)>;

/// What serves connections that speak HTTP, if there is room.
async fn web<C>(local: &Local, routes: fn(Local) -> C) -> Web
where
    C: FnOnce(&mut ServiceConfig) + 'static,
{
    let Ok(service) = service(local.clone(), routes).new_service(()).await else {
        unreachable!("the routes are fixed")
    };
    let (service, local) = (Rc::new(service), local.clone());
    Rc::new(move |socket, peer| {
        let service = Rc::clone(&service);
        match local.shared.visits.admit(peer.ip()) {
            Ok(admission) => {
                let visit = Visit::new(socket, admission, |stream| service.call((stream, Some(peer))));
                spawn(async move {
                    if let Err(error) = visit.await {
                        debug!(%error, "http");
                    }
                });
            }
            Err(_) => drop(spawn(visit::refuse(socket))),
        }
    })
}

/// HTTP, without a bound on connections.
fn service<C>(
    local: Local,
    routes: fn(Local) -> C,
) -> impl ServiceFactory<
    (VisitorStream, Option<SocketAddr>),
    Config = (),
    Response = (),
    Error = DispatchError,
    InitError = (),
> + use<C>
where
    C: FnOnce(&mut ServiceConfig) + 'static,
{
    let app = WebApp::new().configure(routes(local)).wrap(http::headers()).wrap_fn(|request, inner| {
        let headers = request.headers();
        let has_body = headers.contains_key(CONTENT_LENGTH) || headers.contains_key(TRANSFER_ENCODING);
        request.conn_data::<Visitor>().into_iter().for_each(|visitor| visitor.begin(has_body));
        inner.call(request)
    });
    let app = app.into_factory().map_err(|error: actix_web::Error| error.error_response());
    HttpService::build()
        .client_request_timeout(Duration::from_secs(5))
        .client_disconnect_timeout(Duration::ZERO)
        .h1_allow_half_closed(false)
        .h1_write_buffer_size(1024)
        .on_connect_ext(Visitor::note)
        .h1(map_config(app, |()| AppConfig::default()))
}
