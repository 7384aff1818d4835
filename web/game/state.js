// What the game page knows, as plain data, and how each event changes it. Pure: no DOM, no socket, no clock.
import { CELL_NAMES, emptyBoard, lineNames, wonLines } from './lines.js';

/** @typedef {import('../lib/tttp.js').Mark} Mark */
/** @typedef {import('../lib/tttp.js').ServerLine} ServerLine */
/** @typedef {import('../lib/socket.js').LinkState} LinkState */

/**
 * How a game ended: a win, a loss, a tie, the opponent left, or the connection was lost and the game with it.
 * @typedef {{ kind: 'won' | 'lost' | 'tie' | 'left' | 'gone', lines: number[] }} Result
 */

/**
 * @typedef {object} State
 * @property {'idle' | 'connecting' | 'waiting' | 'playing' | 'over'} phase
 * @property {Mark | null} mark ours
 * @property {import('./lines.js').Cells} cells
 * @property {'you' | 'opponent' | null} turn
 * @property {number | null} pending the cell we asked for; the server has not answered yet
 * @property {Result | null} result
 * @property {{ id: number, text: string, cell: number | null } | null} notice why a press did nothing, or a word of the server
 * @property {{ id: number, text: string }[]} said the newest things to read out, oldest first
 * @property {number} lastId
 * @property {LinkState} link
 * @property {number | null} waitingSince ms
 * @property {number} now ms, as of the last event that told
 */

/**
 * @typedef {{ type: 'link', link: LinkState, now: number }
 *   | { type: 'line', line: ServerLine, now: number }
 *   | { type: 'press', cell: number }
 *   | { type: 'play' } | { type: 'cancel' }
 *   | { type: 'clock', now: number }
 *   | { type: 'hush', id: number }} Event
 */

/** @returns {State} */
export function initial() {
  return {
    phase: 'idle', mark: null, cells: emptyBoard(), turn: null, pending: null, result: null, notice: null,
    said: [], lastId: 0, link: { name: 'stopped', why: null }, waitingSince: null, now: 0,
  };
}

/**
 * @param {State} state
 * @param {Event} event
 * @returns {State}
 */
export function reduce(state, event) {
  switch (event.type) {
    case 'link':
      return linked({ ...state, now: event.now }, event.link);
    case 'line':
      return heard({ ...state, now: event.now }, event.line);
    case 'press':
      return pressed(state, event.cell);
    case 'play':
      return { ...cleared(state), phase: 'connecting' };
    case 'cancel':
      return say({ ...cleared(state), phase: 'idle' }, state.phase === 'playing' ? 'You left the game.' : 'You left the queue.');
    case 'clock':
      return { ...state, now: event.now };
    case 'hush':
      return state.notice?.id === event.id ? { ...state, notice: null } : state;
  }
}

/**
 * Why a press on this cell would do nothing, or null if the server is to be asked.
 * @param {State} state
 * @param {number} cell
 * @returns {string | null}
 */
export function refusal(state, cell) {
  switch (state.phase) {
    case 'idle':
      return 'No game on: press Play.';
    case 'connecting':
      return 'Not connected yet.';
    case 'waiting':
      return 'No opponent yet.';
    case 'over':
      return 'This game is over.';
    case 'playing':
      if (state.cells[cell] !== null) return `${state.cells[cell] === state.mark ? 'You have' : 'Opponent has'} this square.`;
      if (state.turn !== 'you') return 'Not your turn yet.';
      return state.pending !== null ? 'Your move is on its way.' : null;
  }
}

/** @param {Mark | null} mark @returns {Mark | null} */
export function otherMark(mark) {
  if (mark === null) return null;
  return mark === 'X' ? 'O' : 'X';
}

/** @param {State} state @param {LinkState} link @returns {State} */
function linked(state, link) {
  const next = { ...state, link };
  const why = link.name === 'waiting' || link.name === 'stopped' ? link.why : null;
  if (why === null || next.phase === 'over' || next.phase === 'idle') return next;
  if (next.phase === 'playing') return over(next, 'gone');
  return sayOnce({ ...cleared(next), phase: link.name === 'stopped' ? 'idle' : 'connecting' }, why);
}

