//! A canvas at one tick, and the frames that tell clients of it ("TTTP.md", The party canvas).
//!
//! [`Pictures`] takes a [`Picture`] after each step and decides how much of it there is room to tell. A [`Picture`] then
//! writes frames without knowing any client: a frame depends on where it is looked at from, a [`Zone`], and on the tick
//! of the frame that was sent before it, its *base*. Clients who share both share the bytes.

use std::sync::Arc;

use detail::{CELLS, Detail, SIDE};

use super::frame::ZOMBIE;
use super::world::{Area, Color, HISTORY, Id, Name, Position, World};

mod detail;
mod encode;

/// The version of the layout of frames, which is their first byte.
pub const LAYOUT: u8 = 1;

/// Room for the longest waits of a tick and of each that a base can be, the newest first.
type Waits = [u8; HISTORY as usize + 1];

/// Takes pictures of one world, and keeps between them what there is room to tell.
#[derive(Debug)]
pub struct Pictures {
    /// Bytes that there are for a frame.
    budget: u32,
    /// The tick of the last picture.
    tick: u64,
    detail: Detail,
    waits: Waits,
    /// Bytes of a frame that are not about movers, in 1/16; a mean over about 16 ticks.
    taken: u32,
    cards: Arc<[Card]>,
    /// [`World::changes`] as of the cards.
    changes: Option<u64>,
}

impl Pictures {
    /// For frames that are sent `hz` times a second (1 or above), with `bytes_per_second` for each client.
    pub fn new(bytes_per_second: u32, hz: u16) -> Pictures {
        Pictures {
            budget: bytes_per_second / u32::from(hz.max(1)),
            tick: 0,
            detail: Detail::FULL,
            waits: [0; _],
            taken: 0,
            cards: Arc::new([]),
            changes: None,
        }
    }

    /// Takes a picture, after each step, of the same world every time.
    pub fn take(&mut self, world: &World) -> Picture {
        if self.changes != Some(world.changes()) {
            self.cards = cards(world);
            self.changes = Some(world.changes());
        }
        let mut picture = Picture {
            tick: world.tick(),
            squares: squares(world),
            cards: self.cards.clone(),
            chases: chases(world),
            left: world.left().map(|(tick, id)| (*id, age(world, *tick))).collect(),
            forgotten: world.forgotten(),
            detail: Detail::FULL,
            waits: self.waits,
        };
        let passed = world.tick().saturating_sub(self.tick);
        if passed > 0 {
            self.adapt(&picture, passed);
            self.tick = world.tick();
        }
        picture.detail = self.detail.clone();
        picture.waits = self.waits;
        picture
    }

    fn adapt(&mut self, picture: &Picture, passed: u64) {
        // Joining and leaving in masses is over soon: then half of the budget is for movers nevertheless.
        let other = picture.bytes_but_movers().min(self.budget / 2);
        self.taken = self.taken - self.taken / 16 + other;
        let mut crowd = detail::NOBODY;
        for square in &picture.squares {
            detail::count(&mut crowd, square.cell, square.moved);
        }
        let before = self.detail.longest;
        self.detail.adapt(crowd, self.taken / 16, self.budget);
        // No frame was sent in ticks without a picture: what they are taken for does not matter.
        let passed = passed.min(self.waits.len() as u64) as usize;
        self.waits.rotate_right(passed);
        self.waits[..passed].fill(before);
        self.waits[0] = self.detail.longest;
    }
}

/// The canvas at one tick, as far as it takes to write a frame for anybody. To be shared between threads.
#[derive(Debug)]
pub struct Picture {
    tick: u64,
    /// Zombies and then participants: sorted by id.
    squares: Vec<Square>,
    /// What does not change about the same.
    cards: Arc<[Card]>,
    /// Of the zombies, in the same order.
    chases: Vec<Chase>,
    /// Who left lately, and how many ticks ago.
    left: Vec<(Id, u16)>,
    /// Since which tick they are all there.
    forgotten: u64,
    detail: Detail,
    /// [`Detail::longest`] of this tick, the one before, and so on.
    waits: Waits,
}

/// Where a frame is looked at from: who shares one is told the same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Zone(u8);

impl Zone {
    /// That of all who are told everything.
    const FULL: Zone = Zone(CELLS as u8);
}

impl Picture {
    /// The tick that it was taken in, modulo 2³².
    pub fn tick(&self) -> u32 {
        self.tick as u32
    }

    /// The zone of a participant; of one that is not there, that in which participants arrive.
    ///
    /// While there is room for everything there is only one.
    pub fn zone(&self, id: Id) -> Zone {
        let place = self.squares.binary_search_by_key(&id, |square| square.id);
        let cell = place.map_or(0, |place| self.squares[place].cell);
        if self.detail.levels[usize::from(cell)] == 0 { Zone::FULL } else { Zone(cell) }
    }

