// A race on the server: it is opened, asked how it goes, and ended.
import { LANES } from './lanes/lane.js';
import { readMeter } from './meter.js';
import { fields, text } from '../lib/json.js';

/** @typedef {import('./lanes/lane.js').LaneName} LaneName */
/** @typedef {Record<LaneName, string>} Tokens */

/** No answer by then is no answer, in ms. */
const PATIENCE_MS = 6_000;
const AWAY = 'The server does not answer: check that it runs and that you are in its network, then start again.';

/** @type {Record<number, string>} */
const REFUSED = {
  403: 'The server does not take requests from this address: open this page by the server’s own address.',
  404: 'This server has no race: it is older than this page, or it keeps this door shut. Ask who runs it.',
  429: 'Those were many starts in a short time: wait a minute, then start again.',
  503: 'The server has no room for another race just now: wait a minute, then start again.',
};

/** @returns {Promise<Tokens>} throws an error whose message is a sentence for people */
export async function openRace() {
  const answer = await ask('/race/session', 'POST');
  if (answer === null) throw new Error(AWAY);
  if (!answer.ok) throw new Error(REFUSED[answer.status] ?? `The server refused (status ${answer.status}): start again, and if it stays so, tell who runs it.`);
  const tokens = fields(await answer.json().catch(() => null));
  const found = /** @type {Tokens} */ (Object.fromEntries(LANES.map((lane) => [lane, text(tokens[lane])])));
  if (LANES.some((lane) => found[lane] === '')) throw new Error('What came was not the server’s answer: something in the network answers in its place. Ask who runs the network.');
  return found;
}

/** Hangs up on all four lanes. @param {Tokens} tokens */
export function closeRace(tokens) {
  for (const lane of LANES) void ask(`/race/session/${tokens[lane]}`, 'DELETE');
}

/** @param {Tokens} tokens @param {string} text what all lanes take, in plain HTTP */
export function tellRace(tokens, text) {
  void ask(`/race/session/${tokens.short}`, 'POST', text);
}

/**
 * Any lane leads to the meter, and one may be over before the others.
 * @param {Tokens} tokens
 * @returns {Promise<{ meter: import('./meter.js').Meter, asked: number, answered: number, via: string } | null>} times in ms on the page's clock;
 *   how a proxy names itself, empty if none does
 */
export async function fetchMeter(tokens) {
  for (const lane of LANES) {
    const asked = performance.now();
    const answer = await ask(`/race/session/${tokens[lane]}/meter`, 'GET');
    const answered = performance.now();
    if (answer === null) return null;
    if (!answer.ok) continue;
    const meter = readMeter(await answer.json().catch(() => null));
    if (meter !== null) return { meter, asked, answered, via: answer.headers.get('via') ?? '' };
  }
  return null;
}

/** @param {string} path @param {string} method @param {string} [body] @returns {Promise<Response | null>} null if none came */
export async function ask(path, method, body) {
  try {
    // An end outlives the page that says it.
    return await fetch(path, { method, body, headers: { accept: 'application/json' }, cache: 'no-store', keepalive: method === 'DELETE', signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch {
    return null;
  }
}
