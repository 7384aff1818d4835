//! An actor per TTTP connection: splits and parses what the client says, passes it to its game, and says the replies.
//!
//! It lives as long as its connection. What would outlive it, its place in the queue or its seat in a game, is a value
//! that gives itself back when dropped; so leaving is said once, however the player came to its end.
//!
//! What speaks TTTP/1 is in this file; a client that says `HELLO` has a [`session`] of TTTP/2 from then on.

use std::{pin::Pin, rc::Rc, sync::Arc, time::Instant};

use actix::prelude::*;
use futures_core::Stream;
use tracing::debug;
use tttp::{
    Command, Error, Lines, Mark, Reply,
    two::{self, Request},
};

use self::{
    budget::{Budget, Verdict},
    farewell::Farewell,
    outbox::Outbox,
    session::Session,
};
use crate::{
    game::{Play, Seat},
    journal::appender::Appender,
    limits::Admission,
    matchmaker::Place,
    meters::Meters,
    registry::Entry,
    shared::Shared,
    stats::LivePlayer,
    transport::{Connection, Incoming},
};

pub mod budget;
pub mod farewell;
mod messages;
pub mod outbox;
pub mod session;

pub use self::{
    messages::{Denied, Match, Pair, Queued, Seated, Told, Vacated},
    session::{
        Bye,
        messages::{Answer, Bulletin, Change, Chatter, News, TurnedAway, Watches},
        pairing::Seating,
    },
};

/// How many messages may wait for a player before refusals are dropped; what happened in its game is told regardless.
const MAILBOX: usize = 32;

/// So many bytes may take the room of one line in the budget, or a long line of blanks would be free.
const BYTES_A_LINE: usize = 128;

/// Which protocol a door begins with.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Version {
    /// Who comes is queued at once.
    One,
    /// Who comes says `HELLO` first.
    Two,
}

/// What a player needs besides its connection.
pub struct Setting {
    /// What the server's threads share.
    pub shared: Arc<Shared>,
    /// The way of its thread to the journal.
    pub appender: Rc<Appender>,
    /// What it speaks at first.
    pub version: Version,
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
    /// Has come by a door of TTTP/2, and has not said `HELLO` yet.
    Door(Box<Meters>),
    /// Wants an opponent. Giving up the place is leaving the queue.
    Waiting(Place),
    /// Has a seat in a game. Giving it up is leaving the game.
    Playing(Seat),
    /// Speaks TTTP/2.
    Session(Box<Session>),
    /// Is about to go: takes no more lines.
    Leaving,
}

