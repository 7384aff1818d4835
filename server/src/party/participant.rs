//! An actor per connection to the party: checks what it sends, and keeps the newest position where the tick finds it.

use std::{rc::Rc, sync::Arc, time::Instant};

use actix::prelude::*;
use futures_core::Stream;
use tttp::{
    Error,
    party::{Area, Input, Name, Position, frame},
};

use super::{
    Form, Join, Joined, Membership, Slot,
    audience::{Audience, Reader, Seen, View},
    rooms::{Find, Rooms},
};
use crate::{
    limits::Admission,
    player::{
        budget::{Budget, Verdict},
        farewell::Farewell,
        outbox::Outbox,
    },
    registry::Entry,
    relay::Relay,
    transport::{Connection, Incoming},
};

/// What a participant needs besides its connection.
pub struct Setting {
    /// Who knows the rooms.
    pub rooms: Addr<Rooms>,
    /// The room it wants into.
    pub find: Find,
    /// What it is called.
    pub name: Option<Name>,
    /// What it reads.
    pub form: Form,
    /// How many messages a second it may send.
    pub budget: Budget,
    /// Its worker.
    pub relay: Addr<Relay>,
    /// Who looks at which room, on this thread.
    pub audience: Rc<Audience>,
    /// What it counts for, as long as it lives.
    pub admission: Admission,
    /// The list that the drain goes by.
    pub entry: Entry<Outbox>,
}

/// The actor.
pub struct Participant {
    outbox: Rc<Outbox>,
    budget: Budget,
    slot: Arc<Slot>,
    /// There until it asks to be let in.
    wish: Option<Wish>,
    /// There once a room has let it in.
    place: Option<Place>,
    _admission: Admission,
    _entry: Entry<Outbox>,
}

struct Wish {
    rooms: Addr<Rooms>,
    find: Find,
    join: Join,
    audience: Rc<Audience>,
}

struct Place {
    area: Area,
    seen: Seen,
    _membership: Membership,
}

impl Participant {
    /// Starts a participant on the thread of its connection.
    pub fn open<S>(connection: Connection<S>, setting: Setting)
    where
        S: Stream<Item = Incoming> + 'static,
    {
        let Connection { incoming, outbox } = connection;
        let Setting { rooms, find, name, form, budget, relay, audience, admission, entry } = setting;
        Self::create(|ctx| {
            ctx.add_stream(incoming);
            let slot = Arc::<Slot>::default();
            let join = Join { slot: Arc::clone(&slot), name, form, relay };
            let wish = Some(Wish { rooms, find, join, audience });
            Self { outbox, budget, slot, wish, place: None, _admission: admission, _entry: entry }
        });
    }

    fn take_place(&mut self, joined: Joined, form: Form, audience: &Rc<Audience>) {
        let Joined { membership, room, id, area, hz, tick, welcome } = joined;
        welcome.iter().for_each(|welcome| self.outbox.say(welcome));
        let outbox = Rc::clone(&self.outbox);
        let view = match form {
            Form::Classic => View::Classic(outbox),
            Form::Party2 => View::Party2(Reader::new(id, tick, hz, outbox)),
        };
        self.place = Some(Place { area, seen: audience.enter(room, view), _membership: membership });
    }

    fn hear(&self, said: &Incoming) -> Result<(), Error> {
        let Some(Place { area, seen, .. }) = &self.place else { return Ok(()) };
        let position = match said {
            Incoming::Control | Incoming::HalfClosed => return Ok(()),
            Incoming::Chunk(bytes) | Incoming::Text(bytes) => Position::from_json(bytes, *area)?,
            // The originals took a position in any message.
            Incoming::Binary(bytes) if bytes.first() == Some(&b'[') => Position::from_json(bytes, *area)?,
            Incoming::Binary(bytes) => {
                let Input { drawn, to } = Input::from_bytes(bytes)?;
                seen.drawn(drawn);
                let Some((x, y)) = to else { return Ok(()) };
                Position::from_sixteenths(x, y, *area)?
            }
        };
        self.slot.put(position);
        Ok(())
    }

    /// Whether the budget has room for one more.
    fn spend(&mut self) -> bool {
        match self.budget.spend(Instant::now()) {
            Verdict::Granted => return true,
            Verdict::Refused { tell: true, .. } => self.complain(Error::TooFast),
            Verdict::Refused { tell: false, .. } => {}
            Verdict::Exhausted => self.outbox.close(Farewell::Policy(Error::TooFast)),
        }
        false
    }

    fn complain(&self, error: Error) {
        self.outbox.say(frame::error(error));
    }
}

/// Finds the room and joins it.
async fn join(rooms: Addr<Rooms>, find: Find, join: Join) -> Result<Joined, Farewell> {
    // A room may end between being found and being joined; the next one with its code is new.
    for _ in 0..2 {
        let party = rooms.send(find.clone()).await.map_err(|_| Farewell::Restarting)?.ok_or(Farewell::NoRoom)?;
        match party.send(join.clone()).await {
            Ok(joined) => return joined.ok_or(Farewell::Full),
            Err(_) => continue,
        }
    }
    Err(Farewell::NoRoom)
}

impl Actor for Participant {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        let Some(Wish { rooms, find, join: wish, audience }) = self.wish.take() else { return };
        let form = wish.form;
        let joined = join(rooms, find, wish).into_actor(self).map(move |joined, this, _| match joined {
            Ok(joined) => this.take_place(joined, form, &audience),
            Err(farewell) => this.outbox.close(farewell),
        });
        ctx.wait(joined);
    }
}

impl StreamHandler<Incoming> for Participant {
    fn handle(&mut self, said: Incoming, _: &mut Self::Context) {
        if self.spend()
            && let Err(error) = self.hear(&said)
        {
            self.complain(error);
        }
    }
}
