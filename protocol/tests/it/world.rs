//! What holds for every world, whatever happens in it.

use std::collections::BTreeMap;

use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;
use tttp::Error;
use tttp::party::world::{Area, Id, Name, Participant, Position, REACH, Settings, World, Zombie};

use crate::cases;

/// What rounding may add to a distance, in px.
const ROUNDING: f32 = 1e-3;

#[derive(Clone, Debug)]
pub enum Op {
    Join,
    /// Who leaves, of those there; or of all that ever were, if `again`.
    Leave {
        who: usize,
        again: bool,
    },
    /// `said`: new positions, the first for the first participant, and so on.
    Step {
        dt: f32,
        said: Vec<Option<(f64, f64)>>,
    },
}

pub fn ops() -> impl Strategy<Value = Vec<Op>> {
    let place = (-1.0..4_001.0f64, -1.0..4_001.0f64);
    let said = prop::collection::vec(prop::option::of(place), 0..6);
    let op = prop_oneof![
        3 => Just(Op::Join),
        1 => (any::<usize>(), any::<bool>()).prop_map(|(who, again)| Op::Leave { who, again }),
        12 => (0.001f32..0.3, said).prop_map(|(dt, said)| Op::Step { dt, said }),
    ];
    prop::collection::vec(op, 0..60)
}

pub fn settings() -> impl Strategy<Value = Settings> {
    let side = || prop_oneof![Just(500f32), 100f32..600.0, 100f32..4_000.0];
    (side(), side(), 0u16..30, 0f32..400.0, 0f32..5_000.0).prop_map(
        |(width, height, zombies, zombie_speed, top_speed)| Settings {
            width,
            height,
            zombies,
            zombie_speed,
            top_speed,
        },
    )
}

/// A world, and all that was needed to make it.
pub struct Run {
    pub world: World,
    rng: StdRng,
    ever: Vec<Id>,
    targets: BTreeMap<Id, Position>,
}

impl Run {
    pub fn new(settings: Settings, seed: u64) -> Run {
        let mut rng = StdRng::seed_from_u64(seed);
        let world = World::new(settings, &mut rng);
        Run { world, rng, ever: Vec::new(), targets: BTreeMap::new() }
    }

    pub fn apply(&mut self, op: &Op) {
        match op {
            Op::Join => {
                let id = self.world.join(None, &mut self.rng).expect("a free id");
                self.ever.push(id);
                self.targets.insert(id, Position::default());
            }
            Op::Leave { who, again } => {
                let there: Vec<Id> = self.targets.keys().copied().collect();
                let from = if *again { &self.ever } else { &there };
                if let Some(id) = from.get(who % from.len().max(1)) {
                    self.world.leave(*id);
                    self.targets.remove(id);
                }
            }
            Op::Step { dt, said } => {
                let ids: Vec<Id> = self.world.participants().map(|person| person.id).collect();
                let said: BTreeMap<Id, Position> =
                    ids.into_iter().zip(said).filter_map(|(id, at)| at.map(|(x, y)| (id, anywhere(x, y)))).collect();
                self.world.step(*dt, |id| said.get(&id).copied(), &mut self.rng);
                let area = self.world.area();
                self.targets.extend(said.into_iter().map(|(id, at)| (id, brought_onto(at, area))));
            }
        }
    }
}

/// On the largest canvas there is.
pub fn anywhere(x: f64, y: f64) -> Position {
    let settings = Settings { width: 4_000.0, height: 4_000.0, ..Settings::default() };
    Position::new(x, y, settings.area()).expect("near the canvas")
}

fn brought_onto(position: Position, area: Area) -> Position {
    let (x, y) = (position.x().min(area.width()), position.y().min(area.height()));
    Position::new(x.into(), y.into(), area).expect("on the canvas")
}

fn distance(one: Position, other: Position) -> f32 {
    (one.x() - other.x()).hypot(one.y() - other.y())
}

fn people(world: &World) -> Vec<Participant> {
    world.participants().cloned().collect()
}

/// Where a walk of at most `stride` from one place to another ends.
fn walked(from: Position, to: Position, stride: f32) -> (f32, f32) {
    let share = (stride / distance(from, to)).min(1.0);
    (from.x() + (to.x() - from.x()) * share, from.y() + (to.y() - from.y()) * share)
}

