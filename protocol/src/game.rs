//! A game between two seats: acts and the passing of time in, events out.

mod decide;
mod event;
mod rules;
mod timed;

use std::time::Duration;

pub use event::{Ending, Event};
pub use rules::{Act, Rules};
use timed::Timed;

use crate::clock::side;
use crate::two::{self, GameId};
use crate::{Board, Cell, Error, Mark};

/// A game: the board, whose turn it is, and how it ended, once it has. Both seats are taken from the start; once both ask
/// for it, another game follows in the same seats.
///
/// Time is an argument, counted from any one moment, and shouldn't go backwards. Who holds a game with [`Rules`] that
/// know time calls [`tick`](Game::tick) at its [`deadline`](Game::deadline), which any event may have moved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Game {
    board: Board,
    seq: u32,
    turn: Mark,
    ending: Option<Ending>,
    /// Who has asked for another game, and waits for the other one to.
    asked: Option<Mark>,
    /// Whether X and O have left for good.
    left: [bool; 2],
    /// None by the rules of TTTP/1 while no connection was lost.
    timed: Option<Box<Timed>>,
}

impl Default for Game {
    fn default() -> Game {
        Game {
            board: Board::default(),
            seq: 0,
            turn: Mark::X,
            ending: None,
            asked: None,
            left: [false; 2],
            timed: None,
        }
    }
}

impl Game {
    /// A game of TTTP/1, which knows no time, with an empty board; X is to move.
    pub fn new() -> Game {
        Game::default()
    }

    /// A game that begins now: the time for X's first move runs.
    pub fn with(rules: Rules, now: Duration) -> Game {
        let timed = (rules != Rules::CLASSIC).then(|| Box::new(Timed::new(rules, now)));
        Game { timed, ..Game::default() }
    }

    /// Carries out what a seat does. After an error, which is one of [`decide`](Game::decide)'s, nothing has changed.
    pub fn apply(&mut self, seat: Mark, act: Act, now: Duration, lag: Duration) -> Result<Event, Error> {
        let event = self.decide(seat, act, now, lag)?;
        self.evolve(&event, now, lag);
        Ok(event)
    }

    /// Takes over what happened, and when, unchecked: an event has been decided on before. `lag` counts for moves.
    pub fn evolve(&mut self, event: &Event, now: Duration, lag: Duration) {
        self.seq = self.seq.wrapping_add(event.count());
        match *event {
            Event::Moved { by, cell, ending } => {
                self.board.overwrite(by, cell);
                self.turn = by.opponent();
                if let Some(timed) = &mut self.timed {
                    timed.moved(by, now, lag);
                }
                self.end(ending, now);
            }
            Event::Ended(ending) => self.end(Some(ending), now),
            Event::Left { by, ending, .. } => {
                self.left[side(by)] = true;
                self.set_gone(by, None);
                self.end(ending, now);
            }
            Event::Lost { by, .. } => self.set_gone(by, self.gone_since(by).or(Some(now))),
            Event::Returned { by } => self.set_gone(by, None),
            Event::Rematch { both: true, .. } => *self = Game { left: self.left, ..Game::with(*self.rules(), now) },
            Event::Rematch { by, both: false } => self.asked = Some(by),
        }
    }

    /// When [`tick`](Game::tick) has something to say, if nothing happens before. Nothing if nothing bounds the game; after
    /// the end, if nobody is gone.
    pub fn deadline(&self) -> Option<Duration> {
        let timed = self.timed.as_ref()?;
        match self.ending {
            None => timed.end(None).map(|(at, _)| at),
            Some(_) => timed.vacancy().map(|(at, _)| at),
        }
    }

    /// Ends the game if it is time to: when a flag has fallen, a first move didn't come, or somebody is gone for too long.
    /// Of several, the one that was due first counts. After the end, who is gone for too long has left: one a tick.
    ///
    /// A flag falls at 0 and what the side's last move was credited with, since a move may be on its way for so long.
    pub fn tick(&mut self, now: Duration) -> Option<Event> {
        let event = self.due(now, None).map(Event::Ended).or_else(|| self.overdue(now))?;
        self.evolve(&event, now, Duration::ZERO);
        Some(event)
    }

