// One game as the page knows it, as plain data, and how each line changes it. Pure: no DOM, no socket, no clock.
import { emptyBoard, wonLines } from './lines.js';

/** @typedef {import('../lib/tttp2.js').Line} Line */
/** @typedef {import('../lib/tttp2.js').Mark} Mark */
/** @typedef {import('../lib/tttp2.js').Seat} Seat */
/** @typedef {import('../lib/tttp2.js').Person} Person */

/**
 * @typedef {object} Table
 * @property {string} game
 * @property {Seat} seat ours
 * @property {Record<Mark, Person>} players
 * @property {string} clock as `180+2`, or `none`
 * @property {boolean} open whether anybody may watch
 * @property {number} seq how much has happened, as far as we know
 * @property {boolean} missed whether something has happened that we were not told: STATE heals it
 * @property {import('./lines.js').Cells} cells
 * @property {Mark | null} turn
 * @property {Record<Mark, number | null>} clocks ms left, as of `clockAt`
 * @property {number} clockAt
 * @property {number | null} pending the cell we asked for; the server has not answered yet
 * @property {{ id: number, text: string, cell: number | null } | null} notice why a press did nothing
 * @property {{ winner: Mark | null, reason: string, lines: number[] } | null} end
 * @property {Record<Mark, number | null>} gone from when on the other may claim the win
 * @property {Record<Mark, boolean>} left whether the seat is empty for good
 * @property {Record<Mark, boolean>} again whether that player asks for a rematch
 * @property {string | null} next the game that follows, which is about to begin
 * @property {number} watchers
 * @property {boolean} replaced whether our seat has gone to another tab
 */

/** @type {Record<Mark, boolean>} */
const NEITHER = { X: false, O: false };

/** @param {Mark} mark @returns {Mark} */
export function otherMark(mark) {
  return mark === 'X' ? 'O' : 'X';
}

/** @param {Extract<Line, { type: 'JOINED' }>} line @param {number} now @returns {Table} */
function seated({ game, seat, x, o, clock, open }, now) {
  return {
    game, seat, players: { X: x, O: o }, clock, open, seq: 0, missed: false, cells: emptyBoard(), turn: 'X',
    clocks: { X: null, O: null }, clockAt: now, pending: null, notice: null, end: null, gone: { X: null, O: null },
    left: NEITHER, again: NEITHER, next: null, watchers: 0, replaced: false,
  };
}

/**
 * @param {Table | null} table
 * @param {Line} line
 * @param {number} now
 * @returns {Table | null} the same one if the line is about something else
 */
export function hearTable(table, line, now) {
  if (line.type === 'JOINED') {
    // Who comes back to a game has it still, until STATE says what has become of it.
    if (table?.game === line.game) return { ...table, seat: line.seat, gone: { X: null, O: null }, replaced: false };
    return seated(line, now);
  }
  if (table === null || !('game' in line ? line.game === table.game : line.type === 'LEFT' && line.place === table.game)) return table;
  switch (line.type) {
    case 'STATE':
      return stated(table, line, now);
    case 'MOVED':
      return moved(table, line, now);
    case 'END':
      return ended(table, line);
    case 'GONE':
      return counted({ ...table, gone: { ...table.gone, [line.seat]: now + line.ms } });
    case 'BACK':
      return counted({ ...table, gone: { ...table.gone, [line.seat]: null } });
    case 'REMATCH':
      return counted({ ...table, again: { ...table.again, [line.seat]: true } });
    case 'LEFT':
      if (line.seat === 'watcher' || line.seat === table.seat) return null;
      return counted({ ...table, left: { ...table.left, [line.seat]: true }, again: NEITHER, gone: { ...table.gone, [line.seat]: null } });
    case 'NEXT':
      return { ...table, next: line.next };
    case 'WATCHERS':
      return { ...table, watchers: line.count };
    case 'REPLACED':
      return { ...table, replaced: true, pending: null };
    default:
      return table;
  }
}

/** @param {Table} table @param {Extract<Line, { type: 'STATE' }>} line @param {number} now @returns {Table} */
function stated(table, { seq, cells, turn, x, o }, now) {
  const pending = table.pending !== null && cells[table.pending] === null && turn === table.turn ? table.pending : null;
  return { ...table, seq, missed: false, cells, turn, clocks: { X: x, O: o }, clockAt: now, pending };
}

/** @param {Table} table @param {Extract<Line, { type: 'MOVED' }>} line @param {number} now @returns {Table} */
function moved(table, { seq, seat, cell, x, o }, now) {
  const cells = table.cells.map((mark, index) => (index === cell ? seat : mark));
  const decided = wonLines(cells).length > 0 || !cells.includes(null);
  const turn = decided ? null : otherMark(seat);
  return { ...table, seq, missed: seq !== table.seq + 1, cells, turn, clocks: { X: x, O: o }, clockAt: now, pending: null, notice: null };
}

/** @param {Table} table @param {Extract<Line, { type: 'END' }>} line @returns {Table} */
function ended(table, { seq, winner, reason }) {
  if (table.end !== null) return table;
  const lines = reason === 'line' ? wonLines(table.cells) : [];
  return { ...table, seq, missed: table.missed || seq !== table.seq + 1, turn: null, pending: null, notice: null, end: { winner, reason, lines } };
}

/** @param {Table} table @returns {Table} */
function counted(table) {
  return { ...table, seq: table.seq + 1 };
}

/**
 * Why a press on this cell would do nothing, or null if the server is to be asked.
 * @param {Table} table @param {number} cell
 * @returns {string | null}
 */
export function refusal(table, cell) {
  const { seat, cells, turn, pending, end, players } = table;
  if (seat === 'watcher') return 'You are watching this game.';
  if (end !== null) return 'This game is over.';
  const mark = cells[cell] ?? null;
  if (mark === seat) return 'You have this square.';
  if (mark !== null) return 'Your opponent has this square.';
  if (turn !== seat) return players[otherMark(seat)].kind === 'house' ? 'The house bot is still thinking.' : 'Not your turn yet.';
  return pending !== null ? 'Your move is on its way.' : null;
}

/** @param {Table} table @param {number} cell @param {number} id @returns {Table} */
export function press(table, cell, id) {
  const text = refusal(table, cell);
  return text === null ? { ...table, pending: cell, notice: null } : { ...table, notice: { id, text, cell } };
}

/** @param {Table} table @returns {boolean} whether we have a seat in it, and it is on */
export function isOurs(table) {
  return table.seat !== 'watcher' && table.end === null && !table.replaced;
}
