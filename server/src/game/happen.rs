//! What a chair asks for, and what falls due by itself.

use std::{rc::Rc, sync::Arc, time::Duration};

use actix::prelude::*;
use tttp::{Act, Ending, Error, Event, Game, Mark, two::GameId};

use super::{At, Departure, Former, GameActor, Pace, log::Log};
use crate::{
    game_time::micros,
    journal::{Record, appender::RETRY},
    player::{Change, News, Told, Vacated},
};

/// Whether what happened is what the seat has asked for, and not an end that was due.
fn is_by(act: Act, seat: Mark, event: &Event) -> bool {
    match (act, event) {
        (Act::Move(_) | Act::Rematch, Event::Ended(_)) => false,
        (Act::Resign, Event::Ended(ending)) => *ending == Ending::Resigned(seat),
        (Act::Claim, Event::Ended(ending)) => *ending == Ending::Abandoned(seat.opponent()),
        _ => true,
    }
}

impl GameActor {
    /// Carries out what a chair asks for, and goes on with the answer.
    pub(super) fn apply(
        &mut self,
        chair: usize,
        act: Act,
        lag: Duration,
        ctx: &mut Context<Self>,
        then: impl FnOnce(&mut Self, Result<(), Error>, &mut Context<Self>) + 'static,
    ) {
        let (now, seat) = (self.now(), self.mark(chair));
        // As it is journalled.
        let lag = Duration::from_micros(micros(lag));
        match self.game.decide(seat, act, now, lag) {
            Ok(Event::Rematch { by, both: true }) => self.play_again(by, ctx, then),
            // Everybody knows, and the log need not grow by it.
            Ok(Event::Rematch { by, both: false }) if self.game.asked() == Some(by) => then(self, Ok(()), ctx),
            // What was asked for came too late if the game has ended by something else.
            Ok(event) => self.happen(event, lag, ctx, move |this, result, ctx| {
                then(this, result.and(if is_by(act, seat, &event) { Ok(()) } else { Err(Error::GameOver) }), ctx);
            }),
            Err(error) => {
                if !self.is_classic() && matches!(act, Act::Move(_)) {
                    let mut after = self.game.clone();
                    if let Some(event) = after.refused(seat, now) {
                        return self
                            .happen(event, Duration::ZERO, ctx, move |this, _, ctx| then(this, Err(error), ctx));
                    }
                    self.game = after;
                }
                then(self, Err(error), ctx);
            }
        }
    }

    /// Does what a chair's connection has come to, again and again until it is journalled, unless the chair is taken over
    /// meanwhile; and goes on after the first time.
    pub(super) fn owe(
        &mut self,
        chair: usize,
        act: Act,
        ctx: &mut Context<Self>,
        then: impl FnOnce(&mut Self, &mut Context<Self>) + 'static,
    ) {
        let epoch = self.chairs[chair].epoch;
        self.apply(chair, act, Duration::ZERO, ctx, move |this, result, ctx| {
            if result == Err(Error::NotSaved) {
                Self::after(ctx, RETRY, move |this, ctx| this.owe_again(chair, epoch, act, ctx));
            }
            then(this, ctx);
        });
    }

    fn owe_again(&mut self, chair: usize, epoch: u32, act: Act, ctx: &mut Context<Self>) {
        let is_so = match act {
            Act::Return => matches!(self.chairs[chair].at, At::Here(_)),
            Act::Lose => matches!(self.chairs[chair].at, At::Lost),
            _ => matches!(self.chairs[chair].at, At::Left),
        };
        if self.is_current(chair, epoch) && is_so {
            self.owe(chair, act, ctx, |this, ctx| this.end_if_deserted(ctx));
        }
    }

    /// A chair is given up.
    pub(super) fn vacate(&mut self, chair: usize, departure: Departure, ctx: &mut Context<Self>) {
        let is_guest = self.chairs[chair].who.is_guest();
        if (departure == Departure::Lost || is_guest) && self.shared.is_draining() {
            // All are about to go, and nobody shall be told that the others are gone, or win by that.
            return self.give_up(chair, At::Lost);
        }
        let is_on = self.game.ending().is_none();
        if departure == Departure::Voided && is_on {
            let void = Event::Ended(Ending::Void);
            return self.happen(void, Duration::ZERO, ctx, move |this, result, ctx| {
                if result == Err(Error::NotSaved) {
                    this.give_up(chair, At::Left);
                    Self::after(ctx, RETRY, move |this, ctx| this.vacate(chair, departure, ctx));
                } else {
                    this.leave(chair, Act::Leave, ctx);
                }
            });
        }
        let act = match departure {
            Departure::Lost => Act::Lose,
            _ if is_guest && !self.is_classic() => Act::Abandon,
            _ => Act::Leave,
        };
        self.leave(chair, act, ctx);
    }

    fn leave(&mut self, chair: usize, act: Act, ctx: &mut Context<Self>) {
        self.owe(chair, act, ctx, move |this, ctx| {
            this.give_up(chair, if matches!(act, Act::Lose) { At::Lost } else { At::Left });
            this.end_if_deserted(ctx);
        });
    }

