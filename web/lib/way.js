// What a page says about the transport that carries its session. Pure.
import { RUNGS } from './ladder.js';

/** @typedef {import('./ladder.js').Rung} Rung */
/** @typedef {import('./ladder.js').Trouble} Trouble */
/**
 * @typedef {object} Way how a session is carried just now
 * @property {Rung} rung
 * @property {string} why one sentence
 * @property {{ rung: Rung, at: number } | null} climb which better one is tried next, and when, on the clock of the link in ms
 */

/** @type {Record<Rung, string>} */
export const NAMES = { ws: 'WebSocket', sse: 'Server-sent events', long: 'Long polling', short: 'Short polling' };
/** Where there is little room. @type {Record<Rung, string>} */
export const SHORT_NAMES = { ws: 'WS', sse: 'SSE', long: 'Poll', short: 'Poll' };
/** What the network does to each. @type {Record<Rung, string>} */
const OBJECTS = { ws: 'the WebSocket', sse: 'the stream', long: 'requests that wait', short: 'requests' };
const TIMES = ['', 'once', 'twice', 'three times'];

/**
 * @param {Rung} rung what carries the session
 * @param {import('./ladder.js').Memory} memory
 * @param {boolean} isForced whether the address of the page asks for it
 * @returns {string} why this one
 */
export function whyWords(rung, memory, isForced) {
  if (isForced) return `${NAMES[rung]}, as the address of this page asks.`;
  if (rung === 'ws') return 'WebSocket: both ways at once, on one connection. There is no quicker one.';
  const reasons = RUNGS.slice(0, RUNGS.indexOf(rung)).flatMap((above) => reasonFor(above, memory[above]));
  return reasons.length === 0 ? `${NAMES[rung]}, for it was the first to answer.` : `${NAMES[rung]}, since the network ${listed(reasons)}.`;
}

/** @param {Rung} rung the only one that the address of the page asks for @returns {string} why there is no connection */
export function forcedWords(rung) {
  return `The address of this page asks for ${NAMES[rung]} alone, and that does not get through. Open it without “?transport=${rung}”.`;
}

/** @param {Rung} rung @param {Trouble | undefined} trouble @returns {string[]} what the network did to it */
function reasonFor(rung, trouble) {
  if (trouble === undefined) return [];
  const object = OBJECTS[rung];
  switch (trouble.fault) {
    case 'blocked':
      return [`blocks ${object}`];
    case 'hung':
      return [`keeps ${object} waiting`];
    case 'held':
      return [`holds ${object} back`];
    case 'silent':
      return [`let ${object} fall silent`];
    case 'cut':
      return [`cut ${object} ${TIMES[trouble.times] ?? `${trouble.times} times`}`];
  }
}

/** @param {string[]} parts @returns {string} "a, b and c" */
function listed(parts) {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts[parts.length - 1]}`;
}

/** @param {Way} way @param {number} now on the clock of the link, in ms @returns {string | null} what is tried next */
export function climbWords({ climb }, now) {
  if (climb === null) return null;
  const seconds = Math.ceil((climb.at - now) / 1000);
  const name = climb.rung === 'ws' ? NAMES.ws : NAMES[climb.rung].toLowerCase();
  return seconds > 0 ? `Trying ${name} again in ${seconds}\u00a0s.` : `Trying ${name} now.`;
}
