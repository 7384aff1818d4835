//! What a client of `party.2` knows of its canvas, kept as `TTTP.md` tells, and strict: a frame that breaks a promise of
//! it is a failure. Written from that page, and not from the server.

use std::collections::{BTreeMap, BTreeSet};

/// The layout of frames that is known here.
const LAYOUT: u8 = 1;

/// Bytes of a frame in which nothing happens.
pub const EMPTY: usize = 16;

/// A base is at most this many ticks ago.
const OLDEST_BASE: u32 = 64;

/// Somebody on the canvas.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Being {
    /// Moved by the server alone.
    pub is_zombie: bool,
    /// Red, green, blue.
    pub color: [u8; 3],
    /// Empty without one.
    pub name: String,
    /// x and y, in 1/16 px.
    pub at: (u16, u16),
    /// The id of whom a zombie walks to; 0 for nobody.
    pub chases: u16,
}

/// A canvas of this size, as the frames so far tell.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Canvas {
    /// Width and height in 1/16 px.
    size: (u16, u16),
    tick: Option<u32>,
    beings: BTreeMap<u16, Being>,
}

/// What one frame told.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Frame {
    /// Everybody else was forgotten.
    pub is_key: bool,
    /// Ticks since the frame before; 0 in a keyframe.
    pub since: u16,
    /// Its tick.
    pub tick: u32,
    /// Ids of those who are gone.
    pub gone: Vec<u16>,
    /// Of those who came.
    pub came: Vec<u16>,
    /// Of zombies that turned.
    pub turned: Vec<u16>,
    /// Of those who moved.
    pub moved: Vec<u16>,
    /// How long it was.
    pub bytes: usize,
}

impl Canvas {
    /// Nothing is known of it yet but its size in px.
    pub fn new(width: u16, height: u16) -> Self {
        Self { size: (width * 16, height * 16), tick: None, beings: BTreeMap::new() }
    }

    /// The tick of the newest frame.
    pub fn tick(&self) -> Option<u32> {
        self.tick
    }

    /// All who are there, by id.
    pub fn beings(&self) -> &BTreeMap<u16, Being> {
        &self.beings
    }

    /// Those who are moved by clients.
    pub fn people(&self) -> impl Iterator<Item = (u16, &Being)> {
        self.beings.iter().filter(|(_, being)| !being.is_zombie).map(|(id, being)| (*id, being))
    }

    /// Those who are not.
    pub fn zombies(&self) -> impl Iterator<Item = (u16, &Being)> {
        self.beings.iter().filter(|(_, being)| being.is_zombie).map(|(id, being)| (*id, being))
    }

    /// Where somebody is, in px, if they are there.
    pub fn place(&self, id: u16) -> Option<(f64, f64)> {
        self.beings.get(&id).map(Being::place)
    }

    /// Takes a frame in.
    ///
    /// # Panics
    /// When it is not what it must be.
    pub fn apply(&mut self, bytes: &[u8]) -> Frame {
        let mut rest = Rest(bytes);
        assert_eq!(rest.u8(), LAYOUT, "the layout");
        let flags = rest.u8();
        assert_eq!(flags & !1, 0, "flags that mean nothing are not set");
        let is_key = flags == 1;
        let (since, tick) = (rest.u16(), rest.u32());
        let [gone, came, turned, moved] = [(); 4].map(|()| rest.u16());
        self.advance(is_key, since, tick);

        let gone = ids(gone, || {
            let id = rest.u16();
            self.beings.remove(&id);
            id
        });
        assert!(!is_key || gone.is_empty(), "nobody can be gone in a keyframe");
        let came = ids(came, || self.came(&mut rest));
        let turned = ids(turned, || self.turned(&mut rest));
        let moved = ids(moved, || self.moved(&mut rest));
        assert!(rest.0.is_empty(), "bytes follow the lists: {:02x?}", rest.0);
        for id in &came {
            assert!(moved.contains(id), "{id} came and is nowhere");
        }
        for (id, being) in self.zombies().filter(|(_, zombie)| zombie.chases != 0) {
            let prey = self.beings.get(&being.chases);
            assert!(prey.is_some_and(|prey| !prey.is_zombie), "{id} chases {}, who is nobody", being.chases);
        }
        Frame { is_key, since, tick, gone, came, turned, moved, bytes: bytes.len() }
    }

    fn advance(&mut self, is_key: bool, since: u16, tick: u32) {
        let passed = self.tick.map(|before| tick.wrapping_sub(before));
        assert!(passed.is_none_or(|passed| (1..u32::MAX / 2).contains(&passed)), "{tick} after {:?}", self.tick);
        if is_key {
            assert_eq!(since, 0, "a keyframe has no base");
            self.beings.clear();
        } else {
            let passed = passed.expect("the first frame is a keyframe");
            assert_eq!(u32::from(since), passed, "its base is the frame that was sent before it");
            assert!(passed <= OLDEST_BASE, "after {passed} ticks it is a keyframe");
        }
        self.tick = Some(tick);
    }

