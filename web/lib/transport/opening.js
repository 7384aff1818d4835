// Opens a session without a connection for it.
import { fields, text } from '../json.js';
import { LOST } from './door.js';

/** Close codes that say the same as an answer to a request: full for now, or not allowed. */
const LATER = 1013;
const REFUSED = 1008;

/**
 * @param {import('../world.js').World} world @param {string} url @param {number} patience in ms
 * @returns {Promise<{ token: string | null, code: number, reason: string }>} without a token, why there is none: as a WebSocket
 *   would be closed
 */
export async function newSession(world, url, patience) {
  const request = new AbortController();
  const timer = world.setTimer(() => request.abort(), patience);
  const nothing = { token: null, code: LOST, reason: '' };
  try {
    const response = await world.fetch(url, { method: 'POST', headers: { accept: 'application/json' }, cache: 'no-store', signal: request.signal });
    if (response.status === 201) return { ...nothing, token: tokenIn(await response.json()) };
    if (response.status === 429 || response.status === 503) return { ...nothing, code: LATER };
    if (response.status === 400 || response.status === 403) return { ...nothing, code: REFUSED, reason: (await response.text()).trim().slice(0, 200) };
    return nothing;
  } catch {
    return nothing;
  } finally {
    world.clearTimer(timer);
  }
}

/** @param {unknown} answer @returns {string | null} */
function tokenIn(answer) {
  const token = text(fields(answer).session);
  return /^[0-9a-f]{32}$/.test(token) ? token : null;
}
