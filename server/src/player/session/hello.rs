//! `HELLO`, and names.

use rand::RngExt;
use tttp::{
    Text,
    two::{ChatMode, Hello, Kind},
};

use super::*;
use crate::{
    config::table::Chat,
    game::{Ask, Asker, What},
    rooms::Room,
};

/// What this server calls itself.
const SERVER: &str = concat!("TTTParty/", env!("CARGO_PKG_VERSION"));

/// How many proposals are looked at before one gets a number, and how many of those.
const TRIES: usize = 32;

impl Player {
    /// Opens the session.
    pub(super) fn greet(&mut self, hello: Hello, tag: Option<Tag>, ctx: &mut Context<Self>) -> Result<Outcome, Error> {
        if matches!(self.phase, Phase::Session(_)) {
            return Err(Error::Greeted);
        }
        if !hello.known {
            return Err(Error::UnknownVersion);
        }
        let kind = if hello.bot { Kind::Bot } else { Kind::Person };
        let claim = match hello.name {
            None => self.claim_any(kind, ctx),
            Some(name) => name.and_then(|name| self.claim(name, kind, true, ctx)),
        };
        let claim = match claim {
            Ok(claim) => claim,
            Err(error) => {
                self.propose();
                return Err(error);
            }
        };
        let name = claim.value().name.clone();
        let caps = hello.caps;
        let session = Session::new(claim, caps, Meters::new(self.admission.address()));
        let before = std::mem::replace(&mut self.phase, Phase::Session(Box::new(session)));
        let chat = match self.shared.config.tables.chat {
            Chat::On => ChatMode::On,
            Chat::Phrases => ChatMode::Phrases,
            Chat::Off => ChatMode::Off,
        };
        self.tell(Reply::Hello { server: SERVER.into(), name, kind, caps, chat });
        if chat == ChatMode::Phrases {
            for phrase in self.shared.config.tables.phrases() {
                // Checked when the server started.
                if let Ok(phrase) = phrase.parse() {
                    self.tell(Reply::Phrase(phrase));
                }
            }
        }
        if caps.ping {
            self.ping(ctx);
        }
        Ok(self.carry_over(before, tag, ctx))
    }

    /// What a client of TTTP/1 had goes on in its session.
    fn carry_over(&mut self, before: Phase, tag: Option<Tag>, ctx: &mut Context<Self>) -> Outcome {
        let Some(session) = self.session() else { return Outcome::Done };
        match before {
            Phase::Waiting(place) => {
                session.place = Some(place);
                session.refresh_status();
                self.session_is_queued(None, ctx);
                Outcome::Done
            }
            Phase::Playing(seat) => {
                let what = What::Upgrade { chair: seat.chair(), person: Arc::clone(session.me()) };
                // Once a connection.
                seat.table().do_send(Ask { asker: Asker::new(ctx.address(), tag), what });
                session.tables.push(Table { id: seat.id(), seat, is_over: false, is_house: false });
                session.refresh_status();
                Outcome::Later
            }
            _ => Outcome::Done,
        }
    }

    /// Answers a `HELLO` on a connection of TTTP/1.
    pub(in crate::player) fn upgrade(&mut self, request: Request, ctx: &mut Context<Self>) {
        let Request { tag, command: Ok(Command::Hello(hello)) } = request else { return };
        let outcome = self.greet(hello, tag, ctx);
        self.conclude(tag, outcome);
    }

    pub(super) fn help(&self) -> Outcome {
        for (form, sentence) in Command::HELP {
            if let Ok(text) = Text::new(format!("{form}: {sentence}")) {
                self.tell(Reply::Message(text));
            }
        }
        Outcome::Done
    }

    /// Says three names that are free now.
    pub(super) fn propose(&self) {
        let first = self.free_name(&[]);
        let second = self.free_name(&[&first]);
        let third = self.free_name(&[&first, &second]);
        self.tell(Reply::Proposed([first, second, third]));
    }

    /// A name that nobody has, and none of these.
    fn free_name(&self, but: &[&Name]) -> Name {
        let is_free = |name: &Name| !but.contains(&name) && self.shared.people.get(&name.skeleton()).is_none();
        let names = || std::iter::repeat_with(|| Name::propose(&mut rand::rng())).take(TRIES);
        let numbered = names().filter_map(|name| format!("{name}_{}", rand::rng().random_range(2..1000)).parse().ok());
        // With more people than names and numbers one may be taken again by the time it is asked for.
        names().chain(numbered).find(is_free).unwrap_or_else(|| Name::propose(&mut rand::rng()))
    }

    /// Takes another name; the old one is free from then on.
    pub(super) fn rename(&mut self, name: Name, ctx: &mut Context<Self>) -> Result<Outcome, Error> {
        let Some(session) = self.session() else { return Err(Error::HelloFirst) };
        let kind = session.me().kind;
        if *session.claim.key() == name.skeleton() {
            // Only its looks change, and nobody else can have taken it.
            session.claim.replace(Arc::new(Person::new(session.me().id, name.clone(), kind, true, ctx.address())));
        } else {
            match self.claim(name.clone(), kind, true, ctx) {
                Ok(claim) => {
                    if let Some(session) = self.session() {
                        session.claim = claim;
                    }
                }
                Err(error) => {
                    self.propose();
                    return Err(error);
                }
            }
        }
        if let Some(session) = self.session() {
            session.refresh_status();
            // They were made under the old one.
            session.withdraw_challenges();
            let host = Arc::clone(session.me());
            if let Some(room) = &mut session.room {
                let Room { clock, locked, address, .. } = **room.value();
                room.replace(Arc::new(Room { host, clock, locked, address }));
            }
        }
        self.tell(Reply::Name(name));
        Ok(Outcome::Done)
    }

    fn claim(&self, name: Name, kind: Kind, chosen: bool, ctx: &Context<Self>) -> Result<Claim, Error> {
        if name.is_reserved() || self.shared.filter.is_rude(&name.shown()) {
            return Err(Error::NameRefused);
        }
        let person = Person::new(self.id, name.clone(), kind, chosen, ctx.address());
        self.shared.people.enter(name.skeleton(), Arc::new(person)).ok_or(Error::NameTaken)
    }

    fn claim_any(&self, kind: Kind, ctx: &Context<Self>) -> Result<Claim, Error> {
        for _ in 0..3 {
            if let Ok(claim) = self.claim(self.free_name(&[]), kind, false, ctx) {
                return Ok(claim);
            }
        }
        format!("Player_{}", self.id).parse().and_then(|name| self.claim(name, kind, false, ctx))
    }
}
