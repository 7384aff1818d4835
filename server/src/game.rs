//! An actor per game, thin around [`tttp::Game`]: it decides on what a seat asks for, journals what is to happen, and then
//! tells everybody.
//!
//! The two who play keep their chairs, however often they play again; which mark a chair has may change with each game.

use std::{
    rc::Rc,
    sync::{Arc, atomic::AtomicU32},
    time::Duration,
};

use actix::prelude::*;
use tracing::debug;
use tttp::{
    Act, Command, Ending, Error, Event, Game, Mark, Meter, Rules,
    two::{ChatText, Control, GameId, Level, Name, Reply, Tag},
};

use self::{
    card::{Card, Standing},
    crowd::Crowd,
    happen::Asked,
    log::Log,
};
use crate::{
    journal::appender::Appender,
    listing::Listed,
    people::Who,
    player::{Answer, Change, Denied, News, Player, Told},
    shared::Shared,
    stats::LiveGame,
};

pub mod card;
pub mod crowd;
mod due;
mod happen;
mod house;
mod introduction;
mod log;
mod messages;
pub mod rebuild;
mod returning;
pub mod seat;

pub use self::{
    messages::{Ask, Asker, Play, What},
    returning::Return,
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
    /// Whether who plays X has waited in the queue for it, and was told so.
    pub queued: bool,
    /// Counts it.
    pub live: LiveGame,
}

/// How many messages may wait for a game at most, however much its players may say.
const MOST_WAITING: usize = 1024;

/// How a game's time passes.
#[derive(Clone, Copy, Debug)]
enum Pace {
    /// It stands at this: the server was started again, and those who play are awaited until the server's clock shows that.
    Stands { at: Duration, until: Duration },
    /// It showed `at` when the server's showed `server`.
    Runs { at: Duration, server: Duration },
}

/// The game before this one at the same table: somebody may have missed how it ended, and that there is a next.
struct Former {
    log: Log,
    /// What has happened in it.
    seq: u32,
    /// What the chairs were told of their seats in it, and which those were.
    joined: [Reply; 2],
    marks: [Mark; 2],
    _entry: Option<Listed<GameId, Addr<GameActor>>>,
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
    queued: bool,
    pace: Pace,
    /// The number of the last line when it was rebuilt, if it was.
    rebuilt: Option<u32>,
    /// How often somebody came back.
    returns: Meter,
    log: Log,
    former: Option<Box<Former>>,
    shared: Arc<Shared>,
}

impl GameActor {
    /// Starts a game on the current thread, and gives both seats. What there is to tell is told once both have had the time
    /// to take them.
    pub fn open(opening: Opening, shared: &Arc<Shared>, appender: &Rc<Appender>) -> [Seat; 2] {
        let Opening { guests, clock, private, queued, live } = opening;
        let number = shared.next_id();
        let tags = [guests[0].tag, guests[1].tag];
        let chairs = guests.map(|Guest { who, player, .. }| Chair {
            at: match (&who, player) {
                (Who::House(level), _) => At::House(*level),
                (_, Some(player)) => At::Here(player),
                (_, None) => At::Left,
            },
            who,
            epoch: 0,
        });
        // Who speaks TTTP/2 and has gone before it has the seat has not played; TTTP/1 has no word for that.
        let departures = [0, 1].map(|chair: usize| match chairs[chair].who {
            Who::Guest(_) => Departure::Left,
            _ => Departure::Voided,
        });
        let id = Self::free_id(shared);
        let watchers = Arc::<AtomicU32>::default();
        let history = usize::from(shared.config.tables.chat_history);
        let log = Log::new(Rc::clone(appender), id);
        let mut this = Self {
            number,
            id,
            game: Game::new(),
            chairs,
            swapped: false,
            clock,
            private,
            card: None,
            live: Some(live),
            crowd: Crowd::new(Arc::clone(&watchers), history),
            watchers,
            timer: None,
            tags,
            queued,
            pace: Pace::Runs { at: Duration::ZERO, server: shared.time.now() },
            rebuilt: None,
            returns: Meter::default(),
            log,
            former: None,
            shared: Arc::clone(shared),
        };
        this.game = Game::with(this.rules(), Duration::ZERO);
        let table = Self::create(|ctx| {
            this.begin(ctx);
            this.begin_log(None);
            this
        });
        [0, 1].map(|chair| Seat::new(chair, 0, number, id, table.clone(), departures[chair]))
    }

    fn chair(&self, mark: Mark) -> usize {
        usize::from((mark == Mark::O) != self.swapped)
    }

    fn mark(&self, chair: usize) -> Mark {
        if (chair == 1) != self.swapped { Mark::O } else { Mark::X }
    }

    /// Whether both speak TTTP/1: then nobody can come back.
    fn is_classic(&self) -> bool {
        self.chairs.iter().all(|chair| chair.who.is_guest())
    }

    fn has_guest(&self) -> bool {
        self.chairs.iter().any(|chair| chair.who.is_guest())
    }

    /// The game's own time, which begins with it.
    fn now(&self) -> Duration {
        match self.pace {
            Pace::Stands { at, .. } => at,
            Pace::Runs { at, server } => at + self.shared.time.now().saturating_sub(server),
        }
    }

