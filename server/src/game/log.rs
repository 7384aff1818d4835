//! What a game has in the journal, and what of it was told: nobody is told of an event before it is committed.

use std::{rc::Rc, sync::Arc, time::Duration};

use actix::prelude::*;
use tracing::error;
use tttp::{
    Ending, Error, Event, Mark,
    two::{GameId, Kind},
};

use super::{At, Chair, GameActor};
use crate::{
    game_time::{micros, unix_ms},
    journal::{
        Finished, Opened, Outcome, Played, Record, Seated,
        appender::{Appender, Entry},
    },
    people::Who,
};

/// So many events are kept as they were told, for who has missed some; more come only of connections that come and go.
const KEPT: usize = 64;

/// What tic-tac-toe is called in records.
const VARIANT: &str = "3x3";

/// The log of one game.
pub(super) struct Log {
    pub appender: Rc<Appender>,
    pub game: GameId,
    /// How many records are in it.
    pub length: u32,
    /// What goes before the next event: how the game began, as long as nothing has happened in it.
    pub unwritten: Vec<Record>,
    /// Nothing that happens now need be known later.
    pub is_closed: bool,
    /// An append is under way: until it is answered, there must be no other one.
    is_busy: bool,
    /// When the game began, in milliseconds since 1970.
    pub began: u64,
    pub seed: u64,
    pub played: Vec<Played>,
    pub told: History,
}

impl Log {
    /// An empty one.
    pub fn new(appender: Rc<Appender>, game: GameId) -> Self {
        Self {
            appender,
            game,
            length: 0,
            unwritten: Vec::new(),
            is_closed: false,
            is_busy: false,
            began: 0,
            seed: 0,
            played: Vec::new(),
            told: History::default(),
        }
    }

    /// Nobody will come back to the game.
    pub fn close(&mut self) {
        debug_assert!(!self.is_busy, "it is being appended to");
        if self.length > 0 && !self.is_closed {
            self.appender.close(self.game, self.length);
        }
        self.is_closed = true;
    }
}

/// The last lines of a game, as they were told.
#[derive(Debug, Default)]
pub(super) struct History(Vec<(u32, Arc<str>)>);

impl History {
    /// Keeps what was told: some lines, of which the last has this number.
    pub fn push(&mut self, seq: u32, lines: Arc<str>) {
        if self.0.len() >= KEPT {
            self.0.remove(0);
        }
        self.0.push((seq, lines));
    }

    /// The lines after this number, up to the last, which has number `last`; nothing if they are not all kept, or there never
    /// were so many.
    pub fn after(&self, seq: u32, last: u32) -> Option<String> {
        let mut missed = String::new();
        let mut next = last;
        for (until, lines) in self.0.iter().rev() {
            let count = u32::try_from(lines.lines().count()).unwrap_or(u32::MAX);
            if next <= seq || *until != next {
                break;
            }
            let wanted = (next - seq).min(count);
            let skipped = usize::try_from(count - wanted).unwrap_or(usize::MAX);
            let mut piece: Vec<_> = lines.lines().skip(skipped).collect();
            piece.push(&missed);
            missed = piece.join("\n");
            next = until.saturating_sub(count);
        }
        (next <= seq && seq <= last).then_some(missed)
    }
}

/// Who sits there, as it is recorded.
pub(super) fn seated(who: &Who) -> Seated {
    match who {
        Who::Away(seated) => seated.clone(),
        Who::Guest(_) | Who::Person(_) | Who::House(_) => {
            let sitter = who.sitter();
            let level = if let Who::House(level) = who { Some(*level) } else { None };
            let chosen = matches!(who, Who::Person(person) if person.chosen);
            Seated { name: sitter.name, kind: sitter.kind, level, chosen }
        }
    }
}

/// Whether a game that all could watch counts for ratings: two people, or two bots, under names of their own, both of whom
/// have moved.
fn is_rated(players: &[Seated; 2], ending: Ending, moves: usize) -> bool {
    let [x, o] = players;
    let is_of_kind = x.kind == o.kind && matches!(x.kind, Kind::Person | Kind::Bot);
    let is_named = x.chosen && o.chosen && x.name.skeleton() != o.name.skeleton();
    is_of_kind && is_named && moves >= 2 && !matches!(ending, Ending::Void | Ending::Left(_))
}

impl GameActor {
    /// The game begins now.
    pub(super) fn begin_log(&mut self, previous: Option<GameId>) {
        (self.log.began, self.log.seed) = (unix_ms(), rand::random());
        if self.has_log() {
            let opened = Opened {
                players: self.seated(),
                rules: *self.game.rules(),
                clock: self.clock,
                private: self.private,
                server: micros(self.shared.time.now()),
                began: self.log.began,
                seed: self.log.seed,
                previous,
            };
            self.log.unwritten.push(Record::Opened(Box::new(opened)));
        }
    }

    /// In memory, the log of a game that nobody can come back to is of no use.
    fn has_log(&self) -> bool {
        !(self.is_certain() && self.is_classic())
    }

    /// Who plays X, and who O, as it is recorded.
    fn seated(&self) -> [Seated; 2] {
        [Mark::X, Mark::O].map(|mark| seated(&self.chairs[self.chair(mark)].who))
    }

    /// What is kept for good of the game, which ends so. One that never began is not worth it.
    fn finished(&self, ending: Ending, played: Vec<Played>) -> Option<Box<Finished>> {
        if played.is_empty() && matches!(ending, Ending::Void | Ending::Left(_)) {
            return None;
        }
        let players = self.seated();
        let rated = !self.private && is_rated(&players, ending, played.len());
        Some(Box::new(Finished {
            game: self.id,
            players,
            clock: self.game.rules().clock,
            private: self.private,
            began: self.log.began,
            ended: unix_ms(),
            moves: played,
            ending,
            variant: VARIANT.into(),
            seed: self.log.seed,
            rated,
        }))
    }

