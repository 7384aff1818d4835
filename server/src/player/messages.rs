//! What the matchmaker and a game say to a player, whatever it speaks.

use super::*;
use tttp::{
    Event, Text,
    two::{Code, Tag},
};

use crate::{
    game::{GameActor, Guest, Opening},
    matchmaker::Opponent,
    people::Who,
};

/// Said by the matchmaker: nobody is here to play with yet.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Queued(pub Option<Tag>);

impl Handler<Queued> for Player {
    type Result = ();

    fn handle(&mut self, Queued(tag): Queued, ctx: &mut Self::Context) {
        if let Phase::Session(_) = self.phase {
            return self.session_is_queued(tag, ctx);
        }
        self.say([Reply::Welcome(Mark::X), Reply::Message(Text::WAITING)]);
        self.listen(ctx);
    }
}

/// Why two play each other.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Match {
    /// Both wanted the next who comes.
    Queue,
    /// The second has joined the room of the first.
    Room(Code),
    /// The second has accepted a challenge of the first.
    Challenge,
}

/// Said to the one who waited: here is your opponent. The game starts here, on this thread; and if this player has gone,
/// the opponent, dropped, goes back to where it came from.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Pair {
    /// Who plays O.
    pub opponent: Opponent,
    /// Why.
    pub reason: Match,
}

impl Handler<Pair> for Player {
    type Result = ();

    fn handle(&mut self, Pair { opponent, reason }: Pair, ctx: &mut Self::Context) {
        let tag = match &self.phase {
            Phase::Session(session) if reason != Match::Queue && session.yields_to(&opponent) => {
                // Dropped: the other one takes this one's own offer.
                return;
            }
            Phase::Session(_) if reason == Match::Queue && opponent.is_gone() => return self.session_waits_again(ctx),
            Phase::Session(session) if reason != Match::Queue => session.tag_for(&opponent),
            _ => None,
        };
        let agreed = match &self.phase {
            Phase::Waiting(_) => Some((Who::Guest(self.id), self.shared.config.tables.clock.0, false)),
            Phase::Session(session) => session.agrees(&opponent, reason, &self.shared),
            _ => None,
        };
        let Some((who, clock, private)) = agreed else {
            if let (Match::Queue, Phase::Session(session)) = (reason, &mut self.phase)
                && let Some(told) = session.loses_place()
            {
                self.outbox.say(told);
            }
            return;
        };
        let is_session = !who.is_guest();
        let partner = opponent.take();
        let first = Guest { who, player: Some(ctx.address()), tag };
        let guest = partner.who.is_guest();
        let why = Seating::Paired { first: self.id, ticket: partner.ticket, guest };
        let second = Guest { who: partner.who, player: Some(partner.player.clone()), tag: partner.tag };
        let (queued, live) = (reason == Match::Queue, self.shared.stats.game());
        let opening = Opening { guests: [first, second], clock, private, queued, live };
        let [mine, theirs] = GameActor::open(opening, &self.shared, &self.appender);
        // Once a game. Not delivered is dropped, and so the game ends: void, or left by a guest.
        partner.player.do_send(Seated { seat: theirs, why });
        if is_session {
            self.session_sits_down(mine, reason, partner.id);
        } else {
            self.take_seat(mine);
            self.say([Reply::Message(Text::YOUR_MOVE)]);
        }
    }
}

/// Said by the first player of a game to the second, and by a game to who comes back to it.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Seated {
    /// What it gets.
    pub seat: Seat,
    /// How.
    pub why: Seating,
}

impl Handler<Seated> for Player {
    type Result = ();

    fn handle(&mut self, Seated { seat, why }: Seated, ctx: &mut Self::Context) {
        match self.phase {
            Phase::Waiting(_) => {
                self.take_seat(seat);
                self.say([Reply::Welcome(Mark::O), Reply::Message(Text::OPPONENT_FIRST)]);
                self.listen(ctx);
            }
            Phase::Session(_) => self.session_is_seated(seat, why),
            _ => {}
        }
    }
}

/// Said by the game: this happened.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Told {
    /// What happened.
    pub event: Event,
    /// The seat of the one who is told.
    pub seat: Mark,
}

impl Handler<Told> for Player {
    type Result = ();

    fn handle(&mut self, Told { event, seat }: Told, _: &mut Self::Context) {
        if !matches!(self.phase, Phase::Session(_)) {
            self.say(event.replies(seat));
        }
    }
}

/// Said by the game: that can't be done.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Denied(pub Error);

impl Handler<Denied> for Player {
    type Result = ();

    fn handle(&mut self, Denied(error): Denied, _: &mut Self::Context) {
        self.complain(error);
    }
}

/// Said by the game: your seat is given up, and you have heard all.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Vacated {
    /// Which table that was.
    pub table: u64,
}

impl Handler<Vacated> for Player {
    type Result = ();

    fn handle(&mut self, Vacated { table }: Vacated, _: &mut Self::Context) {
        match &self.phase {
            Phase::Session(_) => self.session_has_left(table),
            _ => self.outbox.close(Farewell::Finished),
        }
    }
}
