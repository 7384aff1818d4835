//! A client of `party.2` that knows nothing but the frames it is sent, and is strict about them.

use std::collections::{BTreeMap, BTreeSet};

use tttp::party::{Color, Id, Picture, World, Zone};

/// What it knows of a square.
#[derive(Clone, PartialEq, Debug)]
pub struct Known {
    pub zombie: bool,
    pub color: [u8; 3],
    pub name: String,
    /// In 1/16 px.
    pub at: (u16, u16),
}

#[derive(Default)]
pub struct Client {
    pub known: BTreeMap<u16, Known>,
    /// Whom zombies chase; none if nobody.
    pub chases: BTreeMap<u16, u16>,
    /// The tick of the newest frame.
    pub drawn: Option<u32>,
    pub keyframes: usize,
}

/// What is left to read of a frame.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn take(&mut self, count: usize) -> &[u8] {
        let (first, rest) = self.0.split_at(count);
        self.0 = rest;
        first
    }

    fn u8(&mut self) -> u8 {
        self.take(1)[0]
    }

    fn u16(&mut self) -> u16 {
        u16::from_be_bytes(self.take(2).try_into().expect("two bytes"))
    }
}

impl Client {
    /// Is sent a frame for the newest it has, and draws it. Returns its length in bytes.
    pub fn see(&mut self, picture: &Picture, zone: Zone) -> usize {
        let mut frame = b"what was there before".to_vec();
        picture.encode(zone, self.drawn, &mut frame);
        self.draw(&frame);
        assert_eq!(self.drawn, Some(picture.tick()));
        frame.len()
    }

    pub fn draw(&mut self, frame: &[u8]) {
        let mut bytes = Bytes(frame);
        assert_eq!(bytes.u8(), 1, "layout");
        let flags = bytes.u8();
        let since = bytes.u16();
        let tick = u32::from_be_bytes(bytes.take(4).try_into().expect("four bytes"));
        let [gone, came, turned, moved] = [(); 4].map(|()| bytes.u16());
        match flags {
            0 => assert_eq!(self.drawn, Some(tick.wrapping_sub(since.into())), "base"),
            1 => {
                assert_eq!((since, gone), (0, 0));
                self.known.clear();
                self.chases.clear();
                self.keyframes += 1;
            }
            _ => panic!("flags {flags}"),
        }
        for _ in 0..gone {
            self.known.remove(&bytes.u16());
        }
        let mut placeless = BTreeSet::new();
        for _ in 0..came {
            let id = bytes.u16();
            let zombie = [false, true][usize::from(bytes.u8())];
            let color = bytes.take(3).try_into().expect("three bytes");
            let length = bytes.u8();
            let name = String::from_utf8(bytes.take(length.into()).to_vec()).expect("UTF-8");
            self.known.insert(id, Known { zombie, color, name, at: (0, 0) });
            placeless.insert(id);
        }
        for _ in 0..turned {
            let (zombie, prey) = (bytes.u16(), bytes.u16());
            assert!(self.known[&zombie].zombie, "{zombie} is no zombie");
            self.chases.remove(&zombie);
            if prey != 0 {
                self.chases.insert(zombie, prey);
            }
        }
        for _ in 0..moved {
            let id = bytes.u16();
            let at = (bytes.u16(), bytes.u16());
            self.known.get_mut(&id).expect("who moved is known").at = at;
            placeless.remove(&id);
        }
        assert!(bytes.0.is_empty() && placeless.is_empty(), "{placeless:?} have no place, {:?} is left", bytes.0);
        self.drawn = Some(tick);
    }

    /// Panics if it lacks anybody, has anybody too many, or is wrong about anything but positions.
    pub fn check_all_but_positions(&self, world: &World) {
        let mut expected = truth(world);
        for (id, known) in &mut expected {
            known.at = self.known.get(id).map_or(known.at, |known| known.at);
        }
        assert_eq!(self.known, expected, "in tick {}", world.tick());
        let chases = world.zombies().iter().filter_map(|zombie| Some((zombie.id.get(), zombie.chasing?.get())));
        assert_eq!(self.chases, chases.collect(), "in tick {}", world.tick());
    }
}

/// What there is to know.
pub fn truth(world: &World) -> BTreeMap<u16, Known> {
    let rgb = |color: Color| [color.r, color.g, color.b];
    let people = world.participants().map(|person| {
        let name = person.name.as_ref().map(|name| name.to_string()).unwrap_or_default();
        let color = rgb(person.color);
        (person.id, Known { zombie: false, color, name, at: person.position.to_sixteenths() })
    });
    let zombies = world.zombies().iter().map(|zombie| {
        let at = zombie.position.to_sixteenths();
        (zombie.id, Known { zombie: true, color: [79, 125, 44], name: String::new(), at })
    });
    people.chain(zombies).map(|(id, known): (Id, Known)| (id.get(), known)).collect()
}