    fn is_held(&self) -> bool {
        matches!(self.pace, Pace::Stands { .. })
    }

    /// What it is played by, with who plays now.
    fn rules(&self) -> Rules {
        if self.is_classic() {
            return Rules::default();
        }
        self.shared.config.tables.rules(self.clock, self.has_guest(), self.house().is_some())
    }

    /// An id that no game has.
    fn free_id(shared: &Shared) -> GameId {
        let random = || GameId::random(&mut rand::rng());
        let is_taken = |id: &GameId| shared.games.get(id).is_some() || shared.former.get(id).is_some();
        std::iter::repeat_with(random).find(|id| !is_taken(id)).unwrap_or_else(random)
    }

    /// Lists the game, or lists it anew.
    fn begin(&mut self, ctx: &mut Context<Self>) {
        let sides = [Mark::X, Mark::O].map(|mark| self.chairs[self.chair(mark)].who.clone());
        let standing = Standing::of(&self.game);
        let card = Card::new(ctx.address(), sides, self.private, Arc::clone(&self.watchers), standing);
        let card = Arc::new(card);
        match &mut self.card {
            Some(listed) => listed.replace(card),
            None => self.card = self.shared.games.enter(self.id, card),
        }
    }

    /// Tells everybody what has happened, and sees to what follows from it.
    fn announce(&mut self, event: Event, now: Duration, ctx: &mut Context<Self>) {
        self.tell_guests(event);
        if !self.is_classic() || !self.crowd.is_empty() {
            let lines: Vec<_> = event.lines(self.id, &self.game, now).collect();
            let change = if self.game.ending().is_some() { Change::Over } else { Change::Same };
            if let Some(told) = self.tell_all(&lines, change) {
                self.log.told.push(self.game.seq(), told);
            }
        }
        if let Event::Left { by, .. } = event {
            // It had not come back in time.
            let chair = self.chair(by);
            if let At::Lost = self.chairs[chair].at {
                self.chairs[chair].at = At::Left;
            }
        }
        if let Some(card) = &self.card {
            card.value().show(Standing::of(&self.game));
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

    /// Tells both who ask for another game, and that it has begun.
    fn announce_next(&mut self, asked: &Asked, ctx: &mut Context<Self>) {
        let event = Event::Rematch { by: asked.by, both: true };
        self.tell_guests(event);
        if !self.is_classic() || !self.crowd.is_empty() {
            let rematch = Reply::Rematch { game: asked.game, seat: asked.by };
            let told = self.tell_all(&[rematch], Change::Same);
            if let (Some(former), Some(told)) = (&mut self.former, told) {
                former.log.told.push(asked.seq, told);
            }
            self.introduce_next(asked.game);
        }
        debug!(game = %self.id, "begins again");
        self.arm(ctx);
        self.let_house_act(&event, ctx);
    }

    fn tell_guests(&self, event: Event) {
        for chair in 0..2 {
            let seat = self.mark(chair);
            let Chair { who: Who::Guest(_), at: At::Here(player), .. } = &self.chairs[chair] else { continue };
            if event.replies(seat).next().is_some() {
                // Each takes a turn of one of the two, so they can't flood; and none must be lost.
                player.do_send(Told { event, seat });
            }
        }
    }

    /// Tells all who speak TTTP/2; what they were told comes back.
    fn tell_all(&mut self, lines: &[Reply], change: Change) -> Option<Arc<str>> {
        if lines.is_empty() {
            return None;
        }
        let news = News::new(self.number, lines, change);
        for player in self.sessions() {
            // Each takes a turn of somebody's, whose commands are bounded; and none must be lost.
            player.do_send(news.clone());
        }
        self.crowd.tell(&news);
        Some(news.into_lines())
    }

    /// Whether what was said by whoever had the chair then still counts.
    fn is_current(&self, chair: usize, epoch: u32) -> bool {
        self.chairs[chair].epoch == epoch
    }
}

impl Actor for GameActor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        // What two may say at once is heard: a burst each, of twice the lines that are granted a second.
        let granted = usize::try_from(self.shared.config.lines_per_second).unwrap_or(usize::MAX);
        ctx.set_mailbox_capacity(granted.saturating_mul(4).min(MOST_WAITING));
        if self.is_held() {
            return self.await_players(ctx);
        }
        debug!(game = %self.id, "begins");
        if self.is_classic() {
            // How it began is journalled with the first move: before that, nobody is told anything that could be lost.
            return;
        }
        self.write(ctx, |this, result, ctx| {
            if result.is_ok() {
                this.introduce_to_all(this.now());
            }
            for chair in 0..2 {
                let tag = this.tags[chair].take();
                if let (0, true, At::Here(player), Err(_)) = (chair, this.queued, &this.chairs[chair].at, &result) {
                    // Once a game.
                    player.do_send(News::new(this.number, &[Reply::Unqueued], Change::Same));
                }
                if let At::Here(player) = &this.chairs[chair].at
                    && (tag.is_some() || result.is_err())
                {
                    // Once a game.
                    player.do_send(Answer { tag, result });
                }
            }
            match result {
                Ok(()) => this.arm(ctx),
                Err(_) => this.break_up(ctx),
            }
        });
    }
}
