// From what was observed of a transport to what is the matter with it. Pure.
import { CUTS, LASTS_MS } from '../lib/ladder.js';
import { Clock } from '../race/clock.js';

/** @typedef {import('../race/lanes/lane.js').LaneName} LaneName */
/** @typedef {import('../race/lanes/lane.js').Report} Report */

/**
 * All that a check has seen so far; times in ms on the page's clock.
 * @typedef {object} Observation
 * @property {number} began
 * @property {number} now
 * @property {boolean} done
 * @property {number} hz events per second
 * @property {number} interval from one short poll to the next
 * @property {Record<LaneName, Report[]>} lanes
 * @property {Report[]} patient long polling where nothing happens
 * @property {(number | null)[]} trips each there and back of the meter; null where no answer came
 * @property {import('../race/clock.js').Reading | null} clock
 * @property {string} via how a proxy names itself in the answers; empty if none does
 */

/**
 * `wait` nothing can be said yet; `fine`; `over` the server ended it; `refused` never opened; `held` open, but nothing
 * or all too late comes through; `cut` did not last; `stale` answers are copies of older ones; `altered` what came is
 * not what was sent; `missing` some events never came; `impatient` questions may not wait for long.
 * @typedef {'wait' | 'fine' | 'over' | 'refused' | 'held' | 'cut' | 'stale' | 'altered' | 'missing' | 'impatient'} Reason
 */

/**
 * @typedef {object} Finding
 * @property {Reason} reason
 * @property {'wait' | 'good' | 'but' | 'bad'} state works, works but …, doesn't work
 * @property {number | null} after s until it was cut
 * @property {number} times it happened
 * @property {string} detail
 * @property {number} events that came
 * @property {number | null} delay the middle one, in ms
 * @property {number | null} longest delay, in ms
 * @property {number | null} opened in ms; null if it was not
 */

/** What comes so much later than it must was held back, in ms. */
const HELD_MS = 1_000;
/** A connection that nothing came through for so long is told of early, in ms. */
const EARLY_MS = 4_000;
/** A check shorter than this can't tell silence from slowness, in ms. */
const LEAST_MS = 2_000;

/** @param {Observation} seen @param {LaneName} lane @returns {Finding} */
export function diagnose(seen, lane) {
  const reports = seen.lanes[lane];
  const facts = factsOf(seen, lane);
  const say = (/** @type {Reason} */ reason, /** @type {Finding['state']} */ state, /** @type {Partial<Finding>} */ more = {}) => ({ ...facts, reason, state, ...more });

  const lost = reports.flatMap((report) => (report.kind === 'loses' ? [report] : []));
  const refused = lost.filter(({ how }) => how === 'refused');
  const cuts = lost.filter(({ how }) => how === 'cut');
  if (facts.altered > 0) return say('altered', 'bad', { times: facts.altered });
  if (refused.length > 0 && facts.opened === null) return say('refused', 'bad', { times: refused.length, detail: refused.at(-1)?.detail ?? '' });
  if (cuts.length > 0) return cutShort(say, cuts.map((cut) => lasted(reports, cut)), lane);
  if (lost.some(({ how }) => how === 'over' || how === 'moved')) return say('over', 'wait', { detail: lost.at(-1)?.detail ?? '' });
  if (refused.length > 0) return say('missing', 'but', { times: refused.length, detail: refused.at(-1)?.detail ?? '' });
  if (facts.repeated > 0) return say('stale', 'bad', { times: facts.repeated });
  const asked = reports.find(({ kind }) => kind === 'asks')?.at ?? seen.now;
  if (facts.events === 0) {
    if (seen.now - asked < (seen.done ? LEAST_MS : EARLY_MS)) return say('wait', 'wait');
    if (lane === 'ws' && facts.opened === null) return say('refused', 'bad', { times: 1, detail: 'no answer' });
    return say(reports.some(({ kind }) => kind === 'answer') ? 'stale' : 'held', 'bad', { after: (seen.now - asked) / 1000 });
  }
  if (behind(seen, facts) > EARLY_MS) return say(lane === 'short' || lane === 'long' ? 'stale' : 'held', 'bad', { after: behind(seen, facts) / 1000 });
  if (facts.late > 0.3) return say('held', 'bad', { after: (facts.longest ?? 0) / 1000 });
  if (facts.missing > 0) return say('missing', 'but', { times: facts.missing });
  const waits = lane === 'long' ? impatience(seen) : [];
  if (waits.length > 0) return say('impatient', waits.length >= CUTS ? 'bad' : 'but', { after: Math.max(...waits), times: waits.length });
  return say('fine', 'good');
}

