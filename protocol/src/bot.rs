//! Opponents of four strengths, for who finds nobody to play with.

use rand::{Rng, RngExt, seq::IndexedRandom};
use serde::{Deserialize, Serialize};

use crate::{Board, Cell, Mark, two::Level};

/// One chance in so many that a good player doesn't look.
const BLUNDER: u32 = 5;

/// Where a player of this level, whose turn it is, would mark this board; nothing if the game is over.
///
/// * [`Level::Random`] plays anywhere.
/// * [`Level::Easy`] takes a win that is there, and else plays anywhere.
/// * [`Level::Good`] takes a win, else prevents one, and else prefers the centre to corners and those to edges; but one
///   time in five it plays as if it were random.
/// * [`Level::Perfect`] never loses from the beginning on; it wins as soon, and loses as late, as can be.
///
/// Among moves that are equally good to it, it takes each with the same chance.
pub fn choose(level: Level, board: &Board, mark: Mark, rng: &mut impl Rng) -> Option<Cell> {
    let free = free(board);
    if free.is_empty() || board.winner().is_some() {
        return None;
    }
    let best = match level {
        Level::Random => free,
        Level::Easy => nonempty(winning(board, mark, &free)).unwrap_or(free),
        Level::Good if rng.random_ratio(1, BLUNDER) => free,
        Level::Good => sensible(board, mark, free),
        Level::Perfect => perfect(board, mark, free),
    };
    best.choose(rng).copied()
}

/// What a player can reach, with perfect play by both from there on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Value {
    /// To win.
    Win,
    /// A tie, and no more.
    Tie,
    /// Nothing: the other one wins.
    Loss,
}

/// What a move was worth to who made it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Grade {
    /// What can still be reached after it.
    pub value: Value,
    /// What could be reached before it.
    pub best: Value,
    /// Whether these are the same: nothing was given away.
    pub kept: bool,
}

/// What it is worth to mark this cell, whose turn it is. The cell is a free one of a game that is on; for others it means
/// nothing.
pub fn grade(board: &Board, mark: Mark, cell: Cell) -> Grade {
    let (own, other) = (board.set(mark), board.set(mark.opponent()));
    let best = outcome(value(own, other, -1, 1));
    let value = outcome(-value(other, own | cell.bit(), -1, 1));
    Grade { value, best, kept: value == best }
}

/// The bounds of 1 around a tie are enough to tell it from the rest, and cut most of the search short.
fn outcome(worth: i8) -> Value {
    match worth {
        1.. => Value::Win,
        0 => Value::Tie,
        _ => Value::Loss,
    }
}

fn free(board: &Board) -> Vec<Cell> {
    Cell::all().filter(|cell| board.at(*cell).is_none()).collect()
}

fn nonempty(cells: Vec<Cell>) -> Option<Vec<Cell>> {
    (!cells.is_empty()).then_some(cells)
}

/// Those that complete a line.
fn winning(board: &Board, mark: Mark, free: &[Cell]) -> Vec<Cell> {
    free.iter().copied().filter(|cell| Board::has_line(board.set(mark) | cell.bit())).collect()
}

fn sensible(board: &Board, mark: Mark, free: Vec<Cell>) -> Vec<Cell> {
    let of_kind = |wanted: fn(u8) -> bool| free.iter().copied().filter(|cell| wanted(cell.get())).collect();
    nonempty(winning(board, mark, &free))
        .or_else(|| nonempty(winning(board, mark.opponent(), &free)))
        .or_else(|| nonempty(of_kind(|cell| cell == 4)))
        .or_else(|| nonempty(of_kind(|cell| cell.is_multiple_of(2))))
        .unwrap_or(free)
}

fn perfect(board: &Board, mark: Mark, free: Vec<Cell>) -> Vec<Cell> {
    if free.len() == 9 {
        // From the empty board all moves lead to a tie; to find that out would take longer than all the rest.
        return free;
    }
    let (mut best, mut cells) = (-WORTH, Vec::new());
    for cell in free {
        // It need not be known how much worse than the best a move is.
        let score = -value(board.set(mark.opponent()), board.set(mark) | cell.bit(), -WORTH, 1 - best);
        if score > best {
            best = score;
            cells.clear();
        }
        if score == best {
            cells.push(cell);
        }
    }
    cells
}

/// More than any position is worth.
const WORTH: i8 = 10;

/// What a position is worth to who is to move, given the cells of both: 0 for a tie, else 1 and one for each cell that
/// stays empty, above 0 for a win. By negamax with alpha-beta pruning: exact between the two bounds, else on their side.
fn value(own: u16, other: u16, mut low: i8, high: i8) -> i8 {
    let mut free = Board::FULL & !(own | other);
    if Board::has_line(other) {
        return -1 - free.count_ones() as i8;
    }
    if free == 0 {
        return 0;
    }
    let mut best = -WORTH;
    while free != 0 && low < high {
        let cell = free & free.wrapping_neg();
        free ^= cell;
        best = best.max(-value(other, own | cell, -high, -low));
        low = low.max(best);
    }
    best
}
