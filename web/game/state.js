// One game as the page knows it, as plain data, and how each line changes it. Pure: no DOM, no socket, no clock.
import { running, timeLeft } from './clock.js';
import { emptyBoard, wonLines } from './lines.js';

/** @typedef {import('../lib/tttp2.js').Line} Line */
/** @typedef {import('../lib/tttp2.js').Mark} Mark */
/** @typedef {import('../lib/tttp2.js').Seat} Seat */
/** @typedef {import('../lib/tttp2.js').Person} Person */

/**
 * @typedef {object} Table
 * @property {string} game
 * @property {Seat} seat ours
 * @property {string | null} ticket what our seat is come back to with
 * @property {Record<Mark, Person>} players
 * @property {string} clock as `180+2`, or `none`
 * @property {boolean} open whether anybody may watch
 * @property {number} seq how much has happened, as far as we know
 * @property {boolean} missed whether something has happened that we were not told: STATE heals it
 * @property {import('./lines.js').Cells} cells
 * @property {Mark | null} turn
 * @property {Record<Mark, number | null>} clocks ms left, as of `clockAt`
 * @property {number} clockAt
 * @property {number | null | undefined} firstBy when the first move of who is to move must have come, on the page's clock; null when
 *   that is over, or not known; undefined before STATE
 * @property {number | null} pending the cell we asked for; the server has not answered yet
 * @property {{ id: number, text: string, cell: number | null } | null} notice why a press did nothing
 * @property {{ winner: Mark | null, reason: string, lines: number[] } | null} end
 * @property {Record<Mark, number | null>} gone from when on the other may claim the win
 * @property {Record<Mark, boolean>} left whether the seat is empty for good
 * @property {Record<Mark, boolean>} again whether that player asks for a rematch
 * @property {string | null} next the game that follows, which is about to begin
 * @property {number} watchers
 * @property {boolean} replaced whether our seat has gone to another tab or device
 * @property {boolean} returned whether we have just come back: either all that we missed follows, or STATE
 * @property {boolean} paused whether nothing is heard of it for now: then no time passes here
 * @property {number | null} held until when its time stands still, at most, since the server was started again; null if it goes on
 * @property {boolean} stood whether its time has stood still since we came back
 * @property {{ told: number | null } | null} unsaved its time stands still since the server can't save: what it has told of
 *   the clock of who is to move, once it has; null if it goes on
 */

/** How long the server waits for a first move of each side, in ms, unless it is set up otherwise. A house bot waits for as long as it takes. */
export const FIRST_MOVE_MS = 30_000;
/** An end that comes this much before a first move was due is another one's, in ms. */
const SLACK_MS = 1_500;

/** @type {Record<Mark, boolean>} */
const NEITHER = { X: false, O: false };

/** @param {Mark} mark @returns {Mark} */
export function otherMark(mark) {
  return mark === 'X' ? 'O' : 'X';
}

/** @param {Extract<Line, { type: 'JOINED' }>} line @param {number} now @returns {Table} */
function seated({ game, seat, x, o, clock, open, ticket }, now) {
  return {
    game, seat, ticket, players: { X: x, O: o }, clock, open, seq: 0, missed: false, cells: emptyBoard(), turn: 'X',
    clocks: { X: null, O: null }, clockAt: now, firstBy: undefined, pending: null, notice: null, end: null, gone: { X: null, O: null },
    left: NEITHER, again: NEITHER, next: null, watchers: 0, replaced: false, returned: false, paused: false, held: null,
    stood: false, unsaved: null,
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
    // Who comes back to a game has it still, until lines or STATE say what has become of it.
    if (table?.game === line.game) return { ...table, seat: line.seat, ticket: line.ticket, replaced: false, returned: true, held: null, stood: false, unsaved: null };
    return seated(line, now);
  }
  if (table === null || !('game' in line ? line.game === table.game : line.type === 'LEFT' && line.place === table.game)) return table;
  switch (line.type) {
    case 'STATE':
      return stated(table, line, now);
    case 'MOVED':
      return moved(table, line, now);
    case 'END':
      return ended(table, line, now);
    case 'GONE':
      return counted({ ...table, gone: { ...table.gone, [line.seat]: now + line.ms } });
    case 'HELD':
      // For how long a first move is waited for, nobody tells.
      return { ...standing(table, now), held: now + line.ms, stood: true, firstBy: null };
    case 'BACK':
      // We have come back: for how long our first move was waited for, nobody tells.
      return counted({ ...table, gone: { ...table.gone, [line.seat]: null }, firstBy: line.seat === table.seat ? null : table.firstBy });
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
      return { ...table, replaced: true, pending: null, notice: null };
    default:
      return table;
  }
}

/** @param {Table} table @param {Extract<Line, { type: 'STATE' }>} line @param {number} now @returns {Table} */
function stated(table, { seq, cells, turn, x, o }, now) {
  const pending = table.pending !== null && cells[table.pending] === null && turn === table.turn ? table.pending : null;
  // Who comes to watch does not know since when it is waited.
  const begins = seq === 0 && turn !== null && table.seat !== 'watcher' && !isPastime(table);
  const firstBy = table.firstBy !== undefined ? table.firstBy : begins ? now + FIRST_MOVE_MS : null;
  // Who has come back to this is not told who was away, or since when.
  const gone = table.returned ? { X: null, O: null } : table.gone;
  const next = { ...table, seq, missed: false, cells, turn, clocks: { X: x, O: o }, clockAt: now, firstBy, pending, gone, returned: false, paused: false, held: null };
  return { ...next, unsaved: stillUnsaved(next) };
}