    /// Counts a move of a seat that was refused, be it out of turn or to no free cell, and ends the game if there were too
    /// many of them.
    ///
    /// The count itself is no event: a game played back from its events has not counted.
    pub fn refused(&mut self, seat: Mark, now: Duration) -> Option<Event> {
        let timed = self.timed.as_mut().filter(|_| self.ending.is_none())?;
        let limit = timed.rules.illegal?;
        let count = &mut timed.refused[side(seat)];
        *count = count.saturating_add(1);
        if *count < limit {
            return None;
        }
        let event = Event::Ended(Ending::Illegal(seat));
        self.evolve(&event, now, Duration::ZERO);
        Some(event)
    }

    /// Ends a game that is on without a result: it does not count. Nothing if it is over.
    pub fn void(&mut self, now: Duration) -> Option<Event> {
        if self.ending.is_some() {
            return None;
        }
        let event = Event::Ended(Ending::Void);
        self.evolve(&event, now, Duration::ZERO);
        Some(event)
    }

    /// Takes over other rules, as when a player goes on by TTTP/2. The time for a first move begins anew; a clock that is
    /// the same goes on, another one begins with its start.
    pub fn set_rules(&mut self, rules: Rules, now: Duration) {
        let moves = Cell::all().map(|cell| u8::from(self.board.at(cell).is_some())).sum();
        let turn = self.to_move();
        self.timed_mut().change(rules, moves, turn, now);
    }

    /// The rules it is played by.
    pub fn rules(&self) -> &Rules {
        self.timed.as_ref().map_or(&Rules::CLASSIC, |timed| &timed.rules)
    }

    /// How many lines of TTTP/2 have told what happened in it, which is how clients see that they have missed none: a
    /// move or a departure that ends it counts 2. A rematch begins with 0.
    pub fn seq(&self) -> u32 {
        self.seq
    }

    /// The board as it stands.
    pub fn board(&self) -> &Board {
        &self.board
    }

    /// Who is to move; after the end, who would have been.
    pub fn turn(&self) -> Mark {
        self.turn
    }

    /// Who is to move; nobody after the end.
    pub fn to_move(&self) -> Option<Mark> {
        self.ending.is_none().then_some(self.turn)
    }

    /// How the game ended; nothing while it is on.
    pub fn ending(&self) -> Option<Ending> {
        self.ending
    }

    /// What X and O have left; after the end, what they had then. Nothing if there is no clock.
    pub fn clocks(&self, now: Duration) -> Option<[Duration; 2]> {
        Some(self.timed.as_ref()?.clock?.remaining(now))
    }

    /// Who has asked for another game, and waits for the other one to.
    pub fn asked(&self) -> Option<Mark> {
        self.asked
    }

    /// Whether a seat's connection is lost, and may come back.
    pub fn is_gone(&self, seat: Mark) -> bool {
        self.gone_since(seat).is_some()
    }

    /// Whether a seat is empty for good.
    pub fn has_left(&self, seat: Mark) -> bool {
        self.left[side(seat)]
    }

    /// The lines of TTTP/2 that tell all of it: `STATE`, and if it is over `END`, with the same number as `STATE`.
    pub fn state(&self, id: GameId, now: Duration) -> [Option<two::Reply>; 2] {
        let (board, turn, clocks) = (self.board, self.to_move(), self.clocks(now));
        let state = two::Reply::State { game: id, seq: self.seq, board, turn, clocks };
        [Some(state), self.ending.map(|ending| event::end(id, self.seq, ending))]
    }

    fn end(&mut self, ending: Option<Ending>, now: Duration) {
        if ending.is_none() {
            return;
        }
        if let Some(timed) = &mut self.timed {
            timed.stop(now);
            if self.ending.is_none() {
                timed.keep_seats(now);
            }
        }
        self.ending = self.ending.or(ending);
    }

    fn gone_since(&self, seat: Mark) -> Option<Duration> {
        self.timed.as_ref()?.gone[side(seat)]
    }

    fn set_gone(&mut self, seat: Mark, since: Option<Duration>) {
        if since.is_some() || self.timed.is_some() {
            self.timed_mut().gone[side(seat)] = since;
        }
    }

    fn timed_mut(&mut self) -> &mut Timed {
        self.timed.get_or_insert_with(|| Box::new(Timed::new(Rules::CLASSIC, Duration::ZERO)))
    }
}
