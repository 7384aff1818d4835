//! What a connection that speaks TTTP/2 has besides: a name, seats in games, a room, challenges, and what it watches.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use actix::prelude::*;
use tttp::{
    Error,
    two::{Caps, Command, GameId, Key, Name, Place as Where, Reply, Request, Status, Tag},
};

use super::{Phase, Player, farewell::Farewell, is_http};
use crate::{
    game::{Departure, Seat, crowd::Watching},
    lobby::{Attendance, Lobby},
    matchmaker::{Matchmaker, Place},
    meters::{Meters, Over},
    people::{Claim, Person},
    rooms::Hosted,
};

mod challenges;
mod chat;
mod hello;
pub(super) mod messages;
pub(super) mod pairing;
mod ping;
mod tables;

use self::{challenges::Challenge, pairing::Meeting, ping::Lag};

/// A session of TTTP/2. Dropped with its connection, it gives everything up but its seats in games that are on.
pub struct Session {
    claim: Claim,
    caps: Caps,
    meters: Meters,
    place: Option<Place>,
    /// Counts how often it was queued, so that an old offer is not made to a new wait.
    waits: u64,
    room: Option<Hosted>,
    /// Those it has challenged, by their numbers.
    sent: BTreeMap<u64, Challenge>,
    /// Those who challenge it.
    received: BTreeMap<u64, Challenge>,
    tables: Vec<Table>,
    watched: Vec<(Watching, GameId)>,
    lobby: Option<Attendance>,
    lag: Lag,
    /// Tables that it has left, until they have told it the last.
    leaving: Vec<(u64, Option<Tag>)>,
    /// How many commands with a tag others have to answer yet.
    owed: u32,
    /// It says nothing more.
    half_closed: bool,
    /// It leaves everything.
    leaves: Option<Leave>,
    /// Those in particular whom it is about to play.
    meetings: BTreeMap<u64, Meeting>,
}

/// How a session comes to its end.
#[derive(Clone, Copy, Debug)]
pub(super) enum Leave {
    /// It has said `QUIT`, and wants that answered.
    Quit(Option<Tag>),
    /// Its connection ends without that.
    HungUp,
}

impl Leave {
    /// What becomes of its seats.
    fn departure(self) -> Departure {
        match self {
            Self::Quit(_) => Departure::Left,
            Self::HungUp => Departure::Lost,
        }
    }
}

/// A game that it plays.
struct Table {
    seat: Seat,
    id: GameId,
    is_over: bool,
    /// Against a bot of the house: gives way to people.
    is_house: bool,
}

/// Said by a session that says nothing more: by the time that this is dropped, all that came before it is answered.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Bye {
    /// Where it is reached.
    player: Addr<Player>,
    from: u64,
}

impl Drop for Bye {
    fn drop(&mut self) {
        // Once to each of the few who have to do with a session.
        self.player.do_send(super::Vacated { table: self.from });
    }
}

/// In place of tables, whose numbers begin with 1 and never get that far.
const LOBBY: u64 = u64::MAX;
const MATCHMAKER: u64 = u64::MAX - 1;
/// The lobby, if nothing else is left.
const LISTS: u64 = u64::MAX - 2;

/// What becomes of a command.
enum Outcome {
    /// It is done.
    Done,
    /// Somebody else answers it.
    Later,
    /// Its answer is told, or comes with the end.
    Settled,
}

impl Session {
    fn new(claim: Claim, caps: Caps, meters: Meters) -> Self {
        Self {
            claim,
            caps,
            meters,
            place: None,
            waits: 0,
            room: None,
            sent: BTreeMap::new(),
            received: BTreeMap::new(),
            tables: Vec::new(),
            watched: Vec::new(),
            lobby: None,
            lag: Lag::default(),
            leaving: Vec::new(),
            owed: 0,
            half_closed: false,
            leaves: None,
            meetings: BTreeMap::new(),
        }
    }

    fn me(&self) -> &Arc<Person> {
        self.claim.value()
    }

    fn name(&self) -> &Name {
        &self.claim.value().name
    }

    /// Games against people that are on.
    fn serious(&self) -> usize {
        self.tables.iter().filter(|table| !table.is_over && !table.is_house).count()
    }

    /// Whether it is told of the lobby: until that has said all.
    fn attends(&self) -> bool {
        self.lobby.is_some() || self.leaving.iter().any(|(from, _)| [LOBBY, LISTS].contains(from))
    }

