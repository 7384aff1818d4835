// What the party page says about a frame. Pure.
import { counted } from '../lib/words.js';

/** @typedef {import('./codec.js').Frame} Frame */

/**
 * @param {Frame} frame
 * @param {{ x: number, y: number, placed: boolean }} me
 * @returns {string} "3 people, 5 zombies; you are at 120, 300."
 */
export function summary(frame, me) {
  const crowd = `${counted(frame.people.length, 'person', 'people')}, ${counted(frame.zombies.length, 'zombie')}`;
  return me.placed ? `${crowd}; you are at ${Math.round(me.x)}, ${Math.round(me.y)}.` : `${crowd}.`;
}

/** @param {Frame} frame @param {number} you @returns {string | null} how many zombies are after you */
export function chaseWords(frame, you) {
  let after = 0;
  for (const zombie of frame.zombies) if (zombie[3] === you) after += 1;
  if (after === 0) return null;
  return `${counted(after, 'zombie is', 'zombies are')} after you.`;
}

/** How many people the list names. */
const LISTED = 12;

/**
 * @param {Frame} frame @param {number} you
 * @returns {{ rows: { colour: string, name: string }[], more: number }} you first, then by id
 */
export function peopleList(frame, you) {
  const sorted = [...frame.people].sort((a, b) => Number(b[0] === you) - Number(a[0] === you) || a[0] - b[0]);
  const rows = sorted.slice(0, LISTED).map(([id, , , colour]) => ({
    colour,
    name: id === you ? `You, ${colourName(colour)}` : `Person ${id}, ${colourName(colour)}`,
  }));
  return { rows, more: Math.max(0, sorted.length - LISTED) };
}

/** The names of hues, each up to its angle. @type {readonly (readonly [number, string])[]} */
const HUES = [[15, 'red'], [45, 'orange'], [70, 'yellow'], [165, 'green'], [200, 'turquoise'], [255, 'blue'], [290, 'purple'], [340, 'pink'], [361, 'red']];

/** @param {string} colour as `#rrggbb` @returns {string} a plain word for it */
export function colourName(colour) {
  if (!/^#[0-9a-f]{6}$/i.test(colour)) return 'some colour';
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255);
  const most = Math.max(r, g, b);
  const spread = most - Math.min(r, g, b);
  const light = most - spread / 2;
  if (light < 0.12) return 'black';
  if (light > 0.93) return 'white';
  const full = spread / (1 - Math.abs(2 * light - 1));
  if (full < 0.12) return 'grey';
  const hue = hueOf(r, g, b, most, spread);
  const name = HUES.find(([until]) => hue < until)?.[1] ?? 'red';
  if (name === 'orange' && light < 0.4) return 'brown';
  if (name === 'red' && light > 0.7) return 'pink';
  if (light < 0.3) return `dark ${name}`;
  return light > 0.75 ? `light ${name}` : name;
}

/** @param {number} r @param {number} g @param {number} b @param {number} most @param {number} spread @returns {number} 0 to 360 */
function hueOf(r, g, b, most, spread) {
  const sixth = most === r ? ((g - b) / spread + 6) % 6 : most === g ? (b - r) / spread + 2 : (r - g) / spread + 4;
  return sixth * 60;
}
