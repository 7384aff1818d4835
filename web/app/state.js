// All that the app knows, as plain data, and how each event changes it. Pure: no DOM, no socket, no clock.
import { hearChat, NO_CHAT } from '../chat/state.js';
import { goOn, hearTable, isOurs, isPastime, pause, press, unsaved } from '../game/state.js';
import { hearLists, NOTHING_LISTED } from '../lobby/lists.js';
import { answerCall, hearSeeking, isWaiting, NOT_SEEKING } from '../lobby/seeking.js';
import { refusalWords, troubleText } from './words.js';

/** @typedef {import('../lib/tttp2.js').Line} Line */
/** @typedef {import('../lib/session.js').Outcome} Outcome */
/** @typedef {import('../lib/socket.js').LinkState} LinkState */

/**
 * Where a word of trouble is shown: where the press was that it is about. What the address asked for is told at the top
 * of the page; what nobody asked for is silent.
 * @typedef {'address' | 'name' | 'play' | 'host' | 'join' | 'people' | 'rooms' | 'games' | 'calls' | 'chat' | 'panel' | 'board' | 'silent'} Spot
 */

/**
 * @typedef {object} State
 * @property {'lobby' | 'table'} view the table may be one without a game
 * @property {LinkState} link
 * @property {boolean} open whether the session is
 * @property {boolean} held whether the session was open, and may go on
 * @property {boolean} unsent whether the move that we wait for was made while it was not open
 * @property {string | null} lost why it is not any more, until it is again
 * @property {import('./comeback.js').Back} back how it stands with the seat that we come back to
 * @property {number} now ms, as of the last event that told
 * @property {import('../lib/tttp2.js').Person | null} me
 * @property {number | null} trip the round trip, in ms
 * @property {{ open: boolean, proposals: readonly string[], kept: string | null, regain: string | null }} naming `kept` is what we
 *   would be called, but can't; `regain` what we were called before the connection was lost, and will be again
 * @property {import('../lobby/lists.js').Lists} lists
 * @property {import('../lobby/seeking.js').Seeking} seeking
 * @property {import('../chat/state.js').Chat} chat
 * @property {import('../game/state.js').Table | null} table
 * @property {Partial<Record<Spot, { text: string, until: number | null }>>} trouble
 * @property {boolean} resigning whether Resign has been pressed once
 * @property {string | null} note a word on something that has passed
 * @property {readonly string[]} serverSays the newest words of the server that belong nowhere else
 */

/**
 * @typedef {{ type: 'link', link: LinkState, now: number }
 *   | { type: 'line', line: Line, now: number }
 *   | { type: 'answer', spot: Spot, about: string, outcome: Outcome, now: number }
 *   | { type: 'asked', spot: Spot }
 *   | { type: 'trouble', spot: Spot, text: string }
 *   | { type: 'name-refused', name: string, text: string } | { type: 'name-held', name: string }
 *   | { type: 'called', name: string }
 *   | { type: 'press', cell: number, id: number }
 *   | { type: 'hush', id: number }
 *   | { type: 'resigning', on: boolean }
 *   | { type: 'naming', open: boolean }
 *   | { type: 'view', view: State['view'] }
 *   | { type: 'leave-table' } | { type: 'dismiss' }
 *   | { type: 'back', back: State['back'], now: number }
 *   | { type: 'clock', now: number }} Event
 */

/** @param {State['view']} [view] @returns {State} */
export function initial(view = 'lobby') {
  return {
    view, link: { name: 'stopped', why: null }, open: false, held: false, unsent: false, lost: null, back: null, now: 0, me: null, trip: null,
    naming: { open: false, proposals: [], kept: null, regain: null }, lists: NOTHING_LISTED, seeking: NOT_SEEKING, chat: NO_CHAT, table: null,
    trouble: {}, resigning: false, note: null, serverSays: [],
  };
}

