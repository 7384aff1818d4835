// Your own square, moved at once and not only when the server says so. Pure: plain numbers, changed in place because
// this runs in every animation frame.
import { UNITS } from './codec.js';

/**
 * @typedef {object} Me
 * @property {boolean} placed whether the server has said where we are
 * @property {number} x top left corner, in px of the world
 * @property {number} y
 * @property {number | null} goalX where the pointer wants us; null with no wish
 * @property {number | null} goalY
 * @property {number} keyX -1, 0 or 1: the keys that are held
 * @property {number} keyY
 * @property {number} sentX what the server was last told
 * @property {number} sentY
 * @property {number} sentAt ms
 */

/** Walking by keys, in px a second. */
const WALK = 170;
/** Part of the allowed speed that we use, so that an uneven network does not make it look like more. */
const CAUTION = 0.9;
/** Quiet for so long, we believe the server about where we are, in ms. */
const SETTLED_MS = 1_000;

/** @returns {Me} */
export function nowhere() {
  return { placed: false, x: 0, y: 0, goalX: null, goalY: null, keyX: 0, keyY: 0, sentX: -1, sentY: -1, sentAt: 0 };
}

/**
 * Takes the server's word for where we are: at first, and whenever we have not asked for anything else for a while.
 * @param {Me} me @param {number} x @param {number} y @param {number} now ms
 */
export function believe(me, x, y, now) {
  const settled = now - me.sentAt > SETTLED_MS && me.keyX === 0 && me.keyY === 0;
  if (me.placed && !(settled && Math.hypot(me.x - x, me.y - y) > 1)) return;
  me.placed = true;
  me.x = me.sentX = x;
  me.y = me.sentY = y;
  if (settled) me.goalX = me.goalY = null;
}

/**
 * @param {Me} me
 * @param {number} ms since the last step
 * @param {{ width: number, height: number, top_speed: number }} world
 */
export function step(me, ms, world) {
  if (!me.placed) return;
  const seconds = Math.min(ms, 100) / 1000;
  if (me.keyX !== 0 || me.keyY !== 0) {
    const reach = (Math.min(WALK, world.top_speed * CAUTION) * seconds) / Math.hypot(me.keyX, me.keyY);
    me.x = clamp(me.x + me.keyX * reach, world.width);
    me.y = clamp(me.y + me.keyY * reach, world.height);
    me.goalX = me.goalY = null;
    return;
  }
  if (me.goalX === null || me.goalY === null) return;
  const toX = clamp(me.goalX, world.width) - me.x;
  const toY = clamp(me.goalY, world.height) - me.y;
  const far = Math.hypot(toX, toY);
  const reach = world.top_speed * CAUTION * seconds;
  const share = far > reach ? reach / far : 1;
  me.x += toX * share;
  me.y += toY * share;
}

/**
 * Whether the server has something new to hear; if so, it counts as told.
 * @param {Me} me @param {number} now ms
 * @returns {boolean}
 */
export function takeNews(me, now) {
  const x = Math.round(me.x * UNITS) / UNITS;
  const y = Math.round(me.y * UNITS) / UNITS;
  if (!me.placed || (x === me.sentX && y === me.sentY)) return false;
  me.sentX = x;
  me.sentY = y;
  me.sentAt = now;
  return true;
}

/** @param {number} value @param {number} most @returns {number} */
function clamp(value, most) {
  return Math.min(Math.max(value, 0), most);
}
