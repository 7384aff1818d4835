// How a zombie stands: which way it looks, how its legs go, how far its arms are out. Pure.

/**
 * @typedef {object} Pose
 * @property {number} lookX the way it faces, a unit vector
 * @property {number} lookY
 * @property {number} swing of the legs, -1 to 1
 * @property {number} sway of the body, -1 to 1
 * @property {number} reach of the arms: 0 hang, 1 are out
 */

/** It begins to lift its arms at this distance from whom it chases, in px of the world. */
const SEES = 170;
/** Its arms are all the way out at this distance, in px of the world. */
const GRABS = 45;
/** Steps of a shamble, in radians a tick. */
const PACE = 0.42;

/** @returns {Pose} */
export function standing() {
  return { lookX: 0, lookY: 1, swing: 0, sway: 0, reach: 0 };
}

/**
 * Changes `pose` in place: this runs for every zombie in every animation frame.
 * @param {Pose} pose
 * @param {number} id keeps zombies out of step with each other
 * @param {number} tick with its fraction
 * @param {number} toX from the zombie to whom it chases, or else the way it goes, in px of the world
 * @param {number} toY
 * @param {boolean} chases
 * @param {boolean} still whether the reader asked for less motion
 */
export function strike(pose, id, tick, toX, toY, chases, still) {
  const far = Math.hypot(toX, toY);
  if (far > 0.01) {
    pose.lookX = toX / far;
    pose.lookY = toY / far;
  }
  const phase = phaseOf(id, tick);
  const moves = chases || far > 0.01;
  pose.swing = still || !moves ? 0 : Math.sin(phase);
  pose.sway = still ? 0 : Math.sin(phase / 2);
  pose.reach = chases ? reachAt(far) : 0;
}

/** @param {number} id @param {number} tick with its fraction @returns {number} how far its walk has come, in radians */
export function phaseOf(id, tick) {
  return tick * PACE + id * 1.7;
}

/** @param {number} far @returns {number} */
export function reachAt(far) {
  return Math.min(Math.max((SEES - far) / (SEES - GRABS), 0), 1);
}
