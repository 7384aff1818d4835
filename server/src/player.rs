//! An actor per TTTP connection: splits and parses what the client says, passes it to its game, and says the replies.
//!
//! It lives as long as its connection. What would outlive it, its place in the queue or its seat in a game, is a value
//! that gives itself back when dropped; so leaving is said once, however the player came to its end.

use std::{pin::Pin, rc::Rc, time::Instant};

use actix::prelude::*;
use futures_core::Stream;
use tracing::debug;
use tttp::{Command, Error, Event, Lines, Mark, Reply, Text};

use self::{
    budget::{Budget, Verdict},
    farewell::Farewell,
    outbox::Outbox,
};
use crate::{
    game::{GameActor, Play, Seat},
    limits::Admission,
    matchmaker::{Matchmaker, Opponent, Place},
    registry::Entry,
    stats::LivePlayer,
    transport::{Connection, Incoming},
};

pub mod budget;
pub mod farewell;
pub mod outbox;

/// How many messages may wait for a player before refusals are dropped; what happened in its game is told regardless.
const MAILBOX: usize = 32;

/// So many bytes may take the room of one line in the budget, or a long line of blanks would be free.
const BYTES_A_LINE: usize = 128;

/// What a player needs besides its connection.
pub struct Setting {
    /// Tells this player from all others.
    pub id: u64,
    /// Who pairs.
    pub matchmaker: Addr<Matchmaker>,
    /// How many lines a second it may say.
    pub budget: Budget,
    /// What it counts for, as long as it lives.
    pub admission: Admission,
    /// The list that the drain goes by.
    pub entry: Entry<Outbox>,
    /// Counts it among the players.
    pub live: LivePlayer,
}

/// Where a player is.
enum Phase {
    /// Wants an opponent. Giving up the place is leaving the queue.
    Waiting(Place),
    /// Has a seat in a game. Giving it up is leaving the game.
    Playing(Seat),
    /// Is about to go: takes no more lines.
    Leaving,
}

/// The actor.
pub struct Player {
    id: u64,
    outbox: Rc<Outbox>,
    lines: Lines,
    budget: Budget,
    phase: Phase,
    /// What the peer says, until it has been told who it is: nothing is answered before the welcome.
    unheard: Option<Pin<Box<dyn Stream<Item = Incoming>>>>,
    _admission: Admission,
    _entry: Entry<Outbox>,
    _live: LivePlayer,
}

impl Player {
    /// Starts a player on the thread of its connection.
    pub fn open<S>(connection: Connection<S>, setting: Setting)
    where
        S: Stream<Item = Incoming> + 'static,
    {
        let Connection { incoming, outbox } = connection;
        let Setting { id, matchmaker, budget, admission, entry, live } = setting;
        Self::create(|ctx| {
            ctx.set_mailbox_capacity(MAILBOX);
            Self {
                id,
                unheard: Some(Box::pin(incoming)),
                outbox,
                lines: Lines::default(),
                budget,
                phase: Phase::Waiting(Place::new(id, matchmaker)),
                _admission: admission,
                _entry: entry,
                _live: live,
            }
        });
    }

    /// Begins to read, once the welcome is said.
    fn listen(&mut self, ctx: &mut Context<Self>) {
        if let Some(incoming) = self.unheard.take() {
            ctx.add_stream(incoming);
        }
    }

    fn hear(&mut self, bytes: &[u8], whole: bool) {
        let mut lines = std::mem::take(&mut self.lines);
        let mut heard = 0;
        let mut obey = |line: Result<&str, Error>| {
            heard += 1;
            if self.spend() {
                self.obey(line);
            }
        };
        lines.feed(bytes, &mut obey);
        if whole {
            lines.finish(&mut obey);
        }
        self.lines = lines;
        // What gives no line is work as well: blank lines, the rest of one that is too long, a line byte by byte.
        for _ in 0..(bytes.len() / BYTES_A_LINE).saturating_sub(heard) + usize::from(heard == 0) {
            self.spend();
        }
    }

    /// Whether the budget has room for one more.
    fn spend(&mut self) -> bool {
        if matches!(self.phase, Phase::Leaving) {
            return false;
        }
        match self.budget.spend(Instant::now()) {
            Verdict::Granted => return true,
            Verdict::Refused { tell: true } => self.complain(Error::TooFast),
            Verdict::Refused { tell: false } => {}
            Verdict::Exhausted => self.leave(Farewell::Policy(Error::TooFast)),
        }
        false
    }

