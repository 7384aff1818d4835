//! Logs in the database of the data folder.

use std::sync::Arc;

use tttp::two::GameId;

use super::{Append, Journal, Later, OpenGame, Outcome, Record, Unreadable};
use crate::store::Store;

/// The logs of a store. A store is to have only one.
#[derive(Clone, Debug)]
pub struct Sqlite(Arc<Store>);

impl Sqlite {
    /// The logs of this store, which was not opened for a command.
    pub fn new(store: Arc<Store>) -> Self {
        Self(store)
    }
}

impl Journal for Sqlite {
    fn append(&self, batch: Vec<Append>) -> Later<Vec<Outcome>> {
        self.0.append(batch)
    }

    fn read(&self, game: GameId) -> Later<Result<Vec<Record>, Unreadable>> {
        self.0.log(game)
    }

    fn open_games(&self) -> Later<Result<Vec<OpenGame>, Unreadable>> {
        self.0.open_games()
    }
}
