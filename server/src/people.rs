//! Who is here: those who play, as others see them.

use std::sync::{
    Arc,
    atomic::{AtomicU8, Ordering::Relaxed},
};

use actix::prelude::*;
use tttp::two::{Kind, Level, Name, Sitter, Skeleton, Status};

use crate::{
    journal::Seated,
    listing::{Listed, Listing},
    player::Player,
};

/// All sessions of TTTP/2, by what their names look like.
pub type People = Listing<Skeleton, Person>;

/// A name that is held.
pub type Claim = Listed<Skeleton, Person>;

/// A session of TTTP/2, as others find it.
#[derive(Debug)]
pub struct Person {
    /// Tells it from all others.
    pub id: u64,
    /// Its name.
    pub name: Name,
    /// Whether it is a bot.
    pub kind: Kind,
    /// Whether it has chosen that name itself.
    pub chosen: bool,
    /// Where it is reached.
    pub player: Addr<Player>,
    status: AtomicU8,
}

const STATUSES: [Status; 4] = [Status::Idle, Status::Waiting, Status::Playing, Status::Watching];

impl Person {
    /// Somebody with nothing to do yet.
    pub fn new(id: u64, name: Name, kind: Kind, chosen: bool, player: Addr<Player>) -> Self {
        Self { id, name, kind, chosen, player, status: AtomicU8::new(0) }
    }

    /// What it does.
    pub fn status(&self) -> Status {
        STATUSES[usize::from(self.status.load(Relaxed)) % STATUSES.len()]
    }

    /// Shows what it does.
    pub fn set_status(&self, status: Status) {
        let place = STATUSES.iter().position(|one| *one == status).unwrap_or_default();
        self.status.store(place as u8, Relaxed);
    }
}

/// Who sits at a board.
#[derive(Clone, Debug)]
pub enum Who {
    /// A connection of TTTP/1, by its number.
    Guest(u64),
    /// A session of TTTP/2.
    Person(Arc<Person>),
    /// A bot of this server's.
    House(Level),
    /// Somebody who played before the server was started again.
    Away(Seated),
}

impl Who {
    /// Whether it speaks TTTP/1.
    pub fn is_guest(&self) -> bool {
        matches!(self, Self::Guest(_) | Self::Away(Seated { kind: Kind::Guest, .. }))
    }

    /// As others see it.
    pub fn sitter(&self) -> Sitter {
        match self {
            Self::Guest(number) => Sitter { name: Name::guest(*number), kind: Kind::Guest },
            Self::Person(person) => Sitter { name: person.name.clone(), kind: person.kind },
            Self::Away(Seated { name, kind, .. }) => Sitter { name: name.clone(), kind: *kind },
            Self::House(level) => Sitter { name: Name::house(*level), kind: Kind::House },
        }
    }
}
