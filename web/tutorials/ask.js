// Asks the server where everything listens.
import { readPlaces } from './ports.js';

/** @typedef {import('./ports.js').Places} Places */

/** No answer by then is no answer, in ms. */
const PATIENCE_MS = 4_000;
/** The same where somebody has waited already. */
const SHORT_MS = 2_000;

/** @param {number} [patience] in ms @returns {Promise<Places | null>} null without an answer */
export async function askPlaces(patience = PATIENCE_MS) {
  try {
    const answer = await fetch('/status', { cache: 'no-store', signal: AbortSignal.timeout(patience) });
    return readPlaces(await answer.json(), location.port || '80');
  } catch {
    return null;
  }
}

/** @returns {Promise<Places | null>} the same where no WebSocket opened: with an answer of these systems, something cuts it on the way */
export async function askBehindCut() {
  const places = await askPlaces(SHORT_MS);
  return places?.areOn === true ? places : null;
}
