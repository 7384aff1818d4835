//! Asking somebody in particular for a game, and answering that.

use tttp::two::{Control, Refusal};

use super::{messages::Withdraw, *};
use crate::player::Match;

/// How many challenges of one session may be open, in each direction.
const CHALLENGES: usize = 16;

/// A challenge that is open: the other one, and the clock.
pub(super) struct Challenge {
    pub(super) person: Arc<Person>,
    pub(super) clock: Option<Control>,
}

impl Player {
    /// Asks somebody for a game.
    pub(super) fn challenge(&mut self, name: &Name, clock: Option<Control>) -> Result<Outcome, Error> {
        let shared = Arc::clone(&self.shared);
        let Some(session) = self.session() else { return Err(Error::HelloFirst) };
        let person = shared.people.get(&name.skeleton()).ok_or(Error::NoSuchPerson)?;
        if person.id == session.me().id {
            return Err(Error::Yourself);
        }
        session.is_free(&shared)?;
        let is_new = !session.sent.contains_key(&person.id);
        if is_new && session.sent.len() >= CHALLENGES {
            return Err(Error::TooMany);
        }
        let challenge = messages::Challenged::new(session.me(), clock, &person);
        if let Err(error) = person.player.try_send(challenge) {
            let (challenge, error) = match error {
                SendError::Full(challenge) => (challenge, Error::Busy),
                SendError::Closed(challenge) => (challenge, Error::NoSuchPerson),
            };
            challenge.undo();
            return Err(error);
        }
        let name = person.name.clone();
        session.sent.insert(person.id, Challenge { person, clock });
        self.tell(Reply::Challenging { name, clock });
        Ok(Outcome::Done)
    }

    /// Takes a challenge up.
    pub(super) fn accept(&mut self, name: &Name, tag: Option<Tag>, ctx: &Context<Self>) -> Result<Outcome, Error> {
        let shared = Arc::clone(&self.shared);
        let Some(session) = self.session() else { return Err(Error::HelloFirst) };
        session.is_free(&shared)?;
        let challenge = session.take_received(name)?;
        self.meet(&challenge.person, Match::Challenge, Error::NotChallenged, tag, ctx)
    }

    /// Turns a challenge down.
    pub(super) fn decline(&mut self, name: &Name, reason: Refusal) -> Result<Outcome, Error> {
        let Some(session) = self.session() else { return Err(Error::HelloFirst) };
        let challenge = session.take_received(name)?;
        // Once a challenge.
        challenge.person.player.do_send(messages::Decline { by: session.me().id, reason });
        Ok(Outcome::Done)
    }
}

impl Session {
    fn take_received(&mut self, name: &Name) -> Result<Challenge, Error> {
        let skeleton = name.skeleton();
        let id = self.received.iter().find(|(_, challenge)| challenge.person.name.skeleton() == skeleton);
        let id = *id.ok_or(Error::NotChallenged)?.0;
        self.received.remove(&id).ok_or(Error::NotChallenged)
    }

    /// Takes back all challenges.
    pub(super) fn withdraw_challenges(&mut self) {
        let by = self.me().id;
        for challenge in std::mem::take(&mut self.sent).into_values() {
            // Once a challenge, of which there are few.
            challenge.person.player.do_send(Withdraw { by });
        }
    }

    /// Notes a challenge; false if there are too many.
    pub(super) fn is_challenged(&mut self, person: Arc<Person>, clock: Option<Control>) -> bool {
        if !self.received.contains_key(&person.id) && self.received.len() >= CHALLENGES {
            return false;
        }
        self.received.insert(person.id, Challenge { person, clock });
        true
    }
}
