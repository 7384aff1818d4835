//! The numbers of participants and zombies.

use std::num::NonZeroU16;

/// The number of a participant or zombie, 1 to 65535: no two in a world share one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Id(NonZeroU16);

impl Id {
    /// The number.
    pub fn get(self) -> u16 {
        self.0.get()
    }

    /// Nothing for 0, which is nobody.
    pub(crate) fn new(number: u16) -> Option<Id> {
        NonZeroU16::new(number).map(Id)
    }

    /// All from a number to another one, both included.
    pub(super) fn range(from: u16, to: u16) -> impl Iterator<Item = Id> {
        (from..=to).filter_map(Id::new)
    }
}
