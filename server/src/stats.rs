//! Counts for `/status`, kept where things happen.

use std::sync::{
    Arc,
    atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
};

use serde::Serialize;

/// The counters of one server.
#[derive(Debug, Default)]
pub struct Stats {
    players: AtomicUsize,
    waiting: AtomicUsize,
    live: AtomicUsize,
    finished: AtomicU64,
    people: AtomicUsize,
    rooms: AtomicUsize,
}

/// What the counters say at one moment.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Counts {
    /// TTTP connections.
    pub players: usize,
    /// Players without an opponent.
    pub waiting: usize,
    /// Games that are on.
    pub live: usize,
    /// Games that have ended with a result since the start.
    pub finished: u64,
    /// Participants of the party, in all rooms.
    pub people: usize,
    /// Rooms of the party.
    pub rooms: usize,
}

impl Stats {
    /// What the counters say now.
    pub fn counts(&self) -> Counts {
        Counts {
            players: self.players.load(Relaxed),
            waiting: self.waiting.load(Relaxed),
            live: self.live.load(Relaxed),
            finished: self.finished.load(Relaxed),
            people: self.people.load(Relaxed),
            rooms: self.rooms.load(Relaxed),
        }
    }

    /// Sets how many players wait.
    pub fn set_waiting(&self, count: usize) {
        self.waiting.store(count, Relaxed);
    }

    /// Counts a player for as long as the answer lives.
    pub fn player(self: &Arc<Self>) -> LivePlayer {
        self.players.fetch_add(1, Relaxed);
        LivePlayer(Arc::clone(self))
    }

    /// Counts a game that is on for as long as the answer lives.
    pub fn game(self: &Arc<Self>) -> LiveGame {
        self.live.fetch_add(1, Relaxed);
        LiveGame(Arc::clone(self))
    }

    /// Counts a participant of the party for as long as the answer lives.
    pub fn person(self: &Arc<Self>) -> LivePerson {
        self.people.fetch_add(1, Relaxed);
        LivePerson(Arc::clone(self))
    }

    /// Counts a room of the party for as long as the answer lives.
    pub fn room(self: &Arc<Self>) -> LiveRoom {
        self.rooms.fetch_add(1, Relaxed);
        LiveRoom(Arc::clone(self))
    }
}

/// One participant of the party, counted.
#[derive(Debug)]
pub struct LivePerson(Arc<Stats>);

impl Drop for LivePerson {
    fn drop(&mut self) {
        self.0.people.fetch_sub(1, Relaxed);
    }
}

/// One room of the party, counted.
#[derive(Debug)]
pub struct LiveRoom(Arc<Stats>);

impl Drop for LiveRoom {
    fn drop(&mut self) {
        self.0.rooms.fetch_sub(1, Relaxed);
    }
}

/// One player, counted.
#[derive(Debug)]
pub struct LivePlayer(Arc<Stats>);

impl Drop for LivePlayer {
    fn drop(&mut self) {
        self.0.players.fetch_sub(1, Relaxed);
    }
}

/// One game that is on, counted.
#[derive(Debug)]
pub struct LiveGame(Arc<Stats>);

impl LiveGame {
    /// Where it is counted.
    pub fn stats(&self) -> Arc<Stats> {
        Arc::clone(&self.0)
    }

    /// It has ended, with a result.
    pub fn finish(self) {
        self.0.finished.fetch_add(1, Relaxed);
    }
}

impl Drop for LiveGame {
    fn drop(&mut self) {
        self.0.live.fetch_sub(1, Relaxed);
    }
}
