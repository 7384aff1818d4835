//! An actor per game, thin around [`tttp::Game`]: it applies what a seat asks for, and tells everybody what happened.
//!
//! The two who play keep their chairs, however often they play again; which mark a chair has may change with each game.

use std::{
    sync::{Arc, atomic::AtomicU32},
    time::Duration,
};

use actix::prelude::*;
use rand::RngExt;
use tracing::debug;
use tttp::{
    Act, Command, Ending, Error, Event, Game, Mark, Rules,
    two::{ChatText, Control, GameId, Level, Name, Reply, Tag, Ticket},
};

use self::{
    card::{Card, Standing},
    crowd::Crowd,
};
use crate::{
    listing::Listed,
    people::Who,
    player::{Answer, Change, Denied, News, Player, Told, Vacated},
    shared::Shared,
    stats::LiveGame,
};

pub mod card;
pub mod crowd;
mod house;
mod introduction;
mod messages;
pub mod seat;

pub use self::{
    messages::{Ask, Asker, Play, What},
    seat::{Departure, Seat, Vacate},
};

/// Where who sits in a chair is.
enum At {
    /// Here.
    Here(Addr<Player>),
    /// A bot of this server's: always here.
    House(Level),
    /// Its connection is lost, and it may come back.
    Lost,
    /// Gone for good.
    Left,
}

/// A chair at the board.
struct Chair {
    who: Who,
    at: At,
    ticket: Ticket,
    /// How often somebody else's connection has taken the chair over: what an older one says does not count.
    epoch: u32,
}

/// Who takes a chair of a game that is about to begin.
pub struct Guest {
    /// Who it is.
    pub who: Who,
    /// Where it is reached; nothing for a house bot.
    pub player: Option<Addr<Player>>,
    /// What it wants answered once it has been told of the game.
    pub tag: Option<Tag>,
}

/// A game that is about to begin.
pub struct Opening {
    /// Who plays X, and who O.
    pub guests: [Guest; 2],
    /// The clock, unless somebody plays who has no words for it.
    pub clock: Option<Control>,
    /// Whether nobody else may see it.
    pub private: bool,
    /// Counts it.
    pub live: LiveGame,
}

/// The actor. It lives on the thread of its first player, and ends when both have left.
pub struct GameActor {
    /// Tells this table from all others, whatever game is played at it.
    number: u64,
    id: GameId,
    game: Game,
    chairs: [Chair; 2],
    /// The second chair plays X.
    swapped: bool,
    clock: Option<Control>,
    private: bool,
    card: Option<Listed<GameId, Card>>,
    live: Option<LiveGame>,
    crowd: Crowd,
    watchers: Arc<AtomicU32>,
    timer: Option<(Duration, SpawnHandle)>,
    tags: [Option<Tag>; 2],
    shared: Arc<Shared>,
}

impl GameActor {
    /// Starts a game on the current thread, and gives both seats. What there is to tell is told once both have had the time
    /// to take them.
    pub fn open(opening: Opening, shared: &Arc<Shared>) -> [Seat; 2] {
        let Opening { guests, clock, private, live } = opening;
        let number = shared.next_id();
        let id = GameId::random(&mut rand::rng());
        let classic = guests.iter().all(|guest| guest.who.is_guest());
        let tags = [guests[0].tag, guests[1].tag];
        let chairs = guests.map(|Guest { who, player, .. }| Chair {
            at: match (&who, player) {
                (Who::House(level), _) => At::House(*level),
                (_, Some(player)) => At::Here(player),
                (_, None) => At::Left,
            },
            who,
            ticket: if classic { Ticket::new(0) } else { Ticket::new(rand::rng().random()) },
            epoch: 0,
        });
        debug!(game = %id, "begins");
        let watchers = Arc::<AtomicU32>::default();
        let this = Self {
            number,
            id,
            game: Game::new(),
            chairs,
            swapped: false,
            clock,
            private,
            card: None,
            live: Some(live),
            crowd: Crowd::new(Arc::clone(&watchers), usize::from(shared.config.tables.chat_history)),
            watchers,
            timer: None,
            tags,
            shared: Arc::clone(shared),
        };
        // Who speaks TTTP/2 and has gone before it has the seat has not played; TTTP/1 has no word for that.
        let departures = [0, 1].map(|chair: usize| match this.chairs[chair].who {
            Who::Guest(_) => Departure::Left,
            _ => Departure::Voided,
        });
        let table = this.start();
        [0, 1].map(|chair| Seat::new(chair, 0, number, id, table.clone(), departures[chair]))
    }

