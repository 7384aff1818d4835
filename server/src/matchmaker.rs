//! The actor that pairs, thin around [`tttp::Queue`]. Once a pair is made it is out of the way.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};

use actix::prelude::*;
use tracing::debug;
use tttp::{Error, Queue, two::Tag};

use crate::{
    people::Who,
    player::{Answer, Bye, Match, Pair, Player, Queued, TurnedAway},
    stats::Stats,
};

/// Somebody who would play.
pub struct Partner {
    /// Tells this player from all others.
    pub id: u64,
    /// Its address.
    pub player: Addr<Player>,
    /// As others see it.
    pub who: Who,
    /// What it wants answered.
    pub tag: Option<Tag>,
    /// Its place in the queue, if it comes from there.
    pub ticket: Option<QueueTicket>,
}

impl Partner {
    /// Whether it is no more, or has given up its place.
    pub fn is_gone(&self) -> bool {
        self.ticket.as_ref().is_some_and(QueueTicket::is_given_up) || !self.player.connected()
    }
}

/// Which place in the queue somebody has. Whether it is given up is known by this before [`Leave`] is, whatever the order
/// of messages.
#[derive(Clone, Debug, Default)]
pub struct QueueTicket(Arc<AtomicBool>);

impl QueueTicket {
    /// Whether the place is given up.
    pub fn is_given_up(&self) -> bool {
        self.0.load(Relaxed)
    }
}

/// The actor.
pub struct Matchmaker {
    queue: Queue<Partner>,
    stats: Arc<Stats>,
}

impl Matchmaker {
    /// Nobody waits yet.
    pub fn new(stats: Arc<Stats>) -> Self {
        Self { queue: Queue::default(), stats }
    }
}

impl Actor for Matchmaker {
    type Context = Context<Self>;
}

/// Said by a player that wants an opponent.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Join(Partner);

impl Handler<Join> for Matchmaker {
    type Result = ();

    fn handle(&mut self, Join(candidate): Join, ctx: &mut Self::Context) {
        if candidate.is_gone() {
            let Partner { player, tag, .. } = candidate;
            if tag.is_some() {
                // Once a command. It was done, and has been taken back since.
                player.do_send(Answer { tag, result: Ok(()) });
            }
            return;
        }
        if let Some(gone) = self.queue.first().filter(|first| first.is_gone()).map(|first| first.id) {
            self.queue.leave(gone);
        }
        let player = candidate.player.clone();
        let tag = candidate.tag;
        // Nobody is rated yet, so nobody waits for somebody of their strength, and time does not matter.
        match self.queue.join(candidate.id, candidate, None, Duration::ZERO) {
            // One that has gone meanwhile gives its place back by itself.
            None => player.try_send(Queued(tag)).unwrap_or_default(),
            Some((first, second)) => {
                debug!(x = first.id, o = second.id, "pair");
                let opponent = Opponent { partner: Some(second), otherwise: Otherwise::WaitsAgain(ctx.address()) };
                // Not delivered is dropped, and what is dropped comes back here.
                first.player.try_send(Pair { opponent, reason: Match::Queue }).ok();
            }
        }
        self.stats.set_waiting(self.queue.len());
    }
}

impl Handler<Bye> for Matchmaker {
    type Result = ();

    fn handle(&mut self, _: Bye, _: &mut Self::Context) {}
}

/// Said by a place in the queue when it is given up.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Leave(u64);

impl Handler<Leave> for Matchmaker {
    type Result = ();

    fn handle(&mut self, Leave(id): Leave, _: &mut Self::Context) {
        self.queue.leave(id);
        self.stats.set_waiting(self.queue.len());
    }
}

/// A place in the queue; dropping it is leaving.
pub struct Place {
    id: u64,
    matchmaker: Addr<Matchmaker>,
    ticket: QueueTicket,
    exchanged: bool,
}

impl Place {
    /// The place of player `id`.
    pub fn new(id: u64, matchmaker: Addr<Matchmaker>) -> Self {
        Self { id, matchmaker, ticket: QueueTicket::default(), exchanged: false }
    }

    /// Asks to be paired.
    ///
    /// # Errors
    /// There is no matchmaker any more: the server stops.
    pub fn join(&self, player: Addr<Player>, who: Who, tag: Option<Tag>) -> Result<(), SendError<Join>> {
        let ticket = Some(self.ticket.clone());
        self.matchmaker.try_send(Join(Partner { id: self.id, player, who, tag, ticket }))
    }

    /// Whether this is the place that the ticket is for.
    pub fn is_of(&self, ticket: &QueueTicket) -> bool {
        Arc::ptr_eq(&self.ticket.0, &ticket.0)
    }

    /// Exchanged for a seat: there is nothing to leave any more.
    pub fn exchange(mut self) {
        self.exchanged = true;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if !self.exchanged {
            self.ticket.0.store(true, Relaxed);
            // Said once in the life of a place, so it can't flood; and a ghost must not stay in the queue.
            self.matchmaker.do_send(Leave(self.id));
        }
    }
}

/// The second of a pair, on the way to the first.
pub struct Opponent {
    partner: Option<Partner>,
    otherwise: Otherwise,
}

/// What becomes of the second when the first is not there to play with.
enum Otherwise {
    /// It goes back to the queue.
    WaitsAgain(Addr<Matchmaker>),
    /// It is told by whom, and why.
    IsTold(u64, Error),
}

impl Opponent {
    /// One who meant somebody in particular, and is told this error if they don't play.
    pub fn of(host: u64, error: Error, partner: Partner) -> Self {
        Self { partner: Some(partner), otherwise: Otherwise::IsTold(host, error) }
    }

    /// Who it is.
    pub fn id(&self) -> Option<u64> {
        self.partner.as_ref().map(|partner| partner.id)
    }

    /// Whether it is no more, or wants nobody any more.
    pub fn is_gone(&self) -> bool {
        self.partner.as_ref().is_none_or(Partner::is_gone)
    }

    /// Takes it into a game.
    ///
    /// # Panics
    /// Never: it is there until taken, and taking it consumes this.
    pub fn take(mut self) -> Partner {
        self.partner.take().expect("there until taken")
    }
}

impl Drop for Opponent {
    fn drop(&mut self) {
        let Some(partner) = self.partner.take() else { return };
        match &self.otherwise {
            Otherwise::WaitsAgain(matchmaker) => {
                // Once for each pair that did not come to be; and its time in the queue must not be lost. It was told
                // nothing yet, so it can still become either side.
                matchmaker.do_send(Join(partner));
            }
            Otherwise::IsTold(host, error) => {
                // Once a command.
                partner.player.do_send(TurnedAway { host: *host, error: *error });
            }
        }
    }
}
