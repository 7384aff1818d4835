//! What a game makes of an act, without doing it.

use std::time::Duration;

use super::{Act, Ending, Event, Game};
use crate::clock::side;
use crate::{Cell, Error, Mark};

impl Game {
    /// What would happen if a seat did this. `lag` is its measured round trip, 0 if there is none; a move is credited with
    /// at most what the rules allow.
    ///
    /// If the game is to have [ended](Game::tick) by now, as by a flag that has fallen, a seat that moves, resigns, claims
    /// or asks for another game is told of that end instead, and who leaves, leaves with it. A connection is lost
    /// or back all the same, and the end is left to the next tick; so it is, after the end, while a seat is to be given up.
    /// Otherwise, in this order:
    ///
    /// * A move can be refused with [`Error::GameOver`], [`Error::NotYourTurn`] or [`Error::CellOccupied`], and to resign
    ///   with the first of these.
    /// * To claim is refused with [`Error::GameOver`], or with [`Error::NotClaimable`] while the other one is there or has
    ///   not been gone for long enough.
    /// * To ask for another game is refused with [`Error::GameOn`] before the end, and with [`Error::OpponentGone`] after
    ///   somebody left, and while the other one is gone; asking twice is fine.
    /// * To return is refused with [`Error::BadTicket`] to who has left for good; who never was gone may return.
    /// * To leave, or to lose the connection, never fails, any number of times. Whose connection is lost keeps the seat, after
    ///   the end until the tick that gives it up; but after the end of a [classic](super::Rules::classic) game, and from a
    ///   seat that was left before, it has left for good.
    pub fn decide(&self, seat: Mark, act: Act, now: Duration, lag: Duration) -> Result<Event, Error> {
        match act {
            Act::Move(cell) => match self.due(now, Some((seat, lag))) {
                Some(ending) => Ok(Event::Ended(ending)),
                None => self.decide_move(seat, cell),
            },
            Act::Resign | Act::Claim | Act::Rematch if let Some(ending) = self.due(now, None) => {
                Ok(Event::Ended(ending))
            }
            Act::Resign if self.ending.is_some() => Err(Error::GameOver),
            Act::Resign => Ok(Event::Ended(Ending::Resigned(seat))),
            Act::Claim => self.decide_claim(seat, now),
            Act::Rematch => self.decide_rematch(seat),
            Act::Leave if self.rules().classic => Ok(self.leaving(seat, Ending::Left(seat), now)),
            Act::Leave => Ok(self.leaving(seat, Ending::Resigned(seat), now)),
            Act::Abandon => Ok(self.leaving(seat, Ending::Abandoned(seat), now)),
            Act::Lose if self.ending.is_some() && (self.rules().classic || self.left[side(seat)]) => {
                Ok(self.leaving(seat, Ending::Abandoned(seat), now))
            }
            Act::Lose => {
                let gone_for = now.saturating_sub(self.gone_since(seat).unwrap_or(now));
                Ok(Event::Lost { by: seat, claim_in: self.rules().claim_after.saturating_sub(gone_for) })
            }
            Act::Return if self.left[side(seat)] => Err(Error::BadTicket),
            Act::Return => Ok(Event::Returned { by: seat }),
        }
    }

    /// How the game is to have ended by now, if it is on.
    pub(super) fn due(&self, now: Duration, measured: Option<(Mark, Duration)>) -> Option<Ending> {
        let timed = self.timed.as_ref().filter(|_| self.ending.is_none())?;
        timed.end(measured).filter(|(at, _)| *at <= now).map(|(_, ending)| ending)
    }

    /// Who has left by now, if the game is over: who is gone for too long.
    pub(super) fn overdue(&self, now: Duration) -> Option<Event> {
        let timed = self.timed.as_ref().filter(|_| self.ending.is_some())?;
        let (_, seat) = timed.vacancy().filter(|(at, _)| *at <= now)?;
        Some(self.leaving(seat, Ending::Abandoned(seat), now))
    }

    fn decide_move(&self, seat: Mark, cell: Cell) -> Result<Event, Error> {
        if self.ending.is_some() {
            return Err(Error::GameOver);
        }
        if seat != self.turn {
            return Err(Error::NotYourTurn);
        }
        let mut board = self.board;
        board.place(seat, cell)?;
        let ending = match board.winner() {
            Some(winner) => Some(Ending::Line(winner)),
            None => board.is_full().then_some(Ending::Tie),
        };
        Ok(Event::Moved { by: seat, cell, ending })
    }

    fn decide_claim(&self, seat: Mark, now: Duration) -> Result<Event, Error> {
        if self.ending.is_some() {
            return Err(Error::GameOver);
        }
        let other = seat.opponent();
        let since = self.gone_since(other).ok_or(Error::NotClaimable)?;
        if now.saturating_sub(since) < self.rules().claim_after {
            return Err(Error::NotClaimable);
        }
        Ok(Event::Ended(Ending::Abandoned(other)))
    }

    fn decide_rematch(&self, seat: Mark) -> Result<Event, Error> {
        if self.ending.is_none() {
            return Err(Error::GameOn);
        }
        // Who is gone may come back, but who asks shouldn't have to wait for that.
        if self.left.contains(&true) || self.is_gone(seat.opponent()) {
            return Err(Error::OpponentGone);
        }
        Ok(Event::Rematch { by: seat, both: self.asked == Some(seat.opponent()) })
    }

    fn leaving(&self, seat: Mark, otherwise: Ending, now: Duration) -> Event {
        let ending = self.ending.is_none().then(|| self.due(now, None).unwrap_or(otherwise));
        let awaited = !self.left.contains(&true) && self.asked == Some(seat.opponent());
        Event::Left { by: seat, ending, awaited }
    }
}
