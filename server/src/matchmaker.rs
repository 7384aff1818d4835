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
    player::{Answer, Match, Pair, Player, Queued, TurnedAway},
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
}

/// Somebody who wants to play whoever comes next.
pub struct Candidate {
    partner: Partner,
    /// Whether it has given up its place: known here before its [`Leave`] is, whatever the order of messages.
    left: Arc<AtomicBool>,
}

impl Candidate {
    fn is_gone(&self) -> bool {
        self.left.load(Relaxed) || !self.partner.player.connected()
    }
}

/// The actor.
pub struct Matchmaker {
    queue: Queue<Candidate>,
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
pub struct Join(Candidate);

impl Handler<Join> for Matchmaker {
    type Result = ();

    fn handle(&mut self, Join(candidate): Join, ctx: &mut Self::Context) {
        if candidate.is_gone() {
            let Partner { player, tag, .. } = candidate.partner;
            if tag.is_some() {
                // Once a command. It was done, and has been taken back since.
                player.do_send(Answer { tag, result: Ok(()) });
            }
            return;
        }
        if let Some(gone) = self.queue.first().filter(|first| first.is_gone()).map(|first| first.partner.id) {
            self.queue.leave(gone);
        }
        let player = candidate.partner.player.clone();
        let tag = candidate.partner.tag;
        // Nobody is rated yet, so nobody waits for somebody of their strength, and time does not matter.
        match self.queue.join(candidate.partner.id, candidate, None, Duration::ZERO) {
            // One that has gone meanwhile gives its place back by itself.
            None => player.try_send(Queued(tag)).unwrap_or_default(),
            Some((first, second)) => {
                debug!(x = first.partner.id, o = second.partner.id, "pair");
                let opponent = Opponent { candidate: Some(second), otherwise: Otherwise::WaitsAgain(ctx.address()) };
                // Not delivered is dropped, and what is dropped comes back here.
                first.partner.player.try_send(Pair { opponent, reason: Match::Queue }).ok();
            }
        }
        self.stats.set_waiting(self.queue.len());
    }
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
    left: Arc<AtomicBool>,
    exchanged: bool,
}

impl Place {
    /// The place of player `id`.
    pub fn new(id: u64, matchmaker: Addr<Matchmaker>) -> Self {
        Self { id, matchmaker, left: Arc::default(), exchanged: false }
    }

    /// Asks to be paired.
    ///
    /// # Errors
    /// There is no matchmaker any more: the server stops.
    pub fn join(&self, player: Addr<Player>, who: Who, tag: Option<Tag>) -> Result<(), SendError<Join>> {
        let partner = Partner { id: self.id, player, who, tag };
        self.matchmaker.try_send(Join(Candidate { partner, left: Arc::clone(&self.left) }))
    }

    /// Exchanged for a seat: there is nothing to leave any more.
    pub fn exchange(mut self) {
        self.exchanged = true;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if !self.exchanged {
            self.left.store(true, Relaxed);
            // Said once in the life of a place, so it can't flood; and a ghost must not stay in the queue.
            self.matchmaker.do_send(Leave(self.id));
        }
    }
}

/// The second of a pair, on the way to the first.
pub struct Opponent {
    candidate: Option<Candidate>,
    otherwise: Otherwise,
}

/// What becomes of the second when the first is not there to play with.
enum Otherwise {
    /// It goes back to the queue.
    WaitsAgain(Addr<Matchmaker>),
    /// It is told why.
    IsTold(Error),
}

impl Opponent {
    /// One who meant somebody in particular, and is told this error if they don't play.
    pub fn turned_away_with(error: Error, partner: Partner) -> Self {
        let candidate = Candidate { partner, left: Arc::default() };
        Self { candidate: Some(candidate), otherwise: Otherwise::IsTold(error) }
    }

    /// Who it is.
    pub fn id(&self) -> Option<u64> {
        self.candidate.as_ref().map(|candidate| candidate.partner.id)
    }

    /// Takes it into a game.
    ///
    /// # Panics
    /// Never: it is there until taken, and taking it consumes this.
    pub fn take(mut self) -> Partner {
        self.candidate.take().expect("there until taken").partner
    }
}

impl Drop for Opponent {
    fn drop(&mut self) {
        let Some(candidate) = self.candidate.take() else { return };
        match &self.otherwise {
            Otherwise::WaitsAgain(matchmaker) => {
                // Once for each pair that did not come to be; and its time in the queue must not be lost. It was told
                // nothing yet, so it can still become either side.
                matchmaker.do_send(Join(candidate));
            }
            Otherwise::IsTold(error) => {
                let Partner { player, tag, .. } = candidate.partner;
                // Once a command.
                player.do_send(TurnedAway { tag, error: *error });
            }
        }
    }
}
