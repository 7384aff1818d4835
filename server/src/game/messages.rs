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
        if let Err(error) = command.and_then(|command| self.apply(chair, command.into(), Duration::ZERO, ctx))
            && let At::Here(player) = &self.chairs[chair].at
        {
            // Refusals may be many; where they fill the mailbox, that player has others to read first.
            player.try_send(Denied(error)).ok();
        }
    }
}

/// Who asks for something, and is answered once: dropped on the way, since the game has ended for good, it is answered so.
pub struct Asker {
    player: Addr<Player>,
    tag: Option<Tag>,
    is_answered: bool,
}

impl Asker {
    /// Somebody who wants this answered.
    pub fn new(player: Addr<Player>, tag: Option<Tag>) -> Self {
        Self { player, tag, is_answered: false }
    }

    /// Where it is reached.
    pub(super) fn player(&self) -> &Addr<Player> {
        &self.player
    }

    /// Answers.
    pub fn answer(mut self, result: Result<(), Error>) {
        self.say(result);
    }

    fn say(&mut self, result: Result<(), Error>) {
        self.is_answered = true;
        if self.tag.is_some() || result.is_err() {
            // Once a command.
            self.player.do_send(Answer { tag: self.tag, result });
        }
    }
}

impl Drop for Asker {
    fn drop(&mut self) {
        if !self.is_answered {
            self.say(Err(Error::NoSuchGame));
        }
    }
}

/// Said by a session of TTTP/2.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Ask {
    /// Who.
    pub asker: Asker,
    /// What.
    pub what: What,
}

/// What a session of TTTP/2 can ask of a game.
pub enum What {
    /// To do something in its seat.
    Do {
        /// Which seat.
        chair: usize,
        /// Which of those who have had it.
        epoch: u32,
        /// The game that it means.
        game: GameId,
        /// What it would do.
        act: Act,
        /// The round trip that was measured on its connection.
        lag: Duration,
    },
    /// To be shown how the game stands.
    Show,
    /// To watch, as the session with this id.
    Watch(u64),
    /// To come back to the seat of this ticket.
    Return(Ticket),
    /// To be taken for a player of TTTP/2 in a seat that is one of TTTP/1 so far.
    Upgrade {
        /// Which seat.
        chair: usize,
        /// Who that is now.
        person: Arc<Person>,
    },
    /// To say something to those of its kind.
    Talk {
        /// Whether it plays.
        plays: bool,
        /// Who says it.
        name: Name,
        /// What.
        text: ChatText,
    },
}

impl Handler<Ask> for GameActor {
    type Result = ();

    fn handle(&mut self, Ask { asker, what }: Ask, ctx: &mut Self::Context) {
        let result = match what {
            What::Do { chair, epoch, .. } if !self.is_current(chair, epoch) => Err(Error::NoSuchGame),
            What::Do { game, .. } if game != self.id => Err(Error::GameOver),
            What::Do { chair, act, lag, .. } => self.apply(chair, act, lag, ctx),
            What::Show => {
                self.show(asker.player());
                Ok(())
            }
            What::Watch(id) => self.watch(id, asker.player(), ctx),
            What::Return(ticket) => self.take_back(&ticket, asker.player(), ctx),
            What::Upgrade { chair, person } => {
                self.upgrade(chair, person, ctx);
                Ok(())
            }
            What::Talk { plays, name, text } => {
                self.talk(plays, name, text);
                Ok(())
            }
        };
        asker.answer(result);
        self.end_if_deserted(ctx);
    }
}

impl GameActor {
    fn show(&self, player: &Addr<Player>) {
        let lines: Vec<_> = self.game.state(self.id, self.now()).into_iter().flatten().collect();
        // Once a command.
        player.do_send(News::new(self.number, &lines, Change::Same));
    }

    /// A player of TTTP/1 speaks TTTP/2 from now on.
    fn upgrade(&mut self, chair: usize, person: Arc<Person>, ctx: &mut Context<Self>) {
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
        self.arm(ctx);
    }

    /// Somebody comes back to a seat.
    fn take_back(&mut self, ticket: &Ticket, player: &Addr<Player>, ctx: &mut Context<Self>) -> Result<(), Error> {
        let is_here = |chair: &Chair| matches!(&chair.at, At::Here(here) if here == player);
        let fits =
            |chair: &Chair| !chair.who.is_guest() && !matches!(chair.at, At::Left) && chair.ticket.matches(ticket);
        let place = self.chairs.iter().position(fits).ok_or(Error::BadTicket)?;
        if is_here(&self.chairs[1 - place]) {
            // Nobody plays both sides.
            return Err(Error::BadTicket);
        }
        let chair = &mut self.chairs[place];
        let is_back = !is_here(chair);
        if is_back {
            self.crowd.forget(player);
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
        let now = self.now();
        self.introduce(place, now);
        if !self.crowd.is_empty() {
            // Once for each who comes back.
            player.do_send(News::new(self.number, &[self.watchers_line()], Change::Same));
        }
        if is_back {
            self.apply(place, Act::Return, Duration::ZERO, ctx).ok();
        }
        Ok(())
    }
}