    /// Has the lobby and the matchmaker answer what they have still to answer, and then tell so.
    fn say_bye(&mut self, lobby: &Addr<Lobby>, matchmaker: &Addr<Matchmaker>, player: &Addr<Player>) {
        self.leaving.extend([(LOBBY, None), (MATCHMAKER, None)]);
        // Twice a session at most.
        lobby.do_send(Bye { player: player.clone(), from: LOBBY });
        // As above.
        matchmaker.do_send(Bye { player: player.clone(), from: MATCHMAKER });
    }

    /// Shows others what it does.
    fn refresh_status(&self) {
        let status = if self.tables.iter().any(|table| !table.is_over) {
            Status::Playing
        } else if self.place.is_some() || self.room.is_some() {
            Status::Waiting
        } else if !self.watched.is_empty() {
            Status::Watching
        } else {
            Status::Idle
        };
        self.me().set_status(status);
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // Whoever is told of the end does not find it any more, and may take the name.
        self.claim.leave();
        self.withdraw_challenges();
        let id = self.me().id;
        for challenge in self.received.values() {
            // Once a challenge, of which there are few.
            challenge.person.player.do_send(messages::Decline { by: id, reason: tttp::two::Refusal::Gone });
        }
        for table in &mut self.tables {
            table.seat.on_drop(self.leaves.unwrap_or(Leave::HungUp).departure());
        }
    }
}

impl Player {
    /// The session, in handlers of what only sessions are told.
    fn session(&mut self) -> Option<&mut Session> {
        match &mut self.phase {
            Phase::Session(session) => Some(session),
            _ => None,
        }
    }

    fn tell(&self, reply: Reply) {
        self.outbox.say(reply);
    }

    fn answer(&self, tag: Option<Tag>, result: Result<(), Error>) {
        match (tag, result) {
            (tag, Err(error)) => self.tell(Reply::Error(tag, error)),
            (Some(tag), Ok(())) => self.tell(Reply::Ok(tag)),
            (None, Ok(())) => {}
        }
    }

    /// Carries out a line of TTTP/2.
    pub(super) fn obey_two(&mut self, line: Result<&str, Error>, ctx: &mut Context<Self>) {
        // Once it has said HELLO it is no browser that was led astray, and may speak of HTTP.
        if matches!(self.phase, Phase::Door(_)) && line.is_ok_and(is_http) {
            return self.leave(Farewell::Policy(Error::MistakenForTcp));
        }
        if self.session().is_some_and(|session| session.leaves.is_some()) {
            return;
        }
        let Request { tag, command } = match line {
            Ok(line) => Request::parse(line),
            Err(error) => Request { tag: None, command: Err(error) },
        };
        let command = match command {
            Ok(command) => command,
            Err(error) => return self.answer(tag, Err(self.unknown(error))),
        };
        if !self.may(command.key(), &tag) {
            return;
        }
        let outcome = self.run(command, tag, ctx);
        self.conclude(tag, outcome);
    }

    /// Answers a command, or notes that it has to be.
    fn conclude(&mut self, tag: Option<Tag>, outcome: Result<Outcome, Error>) {
        match outcome {
            Ok(Outcome::Done) => self.answer(tag, Ok(())),
            Ok(Outcome::Later) => {
                if let Some(session) = self.session().filter(|_| tag.is_some()) {
                    session.owed += 1;
                }
            }
            Ok(Outcome::Settled) => {}
            Err(error) => self.answer(tag, Err(error)),
        }
    }

    /// Answers a command that somebody else had to answer.
    fn answer_later(&mut self, tag: Option<Tag>, result: Result<(), Error>) {
        if let Some(session) = self.session().filter(|_| tag.is_some()) {
            session.owed = session.owed.saturating_sub(1);
        }
        self.answer(tag, result);
        self.end_if_left();
    }

    /// Whoever has not said `HELLO` is told that first, whatever else is wrong with the line.
    fn unknown(&self, error: Error) -> Error {
        let at_door = matches!(self.phase, Phase::Door(_));
        if at_door && error == Error::NoSuchCommand { Error::HelloFirst } else { error }
    }

    /// Whether one more of this kind is within the limits; tells if not.
    fn may(&mut self, key: Key, tag: &Option<Tag>) -> bool {
        let now = self.shared.now();
        let all = &self.shared.meters;
        let checked = match &mut self.phase {
            Phase::Session(session) => session.meters.check(all, key, now),
            Phase::Door(meters) => meters.check(all, key, now),
            _ => Ok(()),
        };
        match checked {
            Ok(()) => return true,
            Err(Over::Wait(retry)) => self.tell(Reply::Limit { tag: *tag, key, retry: whole_ms(retry) }),
            Err(Over::Enough) => self.leave(Farewell::Policy(Error::TooFast)),
        }
        false
    }

