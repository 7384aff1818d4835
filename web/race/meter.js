// What the server has counted of a race. Pure.
import { LANES } from './lanes/lane.js';
import { count, fields, number } from '../lib/json.js';

/** @typedef {import('./lanes/lane.js').LaneName} LaneName */
/** @typedef {{ requests: number, in: number, out: number, events: number }} Counts bytes that the server read and wrote, heads included */
/** @typedef {{ now: number, hz: number, lanes: Record<LaneName, Counts> }} Meter `now` in ms on the server's clock */
/** @typedef {{ requests: number, bytes: number | null }} Rates requests per second, bytes per event; null where there was no event */

/** @param {unknown} json @returns {Meter | null} */
export function readMeter(json) {
  const top = fields(json);
  const lanes = fields(top.lanes);
  const now = number(top.now);
  if (now === null) return null;
  return {
    now,
    hz: number(top.hz) ?? 0,
    lanes: /** @type {Record<LaneName, Counts>} */ (Object.fromEntries(LANES.map((lane) => [lane, readCounts(lanes[lane])]))),
  };
}

/** @param {unknown} json @returns {Counts} */
function readCounts(json) {
  const { requests, in: read, out, events } = fields(json);
  return { requests: count(requests), in: count(read), out: count(out), events: count(events) };
}

/** @param {Counts} counts @returns {number} bytes both ways */
export function bytesOf(counts) {
  return counts.in + counts.out;
}

/** @param {Counts} counts @returns {number | null} bytes per event over all the race */
export function bytesPerEvent(counts) {
  return counts.events === 0 ? null : bytesOf(counts) / counts.events;
}

/**
 * @param {Meter} before @param {Meter} after @param {LaneName} lane
 * @returns {Rates} between the two
 */
export function ratesBetween(before, after, lane) {
  const [from, to] = [before.lanes[lane], after.lanes[lane]];
  const seconds = (after.now - before.now) / 1000;
  const events = to.events - from.events;
  return {
    requests: seconds > 0 ? Math.max(0, to.requests - from.requests) / seconds : 0,
    bytes: events > 0 ? Math.max(0, bytesOf(to) - bytesOf(from)) / events : null,
  };
}