fn check_step(before: &World, run: &Run, dt: f32) -> Result<(), TestCaseError> {
    let world = &run.world;
    prop_assert_eq!(world.tick(), before.tick() + 1);
    let Settings { zombie_speed, top_speed, .. } = world.settings();
    let crowd = people(world);
    let stamp = |then: u64, changed: bool| if changed { world.tick() } else { then };
    for (then, now) in before.participants().zip(&crowd) {
        let changed = then.position.to_sixteenths() != now.position.to_sixteenths();
        prop_assert_eq!((now.joined, now.moved), (then.joined, stamp(then.moved, changed)));
        prop_assert_eq!((then.id, then.color), (now.id, now.color));
        let (x, y) = walked(then.position, run.targets[&now.id], top_speed * dt);
        if then.position != run.targets[&now.id] {
            prop_assert!((now.position.x() - x).hypot(now.position.y() - y) < ROUNDING);
        }
        prop_assert!(distance(then.position, now.position) <= top_speed * dt + ROUNDING);
    }
    for (then, now) in before.zombies().iter().zip(world.zombies()) {
        prop_assert_eq!(then.id, now.id);
        let changed = then.position.to_sixteenths() != now.position.to_sixteenths();
        prop_assert_eq!(now.moved, stamp(then.moved, changed));
        prop_assert_eq!(now.turned, stamp(then.turned, then.chasing != now.chasing));
        prop_assert!(distance(then.position, now.position) <= zombie_speed * dt + ROUNDING);
        let closest = crowd.iter().map(|person| distance(then.position, person.position)).reduce(f32::min);
        let chased = crowd.iter().find(|person| Some(person.id) == now.chasing);
        prop_assert_eq!(chased.is_some(), !crowd.is_empty());
        if let (Some(closest), Some(chased)) = (closest, chased) {
            prop_assert!(distance(then.position, chased.position) <= closest + ROUNDING);
            let left = distance(now.position, chased.position);
            prop_assert!(left >= closest.min(REACH) - 0.02, "{left} px from its prey, {closest} before");
        } else {
            prop_assert_eq!(then.position, now.position);
        }
    }
    for (i, one) in world.zombies().iter().enumerate() {
        for (j, other) in world.zombies().iter().enumerate().skip(i + 1) {
            let then = distance(before.zombies()[i].position, before.zombies()[j].position);
            let now = distance(one.position, other.position);
            prop_assert!(now >= then.min(REACH) - 0.02, "zombies {now} px apart, {then} before");
        }
    }
    Ok(())
}

fn check_always(run: &Run) -> Result<(), TestCaseError> {
    let crowd = people(&run.world);
    let ids: Vec<Id> = crowd.iter().map(|person| person.id).collect();
    prop_assert_eq!(&ids, &run.targets.keys().copied().collect::<Vec<Id>>());
    prop_assert_eq!(run.world.is_empty(), ids.is_empty());
    let zombies = run.world.zombies();
    prop_assert_eq!(zombies.len(), usize::from(run.world.settings().zombies));
    for Zombie { id, chasing, .. } in zombies {
        prop_assert!(id.get() >= 1 && !ids.contains(id));
        prop_assert!(chasing.is_none_or(|chasing| ids.contains(&chasing)), "chases a ghost");
    }
    let places = crowd.iter().map(|person| person.position);
    for place in places.chain(zombies.iter().map(|zombie| zombie.position)) {
        let area = run.world.area();
        prop_assert!((0.0..=area.width()).contains(&place.x()) && (0.0..=area.height()).contains(&place.y()));
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn nobody_cheats(settings in settings(), seed: u64, ops in ops()) {
        let mut run = Run::new(settings, seed);
        check_always(&run)?;
        for op in &ops {
            let before = run.world.clone();
            run.apply(op);
            check_always(&run)?;
            if let Op::Step { dt, .. } = op {
                check_step(&before, &run, *dt)?;
            }
        }
    }

    #[test]
    fn a_seed_makes_the_same_world_every_time(settings in settings(), seed: u64, ops in ops()) {
        let (mut one, mut other) = (Run::new(settings, seed), Run::new(settings, seed));
        let another = Run::new(settings, seed.wrapping_add(1));
        for op in &ops {
            one.apply(op);
            other.apply(op);
            prop_assert_eq!(&one.world, &other.world);
        }
        if settings.zombies > 0 {
            prop_assert_ne!(Run::new(settings, seed).world, another.world);
        }
    }

    #[test]
    fn zombies_start_away_from_where_people_arrive(seed: u64, zombies in 0u16..=600, width in 100f32..600.0) {
        let settings = Settings { width, zombies, ..Settings::default() };
        let world = Run::new(settings, seed).world;
        prop_assert_eq!(world.zombies().len(), usize::from(zombies.min(500)));
        for zombie in world.zombies() {
            prop_assert!(distance(zombie.position, Position::default()) >= (width / 2.0).min(100.0) - ROUNDING);
        }
    }

    #[test]
    fn a_lone_zombie_comes_closer_until_in_reach(
        seed: u64, x in 0.0..500.0f64, y in 0.0..500.0f64, speed in 1f32..200.0, dt in 0.01f32..0.1,
    ) {
        let mut run = Run::new(Settings { zombies: 1, zombie_speed: speed, top_speed: 1e6, ..Settings::default() }, seed);
        run.apply(&Op::Join);
        run.apply(&Op::Step { dt, said: vec![Some((x, y))] });
        let apart = |run: &Run| {
            let prey = people(&run.world)[0].position;
            distance(run.world.zombies()[0].position, prey)
        };
        for _ in 0..200 {
            let before = apart(&run);
            run.apply(&Op::Step { dt, said: vec![] });
            let gained = before - apart(&run);
            let room = (before - REACH).max(0.0);
            prop_assert!(gained >= (0.7 * speed * dt).min(room) - 0.02, "gained {gained} of {room}");
            prop_assert!(gained <= (speed * dt).min(room) + 0.02, "gained {gained} of {room}");
        }
    }

    /// Numbers that no server would give.
    #[test]
    fn no_time_speed_or_size_is_too_much(
        dt: f32, zombie_speed: f32, top_speed: f32, width: f32, height: f32, seed: u64, ops in ops(),
    ) {
        let mut run = Run::new(Settings { width, height, zombies: 5, zombie_speed, top_speed }, seed);
        for op in &ops {
            run.apply(op);
            run.apply(&Op::Step { dt, said: vec![] });
            check_always(&run)?;
        }
        let settings = run.world.settings();
        for speed in [settings.zombie_speed, settings.top_speed] {
            prop_assert!(speed.is_finite() && speed >= 0.0);
        }
        for side in [settings.width, settings.height] {
            prop_assert!((100.0..=4_000.0).contains(&side));
        }
    }
}

#[test]
fn extreme_times_and_speeds_leave_everybody_on_the_canvas() {
    for dt in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, -1.0, 0.0, f32::MAX] {
        for speed in [f32::NAN, f32::INFINITY, -1.0, 0.0, f32::MAX] {
            let settings = Settings { zombies: 5, zombie_speed: speed, top_speed: speed, ..Settings::default() };
            let mut run = Run::new(settings, 1);
            run.apply(&Op::Join);
            let before = run.world.clone();
            run.apply(&Op::Step { dt, said: vec![Some((250.0, 250.0))] });
            check_always(&run).unwrap();
            let moved = people(&run.world)[0].position != people(&before)[0].position;
            assert_eq!(moved, speed == f32::MAX && dt > 0.0, "speed {speed}, {dt} s");
        }
    }
}

