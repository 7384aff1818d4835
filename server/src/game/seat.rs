//! A seat in a game, and giving it up.

use actix::prelude::*;
use tttp::two::GameId;

use super::GameActor;

/// How a seat is given up.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Departure {
    /// For good: an ongoing game is lost by it.
    Left,
    /// The connection is lost; somebody may come back to the seat.
    Lost,
    /// It was never wanted, or something better came along: the game does not count.
    Voided,
}

/// A seat in a game; dropping it is leaving.
pub struct Seat {
    chair: usize,
    epoch: u32,
    number: u64,
    id: GameId,
    table: Addr<GameActor>,
    departure: Departure,
}

impl Seat {
    /// A seat is made once for each who sits in the chair; `departure` is what dropping it means until
    /// [`on_drop`](Self::on_drop) says otherwise.
    pub(super) fn new(
        chair: usize,
        epoch: u32,
        number: u64,
        id: GameId,
        table: Addr<GameActor>,
        departure: Departure,
    ) -> Self {
        Self { chair, epoch, number, id, table, departure }
    }

    /// Which of the two chairs.
    pub fn chair(&self) -> usize {
        self.chair
    }

    /// Which of those who have had the chair: a later one counts.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// What tells the table from all others.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The game that was on when the seat was given.
    pub fn id(&self) -> GameId {
        self.id
    }

    /// Where its moves go.
    pub fn table(&self) -> &Addr<GameActor> {
        &self.table
    }

    /// What dropping it means from now on.
    pub fn on_drop(&mut self, departure: Departure) {
        self.departure = departure;
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let Self { chair, epoch, departure, .. } = *self;
        // Said once in the life of a seat, so it can't flood; and it must not be lost to a full mailbox.
        self.table.do_send(Vacate { chair, epoch, departure });
    }
}

/// Said by a seat when it is given up.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Vacate {
    chair: usize,
    epoch: u32,
    departure: Departure,
}

impl Handler<Vacate> for GameActor {
    type Result = ();

    fn handle(&mut self, Vacate { chair, epoch, departure }: Vacate, ctx: &mut Self::Context) {
        // A house bot has no connection that could hold its seat.
        if self.is_current(chair, epoch) && !self.is_house(chair) {
            self.vacate(chair, departure, ctx);
        }
    }
}
