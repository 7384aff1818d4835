// Which transport carries a session: which comes next when one fails, and when a better one is tried again. Pure: time and
// chance are arguments. Times are those of a wall clock, in ms, since what failed in this network is kept over a reload.

/** @typedef {'ws' | 'sse' | 'long' | 'short'} Rung WebSocket, server-sent events, long polling, short polling */
/**
 * How a transport fails: it is `blocked` at once; it `hung` and never began; its messages were `held` back on the way; it was
 * `cut` off; or it fell `silent`.
 * @typedef {'blocked' | 'hung' | 'held' | 'cut' | 'silent'} Fault
 */
/**
 * @typedef {object} Trouble what is remembered of one that failed
 * @property {Fault} fault the last one
 * @property {number} times how often in a row
 * @property {number} pauses how often it had to wait since it last worked for long
 * @property {number} again when it may be tried next
 */
/** @typedef {Partial<Record<Rung, Trouble>>} Memory */

/** The best first. @type {readonly Rung[]} */
export const RUNGS = ['ws', 'sse', 'long', 'short'];

/** What carried a session for so long is good enough, even if it is cut in the end, in ms. */
export const LASTS_MS = 60_000;
/** So many cuts in a row, each sooner than that, and the next one down is better. */
export const CUTS = 2;
/** Until a better one is tried again: at first, and later, in ms. */
export const PAUSES_MS = [15_000, 30_000, 60_000, 120_000, 300_000];
/** Part of a pause that is left to chance, so that a room full of browsers does not climb in the same instant. */
const JITTER = 0.2;

/**
 * @param {Memory} memory @param {Rung} rung @param {Fault} fault
 * @param {{ lasted: number, now: number, random: () => number }} circumstances `lasted` is how long it had carried, in ms
 * @returns {Memory}
 */
export function blame(memory, rung, fault, { lasted, now, random }) {
  const before = lasted >= LASTS_MS ? undefined : memory[rung];
  const times = (before?.times ?? 0) + 1;
  const pauses = before?.pauses ?? 0;
  // What never began is no better the second time; what began may have been cut by chance.
  const mayTry = (fault === 'cut' || fault === 'silent') && times < CUTS;
  if (mayTry) return { ...memory, [rung]: { fault, times, pauses, again: now } };
  return { ...memory, [rung]: { fault, times, pauses: pauses + 1, again: now + pauseAfter(pauses, random) } };
}

/** @param {number} pauses how many there were @param {() => number} random @returns {number} ms */
function pauseAfter(pauses, random) {
  const most = PAUSES_MS[Math.min(pauses, PAUSES_MS.length - 1)];
  return Math.round(most * (1 - JITTER * random()));
}

/** @param {Memory} memory @param {Rung} rung @returns {Memory} after it has carried for long */
export function forgive(memory, rung) {
  const { [rung]: _, ...rest } = memory;
  return rest;
}

/** @param {Memory} memory @param {number} now @returns {Memory} after the network has changed: all may be tried at once */
export function reconsider(memory, now) {
  return Object.fromEntries(Object.entries(memory).map(([rung, trouble]) => [rung, { ...trouble, again: now }]));
}

/** @param {Memory} memory @param {number} now @returns {Rung[]} what may carry a session, the best first; never none */
export function order(memory, now) {
  return RUNGS.filter((rung) => rung === 'short' || waitFor(memory[rung], now) === 0);
}

/** @param {Trouble | undefined} trouble @param {number} now @returns {number} ms */
function waitFor(trouble, now) {
  // A clock that was set back must not keep us down.
  return trouble === undefined ? 0 : Math.min(Math.max(trouble.again - now, 0), PAUSES_MS[PAUSES_MS.length - 1]);
}

/**
 * @param {Memory} memory @param {Rung} current what carries the session @param {number} now
 * @returns {{ rung: Rung, wait: number } | null} which better one to try next, and in how many ms
 */
export function climbFrom(memory, current, now) {
  /** @type {{ rung: Rung, wait: number } | null} */
  let next = null;
  for (const rung of RUNGS.slice(0, RUNGS.indexOf(current))) {
    const wait = waitFor(memory[rung] ?? { fault: 'hung', times: 0, pauses: 0, again: now + PAUSES_MS[0] }, now);
    if (next === null || wait < next.wait) next = { rung, wait };
  }
  return next;
}

/** @param {string | null} text what was kept of a memory @returns {Memory} as much of it as makes sense */
export function recall(text) {
  /** @type {Memory} */
  const memory = {};
  try {
    const kept = JSON.parse(text ?? '{}');
    for (const rung of RUNGS) if (isTrouble(kept[rung])) memory[rung] = kept[rung];
  } catch {
    return {};
  }
  return memory;
}

/** @param {any} kept @returns {kept is Trouble} */
function isTrouble(kept) {
  return ['blocked', 'hung', 'held', 'cut', 'silent'].includes(kept?.fault) && [kept.times, kept.pauses, kept.again].every(Number.isFinite);
}
