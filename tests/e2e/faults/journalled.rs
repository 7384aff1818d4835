//! What the journal in a data folder implies: the lines that were to be told of each game, rendered here once more.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::Arc,
    time::Duration,
};

use tttp::{
    Board, Event, Game, Mark,
    two::{GameId, Name},
};
use tttparty::{
    journal::{Journal, Record, sqlite::Sqlite},
    store::{Store, Sync},
};

use super::told::{Book, Copy};

/// The log of a game, also if it is closed.
pub(super) struct Logged {
    /// Its lines, the first one with number 1.
    pub lines: Vec<String>,
    /// The board after some of them, and whether it was over.
    states: BTreeMap<u32, (Board, bool)>,
    names: [Name; 2],
    pub next: Option<GameId>,
    /// Whether X and O have left for good.
    pub left: [bool; 2],
    /// Nobody can come back to it.
    pub is_closed: bool,
    pub is_over: bool,
    moves: String,
    records: usize,
}

/// The record of a game that is over.
#[derive(Debug)]
pub(super) struct Finished {
    pub moves: String,
    pub times: String,
    /// As in `END`: who has won, and how.
    pub result: String,
    pub began: i64,
    pub ended: i64,
}

/// All of it.
pub(super) struct Journalled {
    pub games: BTreeMap<GameId, Logged>,
    pub finished: BTreeMap<GameId, Finished>,
    /// Closed games whose first rows are deleted by now, as those of old games are.
    swept: BTreeSet<GameId>,
    /// The rows of the log, in order.
    pub rows: Vec<(i64, String, String)>,
}

impl Journalled {
    /// Reads a copy of a data folder that no server uses: so what has to be mended in it is left to the server.
    pub async fn read(folder: &Path) -> Self {
        let copy = tempfile::tempdir().unwrap();
        for name in ["tttparty.db", "tttparty.db-wal"] {
            if folder.join(name).exists() {
                fs::copy(folder.join(name), copy.path().join(name)).unwrap();
            }
        }
        let store = Arc::new(Store::open(copy.path(), Sync::Normal).unwrap());
        let rows = store.read(|db| {
            let mut select = db.prepare("SELECT n, game, record FROM log ORDER BY n")?;
            let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            rows.collect()
        });
        let rows: Vec<(i64, String, String)> = rows.await.unwrap();
        let finished = store.read(|db| {
            let mut select = db.prepare(
                "SELECT id, moves, times, coalesce(winner, '-'), reason, began, ended FROM games ORDER BY n",
            )?;
            let rows = select.query_map([], |row| {
                let result = format!("{} {}", row.get::<_, String>(3)?, row.get::<_, String>(4)?);
                let (moves, times) = (row.get(1)?, row.get(2)?);
                let finished = Finished { moves, times, result, began: row.get(5)?, ended: row.get(6)? };
                Ok((row.get::<_, String>(0)?, finished))
            })?;
            rows.collect()
        });
        let finished: Vec<(String, Finished)> = finished.await.unwrap();
        let mut logs = BTreeMap::<GameId, (bool, Vec<Record>)>::new();
        for (_, game, record) in &rows {
            let log = logs.entry(game.parse().unwrap()).or_default();
            assert!(!log.0, "{game} goes on after it was closed: {record}");
            match record.as_str() {
                "closed" => log.0 = true,
                "noted" => {}
                _ => log.1.push(serde_json::from_str(record).unwrap_or_else(|error| panic!("{error}: {record}"))),
            }
        }
        let is_swept = |(is_closed, records): &(bool, Vec<Record>)| {
            *is_closed && !matches!(records.first(), Some(Record::Opened(_)))
        };
        let swept = logs.iter().filter(|(_, log)| is_swept(log)).map(|(id, _)| *id).collect();
        logs.retain(|_, log| !is_swept(log));
        let games: BTreeMap<_, _> =
            logs.into_iter().map(|(id, (is_closed, records))| (id, Logged::render(id, &records, is_closed))).collect();
        // What the journal says itself is no other.
        let open = Sqlite::new(Arc::clone(&store)).open_games().await.unwrap();
        let lengths: BTreeMap<_, _> = open.iter().map(|open| (open.game, open.records.len())).collect();
        let expected = games.iter().filter(|(_, game)| !game.is_closed).map(|(id, game)| (*id, game.records)).collect();
        assert_eq!(lengths, expected, "other games are open than the log has");
        let finished = finished.into_iter().map(|(id, finished)| (id.parse().unwrap(), finished)).collect();
        Self { games, finished, swept, rows }
    }

