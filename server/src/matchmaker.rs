//! The actor that pairs, thin around [`tttp::Queue`]. Once a pair is made it is out of the way.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::Relaxed},
};

use actix::prelude::*;
use tracing::debug;
use tttp::Queue;

use crate::{
    player::{Pair, Player, Queued},
    stats::{LiveGame, Stats},
};

/// Somebody who wants to play.
pub struct Candidate {
    /// Tells this player from all others.
    pub id: u64,
    /// Its address.
    pub player: Addr<Player>,
    /// Whether it has given up its place: known here before its [`Leave`] is, whatever the order of messages.
    left: Arc<AtomicBool>,
}

impl Candidate {
    fn is_gone(&self) -> bool {
        self.left.load(Relaxed) || !self.player.connected()
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

/// Said by a player that has just come.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Join(pub Candidate);

impl Handler<Join> for Matchmaker {
    type Result = ();

    fn handle(&mut self, Join(candidate): Join, ctx: &mut Self::Context) {
        if candidate.is_gone() {
            return;
        }
        if let Some(gone) = self.queue.first().filter(|first| first.is_gone()).map(|first| first.id) {
            self.queue.leave(gone);
        }
        let player = candidate.player.clone();
        match self.queue.join(candidate.id, candidate) {
            // One that has gone meanwhile gives its place back by itself.
            None => player.try_send(Queued).unwrap_or_default(),
            Some((first, second)) => {
                debug!(x = first.id, o = second.id, "pair");
                let opponent = Opponent { candidate: Some((second, self.stats.game())), matchmaker: ctx.address() };
                // Not delivered is dropped, and what is dropped comes back here.
                first.player.try_send(Pair(opponent)).ok();
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
    pub fn join(&self, player: Addr<Player>) -> Result<(), SendError<Join>> {
        self.matchmaker.try_send(Join(Candidate { id: self.id, player, left: Arc::clone(&self.left) }))
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

/// The second of a pair, on the way to the first. Dropped on the way, for the first had gone, it waits again.
pub struct Opponent {
    candidate: Option<(Candidate, LiveGame)>,
    matchmaker: Addr<Matchmaker>,
}

impl Opponent {
    /// Takes it into a game.
    ///
    /// # Panics
    /// Never: it is there until taken, and taking it consumes this.
    pub fn take(mut self) -> (Addr<Player>, LiveGame) {
        let (candidate, live) = self.candidate.take().expect("there until taken");
        (candidate.player, live)
    }
}

impl Drop for Opponent {
    fn drop(&mut self) {
        if let Some((candidate, _)) = self.candidate.take() {
            // Once for each pair that did not come to be; and its time in the queue must not be lost. It was told
            // nothing yet, so it can still become either side.
            self.matchmaker.do_send(Join(candidate));
        }
    }
}