    /// How much is left out in a zone: 0 is nothing, up to 7 far movers come late, above that all do; 15 at most.
    pub fn level(&self, zone: Zone) -> u8 {
        self.detail.levels.get(usize::from(zone.0)).copied().unwrap_or(0)
    }

    /// Within how many ticks everybody is told of every change, wherever they are: 1 if nothing is left out, else 16,
    /// or 32 to 256 if it has to be.
    pub fn longest_wait(&self) -> u16 {
        1 << self.detail.longest
    }

    /// What a frame for who was sent that of the tick before has in it beside movers, in bytes.
    fn bytes_but_movers(&self) -> u32 {
        let squares = self.squares.iter().zip(self.cards.iter());
        let came = squares.filter(|(square, _)| square.joined < 1).map(|(_, card)| card.bytes());
        let turned = self.chases.iter().filter(|chase| chase.turned < 1).count();
        let gone = self.left.iter().filter(|(_, left)| *left < 1).count();
        came.sum::<u32>() + (4 * turned + 2 * gone) as u32
    }
}

/// A participant or zombie, as far as it is looked at for every frame. Of ticks it is kept how long ago they are.
#[derive(Debug)]
struct Square {
    id: Id,
    /// In 1/16 px.
    x: u16,
    y: u16,
    moved: u16,
    joined: u16,
    cell: u8,
}

/// What a participant or zombie looks like.
#[derive(Debug)]
struct Card {
    zombie: bool,
    color: Color,
    name: Option<Name>,
}

impl Card {
    fn name(&self) -> &str {
        self.name.as_ref().map_or("", Name::as_str)
    }

    /// How many it has in a frame.
    fn bytes(&self) -> u32 {
        7 + self.name().len() as u32
    }
}

/// Whom a zombie chases, and how many ticks ago it began to.
#[derive(Debug)]
struct Chase {
    id: Id,
    prey: Option<Id>,
    turned: u16,
}

/// How many ticks ago another one was; 0 for the next, in which what came after the last step counts.
fn age(world: &World, tick: u64) -> u16 {
    world.tick().saturating_sub(tick).try_into().unwrap_or(u16::MAX)
}

fn squares(world: &World) -> Vec<Square> {
    let mut squares = Vec::with_capacity(world.zombies().len() + world.participants().len());
    let area = world.area();
    let mut push = |id, position: Position, moved, joined| {
        let (x, y) = position.to_sixteenths();
        squares.push(Square {
            id,
            x,
            y,
            moved: age(world, moved),
            joined: age(world, joined),
            cell: cell(area, position),
        });
    };
    for zombie in world.zombies() {
        push(zombie.id, zombie.position, zombie.moved, 0);
    }
    for person in world.participants() {
        push(person.id, person.position, person.moved, person.joined);
    }
    squares
}

fn cell(area: Area, position: Position) -> u8 {
    let place = |px: f32, side: f32| ((px / side * SIDE as f32) as u8).min(SIDE as u8 - 1);
    place(position.y(), area.height()) * SIDE as u8 + place(position.x(), area.width())
}

fn cards(world: &World) -> Arc<[Card]> {
    let zombies = world.zombies().iter().map(|_| Card { zombie: true, color: ZOMBIE, name: None });
    let people = world.participants();
    let people = people.map(|person| Card { zombie: false, color: person.color, name: person.name.clone() });
    zombies.chain(people).collect()
}

fn chases(world: &World) -> Vec<Chase> {
    let zombies = world.zombies().iter();
    zombies.map(|zombie| Chase { id: zombie.id, prey: zombie.chasing, turned: age(world, zombie.turned) }).collect()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;
    use crate::party::Settings;

    #[test]
    fn ticks_go_round() {
        let mut rng = StdRng::seed_from_u64(1);
        let settings = Settings { zombies: 0, ..Settings::default() };
        let mut world = World::new(settings, &mut rng).at_tick(u32::MAX.into());
        let id = world.join(None, &mut rng).unwrap();
        let mut pictures = Pictures::new(1, 1);
        let mut frame = Vec::new();
        for tick in [0, 1] {
            world.step(0.1, |_| None, &mut rng);
            let picture = pictures.take(&world);
            assert_eq!(picture.tick(), tick);
            picture.encode(picture.zone(id), Some(u32::MAX), &mut frame);
            // No keyframe; one came.
            assert_eq!((frame[1], &frame[2..4], &frame[10..12]), (0, &[0, tick as u8 + 1][..], &[0, 1][..]));
        }
    }
}
