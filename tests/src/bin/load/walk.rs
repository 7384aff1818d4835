//! Where somebody on the canvas is.

use rand::{RngExt, rngs::StdRng};

/// How far from home one goes who has one, in px.
const REACH: f32 = 40.0;
/// How far one goes at once on each axis, in px.
const STEP: f32 = 8.0;

/// A random walk. Positions are in px, of the top left corner of a square.
#[derive(Clone, Copy, Debug)]
pub struct Walk {
    /// From the left.
    pub x: f32,
    /// From the top.
    pub y: f32,
    low: (f32, f32),
    high: (f32, f32),
}

impl Walk {
    /// Begins anywhere on a canvas of this size, in px. Who has a home stays close to it.
    pub fn new(width: f32, height: f32, home: bool, rng: &mut StdRng) -> Self {
        let (x, y) = (rng.random_range(0.0..=width), rng.random_range(0.0..=height));
        let reach = if home { REACH } else { f32::INFINITY };
        let low = ((x - reach).max(0.0), (y - reach).max(0.0));
        let high = ((x + reach).min(width), (y + reach).min(height));
        Self { x, y, low, high }
    }

    /// Goes a step.
    pub fn step(&mut self, rng: &mut StdRng) {
        self.x = (self.x + rng.random_range(-STEP..=STEP)).clamp(self.low.0, self.high.0);
        self.y = (self.y + rng.random_range(-STEP..=STEP)).clamp(self.low.1, self.high.1);
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn who_has_a_home_stays_close_to_it_and_nobody_leaves_the_canvas() {
        let mut rng = StdRng::seed_from_u64(3);
        for home in [true, false] {
            let mut walk = Walk::new(500.0, 300.0, home, &mut rng);
            let (x, y) = (walk.x, walk.y);
            for _ in 0..10_000 {
                walk.step(&mut rng);
                assert!((0.0..=500.0).contains(&walk.x) && (0.0..=300.0).contains(&walk.y));
                assert!(!home || ((walk.x - x).abs() <= 40.1 && (walk.y - y).abs() <= 40.1));
            }
        }
    }
}
