//! Zombies: each walks towards the closest participant, and they keep out of each other's way.

use std::iter;

use rand::{Rng, RngExt};

use super::vector::Vector;
use super::{Area, Id, Now, Participant, Position};

/// Most zombies in a world: every two of them are compared in every step.
pub const MAX_ZOMBIES: u16 = 500;

/// How close a zombie comes to whom it chases, and how far zombies keep from each other, in px: a square and a bit.
pub const REACH: f32 = 12.0;

/// How far from the corner where participants arrive zombies start, in px; on a narrow canvas it is half of its width.
const CLEARING: f32 = 100.0;

/// What rounding may take off [`REACH`], in px: too little to show in a frame.
const SLACK: f32 = 0.01;

/// Who is moved by the server alone.
#[derive(Clone, PartialEq, Debug)]
pub struct Zombie {
    /// Its number, which no participant shares.
    pub id: Id,
    /// Where it is.
    pub position: Position,
    /// Whom it walks towards, as of the last step, if they are still there.
    pub chasing: Option<Id>,
    /// The tick in which `chasing` changed last; 0 if never.
    pub turned: u64,
    /// The last tick in which its position changed, rounded to 1/16 px; 0 if never.
    pub moved: u64,
    /// Its share of the zombies' speed, 0.7 to 1: in lockstep they would look like one.
    pace: f32,
}

impl Zombie {
    /// A zombie somewhere on the canvas, away from its upper left corner.
    pub(super) fn new(id: Id, area: Area, rng: &mut (impl Rng + ?Sized)) -> Zombie {
        let (x, y) = (rng.random_range(0.0..=area.width()), rng.random_range(0.0..=area.height()));
        let near = Vector { x, y }.length() < CLEARING.min(area.width() / 2.0);
        // Mirrored, a place in the clearing is far from it: no need to draw until one fits.
        let position = Position::nearest(if near { area.width() - x } else { x }, y, area);
        Zombie { id, position, chasing: None, turned: 0, moved: 0, pace: rng.random_range(0.7..=1.0) }
    }

    /// Chases somebody, or nobody.
    pub(super) fn chase(&mut self, prey: Option<Id>, tick: u64) {
        if self.chasing != prey {
            self.chasing = prey;
            self.turned = tick;
        }
    }

    fn go(&mut self, position: Position, tick: u64) {
        if self.position.to_sixteenths() != position.to_sixteenths() {
            self.moved = tick;
        }
        self.position = position;
    }
}

/// Moves zombies by at most `stride` px, one after the other. With nobody to chase, they stay.
pub(super) fn step(
    zombies: &mut [Zombie],
    people: &[Participant],
    stride: f32,
    now: Now,
    rng: &mut (impl Rng + ?Sized),
) {
    for i in 0..zombies.len() {
        let prey = closest(zombies[i].position, people);
        zombies[i].chase(prey.map(|prey| prey.id), now.tick);
        if let Some(prey) = prey {
            let next = walk(zombies, i, prey.position, stride, now.area, rng);
            zombies[i].go(next, now.tick);
        }
    }
}

/// Where a zombie gets to: towards its prey, not within [`REACH`] of anybody it was not within before, and out of that
/// of other zombies.
fn walk(
    zombies: &[Zombie],
    i: usize,
    prey: Position,
    stride: f32,
    area: Area,
    rng: &mut (impl Rng + ?Sized),
) -> Position {
    let here = zombies[i].position;
    let stride = zombies[i].pace * stride;
    let to_prey = here.to(prey);
    let others = || {
        let (before, after) = (&zombies[..i], &zombies[i + 1..]);
        let ways = before.iter().chain(after).map(|other| here.to(other.position));
        ways.filter(|way| way.dot(*way) < (REACH + stride) * (REACH + stride))
    };
    let obstacles = || others().chain(iter::once(to_prey));

    let chase = to_prey.unit().unwrap_or_default() * stride;
    let push = others().map(|way| shove(way, rng)).fold(Vector::default(), |sum, push| sum + push);
    let step = obstacles().fold(chase, stop_short);
    let step = obstacles().fold((step + push).at_most(stride), stop_short);

    // Wedged in between several, or led by the edge of the canvas, it would still come too close to somebody: then it
    // stays.
    let next = here.after(step, area);
    let step = here.to(next);
    let clear = |way: Vector| (way - step).length() >= way.length().min(REACH - SLACK);
    if obstacles().all(clear) { next } else { here }
}

/// The step, but no farther in the direction of an obstacle than [`REACH`] before it.
fn stop_short(step: Vector, to_obstacle: Vector) -> Vector {
    let Some(ahead) = to_obstacle.unit() else {
        return step;
    };
    let room = (to_obstacle.length() - REACH).max(0.0);
    step - ahead * (step.dot(ahead) - room).max(0.0)
}

