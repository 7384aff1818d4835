//! A place on the canvas.

use super::Area;
use super::vector::Vector;
use crate::Error;

/// The bits that stand for no [`Position`]: no position has them.
pub const NO_POSITION: u64 = u64::MAX;

/// How far outside of the canvas a browser's rounding may put a pointer at its rim, in px.
const RIM: f64 = 1.0;

/// How many units there are in a px, where positions are whole numbers.
const UNITS: f32 = 16.0;

/// A place on a canvas, rim included. Which canvas that is, is up to who keeps it.
#[derive(Clone, Copy, PartialEq, Default, Debug)]
pub struct Position {
    x: f32,
    y: f32,
}

impl Position {
    /// Takes coordinates in px. Up to 1 px outside of the area they are moved to its edge, as layout in fractions of
    /// a pixel lets a browser report -0.3 at the rim.
    ///
    /// Farther out is [`Error::PositionOutside`]; not a number, or infinite, is [`Error::PositionShape`].
    pub fn new(x: f64, y: f64, area: Area) -> Result<Position, Error> {
        if !x.is_finite() || !y.is_finite() {
            return Err(Error::PositionShape);
        }
        let near = |value: f64, end: f32| (-RIM..=f64::from(end) + RIM).contains(&value);
        if !near(x, area.width()) || !near(y, area.height()) {
            return Err(Error::PositionOutside);
        }
        Ok(Position::nearest(x as f32, y as f32, area))
    }

    /// Reads what a client sends: a JSON array of exactly two numbers, x and y ("TTTP.md", The party canvas).
    ///
    /// Anything else is [`Error::PositionShape`]; then as in [`new`](Position::new).
    pub fn from_json(text: &[u8], area: Area) -> Result<Position, Error> {
        let (x, y) = serde_json::from_slice(text).map_err(|_| Error::PositionShape)?;
        Position::new(x, y, area)
    }

    /// Takes coordinates in 1/16 px, as in [`Input`](crate::party::Input); then as in [`new`](Position::new).
    pub fn from_sixteenths(x: u16, y: u16, area: Area) -> Result<Position, Error> {
        let px = |units: u16| f64::from(units) / f64::from(UNITS);
        Position::new(px(x), px(y), area)
    }

    /// The coordinates in 1/16 px, rounded: 0 to 64000.
    pub fn to_sixteenths(self) -> (u16, u16) {
        let units = |px: f32| (px * UNITS).round() as u16;
        (units(self.x), units(self.y))
    }

    /// Distance from the left edge, 0 to 4000 px.
    pub fn x(self) -> f32 {
        self.x
    }

    /// Distance from the upper edge, 0 to 4000 px.
    pub fn y(self) -> f32 {
        self.y
    }

    /// Both coordinates in one word, so that the newest position can be kept in an atomic: the bits of x above those of
    /// y. Never [`NO_POSITION`].
    pub fn to_bits(self) -> u64 {
        u64::from(self.x.to_bits()) << 32 | u64::from(self.y.to_bits())
    }

    /// Undoes [`to_bits`](Position::to_bits). Nothing for [`NO_POSITION`], or for bits that stand for no place on the
    /// largest canvas. [`World::step`](super::World::step) brings it onto the world's own.
    pub fn from_bits(bits: u64) -> Option<Position> {
        let x = f32::from_bits((bits >> 32) as u32);
        let y = f32::from_bits(bits as u32);
        let inside = (0.0..=Area::LARGEST.width()).contains(&x) && (0.0..=Area::LARGEST.height()).contains(&y);
        inside.then(|| Position::nearest(x, y, Area::LARGEST))
    }

    /// The place nearest to these coordinates, which are numbers.
    pub(super) fn nearest(x: f32, y: f32, area: Area) -> Position {
        // Adding zero turns -0 into 0, which is what a reader expects of one.
        Position { x: x.clamp(0.0, area.width()) + 0.0, y: y.clamp(0.0, area.height()) + 0.0 }
    }

    /// The place nearest to this one.
    pub(super) fn within(self, area: Area) -> Position {
        Position::nearest(self.x, self.y, area)
    }

    /// The way to another place.
    pub(super) fn to(self, other: Position) -> Vector {
        Vector { x: other.x - self.x, y: other.y - self.y }
    }

    /// Where a way ends, or the place nearest to that.
    pub(super) fn after(self, way: Vector, area: Area) -> Position {
        Position::nearest(self.x + way.x, self.y + way.y, area)
    }
}
