// Keeps things on the floor. Pure.

/** @param {number} at @param {number} edge how far from 0 and from the end it has to be @param {number} end @returns {number} */
export function within(at, edge, end) {
  return Math.max(edge, Math.min(at, end - edge));
}
