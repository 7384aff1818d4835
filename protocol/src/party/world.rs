//! The state of a canvas, and how it advances.

use std::collections::VecDeque;

use rand::Rng;

pub use id::Id;
pub use name::Name;
pub use participant::{Color, Participant};
pub use position::{NO_POSITION, Position};
pub use settings::{Area, Settings};
pub use zombie::{MAX_ZOMBIES, REACH, Zombie};

mod id;
mod name;
mod participant;
mod position;
mod settings;
mod vector;
mod zombie;

/// Side of a participant's square in px. A position is that of its top left corner.
pub const SIZE: f32 = 10.0;

/// For how many ticks it is known who left: a frame can be written for who has seen one at most as old.
pub const HISTORY: u16 = 64;

/// Of how many it is kept that they left: if more did within [`HISTORY`] ticks, who has not seen that begins anew.
const LEAVERS: usize = 1024;

/// A canvas with all who are on it. The same calls with the same arguments make the same world.
///
/// It keeps the ticks of changes. What changes between two steps counts as changed in the tick of the later one, which
/// is the first that can tell of it.
#[derive(Clone, PartialEq, Debug)]
pub struct World {
    settings: Settings,
    tick: u64,
    /// Sorted by id.
    participants: Vec<Participant>,
    /// Sorted by id; theirs are the lowest.
    zombies: Vec<Zombie>,
    /// The number given last.
    last_id: u16,
    /// Who left within [`HISTORY`] ticks, and in which one; by that.
    left: VecDeque<(u64, Id)>,
    /// The newest tick of those who left and are not in `left` any more for want of room.
    forgotten: u64,
    /// How often somebody came or left.
    changes: u64,
}

impl World {
    /// A world with zombies in it, at random places at least 100 px from where participants arrive, or half the width
    /// if that is less.
    ///
    /// A side is brought between 100 and 4000 px, or is 500 px if it is no finite number. More than 500 zombies are 500,
    /// and a speed that is negative or no finite number is 0.
    pub fn new(settings: Settings, rng: &mut (impl Rng + ?Sized)) -> World {
        let settings = settings.in_range();
        let zombies = Id::range(1, settings.zombies).map(|id| Zombie::new(id, settings.area(), rng)).collect();
        World {
            settings,
            tick: 0,
            participants: Vec::new(),
            zombies,
            last_id: settings.zombies,
            left: VecDeque::new(),
            forgotten: 0,
            changes: 0,
        }
    }

    /// Adds a participant, in the upper left corner. Nothing if there is no id left.
    pub fn join(&mut self, name: Option<Name>, rng: &mut (impl Rng + ?Sized)) -> Option<Id> {
        let (id, place) = self.unused_id()?;
        let newcomer = Participant::new(id, Color::random(rng), name, self.tick + 1);
        self.participants.insert(place, newcomer);
        self.last_id = id.get();
        self.changes += 1;
        Some(id)
    }

    /// Removes a participant. Anybody may leave, any number of times.
    pub fn leave(&mut self, id: Id) {
        let Ok(place) = self.place_of(id) else { return };
        self.participants.remove(place);
        let next = self.tick + 1;
        for zombie in &mut self.zombies {
            if zombie.chasing == Some(id) {
                zombie.chase(None, next);
            }
        }
        if self.left.len() >= LEAVERS
            && let Some((tick, _)) = self.left.pop_front()
        {
            self.forgotten = tick;
        }
        self.left.push_back((next, id));
        self.changes += 1;
    }

    /// Who is there, by id.
    pub fn participants(&self) -> impl ExactSizeIterator<Item = &Participant> {
        self.participants.iter()
    }

    /// The one with this id, if they are there.
    pub fn participant(&self, id: Id) -> Option<&Participant> {
        self.place_of(id).ok().map(|place| &self.participants[place])
    }

    /// The zombies, by id.
    pub fn zombies(&self) -> &[Zombie] {
        &self.zombies
    }

    /// How many steps there have been.
    pub fn tick(&self) -> u64 {
        self.tick
    }

    /// Whether nobody takes part, whatever zombies there are.
    pub fn is_empty(&self) -> bool {
        self.participants.is_empty()
    }

    /// The settings, brought into range.
    pub fn settings(&self) -> Settings {
        self.settings
    }

    /// How large the canvas is.
    pub fn area(&self) -> Area {
        self.settings.area()
    }

