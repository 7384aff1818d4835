// The two clocks: between the lines of the server they run down here. Pure.

/** @typedef {import('./state.js').Table} Table */
/** @typedef {import('../lib/tttp2.js').Mark} Mark */

/** With less than this left, tenths count, in ms. */
const TENTHS_BELOW = 10_000;

/** @param {Table} table @returns {Mark | null} whose clock runs; clocks start when both have moved, and stand while nothing is heard, and
 *   while those of the server do */
export function running({ clock, cells, turn, end, paused, held, unsaved }) {
  if (clock === 'none' || end !== null || paused || held !== null || unsaved !== null) return null;
  return cells.filter((mark) => mark !== null).length >= 2 ? turn : null;
}

/** @param {Table} table @param {Mark} mark @param {number} now @returns {number | null} ms; null without a clock */
export function timeLeft(table, mark, now) {
  const told = table.clocks[mark];
  if (told === null) return null;
  return running(table) === mark ? Math.max(0, told - (now - table.clockAt)) : told;
}

/** @param {number} ms @returns {string} "2:59", "0:09.4" */
export function clockText(ms) {
  const tenths = ms < TENTHS_BELOW ? Math.floor(ms / 100) : Math.ceil(ms / 1000) * 10;
  const seconds = Math.floor(tenths / 10);
  const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return ms < TENTHS_BELOW ? `${text}.${tenths % 10}` : text;
}

/** @param {number} ms @returns {boolean} whether it is time to hurry */
export function isShort(ms) {
  return ms < TENTHS_BELOW;
}
