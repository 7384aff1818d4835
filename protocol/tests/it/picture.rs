//! Frames of `party.2`, by what clients know who are sent them.

use std::collections::{BTreeMap, VecDeque};

use proptest::prelude::*;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tttp::party::{HISTORY, Id, Picture, Pictures, Position, Settings, World, Zone};

use crate::cases;
use crate::client::{Client, truth};
use crate::world::{Run, anywhere, ops, settings};

/// More than enough for whoever there is.
const PLENTY: u32 = 1 << 30;

/// Ticks until everybody has moved.
const WARM_UP: u64 = 20;

/// Where everybody was, for as many ticks as anybody may wait.
const MEMORY: usize = 256;

/// People who come, walk, rest and leave as chance has it.
struct Crowd {
    world: World,
    rng: StdRng,
    /// Of 100 participants, so many are moved by their client in a step.
    lively: u32,
    /// The newest last.
    past: VecDeque<BTreeMap<u16, (u16, u16)>>,
}

impl Crowd {
    fn new(settings: Settings, people: usize, seed: u64) -> Crowd {
        let mut rng = StdRng::seed_from_u64(seed);
        let world = World::new(settings, &mut rng);
        let mut crowd = Crowd { world, rng, lively: 50, past: VecDeque::new() };
        (0..people).for_each(|_| crowd.join());
        crowd
    }

    fn join(&mut self) {
        let name = ["", "Ada", "Grace Hopper", "🦀🦀🦀"][self.rng.random_range(0..4)];
        self.world.join(name.parse().ok(), &mut self.rng).expect("a free id");
    }

    fn anybody(&mut self) -> Id {
        let place = self.rng.random_range(0..self.world.participants().len());
        self.world.participants().nth(place).expect("one of those").id
    }

    /// A step, after which it is somewhat livelier or calmer, and seldom very much so.
    fn step(&mut self) {
        let mut chances = StdRng::from_rng(&mut self.rng);
        let to = |_| chances.random_ratio(self.lively, 100).then(|| far(&mut chances));
        self.world.step(0.05, to, &mut self.rng);
        self.past.push_back(truth(&self.world).into_iter().map(|(id, known)| (id, known.at)).collect());
        self.past.drain(..self.past.len().saturating_sub(MEMORY));
        if self.rng.random_ratio(1, 40) {
            self.lively = [0, 0, 3, 20, 100][self.rng.random_range(0..5)];
        }
    }

    fn come_and_go(&mut self) {
        if self.rng.random_ratio(1, 8) {
            self.join();
        }
        if self.rng.random_ratio(1, 8) && self.world.participants().len() > 1 {
            let id = self.anybody();
            self.world.leave(id);
        }
    }

    /// What a client may know: where it was within so many ticks, this one included, since it joined.
    fn was(&self, id: u16, at: (u16, u16), ticks: u16) -> bool {
        let past = self.past.iter().rev().take(ticks.into()).map_while(|past| past.get(&id));
        past.into_iter().any(|past| *past == at)
    }
}

fn far(rng: &mut StdRng) -> Position {
    anywhere(rng.random_range(0.0..4_000.0), rng.random_range(0.0..4_000.0))
}

fn room() -> impl Strategy<Value = Settings> {
    (100f32..4_000.0, 100f32..4_000.0, 0u16..12, 100f32..20_000.0).prop_map(|(width, height, zombies, top_speed)| {
        Settings { width, height, zombies, zombie_speed: 60.0, top_speed }
    })
}