    fn obey(&mut self, line: Result<&str, Error>) {
        if matches!(self.phase, Phase::Leaving) {
            return;
        }
        match line.and_then(str::parse) {
            Ok(Command::Quit) => self.quit(),
            Err(_) if line.is_ok_and(|line| line.starts_with("GET ")) => {
                self.leave(Farewell::Policy(Error::MistakenForTcp));
            }
            command => self.play(command),
        }
    }

    /// What can't be understood goes to the game as well: its answer must not overtake those to earlier lines.
    fn play(&mut self, command: Result<Command, Error>) {
        match &self.phase {
            Phase::Playing(seat) => {
                let play = Play { mark: seat.mark(), command };
                match seat.game().try_send(play) {
                    Ok(()) => {}
                    Err(SendError::Full(_)) => self.complain(Error::TooFast),
                    Err(SendError::Closed(_)) => {
                        debug!(player = self.id, "its game has failed");
                        self.leave(Farewell::Restarting);
                    }
                }
            }
            Phase::Waiting(_) => self.complain(command.err().unwrap_or(Error::NoOpponent)),
            Phase::Leaving => {}
        }
    }

    fn complain(&self, error: Error) {
        self.say([Reply::Message(error.into())]);
    }

    fn say(&self, replies: impl IntoIterator<Item = Reply>) {
        for reply in replies {
            self.outbox.say(reply);
        }
    }

    /// Gives up the seat. What the game has still to tell comes first, and [`Vacated`] last.
    fn quit(&mut self) {
        match std::mem::replace(&mut self.phase, Phase::Leaving) {
            Phase::Playing(seat) if seat.game().connected() => drop(seat),
            _ => self.leave(Farewell::Finished),
        }
    }

    /// Gives up place or seat at once; the connection follows when the peer has answered.
    fn leave(&mut self, farewell: Farewell) {
        self.phase = Phase::Leaving;
        self.outbox.close(farewell);
    }

    fn take_seat(&mut self, seat: Seat) {
        if let Phase::Waiting(place) = std::mem::replace(&mut self.phase, Phase::Playing(seat)) {
            place.exchange();
        }
    }
}

impl Actor for Player {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        if let Phase::Waiting(place) = &self.phase
            && place.join(ctx.address()).is_err()
        {
            self.leave(Farewell::Restarting);
            self.listen(ctx);
        }
    }
}

impl StreamHandler<Incoming> for Player {
    fn handle(&mut self, said: Incoming, _: &mut Self::Context) {
        match said {
            Incoming::Chunk(bytes) => self.hear(&bytes, false),
            Incoming::Text(bytes) | Incoming::Binary(bytes) => self.hear(&bytes, true),
            Incoming::Control => drop(self.spend()),
        }
    }

    /// The connection has ended; its last line may lack an ending.
    fn finished(&mut self, ctx: &mut Self::Context) {
        let mut lines = std::mem::take(&mut self.lines);
        lines.finish(&mut |line| self.obey(line));
        ctx.stop();
    }
}

/// Said by the matchmaker: nobody is here to play with yet.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Queued;

impl Handler<Queued> for Player {
    type Result = ();

    fn handle(&mut self, _: Queued, ctx: &mut Self::Context) {
        self.say([Reply::Welcome(Mark::X), Reply::Message(Text::WAITING)]);
        self.listen(ctx);
    }
}

/// Said by the matchmaker to the one who waited: here is your opponent. The game starts here, on this thread; and if
/// this player has gone, the opponent, dropped, goes back to the queue.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Pair(pub Opponent);

impl Handler<Pair> for Player {
    type Result = ();

    fn handle(&mut self, Pair(opponent): Pair, ctx: &mut Self::Context) {
        if !matches!(self.phase, Phase::Waiting(_)) {
            return;
        }
        let (player, live) = opponent.take();
        let game = GameActor::open(ctx.address(), player.clone(), live);
        // Not delivered is dropped, and a seat that is dropped has been left.
        player.try_send(Seated(Seat::new(Mark::O, game.clone()))).ok();
        self.take_seat(Seat::new(Mark::X, game));
        self.say([Reply::Message(Text::YOUR_MOVE)]);
    }
}

/// Said by the first player of a game to the second.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Seated(pub Seat);

impl Handler<Seated> for Player {
    type Result = ();

    fn handle(&mut self, Seated(seat): Seated, ctx: &mut Self::Context) {
        let welcome = Reply::Welcome(seat.mark());
        self.take_seat(seat);
        self.say([welcome, Reply::Message(Text::OPPONENT_FIRST)]);
        self.listen(ctx);
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
        self.say(event.replies(seat));
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
pub struct Vacated;

impl Handler<Vacated> for Player {
    type Result = ();

    fn handle(&mut self, _: Vacated, _: &mut Self::Context) {
        self.outbox.close(Farewell::Finished);
    }
}
