// What the party page says about who is there. Pure.
import { counted } from '../lib/words.js';
import { PERSON, ZOMBIE } from './crowd.js';

/** @typedef {import('./crowd.js').Crowd} Crowd */

/** How many people the list names. */
const LISTED = 12;
/** One more than the highest id. */
const IDS = 65_536;

/**
 * @param {Crowd} crowd
 * @param {{ x: number, y: number, placed: boolean }} me
 * @returns {string} "3 people, 5 zombies; you are at 120, 300."
 */
export function summary(crowd, me) {
  const words = `${counted(crowd.people, 'person', 'people')}, ${counted(crowd.zombies, 'zombie')}`;
  return me.placed ? `${words}; you are at ${Math.round(me.x)}, ${Math.round(me.y)}.` : `${words}.`;
}

/** @param {import('../lib/socket.js').LinkState} link @returns {string} why nobody is known to be here */
export function nobodyWords({ name }) {
  return name === 'open' ? 'Nobody that we know of yet.' : 'Not connected, so nobody is known to be here.';
}

/** @param {Crowd} crowd @param {number} you @returns {string | null} how many zombies are after you */
export function chaseWords(crowd, you) {
  let after = 0;
  for (let slot = 0; slot < crowd.end; slot += 1) if (crowd.kinds[slot] === ZOMBIE && crowd.prey[slot] === you) after += 1;
  if (after === 0) return null;
  return `${counted(after, 'zombie is', 'zombies are')} after you.`;
}

/**
 * @param {Crowd} crowd @param {number} you
 * @returns {{ rows: { colour: string, name: string }[], more: number }} you first, then by id
 */
export function peopleList(crowd, you) {
  const rows = [];
  const mine = crowd.slotOf(you);
  if (mine >= 0) rows.push(row(crowd, mine, you));
  for (let id = 1; id < IDS && rows.length < LISTED; id += 1) {
    const slot = crowd.slotOf(id);
    if (slot >= 0 && slot !== mine && crowd.kinds[slot] === PERSON) rows.push(row(crowd, slot, you));
  }
  return { rows, more: crowd.people - rows.length };
}

/** @param {Crowd} crowd @param {number} slot @param {number} you @returns {{ colour: string, name: string }} "Ada, green" */
function row(crowd, slot, you) {
  const colour = crowd.colours[slot];
  const id = crowd.ids[slot];
  return { colour, name: `${id === you ? 'You' : crowd.names[slot] || `Person ${id}`}, ${colourName(colour)}` };
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
