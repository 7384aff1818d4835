//! How often a viewer is told of whom, when there is not enough room to tell everything.
//!
//! The canvas is divided into [`SIDE`] by [`SIDE`] cells, whatever its size. Who looks from a cell is told of a mover
//! each *wait* ticks, a power of two that grows with the distance of their cells and with the level of the viewer's own:
//! the lowest level at which what is expected of a tick fits the budget. Level 0 is everything in every tick; 1 to 7
//! leave more and more rings of cells to longer waits, up to 16 ticks; 8 to 15 double all waits, up to 256.

/// Cells along each side of the canvas.
pub(super) const SIDE: usize = 8;

/// Cells of the canvas, numbered row by row.
pub(super) const CELLS: usize = SIDE * SIDE;

/// Waits are 2⁰ to 2⁸ ticks.
const WAITS: usize = 9;

/// The longest wait there is at a level up to the second, as a power of two. The first that is long enough for every
/// cell is that of the room.
const LONGEST: [(u8, u8); 6] = [(0, 0), (4, 7), (5, 8), (6, 9), (7, 10), (8, 15)];

/// Bytes of a frame before anything is in it, and for each that moved.
const EMPTY: u32 = 16;
const ROW: u32 = 6;

/// The wait for a distance in cells, 0 to 7, at a level, as a power of two.
fn wait(level: u8, distance: usize) -> u8 {
    let distance = distance as u8;
    match level {
        0..=7 => (level + distance).saturating_sub(7).min(4),
        _ => (distance.min(4) + level - 7).min(8),
    }
}

/// How many cells one is from the other, along the longer way.
fn distance(one: usize, other: usize) -> usize {
    let column = (one % SIDE).abs_diff(other % SIDE);
    let row = (one / SIDE).abs_diff(other / SIDE);
    column.max(row)
}

/// For each cell, and then for each ring of cells around one: how many moved within the last 2⁰, 2¹, … 2⁸ ticks.
pub(super) type Crowd = [[u32; WAITS]; CELLS];
type Rings = [[u32; WAITS]; SIDE];

/// A crowd of nobody.
pub(super) const NOBODY: Crowd = [[0; WAITS]; CELLS];

/// Counts one in who moved so many ticks ago.
pub(super) fn count(crowd: &mut Crowd, cell: u8, moved: u16) {
    // Less than 2ⁿ ticks ago, with the least n.
    let first = (u16::BITS - moved.leading_zeros()) as usize;
    if let Some(count) = crowd[usize::from(cell)].get_mut(first) {
        *count += 1;
    }
}

/// The levels of all cells, and the longest wait in the room.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Detail {
    pub(super) levels: [u8; CELLS],
    /// As a power of two: no one waits longer. 0 if nothing is left out.
    pub(super) longest: u8,
}

impl Detail {
    /// Everything in every tick.
    pub(super) const FULL: Detail = Detail { levels: [0; CELLS], longest: 0 };

    /// For who looks from a cell: the waits for all cells in ticks, less one, so that they serve as bit masks.
    pub(super) fn masks(&self, cell: u8) -> [u32; CELLS] {
        let cell = usize::from(cell);
        let level = self.levels[cell];
        std::array::from_fn(|other| (1 << wait(level, distance(cell, other))) - 1)
    }

    /// Takes the lowest levels whose frames are expected to have at most `budget` bytes, of which `taken` are needed
    /// for other than movers. To go down to a level it has to fit into nine tenths, so that it lasts.
    ///
    /// `crowd` is counted by [`count`].
    pub(super) fn adapt(&mut self, mut crowd: Crowd, taken: u32, budget: u32) {
        for cell in &mut crowd {
            for n in 1..WAITS {
                cell[n] += cell[n - 1];
            }
        }
        let least = ROW * crowd.iter().map(|cell| cell[0]).sum::<u32>() + EMPTY + taken;
        if least <= if self.longest == 0 { budget } else { lower(budget) } {
            *self = Detail::FULL;
            return;
        }
        let rings: [Rings; CELLS] = std::array::from_fn(|cell| rings(&crowd, cell));
        for (longest, highest) in LONGEST.into_iter().skip(1) {
            let mut levels = [highest; CELLS];
            let all_fit = (0..CELLS).all(|cell| {
                let fits = |level: &u8| {
                    let down = *level < self.levels[cell] || longest < self.longest;
                    let limit = if down { lower(budget) } else { budget };
                    expected(&rings[cell], *level, longest) + EMPTY + taken <= limit
                };
                let level = (0..=highest).find(fits);
                levels[cell] = level.unwrap_or(highest);
                // With the longest waits of all there is nothing better to try.
                level.is_some() || highest == 15
            });
            if all_fit {
                *self = Detail { levels, longest };
                return;
            }
        }
    }
}

