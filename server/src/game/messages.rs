//! What players say to their game.

use super::*;
use crate::{
    people::Person,
    player::{Seated, Seating},
};

/// Said by a player of TTTP/1: its move.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Play {
    /// Whose seat.
    pub chair: usize,
    /// What it asks for, or why that can't be understood.
    pub command: Result<Command, Error>,
}

impl Handler<Play> for GameActor {
    type Result = ();

    fn handle(&mut self, Play { chair, command }: Play, ctx: &mut Self::Context) {
        let act = command.map(|command| match command {
            Command::Move(cell) => Act::Move(cell),
            Command::Rematch => Act::Rematch,
            Command::Quit => Act::Leave,
        });
        if let Err(error) = act.and_then(|act| self.apply(chair, act, Duration::ZERO, ctx))
            && let At::Here(player) = &self.chairs[chair].at
        {
            // Refusals may be many; where they fill the mailbox, that player has others to read first.
            player.try_send(Denied(error)).ok();
        }
    }
}

/// Said by a player of TTTP/2.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Do {
    /// Whose seat.
    pub chair: usize,
    /// Which of those who have had it.
    pub epoch: u32,
    /// The game that it means.
    pub game: GameId,
    /// What it asks for.
    pub act: Act,
    /// The round trip that was measured on its connection.
    pub lag: Duration,
    /// What it wants answered.
    pub tag: Option<Tag>,
}

impl Handler<Do> for GameActor {
    type Result = ();

    fn handle(&mut self, Do { chair, epoch, game, act, lag, tag }: Do, ctx: &mut Self::Context) {
        if !self.is_current(chair, epoch) {
            return;
        }
        let result = if game == self.id { self.apply(chair, act, lag, ctx) } else { Err(Error::GameOver) };
        if let At::Here(player) = &self.chairs[chair].at {
            Self::answer(player, tag, result);
        }
        self.end_if_deserted(ctx);
    }
}

/// Said by whoever wants to see how the game stands.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Show {
    /// Who asks.
    pub player: Addr<Player>,
    /// What it wants answered.
    pub tag: Option<Tag>,
}

impl Handler<Show> for GameActor {
    type Result = ();

    fn handle(&mut self, Show { player, tag }: Show, _: &mut Self::Context) {
        let lines: Vec<_> = self.game.state(self.id, self.now()).into_iter().flatten().collect();
        // A full mailbox has more to tell already.
        player.try_send(News::new(self.number, &lines, Change::Same)).ok();
        Self::answer(&player, tag, Ok(()));
    }
}

/// Said by a player of TTTP/1 that speaks TTTP/2 from now on.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Upgrade {
    /// Whose seat.
    pub chair: usize,
    /// Who that is now.
    pub person: Arc<Person>,
    /// What it wants answered.
    pub tag: Option<Tag>,
}

impl Handler<Upgrade> for GameActor {
    type Result = ();

    fn handle(&mut self, Upgrade { chair, person, tag }: Upgrade, ctx: &mut Self::Context) {
        let player = person.player.clone();
        self.chairs[chair].who = Who::Person(person);
        if self.chairs[chair].ticket.matches(&Ticket::new(0)) {
            for chair in &mut self.chairs {
                chair.ticket = Ticket::new(rand::rng().random());
            }
        }
        let now = self.now();
        self.game.set_rules(self.rules(), now);
        // Under its new name; it keeps its id.
        self.card = None;
        self.begin(ctx);
        self.introduce_to_all(now);
        Self::answer(&player, tag, Ok(()));
        self.arm(ctx);
    }
}

/// Said by somebody who comes back to a seat.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Return {
    /// The right to it.
    pub ticket: Ticket,
    /// Where it is reached now.
    pub player: Addr<Player>,
    /// What it wants answered.
    pub tag: Option<Tag>,
}

impl Handler<Return> for GameActor {
    type Result = ();

    fn handle(&mut self, Return { ticket, player, tag }: Return, ctx: &mut Self::Context) {
        let has_ticket = |chair: &Chair| !chair.who.is_guest() && chair.ticket.matches(&ticket);
        let place = self.chairs.iter().position(has_ticket).filter(|place| !matches!(self.chairs[*place].at, At::Left));
        let Some(place) = place else { return Self::answer(&player, tag, Err(Error::BadTicket)) };
        let chair = &mut self.chairs[place];
        if !matches!(&chair.at, At::Here(here) if *here == player) {
            self.crowd.forget(&player);
            chair.epoch += 1;
            if let At::Here(old) = std::mem::replace(&mut chair.at, At::Here(player.clone())) {
                // Once for each who comes back.
                old.do_send(News::new(self.number, &[Reply::Replaced(self.id)], Change::Replaced));
            }
            let seat = Seat::new(place, self.chairs[place].epoch, self.number, self.id, ctx.address());
            let is_over = self.game.ending().is_some();
            let why = Seating::Resumed { is_over, is_house: self.house().is_some() };
            // Once for each who comes back. If it has gone again, so has its seat.
            player.do_send(Seated { seat, why });
        }
        let now = self.now();
        self.introduce(place, now);
        self.apply(place, Act::Return, Duration::ZERO, ctx).ok();
        Self::answer(&player, tag, Ok(()));
    }
}
