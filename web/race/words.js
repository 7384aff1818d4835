// What the race says: its numbers with units, and its sentences. Pure.
import { LANES, NAMES } from './lanes/lane.js';
import { counted } from '../lib/words.js';

/** @typedef {import('./lanes/lane.js').LaneName} LaneName */
/** @typedef {import('./tally.js').Totals} Totals */
/** @typedef {import('./tally.js').LaneTally} LaneTally */

const SPACE = '\u00a0';
/** What is not known yet. */
export const NONE = '–';

/** @param {number | null} ms @returns {string} "0.4 ms", "12 ms", "1.3 s" */
export function msWords(ms) {
  if (ms === null) return NONE;
  if (ms >= 1000) return `${round(ms / 1000)}${SPACE}s`;
  return `${round(ms)}${SPACE}ms`;
}

/** @param {number | null} bytes @returns {string} "31 bytes", "1.2 kB" */
export function bytesWords(bytes) {
  if (bytes === null) return NONE;
  return bytes >= 1000 ? `${round(bytes / 1000)}${SPACE}kB` : `${Math.round(bytes)}${SPACE}bytes`;
}

/** @param {number | null} perSecond @returns {string} "0 a second", "2.1 a second" */
export function rateWords(perSecond) {
  return perSecond === null ? NONE : `${round(perSecond)}${SPACE}a${SPACE}second`;
}

/** @param {number} value @returns {string} with one decimal below ten, none above */
function round(value) {
  return value < 9.95 ? String(Math.round(value * 10) / 10) : String(Math.round(value));
}

/** @param {number} value @returns {string} "1,240" */
export function grouped(value) {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** @param {number} s @returns {string} "45 s", "2 min 5 s" */
export function spanWords(s) {
  const [minutes, seconds] = [Math.floor(s / 60), Math.floor(s) % 60];
  if (minutes === 0) return `${seconds}${SPACE}s`;
  return seconds === 0 ? `${minutes}${SPACE}min` : `${minutes}${SPACE}min${SPACE}${seconds}${SPACE}s`;
}

/**
 * @param {LaneName} lane @param {{ interval: number, hz: number }} settings ms from one short poll to the next; events per second
 * @returns {string} what one sees in this lane, and why
 */
export function seenWords(lane, { interval, hz }) {
  switch (lane) {
    case 'short':
      return `It asks every ${msWords(interval)} or so, news or not: an event waits for the next question, so the dots scatter up to there${(interval / 1000) * hz < 1 ? ', and many answers are empty' : ''}.`;
    case 'long':
      return 'The server keeps the question until there is news: hardly any delay, but each answer costs a new question with all its headers.';
    case 'sse':
      return 'One question whose answer never ends: each event is a few lines more of it, at once; only the way back needs requests of its own.';
    case 'ws':
      return 'One request, upgraded: then both sides send small frames whenever they like, and only the event itself weighs anything.';
  }
}

/** @param {LaneTally} lane @param {LaneName} name @returns {string | null} what is wrong with a lane, and what to do; null if nothing is */
export function troubleWords({ health, detail }, name) {
  const why = detail === '' ? '' : ` (${detail})`;
  if (health === 'lost') return `${NAMES[name]} was interrupted${why} and tries again.`;
  if (health === 'ended') return `${NAMES[name]} gets no further here${why}. Find out why:`;
  return null;
}

/** @param {Record<LaneName, Totals>} all @returns {string} what the four come to, in words and numbers */
export function comparisonWords(all) {
  const run = LANES.filter((lane) => all[lane].requests > 0);
  if (run.length === 0) return 'Start the race: after a few seconds this says who asked how often, for what.';
  const asked = run.map((lane, index) => {
    const { requests, events, bytes } = all[lane];
    const first = index === 0;
    const weight = bytes === null ? '' : ` and moved ${bytesWords(bytes)}${first ? ' for each' : ''}`;
    return `${first ? NAMES[lane] : name(lane)} asked ${times(requests)}${first ? ` for ${grouped(events)} ${events === 1 ? 'event' : 'events'}` : ''}${weight}`;
  });
  const compared = asked.length === 1 ? asked[0] : `${asked.slice(0, -1).join('; ')}; and ${asked.at(-1)}`;
  const missing = LANES.filter((lane) => !run.includes(lane)).map((lane) => ` Nothing came through by ${name(lane)}.`);
  return `${compared}.${missing.join('')}${quickest(all)}${lightest(all)}`;
}

/** @param {Record<LaneName, Totals>} all */
function quickest(all) {
  const timed = LANES.flatMap((lane) => (all[lane].delay === null ? [] : [{ lane, delay: all[lane].delay ?? 0 }])).sort((a, b) => a.delay - b.delay);
  const [first, last] = [timed[0], timed.at(-1)];
  if (first === undefined || last === undefined || first === last) return '';
  return ` On average an event took ${msWords(first.delay)} by ${name(first.lane)}, and ${msWords(last.delay)} by ${name(last.lane)}.`;
}

/** @param {Record<LaneName, Totals>} all */
function lightest(all) {
  const [short, ws] = [all.short.bytes, all.ws.bytes];
  if (short === null || ws === null || ws <= 0 || short / ws < 2) return '';
  return ` What short polling moves for one event would carry ${Math.floor(short / ws)} by the WebSocket.`;
}

/** @param {LaneName} lane @returns {string} within a sentence */
function name(lane) {
  return { short: 'short polling', long: 'long polling', sse: 'server-sent events', ws: 'the WebSocket' }[lane];
}

/** @param {number} count */
function times(count) {
  return count === 1 ? 'once' : `${grouped(count)}${SPACE}times`;
}

/** @typedef {'idle' | 'opening' | 'running' | 'stopped' | 'time' | 'hidden'} Phase */

/** @param {Phase} phase @param {number} ms how long it has run @param {number} limit ms @returns {string} */
export function phaseWords(phase, ms, limit) {
  switch (phase) {
    case 'idle':
      return 'Nothing runs yet.';
    case 'opening':
      return 'Opening four connections…';
    case 'running':
      return `Running for ${spanWords(ms / 1000)}; it stops by itself after ${spanWords(limit / 1000)}.`;
    case 'stopped':
      return `Stopped after ${spanWords(ms / 1000)}.`;
    case 'time':
      return `Stopped after ${spanWords(ms / 1000)}, to be kind to the server. Start again if you want more.`;
    case 'hidden':
      return 'Stopped, as nobody looked for a minute. Start again when you want.';
  }
}

/** @param {number} hz @returns {string} */
export function hzWords(hz) {
  return hz === 0.5 ? 'one event in 2 seconds' : `${counted(hz, 'event')} a second`;
}
