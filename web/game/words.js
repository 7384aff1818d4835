// What the game page says about a state. Pure.
import { waitWords } from '../lib/pill.js';
import { CELL_NAMES } from './lines.js';
import { otherMark, resultWords } from './state.js';

/** @typedef {import('./state.js').State} State */

/** @param {State} state @returns {string} whose turn it is, in words */
export function turnWords(state) {
  switch (state.phase) {
    case 'idle':
      return 'No game on';
    case 'connecting':
      return 'Connecting…';
    case 'waiting':
      return 'Waiting for an opponent';
    case 'over':
      return 'Game over';
    case 'playing':
      if (state.turn === null) return 'One moment…';
      return state.turn === 'you' ? 'Your move' : 'Opponent’s move';
  }
}

/** @param {State} state @returns {string} the title of the tab */
export function tabTitle(state) {
  const words = state.result === null ? turnWords(state) : resultWords(state.result).title;
  return `${words} · TTTParty`;
}

/**
 * @param {State} state @param {number} cell
 * @returns {string} how a screen reader names a cell
 */
export function cellLabel(state, cell) {
  const mark = state.cells[cell] ?? null;
  if (mark !== null) return `${CELL_NAMES[cell]}, ${mark}, ${mark === state.mark ? 'yours' : 'opponent’s'}`;
  return `${CELL_NAMES[cell]}, ${state.pending === cell ? 'asked for' : 'empty'}`;
}

/**
 * @typedef {object} Seat
 * @property {import('../lib/tttp.js').Mark | null} mark
 * @property {string} note
 * @property {boolean} toMove
 * @property {boolean} winner
 */

/** @param {State} state @param {'you' | 'opponent'} who @returns {Seat} */
export function seatFor(state, who) {
  const mark = who === 'you' ? state.mark : otherMark(state.mark);
  const seated = state.phase === 'playing' || state.phase === 'over';
  if (who === 'opponent' && !seated) return { mark: null, note: 'nobody yet', toMove: false, winner: false };
  if (mark === null) return { mark, note: 'not playing', toMove: false, winner: false };
  const toMove = state.turn === who;
  const winner = state.result?.kind === (who === 'you' ? 'won' : 'lost');
  return { mark, note: seatNote(state, who), toMove, winner };
}

/** @param {State} state @param {'you' | 'opponent'} who @returns {string} */
function seatNote({ phase, turn, result }, who) {
  switch (result?.kind) {
    case 'won':
      return who === 'you' ? 'winner' : 'well played';
    case 'lost':
      return who === 'you' ? 'well played' : 'winner';
    case 'tie':
      return 'tie';
    case 'left':
      return who === 'you' ? 'still here' : 'left';
    case 'gone':
      return who === 'you' ? 'still here' : 'out of reach';
    case undefined:
      if (phase === 'waiting') return 'ready';
      return turn === who ? 'to move' : 'waits';
  }
}

/**
 * What stands under the board.
 * @typedef {object} Panel
 * @property {'plain' | 'won' | 'over' | 'trouble'} look
 * @property {string | null} title
 * @property {string | null} text
 * @property {boolean} invite whether to show the link to share
 * @property {string | null} play the label of the primary button; null hides it
 * @property {string | null} cancel the label of the quiet button
 * @property {boolean} lobby whether to offer the way back
 */

/** @param {State} state @returns {Panel} */
export function panelFor(state) {
  const panel = { look: /** @type {Panel['look']} */ ('plain'), title: null, text: null, invite: false, play: null, cancel: null, lobby: false };
  const { link, result } = state;
  switch (state.phase) {
    case 'idle':
      if (link.name === 'stopped' && link.why !== null) return { ...panel, look: 'trouble', title: 'Not connected', text: link.why, play: 'Try again', lobby: true };
      return { ...panel, title: 'Ready when you are', text: 'Press Play, and you get the next person who comes along.', play: 'Play', lobby: true };
    case 'connecting':
      if (link.name !== 'waiting') return { ...panel, text: 'Saying hello to the server.', cancel: 'Cancel' };
      return { ...panel, look: 'trouble', title: link.why, text: upperFirst(waitWords(link.until, state.now)), play: 'Try now', cancel: 'Cancel' };
    case 'waiting':
      return { ...panel, text: `${elapsed(state)} Open this page in another tab, or share the link:`, invite: true, cancel: 'Cancel' };
    case 'playing':
      return { ...panel, cancel: 'Leave this game' };
    case 'over': {
      if (result === null) return panel;
      const { title, reason } = resultWords(result);
      const look = result.kind === 'won' ? 'won' : result.kind === 'gone' ? 'trouble' : 'over';
      const text = result.kind === 'gone' ? `${reason} ${afterGone(state)}` : reason;
      return { ...panel, look, title, text, play: 'Play again', lobby: true };
    }
  }
}

/** @param {State} state @returns {string} */
function afterGone({ link, now }) {
  switch (link.name) {
    case 'waiting':
      return `${link.why.replace(/\.$/, '')}: ${waitWords(link.until, now)}`;
    case 'stopped':
      return link.why ?? '';
    default:
      return 'Reconnecting…';
  }
}

/** @param {State} state @returns {string} */
function elapsed({ waitingSince, now }) {
  const seconds = waitingSince === null ? 0 : Math.max(0, Math.floor((now - waitingSince) / 1000));
  if (seconds < 60) return `Waiting for ${seconds} s.`;
  return `Waiting for ${Math.floor(seconds / 60)} min ${seconds % 60} s.`;
}

/** @param {string} text @returns {string} */
function upperFirst(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
