// Scales of the plots. Pure.

/** @typedef {import('./tally.js').Point} Point */

const STEPS = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

/** @param {number} value @returns {number} the next round number above it */
export function ceiling(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1e-6)));
  return Number(((STEPS.find((step) => step * power >= value * 0.999) ?? 10) * power).toPrecision(3));
}

/**
 * @param {Point[][]} series all that share a scale
 * @param {number} from ms, where the plots begin
 * @param {number} least the scale reaches at least up to here
 * @returns {number} the round number that all are below
 */
export function sharedTop(series, from, least) {
  let top = least;
  for (const points of series) for (const { at, value } of points) if (at >= from && value > top) top = value;
  return ceiling(top);
}
