// What a race has shown so far: per lane the delays, and what the meter says. Pure.
import { Clock } from './clock.js';
import { LANES } from './lanes/lane.js';
import { bytesPerEvent, ratesBetween } from './meter.js';

/** @typedef {import('./lanes/lane.js').LaneName} LaneName */
/** @typedef {import('./lanes/lane.js').Report} Report */
/** @typedef {import('./meter.js').Meter} Meter */
/** @typedef {{ at: number, value: number }} Point `at` in ms on the page's clock */
/** @typedef {'closed' | 'open' | 'lost' | 'ended'} Health */

/**
 * @typedef {object} LaneTally
 * @property {Health} health
 * @property {string} detail why it was lost
 * @property {Point[]} delays ms, those of the last while
 * @property {Point[]} requests per second
 * @property {Point[]} bytes per event
 * @property {number} events
 * @property {number} sum of all delays, in ms
 * @property {number} longest delay, in ms
 * @property {number} timed how many events have a delay
 * @property {number} openedAt
 * @property {number} empty answers that told nothing
 */

/** What a plot shows, in ms. */
export const WINDOW_MS = 30_000;
/** Rates are taken over so many answers of the meter, one a second; and from the start not before so many ms, as what opens a lane is not its rate. */
const OVER = 5;
const LEAST_MS = 2_500;
/** What is typical is the middle of the last while, in ms. */
const RECENT_MS = 5_000;

export class Tally {
  clock = new Clock();
  /** @type {Meter[]} the last few */
  meters = [];
  lanes = /** @type {Record<LaneName, LaneTally>} */ (Object.fromEntries(LANES.map((lane) => [lane, empty()])));

  /** @param {LaneName} name @param {Report} report */
  note(name, report) {
    const lane = this.lanes[name];
    switch (report.kind) {
      case 'opens':
        if (lane.health === 'closed') lane.openedAt = report.at;
        lane.health = 'open';
        break;
      case 'hears':
        for (const event of report.events) this.#event(lane, event.at, report.at);
        break;
      case 'answer':
        if (report.count === 0) lane.empty += 1;
        break;
      case 'loses':
        lane.health = 'lost';
        lane.detail = report.detail;
        break;
      case 'ends':
        lane.health = 'ended';
        break;
    }
  }

  /** @param {{ meter: Meter, asked: number, answered: number }} told */
  measure({ meter, asked, answered }) {
    this.clock.note(asked, answered, meter.now);
    this.meters.push(meter);
    if (this.meters.length > OVER + 1) this.meters.shift();
    const first = this.meters[0];
    if (first === undefined || meter.now - first.now < LEAST_MS) return;
    for (const name of LANES) {
      const { requests, bytes } = ratesBetween(first, meter, name);
      const lane = this.lanes[name];
      add(lane.requests, answered, requests);
      if (bytes !== null) add(lane.bytes, answered, bytes);
    }
  }

  /** @returns {Meter | null} what the server counted last */
  get meter() {
    return this.meters.at(-1) ?? null;
  }

  /** @param {LaneTally} lane @param {number} made on the server's clock @param {number} at */
  #event(lane, made, at) {
    lane.events += 1;
    const best = this.clock.best;
    const delay = this.clock.delay(made, at);
    // What was made before the lane was open says nothing of the lane.
    if (best === null || delay === null || made < lane.openedAt + best.offset) return;
    add(lane.delays, at, delay);
    lane.timed += 1;
    lane.sum += delay;
    lane.longest = Math.max(lane.longest, delay);
  }
}

/** @param {LaneTally} lane @returns {number | null} the middle of the last delays, in ms */
export function typicalDelay({ delays }) {
  const last = delays.at(-1);
  if (last === undefined) return null;
  const recent = delays.filter(({ at }) => at > last.at - RECENT_MS).map(({ value }) => value);
  return recent.sort((a, b) => a - b)[Math.floor(recent.length / 2)] ?? null;
}

/** @param {LaneTally} lane @returns {number | null} ms, over all the race */
export function averageDelay({ sum, timed }) {
  return timed === 0 ? null : sum / timed;
}

/** @typedef {{ events: number, requests: number, bytes: number | null, delay: number | null, longest: number | null, empty: number }} Totals of a lane; `bytes` per event */

/** @param {Tally} tally @param {LaneName} name @returns {Totals} */
export function totals(tally, name) {
  const lane = tally.lanes[name];
  const counts = tally.meter?.lanes[name];
  return {
    events: counts?.events ?? lane.events,
    requests: counts?.requests ?? 0,
    bytes: counts === undefined ? null : bytesPerEvent(counts),
    delay: averageDelay(lane),
    longest: lane.timed === 0 ? null : lane.longest,
    empty: lane.empty,
  };
}

/** @param {Point[]} points @param {number} at @param {number} value */
function add(points, at, value) {
  points.push({ at, value });
  // One more than the window stays, so that a line reaches its edge.
  while (points.length > 2 && (points[1]?.at ?? at) < at - WINDOW_MS) points.shift();
}

/** @returns {LaneTally} */
function empty() {
  return { health: 'closed', detail: '', delays: [], requests: [], bytes: [], events: 0, sum: 0, longest: 0, timed: 0, openedAt: 0, empty: 0 };
}
