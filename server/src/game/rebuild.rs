//! Games that were open when the server ended: each is rebuilt from its log, and waits for its players.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
    sync::{Arc, atomic::AtomicU32},
    time::Duration,
};

use actix::prelude::*;
use tracing::warn;
use tttp::{
    Event, Game, Mark, Meter,
    two::{GameId, Kind, Reply, Role, Sitter},
};

use super::{At, Chair, Crowd, Former, GameActor, Log, Pace, log::History};
use crate::{
    game_time::{micros, unix_ms},
    journal::{OpenGame, Opened, Played, Record, Seated, appender::Appender},
    people::Who,
    shared::Shared,
};

/// A table to be rebuilt.
#[derive(Clone, Debug)]
pub struct Table {
    game: OpenGame,
    /// Whether its log is yet to be begun: the server ended in the moment between two games.
    is_new: bool,
    /// The game before it.
    former: Option<OpenGame>,
    /// Games that nobody needs any more: the server ended before it had closed their logs.
    obsolete: Vec<OpenGame>,
}

impl Table {
    /// The game that is on there, or was last.
    pub fn id(&self) -> GameId {
        self.game.game
    }
}

/// The tables of all open games, given the time that the server's game time showed last.
pub fn tables(open: Vec<OpenGame>, shown: Duration) -> Vec<Table> {
    let next = |open: &OpenGame| match open.records.last() {
        Some(Record::Next { game, .. }) => Some(*game),
        _ => None,
    };
    let known: BTreeSet<GameId> = open.iter().map(|open| open.game).collect();
    let (former, current): (Vec<_>, Vec<_>) = open.into_iter().partition(|open| next(open).is_some());
    let mut former: BTreeMap<GameId, OpenGame> =
        former.into_iter().filter_map(|open| Some((next(&open)?, open))).collect();
    let mut tables: Vec<_> = current
        .into_iter()
        .map(|game| Table { former: former.remove(&game.game), is_new: false, game, obsolete: Vec::new() })
        .collect();
    let mut obsolete = Vec::new();
    for (game, old) in former {
        if known.contains(&game) {
            // That one has a next game itself.
            obsolete.push(old);
            continue;
        }
        match State::replay(&old) {
            Ok(state) => {
                let records = vec![Record::Opened(Box::new(state.next(shown)))];
                let game = OpenGame { game, records };
                tables.push(Table { game, is_new: true, former: Some(old), obsolete: Vec::new() });
            }
            Err(reason) => warn!(game = %old.game, reason, "the log of this game makes no sense, and is left as it is"),
        }
    }
    if let Some(first) = tables.first_mut() {
        first.obsolete = obsolete;
    }
    tables
}

/// What a log says.
struct State {
    id: GameId,
    opened: Opened,
    players: [Seated; 2],
    game: Game,
    pace: Pace,
    /// The time of the last record.
    last: Duration,
    played: Vec<Played>,
    told: History,
    /// What has happened in it, with what led to the next game.
    seq: u32,
    length: u32,
}

