// Draws the zombies, who stands lower in front. A few of them move as they please; many are taken from a sheet of poses.
import { ZOMBIE } from './crowd.js';
import { drawFigure } from './figure.js';
import { Sheet } from './sheet.js';
import { within } from './within.js';
import { phaseOf, standing, strike } from './zombie.js';

/** @typedef {import('./crowd.js').Crowd} Crowd */
/** @typedef {import('./draw.js').Palette} Palette */
/** @typedef {import('./draw.js').Scene} Scene */

/** More than that are many. */
const MANY = 60;
/** A zombie is as large as a square that is never smaller than this on the screen, in CSS px; of many, they may be smaller. */
const LEAST = 15;
const LEAST_OF_MANY = 10;
/** From its middle to its side, and to the top of its head, in units of a figure. */
const BROAD = 6;
const TALL = 13.5;

const pose = standing();
/** Slots of the zombies from top to bottom, good as long as nobody comes or leaves. */
let order = new Uint16Array(0);
/** @type {Crowd | null} */
let known = null;
let knownChanges = 0;
/** @type {Sheet | null} */
let sheet = null;

/**
 * @param {CanvasRenderingContext2D} context @param {Palette} palette @param {Crowd} crowd @param {number} tick
 * @param {Scene} scene @param {number} scale pixels for one unit of the world @param {number} px units for one CSS px
 */
export function drawZombies(context, palette, crowd, tick, scene, scale, px) {
  sort(crowd);
  const many = order.length > MANY;
  const unit = (Math.max(scene.size, (many ? LEAST_OF_MANY : LEAST) * px) / 10) * 1.25;
  const middle = scene.size / 2;
  const wide = scene.width + scene.size;
  const high = scene.height + scene.size;
  context.save();
  if (many) {
    if (sheet === null || !sheet.suits(palette, unit * scale)) sheet = new Sheet(palette, unit * scale);
    context.setTransform(1, 0, 0, 1, 0, 0);
  } else {
    context.lineCap = 'round';
    context.lineJoin = 'round';
  }
  for (let index = 0; index < order.length; index += 1) {
    const slot = order[index];
    const id = crowd.ids[slot];
    const x = crowd.x[slot];
    const y = crowd.y[slot];
    const prey = crowd.prey[slot] === 0 ? -1 : crowd.slotOf(crowd.prey[slot]);
    const chases = prey >= 0;
    const mine = chases && crowd.prey[slot] === scene.you && scene.placed;
    // It looks at its prey, or else the way it goes.
    const walks = crowd.walks(slot);
    const lookX = mine ? scene.x - x : chases ? crowd.x[prey] - x : walks ? crowd.toX[slot] - crowd.fromX[slot] : 0;
    const lookY = mine ? scene.y - y : chases ? crowd.y[prey] - y : walks ? crowd.toY[slot] - crowd.fromY[slot] : 0;
    pose.lookX = 0;
    pose.lookY = 1;
    strike(pose, id, tick, lookX, lookY, chases, scene.still);
    // Head and feet stay on the floor.
    const atX = within(x + middle, BROAD * unit, wide);
    const atY = within(y + middle, TALL * unit, high);
    if (many) sheet?.draw(context, pose, phaseOf(id, tick), atX * scale, atY * scale);
    else drawFigure(context, palette, pose, atX, atY, unit);
  }
  context.restore();
}

/** They move little from one animation frame to the next, so each finds its place within a few steps. @param {Crowd} crowd */
function sort(crowd) {
  if (crowd !== known || crowd.changes !== knownChanges) {
    order = new Uint16Array(crowd.zombies);
    let count = 0;
    for (let slot = 0; slot < crowd.end; slot += 1) if (crowd.kinds[slot] === ZOMBIE) order[count++] = slot;
    known = crowd;
    knownChanges = crowd.changes;
  }
  const { y } = crowd;
  for (let index = 1; index < order.length; index += 1) {
    const slot = order[index];
    let place = index;
    for (; place > 0 && y[order[place - 1]] > y[slot]; place -= 1) order[place] = order[place - 1];
    order[place] = slot;
  }
}
