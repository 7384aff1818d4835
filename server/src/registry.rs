//! The connections of one thread that something goes out to.

use std::{cell::RefCell, rc::Rc};

use slab::Slab;

/// A set of things that belong to connections.
pub struct Registry<T>(RefCell<Slab<Rc<T>>>);

impl<T> Default for Registry<T> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<T> Registry<T> {
    /// Adds one, for as long as the answer lives.
    pub fn enter(self: &Rc<Self>, one: &Rc<T>) -> Entry<T> {
        let key = self.0.borrow_mut().insert(Rc::clone(one));
        Entry { registry: Rc::clone(self), key }
    }

    /// Does the same with each. It must not enter or leave.
    pub fn for_each(&self, mut each: impl FnMut(&T)) {
        self.0.borrow().iter().for_each(|(_, one)| each(one));
    }

    /// Whether nobody is in it.
    pub fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }
}

/// Membership of a registry.
pub struct Entry<T> {
    registry: Rc<Registry<T>>,
    key: usize,
}

impl<T> Drop for Entry<T> {
    fn drop(&mut self) {
        self.registry.0.borrow_mut().remove(self.key);
    }
}
