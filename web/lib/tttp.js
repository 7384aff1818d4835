// The TTTP/1 codec: one line of text to one message, and back. Pure.

/** @typedef {'X' | 'O'} Mark */

/**
 * @typedef {{ type: 'welcome', mark: Mark }
 *   | { type: 'valid-move', cell: number }
 *   | { type: 'opponent-moved', cell: number }
 *   | { type: 'opponent-left' }
 *   | { type: 'victory' } | { type: 'defeat' } | { type: 'tie' }
 *   | { type: 'message', text: string }} ServerLine
 */

/** Leaves the queue, the game and the connection. */
export const QUIT = 'QUIT';

/** @param {number} cell 0 to 8, row by row @returns {string} */
export function move(cell) {
  return `MOVE ${cell}`;
}

/**
 * Reads what one WebSocket frame holds: a line without its ending, as a rule, but several are understood too.
 * @param {string} frame
 * @returns {ServerLine[]} unknown lines are left out
 */
export function parseFrame(frame) {
  /** @type {ServerLine[]} */
  const lines = [];
  for (const text of frame.split('\n')) {
    const line = parseLine(text.trim());
    if (line !== null) lines.push(line);
  }
  return lines;
}

/**
 * Lines are matched by prefix, as every client in the field does.
 * @param {string} line without its ending
 * @returns {ServerLine | null} null for what this codec does not know
 */
export function parseLine(line) {
  if (line.startsWith('WELCOME ')) return welcome(line.slice(8));
  if (line.startsWith('VALID_MOVE ')) return moved('valid-move', line.slice(11));
  if (line.startsWith('OPPONENT_MOVED ')) return moved('opponent-moved', line.slice(15));
  if (line.startsWith('OTHER_PLAYER_LEFT')) return { type: 'opponent-left' };
  if (line.startsWith('VICTORY')) return { type: 'victory' };
  if (line.startsWith('DEFEAT')) return { type: 'defeat' };
  if (line.startsWith('TIE')) return { type: 'tie' };
  if (line.startsWith('MESSAGE ')) return { type: 'message', text: line.slice(8) };
  return null;
}

/** @param {string} rest @returns {ServerLine | null} */
function welcome(rest) {
  const mark = rest.charAt(0);
  return mark === 'X' || mark === 'O' ? { type: 'welcome', mark } : null;
}

/** @param {'valid-move' | 'opponent-moved'} type @param {string} rest @returns {ServerLine | null} */
function moved(type, rest) {
  return /^[0-8]$/.test(rest) ? { type, cell: Number(rest) } : null;
}
