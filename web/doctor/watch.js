// A check: all four transports at the same time, and a question that has to wait, for as long as asked.
import { Clock } from '../race/clock.js';
import { HOLD_S, startLanes } from '../race/lanes/all.js';
import { startPoll } from '../race/lanes/poll.js';
import { ask, closeRace, fetchMeter, openRace, tellRace } from '../race/session.js';
import { fields, text } from '../lib/json.js';

/** @typedef {import('./diagnose.js').Observation} Observation */
/** @typedef {import('../race/lanes/lane.js').Report} Report */

/** Events per second, and ms from one short poll to the next. */
const HZ = 2;
const INTERVAL_MS = 500;
/** How often a round trip is measured, in ms. */
const METER_MS = 1_000;

/**
 * @param {number} seconds
 * @param {(seen: Observation) => void} onNews the same object each time
 * @returns {{ ended: Promise<Observation>, stop: () => void }} fails with an error whose message is a sentence for people
 */
export function watch(seconds, onNews) {
  let stop = () => {};
  /** @type {Promise<void>} */
  const stopped = new Promise((resolve) => (stop = resolve));
  return { ended: check(seconds, onNews, stopped), stop };
}

/** @param {number} seconds @param {(seen: Observation) => void} onNews @param {Promise<void>} stopped */
async function check(seconds, onNews, stopped) {
  const tokens = await openRace();
  const clock = new Clock();
  const began = performance.now();
  const seen = newObservation(began);
  const news = () => {
    seen.now = performance.now();
    onNews(seen);
  };
  const lanes = startLanes(tokens, (name, report) => {
    seen.lanes[name].push(report);
    news();
  }, () => INTERVAL_MS);
  tellRace(tokens, `hz ${HZ}`);
  const patient = askPatiently(seen.patient, began + seconds * 1000);

  const measuring = setInterval(async () => {
    const told = await fetchMeter(tokens);
    if (seen.done) return;
    if (told !== null) {
      clock.note(told.asked, told.answered, told.meter.now);
      seen.via = told.via;
    }
    seen.trips.push(told === null ? null : told.answered - told.asked);
    seen.clock = clock.best;
    news();
  }, METER_MS);

  await Promise.race([stopped, new Promise((go) => setTimeout(go, seconds * 1000))]);
  clearInterval(measuring);
  seen.now = performance.now();
  seen.done = true;
  for (const lane of Object.values(lanes)) lane.stop();
  closeRace(tokens);
  void patient.then((end) => end());
  return seen;
}

/**
 * A session of the game in which nobody plays: where nothing happens, a question waits as long as it may.
 * @param {Report[]} reports @param {number} until ms
 * @returns {Promise<() => void>} what ends it
 */
async function askPatiently(reports, until) {
  const answer = await ask('/tttp/session', 'POST');
  const token = text(fields(await answer?.json().catch(() => null)).session);
  if (answer?.ok !== true || token === '') return () => {};
  const path = `/tttp/session/${token}`;
  const left = () => Math.max(1, Math.min(HOLD_S, Math.floor((until - performance.now()) / 1000)));
  const lane = startPoll(path, (report) => reports.push(report), { wait: left, pause: () => METER_MS });
  return () => {
    lane.stop();
    void ask(path, 'DELETE');
  };
}

/** @param {number} began @returns {Observation} */
function newObservation(began) {
  return { began, now: began, done: false, hz: HZ, interval: INTERVAL_MS, lanes: { short: [], long: [], sse: [], ws: [] }, patient: [], trips: [], clock: null, via: '' };
}