#[test]
fn a_jump_is_walked() {
    let mut run = Run::new(Settings { zombies: 0, zombie_speed: 0.0, top_speed: 100.0, ..Settings::default() }, 1);
    run.apply(&Op::Join);
    let at = |run: &Run| (people(&run.world)[0].position.x(), people(&run.world)[0].position.y());
    assert_eq!(at(&run), (0.0, 0.0));
    run.apply(&Op::Step { dt: 0.5, said: vec![Some((300.0, 400.0))] });
    assert_eq!(at(&run), (30.0, 40.0));
    // With no news it goes on to where it was heading.
    for _ in 0..8 {
        run.apply(&Op::Step { dt: 0.5, said: vec![] });
    }
    assert!((at(&run).0 - 270.0).abs() < ROUNDING);
    run.apply(&Op::Step { dt: 0.6, said: vec![] });
    assert_eq!(at(&run), (300.0, 400.0));
}

#[test]
fn a_crowd_of_zombies_gathers_and_does_not_pile_up() {
    for place in [(250.0, 250.0), (0.0, 0.0), (500.0, 250.0)] {
        let mut run = Run::new(Settings { zombies: 20, zombie_speed: 60.0, top_speed: 1e6, ..Settings::default() }, 7);
        run.apply(&Op::Join);
        for _ in 0..600 {
            run.apply(&Op::Step { dt: 1.0 / 30.0, said: vec![Some(place)] });
        }
        let prey = people(&run.world)[0].position;
        let crowd = run.world.zombies();
        for (i, one) in crowd.iter().enumerate() {
            let away = distance(one.position, prey);
            assert!((REACH - 0.1..90.0).contains(&away), "{away} px from who is at {place:?}");
            for other in &crowd[i + 1..] {
                let apart = distance(one.position, other.position);
                assert!(apart >= REACH - 0.1, "{apart} px apart around {place:?}");
            }
        }
    }
}

#[test]
fn names_are_of_1_to_24_characters() {
    for (text, right) in [
        ("a", true),
        ("Ada Lovelace", true),
        (&"é".repeat(24), true),
        (&"🦀".repeat(24), true),
        (&"a".repeat(25), false),
        ("", false),
        ("a\tb", false),
        ("a\u{85}", false),
    ] {
        let name: Result<Name, Error> = text.parse();
        assert_eq!(name.as_ref().map(Name::as_str), if right { Ok(text) } else { Err(&Error::NameShape) });
    }
    let mut run = Run::new(Settings::default(), 1);
    let name: Name = "Ada".parse().unwrap();
    let id = run.world.join(Some(name.clone()), &mut run.rng).unwrap();
    assert_eq!(run.world.participant(id).unwrap().name, Some(name));
}
