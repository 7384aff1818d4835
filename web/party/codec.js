// The party's messages: JSON text to plain data, and back. Pure.

/** @typedef {readonly [id: number, x: number, y: number, colour: string]} Person top left corner, in px of the world */
/** @typedef {readonly [id: number, x: number, y: number, chased: number]} Zombie `chased` is a person's id, or 0 */
/** @typedef {{ type: 'frame', tick: number, people: Person[], zombies: Zombie[] }} Frame */

/**
 * @typedef {object} Welcome
 * @property {'welcome'} type
 * @property {number} you your id
 * @property {number} tick
 * @property {number} hz ticks a second
 * @property {number} width of the world, in px
 * @property {number} height of the world, in px
 * @property {number} size of a square, in px
 * @property {number} top_speed that the server allows, in px a second
 */

/** @typedef {{ type: 'error', number: number, name: string, text: string }} Complaint */

/** The subprotocol to ask for. */
export const PARTY = 'party.2';

/**
 * @param {string} text
 * @returns {Welcome | Frame | Complaint | null} null for what this page does not know
 */
export function parse(text) {
  /** @type {any} */
  let message;
  try {
    message = JSON.parse(text);
  } catch {
    return null;
  }
  switch (message?.type) {
    case 'frame':
      return areLists(message) ? message : null;
    case 'welcome':
      return isWelcome(message) ? message : null;
    case 'error':
      return { type: 'error', number: Number(message.number), name: String(message.name), text: String(message.text) };
    default:
      return null;
  }
}

/** @param {number} x @param {number} y @returns {string} */
export function position(x, y) {
  return `[${x},${y}]`;
}

/** @param {any} message @returns {boolean} */
function areLists(message) {
  return Number.isFinite(message.tick) && Array.isArray(message.people) && Array.isArray(message.zombies);
}

/** @param {any} message @returns {boolean} */
function isWelcome({ you, hz, width, height, size, top_speed: speed }) {
  return [you, hz, width, height, size].every((number) => Number.isFinite(number) && number > 0) && speed >= 0;
}
