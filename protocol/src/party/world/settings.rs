//! How a world is set up, and how large it is.

use super::MAX_ZOMBIES;

/// The shortest and the longest side of a canvas, in px.
const SIDES: (f32, f32) = (100.0, 4_000.0);

/// How a world is set up. See [`World::new`](super::World::new) for values out of range.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Settings {
    /// Width of the canvas, 100 to 4000 px.
    pub width: f32,
    /// Height of the canvas, 100 to 4000 px.
    pub height: f32,
    /// How many zombies there are, 0 to 500.
    pub zombies: u16,
    /// Speed of the fastest zombie in px/s, 0 or above; the others have 0.7 times that or more.
    pub zombie_speed: f32,
    /// Highest speed of a participant in px/s, 0 or above.
    pub top_speed: f32,
}

impl Default for Settings {
    /// A canvas of 500 by 500 px with 5 zombies, who walk at 40 px/s at most; participants at 3000 px/s.
    fn default() -> Settings {
        Settings { width: 500.0, height: 500.0, zombies: 5, zombie_speed: 40.0, top_speed: 3_000.0 }
    }
}

impl Settings {
    /// How large the canvas is, with both sides brought into range.
    pub fn area(&self) -> Area {
        let side = |px: f32, default: f32| if px.is_finite() { px.clamp(SIDES.0, SIDES.1) } else { default };
        let Settings { width, height, .. } = Settings::default();
        Area { width: side(self.width, width), height: side(self.height, height) }
    }

    /// The same with every value in range.
    pub(super) fn in_range(self) -> Settings {
        let speed = |speed: f32| if speed.is_finite() { speed.max(0.0) } else { 0.0 };
        let Area { width, height } = self.area();
        Settings {
            width,
            height,
            zombies: self.zombies.min(MAX_ZOMBIES),
            zombie_speed: speed(self.zombie_speed),
            top_speed: speed(self.top_speed),
        }
    }
}

/// The size of a canvas: all that it takes to tell whether a position is on it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Area {
    width: f32,
    height: f32,
}

impl Area {
    /// The largest there can be.
    pub(super) const LARGEST: Area = Area { width: SIDES.1, height: SIDES.1 };

    /// Width in px, 100 to 4000.
    pub fn width(self) -> f32 {
        self.width
    }

    /// Height in px, 100 to 4000.
    pub fn height(self) -> f32 {
        self.height
    }
}
