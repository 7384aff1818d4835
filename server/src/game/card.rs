//! A game as it is listed: what others see of it without asking it.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU32, Ordering::Relaxed},
};

use actix::prelude::*;
use tttp::{
    Board, Game, Mark,
    two::{self, GameId},
};

use super::GameActor;
use crate::{listing::Listing, people::Who};

/// All games, by id.
pub type Games = Listing<GameId, Card>;

/// A game as it is listed.
pub struct Card {
    /// Where it is reached.
    pub table: Addr<GameActor>,
    /// Who plays X, and who O.
    pub sides: [Who; 2],
    /// Not in public lists, and not to be watched.
    pub private: bool,
    watchers: Arc<AtomicU32>,
    standing: Mutex<Standing>,
}

/// How a game stands.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Standing {
    /// The board.
    pub board: Board,
    /// Who is to move; nothing when it is over.
    pub turn: Option<Mark>,
    /// What has happened in it so far.
    pub seq: u32,
}

impl Standing {
    /// That of a game.
    pub fn of(game: &Game) -> Self {
        Self { board: *game.board(), turn: game.to_move(), seq: game.seq() }
    }
}

impl Card {
    /// A card of a game that begins.
    pub fn new(
        table: Addr<GameActor>,
        sides: [Who; 2],
        private: bool,
        watchers: Arc<AtomicU32>,
        standing: Standing,
    ) -> Self {
        Self { table, sides, private, watchers, standing: Mutex::new(standing) }
    }

    /// Shows how it stands now.
    pub fn show(&self, standing: Standing) {
        *self.standing.lock().unwrap_or_else(PoisonError::into_inner) = standing;
    }

    /// How it stands.
    pub fn standing(&self) -> Standing {
        *self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many watch.
    pub fn watchers(&self) -> u32 {
        self.watchers.load(Relaxed)
    }

    /// As a line of a list tells it.
    pub fn row(&self) -> two::Card {
        let Standing { board, turn, .. } = self.standing();
        let [x, o] = &self.sides;
        two::Card { x: x.sitter(), o: o.sitter(), board, turn, watchers: self.watchers() }
    }
}
