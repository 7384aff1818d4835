//! A game between two seats, as commands in and events out.

use crate::{Board, Cell, Command, Error, Mark, Reply, Text};

/// Why a game is over ("TTTP.md", Games).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// This seat has three in a line: it has won.
    Line(Mark),
    /// The board is full, and nobody has won.
    Tie,
    /// This seat left before there was a result.
    Left(Mark),
}

/// Something that happened in a game. The events of a game, in order, are the whole of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Event {
    /// A seat marked a cell.
    Moved {
        /// Who moved.
        by: Mark,
        /// Where.
        cell: Cell,
        /// How the game ended by it, if it did.
        ending: Option<Ending>,
    },
    /// A seat left.
    Left {
        /// Who left.
        by: Mark,
        /// The ending if the game was still on; nothing if it was over.
        ending: Option<Ending>,
        /// Whether the other one had asked for another game, and so waits in vain.
        awaited: bool,
    },
    /// A seat asked for another game.
    Rematch {
        /// Who asked.
        by: Mark,
        /// Whether the other one had asked before: then the next game begins.
        both: bool,
    },
}

impl Event {
    /// The lines that tell a seat of it, in order: none, one or two.
    ///
    /// Who leaves a finished game does so in silence: clients would show it in place of the result. But who has asked for
    /// another game is told that there will be none.
    pub fn replies(&self, seat: Mark) -> impl Iterator<Item = Reply> + use<> {
        let lines = match *self {
            Event::Moved { by, cell, ending } if by == seat => {
                [Some(Reply::ValidMove(cell)), ending.and_then(|ending| result(ending, seat))]
            }
            Event::Moved { cell, ending, .. } => {
                [Some(Reply::OpponentMoved(cell)), ending.and_then(|ending| result(ending, seat))]
            }
            Event::Left { by, ending, awaited } => {
                let told = by != seat && (ending.is_some() || awaited);
                [told.then_some(Reply::OtherPlayerLeft), None]
            }
            Event::Rematch { both, .. } => {
                let first = both && seat == Mark::X;
                [first.then_some(Reply::Message(Text::YOUR_MOVE)), None]
            }
        };
        lines.into_iter().flatten()
    }
}

fn result(ending: Ending, seat: Mark) -> Option<Reply> {
    match ending {
        Ending::Line(winner) if winner == seat => Some(Reply::Victory),
        Ending::Line(_) => Some(Reply::Defeat),
        Ending::Tie => Some(Reply::Tie),
        Ending::Left(_) => None,
    }
}

/// A game: the board, whose turn it is, and how it ended, once it has. Both seats are taken from the start; once both ask
/// for it, another game follows in the same seats.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Game {
    board: Board,
    turn: Mark,
    ending: Option<Ending>,
    /// Who has asked for another game, and waits for the other one to.
    asked: Option<Mark>,
    /// A seat is empty.
    left: bool,
}

impl Default for Game {
    fn default() -> Game {
        Game { board: Board::default(), turn: Mark::X, ending: None, asked: None, left: false }
    }
}

impl Game {
    /// A game with an empty board; X is to move.
    pub fn new() -> Game {
        Game::default()
    }

    /// Carries out what a seat says. After an error, which is one of [`decide`](Game::decide)'s, nothing has changed.
    pub fn apply(&mut self, seat: Mark, command: Command) -> Result<Event, Error> {
        let event = self.decide(seat, command)?;
        self.evolve(&event);
        Ok(event)
    }

    /// What would happen if a seat said this.
    ///
    /// A move can be refused, in this order, with [`Error::GameOver`], [`Error::NotYourTurn`] or
    /// [`Error::CellOccupied`]. To ask for another game is refused with [`Error::GameOn`] before the end, and with
    /// [`Error::OpponentGone`] after somebody left; asking twice is fine. Leaving never fails, any number of times.
    pub fn decide(&self, seat: Mark, command: Command) -> Result<Event, Error> {
        match command {
            Command::Move(cell) => self.decide_move(seat, cell),
            Command::Rematch => self.decide_rematch(seat),
            Command::Quit => {
                let ending = self.ending.is_none().then_some(Ending::Left(seat));
                let awaited = !self.left && self.asked == Some(seat.opponent());
                Ok(Event::Left { by: seat, ending, awaited })
            }
        }
    }

    /// Takes over what happened, unchecked: an event has been decided on before.
    pub fn evolve(&mut self, event: &Event) {
        match *event {
            Event::Moved { by, cell, ending } => {
                self.board.overwrite(by, cell);
                self.turn = by.opponent();
                self.ending = self.ending.or(ending);
            }
            Event::Left { ending, .. } => {
                self.ending = self.ending.or(ending);
                self.left = true;
            }
            Event::Rematch { both: true, .. } => *self = Game { left: self.left, ..Game::default() },
            Event::Rematch { by, both: false } => self.asked = Some(by),
        }
    }

    /// The board as it stands.
    pub fn board(&self) -> &Board {
        &self.board
    }

    /// Who is to move; after the end, who would have been.
    pub fn turn(&self) -> Mark {
        self.turn
    }

    /// How the game ended; nothing while it is on.
    pub fn ending(&self) -> Option<Ending> {
        self.ending
    }

    fn decide_rematch(&self, seat: Mark) -> Result<Event, Error> {
        if self.ending.is_none() {
            return Err(Error::GameOn);
        }
        if self.left {
            return Err(Error::OpponentGone);
        }
        Ok(Event::Rematch { by: seat, both: self.asked == Some(seat.opponent()) })
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
}
