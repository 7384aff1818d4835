//! The records of a running server, as they are asked for by many at once.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use rusqlite::Connection;
use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore};
use tracing::{info, warn};
use tttp::two::Kind;

use super::{
    forget,
    players::{self, KINDS, Standing},
};
use crate::{
    config::storage::Storage,
    game_time::unix_ms,
    store::{Store, StoreError},
};

/// How many may wait for an answer at once.
const WAITING: usize = 64;

/// How many parts of all records are read, or wait to be read, at once.
const PARTS: usize = 4;

/// How many are best.
pub const BEST: u32 = 100;

/// How long a list of the best is good for: to make it, all players are looked at.
const GOOD_FOR: Duration = Duration::from_secs(1);

/// How often old games are looked for.
const EVERY: Duration = Duration::from_secs(600);

/// How many games between two guests are kept.
const OF_GUESTS: u32 = 100_000;

/// The same, where memory is all there is.
const OFTEN: Duration = Duration::from_secs(10);

/// So many games are kept in memory.
const IN_MEMORY: u32 = 100_000;

/// Somebody on the list of the best, and whether that rating is provisional.
pub type Ranked = (Standing, bool);

/// A list of the best, and when it was made.
type Board = Option<(Instant, Arc<Vec<Ranked>>)>;

/// The records.
pub struct Records {
    store: Arc<Store>,
    waiting: Arc<Semaphore>,
    /// For those who read all: they have places of their own, so that many of them leave the others theirs.
    parts: Arc<Semaphore>,
    boards: [Mutex<Board>; KINDS.len()],
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Unanswered {
    /// Too many ask.
    Busy,
    /// The records can't be read; the log says why.
    Failed,
}

impl Records {
    /// Those in a store.
    pub fn new(store: Arc<Store>) -> Self {
        let [waiting, parts] = [WAITING, PARTS].map(|places| Arc::new(Semaphore::new(places)));
        Self { store, waiting, parts, boards: Default::default() }
    }

    /// What is found in the records.
    ///
    /// # Errors
    /// When too many ask, or they can't be read.
    pub async fn find<T: Send + 'static>(
        &self,
        find: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Unanswered> {
        let place = Arc::clone(&self.waiting).try_acquire_owned().map_err(|_| Unanswered::Busy)?;
        self.read(place, find).await
    }

    /// The first part of what is found by reading all.
    ///
    /// # Errors
    /// When too many read all, or they can't be read.
    pub async fn find_first<T: Send + 'static>(
        &self,
        find: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Unanswered> {
        let place = Arc::clone(&self.parts).try_acquire_owned().map_err(|_| Unanswered::Busy)?;
        self.read(place, find).await
    }

    /// A later part: who has begun to answer waits until it is their turn.
    ///
    /// # Errors
    /// When they can't be read.
    pub async fn find_next<T: Send + 'static>(
        &self,
        find: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Unanswered> {
        let place = Arc::clone(&self.parts).acquire_owned().await.map_err(|_| Unanswered::Busy)?;
        self.read(place, find).await
    }

    /// The place is taken until it is read: who does not wait for the answer any more has still asked for it.
    async fn read<T: Send + 'static>(
        &self,
        place: OwnedSemaphorePermit,
        find: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Unanswered> {
        let read = self.store.read(move |conn| {
            let _place = place;
            find(conn)
        });
        read.await.map_err(|error| {
            warn!(%error, "the records can't be read");
            Unanswered::Failed
        })
    }

    /// The [`BEST`] of a kind that is rated.
    ///
    /// # Errors
    /// As above.
    pub async fn best(&self, kind: Kind) -> Result<Arc<Vec<Ranked>>, Unanswered> {
        let place = KINDS.iter().position(|one| *one == kind).unwrap_or_default();
        // Who comes while it is made waits for the same one.
        let mut known = self.boards[place].lock().await;
        if let Some((made, board)) = &*known
            && made.elapsed() < GOOD_FOR
        {
            return Ok(Arc::clone(board));
        }
        let board = Arc::new(self.find(move |conn| players::best(conn, kind, BEST, unix_ms())).await?);
        *known = Some((Instant::now(), Arc::clone(&board)));
        Ok(board)
    }

    /// Deletes what is not to be kept, now and then: for ever, so this is for a task of its own.
    pub async fn keep_bounds(&self, storage: &Storage) {
        loop {
            match self.forget_old(storage).await {
                Ok(0) => {}
                Ok(games) => info!(games, "deleted old games"),
                Err(error) => warn!(%error, "old games can't be deleted"),
            }
            tokio::time::sleep(if storage.ephemeral { OFTEN } else { EVERY }).await;
        }
    }

    async fn forget_old(&self, storage: &Storage) -> Result<usize, StoreError> {
        let (retention, ephemeral, mut all) = (storage.retention, storage.ephemeral, 0);
        loop {
            let deleted = self.store.write(move |tx| {
                let old = retention.map_or(Ok(0), |days| forget::forget_older(tx, days, unix_ms()))?;
                let many = if ephemeral { forget::forget_beyond(tx, IN_MEMORY)? } else { 0 };
                Ok(old + many + forget::forget_guests(tx, OF_GUESTS)?)
            });
            match deleted.await? {
                0 => return Ok(all),
                some => all += some,
            }
        }
    }
}