    /// Everything that this player was ever told is in it, word for word.
    ///
    /// # Panics
    /// At the first line that is not.
    pub fn has_all(&self, who: &str, book: &Book) {
        for (id, copy) in book.games.iter().filter(|(id, _)| !self.swept.contains(id)) {
            let Some(logged) = self.games.get(id) else {
                panic!("{who} was told of {id}, which is not in the journal")
            };
            assert_eq!(logged.names, copy.names, "{who} in {id}");
            for (seq, line) in &copy.lines {
                let kept = logged.lines.get(*seq as usize - 1);
                assert_eq!(kept, Some(line), "{who} was told number {seq}, which is not in the journal so");
            }
            for (seq, board, is_over) in &copy.states {
                let kept = logged.states.get(seq);
                assert_eq!(kept, Some(&(*board, *is_over)), "{who} was told so by STATE of {id} with {seq}");
            }
            assert!(copy.next.is_none() || copy.next == logged.next, "{who} was told of {:?} after {id}", copy.next);
        }
    }

    /// Where a player who knows this game sits: in it, or in the next one of these two, of which it need not know. Nowhere if
    /// it has left.
    ///
    /// # Panics
    /// When others play that next one.
    pub fn seat(&self, id: GameId, known: &Copy) -> Option<GameId> {
        let logged = self.games.get(&id)?;
        let (id, now, side) = match logged.next.and_then(|next| Some((next, self.games.get(&next)?))) {
            Some((id, next)) => {
                let name = &known.names[known.side()];
                let side = next.names.iter().position(|one| one == name);
                (
                    id,
                    next,
                    side.unwrap_or_else(|| {
                        panic!("{id} comes after a game of {name}, and is played by {:?}", next.names)
                    }),
                )
            }
            // It is begun by the server that is started next.
            None => (logged.next.unwrap_or(id), logged, known.side()),
        };
        (!logged.is_closed && !now.is_closed && !now.left[side]).then_some(id)
    }

    /// All games that are over have their record, and no others have.
    ///
    /// # Panics
    /// At the first that is otherwise.
    pub fn has_records(&self) {
        for (id, logged) in &self.games {
            let end = logged.lines.iter().find_map(|line| line.strip_prefix(&format!("END {id} ")));
            let result = end.and_then(|end| end.split_once(' ')).map(|(_, result)| result);
            let is_kept = result.is_some_and(|result| !(result == "- void" && logged.moves.is_empty()));
            let Some(finished) = self.finished.get(id) else {
                assert!(!is_kept, "{id} has no record: {:?}", logged.lines);
                continue;
            };
            assert_eq!(Some(&*finished.result), result, "{id}");
            assert_eq!(finished.moves, logged.moves, "{id}");
            assert_eq!(finished.times.split(',').filter(|time| !time.is_empty()).count(), logged.moves.len(), "{id}");
        }
    }
}

impl Logged {
    fn render(id: GameId, records: &[Record], is_closed: bool) -> Self {
        let Some(Record::Opened(opened)) = records.first() else { panic!("{id} does not begin: {records:?}") };
        let mut game = Game::with(opened.rules, Duration::ZERO);
        let mut logged = Self {
            lines: Vec::new(),
            states: BTreeMap::from([(0, (Board::default(), false))]),
            names: [0, 1].map(|side: usize| opened.players[side].name.clone()),
            next: None,
            left: [false; 2],
            is_closed,
            is_over: false,
            moves: String::new(),
            records: records.len(),
        };
        let mut last = 0;
        for record in &records[1..] {
            assert_eq!(logged.next, None, "{id} goes on after the next one has begun: {record:?}");
            match record {
                Record::Opened(_) => panic!("{id} begins twice"),
                Record::Event { at, lag, event } => {
                    assert!(*at >= last, "{id}: time goes backwards: {record:?}");
                    last = *at;
                    let now = Duration::from_micros(*at);
                    game.evolve(event, now, Duration::from_micros(*lag));
                    logged.lines.extend(event.lines(id, &game, now).map(|line| line.to_string()));
                    if let Event::Moved { cell, .. } = event {
                        logged.moves.push_str(&cell.to_string());
                    }
                }
                Record::Upgraded { at, rules, .. } => game.set_rules(*rules, Duration::from_micros(*at)),
                Record::Next { by, game: next, .. } => {
                    logged.lines.push(format!("REMATCH {id} {by}"));
                    logged.next = Some(*next);
                }
                Record::Held { .. } | Record::Went { .. } => {}
            }
            let seq = u32::try_from(logged.lines.len()).unwrap();
            assert!(logged.next.is_some() || game.seq() == seq, "{id}: {} and {seq}", game.seq());
            logged.states.insert(seq, (*game.board(), game.ending().is_some()));
        }
        logged.is_over = game.ending().is_some();
        logged.left = [Mark::X, Mark::O].map(|mark| game.has_left(mark));
        logged
    }

    /// How many lines were to be told of it.
    pub fn seq(&self) -> u32 {
        u32::try_from(self.lines.len()).unwrap()
    }
}