    fn chair(&self, mark: Mark) -> usize {
        usize::from((mark == Mark::O) != self.swapped)
    }

    fn mark(&self, chair: usize) -> Mark {
        if (chair == 1) != self.swapped { Mark::O } else { Mark::X }
    }

    /// Whether both speak TTTP/1: then no clock is read.
    fn is_classic(&self) -> bool {
        self.chairs.iter().all(|chair| chair.who.is_guest())
    }

    fn has_guest(&self) -> bool {
        self.chairs.iter().any(|chair| chair.who.is_guest())
    }

    fn now(&self) -> Duration {
        if self.is_classic() { Duration::ZERO } else { self.shared.now() }
    }

    fn rules(&self) -> Rules {
        if self.is_classic() {
            return Rules::default();
        }
        self.shared.config.tables.rules(self.clock, self.has_guest(), self.house().is_some())
    }

    /// Lists the game, which begins now.
    fn begin(&mut self, ctx: &mut Context<Self>) {
        let sides = [Mark::X, Mark::O].map(|mark| self.chairs[self.chair(mark)].who.clone());
        let standing = Standing::of(&self.game);
        let card = Card::new(ctx.address(), sides, self.private, Arc::clone(&self.watchers), standing);
        let card = Arc::new(card);
        self.card = self.shared.games.enter(self.id, Arc::clone(&card));
        while self.card.is_none() {
            self.id = GameId::random(&mut rand::rng());
            self.card = self.shared.games.enter(self.id, Arc::clone(&card));
        }
    }

    /// Carries out what a chair asks for.
    fn apply(&mut self, chair: usize, act: Act, lag: Duration, ctx: &mut Context<Self>) -> Result<(), Error> {
        let now = self.now();
        let seat = self.mark(chair);
        match self.game.apply(seat, act, now, lag) {
            Ok(event) => {
                self.announce(event, now, ctx);
                // What was asked for came too late if the game has ended by something else.
                if is_by(act, seat, &event) { Ok(()) } else { Err(Error::GameOver) }
            }
            Err(error) => {
                if !self.is_classic()
                    && matches!(act, Act::Move(_))
                    && let Some(event) = self.game.refused(seat, now)
                {
                    self.announce(event, now, ctx);
                }
                Err(error)
            }
        }
    }

    /// Tells everybody what has happened, and sees to what follows from it.
    fn announce(&mut self, event: Event, now: Duration, ctx: &mut Context<Self>) {
        for chair in 0..2 {
            let seat = self.mark(chair);
            let Chair { who: Who::Guest(_), at: At::Here(player), .. } = &self.chairs[chair] else { continue };
            if event.replies(seat).next().is_some() {
                // Each takes a turn of one of the two, so they can't flood; and none must be lost.
                player.do_send(Told { event, seat });
            }
        }
        if !self.is_classic() || !self.crowd.is_empty() {
            let lines: Vec<_> = event.lines(self.id, &self.game, now).collect();
            let change = if self.game.ending().is_some() { Change::Over } else { Change::Same };
            self.tell_all(&lines, change);
        }
        if let Some(card) = &self.card {
            card.value().show(Standing::of(&self.game));
        }
        if let Event::Rematch { both: true, .. } = event {
            self.play_again(now, ctx);
        }
        if let Some(ending) = self.game.ending()
            && let Some(live) = self.live.take()
        {
            if !matches!(ending, Ending::Left(_) | Ending::Void) {
                live.finish();
            }
            debug!(game = %self.id, ?ending, "ends");
        }
        self.arm(ctx);
        self.let_house_act(&event, ctx);
    }

    /// The same two play another game.
    fn play_again(&mut self, now: Duration, ctx: &mut Context<Self>) {
        self.live = Some(self.shared.stats.game());
        self.swapped ^= self.rules().swap;
        let old = self.id;
        self.id = GameId::random(&mut rand::rng());
        self.card = None;
        self.begin(ctx);
        debug!(game = %self.id, "begins again");
        if !self.is_classic() || !self.crowd.is_empty() {
            self.tell_all(&[Reply::Next { game: old, new: self.id }], Change::Next(self.id));
            self.introduce_to_all(now);
        }
    }

