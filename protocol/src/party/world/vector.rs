//! A way to go, in px. Only operations that every platform computes to the same bit: no sine, no `hypot`.

use std::ops::{Add, Mul, Sub};

#[derive(Clone, Copy, PartialEq, Default, Debug)]
pub(super) struct Vector {
    pub(super) x: f32,
    pub(super) y: f32,
}

impl Vector {
    pub(super) fn dot(self, other: Vector) -> f32 {
        self.x * other.x + self.y * other.y
    }

    pub(super) fn length(self) -> f32 {
        self.dot(self).sqrt()
    }

    /// Of length 1, in the same direction; nothing if there is no direction.
    pub(super) fn unit(self) -> Option<Vector> {
        let length = self.length();
        (length > 0.0).then(|| self * (1.0 / length))
    }

    /// In the same direction, but no longer than `most`.
    pub(super) fn at_most(self, most: f32) -> Vector {
        let length = self.length();
        if length <= most { self } else { self * (most / length) }
    }
}

impl Add for Vector {
    type Output = Vector;

    fn add(self, other: Vector) -> Vector {
        Vector { x: self.x + other.x, y: self.y + other.y }
    }
}

impl Sub for Vector {
    type Output = Vector;

    fn sub(self, other: Vector) -> Vector {
        Vector { x: self.x - other.x, y: self.y - other.y }
    }
}

impl Mul<f32> for Vector {
    type Output = Vector;

    fn mul(self, factor: f32) -> Vector {
        Vector { x: self.x * factor, y: self.y * factor }
    }
}
