//! A participant on the canvas.

use std::fmt;

use rand::{Rng, RngExt};

use super::{Id, Name, Now, Position};

/// Who takes part: what others see of a client.
#[derive(Clone, PartialEq, Debug)]
pub struct Participant {
    /// Whose square it is.
    pub id: Id,
    /// Where it is.
    pub position: Position,
    /// What it looks like.
    pub color: Color,
    /// What it calls itself, if it does.
    pub name: Option<Name>,
    /// The first tick that it was there in.
    pub joined: u64,
    /// The last tick in which its position changed, rounded to 1/16 px; or else when it joined.
    pub moved: u64,
    /// Where it is heading: the newest position its client sent.
    target: Position,
}

impl Participant {
    pub(super) fn new(id: Id, color: Color, name: Option<Name>, tick: u64) -> Participant {
        let position = Position::default();
        Participant { id, position, color, name, joined: tick, moved: tick, target: position }
    }

    /// Heads for the newest position its client sent, if there is a new one, by at most `stride` px.
    pub(super) fn walk(&mut self, newest: Option<Position>, stride: f32, now: Now) {
        self.target = newest.unwrap_or(self.target);
        if self.position == self.target {
            return;
        }
        let before = self.position.to_sixteenths();
        let way = self.position.to(self.target);
        // Landing on the target itself, rather than by adding the way, keeps rounding errors from piling up.
        self.position =
            if way.length() <= stride { self.target } else { self.position.after(way.at_most(stride), now.area) };
        if self.position.to_sixteenths() != before {
            self.moved = now.tick;
        }
    }
}

/// A colour of three components. Those of participants are below 200, to stand out from the pale canvas.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Color {
    /// Red, 0 to 255.
    pub r: u8,
    /// Green, 0 to 255.
    pub g: u8,
    /// Blue, 0 to 255.
    pub b: u8,
}

impl Color {
    pub(super) fn random(rng: &mut (impl Rng + ?Sized)) -> Color {
        let mut component = || rng.random_range(0..200);
        Color { r: component(), g: component(), b: component() }
    }
}

impl fmt::Display for Color {
    /// As in CSS: `rgb(r, g, b)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rgb({}, {}, {})", self.r, self.g, self.b)
    }
}
