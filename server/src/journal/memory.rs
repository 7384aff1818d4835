//! Logs that are gone when the server ends: each append is answered at once.

use std::{
    collections::BTreeMap,
    future::ready,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread::sleep,
    time::Duration,
};

use tracing::warn;
use tttp::two::{GameId, Kind};

use super::{Append, AppendId, Finished, Journal, Later, OpenGame, Outcome, Record, Unreadable};
use crate::{
    records,
    store::{Closed, Store},
};

/// Logs in memory. Finished games go to a store, which need not be on disk.
#[derive(Debug)]
pub struct Memory {
    logs: Mutex<Logs>,
    store: Arc<Store>,
    /// On the way to the store.
    finished: Arc<Mutex<Vec<Finished>>>,
}

/// Finished games are gathered for so long: to wake the store's thread costs more than to write one.
const GATHER: Duration = Duration::from_millis(50);

/// When so many are gathered, games between two guests are not recorded any more: nobody's name is in them, and who plays
/// them by the thousand would slow down everybody else.
const MOST: usize = 64;

#[derive(Debug, Default)]
struct Logs {
    open: BTreeMap<GameId, Log>,
    closed: Closed,
    /// How many were ever opened.
    opened: u64,
}

#[derive(Debug)]
struct Log {
    /// How many were opened before it.
    age: u64,
    ids: Vec<AppendId>,
    records: Vec<Record>,
}

impl Memory {
    /// No logs yet.
    pub fn new(store: Arc<Store>) -> Self {
        Self { logs: Mutex::default(), store, finished: Arc::default() }
    }

    fn lock(&self) -> MutexGuard<'_, Logs> {
        // Nothing in here can panic half-way.
        self.logs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Nobody waits for it: as long as this server runs, its games are in the logs anyway.
    fn finish(&self, finished: Finished) {
        let mut gathered = self.finished.lock().unwrap_or_else(PoisonError::into_inner);
        if gathered.len() >= MOST && finished.players.iter().all(|player| player.kind == Kind::Guest) {
            return;
        }
        gathered.push(finished);
        if gathered.len() > 1 {
            return;
        }
        let gathered = Arc::clone(&self.finished);
        drop(self.store.write(move |transaction| {
            sleep(GATHER);
            let games = std::mem::take(&mut *gathered.lock().unwrap_or_else(PoisonError::into_inner));
            for finished in games {
                if let Err(error) = records::insert(transaction, &finished) {
                    warn!(game = %finished.game, %error, "a finished game is not in the records");
                }
            }
            Ok(())
        }));
    }
}

impl Logs {
    /// Appends, if it fits. The records are taken out of it; what is finished by it is left there.
    fn append(&mut self, append: &mut Append) -> Outcome {
        let Append { id, game, expected, .. } = *append;
        match (self.open.get(&game), self.closed.get(game)) {
            (Some(log), _) if log.ids.contains(&id) => return Outcome::Committed,
            (Some(log), _) if log.records.len() == expected as usize => {}
            (None, Some(last)) if last == id => return Outcome::Committed,
            (None, None) if expected == 0 => {}
            _ => return Outcome::Stale,
        }
        if append.close {
            self.open.remove(&game);
            self.closed.insert(game, id);
            return Outcome::Committed;
        }
        let age = self.opened;
        let log = self.open.entry(game).or_insert_with(|| {
            self.opened += 1;
            Log { age, ids: Vec::new(), records: Vec::new() }
        });
        log.ids.push(id);
        log.records.append(&mut append.records);
        Outcome::Committed
    }
}

impl Journal for Memory {
    fn append(&self, batch: Vec<Append>) -> Later<Vec<Outcome>> {
        let mut logs = self.lock();
        let one = |mut append: Append| {
            let outcome = logs.append(&mut append);
            if let Some(finished) = append.finish.filter(|_| outcome == Outcome::Committed) {
                self.finish(*finished);
            }
            outcome
        };
        Box::pin(ready(batch.into_iter().map(one).collect()))
    }

    fn read(&self, game: GameId) -> Later<Result<Vec<Record>, Unreadable>> {
        let records = self.lock().open.get(&game).map(|log| log.records.clone());
        Box::pin(ready(Ok(records.unwrap_or_default())))
    }

    fn open_games(&self) -> Later<Result<Vec<OpenGame>, Unreadable>> {
        let logs = self.lock();
        let mut open: Vec<_> = logs.open.iter().collect();
        open.sort_unstable_by_key(|(_, log)| log.age);
        let open = open.into_iter().map(|(&game, log)| OpenGame { game, records: log.records.clone() });
        Box::pin(ready(Ok(open.collect())))
    }

    fn is_immediate(&self) -> bool {
        true
    }
}