    fn run(&mut self, command: Command, tag: Option<Tag>, ctx: &mut Context<Self>) -> Result<Outcome, Error> {
        match command {
            Command::Help => return Ok(self.help()),
            Command::Quit => {
                if matches!(self.phase, Phase::Door(_)) {
                    self.answer(tag, Ok(()));
                }
                self.leave_session(Leave::Quit(tag), ctx.address());
                return Ok(Outcome::Settled);
            }
            Command::Hello(hello) => return self.greet(hello, tag, ctx),
            _ if !matches!(self.phase, Phase::Session(_)) => return Err(Error::HelloFirst),
            Command::Propose => self.propose(),
            Command::Name(name) => return self.rename(name, ctx),
            Command::Play => return self.want_anyone(tag, ctx),
            Command::PlayHouse { level, clock } => return self.play_house(level, clock, tag, ctx),
            Command::Host { clock, locked } => return self.host(clock, locked),
            Command::Join(code) => return self.join(code, tag, ctx),
            Command::Challenge { name, clock } => return self.challenge(&name, clock),
            Command::Accept(name) => return self.accept(&name, tag, ctx),
            Command::Decline { name, reason } => return self.decline(&name, reason),
            Command::Cancel => self.cancel(),
            Command::Move { game, cell } => return self.act(game, tttp::Act::Move(cell), tag, ctx),
            Command::Resign(game) => return self.act(game, tttp::Act::Resign, tag, ctx),
            Command::Claim(game) => return self.act(game, tttp::Act::Claim, tag, ctx),
            Command::Rematch(game) => return self.act(game, tttp::Act::Rematch, tag, ctx),
            Command::Leave(place) => return self.leave_place(place, tag),
            Command::State(game) => return self.show_state(game, tag, ctx),
            Command::Watch(Where::Lobby) => return self.watch_lobby(tag, ctx),
            Command::Watch(Where::Game(game)) => return self.watch_game(game, tag, ctx),
            Command::List(list) => return self.list(list, tag, ctx),
            Command::Say { place, text } => return self.chat(place, text, tag, ctx),
            Command::Resume { game, ticket, seq } => return self.resume(game, ticket, seq, tag, ctx),
            Command::Pong(stamp) => self.pong(stamp),
        }
        Ok(Outcome::Done)
    }

    /// Nothing more is said: once all is answered, it is gone.
    pub(super) fn hear_out(&mut self, ctx: &Context<Self>) {
        let (lobby, matchmaker, player) = (self.shared.lobby(), self.shared.matchmaker(), ctx.address());
        if let Some(session) = self.session().filter(|session| session.leaves.is_none()) {
            session.half_closed = true;
            session.say_bye(&lobby, &matchmaker, &player);
        }
        self.end_if_left();
    }

    /// Leaves everything; the connection ends when all has been answered, and all games have told the last.
    fn leave_session(&mut self, leave: Leave, player: Addr<Self>) {
        let (lobby, matchmaker) = (self.shared.lobby(), self.shared.matchmaker());
        if let Some(session) = self.session() {
            session.leaves = Some(leave);
            // The connection ends: nothing need be told of it.
            drop(session.stop_looking());
            session.say_bye(&lobby, &matchmaker, &player);
            session.lobby = None;
            for (place, _) in std::mem::take(&mut session.watched) {
                session.leaving.push((place.number(), None));
                // Once a game that it watches, of which there are few.
                place.table().do_send(Bye { player: player.clone(), from: place.number() });
            }
            for mut table in std::mem::take(&mut session.tables) {
                table.seat.on_drop(leave.departure());
                session.leaving.push((table.seat.number(), None));
            }
        }
        self.end_if_left();
    }

    /// Goes on with the end, if this is one, as soon as nobody has anything more to say.
    fn end_if_left(&mut self) {
        let Some(session) = self.session() else { return self.leave(Farewell::Finished) };
        if session.owed > 0 || !session.leaving.is_empty() || !session.meetings.is_empty() {
            return;
        }
        let leaves = session.leaves;
        match leaves {
            Some(Leave::Quit(tag)) => {
                self.answer(tag, Ok(()));
                self.leave(Farewell::Finished);
            }
            Some(Leave::HungUp) => self.leave(Farewell::Finished),
            None if session.half_closed => {
                let player = session.me().player.clone();
                self.leave_session(Leave::HungUp, player);
            }
            None => {}
        }
    }
}

/// Waits are told in whole milliseconds; a little more is enough, a little less is not.
fn whole_ms(wait: Duration) -> Duration {
    Duration::from_millis(u64::try_from(wait.as_nanos().div_ceil(1_000_000)).unwrap_or(u64::MAX))
}
