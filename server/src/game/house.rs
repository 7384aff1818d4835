//! The bots of the house, who play when nobody else is there.

use std::time::Duration;

use actix::prelude::*;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use tttp::{Act, Error, Event, bot, two::Level};

use super::{At, Chair, GameActor};
use crate::journal::appender::RETRY;

impl GameActor {
    /// A house bot takes its turn after a human pause, and is always ready for another game.
    pub(super) fn let_house_act(&mut self, event: &Event, ctx: &mut Context<Self>) {
        let Some((chair, level)) = self.house() else { return };
        let is_asked = matches!(event, Event::Rematch { both: false, by } if *by != self.mark(chair));
        if is_asked || matches!(event, Event::Returned { .. }) {
            return self.wake_house(Duration::ZERO, ctx);
        }
        let moves = matches!(event, Event::Moved { .. } | Event::Rematch { both: true, .. });
        if moves && self.game.to_move() == Some(self.mark(chair)) {
            self.think(chair, level, ctx);
        }
    }

    pub(super) fn house(&self) -> Option<(usize, Level)> {
        self.chairs.iter().enumerate().find_map(|(chair, Chair { at, .. })| match at {
            At::House(level) => Some((chair, *level)),
            _ => None,
        })
    }

    pub(super) fn is_house(&self, chair: usize) -> bool {
        matches!(self.chairs[chair].at, At::House(_))
    }

    fn think(&self, chair: usize, level: Level, ctx: &mut Context<Self>) {
        let pause = self.shared.config.tables.house_pause_ms;
        let pause = Duration::from_millis(rand::rng().random_range(pause / 2..=pause + pause / 2));
        let (id, seq) = (self.id, self.game.seq());
        Self::after(ctx, pause, move |this, ctx| {
            let seat = this.mark(chair);
            let is_its_turn = this.id == id && this.game.to_move() == Some(seat);
            if !is_its_turn || this.game.seq() < seq {
                return;
            }
            // From the game's own seed, so that its record tells where each choice came from.
            let mut rng = StdRng::seed_from_u64(this.log.seed.wrapping_add(this.log.played.len() as u64));
            if let Some(cell) = bot::choose(level, this.game.board(), seat, &mut rng) {
                this.apply(chair, Act::Move(cell), Duration::ZERO, ctx, move |this, result, ctx| {
                    if result == Err(Error::NotSaved) {
                        this.wake_house(RETRY, ctx);
                    }
                });
            }
        });
    }

    /// After a while, does what is up to a bot of the house, if anything: to move, or to play again.
    pub(super) fn wake_house(&mut self, wait: Duration, ctx: &mut Context<Self>) {
        let Some((chair, level)) = self.house() else { return };
        Self::after(ctx, wait, move |this, ctx| {
            let seat = this.mark(chair);
            if this.game.to_move() == Some(seat) {
                this.think(chair, level, ctx);
            } else if this.game.asked() == Some(seat.opponent()) && !this.game.is_gone(seat.opponent()) {
                this.apply(chair, Act::Rematch, Duration::ZERO, ctx, |this, result, ctx| {
                    if result == Err(Error::NotSaved) {
                        this.wake_house(RETRY, ctx);
                    }
                });
            }
        });
    }
}