fn lower(budget: u32) -> u32 {
    budget / 10 * 9
}

fn rings(crowd: &Crowd, center: usize) -> Rings {
    let mut rings = Rings::default();
    for (cell, counts) in crowd.iter().enumerate() {
        let ring = &mut rings[distance(center, cell)];
        for (sum, count) in ring.iter_mut().zip(counts) {
            *sum += count;
        }
    }
    rings
}

/// Bytes of movers in a tick, on average. One in 2ⁿ of those who wait 2ⁿ ticks has its turn, and is told if it moved
/// since its turn before; one in 2ᵐ is told if it moved within the room's longest wait, 2ᵐ ticks.
fn expected(rings: &Rings, level: u8, longest: u8) -> u32 {
    let rows = rings.iter().enumerate().map(|(distance, counts)| {
        let n = wait(level, distance);
        let (own, all) = (counts[usize::from(n)], counts[usize::from(longest)]);
        // In units of 1/256, the longest wait there is.
        (own << (8 - n)) + ((all - own) << (8 - longest))
    });
    rows.sum::<u32>() * ROW / 256
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_with_level_and_distance() {
        for level in 0..=15 {
            for distance in 0..SIDE {
                let wait = wait(level, distance);
                let ring = i32::try_from(distance).unwrap();
                let expected = match i32::from(level) {
                    0 => 0,
                    level @ 1..=7 => (ring - (7 - level)).clamp(0, 4),
                    level => (ring.min(4) + level - 7).min(8),
                };
                assert_eq!(i32::from(wait), expected, "level {level}, {distance} cells away");
                let longest = LONGEST.iter().find(|(_, highest)| level <= *highest).unwrap().0;
                assert!(wait <= longest);
            }
        }
    }

    #[test]
    fn distances_are_those_of_a_king() {
        assert_eq!(
            (distance(0, 63), distance(7, 56), distance(9, 9), distance(8, 10), distance(3, 51)),
            (7, 7, 0, 2, 6)
        );
        let crowd = [[1; WAITS]; CELLS];
        assert_eq!(rings(&crowd, 0).map(|ring| ring[0]), [1, 3, 5, 7, 9, 11, 13, 15]);
        assert_eq!(rings(&crowd, 27).map(|ring| ring[0]), [1, 8, 16, 24, 15, 0, 0, 0]);
    }

    #[test]
    fn movers_are_counted_by_when_they_moved() {
        let mut crowd = NOBODY;
        for moved in [0, 1, 2, 3, 4, 255, 256, u16::MAX] {
            count(&mut crowd, 5, moved);
        }
        assert_eq!(crowd[5], [1, 1, 2, 1, 0, 0, 0, 0, 1]);
    }

    #[test]
    fn a_level_is_kept_until_the_next_fits_well() {
        let crowd = |movers| {
            let mut crowd = NOBODY;
            crowd[63][0] = movers;
            crowd
        };
        let mut detail = Detail::FULL;
        detail.adapt(crowd(100), 0, 616);
        assert_eq!(detail, Detail::FULL);
        detail.adapt(crowd(101), 0, 616);
        assert_eq!((detail.levels[0], detail.levels[63], detail.longest), (1, 8, 5));
        let shed = detail.clone();
        detail.adapt(crowd(95), 0, 616);
        assert_eq!(detail.levels[0], shed.levels[0]);
        detail.adapt(crowd(88), 0, 616);
        assert_eq!(detail, Detail::FULL);
    }

    #[test]
    fn what_never_fits_gets_the_highest_level() {
        let mut detail = Detail::FULL;
        detail.adapt([[1_000, 0, 0, 0, 0, 0, 0, 0, 0]; CELLS], 0, 100);
        assert_eq!(detail, Detail { levels: [15; CELLS], longest: 8 });
    }
}
