//! From a connection to the actor that serves it, whatever the door.

use std::{net::IpAddr, rc::Rc, sync::Arc, time::Duration};

use actix_web::rt::spawn;
use futures_core::Stream;
use tttp::{Text, party::Name, two};

mod carry;

use crate::{
    bridge,
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

    /// Gives a connection its player: of TTTP/1, who is queued at once, or of TTTP/2, who says first what it wants, and is told
    /// so.
    pub fn play<S>(&self, connection: Connection<S>, admission: Admission, version: Version)
    where
        S: Stream<Item = Incoming> + 'static,
    {
        if version == Version::Two {
            connection.outbox.say(two::Reply::Message(Text::SAY_HELLO));
        }
        self.seat(connection, admission, version);
    }

    /// The same for one that was told already.
    fn seat<S>(&self, connection: Connection<S>, admission: Admission, version: Version)
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

    /// The name that a participant brings along, if it is shown.
    pub fn shown(&self, name: Option<Name>) -> Option<Name> {
        name.filter(|name| self.shared.config.names && !self.shared.filter.is_rude(name.as_str()))
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
        S: Stream<Item = Incoming> + Unpin + 'static,
    {
        match (self.admit(caller.address()), version) {
            (Ok(admission), Version::One) => self.seat(connection, admission, version),
            // On a full server, too, a session that is on may be carried by another connection.
            (admitted @ (Ok(_) | Err(Refusal::Full(_))), Version::Two) => {
                let _meeting = spawn(self.clone().meet(connection, caller, admitted));
            }
            (Err(refusal), _) => {
                let _turning = spawn(async move {
                    let _caller = caller;
                    bridge::turn_away(connection, refusal.farewell()).await;
                });
            }
        }
    }
}