/// The actor.
pub struct Player {
    id: u64,
    shared: Arc<Shared>,
    appender: Rc<Appender>,
    outbox: Rc<Outbox>,
    lines: Lines,
    budget: Budget,
    /// How often it has asked for TTTP/2.
    hellos: u8,
    phase: Phase,
    /// What the peer says, until it has been told who it is: nothing is answered before the welcome.
    unheard: Option<Pin<Box<dyn Stream<Item = Incoming>>>>,
    admission: Admission,
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
        let Setting { shared, appender, version, budget, admission, entry, live } = setting;
        let id = shared.next_id();
        Self::create(|ctx| {
            ctx.set_mailbox_capacity(MAILBOX);
            Self {
                id,
                unheard: Some(Box::pin(incoming)),
                outbox,
                lines: Lines::default(),
                budget,
                hellos: 0,
                phase: match version {
                    Version::One => Phase::Waiting(Place::new(id, shared.matchmaker())),
                    Version::Two => Phase::Door(Box::new(Meters::new(admission.address()))),
                },
                shared,
                appender,
                admission,
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

    fn hear(&mut self, bytes: &[u8], whole: bool, ctx: &mut Context<Self>) {
        let mut lines = std::mem::take(&mut self.lines);
        let mut heard = 0;
        let mut obey = |line: Result<&str, Error>| {
            heard += 1;
            if self.spend() {
                self.obey(line, ctx);
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

    /// Nothing more comes; the last line may lack its ending.
    fn hear_last(&mut self, ctx: &mut Context<Self>) {
        let mut lines = std::mem::take(&mut self.lines);
        lines.finish(&mut |line| self.obey(line, ctx));
    }

    /// Whether the budget has room for one more.
    fn spend(&mut self) -> bool {
        if matches!(self.phase, Phase::Leaving) {
            return false;
        }
        match self.budget.spend(Instant::now()) {
            Verdict::Granted => return true,
            Verdict::Refused { tell: true, wait } => match &self.phase {
                Phase::Door(_) | Phase::Session(_) => {
                    self.outbox.say(two::Reply::Limit { tag: None, key: two::Key::Line, retry: wait });
                }
                _ => self.complain(Error::TooFast),
            },
            Verdict::Refused { tell: false, .. } => {}
            Verdict::Exhausted => self.leave(Farewell::Policy(Error::TooFast)),
        }
        false
    }

    fn obey(&mut self, line: Result<&str, Error>, ctx: &mut Context<Self>) {
        match &self.phase {
            Phase::Leaving => return,
            Phase::Door(_) | Phase::Session(_) => return self.obey_two(line, ctx),
            Phase::Waiting(_) | Phase::Playing(_) => {}
        }
        match line.and_then(str::parse) {
            Ok(Command::Quit) => self.quit(),
            Err(_) if line.is_ok_and(is_http) => {
                self.leave(Farewell::Policy(Error::MistakenForTcp));
            }
            Err(error) => match line.ok().and_then(upgrade) {
                Some(request) if self.hellos < HELLOS => {
                    self.hellos += 1;
                    self.upgrade(request, ctx);
                }
                Some(_) | None => self.play(Err(error)),
            },
            command => self.play(command),
        }
    }

    /// What can't be understood goes to the game as well: its answer must not overtake those to earlier lines.
    fn play(&mut self, command: Result<Command, Error>) {
        match &self.phase {
            Phase::Playing(seat) => {
                let play = Play { chair: seat.chair(), command };
                match seat.table().try_send(play) {
                    Ok(()) => {}
                    Err(SendError::Full(_)) => self.complain(Error::TooFast),
                    Err(SendError::Closed(_)) => {
                        debug!(player = self.id, "its game has failed");
                        self.leave(Farewell::Restarting);
                    }
                }
            }
            Phase::Waiting(_) => self.complain(command.err().unwrap_or(Error::NoOpponent)),
            Phase::Door(_) | Phase::Session(_) | Phase::Leaving => {}
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
            Phase::Playing(seat) => drop(seat),
            _ => self.outbox.close(Farewell::Finished),
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

/// Whether this begins a request of HTTP (RFC 9112 section 3): a page elsewhere must not have its visitors' browsers talk to
/// this server, and its text is no commands.
fn is_http(line: &str) -> bool {
    line.starts_with("GET ") || line.contains(" HTTP/1.") || line.contains(" HTTP/2")
}

/// How many refused `HELLO`s a connection of TTTP/1 may say.
const HELLOS: u8 = 10;

/// The line by which a client of TTTP/1 asks for TTTP/2, if this is it. Anything else stays unknown to TTTP/1.
fn upgrade(line: &str) -> Option<Request> {
    if !line.contains("HELLO TTTP/") {
        return None;
    }
    let request = Request::parse(line);
    matches!(&request.command, Ok(two::Command::Hello(_))).then_some(request)
}

impl Actor for Player {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        match &self.phase {
            Phase::Waiting(place) if place.join(ctx.address(), crate::people::Who::Guest(self.id), None).is_err() => {
                self.leave(Farewell::Restarting);
                self.listen(ctx);
            }
            Phase::Door(_) => self.listen(ctx),
            _ => {}
        }
    }
}

impl StreamHandler<Incoming> for Player {
    fn handle(&mut self, said: Incoming, ctx: &mut Self::Context) {
        match said {
            Incoming::Chunk(bytes) => self.hear(&bytes, false, ctx),
            Incoming::Text(bytes) | Incoming::Binary(bytes) => self.hear(&bytes, true, ctx),
            Incoming::Control => drop(self.spend()),
            Incoming::HalfClosed => {
                self.hear_last(ctx);
                match &self.phase {
                    Phase::Session(_) => self.hear_out(ctx),
                    Phase::Door(_) | Phase::Waiting(_) | Phase::Playing(_) => self.quit(),
                    Phase::Leaving => {}
                }
            }
        }
    }

    /// The connection has ended.
    fn finished(&mut self, ctx: &mut Self::Context) {
        self.hear_last(ctx);
        ctx.stop();
    }
}
