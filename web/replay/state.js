// Where in a game the reader is, and how one gets from move to move. Pure: no DOM, no clock.
import { emptyBoard } from '../game/lines.js';
import { codeOf } from '../lib/commands.js';

/** @typedef {import('../lib/tttp2.js').Mark} Mark */
/** @typedef {import('../lib/records.js').Game} Game */

/** How many times as fast as it was. */
export const SPEEDS = [1, 2, 4];
/** Nobody looks at a board for longer than this while nothing happens, in ms. */
const LONGEST_WAIT_MS = 2_000;
/** Bots answer faster than an eye can follow, in ms. */
const SHORTEST_WAIT_MS = 250;

/** @param {number} index of a move, from 0 on @returns {Mark} whose it is */
export function moverOf(index) {
  return index % 2 === 0 ? 'X' : 'O';
}

/** @param {readonly number[]} moves @param {number} at how many of them are made @returns {import('../game/lines.js').Cells} */
export function boardAt(moves, at) {
  const cells = emptyBoard();
  for (const [index, cell] of moves.slice(0, at).entries()) cells[cell] = moverOf(index);
  return cells;
}

/** @param {readonly number[]} times ms since the game began @param {number} index @returns {number} how long a move took, in ms */
export function timeTaken(times, index) {
  return Math.max(0, (times[index] ?? 0) - (index === 0 ? 0 : times[index - 1] ?? 0));
}

/** @param {readonly number[]} times @param {number} at how many moves are made @param {number} speed @returns {number} ms until the next one is shown */
export function waitBefore(times, at, speed) {
  return Math.max(SHORTEST_WAIT_MS, Math.min(LONGEST_WAIT_MS, timeTaken(times, at)) / speed);
}

/**
 * @param {string} key as in `KeyboardEvent.key`
 * @param {number} at how many moves are made
 * @param {number} last how many there are
 * @returns {number | null} where it leads to, or null for a key that leads nowhere
 */
export function placeAfterKey(key, at, last) {
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, at - 1);
    case 'ArrowRight':
      return Math.min(last, at + 1);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}

/**
 * @param {URL} url
 * @returns {{ game: string, move: number | null, player: string | null }} what it asks for; a game is '' if it names none
 */
export function askedBy({ searchParams }) {
  const move = searchParams.get('move') ?? '';
  return { game: codeOf(searchParams.get('game') ?? ''), move: /^\d{1,2}$/.test(move) ? Number(move) : null, player: searchParams.get('player') };
}

/** @param {number | null} move as asked for @param {number} last how many there are @returns {number} where to begin: at the result, if nowhere else */
export function startAt(move, last) {
  return Math.min(move ?? last, last);
}