    /// Has an event happen, once it is in the journal, tells everybody, and goes on with whether that could be done.
    /// Until then nothing else is heard.
    pub(super) fn happen(
        &mut self,
        event: Event,
        lag: Duration,
        ctx: &mut Context<Self>,
        then: impl FnOnce(&mut Self, Result<(), Error>, &mut Context<Self>) + 'static,
    ) {
        let now = self.now();
        let mut after = self.game.clone();
        after.evolve(&event, now, lag);
        let mut played = None;
        if let Event::Moved { cell, .. } = event {
            played = Some(Played { cell, ms: u32::try_from(now.as_millis()).unwrap_or(u32::MAX) });
        }
        let record = Record::Event { at: micros(now), lag: micros(lag), event };
        let finish = after
            .ending()
            .filter(|_| self.game.ending().is_none())
            .and_then(|ending| self.finished(ending, self.log.played.iter().copied().chain(played).collect()));
        // Nobody can come back to a game of guests, so what is said at their table after it need not be known later.
        let closes = self.is_classic() && after.ending().is_some();
        self.append(Some(record), finish, closes, ctx, move |this, result, ctx| {
            if result.is_ok() {
                this.game = after;
                this.log.played.extend(played);
                this.announce(event, now, ctx);
            }
            then(this, result, ctx);
        });
    }

    /// Appends what is not written yet, if anything.
    pub(super) fn write(
        &mut self,
        ctx: &mut Context<Self>,
        then: impl FnOnce(&mut Self, Result<(), Error>, &mut Context<Self>) + 'static,
    ) {
        self.append(None, None, false, ctx, then);
    }

    /// Appends a record after all that is not written yet. If it is refused, that stays unwritten, and this is forgotten.
    pub(super) fn append(
        &mut self,
        record: Option<Record>,
        finish: Option<Box<Finished>>,
        close: bool,
        ctx: &mut Context<Self>,
        then: impl FnOnce(&mut Self, Result<(), Error>, &mut Context<Self>) + 'static,
    ) {
        let is_of_use = finish.is_some() || self.has_log();
        let log = &mut self.log;
        if log.is_closed || !is_of_use || (record.is_none() && log.unwritten.is_empty()) {
            return then(self, Ok(()), ctx);
        }
        let mut records = std::mem::take(&mut log.unwritten);
        let kept = if self.is_certain() { Vec::new() } else { records.clone() };
        let log = &mut self.log;
        records.extend(record);
        let count = u32::try_from(records.len()).unwrap_or(u32::MAX);
        let entry = Entry { game: log.game, expected: log.length, records, finish, close };
        debug_assert!(!log.is_busy, "two appends at once");
        log.is_busy = true;
        let appending = log.appender.append(entry);
        let settle = move |this: &mut Self, outcome, ctx: &mut Context<Self>| {
            this.log.is_busy = false;
            let result = match outcome {
                Outcome::Committed => {
                    this.log.length += count;
                    this.log.is_closed |= close;
                    Ok(())
                }
                Outcome::Stale => {
                    match &mut this.former {
                        // It was over, and closed, and only the log of the game before it could not be closed then.
                        Some(former) if this.log.length == 0 => former.log.close(),
                        _ => error!(game = %this.id, "somebody else has written to the log of this game: it ends here"),
                    }
                    this.break_up(ctx);
                    Err(Error::NoSuchGame)
                }
                Outcome::Refused(_) | Outcome::Unknown => {
                    this.log.unwritten = kept;
                    Err(Error::NotSaved)
                }
            };
            then(this, result, ctx);
        };
        match appending {
            crate::journal::appender::Appending::Done(outcome) => settle(self, outcome, ctx),
            waits => ctx.wait(waits.into_actor(self).map(move |outcome, this, ctx| settle(this, outcome, ctx))),
        }
    }

    /// Whether what is appended can't be refused: then it need not be kept.
    fn is_certain(&self) -> bool {
        self.shared.config.storage.ephemeral
    }

    /// The players who are told in TTTP/2.
    pub(super) fn sessions(&self) -> impl Iterator<Item = &Addr<crate::player::Player>> {
        self.chairs.iter().filter_map(|chair| match chair {
            Chair { who, at: At::Here(player), .. } if !who.is_guest() => Some(player),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_the_lines_after_a_number_are_told_again_or_none() {
        let mut history = History::default();
        history.push(1, "a".into());
        history.push(3, "b\nc".into());
        history.push(4, "d".into());
        let after = |seq| history.after(seq, 4).map(|lines| lines.trim_end().to_owned());
        assert_eq!(after(0).as_deref(), Some("a\nb\nc\nd"));
        assert_eq!(after(1).as_deref(), Some("b\nc\nd"));
        assert_eq!(after(2).as_deref(), Some("c\nd"));
        assert_eq!(after(4).as_deref(), Some(""));
        assert_eq!(after(5), None, "there never were so many");
        assert_eq!(history.after(3, 5), None, "the fifth is not kept");
    }

    #[test]
    fn what_is_not_kept_any_more_is_not_told_in_part() {
        let mut history = History::default();
        for seq in 1..=100 {
            history.push(seq, format!("line {seq}").into());
        }
        assert_eq!(history.after(35, 100), None);
        assert_eq!(history.after(36, 100).map(|lines| lines.lines().count()), Some(64));
    }
}