    /// Tells all who speak TTTP/2.
    fn tell_all(&mut self, lines: &[Reply], change: Change) {
        if lines.is_empty() {
            return;
        }
        let news = News::new(self.number, lines, change);
        for chair in &self.chairs {
            if let Chair { who: Who::Person(_), at: At::Here(player), .. } = chair {
                // Each takes a turn of somebody's, whose commands are bounded; and none must be lost.
                player.do_send(news.clone());
            }
        }
        self.crowd.tell(&news);
    }

    /// Makes sure that what falls due by itself does.
    fn arm(&mut self, ctx: &mut Context<Self>) {
        let Some(due) = self.game.deadline() else { return };
        if let Some((at, timer)) = self.timer {
            if at <= due {
                return;
            }
            ctx.cancel_future(timer);
        }
        let wait = due.saturating_sub(self.shared.now());
        let timer = ctx.run_later(wait, |this, ctx| {
            this.timer = None;
            let now = this.now();
            match this.game.tick(now) {
                Some(event) => this.announce(event, now, ctx),
                None => this.arm(ctx),
            }
            this.end_if_deserted(ctx);
        });
        self.timer = Some((due, timer));
    }

    /// A chair is given up.
    fn vacate(&mut self, chair: usize, departure: Departure, ctx: &mut Context<Self>) {
        let now = self.now();
        if departure == Departure::Lost && self.shared.is_draining() {
            // All are about to go, and nobody shall be told that the others are gone.
            self.chairs[chair].at = At::Lost;
            return;
        }
        let is_over = self.game.ending().is_some();
        let act = match departure {
            Departure::Lost if !is_over => Act::Lose,
            Departure::Voided if !is_over => {
                if let Some(event) = self.game.void(now) {
                    self.announce(event, now, ctx);
                }
                Act::Leave
            }
            _ if self.chairs[chair].who.is_guest() && !self.is_classic() => Act::Abandon,
            _ => Act::Leave,
        };
        self.apply(chair, act, Duration::ZERO, ctx).ok();
        let gone = if matches!(act, Act::Lose) { At::Lost } else { At::Left };
        if let At::Here(player) = std::mem::replace(&mut self.chairs[chair].at, gone)
            && !matches!(departure, Departure::Lost)
        {
            // Once a seat, and the connection waits for it.
            player.do_send(Vacated { table: self.number });
        }
        self.end_if_deserted(ctx);
    }

    /// Ends when nobody is left, or can come back to anything.
    fn end_if_deserted(&mut self, ctx: &mut Context<Self>) {
        let is_over = self.game.ending().is_some();
        let deserted = |chair: &Chair| match chair.at {
            At::Left | At::House(_) => true,
            At::Lost => is_over,
            At::Here(_) => false,
        };
        if self.chairs.iter().all(deserted) {
            self.crowd.disperse(self.number, self.id);
            ctx.stop();
        }
    }

    /// Whether what was said by whoever had the chair then still counts.
    fn is_current(&self, chair: usize, epoch: u32) -> bool {
        self.chairs[chair].epoch == epoch
    }
}

/// Whether what happened is what the seat has asked for, and not an end that was due.
fn is_by(act: Act, seat: Mark, event: &Event) -> bool {
    match (act, event) {
        (Act::Move(_) | Act::Rematch, Event::Ended(_)) => false,
        (Act::Resign, Event::Ended(ending)) => *ending == Ending::Resigned(seat),
        (Act::Claim, Event::Ended(ending)) => *ending == Ending::Abandoned(seat.opponent()),
        _ => true,
    }
}

impl Actor for GameActor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        if !self.is_classic() {
            let now = self.now();
            self.game = Game::with(self.rules(), now);
        }
        self.begin(ctx);
        if !self.is_classic() {
            let now = self.now();
            self.introduce_to_all(now);
            for chair in 0..2 {
                if let (Some(tag), At::Here(player)) = (self.tags[chair].take(), &self.chairs[chair].at) {
                    // Once a game.
                    player.do_send(Answer { tag: Some(tag), result: Ok(()) });
                }
            }
            self.arm(ctx);
        }
    }
}