    fn came(&mut self, rest: &mut Rest<'_>) -> u16 {
        let id = rest.u16();
        assert_ne!(id, 0, "0 is nobody");
        let kind = rest.u8();
        assert!(kind <= 1, "{kind} is no kind of being");
        let color = [rest.u8(), rest.u8(), rest.u8()];
        let length = rest.u8();
        let name = String::from_utf8(rest.take(length.into()).to_vec()).expect("a name is UTF-8");
        assert!(length <= 96 && name.chars().count() <= 24 && !name.chars().any(char::is_control), "{name:?}");
        let being = Being { is_zombie: kind == 1, color, name, at: (0, 0), chases: 0 };
        assert_eq!(self.beings.insert(id, being), None, "{id} was there already");
        id
    }

    fn turned(&mut self, rest: &mut Rest<'_>) -> u16 {
        let (id, prey) = (rest.u16(), rest.u16());
        let zombie = self.beings.get_mut(&id).unwrap_or_else(|| panic!("{id} turned, who is not known"));
        assert!(zombie.is_zombie, "{id} turned, who is no zombie");
        zombie.chases = prey;
        id
    }

    fn moved(&mut self, rest: &mut Rest<'_>) -> u16 {
        let id = rest.u16();
        let at = (rest.u16(), rest.u16());
        assert!(at.0 <= self.size.0 && at.1 <= self.size.1, "{id} is outside of the canvas, at {at:?}");
        self.beings.get_mut(&id).unwrap_or_else(|| panic!("{id} moved, who is not known")).at = at;
        id
    }
}

impl Being {
    /// Where they are, in px.
    pub fn place(&self) -> (f64, f64) {
        (f64::from(self.at.0) / 16.0, f64::from(self.at.1) / 16.0)
    }
}

/// So many ids, none of them twice.
fn ids(count: u16, next: impl FnMut() -> u16) -> Vec<u16> {
    let mut next = next;
    let all: Vec<_> = (0..count).map(|_| next()).collect();
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "twice in one list: {all:?}");
    all
}

/// What of a frame is not read yet.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, length: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at_checked(length).expect("the frame is shorter than it says");
        self.0 = rest;
        taken
    }

    fn array<const N: usize>(&mut self) -> [u8; N] {
        self.take(N).try_into().expect("so many were taken")
    }

    fn u8(&mut self) -> u8 {
        self.array::<1>()[0]
    }

    fn u16(&mut self) -> u16 {
        u16::from_be_bytes(self.array())
    }

    fn u32(&mut self) -> u32 {
        u32::from_be_bytes(self.array())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The frame that `TTTP.md` explains.
    const PUBLISHED: [u8; 48] = [
        1, 0, 0, 2, 0, 0, 1, 0xe2, 0, 1, 0, 1, 0, 1, 0, 2, // The head.
        0, 4, 0, 6, 0, 0x0c, 0xbe, 0x07, 3, 0x41, 0x64, 0x61, // Gone and came.
        0, 1, 0, 6, 0, 1, 0x12, 0xc0, 0x02, 0x94, 0, 6, 0x07, 0x88, 0x05, 0x00, // Turned and moved.
        1, 0, 0, 1, // The beginning of another.
    ];

    /// Zombie 1 and participant 4 at tick 480.
    fn canvas() -> Canvas {
        let mut canvas = Canvas::new(500, 500);
        let head = [1, 1, 0, 0, 0, 0, 1, 0xe0, 0, 0, 0, 2, 0, 0, 0, 2];
        let lists = [0, 1, 1, 79, 125, 44, 0, 0, 4, 0, 1, 2, 3, 0, 0, 1, 0, 0, 0, 0, 0, 4, 0, 16, 0, 16];
        assert!(canvas.apply(&[&head[..], &lists].concat()).is_key);
        canvas
    }

    #[test]
    fn the_published_frame_tells_what_is_said_of_it() {
        let mut canvas = canvas();
        let frame = canvas.apply(&PUBLISHED[..44]);
        assert_eq!((frame.since, frame.tick, frame.gone, frame.came), (2, 482, vec![4], vec![6]));
        let ada = &canvas.beings()[&6];
        assert_eq!((ada.color, ada.name.as_str(), ada.place()), ([0x0c, 0xbe, 0x07], "Ada", (120.5, 80.0)));
        assert_eq!((canvas.beings()[&1].chases, canvas.place(1)), (6, Some((300.0, 41.25))));
        assert_eq!(canvas.place(4), None);
    }

    #[test]
    #[should_panic(expected = "bytes follow the lists")]
    fn a_byte_too_many_is_noticed() {
        canvas().apply(&PUBLISHED[..45]);
    }

    #[test]
    #[should_panic(expected = "shorter than it says")]
    fn a_byte_too_few_is_noticed() {
        canvas().apply(&PUBLISHED[..43]);
    }

    #[test]
    #[should_panic(expected = "the first frame is a keyframe")]
    fn a_frame_without_what_it_builds_on_is_noticed() {
        Canvas::new(500, 500).apply(&PUBLISHED[..44]);
    }
}
