//! What one player knows of a game.

use rand::{RngExt, rngs::StdRng};

/// All nine cells.
const FULL: u16 = 0o777;
/// Rows, columns and diagonals; bit n is cell n.
const LINES: [u16; 8] = [0o007, 0o070, 0o700, 0o111, 0o222, 0o444, 0o421, 0o124];

/// The marks of a player and of the other one, a bit each.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Board {
    mine: u16,
    theirs: u16,
}

/// How a game ends, to one player.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Ending {
    /// Three in a row.
    Victory,
    /// Three in a row, of the other.
    Defeat,
    /// Nine marks without that.
    Tie,
}

impl Ending {
    /// The word for it.
    pub fn word(self) -> &'static [u8] {
        match self {
            Self::Victory => b"VICTORY",
            Self::Defeat => b"DEFEAT",
            Self::Tie => b"TIE",
        }
    }
}

impl Board {
    /// No marks.
    pub const EMPTY: Self = Self { mine: 0, theirs: 0 };

    /// Whether nobody has moved.
    pub fn is_empty(self) -> bool {
        self.mine | self.theirs == 0
    }

    /// Whether this cell, 0 to 8, has no mark.
    pub fn is_free(self, cell: u8) -> bool {
        (self.mine | self.theirs) >> cell & 1 == 0
    }

    /// Marks a cell of one's own.
    pub fn mark(&mut self, cell: u8) {
        self.mine |= 1 << cell;
    }

    /// Marks a cell of the other.
    pub fn mark_other(&mut self, cell: u8) {
        self.theirs |= 1 << cell;
    }

    /// The ending, if this is one.
    pub fn ending(self) -> Option<Ending> {
        let has_line = |cells: u16| LINES.iter().any(|line| cells & line == *line);
        if has_line(self.mine) {
            Some(Ending::Victory)
        } else if has_line(self.theirs) {
            Some(Ending::Defeat)
        } else {
            (self.mine | self.theirs == FULL).then_some(Ending::Tie)
        }
    }

    /// Any free cell; the board must have one.
    pub fn any_free(self, rng: &mut StdRng) -> u8 {
        any(!(self.mine | self.theirs) & FULL, rng)
    }

    /// Any marked cell; the board must have one.
    pub fn any_marked(self, rng: &mut StdRng) -> u8 {
        any(self.mine | self.theirs, rng)
    }
}

/// The place of any bit that is set.
fn any(mut cells: u16, rng: &mut StdRng) -> u8 {
    for _ in 0..rng.random_range(0..cells.count_ones().max(1)) {
        cells &= cells - 1;
    }
    cells.trailing_zeros().min(8) as u8
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn every_game_of_legal_moves_ends() {
        let mut rng = StdRng::seed_from_u64(7);
        for _ in 0..1000 {
            let mut board = Board::EMPTY;
            let mut moves = 0;
            while board.ending().is_none() {
                let cell = board.any_free(&mut rng);
                assert!(board.is_free(cell));
                if moves % 2 == 0 {
                    board.mark(cell)
                } else {
                    board.mark_other(cell)
                }
                assert!(!board.is_free(board.any_marked(&mut rng)));
                moves += 1;
            }
            assert!((5..=9).contains(&moves), "{moves}");
        }
    }
}