/** @param {State} state @param {ServerLine} line @returns {State} */
function heard(state, line) {
  if (line.type === 'welcome') return welcomed(state, line.mark);
  // What comes after the end changes nothing: least of all who won.
  if (state.phase !== 'waiting' && state.phase !== 'playing') return state;
  switch (line.type) {
    case 'valid-move':
      return placed(state, line.cell, state.mark, 'opponent', `You took the ${CELL_NAMES[line.cell]}.`);
    case 'opponent-moved':
      return placed(state, line.cell, otherMark(state.mark), 'you', `Opponent took the ${CELL_NAMES[line.cell]}.`);
    case 'opponent-left':
      return over(state, 'left');
    case 'victory':
      return over(state, 'won');
    case 'defeat':
      return over(state, 'lost');
    case 'tie':
      return over(state, 'tie');
    case 'message':
      return told(state, line.text);
  }
}

/** @param {State} state @param {Mark} mark @returns {State} */
function welcomed(state, mark) {
  if (state.phase === 'idle') return state;
  const again = state.result?.kind === 'gone';
  const fresh = { ...cleared(state), mark };
  const begun = mark === 'X'
    ? say({ ...fresh, phase: 'waiting', waitingSince: state.now }, 'Waiting for an opponent. You are X.')
    : say({ ...fresh, phase: 'playing', turn: 'opponent' }, 'Opponent found. You are O. Opponent moves first.');
  return again ? notify(begun, 'The last game was lost with the connection. This is a new one.', null) : begun;
}

/** @param {State} state @param {string} text @returns {State} */
function told(state, text) {
  switch (text) {
    case 'Waiting for opponent to connect':
    case 'Your opponent will move first':
      return state; // WELCOME has told both already
    case 'Your move':
      if (state.turn === 'you') return state;
      return say({ ...state, phase: 'playing', turn: 'you', waitingSince: null }, `Opponent found. You are ${state.mark}. Your move.`);
    default:
      return notify({ ...state, pending: null }, text, state.pending);
  }
}

/** @param {State} state @param {number} cell @returns {State} */
function pressed(state, cell) {
  const why = refusal(state, cell);
  return why === null ? { ...state, pending: cell, notice: null } : notify(state, why, cell);
}

/**
 * @param {State} state @param {number} cell @param {Mark | null} mark
 * @param {'you' | 'opponent'} next @param {string} words
 * @returns {State}
 */
function placed(state, cell, mark, next, words) {
  const cells = state.cells.map((old, index) => (index === cell ? mark : old));
  const decided = wonLines(cells).length > 0 || !cells.includes(null);
  const placed = { ...state, phase: /** @type {const} */ ('playing'), cells, pending: null, notice: null, waitingSince: null };
  if (decided) return say({ ...placed, turn: null }, words); // how, the server tells next
  return say({ ...placed, turn: next }, next === 'you' ? `${words} Your move.` : words);
}

/** @param {State} state @param {Result['kind']} kind @returns {State} */
function over(state, kind) {
  const lines = kind === 'won' || kind === 'lost' ? wonLines(state.cells) : [];
  const result = { kind, lines };
  const { title, reason } = resultWords(result);
  const spoken = title.endsWith('!') ? `${title} ${reason}` : `${title}. ${reason}`;
  return say({ ...state, phase: 'over', turn: null, pending: null, notice: null, waitingSince: null, result }, spoken);
}

/**
 * @param {Result} result
 * @returns {{ title: string, reason: string }}
 */
export function resultWords({ kind, lines }) {
  const row = lines.length > 0 ? `Three in a row: ${lineNames(lines)}.` : 'Three in a row.';
  switch (kind) {
    case 'won':
      return { title: 'You win!', reason: row };
    case 'lost':
      return { title: 'Opponent wins', reason: row };
    case 'tie':
      return { title: 'A tie', reason: 'All nine squares are taken, and nobody has three in a row.' };
    case 'left':
      return { title: 'Opponent left', reason: 'The game was not over, so nobody wins.' };
    case 'gone':
      return { title: 'Connection lost', reason: 'This game is gone; you get a new one.' };
  }
}

/** @param {State} state @returns {State} the same page without a game */
function cleared(state) {
  const { said, lastId, link, now } = state;
  return { ...initial(), said, lastId, link, now };
}

/** @param {State} state @param {string} text @returns {State} */
function say(state, text) {
  const id = state.lastId + 1;
  return { ...state, lastId: id, said: [...state.said, { id, text }].slice(-5) };
}

/** @param {State} state @param {string} text @returns {State} */
function sayOnce(state, text) {
  return state.said.at(-1)?.text === text ? state : say(state, text);
}

/** @param {State} state @param {string} text @param {number | null} cell @returns {State} */
function notify(state, text, cell) {
  const next = say(state, text);
  return { ...next, notice: { id: next.lastId, text, cell } };
}
