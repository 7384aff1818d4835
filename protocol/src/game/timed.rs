//! What a game knows of time: clocks, first moves, and connections that were lost.

use std::time::Duration;

use super::{Ending, Rules};
use crate::clock::{Clock, side};
use crate::{Mark, two::Control};

/// Kept apart from the board, so that games of TTTP/1, which have none of it, stay small.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Timed {
    pub rules: Rules,
    pub clock: Option<Clock>,
    /// How many moves there were.
    moves: u8,
    /// When the turn began that lasts.
    turn_since: Duration,
    /// What the last move of each side was credited with; so much later than at 0 its flag falls.
    credit: [Duration; 2],
    /// Since when each side's connection is lost; after the end, since the end at the earliest.
    pub gone: [Option<Duration>; 2],
    /// How many moves of each side were refused.
    pub refused: [u16; 2],
}

impl Timed {
    pub fn new(rules: Rules, now: Duration) -> Timed {
        Timed {
            rules,
            clock: rules.clock.map(Clock::new),
            moves: 0,
            turn_since: now,
            credit: [Duration::ZERO; 2],
            gone: [None; 2],
            refused: [0; 2],
        }
    }

    /// Takes over other rules while `turn` is to move, or nobody is. A clock that stays the same goes on.
    pub fn change(&mut self, rules: Rules, moves: u8, turn: Option<Mark>, now: Duration) {
        if self.rules.clock != rules.clock {
            self.clock = rules.clock.map(|control| started(control, moves, turn, now));
        }
        (self.rules, self.moves, self.turn_since) = (rules, moves, now);
    }

    pub fn moved(&mut self, by: Mark, now: Duration, lag: Duration) {
        let credit = self.credit(lag);
        self.credit[side(by)] = credit;
        self.moves = self.moves.saturating_add(1);
        self.turn_since = now;
        match &mut self.clock {
            Some(clock) if self.moves == 2 => clock.start(by.opponent(), now),
            Some(clock) => clock.moved(by, now, credit),
            None => {}
        }
    }

    pub fn stop(&mut self, now: Duration) {
        if let Some(clock) = &mut self.clock {
            clock.stop(now);
        }
    }

    /// Who is gone when the game ends has as long to come back as who is lost then.
    pub fn keep_seats(&mut self, now: Duration) {
        self.gone = self.gone.map(|gone| gone.and(Some(now)));
    }

    /// Whose seat is given up first after the end if nothing happens, and when.
    pub fn vacancy(&self) -> Option<(Duration, Mark)> {
        let given_up = |seat| Some((self.gone[side(seat)]?.saturating_add(self.rules.claim_after), seat));
        [Mark::X, Mark::O].into_iter().filter_map(given_up).min_by_key(|(at, _)| *at)
    }

    /// How the game ends by itself if nothing happens, and when. A lag that was just measured counts in place of the one
    /// of that side's last move.
    pub fn end(&self, measured: Option<(Mark, Duration)>) -> Option<(Duration, Ending)> {
        let ends = [self.flag(measured), self.late_start(), self.abandonment()];
        ends.into_iter().flatten().min_by_key(|(at, _)| *at)
    }

    fn flag(&self, measured: Option<(Mark, Duration)>) -> Option<(Duration, Ending)> {
        let (mark, zero) = self.clock?.flags_at()?;
        let credit = match measured {
            Some((seat, lag)) if seat == mark => self.credit(lag),
            _ => self.credit[side(mark)],
        };
        Some((zero.saturating_add(credit), Ending::Timeout(mark)))
    }

    fn late_start(&self) -> Option<(Duration, Ending)> {
        let bound = self.rules.first_move.filter(|_| self.moves < 2)?;
        Some((self.turn_since.saturating_add(bound), Ending::Void))
    }

    fn abandonment(&self) -> Option<(Duration, Ending)> {
        let give_up = |since: Duration| since.saturating_add(self.rules.give_up_after);
        match self.gone {
            [None, None] => None,
            [Some(x), None] => Some((give_up(x), Ending::Abandoned(Mark::X))),
            [None, Some(o)] => Some((give_up(o), Ending::Abandoned(Mark::O))),
            [Some(x), Some(o)] => {
                let both = x.max(o).saturating_add(self.rules.claim_after);
                Some((both.min(give_up(x.min(o))), Ending::Void))
            }
        }
    }

    fn credit(&self, lag: Duration) -> Duration {
        lag.min(self.rules.lag_credit)
    }
}

/// A clock that comes into a game that may have begun.
fn started(control: Control, moves: u8, turn: Option<Mark>, now: Duration) -> Clock {
    let mut clock = Clock::new(control);
    if let Some(turn) = turn.filter(|_| moves >= 2) {
        clock.start(turn, now);
    }
    clock
}
