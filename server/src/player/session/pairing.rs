//! Finding somebody to play with: the next who comes, a house bot, a room, a challenge.

use std::rc::Rc;

use tttp::two::{Code, Control, Level};

use super::*;
use crate::{
    game::{Ask, Asker, GameActor, Guest, Opening, What},
    matchmaker::{Opponent, Partner, QueueTicket},
    people::Who,
    player::{Match, Pair},
    rooms::{self, Room},
    shared::Shared,
};

/// The way to somebody who waits for this session in particular.
pub(super) struct Meeting {
    /// What is to be answered.
    tag: Option<Tag>,
    /// The queue had somebody meanwhile.
    requeue: bool,
}

impl Session {
    /// Whether one more game is possible now.
    pub(super) fn is_free(&self, shared: &Shared) -> Result<(), Error> {
        if !self.caps.multi && (self.serious() > 0 || !self.meetings.is_empty()) {
            return Err(Error::GameOn);
        }
        let most = usize::from(shared.config.tables.max_games);
        let ongoing = self.tables.iter().filter(|table| !table.is_over).count();
        if self.caps.multi && ongoing >= most { Err(Error::TooMany) } else { Ok(()) }
    }

    /// Who it is, the clock, and whether the game is private, if it still wants to play this opponent.
    pub(in crate::player) fn agrees(
        &self,
        opponent: &Opponent,
        reason: Match,
        shared: &Shared,
    ) -> Option<(Who, Option<Control>, bool)> {
        if self.leaves.is_some() {
            return None;
        }
        if reason == Match::Queue && !self.meetings.is_empty() {
            // One offer at a time: it is on its way to somebody.
            return None;
        }
        if !self.meets(opponent) {
            self.is_free(shared).ok()?;
        }
        let (clock, private) = match reason {
            Match::Queue => {
                self.place.as_ref()?;
                (shared.config.tables.clock.0, false)
            }
            Match::Room(code) => {
                let room = self.room.as_ref().filter(|room| *room.key() == code)?.value();
                (room.clock, room.locked)
            }
            Match::Challenge => (self.sent.get(&opponent.id()?)?.clock, false),
        };
        Some((Who::Person(Arc::clone(self.me())), clock, private))
    }

    /// Whether both are on the way to each other.
    fn meets(&self, opponent: &Opponent) -> bool {
        self.serious() == 0 && opponent.id().is_some_and(|id| self.meetings.contains_key(&id))
    }

    /// Whether this one's own way to the opponent leads to the game: of two who are on the way to each other, the elder takes
    /// the younger.
    pub(in crate::player) fn yields_to(&self, opponent: &Opponent) -> bool {
        self.meets(opponent) && opponent.id() < Some(self.me().id)
    }

    /// What is answered by a game with this opponent.
    pub(in crate::player) fn tag_for(&self, opponent: &Opponent) -> Option<Tag> {
        self.meetings.get(&opponent.id()?)?.tag
    }

    /// What a new game against somebody puts an end to, for a session that plays one at a time. What is to be said of it
    /// comes back.
    fn make_room_for_game(&mut self) -> Vec<Reply> {
        for mut table in self.tables.extract_if(.., |table| table.is_over || table.is_house) {
            table.seat.on_drop(Departure::Voided);
            self.leaving.push((table.seat.number(), None));
        }
        self.stop_looking()
    }

    /// Makes room for one more table: the oldest that are over are left.
    fn leave_oldest(&mut self, most: usize) {
        while self.tables.len() >= most
            && let Some(over) = self.tables.iter().position(|table| table.is_over)
        {
            let mut table = self.tables.remove(over);
            table.seat.on_drop(Departure::Left);
            self.leaving.push((table.seat.number(), None));
        }
    }

    /// Takes back all that others could answer to. What is to be said of it comes back, but for the place in the queue.
    pub(super) fn stop_looking(&mut self) -> Vec<Reply> {
        self.place = None;
        self.withdraw_challenges();
        self.room.take().map(|room| Reply::Unhosted(*room.key())).into_iter().collect()
    }

    /// The matchmaker had somebody for it, and it can't play now: it is out of the queue, or goes back to it if it is turned
    /// away from where it is going.
    pub(in crate::player) fn loses_place(&mut self) -> Option<Reply> {
        if let Some(meeting) = self.meetings.values_mut().next() {
            meeting.requeue = true;
            return None;
        }
        let place = self.place.take()?;
        place.exchange();
        self.refresh_status();
        Some(Reply::Unqueued)
    }
}

