// How we look for an opponent: the queue, a room of our own, those whom we challenge, and those who challenge us. Pure.
import { clockWords, shown } from '../lib/names.js';

/** @typedef {import('../lib/tttp2.js').Line} Line */

/**
 * @typedef {object} Seeking
 * @property {boolean} queued
 * @property {readonly number[]} offer levels of house bots that would play
 * @property {{ code: string, clock: string, locked: boolean } | null} room
 * @property {readonly { name: string, clock: string }[]} asked whom we challenge
 * @property {readonly { name: string, kind: import('../lib/tttp2.js').Kind, clock: string }[]} calls who challenges us
 * @property {number | null} since when we began to wait, in ms
 * @property {string | null} note what became of it, if it came to nothing
 */

/** @type {Seeking} */
export const NOT_SEEKING = { queued: false, offer: [], room: null, asked: [], calls: [], since: null, note: null };

/** @param {Seeking} seeking @returns {boolean} */
export function isWaiting({ queued, room, asked }) {
  return queued || room !== null || asked.length > 0;
}

/** @param {Seeking} seeking @param {Line} line @param {number} now @returns {Seeking} */
export function hearSeeking(seeking, line, now) {
  const next = heard(seeking, line);
  if (next === seeking) return seeking;
  return { ...next, since: isWaiting(next) ? next.since ?? now : null };
}

/** @param {Seeking} seeking @param {Line} line @returns {Seeking} */
function heard(seeking, line) {
  switch (line.type) {
    case 'HELLO':
      return lost(seeking);
    case 'QUEUED':
      return { ...seeking, queued: true, note: null };
    case 'UNQUEUED':
      return { ...seeking, queued: false, offer: [] };
    case 'OFFER':
      return { ...seeking, offer: line.levels };
    case 'HOSTED':
      return { ...seeking, room: { code: line.code, clock: line.clock, locked: line.locked }, note: null };
    case 'UNHOSTED':
      return { ...seeking, room: null };
    case 'CHALLENGING':
      return { ...seeking, asked: [...without(seeking.asked, line.name), { name: line.name, clock: line.clock }], note: null };
    case 'DECLINED':
      return { ...seeking, asked: without(seeking.asked, line.name), note: declineWords(line.name, line.reason, clockOf(seeking, line.name)) };
    case 'CHALLENGE':
      return { ...seeking, calls: [...without(seeking.calls, line.name), { name: line.name, kind: line.kind, clock: line.clock }], note: null };
    case 'WITHDRAWN':
      return withdrawn(seeking, line.name);
    case 'JOINED':
      return joined(seeking, line);
    default:
      return seeking;
  }
}

/** @param {Seeking} seeking @param {string} name @returns {Seeking} */
function withdrawn(seeking, name) {
  if (!seeking.calls.some((call) => call.name === name)) return seeking;
  return { ...seeking, calls: without(seeking.calls, name), note: `${shown(name)} has taken the challenge back.` };
}

/** @param {Seeking} seeking @param {string} name @returns {Seeking} without the challenge of this name, which is answered */
export function answerCall(seeking, name) {
  return { ...seeking, calls: without(seeking.calls, name) };
}

/** @param {Seeking} seeking @param {Extract<Line, { type: 'JOINED' }>} line @returns {Seeking} */
function joined(seeking, line) {
  if (line.seat === 'watcher') return seeking;
  const opponent = line.seat === 'X' ? line.o : line.x;
  // A game with a house bot passes the time: the place in the queue stays.
  if (opponent.kind === 'house') return { ...seeking, offer: [], note: null };
  return { ...NOT_SEEKING, calls: without(seeking.calls, opponent.name) };
}

/** @param {Seeking} seeking @returns {Seeking} what a new session begins with: the server knows nothing of the last one */
function lost({ room, note }) {
  return { ...NOT_SEEKING, note: room === null ? note : 'Your room closed when the connection was lost: host a new one.' };
}

/** @param {Seeking} seeking @param {string} name @returns {string} */
function clockOf({ asked }, name) {
  return asked.find((one) => one.name === name)?.clock ?? 'none';
}

/** @param {string} name @param {string} reason @param {string} clock @returns {string} */
function declineWords(name, reason, clock) {
  const who = shown(name);
  switch (reason) {
    case 'busy':
      return `${who} is busy just now. Ask again in a while, or ask somebody else.`;
    case 'clock':
      return `${who} would rather not play with ${clockWords(clock)}. Choose another clock, and ask again.`;
    case 'nobots':
      return `${who} does not play against bots.`;
    case 'no':
      return `${who} said no, thank you. Somebody else may like to play.`;
    case 'gone':
      return `${who} has left. Ask somebody else.`;
    default:
      return `${who} can’t play right now, perhaps later. Ask somebody else meanwhile.`;
  }
}

/**
 * @template {{ name: string }} T
 * @param {readonly T[]} list @param {string} name
 */
function without(list, name) {
  return list.filter((one) => one.name !== name);
}
