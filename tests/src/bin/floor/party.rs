//! A party whose frame is made once for so many people, and sent again and again.
//!
//! Who asks for `party.2` is sent a frame of that form, in which everybody moves; only its tick changes.

use std::fmt::Write;

use rand::{RngExt, SeedableRng, rngs::StdRng};

use crate::{
    hub::{Hub, Service},
    wire,
};

/// Squares besides those of the people, as a real server has them.
const ZOMBIES: usize = 5;
/// Sides of the canvas, in px.
const SIDE: f32 = 500.0;

/// What those who speak `party.2` are told first.
const WELCOME: &[u8] = br#"{"type":"welcome","layout":1,"you":1,"room":"MAIN","tick":0,"hz":20,"width":500,"height":500,"size":10,"top_speed":3000,"zombies":5}"#;

/// Who is there, and what they are sent.
#[derive(Default)]
pub struct Party {
    /// Connections, and whether they speak `party.2`.
    people: Vec<(usize, bool)>,
    tick: u32,
    classic: Vec<u8>,
    /// A keyframe in the first tick of these people, then one without who came.
    party2: Vec<u8>,
    /// For how many people the frames were made.
    made_for: Option<usize>,
    is_keyframe: bool,
}

impl Party {
    /// Makes frames again if they no longer fit.
    fn make(&mut self) {
        let squares = self.people.len() + ZOMBIES;
        if self.made_for != Some(self.people.len()) {
            self.made_for = Some(self.people.len());
            self.classic = wire::frame(wire::TEXT, classic(squares).as_bytes());
            self.party2 = party2(squares, true);
            self.is_keyframe = true;
        } else if self.is_keyframe {
            self.party2 = party2(squares, false);
            self.is_keyframe = false;
        }
        self.tick = self.tick.wrapping_add(1);
        let at = wire::payload(&self.party2) + 4;
        self.party2[at..at + 4].copy_from_slice(&self.tick.to_be_bytes());
    }
}

impl Service for Party {
    fn opened(&mut self, hub: &mut Hub, id: usize, party2: bool) {
        self.people.push((id, party2));
        if party2 {
            hub.send(id, &wire::frame(wire::TEXT, WELCOME));
        }
    }

    fn said(&mut self, _hub: &mut Hub, _id: usize, _what: &[u8]) {}

    fn gone(&mut self, _hub: &mut Hub, id: usize) {
        self.people.retain(|(person, _)| *person != id);
    }

    fn tick(&mut self, hub: &mut Hub) {
        self.make();
        for (id, party2) in &self.people {
            hub.send_if_idle(*id, if *party2 { &self.party2 } else { &self.classic });
        }
    }
}

/// A frame of the classic form, with so many squares anywhere.
fn classic(squares: usize) -> String {
    let mut rng = StdRng::seed_from_u64(squares as u64);
    let mut text = String::from("[");
    for i in 0..squares {
        let comma = if i == 0 { "" } else { "," };
        let (x, y) = (rng.random_range(0.0..SIDE), rng.random_range(0.0..SIDE));
        let [r, g, b]: [u8; 3] = rng.random();
        write!(text, r#"{comma}{{"location":[{x:.1},{y:.1}],"color":"rgb({r}, {g}, {b})"}}"#).expect("a String grows");
    }
    text.push(']');
    text
}

/// A frame of `party.2`, in which so many squares move; in a keyframe they came as well.
fn party2(squares: usize, keyframe: bool) -> Vec<u8> {
    let mut rng = StdRng::seed_from_u64(squares as u64);
    let count = squares as u16;
    let mut bytes = vec![1, u8::from(keyframe), 0, u8::from(!keyframe), 0, 0, 0, 0];
    for entries in [0, if keyframe { count } else { 0 }, 0, count] {
        bytes.extend(entries.to_be_bytes());
    }
    if keyframe {
        for id in 1..=count {
            bytes.extend(id.to_be_bytes());
            bytes.extend([0, rng.random(), rng.random(), rng.random(), 0]);
        }
    }
    for id in 1..=count {
        for part in [id, rng.random_range(0..16 * SIDE as u16), rng.random_range(0..16 * SIDE as u16)] {
            bytes.extend(part.to_be_bytes());
        }
    }
    wire::frame(wire::BINARY, &bytes)
}
