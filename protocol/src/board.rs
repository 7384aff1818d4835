//! The board and its rules, without turns or seats.

use std::fmt;
use std::str::FromStr;

use crate::Error;

/// A mark on the board, and so the seat of the player who draws it. X moves first ("TTTP.md", Games).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Mark {
    /// Who waited first, and moves first.
    X,
    /// Who came second.
    O,
}

impl Mark {
    /// The other mark.
    pub fn opponent(self) -> Mark {
        match self {
            Mark::X => Mark::O,
            Mark::O => Mark::X,
        }
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Mark::X => "X",
            Mark::O => "O",
        })
    }
}

impl FromStr for Mark {
    type Err = Error;

    /// Reads exactly `X` or `O`; anything else is [`Error::UnknownCommand`].
    fn from_str(text: &str) -> Result<Mark, Error> {
        match text {
            "X" => Ok(Mark::X),
            "O" => Ok(Mark::O),
            _ => Err(Error::UnknownCommand),
        }
    }
}

/// One of the nine cells, 0 to 8, row by row from the top left ("TTTP.md", Commands).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Cell(u8);

impl Cell {
    /// The number of the cell, 0 to 8.
    pub fn get(self) -> u8 {
        self.0
    }

    /// All nine cells in order.
    pub fn all() -> impl Iterator<Item = Cell> {
        (0..9).map(Cell)
    }

    pub(crate) fn bit(self) -> u16 {
        1 << self.0
    }
}

impl TryFrom<u8> for Cell {
    type Error = Error;

    /// Takes 0 to 8; above is [`Error::NoSuchCell`].
    fn try_from(number: u8) -> Result<Cell, Error> {
        if number > 8 {
            return Err(Error::NoSuchCell);
        }
        Ok(Cell(number))
    }
}

impl FromStr for Cell {
    type Err = Error;

    /// Reads one or more ASCII digits, of which any number may be leading zeros.
    ///
    /// Other text, and no text at all, is [`Error::UnknownCommand`]; a number above 8, however long, is
    /// [`Error::NoSuchCell`].
    fn from_str(text: &str) -> Result<Cell, Error> {
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Error::UnknownCommand);
        }
        match text.trim_start_matches('0').as_bytes() {
            [] => Ok(Cell(0)),
            [digit] => Cell::try_from(digit - b'0'),
            _ => Err(Error::NoSuchCell),
        }
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Nine cells, each empty or marked. Bit `n` of a set stands for cell `n`; the two sets never share a bit.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Board {
    x: u16,
    o: u16,
}

impl Board {
    pub(crate) const FULL: u16 = 0b111_111_111;

    /// Rows, columns, diagonals.
    const LINES: [u16; 8] = [
        0b000_000_111,
        0b000_111_000,
        0b111_000_000,
        0b001_001_001,
        0b010_010_010,
        0b100_100_100,
        0b100_010_001,
        0b001_010_100,
    ];

    /// The mark in a cell, if there is one.
    pub fn at(&self, cell: Cell) -> Option<Mark> {
        if self.x & cell.bit() != 0 {
            return Some(Mark::X);
        }
        (self.o & cell.bit() != 0).then_some(Mark::O)
    }

    /// Marks an empty cell; [`Error::CellOccupied`] and no change if it isn't.
    pub fn place(&mut self, mark: Mark, cell: Cell) -> Result<(), Error> {
        if self.at(cell).is_some() {
            return Err(Error::CellOccupied);
        }
        self.overwrite(mark, cell);
        Ok(())
    }

    /// Who has three in a row, column or diagonal.
    pub fn winner(&self) -> Option<Mark> {
        if Self::has_line(self.x) {
            return Some(Mark::X);
        }
        Self::has_line(self.o).then_some(Mark::O)
    }

    /// Whether no cell is empty.
    pub fn is_full(&self) -> bool {
        self.x | self.o == Self::FULL
    }

    /// The set of cells with this mark.
    pub(crate) fn set(&self, mark: Mark) -> u16 {
        match mark {
            Mark::X => self.x,
            Mark::O => self.o,
        }
    }

    /// Whether a set has all cells of a row, column or diagonal.
    pub(crate) fn has_line(set: u16) -> bool {
        Self::LINES.iter().any(|line| set & line == *line)
    }

    /// Marks a cell, whatever is in it: for what is known to have happened.
    pub(crate) fn overwrite(&mut self, mark: Mark, cell: Cell) {
        let (own, other) = match mark {
            Mark::X => (&mut self.x, &mut self.o),
            Mark::O => (&mut self.o, &mut self.x),
        };
        *own |= cell.bit();
        *other &= !cell.bit();
    }
}

impl fmt::Display for Board {
    /// Three rows of `X`, `O` and `.`, joined by line feeds: for logs and failed tests, not for the wire.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for cell in Cell::all() {
            if matches!(cell.get(), 3 | 6) {
                f.write_str("\n")?;
            }
            match self.at(cell) {
                Some(mark) => mark.fmt(f)?,
                None => f.write_str(".")?,
            }
        }
        Ok(())
    }
}