impl Player {
    /// Waits for the next who comes.
    pub(super) fn want_anyone(&mut self, tag: Option<Tag>, ctx: &mut Context<Self>) -> Result<Outcome, Error> {
        let (id, matchmaker, shared) = (self.id, self.shared.matchmaker(), Arc::clone(&self.shared));
        let Some(session) = self.session() else { return Err(Error::HelloFirst) };
        if session.place.is_some() {
            self.tell(Reply::Queued);
            return Ok(Outcome::Done);
        }
        session.is_free(&shared)?;
        let place = Place::new(id, matchmaker);
        let who = Who::Person(Arc::clone(session.me()));
        place.join(ctx.address(), who, tag).map_err(|error| match error {
            SendError::Full(_) => Error::TooFast,
            SendError::Closed(_) => Error::ShuttingDown,
        })?;
        session.place = Some(place);
        Ok(Outcome::Later)
    }

    /// Told by the matchmaker: nobody else waits.
    pub(in crate::player) fn session_is_queued(&mut self, tag: Option<Tag>, ctx: &mut Context<Self>) {
        let offer = Duration::from_millis(self.shared.config.tables.offer_ms);
        let Some(session) = self.session() else { return };
        if session.place.is_none() {
            // Taken back since.
            return self.answer_later(tag, Ok(()));
        }
        session.waits += 1;
        session.refresh_status();
        let wait = session.waits;
        self.tell(Reply::Queued);
        self.answer_later(tag, Ok(()));
        ctx.run_later(offer, move |_, ctx| {
            // Once a wait.
            ctx.address().do_send(messages::OfferDue { wait });
        });
    }

    /// Plays a bot of the house, which moves second.
    pub(super) fn play_house(
        &mut self,
        level: Level,
        clock: Option<Control>,
        tag: Option<Tag>,
        ctx: &mut Context<Self>,
    ) -> Result<Outcome, Error> {
        let (shared, appender) = (Arc::clone(&self.shared), Rc::clone(&self.appender));
        let Some(session) = self.session() else { return Err(Error::HelloFirst) };
        session.is_free(&shared)?;
        let who = Who::Person(Arc::clone(session.me()));
        if !session.caps.multi {
            // One house bot at a time; who waits for somebody goes on waiting.
            for mut table in session.tables.extract_if(.., |_| true) {
                table.seat.on_drop(Departure::Voided);
                session.leaving.push((table.seat.number(), None));
            }
        }
        let guests = [
            Guest { who, player: Some(ctx.address()), tag },
            Guest { who: Who::House(level), player: None, tag: None },
        ];
        let opening = Opening { guests, clock, private: false, queued: false, live: shared.stats.game() };
        let [seat, _] = GameActor::open(opening, &shared, &appender);
        session.leave_oldest(usize::from(shared.config.tables.max_games));
        session.tables.push(Table { id: seat.id(), seat, is_over: false, is_house: true });
        session.refresh_status();
        Ok(Outcome::Later)
    }

    /// Opens a room.
    pub(super) fn host(&mut self, clock: Option<Control>, locked: bool) -> Result<Outcome, Error> {
        let address = self.admission.address();
        let shared = Arc::clone(&self.shared);
        let Some(session) = self.session() else { return Err(Error::HelloFirst) };
        session.is_free(&shared)?;
        if session.room.is_some() || !rooms::has_place(&shared.hosted, &shared.config, address) {
            return Err(Error::TooMany);
        }
        let room = Room { host: Arc::clone(session.me()), clock, locked, address };
        let room = rooms::open(&shared.hosted, room);
        let code = *room.key();
        session.room = Some(room);
        session.refresh_status();
        self.tell(Reply::Hosted { code, clock, locked });
        Ok(Outcome::Done)
    }

    /// Plays whoever hosts that room.
    pub(super) fn join(&mut self, code: Code, tag: Option<Tag>, ctx: &Context<Self>) -> Result<Outcome, Error> {
        let room = self.shared.hosted.get(&code).ok_or(Error::NoSuchRoom)?;
        self.meet(&room.host, Match::Room(code), Error::NoSuchRoom, tag, ctx)
    }

    /// Has somebody who waits for it take this player as the opponent; `otherwise` is the answer if they don't.
    pub(super) fn meet(
        &mut self,
        host: &Person,
        reason: Match,
        otherwise: Error,
        tag: Option<Tag>,
        ctx: &Context<Self>,
    ) -> Result<Outcome, Error> {
        let shared = Arc::clone(&self.shared);
        let Some(session) = self.session() else { return Err(Error::HelloFirst) };
        if host.id == session.me().id {
            return Err(Error::Yourself);
        }
        session.is_free(&shared)?;
        let who = Who::Person(Arc::clone(session.me()));
        if session.meetings.contains_key(&host.id) {
            // It is on the way there already.
            return Err(Error::GameOn);
        }
        let partner = Partner { id: session.me().id, player: ctx.address(), who, tag, ticket: None };
        session.meetings.insert(host.id, Meeting { tag, requeue: false });
        // Not delivered is dropped, and what is dropped turns it away.
        host.player.try_send(Pair { opponent: Opponent::of(host.id, otherwise, partner), reason }).ok();
        Ok(Outcome::Later)
    }