/**
 * @param {(reason: Reason, state: Finding['state'], more: Partial<Finding>) => Finding} say
 * @param {number[]} spans s that each lasted @param {LaneName} lane
 */
function cutShort(say, spans, lane) {
  const after = spans.sort((a, b) => a - b)[Math.floor(spans.length / 2)] ?? 0;
  // Once is no rule, and a short poll asks again at once.
  const bad = spans.length >= CUTS && after < LASTS_MS / 1000 && lane !== 'short';
  return say('cut', bad ? 'bad' : 'but', { after, times: spans.length });
}

/** @param {Report[]} reports @param {Extract<Report, { kind: 'loses' }>} cut @returns {number} s from its opening, or from its question */
function lasted(reports, cut) {
  const opened = reports.filter(({ kind, at }) => kind === 'opens' && at >= cut.asked && at <= cut.at).at(-1);
  return (cut.at - (opened?.at ?? cut.asked)) / 1000;
}

/** @param {Observation} seen @param {LaneName} lane */
function factsOf(seen, lane) {
  const reports = seen.lanes[lane];
  const opening = reports.find(({ kind }) => kind === 'opens');
  const asked = reports.find(({ kind }) => kind === 'asks');
  const first = reports.find(({ kind }) => kind === 'answer') ?? opening;
  const clock = clockOf(seen);
  const known = new Set();
  let [altered, repeated, newest] = [0, 0, 0];
  /** @type {number[]} */
  const delays = [];
  for (const report of reports) {
    if (report.kind !== 'hears') continue;
    altered += report.strange;
    for (const { n, at } of report.events) {
      if (known.has(n)) repeated += 1;
      known.add(n);
      newest = Math.max(newest, n);
      const delay = clock.delay(at, report.at);
      // What was made before the lane was open had to wait for that.
      if (delay !== null && opening !== undefined && report.at - delay >= opening.at) delays.push(delay);
    }
  }
  const sorted = [...delays].sort((a, b) => a - b);
  const may = HELD_MS + (seen.clock?.trip ?? 0) + (lane === 'short' ? seen.interval : 0);
  return {
    altered,
    repeated,
    newest,
    missing: known.size === 0 ? 0 : newest - Math.min(...known) + 1 - known.size,
    late: delays.length < 3 ? 0 : delays.filter((delay) => delay > may).length / delays.length,
    after: /** @type {number | null} */ (null),
    times: 0,
    detail: '',
    events: known.size,
    delay: sorted[Math.floor(sorted.length / 2)] ?? null,
    longest: sorted.at(-1) ?? null,
    opened: opening === undefined || asked === undefined || first === undefined ? null : first.at - asked.at,
  };
}

/** @param {Observation} seen @param {{ newest: number }} facts @returns {number} ms that the lane knows less than the best one */
function behind(seen, { newest }) {
  const best = Math.max(...Object.values(seen.lanes).flat().flatMap((report) => (report.kind === 'hears' ? report.events.map(({ n }) => n) : [])), 0);
  return ((best - newest) / seen.hz) * 1000;
}

/** @param {Observation} seen @returns {number[]} s after which questions without news were cut */
function impatience({ patient }) {
  return patient.flatMap((report) => (report.kind === 'loses' && ['cut', 'refused'].includes(report.how) && report.at - report.asked > LEAST_MS ? [(report.at - report.asked) / 1000] : []));
}

/** @param {Observation} seen @returns {number | null} s that the longest question without news waited for its answer */
export function longestWait({ patient }) {
  const waits = patient.flatMap((report) => (report.kind === 'answer' && report.count === 0 ? [(report.at - report.asked) / 1000] : []));
  return waits.length === 0 ? null : Math.max(...waits);
}

/** @param {Observation} seen */
function clockOf(seen) {
  const clock = new Clock();
  if (seen.clock !== null) clock.readings.push(seen.clock);
  return clock;
}
