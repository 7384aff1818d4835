//! A place on the canvas.

use super::vector::Vector;
use super::{HEIGHT, WIDTH};
use crate::Error;

/// The bits that stand for no [`Position`]: no position has them.
pub const NO_POSITION: u64 = u64::MAX;

/// How far outside of the canvas a browser's rounding may put a pointer at its rim, in px.
const RIM: f64 = 1.0;

/// A place on the canvas, rim included.
#[derive(Clone, Copy, PartialEq, Default, Debug)]
pub struct Position {
    x: f32,
    y: f32,
}

impl Position {
    /// Takes coordinates in px. Up to 1 px outside of the canvas they are moved to its edge, as layout in fractions of
    /// a pixel lets a browser report -0.3 at the rim.
    ///
    /// Farther out is [`Error::PositionOutside`]; not a number, or infinite, is [`Error::PositionShape`].
    pub fn new(x: f64, y: f64) -> Result<Position, Error> {
        if !x.is_finite() || !y.is_finite() {
            return Err(Error::PositionShape);
        }
        let near = |value: f64, end: f32| (-RIM..=f64::from(end) + RIM).contains(&value);
        if !near(x, WIDTH) || !near(y, HEIGHT) {
            return Err(Error::PositionOutside);
        }
        Ok(Position::nearest(x as f32, y as f32))
    }

    /// Reads what a client sends: a JSON array of exactly two numbers, x and y ("TTTP.md", The party canvas).
    ///
    /// Anything else is [`Error::PositionShape`]; then as in [`new`](Position::new).
    pub fn from_json(text: &[u8]) -> Result<Position, Error> {
        let (x, y) = serde_json::from_slice(text).map_err(|_| Error::PositionShape)?;
        Position::new(x, y)
    }

    /// Distance from the left edge, 0 to 500 px.
    pub fn x(self) -> f32 {
        self.x
    }

    /// Distance from the upper edge, 0 to 500 px.
    pub fn y(self) -> f32 {
        self.y
    }

    /// Both coordinates in one word, so that the newest position can be kept in an atomic: the bits of x above those of
    /// y. Never [`NO_POSITION`].
    pub fn to_bits(self) -> u64 {
        u64::from(self.x.to_bits()) << 32 | u64::from(self.y.to_bits())
    }

    /// Undoes [`to_bits`](Position::to_bits). Nothing for [`NO_POSITION`], or for bits that stand for no place on the
    /// canvas.
    pub fn from_bits(bits: u64) -> Option<Position> {
        let x = f32::from_bits((bits >> 32) as u32);
        let y = f32::from_bits(bits as u32);
        let inside = (0.0..=WIDTH).contains(&x) && (0.0..=HEIGHT).contains(&y);
        inside.then(|| Position::nearest(x, y))
    }

    /// The place on the canvas nearest to these coordinates, which are numbers.
    pub(super) fn nearest(x: f32, y: f32) -> Position {
        // Adding zero turns -0 into 0, which is what a reader expects of one.
        Position { x: x.clamp(0.0, WIDTH) + 0.0, y: y.clamp(0.0, HEIGHT) + 0.0 }
    }

    /// The way to another place.
    pub(super) fn to(self, other: Position) -> Vector {
        Vector { x: other.x - self.x, y: other.y - self.y }
    }

    /// Where a way ends, or the place on the canvas nearest to that.
    pub(super) fn after(self, way: Vector) -> Position {
        Position::nearest(self.x + way.x, self.y + way.y)
    }
}
