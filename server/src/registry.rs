//! The connections of one thread that something goes out to.

use std::{cell::RefCell, rc::Rc};

use slab::Slab;

use crate::player::outbox::Outbox;

/// A set of outboxes.
#[derive(Default)]
pub struct Registry(RefCell<Slab<Rc<Outbox>>>);

impl Registry {
    /// Adds one, for as long as the answer lives.
    pub fn enter(self: &Rc<Self>, outbox: &Rc<Outbox>) -> Entry {
        let key = self.0.borrow_mut().insert(Rc::clone(outbox));
        Entry { registry: Rc::clone(self), key }
    }

    /// Does the same with each. It must not enter or leave.
    pub fn for_each(&self, mut each: impl FnMut(&Outbox)) {
        self.0.borrow().iter().for_each(|(_, outbox)| each(outbox));
    }
}

/// Membership of a registry.
pub struct Entry {
    registry: Rc<Registry>,
    key: usize,
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.registry.0.borrow_mut().remove(self.key);
    }
}
