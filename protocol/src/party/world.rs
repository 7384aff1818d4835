//! The state of a canvas, and how it advances.

use rand::Rng;

pub use participant::{Color, Participant};
pub use position::{NO_POSITION, Position};
pub use zombie::{MAX_ZOMBIES, REACH, Zombie};

mod participant;
mod position;
mod vector;
mod zombie;

/// Width of the canvas in px.
pub const WIDTH: f32 = 500.0;

/// Height of the canvas in px.
pub const HEIGHT: f32 = 500.0;

/// Side of a participant's square in px. A position is that of its top left corner.
pub const SIZE: f32 = 10.0;

/// How a world is set up. See [`World::new`] for values out of range.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Settings {
    /// How many zombies there are, 0 to 500.
    pub zombies: u16,
    /// Speed of the fastest zombie in px/s, 0 or above; the others have 0.7 times that or more.
    pub zombie_speed: f32,
    /// Highest speed of a participant in px/s, 0 or above.
    pub top_speed: f32,
}

/// The number of a participant or zombie: 1 or above, and no two in a world share one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Id(u32);

impl Id {
    /// The number.
    pub fn get(self) -> u32 {
        self.0
    }
}

/// A canvas with all who are on it. The same calls with the same arguments make the same world.
#[derive(Clone, PartialEq, Debug)]
pub struct World {
    settings: Settings,
    tick: u64,
    /// Sorted by id.
    participants: Vec<Participant>,
    /// Sorted by id; theirs are the lowest.
    zombies: Vec<Zombie>,
    last_id: Id,
}

impl World {
    /// A world with zombies in it, at random places at least 100 px from where participants arrive.
    ///
    /// More than 500 zombies are 500, and a speed that is negative or no finite number is 0.
    pub fn new(settings: Settings, rng: &mut (impl Rng + ?Sized)) -> World {
        let speed = |speed: f32| {
            if speed.is_finite() { speed.max(0.0) } else { 0.0 }
        };
        let settings = Settings {
            zombies: settings.zombies.min(MAX_ZOMBIES),
            zombie_speed: speed(settings.zombie_speed),
            top_speed: speed(settings.top_speed),
        };
        let last_id = Id(settings.zombies.into());
        let zombies = (1..=last_id.0).map(|id| Zombie::new(Id(id), rng)).collect();
        World { settings, tick: 0, participants: Vec::new(), zombies, last_id }
    }

    /// Adds a participant, in the upper left corner.
    pub fn join(&mut self, rng: &mut (impl Rng + ?Sized)) -> (Id, Color) {
        let (id, place) = self.unused_id();
        let color = Color::random(rng);
        self.participants.insert(place, Participant::new(id, color));
        self.last_id = id;
        (id, color)
    }

    /// Removes a participant. Anybody may leave, any number of times.
    pub fn leave(&mut self, id: Id) {
        let Ok(place) = self.place_of(id) else { return };
        self.participants.remove(place);
        for zombie in &mut self.zombies {
            zombie.chasing.take_if(|chasing| *chasing == id);
        }
    }

    /// Who is there, by id.
    pub fn participants(&self) -> impl Iterator<Item = &Participant> {
        self.participants.iter()
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

    /// Advances by `dt` seconds; by none if that is negative or not a number.
    ///
    /// `input` is asked once for every participant, for the newest position their client sent since the step before.
    /// They head for it at their top speed: a jump is walked. Then every zombie walks towards the participant closest
    /// to it, up to [`REACH`] before them, and keeps as far from other zombies, all within its speed. With nobody
    /// there, zombies stay. `rng` is only drawn from when two zombies are in the very same place.
    pub fn step(&mut self, dt: f32, mut input: impl FnMut(Id) -> Option<Position>, rng: &mut (impl Rng + ?Sized)) {
        for participant in &mut self.participants {
            participant.walk(input(participant.id), stride(self.settings.top_speed, dt));
        }
        let stride = stride(self.settings.zombie_speed, dt);
        zombie::step(&mut self.zombies, &self.participants, stride, rng);
        self.tick = self.tick.wrapping_add(1);
    }

    fn place_of(&self, id: Id) -> Result<usize, usize> {
        self.participants.binary_search_by_key(&id, |participant| participant.id)
    }

    /// The next id that nobody has, and its place among the participants. After the last number there is, it starts
    /// again above those of the zombies.
    fn unused_id(&self) -> (Id, usize) {
        let lowest = u32::from(self.settings.zombies) + 1;
        let mut id = self.last_id;
        loop {
            id = Id(id.0.checked_add(1).unwrap_or(lowest));
            if let Err(place) = self.place_of(id) {
                return (id, place);
            }
        }
    }
}

/// How far somebody gets, in px. Bounded, so that no product of it is infinite.
fn stride(speed: f32, dt: f32) -> f32 {
    let px = speed * dt;
    if px > 0.0 { px.min(WIDTH + HEIGHT) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    #[test]
    fn ids_start_again_above_the_zombies_and_pass_over_those_in_use() {
        let mut rng = StdRng::seed_from_u64(1);
        let settings = Settings { zombies: 2, zombie_speed: 0.0, top_speed: 0.0 };
        let mut world = World::new(settings, &mut rng);
        assert_eq!(world.join(&mut rng).0, Id(3));
        world.last_id = Id(u32::MAX - 1);
        for expected in [u32::MAX, 4, 5] {
            assert_eq!(world.join(&mut rng).0, Id(expected));
        }
        let ids: Vec<u32> = world.participants().map(|person| person.id.get()).collect();
        assert_eq!(ids, [3, 4, 5, u32::MAX]);
        world.leave(Id(u32::MAX));
        world.leave(Id(4));
        let ids: Vec<u32> = world.participants().map(|person| person.id.get()).collect();
        assert_eq!(ids, [3, 5]);
    }
}
