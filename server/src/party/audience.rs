//! Who on one thread looks at which room.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use tttp::party::Id;

use super::{RoomId, Shot, canvas::Canvas, pace::Pace};
use crate::{
    player::outbox::Outbox,
    registry::{Entry, Registry},
};

/// The rooms that somebody on this thread looks at.
#[derive(Default)]
pub struct Audience(RefCell<BTreeMap<RoomId, Rc<Onlookers>>>);

/// Those on this thread who look at one room.
#[derive(Default)]
struct Onlookers {
    tick: Cell<u32>,
    classic: Rc<Registry<Outbox>>,
    party2: Rc<Registry<Reader>>,
}

/// One who reads `party.2`.
pub struct Reader {
    id: Id,
    hz: u16,
    /// The tick after which it is on the canvas: what is still on its way from before would lack it.
    joined: u32,
    outbox: Rc<Outbox>,
    pace: RefCell<Pace>,
}

impl Reader {
    /// Participant `id`, since tick `joined`, of a room that ticks `hz` times a second.
    pub fn new(id: Id, joined: u32, hz: u16, outbox: Rc<Outbox>) -> Self {
        Self { id, hz, joined, outbox, pace: RefCell::default() }
    }

    fn show(&self, tick: u32, canvas: &Canvas) {
        if self.outbox.sent().is_none() && tick.wrapping_sub(self.joined).wrapping_sub(1) > u32::MAX / 2 {
            return;
        }
        if self.pace.borrow_mut().admits(tick, self.hz) {
            self.outbox.offer(canvas.frame(self.id, self.outbox.sent()));
        }
    }
}

/// How somebody looks at a room.
pub enum View {
    /// The classic form.
    Classic(Rc<Outbox>),
    /// `party.2`.
    Party2(Reader),
}

/// Somebody who looks at a room; dropping it ends that.
pub struct Seen {
    audience: Rc<Audience>,
    room: RoomId,
    onlookers: Rc<Onlookers>,
    /// Given up before the rest of this.
    entry: Option<Kept>,
}

enum Kept {
    Classic { _entry: Entry<Outbox> },
    Party2 { reader: Rc<Reader>, _entry: Entry<Reader> },
}

impl Audience {
    /// Adds one, for as long as the answer lives.
    pub fn enter(self: &Rc<Self>, room: RoomId, view: View) -> Seen {
        let onlookers = Rc::clone(self.0.borrow_mut().entry(room).or_default());
        let entry = Some(match view {
            View::Classic(outbox) => Kept::Classic { _entry: onlookers.classic.enter(&outbox) },
            View::Party2(reader) => {
                let reader = Rc::new(reader);
                Kept::Party2 { _entry: onlookers.party2.enter(&reader), reader }
            }
        });
        Seen { audience: Rc::clone(self), room, onlookers, entry }
    }

    /// Passes on what is to be seen of a room.
    pub fn show(&self, shot: &Shot) {
        let Some(onlookers) = self.0.borrow().get(&shot.room).cloned() else { return };
        onlookers.tick.set(shot.tick);
        if let Some(frame) = &shot.classic {
            onlookers.classic.for_each(|outbox| outbox.offer(frame.clone()));
        }
        if let Some(canvas) = &shot.party2 {
            onlookers.party2.for_each(|reader| reader.show(shot.tick, canvas));
        }
    }
}

impl Seen {
    /// The client has drawn the frame of this tick.
    pub fn drawn(&self, tick: u32) {
        if let Some(Kept::Party2 { reader, .. }) = &self.entry {
            reader.pace.borrow_mut().told(tick, self.onlookers.tick.get());
        }
    }
}

impl Drop for Seen {
    fn drop(&mut self) {
        self.entry = None;
        if self.onlookers.classic.is_empty() && self.onlookers.party2.is_empty() {
            self.audience.0.borrow_mut().remove(&self.room);
        }
    }
}
