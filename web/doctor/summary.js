// What all findings come to: the way that the game takes here, and how quick the network is. Pure.
import { diagnose } from './diagnose.js';
import { RUNGS } from '../lib/ladder.js';
import { LANES } from '../race/lanes/lane.js';

/** @typedef {import('./diagnose.js').Finding} Finding */
/** @typedef {import('./diagnose.js').Observation} Observation */
/** @typedef {import('../race/lanes/lane.js').LaneName} LaneName */
/** @typedef {Record<LaneName, Finding>} Findings */

/**
 * @typedef {object} Summary
 * @property {Findings} findings
 * @property {LaneName | null} takes what the game will use here; null if there is none, or nothing is known yet
 * @property {boolean} away whether the server did not answer at all
 * @property {number | null} trip the middle one there and back, in ms
 * @property {number | null} jitter how far one is from the next on average, in ms
 * @property {number} misses how many of the measurements got no answer
 * @property {number} measured how many there were
 */

/** @param {Observation} seen @returns {Summary} */
export function summarize(seen) {
  const findings = /** @type {Findings} */ (Object.fromEntries(LANES.map((lane) => [lane, diagnose(seen, lane)])));
  const takes = RUNGS.find((lane) => findings[lane].state === 'good') ?? RUNGS.find((lane) => findings[lane].state === 'but') ?? null;
  const trips = seen.trips.filter((trip) => trip !== null);
  return {
    findings,
    takes,
    away: trips.length === 0 && seen.trips.length > 0 && takes === null,
    trip: [...trips].sort((a, b) => a - b)[Math.floor(trips.length / 2)] ?? null,
    jitter: jitterOf(trips),
    misses: seen.trips.length - trips.length,
    measured: seen.trips.length,
  };
}

/** @param {number[]} trips @returns {number | null} */
function jitterOf(trips) {
  if (trips.length < 2) return null;
  const steps = trips.slice(1).map((trip, index) => Math.abs(trip - (trips[index] ?? trip)));
  return steps.reduce((sum, step) => sum + step, 0) / steps.length;
}