    /// Nobody sits there now; who did is told that this was all.
    fn give_up(&mut self, chair: usize, gone: At) {
        if let At::Here(player) = std::mem::replace(&mut self.chairs[chair].at, gone) {
            // Once a seat, and the connection waits for it.
            player.do_send(Vacated { table: self.number });
        }
    }

    /// There is no such game, or not any more: whoever sits here is free.
    pub(super) fn break_up(&mut self, ctx: &mut Context<Self>) {
        for chair in 0..2 {
            if let At::Here(player) = &self.chairs[chair].at {
                if self.chairs[chair].who.is_guest() {
                    // Once a game.
                    player.do_send(Told { event: Event::Ended(Ending::Void), seat: self.mark(chair) });
                } else {
                    // As above.
                    player.do_send(News::new(self.number, &[], Change::Undone));
                }
                self.give_up(chair, At::Left);
            }
        }
        self.crowd.disperse(self.number, self.id);
        ctx.stop();
    }

    /// Ends when both have left for good, and there is nothing to come back to.
    pub(super) fn end_if_deserted(&mut self, ctx: &mut Context<Self>) {
        let is_deserted = |chair: usize| self.is_house(chair) || self.game.has_left(self.mark(chair));
        if self.game.ending().is_some() && (0..2).all(is_deserted) {
            // In this order: a log whose game has a next one is not closed after that one's.
            if let Some(former) = &mut self.former {
                former.log.close();
            }
            self.log.close();
            self.crowd.disperse(self.number, self.id);
            ctx.stop();
        }
    }

    /// Makes sure that what falls due by itself does.
    pub(super) fn arm(&mut self, ctx: &mut Context<Self>) {
        if self.is_held() {
            return;
        }
        let Some(due) = self.game.deadline() else { return };
        if let Some((at, timer)) = self.timer {
            if at <= due {
                return;
            }
            ctx.cancel_future(timer);
        }
        self.wake(due, due.saturating_sub(self.now()), ctx);
    }

    fn wake(&mut self, due: Duration, wait: Duration, ctx: &mut Context<Self>) {
        // While time stands still, there is no hurry.
        let wait = if self.shared.time.stopped().is_some() { wait.max(RETRY) } else { wait };
        let timer = Self::after(ctx, wait, move |this, ctx| {
            if this.timer.is_none_or(|(at, _)| at != due) {
                // Another one is in its place.
                return;
            }
            this.timer = None;
            match this.game.clone().tick(this.now()) {
                Some(event) => this.happen(event, Duration::ZERO, ctx, |this, result, ctx| {
                    if result == Err(Error::NotSaved) {
                        let now = this.now();
                        this.wake(now, RETRY, ctx);
                    }
                    this.end_if_deserted(ctx);
                }),
                None => this.arm(ctx),
            }
        });
        self.timer = Some((due, timer));
    }

    /// Another game of the same two: its beginning is journalled, and then both are told.
    fn play_again(
        &mut self,
        by: Mark,
        ctx: &mut Context<Self>,
        then: impl FnOnce(&mut Self, Result<(), Error>, &mut Context<Self>) + 'static,
    ) {
        let next = Self::free_id(&self.shared);
        let record = Record::Next { at: micros(self.now()), by, game: next };
        self.append(Some(record), None, false, ctx, move |this, result, ctx| {
            if result.is_err() {
                return then(this, result, ctx);
            }
            let asked = this.begin_next(next, by, ctx);
            if this.is_classic() {
                // Nothing is lost if it is not known of before a move.
                this.announce_next(&asked, ctx);
                return then(this, Ok(()), ctx);
            }
            // Both have asked, and the log of this game says which is next: it is begun whatever comes of this.
            this.write(ctx, move |this, _, ctx| {
                this.announce_next(&asked, ctx);
                then(this, Ok(()), ctx);
            });
        });
    }

    /// Puts the next game in place of this one.
    fn begin_next(&mut self, next: GameId, by: Mark, ctx: &mut Context<Self>) -> Asked {
        let asked = Asked { by, game: self.id, seq: self.game.seq().wrapping_add(1) };
        let rules = *self.game.rules();
        let joined = [0, 1].map(|chair| self.joined(Some(chair)));
        let marks = [0, 1].map(|chair| self.mark(chair));
        // Before it is not listed by its own id any more: who comes back meanwhile, on another thread, finds it.
        let entry = (!self.is_classic()).then(|| self.shared.former.enter(asked.game, Arc::new(ctx.address())));
        self.live = Some(self.shared.stats.game());
        self.swapped ^= rules.swap;
        self.id = next;
        self.card = None;
        self.game = Game::with(rules, Duration::ZERO);
        self.pace = Pace::Runs { at: Duration::ZERO, server: self.shared.time.now() };
        self.rebuilt = None;
        self.begin(ctx);
        let log = Log::new(Rc::clone(&self.log.appender), next);
        let log = std::mem::replace(&mut self.log, log);
        self.begin_log(Some(asked.game));
        if let Some(entry) = entry {
            let former = Former { log, seq: asked.seq, joined, marks, _entry: entry };
            if let Some(mut old) = self.former.replace(Box::new(former)) {
                old.log.close();
            }
        }
        asked
    }
}

/// Who has asked for another game last, in which, and what number that had.
pub(super) struct Asked {
    pub by: Mark,
    pub game: GameId,
    pub seq: u32,
}
