// What the four lanes of a race have in common: the reports that they make, and how they read an event. Pure.
import { fields, number } from '../../lib/json.js';

/** @typedef {'short' | 'long' | 'sse' | 'ws'} LaneName */
/** @typedef {{ n: number, at: number }} RaceEvent `n` counts from 1; `at` is when it was made, in ms on the server's clock */

/**
 * How a connection, or a question, ended before its time: `refused` was never open, `cut` was, `moved` is carried by
 * another transport now, `over` is the end of the session, by the word of the server.
 * @typedef {'refused' | 'cut' | 'moved' | 'over'} Loss
 */

/**
 * What a lane tells of itself, all times in ms on the page's clock. `asks` is a request that goes out, `opens` a
 * connection that is made, `hears` what has come in one piece (`strange` counts messages that are no event), `answer` an
 * answer to a question asked at `asked`, `ends` that the lane does not try any more.
 * @typedef {{ kind: 'asks', at: number }
 *   | { kind: 'opens', at: number }
 *   | { kind: 'hears', at: number, events: RaceEvent[], strange: number }
 *   | { kind: 'answer', at: number, asked: number, count: number }
 *   | { kind: 'loses', at: number, asked: number, how: Loss, detail: string }
 *   | { kind: 'ends', at: number }} Report
 */

/** @typedef {(report: Report) => void} Tell */
/** @typedef {{ stop: () => void, send?: (text: string) => boolean }} Lane `send` says whether it could */

/** From the one that asks most to the one that asks least, as the pages list them. @type {readonly LaneName[]} */
export const LANES = ['short', 'long', 'sse', 'ws'];

/** @type {Record<LaneName, string>} */
export const NAMES = { short: 'Short polling', long: 'Long polling', sse: 'Server-sent events', ws: 'WebSocket' };

/** How long a connection may take to open, in ms. */
export const OPEN_WITHIN_MS = 8_000;
/** The pause before the next try, in ms: the server keeps a session that nothing carries for 10 s. */
export const RETRY_MS = 1_000;
/** So many refusals in a row, and the lane gives up. */
export const TRIES = 3;

/**
 * @param {number} at
 * @param {string[]} texts messages that came together
 * @returns {Report}
 */
export function heard(at, texts) {
  const events = texts.map(readEvent);
  const known = events.filter((event) => event !== null);
  return { kind: 'hears', at, events: known, strange: events.length - known.length };
}

/** @param {string} text @returns {RaceEvent | null} null if it is none */
export function readEvent(text) {
  try {
    const event = fields(JSON.parse(text));
    const [n, at] = [number(event.n), number(event.at)];
    return n === null || at === null ? null : { n, at };
  } catch {
    return null;
  }
}

/**
 * Runs one try after another: after each loss the next, after a pause, until the session is over or too many in a row
 * were refused. Nothing is told after `stop`.
 * @param {Tell} tell
 * @param {(tell: Tell) => () => void} attempt starts a try, which ends with one report that it `loses`; gives what ends it early
 * @returns {Lane}
 */
export function persist(tell, attempt) {
  let stopped = false;
  let refusals = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let end = () => {};

  const begin = () => {
    end = attempt((report) => {
      if (stopped) return;
      tell(report);
      if (report.kind === 'opens') refusals = 0;
      if (report.kind !== 'loses') return;
      if (report.how === 'refused') refusals += 1;
      const again = ['refused', 'cut'].includes(report.how) && refusals < TRIES;
      if (again) timer = setTimeout(begin, RETRY_MS);
      else tell({ kind: 'ends', at: report.at });
    });
  };
  begin();

  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      end();
    },
  };
}