    /// Told by whoever it was on the way to: no. Nothing, if the two have met otherwise.
    pub(super) fn is_turned_away(&mut self, host: u64, error: Error, ctx: &Context<Self>) {
        let Some(session) = self.session() else { return };
        let Some(meeting) = session.meetings.remove(&host) else { return };
        if meeting.requeue
            && let Some(place) = &session.place
        {
            // A server that ends pairs nobody.
            place.join(ctx.address(), Who::Person(Arc::clone(session.me())), None).ok();
        }
        self.answer_later(meeting.tag, Err(error));
    }

    /// The queue had somebody who is gone since: it goes on waiting.
    pub(in crate::player) fn session_waits_again(&mut self, ctx: &Context<Self>) {
        let Some(session) = self.session() else { return };
        if let Some(place) = &session.place {
            // A server that ends pairs nobody.
            place.join(ctx.address(), Who::Person(Arc::clone(session.me())), None).ok();
        }
    }

    /// Takes back all that others could answer to.
    pub(super) fn cancel(&mut self) {
        let Some(session) = self.session() else { return };
        let was_queued = session.place.is_some();
        let told = session.stop_looking();
        session.refresh_status();
        if was_queued {
            self.tell(Reply::Unqueued);
        }
        told.into_iter().for_each(|reply| self.tell(reply));
    }

    /// The first of a pair takes its seat.
    pub(in crate::player) fn session_sits_down(&mut self, seat: Seat, reason: Match, opponent: u64) {
        let Some(session) = self.session() else { return };
        session.meetings.remove(&opponent);
        session.sent.remove(&opponent);
        if let Match::Room(_) = reason {
            session.room = None;
        }
        if reason == Match::Queue
            && let Some(place) = session.place.take()
        {
            place.exchange();
        }
        self.sit(seat);
        self.end_if_left();
    }

    /// The second of a pair, or one who comes back, takes the seat.
    pub(in crate::player) fn session_is_seated(&mut self, mut seat: Seat, why: Seating) {
        let shared = Arc::clone(&self.shared);
        let Some(session) = self.session() else { return };
        let (first, ticket, guest) = match why {
            Seating::Resumed { is_over, is_house } => return self.session_is_back(seat, is_over, is_house),
            Seating::Paired { first, ticket, guest } => (first, ticket, guest),
        };
        // The way to the same one that has led here is answered by the game; any other by being turned away.
        let meeting = session.meetings.remove(&first);
        let is_given_up = ticket.as_ref().is_some_and(QueueTicket::is_given_up);
        if let Some(place) = session.place.take_if(|place| ticket.as_ref().is_some_and(|ticket| place.is_of(ticket))) {
            place.exchange();
        }
        let is_free = session.is_free(&shared).is_ok();
        if let Some(meeting) = meeting.filter(|_| ticket.is_some()) {
            session.meetings.insert(first, meeting);
        }
        if is_given_up || session.leaves.is_some() || !is_free {
            seat.on_drop(Departure::Voided);
            session.leaving.push((seat.number(), None));
            return;
        }
        if guest {
            let what = What::Upgrade { chair: seat.chair(), person: Arc::clone(session.me()) };
            let asker = Asker::new(session.me().player.clone(), None);
            // Once a seat.
            seat.table().do_send(Ask { asker, what });
        }
        self.sit(seat);
        self.end_if_left();
    }

    fn session_is_back(&mut self, mut seat: Seat, is_over: bool, is_house: bool) {
        let Some(session) = self.session() else { return };
        if let Some(leave) = session.leaves {
            seat.on_drop(leave.departure());
            session.leaving.push((seat.number(), None));
            return;
        }
        session.watched.retain(|(place, _)| place.number() != seat.number());
        session.tables.push(Table { id: seat.id(), seat, is_over, is_house });
        let is_busy = !session.caps.multi && !is_over && !is_house;
        let told = if is_busy { session.stop_looking() } else { Vec::new() };
        session.refresh_status();
        told.into_iter().for_each(|reply| self.tell(reply));
    }

    fn sit(&mut self, seat: Seat) {
        let most = usize::from(self.shared.config.tables.max_games);
        let Some(session) = self.session() else { return };
        let told = if session.caps.multi { Vec::new() } else { session.make_room_for_game() };
        session.leave_oldest(most);
        session.tables.push(Table { id: seat.id(), seat, is_over: false, is_house: false });
        session.refresh_status();
        told.into_iter().for_each(|reply| self.tell(reply));
    }
}

/// How somebody comes to a seat that another has given.
#[derive(Clone, Debug)]
pub enum Seating {
    /// As the second of a pair.
    Paired {
        /// Who plays X.
        first: u64,
        /// The place in the queue that it had.
        ticket: Option<QueueTicket>,
        /// Whether the game knows it as one who speaks TTTP/1.
        guest: bool,
    },
    /// By a ticket.
    Resumed {
        /// The game is over.
        is_over: bool,
        /// It is one with a bot of the house.
        is_house: bool,
    },
}
