//! Coming back to a seat: after a lost connection, from another device, and after the server was started again.

use std::{sync::Arc, time::Duration};

use actix::prelude::*;
use tttp::{
    Act, Ending, Error, Event, Rate,
    two::{GameId, Reply, Ticket},
};

use super::{Asker, At, Chair, Departure, GameActor, Pace, Seat};
use crate::{
    game_time::micros,
    journal::{Record, appender::RETRY},
    people::{Person, Who},
    player::{Change, News, Player, Seated, Seating},
};

/// How often those of one game may come back: each time is journalled, and told to all.
const RETURNS: Rate = Rate { per_minute: 60, burst: 60 };

/// What somebody shows who comes back.
#[derive(Clone, Copy, Debug)]
pub struct Return {
    /// The game that it knows.
    pub game: GameId,
    /// For its seat in that.
    pub ticket: Ticket,
    /// The number of the last line that it was told, if it wants those after it.
    pub seq: Option<u32>,
}

impl GameActor {
    /// Somebody comes back to a seat.
    pub(super) fn take_back(&mut self, back: Return, asker: Asker, ctx: &mut Context<Self>) {
        let player = asker.player().clone();
        let is_here = |chair: &Chair| matches!(&chair.at, At::Here(here) if *here == player);
        let place = match self.place(&back) {
            // Nobody plays both sides.
            Some(place) if !is_here(&self.chairs[1 - place]) => place,
            _ => return asker.answer(Err(Error::BadTicket)),
        };
        let is_back = !is_here(&self.chairs[place]);
        let is_limited = !self.shared.config.no_limits;
        if is_back && is_limited && self.returns.check(RETURNS, self.shared.now()).is_err() {
            return asker.answer(Err(Error::TooFast));
        }
        if is_back {
            self.crowd.forget(&player);
            self.seat(place, &player, ctx);
        }
        self.catch_up(place, &player, &back);
        if !self.crowd.is_empty() {
            // Once for each who comes back.
            player.do_send(News::new(self.number, &[self.watchers_line()], Change::Same));
        }
        if !is_back {
            return asker.answer(Ok(()));
        }
        self.owe(place, Act::Return, ctx, move |this, ctx| {
            asker.answer(Ok(()));
            if this.chairs.iter().all(|chair| !matches!(chair.at, At::Lost)) {
                this.go_on(ctx);
            }
        });
    }

    /// The chair that a ticket is for.
    fn place(&self, back: &Return) -> Option<usize> {
        let seat = |chair| match &self.former {
            _ if back.game == self.id => Some((self.mark(chair), self.log.seed)),
            Some(former) if former.log.game == back.game => Some((former.marks[chair], former.log.seed)),
            _ => None,
        };
        (0..2).find(|place| {
            let chair = &self.chairs[*place];
            let is_for_it = || seat(*place).map(|(seat, seed)| self.shared.signer.ticket(back.game, seat, seed));
            let is_taken = chair.who.is_guest() || matches!(chair.at, At::Left | At::House(_));
            !is_taken && is_for_it().is_some_and(|ticket| ticket.matches(&back.ticket))
        })
    }

    /// Gives the chair to another connection.
    fn seat(&mut self, place: usize, player: &Addr<Player>, ctx: &mut Context<Self>) {
        let chair = &mut self.chairs[place];
        chair.epoch += 1;
        if let At::Here(old) = std::mem::replace(&mut chair.at, At::Here(player.clone())) {
            // Once for each who comes back.
            old.do_send(News::new(self.number, &[Reply::Replaced(self.id)], Change::Replaced));
        }
        let seat = Seat::new(place, chair.epoch, self.number, self.id, ctx.address(), Departure::Lost);
        let is_over = self.game.ending().is_some();
        let why = Seating::Resumed { is_over, is_house: self.house().is_some() };
        // Once for each who comes back. If it has gone again, so has its seat.
        player.do_send(Seated { seat, why });
    }

    /// Tells who comes back what it has missed: exactly those lines, or how the game stands.
    fn catch_up(&self, place: usize, player: &Addr<Player>, back: &Return) {
        let now = self.now();
        let mut lines = Vec::new();
        let mut seq = back.seq;
        if let Some(former) = self.former.as_ref().filter(|former| former.log.game == back.game) {
            let missed = seq.and_then(|seq| former.log.told.after(seq, former.seq));
            lines.push(former.joined[place].to_string());
            lines.extend(missed.iter().flat_map(|missed| missed.lines()).map(str::to_owned));
            lines.push(Reply::Next { game: back.game, new: self.id }.to_string());
            seq = None;
        }
        // Who comes for the first time since a crash, and knows of more than was left then, knows lines that were lost: their
        // numbers may have been given to others meanwhile.
        let is_first = self.chairs[place].epoch <= 1;
        let is_left = |seq: &u32| self.rebuilt.is_none_or(|rebuilt| !is_first || *seq <= rebuilt);
        match seq.filter(is_left).and_then(|seq| self.log.told.after(seq, self.game.seq())) {
            Some(missed) => {
                lines.push(self.joined(Some(place)).to_string());
                lines.extend(missed.lines().map(str::to_owned));
                lines.extend(self.held().map(|held| held.to_string()));
            }
            None => lines.extend(self.introduction(Some(place), now).iter().map(ToString::to_string)),
        }
        // Once for each who comes back.
        player.do_send(News::of_text(self.number, lines.join("\n").into(), self.standing()));
    }