/// Half of what is missing to the distance between zombies; the other one makes the other half.
fn shove(to_other: Vector, rng: &mut (impl Rng + ?Sized)) -> Vector {
    let missing = REACH - to_other.length();
    if missing <= 0.0 {
        return Vector::default();
    }
    let ahead = to_other.unit().unwrap_or_else(|| any_direction(rng));
    ahead * (missing / -2.0)
}

/// Who is closest; of several, who has the lowest id.
fn closest(to: Position, people: &[Participant]) -> Option<&Participant> {
    let mut best = None;
    let mut least = f32::INFINITY;
    for person in people {
        let way = to.to(person.position);
        let distance = way.dot(way);
        if distance < least {
            least = distance;
            best = Some(person);
        }
    }
    best
}

fn any_direction(rng: &mut (impl Rng + ?Sized)) -> Vector {
    let way = Vector { x: rng.random_range(-1.0..=1.0), y: rng.random_range(-1.0..=1.0) };
    way.unit().unwrap_or(Vector { x: 1.0, y: 0.0 })
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::super::{Color, Settings};
    use super::*;

    fn now() -> Now {
        Now { tick: 1, area: Settings::default().area() }
    }

    fn zombie(id: u16, x: f32, y: f32) -> Zombie {
        let position = Position::nearest(x, y, now().area);
        Zombie { id: Id::new(id).unwrap(), position, chasing: None, turned: 0, moved: 0, pace: 1.0 }
    }

    fn person(id: u16) -> Participant {
        Participant::new(Id::new(id).unwrap(), Color { r: 0, g: 0, b: 0 }, None, 1)
    }

    fn apart(zombies: &[Zombie]) -> f32 {
        zombies[0].position.to(zombies[1].position).length()
    }

    /// With somebody to chase at [0,0].
    fn steps(zombies: &mut [Zombie], count: usize, seed: u64) {
        let people = [person(100)];
        let mut rng = StdRng::seed_from_u64(seed);
        for _ in 0..count {
            step(zombies, &people, 1.0, now(), &mut rng);
        }
    }

    /// Where there is no farther to go, so that they move by their pushing alone.
    #[test]
    fn zombies_in_one_place_come_apart() {
        for seed in 0..50 {
            let mut zombies = [zombie(1, 8.0, 8.0), zombie(2, 8.0, 8.0)];
            steps(&mut zombies, 1, seed);
            assert!(apart(&zombies) > 0.0, "seed {seed}");
            steps(&mut zombies, 40, seed);
            assert!(apart(&zombies) > REACH - 0.1, "{} px, seed {seed}", apart(&zombies));
        }
    }

    #[test]
    fn who_comes_from_behind_does_not_press_on() {
        let mut zombies = [zombie(1, 0.0, 12.0), zombie(2, 0.0, 18.0)];
        for _ in 0..40 {
            let before = apart(&zombies);
            steps(&mut zombies, 1, 1);
            let now = apart(&zombies);
            assert!(now > before.min(REACH - 2.0 * SLACK) && now <= before + 2.0, "from {before} to {now} px");
        }
        assert!(apart(&zombies) > REACH - 0.1, "{} px", apart(&zombies));
    }

    #[test]
    fn each_of_two_makes_half_of_what_is_missing() {
        let mut rng = StdRng::seed_from_u64(1);
        for (to_other, expected) in [(4.0, -4.0), (-8.0, 2.0), (11.0, -0.5), (12.0, 0.0), (13.0, 0.0)] {
            let push = shove(Vector { x: to_other, y: 0.0 }, &mut rng);
            assert!((push.x - expected).abs() < 1e-5 && push.y == 0.0, "{push:?} for {to_other}");
        }
    }

    #[test]
    fn any_direction_may_be_any() {
        let mut rng = StdRng::seed_from_u64(1);
        let mut quadrants = [0; 4];
        for _ in 0..400 {
            let way = any_direction(&mut rng);
            assert!((way.length() - 1.0).abs() < 1e-5);
            quadrants[usize::from(way.x > 0.0) * 2 + usize::from(way.y > 0.0)] += 1;
        }
        assert!(quadrants.iter().all(|count| *count > 50), "{quadrants:?}");
    }

    #[test]
    fn of_two_as_close_the_first_is_chased() {
        let people = [person(7), person(8)];
        let chased = closest(Position::nearest(250.0, 0.0, now().area), &people);
        assert_eq!(chased.map(|person| person.id), Id::new(7));
    }

    #[test]
    fn a_zombie_goes_round_one_that_stands_in_its_way() {
        let mut zombies = [zombie(1, 0.0, 12.0), zombie(2, 1.0, 60.0)];
        steps(&mut zombies, 400, 1);
        for zombie in &zombies {
            let left = zombie.position.to(Position::default()).length();
            assert!((left - REACH).abs() < 0.1, "{left} px left");
        }
    }
}
