// Starts the four lanes of a race.
import { startPoll } from './poll.js';
import { startSse } from './sse.js';
import { startWs } from './ws.js';

/** @typedef {import('./lane.js').Lane} Lane */
/** @typedef {import('./lane.js').LaneName} LaneName */

/** How long the server may hold a question of long polling, in s. */
export const HOLD_S = 25;
/** From one question of long polling to the next, in ms: the server takes at most 50 requests a second. */
const LEAST_MS = 21;

/**
 * @param {import('../session.js').Tokens} tokens
 * @param {(name: LaneName, report: import('./lane.js').Report) => void} tell
 * @param {() => number} pause from one short poll to the next, in ms
 * @returns {Record<LaneName, Lane>}
 */
export function startLanes(tokens, tell, pause) {
  const path = (/** @type {LaneName} */ name) => `/race/session/${tokens[name]}`;
  return {
    short: startPoll(path('short'), (report) => tell('short', report), { wait: () => 0, pause }),
    long: startPoll(path('long'), (report) => tell('long', report), { wait: () => HOLD_S, pause: () => LEAST_MS }),
    sse: startSse(tokens.sse, (report) => tell('sse', report)),
    ws: startWs(tokens.ws, (report) => tell('ws', report)),
  };
}
