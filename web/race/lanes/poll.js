// The two lanes of polling: questions that are answered at once, or as soon as there is something to tell.
import { count, fields, items, number, text } from '../../lib/json.js';
import { heard, persist } from './lane.js';

/** @typedef {import('./lane.js').Loss} Loss */
/** @typedef {import('./lane.js').Tell} Tell */

/** How much later than it may an answer is waited for, in ms. */
const PATIENCE_MS = 8_000;
/** A first question that fails sooner was not cut, but never got through, in ms. */
const SOON_MS = 1_000;
/** What stands before a server answers so when it has waited for too long. */
const GATEWAY_TIMEOUT = 504;

/**
 * @param {string} base path of the session, with its token
 * @param {Tell} tell
 * @param {{ wait: () => number, pause: () => number }} pace the server waits for news up to `wait` s; from one question to the next
 *   are at least `pause` ms
 * @returns {import('./lane.js').Lane}
 */
export function startPoll(base, tell, { wait, pause }) {
  let seq = 0;
  return persist(tell, (say) => {
    const stop = new AbortController();
    let opened = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;

    const ask = async () => {
      const asked = performance.now();
      say({ kind: 'asks', at: asked });
      const answer = await question(base, seq, wait(), stop.signal);
      const at = performance.now();
      if ('how' in answer) {
        const away = answer.how === 'cut' && !opened && at - asked < SOON_MS;
        return say({ kind: 'loses', at, asked, how: away ? 'refused' : answer.how, detail: answer.detail });
      }
      seq = answer.seq;
      if (!opened) say({ kind: 'opens', at: asked });
      opened = true;
      say({ kind: 'answer', at, asked, count: answer.messages.length });
      if (answer.messages.length > 0) say(heard(at, answer.messages));
      if (answer.end !== null) return say({ kind: 'loses', at, asked, how: 'over', detail: answer.end });
      timer = setTimeout(ask, Math.max(0, asked + pause() - at));
    };
    void ask();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  });
}

/** @typedef {{ seq: number, messages: string[], end: string | null }} Answer `end` is why the session is over */

/**
 * @param {string} base @param {number} seq @param {number} wait s
 * @param {AbortSignal} signal
 * @returns {Promise<Answer | { how: Loss, detail: string }>}
 */
async function question(base, seq, wait, signal) {
  let status = 0;
  let late = false;
  const mine = new AbortController();
  const end = () => mine.abort();
  const timer = setTimeout(() => {
    late = true;
    end();
  }, wait * 1000 + PATIENCE_MS);
  signal.addEventListener('abort', end);
  try {
    const answer = await fetch(`${base}?seq=${seq}${wait > 0 ? `&wait=${wait}` : ''}`, {
      headers: { accept: 'application/json' },
      cache: 'no-store',
      signal: mine.signal,
    });
    status = answer.status;
    if (!answer.ok) return { how: refusal(status), detail: `status ${status}` };
    return readAnswer(await answer.json(), seq);
  } catch (error) {
    if (status === 0) return { how: 'cut', detail: late ? 'no answer' : 'connection lost' };
    return error instanceof SyntaxError ? { how: 'refused', detail: 'answered with something else' } : { how: 'cut', detail: 'answer broken off' };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}

/** @param {number} status @returns {Loss} */
function refusal(status) {
  if (status === 404 || status === 410) return 'over';
  if (status === 409) return 'moved';
  return status === GATEWAY_TIMEOUT ? 'cut' : 'refused';
}

/** @param {unknown} json @param {number} before the last number that was known @returns {Answer} */
export function readAnswer(json, before) {
  const top = fields(json);
  const end = top.end === null || top.end === undefined ? null : fields(top.end);
  return {
    seq: number(top.seq) ?? before,
    messages: items(top.messages).map(text),
    end: end === null ? null : `${count(end.code)} ${text(end.reason)}`.trim(),
  };
}