impl State {
    /// Does again what was done.
    fn replay(open: &OpenGame) -> Result<Self, &'static str> {
        let Some(Record::Opened(opened)) = open.records.first() else {
            return Err("it does not begin with its beginning");
        };
        let mut state = Self {
            id: open.game,
            opened: (**opened).clone(),
            players: opened.players.clone(),
            game: Game::with(opened.rules, Duration::ZERO),
            pace: Pace::Runs { at: Duration::ZERO, server: Duration::from_micros(opened.server) },
            last: Duration::ZERO,
            played: Vec::new(),
            told: History::default(),
            seq: 0,
            length: u32::try_from(open.records.len()).map_err(|_| "it is too long")?,
        };
        for record in &open.records[1..] {
            state.take(record)?;
        }
        Ok(state)
    }

    fn take(&mut self, record: &Record) -> Result<(), &'static str> {
        let (Record::Event { at, .. }
        | Record::Upgraded { at, .. }
        | Record::Held { at }
        | Record::Went { at, .. }
        | Record::Next { at, .. }) = record
        else {
            return Err("it begins twice");
        };
        let now = Duration::from_micros(*at);
        self.last = self.last.max(now);
        match record {
            Record::Opened(_) => {}
            Record::Event { lag, event, .. } => {
                self.game.evolve(event, now, Duration::from_micros(*lag));
                if let Event::Moved { cell, .. } = event {
                    self.played.push(Played { cell: *cell, ms: u32::try_from(now.as_millis()).unwrap_or(u32::MAX) });
                }
                let lines: Vec<_> = event.lines(self.id, &self.game, now).map(|line| line.to_string()).collect();
                self.seq = self.game.seq();
                self.told.push(self.seq, lines.join("\n").into());
            }
            Record::Upgraded { seat, player, rules, .. } => {
                self.players[usize::from(*seat == Mark::O)] = player.clone();
                self.game.set_rules(*rules, now);
            }
            Record::Held { .. } => self.pace = Pace::Stands { at: now, until: Duration::ZERO },
            Record::Went { server, .. } => {
                self.pace = Pace::Runs { at: now, server: Duration::from_micros(*server) };
            }
            Record::Next { by, .. } => {
                self.seq = self.game.seq().wrapping_add(1);
                let rematch = Reply::Rematch { game: self.id, seat: *by };
                self.told.push(self.seq, rematch.to_string().into());
            }
        }
        Ok(())
    }

    /// What the game's time showed when the server's was last known to show this.
    fn time(&self, shown: Duration) -> Duration {
        match self.pace {
            Pace::Stands { at, .. } => at,
            Pace::Runs { at, server } => at + shown.saturating_sub(server),
        }
        .max(self.last)
    }

    /// How the game after it begins.
    fn next(&self, shown: Duration) -> Opened {
        let mut players = self.players.clone();
        if self.game.rules().swap {
            players.reverse();
        }
        Opened {
            players,
            rules: *self.game.rules(),
            server: micros(shown),
            began: unix_ms(),
            seed: rand::random(),
            previous: Some(self.id),
            ..self.opened.clone()
        }
    }

    fn log(self, appender: &Rc<Appender>, is_new: bool) -> Log {
        let mut log = Log::new(Rc::clone(appender), self.id);
        (log.began, log.seed) = (self.opened.began, self.opened.seed);
        (log.played, log.told) = (self.played, self.told);
        if is_new {
            log.unwritten.push(Record::Opened(Box::new(self.opened)));
        } else {
            log.length = self.length;
        }
        log
    }

    /// As the game before, for a table whose first chair plays X.
    fn former(self, shared: &Arc<Shared>, appender: &Rc<Appender>, table: &Addr<GameActor>) -> Former {
        let swap = self.game.rules().swap;
        let marks = [Mark::X, Mark::O].map(|mark| if swap { mark.opponent() } else { mark });
        let [x, o] = self.players.clone().map(|Seated { name, kind, .. }| Sitter { name, kind });
        let joined = marks.map(|mark| Reply::Joined {
            game: self.id,
            role: Role::Seat(mark),
            x: x.clone(),
            o: o.clone(),
            clock: self.game.rules().clock,
            private: self.opened.private,
            ticket: Some(shared.signer.ticket(self.id, mark, self.opened.seed)),
        });
        let entry = shared.former.enter(self.id, Arc::new(table.clone()));
        Former { seq: self.seq, joined, marks, _entry: entry, log: self.log(appender, false) }
    }
}

impl GameActor {
    /// Starts a game again on the current thread. It is listed when this returns.
    ///
    /// # Errors
    /// What is wrong with its log.
    pub fn rebuild(
        table: &Table,
        shown: Duration,
        shared: &Arc<Shared>,
        appender: &Rc<Appender>,
    ) -> Result<(), &'static str> {
        for old in &table.obsolete {
            appender.close(old.game, u32::try_from(old.records.len()).unwrap_or(u32::MAX));
        }
        let state = State::replay(&table.game)?;
        let former = table.former.as_ref().map(State::replay).transpose()?;
        let held = state.time(shown);
        let chairs = [Mark::X, Mark::O].map(|mark| {
            let seated = &state.players[usize::from(mark == Mark::O)];
            let who = seated.level.map_or_else(|| Who::Away(seated.clone()), Who::House);
            let at = match (&who, seated.kind) {
                (Who::House(level), _) => At::House(*level),
                (_, Kind::House) => return Err("it has a bot of the house of no level"),
                _ if state.game.has_left(mark) => At::Left,
                _ => At::Lost,
            };
            Ok(Chair { who, at, epoch: 0 })
        });
        let [x, o] = chairs;
        let watchers = Arc::<AtomicU32>::default();
        let history = usize::from(shared.config.tables.chat_history);
        let mut this = Self {
            number: shared.next_id(),
            id: state.id,
            game: state.game.clone(),
            chairs: [x?, o?],
            swapped: false,
            clock: state.opened.clock,
            private: state.opened.private,
            card: None,
            live: state.game.ending().is_none().then(|| shared.stats.game()),
            crowd: Crowd::new(Arc::clone(&watchers), history),
            watchers,
            timer: None,
            tags: [None; 2],
            queued: false,
            pace: Pace::Stands { at: held, until: shared.now() + shared.config.storage.grace() },
            rebuilt: Some(state.game.seq()),
            returns: Meter::default(),
            log: state.log(appender, table.is_new),
            former: None,
            shared: Arc::clone(shared),
        };
        this.log.unwritten.push(Record::Held { at: micros(held) });
        Self::create(|ctx| {
            this.begin(ctx);
            this.former = former.map(|state| Box::new(state.former(shared, appender, &ctx.address())));
            this
        });
        Ok(())
    }
}