    /// Advances by `dt` seconds; by none if that is negative or not a number.
    ///
    /// `input` is asked once for every participant, by id, for the newest position their client sent since the step before.
    /// They head for it at their top speed: a jump is walked. Then every zombie walks towards the participant closest
    /// to it, up to [`REACH`] before them, and keeps as far from other zombies, all within its speed. With nobody
    /// there, zombies stay. `rng` is only drawn from when two zombies are in the very same place.
    pub fn step(&mut self, dt: f32, mut input: impl FnMut(Id) -> Option<Position>, rng: &mut (impl Rng + ?Sized)) {
        self.tick += 1;
        let now = Now { tick: self.tick, area: self.area() };
        let top = stride(self.settings.top_speed, dt, now.area);
        for participant in &mut self.participants {
            let newest = input(participant.id).map(|position| position.within(now.area));
            participant.walk(newest, top, now);
        }
        let stride = stride(self.settings.zombie_speed, dt, now.area);
        zombie::step(&mut self.zombies, &self.participants, stride, now, rng);
        let oldest = self.tick.saturating_sub(HISTORY.into());
        while self.left.pop_front_if(|(tick, _)| *tick <= oldest).is_some() {}
    }

    /// Since which tick all who left are known.
    pub(super) fn forgotten(&self) -> u64 {
        self.forgotten
    }

    /// Who left within [`HISTORY`] ticks, with the ticks, which ascend.
    pub(super) fn left(&self) -> impl Iterator<Item = &(u64, Id)> {
        self.left.iter()
    }

    /// How often somebody came or left: while it is the same, all are the same.
    pub(super) fn changes(&self) -> u64 {
        self.changes
    }

    fn place_of(&self, id: Id) -> Result<usize, usize> {
        self.participants.binary_search_by_key(&id, |participant| participant.id)
    }

    /// The next id that nobody has, and its place among the participants. After the last number there is, it starts
    /// again above those of the zombies; so one that was given up comes last, and few take one for the other.
    fn unused_id(&self) -> Option<(Id, usize)> {
        let lowest = self.settings.zombies + 1;
        let mut numbers = (self.last_id..=u16::MAX).skip(1).chain(lowest..=self.last_id).filter_map(Id::new);
        numbers.find_map(|id| self.place_of(id).err().map(|place| (id, place)))
    }
}

/// When and where it is that somebody moves.
#[derive(Clone, Copy)]
struct Now {
    tick: u64,
    area: Area,
}

/// How far somebody gets, in px. Bounded, so that no product of it is infinite.
fn stride(speed: f32, dt: f32, area: Area) -> f32 {
    let px = speed * dt;
    if px > 0.0 { px.min(area.width() + area.height()) } else { 0.0 }
}

#[cfg(test)]
impl World {
    /// As if so many steps had been made, for what happens at the end of 32 bits.
    pub(super) fn at_tick(mut self, tick: u64) -> World {
        self.tick = tick;
        self
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    fn world(zombies: u16) -> (World, StdRng) {
        let mut rng = StdRng::seed_from_u64(1);
        let world = World::new(Settings { zombies, ..Settings::default() }, &mut rng);
        (world, rng)
    }

    fn ids(world: &World) -> Vec<u16> {
        world.participants().map(|person| person.id.get()).collect()
    }

    #[test]
    fn ids_start_again_above_the_zombies_and_pass_over_those_in_use() {
        let (mut world, mut rng) = world(2);
        assert_eq!(world.join(None, &mut rng), Id::new(3));
        world.last_id = u16::MAX - 1;
        for expected in [u16::MAX, 4, 5] {
            assert_eq!(world.join(None, &mut rng), Id::new(expected));
        }
        assert_eq!(ids(&world), [3, 4, 5, u16::MAX]);
        for id in Id::range(u16::MAX, u16::MAX).chain(Id::range(4, 4)) {
            world.leave(id);
        }
        assert_eq!(ids(&world), [3, 5]);
    }

    #[test]
    fn an_id_rests_before_it_is_given_again() {
        let (mut world, mut rng) = world(0);
        let first = world.join(None, &mut rng).unwrap();
        world.leave(first);
        for number in 2..=u16::MAX {
            let id = world.join(None, &mut rng).unwrap();
            assert_eq!(id.get(), number);
            world.leave(id);
        }
        assert_eq!(world.join(None, &mut rng), Some(first));
    }

    #[test]
    fn who_left_is_forgotten_after_a_while_and_when_there_are_too_many() {
        let (mut world, mut rng) = world(0);
        for _ in 0..2 * LEAVERS {
            let id = world.join(None, &mut rng).unwrap();
            world.leave(id);
        }
        assert_eq!((world.left().count(), world.forgotten()), (LEAVERS, 1));
        for _ in 0..=HISTORY {
            world.step(0.1, |_| None, &mut rng);
        }
        assert_eq!(world.left().count(), 0);
    }

    #[test]
    fn a_full_world_takes_nobody_and_then_who_fits() {
        let (mut world, mut rng) = world(1);
        let full = Id::range(2, u16::MAX).map(|id| Participant::new(id, Color { r: 0, g: 0, b: 0 }, None, 1));
        world.participants = full.collect();
        assert_eq!(world.join(None, &mut rng), None);
        let gone = Id::new(700).unwrap();
        world.leave(gone);
        assert_eq!(world.join(None, &mut rng), Some(gone));
        assert_eq!(world.join(None, &mut rng), None);
    }
}
