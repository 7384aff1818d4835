//! An actor per connection to the party: checks what it sends, and keeps the newest position where the tick finds it.

use std::{rc::Rc, sync::Arc, time::Instant};

use actix::prelude::*;
use futures_core::Stream;
use tttp::{
    Error,
    party::{frame, world::Position},
};

use super::{Form, Join, Joined, Membership, Party, Slot};
use crate::{
    limits::Admission,
    player::{
        budget::{Budget, Verdict},
        farewell::Farewell,
        outbox::Outbox,
    },
    registry::{Entry, Registry},
    transport::{Connection, Incoming},
};

/// What a participant needs besides its connection.
pub struct Setting {
    /// The room.
    pub party: Addr<Party>,
    /// What it reads.
    pub form: Form,
    /// How many messages a second it may send.
    pub budget: Budget,
    /// The list that frames of its form go to.
    pub readers: Rc<Registry>,
    /// What it counts for, as long as it lives.
    pub admission: Admission,
    /// The list that the drain goes by.
    pub entry: Entry,
}

/// The actor.
pub struct Participant {
    outbox: Rc<Outbox>,
    party: Addr<Party>,
    form: Form,
    budget: Budget,
    slot: Arc<Slot>,
    readers: Rc<Registry>,
    /// There once the room has let it in.
    place: Option<(Membership, Entry)>,
    _admission: Admission,
    _entry: Entry,
}

impl Participant {
    /// Starts a participant on the thread of its connection.
    pub fn open<S>(connection: Connection<S>, setting: Setting)
    where
        S: Stream<Item = Incoming> + 'static,
    {
        let Connection { incoming, outbox } = connection;
        let Setting { party, form, budget, readers, admission, entry } = setting;
        Self::create(|ctx| {
            ctx.add_stream(incoming);
            let slot = Arc::default();
            Self { outbox, party, form, budget, slot, readers, place: None, _admission: admission, _entry: entry }
        });
    }

    fn move_to(&mut self, bytes: &[u8]) {
        match Position::from_json(bytes) {
            Ok(position) => self.slot.put(position),
            Err(error) => self.complain(error),
        }
    }

    /// Whether the budget has room for one more.
    fn spend(&mut self) -> bool {
        match self.budget.spend(Instant::now()) {
            Verdict::Granted => return true,
            Verdict::Refused { tell: true } => self.complain(Error::TooFast),
            Verdict::Refused { tell: false } => {}
            Verdict::Exhausted => self.outbox.close(Farewell::Policy(Error::TooFast)),
        }
        false
    }

    fn complain(&self, error: Error) {
        self.outbox.say(&frame::error(error));
    }
}

impl Actor for Participant {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        let join = Join { slot: Arc::clone(&self.slot), form: self.form };
        self.party
            .send(join)
            .into_actor(self)
            .map(|joined, this, _| match joined {
                Ok(Joined { membership, welcome }) => {
                    welcome.iter().for_each(|welcome| this.outbox.say(welcome));
                    this.place = Some((membership, this.readers.enter(&this.outbox)));
                }
                Err(_) => this.outbox.close(Farewell::Restarting),
            })
            .wait(ctx);
    }
}

impl StreamHandler<Incoming> for Participant {
    fn handle(&mut self, said: Incoming, _: &mut Self::Context) {
        if !self.spend() {
            return;
        }
        match said {
            Incoming::Chunk(bytes) | Incoming::Text(bytes) | Incoming::Binary(bytes) => self.move_to(&bytes),
            Incoming::Control => {}
        }
    }
}