    /// After a start of the server: waits for those who play, and goes on when all are there or the grace is over.
    pub(super) fn await_players(&mut self, ctx: &mut Context<Self>) {
        let grace = self.shared.config.storage.grace();
        // If that is refused, it goes with the next that happens.
        self.write(ctx, move |this, _, ctx| {
            if this.is_classic() {
                let void = Event::Ended(Ending::Void);
                return this.happen(void, Duration::ZERO, ctx, |_, _, ctx| ctx.stop());
            }
            Self::after(ctx, grace, |this, ctx| this.go_on(ctx));
            let is_guest = |chair: &usize| this.chairs[*chair].who.is_guest() && !this.game.has_left(this.mark(*chair));
            match (0..2).find(is_guest) {
                // A guest has no way to come back.
                Some(guest) => this.vacate(guest, Departure::Voided, ctx),
                None => this.end_if_deserted(ctx),
            }
        });
    }

    /// `HELD`, if the game waits for somebody.
    pub(super) fn held(&self) -> Option<Reply> {
        let Pace::Stands { until, .. } = self.pace else { return None };
        let is_awaited = self.chairs.iter().any(|chair| matches!(chair.at, At::Lost));
        let time_left = until.saturating_sub(self.shared.now());
        (is_awaited && self.game.ending().is_none()).then_some(Reply::Held { game: self.id, time_left })
    }

    /// The game's time goes on, and who is not there is gone.
    fn go_on(&mut self, ctx: &mut Context<Self>) {
        let Pace::Stands { at, .. } = self.pace else { return };
        let server = self.shared.time.now();
        self.pace = Pace::Runs { at, server };
        self.log.unwritten.push(Record::Went { at: micros(at), server: micros(server) });
        // As above.
        self.write(ctx, |this, _, ctx| {
            if this.game.ending().is_none() {
                // So it does not stand still any more, and this is what clocks show.
                let state: Vec<_> = this.game.state(this.id, this.now()).into_iter().flatten().collect();
                this.tell_all(&state, Change::Same);
            }
            this.arm(ctx);
            this.wake_house(Duration::ZERO, ctx);
            this.miss_absent(ctx);
        });
    }

    fn miss_absent(&mut self, ctx: &mut Context<Self>) {
        let is_missed = |chair: &usize| {
            let mark = self.mark(*chair);
            matches!(self.chairs[*chair].at, At::Lost) && !self.game.is_gone(mark) && !self.game.has_left(mark)
        };
        if let Some(chair) = (0..2).find(is_missed) {
            self.owe(chair, Act::Lose, ctx, move |this, ctx| {
                // If that is refused, it is tried again.
                if this.game.is_gone(this.mark(chair)) {
                    this.miss_absent(ctx);
                }
                this.end_if_deserted(ctx);
            });
        }
    }

    /// A player of TTTP/1 speaks TTTP/2 from now on. It is told how the game stands once that is journalled.
    pub(super) fn upgrade(&mut self, chair: usize, person: Arc<Person>, asker: Asker, ctx: &mut Context<Self>) {
        let now = self.now();
        let guest = std::mem::replace(&mut self.chairs[chair].who, Who::Person(Arc::clone(&person)));
        let (rules, player) = (self.rules(), super::log::seated(&self.chairs[chair].who));
        self.chairs[chair].who = guest;
        let record = Record::Upgraded { at: micros(now), seat: self.mark(chair), player, rules };
        self.append(Some(record), None, false, ctx, move |this, result, ctx| {
            if result == Err(Error::NotSaved) {
                Self::after(ctx, RETRY, move |this, ctx| this.upgrade(chair, person, asker, ctx));
                return;
            }
            this.chairs[chair].who = Who::Person(person);
            this.game.set_rules(rules, now);
            // Under its new name; it keeps its id.
            this.begin(ctx);
            this.introduce_to_all(this.now());
            this.arm(ctx);
            asker.answer(result);
        });
    }
}
