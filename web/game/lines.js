// The geometry of the board: its cells' names and its eight lines. Pure.

/** @typedef {import('../lib/tttp2.js').Cells} Cells */

/** What each cell is called. */
export const CELL_NAMES = [
  'top left', 'top centre', 'top right',
  'middle left', 'centre', 'middle right',
  'bottom left', 'bottom centre', 'bottom right',
];

/** The eight lines, each from end to end. */
const LINES = [
  { cells: [0, 1, 2], name: 'the top row' },
  { cells: [3, 4, 5], name: 'the middle row' },
  { cells: [6, 7, 8], name: 'the bottom row' },
  { cells: [0, 3, 6], name: 'the left column' },
  { cells: [1, 4, 7], name: 'the middle column' },
  { cells: [2, 5, 8], name: 'the right column' },
  { cells: [0, 4, 8], name: 'the diagonal from the top left' },
  { cells: [2, 4, 6], name: 'the diagonal from the top right' },
];

/** @returns {Cells} */
export function emptyBoard() {
  return Array(9).fill(null);
}

/**
 * The lines that one player holds. The last move can complete two at once.
 * @param {Readonly<Cells>} cells
 * @returns {number[]} indexes of lines
 */
export function wonLines(cells) {
  const won = [];
  for (const [index, line] of LINES.entries()) {
    const [a, b, c] = line.cells.map((cell) => cells[cell]);
    if (a !== null && a === b && b === c) won.push(index);
  }
  return won;
}

/** @param {number} index @returns {readonly number[]} its three cells, from end to end */
export function lineCells(index) {
  return LINES[index]?.cells ?? [];
}

/** @param {number[]} lines @returns {string} "the top row", "the top row and the left column" */
export function lineNames(lines) {
  return lines.map((index) => LINES[index]?.name).join(' and ');
}

/**
 * Where a key takes the reader from one cell of the grid.
 * @param {number} cell
 * @param {string} key as in `KeyboardEvent.key`
 * @param {boolean} withControl whether Control is held: Home and End then span the board
 * @returns {number | null} the cell to go to, or null for a key that does not move
 */
export function cellAfterKey(cell, key, withControl) {
  const column = cell % 3;
  switch (key) {
    case 'ArrowLeft':
      return column > 0 ? cell - 1 : cell;
    case 'ArrowRight':
      return column < 2 ? cell + 1 : cell;
    case 'ArrowUp':
      return cell > 2 ? cell - 3 : cell;
    case 'ArrowDown':
      return cell < 6 ? cell + 3 : cell;
    case 'Home':
      return withControl ? 0 : cell - column;
    case 'End':
      return withControl ? 8 : cell - column + 2;
    default:
      return null;
  }
}
