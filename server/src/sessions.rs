//! From a connection to the actor that serves it, whatever the door.

use std::{future::poll_fn, net::IpAddr, pin::pin, rc::Rc, sync::Arc, time::Duration};

use actix_web::rt::spawn;
use futures_core::Stream;
use tttp::party::Name;

use crate::{
    limits::{Admission, Full},
    party::{
        Form,
        participant::{self, Participant},
        rooms::Find,
    },
    player::{self, Player, Version, budget::Budget, farewell::Farewell},
    shared::Local,
    transport::{Connection, Incoming},
};

/// Why nobody is let in now.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Refusal {
    /// The server stops.
    Draining,
    /// A limit is reached.
    Full(Full),
    /// Too many connections have come from the address in a short time.
    Hurried(Duration),
}

impl Refusal {
    /// What a person can do about it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Draining => "The server is restarting or stopping. Try again in a few seconds.",
            Self::Full(Full::Server) => "The server is full. Try again in a little while.",
            Self::Hurried(_) => "Too many connections from your address in a short time. Try again in a minute.",
            Self::Full(Full::Address) => {
                "Too many connections from your address. Close some, or ask who runs the server for a larger --max-per-address."
            }
        }
    }

    fn farewell(self) -> Farewell {
        match self {
            Self::Draining => Farewell::Restarting,
            Self::Full(Full::Server) => Farewell::Full,
            Self::Full(Full::Address) | Self::Hurried(_) => Farewell::Crowded,
        }
    }
}

impl Local {
    /// Lets one more in.
    ///
    /// # Errors
    /// Why not.
    pub fn admit(&self, address: IpAddr) -> Result<Admission, Refusal> {
        if self.shared.is_draining() {
            return Err(Refusal::Draining);
        }
        let admission = self.shared.limits.admit(address).map_err(Refusal::Full)?;
        self.shared.meters.connect(admission.address(), self.shared.now()).map_err(Refusal::Hurried)?;
        Ok(admission)
    }

    /// Gives a connection its player: of TTTP/1, who is queued at once, or of TTTP/2, who says first what it wants.
    pub fn play<S>(&self, connection: Connection<S>, admission: Admission, version: Version)
    where
        S: Stream<Item = Incoming> + 'static,
    {
        let config = &self.shared.config;
        let setting = player::Setting {
            shared: Arc::clone(&self.shared),
            appender: Rc::clone(&self.appender),
            version,
            budget: Budget::new(config.rate(config.lines_per_second)),
            admission,
            entry: self.connections.all.enter(&connection.outbox),
            live: self.shared.stats.player(),
        };
        Player::open(connection, setting);
    }

    /// Brings a connection to a room of the party.
    pub fn party<S>(&self, connection: Connection<S>, admission: Admission, form: Form, find: Find, name: Option<Name>)
    where
        S: Stream<Item = Incoming> + 'static,
    {
        let config = &self.shared.config;
        let setting = participant::Setting {
            rooms: self.shared.rooms.clone(),
            find,
            name,
            form,
            budget: Budget::new(config.rate(config.positions_per_second)),
            relay: self.relay.clone(),
            audience: Rc::clone(&self.connections.audience),
            admission,
            entry: self.connections.all.enter(&connection.outbox),
        };
        Participant::open(connection, setting);
    }

    /// Serves a connection of lines, or says why not, and is a caller until then.
    pub fn lines<S>(&self, connection: Connection<S>, caller: Admission, version: Version)
    where
        S: Stream<Item = Incoming> + 'static,
    {
        match self.admit(caller.address()) {
            Ok(admission) => self.play(connection, admission, version),
            Err(refusal) => {
                let Connection { incoming, outbox } = connection;
                outbox.close(refusal.farewell());
                spawn(async move {
                    let _caller = caller;
                    let mut incoming = pin!(incoming);
                    while poll_fn(|cx| incoming.as_mut().poll_next(cx)).await.is_some() {}
                });
            }
        }
    }
}