/** @param {State} state @param {Event} event @returns {State} */
export function reduce(state, event) {
  switch (event.type) {
    case 'link':
      return linked(state, event.link, event.now);
    case 'line':
      return heard({ ...state, now: event.now }, event.line);
    case 'answer':
      return answered({ ...state, now: event.now }, event);
    case 'asked':
      return calm(state, event.spot);
    case 'trouble':
      return upset(state, event.spot, event.text, null);
    case 'name-refused':
      return { ...state, naming: { ...state.naming, kept: event.name } };
    case 'name-held':
      return { ...state, naming: { ...state.naming, regain: event.name } };
    case 'called':
      return { ...calm(state, 'calls'), seeking: answerCall(state.seeking, event.name) };
    case 'press':
      return pressed(state, event.cell, event.id);
    case 'hush':
      return state.table?.notice?.id === event.id ? { ...state, table: { ...state.table, notice: null } } : state;
    case 'resigning':
      return { ...state, resigning: event.on };
    case 'naming':
      return { ...calm(state, 'name'), naming: { ...state.naming, open: event.open, proposals: event.open ? state.naming.proposals : [] } };
    case 'view':
      return event.view === state.view ? state : { ...state, view: event.view, trouble: {} };
    case 'leave-table':
      return { ...state, view: 'lobby', table: null, resigning: false, trouble: {} };
    case 'back':
      return cameBack({ ...state, now: event.now }, event.back);
    case 'dismiss':
      return { ...state, note: null, naming: { ...state.naming, kept: null }, seeking: { ...state.seeking, note: null } };
    case 'clock':
      return { ...state, now: event.now };
  }
}

/** @param {State} state @returns {boolean} whether time alone changes what is shown, or soon will */
export function isTicking({ link, table, seeking, trouble, open }) {
  if (!open) return link.name === 'waiting';
  if (isWaiting(seeking) || Object.values(trouble).some(({ until }) => until !== null)) return true;
  return table !== null && table.end === null && (table.clock !== 'none' || table.held !== null || typeof table.firstBy === 'number' || Object.values(table.gone).some((at) => at !== null));
}

/** @param {State} state @param {Line} line @returns {State} */
function heard(state, line) {
  const { now } = state;
  const next = {
    ...state,
    lists: hearLists(state.lists, line),
    seeking: hearSeeking(state.seeking, line, now),
    chat: hearChat(state.chat, line),
    table: hearTable(state.table, line, now),
  };
  switch (line.type) {
    case 'HELLO':
      return { ...next, open: true, held: false, unsent: false, lost: null, me: { name: line.name, kind: line.kind }, naming: named(next.naming, line.name), trouble: {}, serverSays: [] };
    case 'NAME':
      return { ...next, me: { kind: next.me?.kind ?? 'person', name: line.name }, naming: { open: false, proposals: [], kept: null, regain: null } };
    case 'PROPOSED':
      return { ...next, naming: { ...next.naming, proposals: line.names } };
    case 'PING':
      return { ...next, trip: line.ms };
    case 'JOINED':
      return { ...next, view: 'table', resigning: false, trouble: {}, note: switchWords(state, line) };
    case 'STATE':
    case 'MOVED':
      return canSave(state, next) ? calm(next, 'panel') : next;
    case 'END':
      return next.table === state.table ? next : { ...next, resigning: false, trouble: {} };
    case 'LEFT':
      return next.table === null && state.table !== null ? { ...next, view: 'lobby', resigning: false, trouble: {} } : next;
    case 'CHALLENGE':
    case 'WITHDRAWN':
      return calm(next, 'calls');
    case 'CHALLENGING':
    case 'DECLINED':
      return calm(next, 'people');
    case 'ERROR':
      return { ...next, note: line.text };
    case 'LIMIT':
      return { ...next, note: `That was too much at once: wait ${Math.ceil(line.ms / 1000)} s, then try again.` };
    case 'MESSAGE':
      return next.open ? { ...next, serverSays: [...next.serverSays, line.text].slice(-3) } : next;
    default:
      return next;
  }
}

/** @param {State} before @param {State} after a line about a table @returns {boolean} whether it shows that the server can save */
function canSave(before, after) {
  if (before.table === after.table || after.table === null) return false;
  return before.table?.unsaved != null ? after.table.unsaved === null : before.table?.seq !== after.table.seq;
}

/** @param {State} state @param {LinkState} link @param {number} now @returns {State} */
function linked(state, link, now) {
  if (link.name === 'open' && link.held === true) {
    const isSame = state.link.name === 'open' && state.link.way?.rung === link.way?.rung;
    return resumed({ ...state, link, now, trip: isSame ? state.trip : null });
  }
  const lost = link.name === 'waiting' ? link.why : state.lost;
  // What was missed meanwhile, we can't know: nothing moves here until we hear of it.
  const table = state.table === null || link.name === 'open' ? state.table : pause(state.table, now);
  const held = link.name !== 'open' && link.name !== 'stopped' && (state.open || state.held);
  return { ...state, link, open: false, held, lost, now, trip: null, resigning: false, table };
}