/** @param {Table} table after STATE @returns {Table['unsaved']} a clock that has run since STATE was told before runs again */
function stillUnsaved(table) {
  const { unsaved, clocks } = table;
  const mark = running({ ...table, unsaved: null });
  if (unsaved === null || mark === null) return null;
  const told = clocks[mark];
  return told === null || (unsaved.told !== null && told !== unsaved.told) ? null : { told };
}

/** @param {Table} table @param {Extract<Line, { type: 'MOVED' }>} line @param {number} now @returns {Table} */
function moved(table, { seq, seat, cell, x, o }, now) {
  // STATE had it already.
  if (seq <= table.seq) return table;
  const cells = table.cells.map((mark, index) => (index === cell ? seat : mark));
  const decided = wonLines(cells).length > 0 || !cells.includes(null);
  const turn = decided ? null : otherMark(seat);
  const firstBy = marksOn(cells) === 1 && !isPastime(table) ? now + FIRST_MOVE_MS : null;
  const missed = table.missed || seq !== table.seq + 1;
  // We can move while the other one is not back yet: that makes no time pass.
  const held = seat === table.seat ? table.held : null;
  return { ...table, seq, missed, cells, turn, clocks: { X: x, O: o }, clockAt: now, firstBy, pending: null, notice: null, returned: false, paused: false, held, unsaved: null };
}

/** @param {readonly (Mark | null)[]} cells */
function marksOn(cells) {
  return cells.filter((mark) => mark !== null).length;
}

/** @param {Table} table @param {Extract<Line, { type: 'END' }>} line @param {number} now @returns {Table} */
function ended(table, { seq, winner, reason: told }, now) {
  if (table.end !== null) return table;
  const reason = told === 'void' ? voidReason(table, now) : told;
  const lines = reason === 'line' ? wonLines(table.cells) : [];
  // After STATE it is told once more: then the rest has been counted.
  const missed = table.missed || seq > table.seq + 1;
  return { ...table, seq: Math.max(seq, table.seq), missed, turn: null, pending: null, notice: null, returned: false, held: null, unsaved: null, end: { winner, reason, lines } };
}

/**
 * The server says `void` of all games without a result; which it was follows from the rest.
 * @param {Table} table @param {number} now
 * @returns {'late' | 'way' | 'void'} a first move came too late; a house bot made way; or both players were gone
 */
function voidReason(table, now) {
  const { cells, firstBy } = table;
  if (typeof firstBy === 'number' && now >= firstBy - SLACK_MS) return 'late';
  if (isPastime(table)) return 'way';
  return marksOn(cells) < 2 ? 'late' : 'void';
}

/** @param {Table} table @returns {boolean} whether it is with a house bot: then it makes way for any other game */
export function isPastime({ players }) {
  return players.X.kind === 'house' || players.O.kind === 'house';
}

/** @param {Table} table @returns {Table} */
function counted(table) {
  return { ...table, seq: table.seq + 1, returned: false };
}

/** @param {Table} table @param {number} now @returns {Table} as it stands until it is heard of again: for us, time stops */
export function pause(table, now) {
  return table.paused ? table : { ...standing(table, now), paused: true };
}

/** @param {Table} table @param {number} now @returns {Table} with its clocks as they are now */
function standing(table, now) {
  return { ...table, clocks: { X: timeLeft(table, 'X', now), O: timeLeft(table, 'O', now) }, clockAt: now };
}

/** @param {Table} table @param {number} now @returns {Table} after the server could not save: where clocks run, they stand until it can */
export function unsaved(table, now) {
  return running(table) === null ? table : { ...standing(table, now), unsaved: { told: null } };
}

/** @param {Table} table @param {number} now @returns {Table} */
export function goOn(table, now) {
  return table.paused ? { ...table, clockAt: now, paused: false } : table;
}

/**
 * @param {Table | null} table
 * @returns {import('../lib/seat.js').Kept | null} the seat in it that can be come back to: after the end too, as long as
 *   there may be a rematch
 */
export function seatOf(table) {
  if (table === null || table.ticket === null || table.seat === 'watcher') return null;
  const { game, ticket, end, left, seat } = table;
  return end !== null && left[otherMark(seat)] ? null : { game, ticket };
}

/**
 * @param {Table | null} table @param {string} game
 * @returns {number | null} how many lines of that game we have. A page that was just loaded has none, and is told all of
 *   them: how the game stands alone does not tell who is away, or asks for a rematch. Null is for gaps.
 */
export function seenOf(table, game) {
  if (table?.game !== game) return 0;
  return table.missed ? null : table.seq;
}

/** @param {Table} table @returns {boolean} whether a move that was asked for is still to be made, and can be */
export function isOwed({ pending, cells, turn, seat, end }) {
  return pending !== null && cells[pending] === null && turn === seat && end === null;
}

/**
 * Why a press on this cell would do nothing, or null if the server is to be asked.
 * @param {Table} table @param {number} cell
 * @returns {string | null}
 */
export function refusal(table, cell) {
  const { seat, cells, turn, pending, end, players, replaced } = table;
  if (seat === 'watcher') return 'You are watching this game.';
  if (replaced) return 'This game goes on elsewhere: take it back first.';
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

/** @param {Table} table @returns {Mark | null} who is to move, if that is known here: elsewhere it goes on without us */
export function turnShown({ turn, replaced }) {
  return replaced ? null : turn;
}

/** @param {Table} table @returns {boolean} whether we have a seat in it, and it is on */
export function isOurs(table) {
  return table.seat !== 'watcher' && table.end === null && !table.replaced;
}
