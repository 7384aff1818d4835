// The party in its classic form: what a message of the server says, and where a pointer or a key leads. Pure.
import { items, fields, number } from '../../lib/json.js';

/** @typedef {{ x: number, y: number, color: string }} Square */
/** @typedef {import('../ports.js').Floor} Floor */

/** A square is so wide, in px of the world. */
export const SIZE = 10;
/** One press of an arrow key, in px of the world. */
const STEP = 10;
/** All zombies share this colour. */
const ZOMBIE = 'rgb(79,125,44)';

/** @param {string} message @returns {Square[] | null} null for what is no list of squares */
export function readSquares(message) {
  const list = parse(message);
  if (!Array.isArray(list)) return null;
  return list.flatMap((item) => {
    const { location, color } = fields(item);
    const [x, y] = items(location).map(number);
    return typeof color === 'string' && x !== null && y !== null && x !== undefined && y !== undefined ? [{ x, y, color }] : [];
  });
}

/** @param {string} message @returns {unknown} */
function parse(message) {
  try {
    return JSON.parse(message);
  } catch {
    return null;
  }
}

/** @param {Square[]} squares @returns {string} how many are here */
export function partyWords(squares) {
  const zombies = squares.filter(({ color }) => color.replaceAll(' ', '') === ZOMBIE).length;
  const people = squares.length - zombies;
  return `${people} ${people === 1 ? 'person' : 'people'}, ${zombies} ${zombies === 1 ? 'zombie' : 'zombies'}.`;
}

/**
 * @param {Floor} floor @param {{ left: number, top: number, width: number, height: number }} box where it is shown
 * @param {number} x @param {number} y of the pointer
 * @returns {[number, number]}
 */
export function placeAt(floor, { left, top, width, height }, x, y) {
  return [within(((x - left) / width) * floor.width - SIZE / 2, floor.width), within(((y - top) / height) * floor.height - SIZE / 2, floor.height)];
}

/** @param {Floor} floor @param {string} key @param {readonly [number, number]} from @returns {[number, number] | null} null for a key that moves nothing */
export function placeAfterKey(floor, key, [x, y]) {
  /** @type {Record<string, [number, number]>} */
  const ways = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
  const way = ways[key];
  return way === undefined ? null : [within(x + way[0], floor.width), within(y + way[1], floor.height)];
}

/** @param {number} value @param {number} side */
function within(value, side) {
  return Math.round(Math.max(0, Math.min(side - SIZE, value)));
}