/** @param {State} state @returns {State} after the session has found another way, or its own again: nothing was missed */
function resumed(state) {
  if (!state.held) return state;
  return { ...state, open: true, held: false, unsent: false, lost: null, table: state.table === null ? null : goOn(state.table, state.now) };
}

/** @param {State['naming']} naming @param {string} name @returns {State['naming']} once we are called so */
function named(naming, name) {
  return naming.regain === name ? { ...naming, regain: null } : naming;
}

/** @param {State} state @param {number} cell @param {number} id @returns {State} */
function pressed(state, cell, id) {
  if (state.table === null) return state;
  const table = press(state.table, cell, id);
  if (isReady(state) || table.pending === state.table.pending) return { ...state, table };
  return { ...state, unsent: true, table: { ...table, notice: { id, text: 'Your move goes out when the connection is back.', cell } } };
}

/** @param {State} state @returns {boolean} whether a move can be sent; if not, it is owed */
export function isReady({ open, back }) {
  return open && back !== 'returning';
}

/** @param {State} state @returns {boolean} whether the connection is lost, and not because our seat was taken over */
export function isAway({ link, lost, back }) {
  return lost !== null || (link.name === 'stopped' && back !== 'elsewhere');
}

/** @param {State} state @param {State['back']} back @returns {State} */
function cameBack(state, back) {
  if (back === 'gone') return unresumed({ ...state, back: null });
  if (back !== null || state.table === null) return { ...state, back };
  return { ...state, back, table: goOn(state.table, state.now) };
}

/** @param {State} state @param {Extract<Line, { type: 'JOINED' }>} line @returns {string | null} */
function switchWords({ table }, line) {
  if (table === null || table.game === line.game || !isVoidedPastime(table)) return null;
  return 'A person came along, so the game with the house bot was called off.';
}

/** @param {import('../game/state.js').Table} table */
function isVoidedPastime(table) {
  return table.next === null && (table.end === null || table.end.reason === 'way') && isPastime(table);
}

/** @param {State} before @param {Extract<Event, { type: 'answer' }>} event @returns {State} */
function answered(before, { spot, about, outcome }) {
  const isUnsaved = outcome.kind === 'error' && outcome.name === 'NOT_SAVED' && (spot === 'board' || spot === 'panel');
  const state = isUnsaved && before.table !== null ? { ...before, table: unsaved(before.table, before.now) } : before;
  switch (outcome.kind) {
    case 'ok':
      return about === 'rematch' ? asksAgain(calm(state, spot)) : calm(state, spot);
    case 'error':
      if (spot === 'board' && state.table !== null && isOurs(state.table)) return refusedMove(state, refusalWords(spot, about, outcome));
      return upset(state, spot === 'board' ? 'panel' : spot, refusalWords(spot, about, outcome), null);
    case 'limit': {
      const settled = state.table === null ? state : { ...state, table: { ...state.table, pending: null } };
      return upset(settled, spot === 'board' ? 'panel' : spot, '', state.now + outcome.ms);
    }
  }
}

/** @param {State} state @returns {State} after REMATCH: the line of it may have come before this page was loaded again */
function asksAgain(state) {
  const { table } = state;
  if (table === null || table.end === null || table.seat === 'watcher') return state;
  return { ...state, table: { ...table, again: { ...table.again, [table.seat]: true } } };
}

/** @param {State} state @returns {State} after the seat that we came back to was not to be had */
function unresumed(state) {
  if (state.table === null) return { ...state, note: 'That game is gone: the server does not know it any more. Play finds you a new one.' };
  if (state.table.end !== null) return { ...state, table: { ...state.table, ticket: null, left: { X: true, O: true } } };
  return { ...state, table: { ...state.table, ticket: null, pending: null, replaced: false, turn: null, end: { winner: null, reason: 'lost', lines: [] } } };
}

/** @param {State} state @param {string} text @returns {State} */
function refusedMove(state, text) {
  const { table } = state;
  if (table === null) return state;
  return { ...state, table: { ...table, pending: null, notice: { id: -table.seq, text, cell: table.pending } } };
}

/** @param {State} state @param {Spot} spot @returns {State} */
function calm(state, spot) {
  if (!(spot in state.trouble)) return state;
  const trouble = { ...state.trouble };
  delete trouble[spot];
  return { ...state, trouble };
}

/** @param {State} state @param {Spot} spot @param {string} text @param {number | null} until @returns {State} */
function upset(state, spot, text, until) {
  if (spot === 'silent') return state;
  if (spot === 'address') return { ...state, note: troubleText({ text, until }, state.now) };
  return { ...state, trouble: { ...state.trouble, [spot]: { text, until } } };
}
