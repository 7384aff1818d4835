//! From a client to a session that is carried: opening one, finding one, and the door where a line decides.

use std::{
    future::poll_fn,
    net::IpAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_core::Stream;
use tttp::{
    Error, MAX_LINE, Text,
    party::Name,
    two::{Carry, Reply, Token},
};

use super::Refusal;
use crate::{
    bridge,
    carrier::{self, Attachment, Carried, Carrier, Kind, key},
    config::Door,
    limits::{Admission, Full},
    party::{
        Form,
        rooms::{Code, Find},
    },
    player::{Version, budget::Budget, farewell::Farewell},
    shared::Local,
    transport::{Connection, Incoming},
};

/// How many first lines a connection may get wrong.
const TRIES: u8 = 10;

impl Local {
    /// Opens a session of TTTP/2 that is carried.
    pub fn open_tttp(&self, admission: Admission) -> Arc<Carrier> {
        let (connection, carrier) = self.open(Kind::Lines);
        self.play(connection, admission, Version::Two);
        carrier
    }

    /// Opens a place in a room of the party that is carried.
    pub fn open_party(&self, admission: Admission, form: Form, find: Find, name: Option<Name>) -> Arc<Carrier> {
        let (connection, carrier) = self.open(Kind::Frames);
        self.party(connection, admission, form, find, name);
        carrier
    }

    /// What a session that is carried is made of.
    pub fn open(&self, kind: Kind) -> (Connection<Carried>, Arc<Carrier>) {
        let config = &self.shared.config;
        let requests = Budget::new(config.rate(config.lines_per_second));
        carrier::open(&self.shared.carriers, &self.connections.lingering, kind, config.patience(), requests)
    }

    /// The session of a token, on whichever thread it lives.
    pub fn carried(&self, token: Token) -> Option<Arc<Carrier>> {
        self.shared.carriers.get(&key(token))
    }

    /// Counts a connection that is to carry a session, which is counted as well.
    ///
    /// # Errors
    /// Why not.
    pub fn admit_carrier(&self, address: IpAddr) -> Result<Admission, Refusal> {
        if self.shared.is_draining() {
            return Err(Refusal::Draining);
        }
        self.shared.callers.admit(address).map_err(Refusal::Full)
    }

    /// Serves a connection of lines that may begin by carrying a session: what it says first decides.
    pub(super) async fn meet<S>(
        self,
        connection: Connection<S>,
        caller: Admission,
        admitted: Result<Admission, Refusal>,
    ) where
        S: Stream<Item = Incoming> + Unpin + 'static,
    {
        let Connection { mut incoming, outbox } = connection;
        let entry = self.connections.all.enter(&outbox);
        outbox.say(Reply::Message(Text::SAY_HELLO));
        let (mut admitted, mut seen, mut half_closed, mut tries) = (admitted, Vec::new(), false, 0);
        let attachment = loop {
            let Some(end) = first_line(&mut incoming, &mut seen, &mut half_closed).await else { break None };
            if !seen[..end].trim_ascii().is_empty() {
                let carry = std::str::from_utf8(&seen[..end]).ok().and_then(Carry::parse);
                let Some(carry) = carry else { break None };
                match carry.and_then(|carry| self.begin(carry, &mut admitted)) {
                    Ok(attachment) => {
                        seen.drain(..=end);
                        break Some(attachment);
                    }
                    Err(error) => outbox.say(Reply::Error(None, error)),
                }
            }
            seen.drain(..=end);
            tries += 1;
            if tries == TRIES {
                let connection = Connection { incoming, outbox };
                return bridge::turn_away(connection, Farewell::Policy(Error::TooFast)).await;
            }
        };
        let connection =
            Connection { incoming: Before { first: Bytes::from(seen), half_closed, rest: incoming }, outbox };
        match (attachment, admitted) {
            (Some(attachment), unused) => {
                drop(unused);
                bridge::carry(connection, attachment, bridge::Form::Lines, || {}).await;
                drop(caller);
            }
            (None, Ok(admission)) => self.seat(connection, admission, Version::Two),
            (None, Err(refusal)) => bridge::turn_away(connection, refusal.farewell()).await,
        }
        drop(entry);
    }

    /// Begins to carry what is asked for. Only a session that is opened takes the admission.
    fn begin(&self, carry: Carry<'_>, admitted: &mut Result<Admission, Refusal>) -> Result<Attachment, Error> {
        let mut admission = || match admitted {
            Ok(_) => std::mem::replace(admitted, Err(Refusal::Full(Full::Server))).map_err(|_| Error::ServerFull),
            Err(_) => Err(Error::ServerFull),
        };
        let carrier = match carry {
            Carry::Attach { token, seq } => {
                return self.carried(token).and_then(|carrier| carrier.attach(seq)).ok_or(Error::NoSession);
            }
            Carry::Open => self.open_tttp(admission()?),
            Carry::OpenParty(code) => {
                if !self.shared.config.has(Door::Party) {
                    return Err(Error::BadArgument);
                }
                let code = code.map_or(Ok(Code::main()), str::parse).map_err(|_| Error::BadArgument)?;
                let admission = admission()?;
                let find = Find { code, plan: self.shared.config.plan(), maker: admission.address() };
                self.open_party(admission, Form::Classic, find, None)
            }
        };
        // Nobody else knows it yet.
        carrier.attach(None).ok_or(Error::NoSession)
    }
}

/// Where the first line in `seen` ends, once it has come; nothing if it is too long for one, or never comes.
async fn first_line<S>(incoming: &mut S, seen: &mut Vec<u8>, half_closed: &mut bool) -> Option<usize>
where
    S: Stream<Item = Incoming> + Unpin,
{
    loop {
        if let Some(end) = seen.iter().position(|byte| *byte == b'\n') {
            return Some(end);
        }
        if seen.len() > MAX_LINE {
            return None;
        }
        match poll_fn(|cx| Pin::new(&mut *incoming).poll_next(cx)).await? {
            Incoming::Chunk(bytes) => seen.extend_from_slice(&bytes),
            Incoming::Text(_) | Incoming::Binary(_) | Incoming::Control => {}
            Incoming::HalfClosed => {
                *half_closed = true;
                return None;
            }
        }
    }
}

/// A stream of which something was heard already.
struct Before<S> {
    first: Bytes,
    half_closed: bool,
    rest: S,
}

impl<S: Stream<Item = Incoming> + Unpin> Stream for Before<S> {
    type Item = Incoming;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Incoming>> {
        if !self.first.is_empty() {
            return Poll::Ready(Some(Incoming::Chunk(std::mem::take(&mut self.first))));
        }
        if std::mem::take(&mut self.half_closed) {
            return Poll::Ready(Some(Incoming::HalfClosed));
        }
        Pin::new(&mut self.rest).poll_next(cx)
    }
}