/// Checks what everybody must know, and what those who are near.
fn check_shed(crowd: &Crowd, picture: &Picture, client: &Client, zone: Zone) {
    client.check_all_but_positions(&crowd.world);
    for (id, known) in &client.known {
        let longest = picture.longest_wait();
        assert!(crowd.was(*id, known.at, longest), "{id} was not at {:?} within {longest} ticks", known.at);
    }
    if picture.level(zone) < 8 {
        for person in crowd.world.participants() {
            let near = picture.level(zone) == 0 || picture.zone(person.id) == zone;
            if near && person.moved == crowd.world.tick() {
                assert_eq!(client.known[&person.id.get()].at, person.position.to_sixteenths());
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(100))]

    /// Whatever frames a client is not sent.
    #[test]
    fn with_room_for_everything_clients_know_everything(
        settings in settings(), seed: u64, ops in ops(), sent in prop::collection::vec(any::<u8>(), 60),
    ) {
        let mut run = Run::new(settings, seed);
        let mut pictures = Pictures::new(PLENTY, 20);
        let mut clients: Vec<Client> = (0..8).map(|_| Client::default()).collect();
        for (op, sent) in ops.iter().zip(&sent) {
            run.apply(op);
            let picture = pictures.take(&run.world);
            prop_assert_eq!((picture.longest_wait(), u64::from(picture.tick())), (1, run.world.tick()));
            let ids: Vec<Id> = run.world.participants().map(|person| person.id).collect();
            prop_assert!(ids.windows(2).all(|pair| picture.zone(pair[0]) == picture.zone(pair[1])));
            let zones = ids.first().map(|id| picture.zone(*id));
            for (i, client) in clients.iter_mut().enumerate().filter(|(i, _)| sent & 1 << i != 0) {
                let Some(zone) = zones else { continue };
                client.see(&picture, zone);
                prop_assert_eq!(&client.known, &truth(&run.world), "client {}", i);
                client.check_all_but_positions(&run.world);
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(6))]

    /// Clients see from somewhere else each time, at their own rate, while levels come and go.
    #[test]
    fn who_is_left_out_is_not_forgotten(
        settings in room(), seed: u64, people in 1usize..80, budget in prop_oneof![20u32..100, 100u32..500],
    ) {
        let mut crowd = Crowd::new(settings, people, seed);
        let mut pictures = Pictures::new(budget, 1);
        let mut clients: Vec<Client> = (0..8).map(|_| Client::default()).collect();
        for _ in 0..500 {
            crowd.step();
            let picture = pictures.take(&crowd.world);
            for (i, client) in clients.iter_mut().enumerate() {
                if crowd.rng.random_ratio(1, 1 << i) {
                    let zone = picture.zone(crowd.anybody());
                    client.see(&picture, zone);
                    check_shed(&crowd, &picture, client, zone);
                }
            }
            crowd.come_and_go();
        }
        prop_assert_eq!(clients[0].keyframes, 1);
    }
}

/// Everybody moves, in all of them; in one of three ticks, in some.
#[test]
fn many_movers_keep_the_budget() {
    for (hz, budget, spread, one_in) in [
        (10, 65_536, 500.0, 1),
        (20, 65_536, 60.0, 1),
        (20, 65_536, 500.0, 3),
        (60, 16_384, 125.0, 3),
        (240, 65_536, 60.0, 1),
        (240, 65_536, 500.0, 3),
    ] {
        let mean = mean_length(hz, budget, spread, one_in);
        let limit = f64::from(budget) / f64::from(hz);
        for (zone, mean) in mean.iter().enumerate() {
            let what = format!("{mean:.0} of {limit:.0} bytes at {hz} Hz from corner {zone}, spread over {spread} px");
            assert!(*mean <= limit, "{what}");
            assert!(*mean >= limit * 0.3, "only {what}");
        }
    }
}

/// The mean length of 256 frames, for who looks from where most are, and for who looks from the opposite corner.
fn mean_length(hz: u16, budget: u32, spread: f64, one_in: u64) -> [f64; 2] {
    let settings = Settings { zombies: 0, top_speed: 1e6, ..Settings::default() };
    let mut rng = StdRng::seed_from_u64(hz.into());
    let mut world = World::new(settings, &mut rng);
    let mut join = || world.join(None, &mut rng).expect("a free id");
    let (corner, opposite) = (join(), join());
    for _ in 0..3_000 {
        join();
    }
    let area = world.area();
    let homes: Vec<(f64, f64)> =
        (0..3_002).map(|_| (rng.random_range(0.0..spread), rng.random_range(0.0..spread))).collect();
    let mut pictures = Pictures::new(budget, hz);
    let (mut frame, mut sums) = (Vec::new(), [0; 2]);
    for tick in 0..=WARM_UP + 256 {
        let to = |id: Id| {
            if id == corner || id == opposite {
                let (x, y) = if id == corner { (0.0, 0.0) } else { (500.0, 500.0) };
                return Position::new(x, y, area).ok();
            }
            // One in so many ticks, not all the same.
            let number = u64::from(id.get()).wrapping_mul(2_654_435_761);
            let (x, y) = homes[usize::from(id.get()) - 1];
            let side = f64::from(tick as u32 / one_in as u32 % 2);
            ((tick + number / 64) % one_in == 0).then(|| Position::new(x, (y + side).min(500.0), area).ok())?
        };
        world.step(1.0, to, &mut rng);
        let picture = pictures.take(&world);
        if tick > WARM_UP {
            for (sum, id) in sums.iter_mut().zip([corner, opposite]) {
                picture.encode(picture.zone(id), Some(picture.tick() - 1), &mut frame);
                *sum += frame.len();
            }
        }
    }
    sums.map(|sum| sum as f64 / 256.0)
}

/// Nobody moves, so nobody is told of, for however long.
#[test]
fn who_rests_costs_nothing() {
    let mut crowd = Crowd::new(Settings { zombies: 0, top_speed: 1e6, ..Settings::default() }, 300, 1);
    crowd.lively = 100;
    let mut pictures = Pictures::new(600, 1);
    let mut client = Client::default();
    crowd.step();
    let far = |picture: &Picture, crowd: &Crowd| {
        picture.zone(crowd.world.participants().max_by(|a, b| a.position.x().total_cmp(&b.position.x())).unwrap().id)
    };
    for _ in 0..50 {
        crowd.step();
        crowd.lively = 100;
        let picture = pictures.take(&crowd.world);
        client.see(&picture, far(&picture, &crowd));
        assert!(picture.longest_wait() > 1);
    }
    let mut rest = |ticks| -> Vec<usize> {
        let mut step = || {
            crowd.world.step(0.05, |_| None, &mut crowd.rng);
            let picture = pictures.take(&crowd.world);
            client.see(&picture, far(&picture, &crowd))
        };
        (0..ticks).map(|_| step()).collect()
    };
    let told: usize = rest(300).iter().map(|length| (length - 16) / 6).sum();
    assert!((200..=600).contains(&told), "{told} rows for 300 to come to rest");
    assert_eq!(rest(300), [16; 300]);
    assert_eq!(client.known, truth(&crowd.world));
}

#[test]
fn a_base_is_1_to_64_ticks_ago() {
    let mut crowd = Crowd::new(Settings::default(), 3, 1);
    let mut pictures = Pictures::new(PLENTY, 20);
    let mut take = |steps| {
        (0..steps).for_each(|_| crowd.step());
        pictures.take(&crowd.world)
    };
    let key = |picture: &Picture, base| {
        let mut frame = Vec::new();
        picture.encode(picture.zone(crowd_id()), base, &mut frame);
        frame[1] == 1
    };
    let early = take(10);
    assert!(!key(&early, Some(0)) && key(&early, None));
    for base in [10, 11, 1_000, u32::MAX, u32::MAX - 50] {
        assert!(key(&early, Some(base)), "base {base} in tick 10");
    }
    let late = take(90);
    for ago in 1..=u32::from(HISTORY) {
        assert!(!key(&late, Some(100 - ago)), "base {ago} ticks ago");
    }
    for base in [100, 101, 99 - u32::from(HISTORY), 0] {
        assert!(key(&late, Some(base)), "base {base} in tick 100");
    }
}

/// Of nobody: any id will do.
fn crowd_id() -> Id {
    Crowd::new(Settings { zombies: 0, ..Settings::default() }, 1, 1).anybody()
}

/// The one id that is free goes to somebody else at once.
#[test]
fn an_id_that_changes_hands_is_gone_and_came() {
    let settings = Settings { zombies: 0, ..Settings::default() };
    let mut rng = StdRng::seed_from_u64(1);
    let mut world = World::new(settings, &mut rng);
    while world.join(None, &mut rng).is_some() {}
    assert_eq!(world.participants().len(), 65_535);
    let mut pictures = Pictures::new(PLENTY, 20);
    let mut client = Client::default();
    let id = world.participants().nth(700).unwrap().id;
    for name in ["Ada", "Grace"] {
        world.leave(id);
        assert_eq!(world.join(name.parse().ok(), &mut rng), Some(id));
        world.step(0.05, |_| None, &mut rng);
        let picture = pictures.take(&world);
        let length = client.see(&picture, picture.zone(id));
        assert_eq!(client.known[&id.get()].name, name);
        if name == "Grace" {
            assert_eq!(length, 16 + 2 + 7 + 5 + 6);
        }
    }
    assert_eq!(client.known, truth(&world));
}

#[test]
fn pictures_may_be_shared_between_threads() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<Picture>();
    shared::<Pictures>();
}
