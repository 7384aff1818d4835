// Draws the floor and who is on it.
import { between } from './timeline.js';
import { standing, strike } from './zombie.js';

/** @typedef {import('./timeline.js').KeptFrame} KeptFrame */
/** @typedef {{ ink: string, surface: string, line: string, zombie: string, accent: string, shade: string }} Palette */
/** @typedef {{ older: KeptFrame, newer: KeptFrame, share: number, tick: number }} Moment */
/** @typedef {{ you: number, size: number, width: number, x: number, y: number, placed: boolean, still: boolean }} Scene */

/** A square is never smaller than this on the screen, in CSS px. */
const LEAST = 15;
/** Squares of chalk on the floor, each way. */
const CHALK = 10;

const pose = standing();

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Palette} palette
 * @param {Moment | null} moment
 * @param {Scene} scene
 */
export function draw(context, palette, moment, scene) {
  const { canvas } = context;
  const span = scene.width + scene.size;
  const scale = canvas.width / span;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  drawFloor(context, palette, span);
  if (moment === null) return;
  // Units of the world for one CSS px, and a size that can be seen on a phone too.
  const px = span / (canvas.clientWidth || span);
  const size = Math.max(scene.size, LEAST * px);
  drawZombies(context, palette, moment, scene, size);
  drawPeople(context, palette, moment, scene, size, px);
}

/** @param {CanvasRenderingContext2D} context @param {Palette} palette @param {number} span */
function drawFloor(context, palette, span) {
  context.fillStyle = palette.surface;
  context.fillRect(0, 0, span, span);
  context.strokeStyle = palette.line;
  context.lineWidth = span / 500;
  context.beginPath();
  for (let index = 1; index < CHALK; index += 1) {
    const at = (span / CHALK) * index;
    context.moveTo(at, 0);
    context.lineTo(at, span);
    context.moveTo(0, at);
    context.lineTo(span, at);
  }
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context @param {Palette} palette @param {Moment} moment
 * @param {Scene} scene @param {number} size @param {number} px units of the world for one CSS px
 */
function drawPeople(context, palette, moment, scene, size, px) {
  const { older, newer, share } = moment;
  const middle = scene.size / 2;
  context.strokeStyle = palette.ink;
  context.lineWidth = 1.5 * px;
  for (const person of newer.people) {
    const [id, , , colour] = person;
    if (id === scene.you) continue;
    const from = older.personById.get(id);
    square(context, between(from, person, 1, share) + middle, between(from, person, 2, share) + middle, size, colour);
  }
  const me = newer.personById.get(scene.you);
  if (me === undefined || !scene.placed) return;
  const [x, y] = [scene.x + middle, scene.y + middle];
  square(context, x, y, size, me[3]);
  drawRing(context, palette, x, y, size, px, scene.width + scene.size);
}

/**
 * @param {CanvasRenderingContext2D} context @param {number} x middle @param {number} y middle
 * @param {number} size @param {string} colour
 */
function square(context, x, y, size, colour) {
  context.fillStyle = colour;
  context.beginPath();
  context.roundRect(x - size / 2, y - size / 2, size, size, size * 0.3);
  context.fill();
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context @param {Palette} palette @param {number} x @param {number} y
 * @param {number} size @param {number} px @param {number} span
 */
function drawRing(context, palette, x, y, size, px, span) {
  const radius = size * 1.05;
  context.lineWidth = 3 * px;
  context.strokeStyle = palette.accent;
  context.beginPath();
  context.arc(x, y, radius, 0, Math.PI * 2);
  context.stroke();
  context.font = `700 ${Math.max(15 * px, size * 1.05)}px ui-rounded, system-ui, sans-serif`;
  context.textAlign = x < radius * 2 ? 'left' : x > span - radius * 2 ? 'right' : 'center';
  context.textBaseline = y < radius * 3 ? 'top' : 'bottom';
  const textX = context.textAlign === 'left' ? Math.max(x - radius, 3 * px) : context.textAlign === 'right' ? Math.min(x + radius, span - 3 * px) : x;
  const textY = y < radius * 3 ? y + radius + 3 * px : y - radius - 2 * px;
  context.lineWidth = 4 * px;
  context.lineJoin = 'round';
  context.strokeStyle = palette.surface;
  context.strokeText('you', textX, textY);
  context.fillStyle = palette.ink;
  context.fillText('you', textX, textY);
}

/**
 * @param {CanvasRenderingContext2D} context @param {Palette} palette @param {Moment} moment
 * @param {Scene} scene @param {number} size
 */
function drawZombies(context, palette, moment, scene, size) {
  const { older, newer, share, tick } = moment;
  const middle = scene.size / 2;
  const unit = (size / 10) * 1.25;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const zombie of newer.zombies) {
    const [id, , , chased] = zombie;
    const from = older.zombieById.get(id);
    const x = between(from, zombie, 1, share);
    const y = between(from, zombie, 2, share);
    const prey = chased === 0 ? undefined : newer.personById.get(chased);
    const mine = prey !== undefined && chased === scene.you && scene.placed;
    const toX = mine ? scene.x - x : prey !== undefined ? prey[1] - x : from === undefined ? 0 : zombie[1] - from[1];
    const toY = mine ? scene.y - y : prey !== undefined ? prey[2] - y : from === undefined ? 0 : zombie[2] - from[2];
    strike(pose, id, tick, toX, toY, prey !== undefined, scene.still);
    drawZombie(context, palette, x + middle, y + middle, unit);
  }
}

/**
 * The figure of `pose`: limbs first with an edge that sets it off from its neighbours, then the head.
 * @param {CanvasRenderingContext2D} context @param {Palette} palette
 * @param {number} x middle @param {number} y middle @param {number} unit a tenth of its width
 */
function drawZombie(context, palette, x, y, unit) {
  const { lookX, lookY, sway, reach } = pose;
  const top = x + (sway * 1.2 + lookX * reach * 1.5) * unit;
  const neck = y - 4.5 * unit;
  context.fillStyle = palette.shade;
  context.beginPath();
  context.ellipse(x, y + 9.6 * unit, 5 * unit, 1.7 * unit, 0, 0, Math.PI * 2);
  context.fill();

  context.beginPath();
  traceLimbs(context, x, y, top, neck, unit);
  context.strokeStyle = palette.surface;
  context.lineWidth = 4.4 * unit;
  context.stroke();
  context.strokeStyle = palette.zombie;
  context.lineWidth = 2.6 * unit;
  context.stroke();

  context.beginPath();
  context.roundRect(top - 4.2 * unit, neck - 8 * unit, 8.4 * unit, 8 * unit, 2.8 * unit);
  context.strokeStyle = palette.surface;
  context.lineWidth = 1.8 * unit;
  context.stroke();
  context.fillStyle = palette.zombie;
  context.fill();

  const eyeX = top + lookX * 1.9 * unit;
  const eyeY = neck - (4.4 - lookY * 1.2) * unit;
  context.beginPath();
  context.arc(eyeX - 1.7 * unit, eyeY, 1.25 * unit, 0, Math.PI * 2);
  context.arc(eyeX + 1.7 * unit, eyeY, 0.85 * unit, 0, Math.PI * 2);
  context.fillStyle = palette.surface;
  context.fill();
}

/**
 * @param {CanvasRenderingContext2D} context @param {number} x @param {number} y
 * @param {number} top where the spine ends @param {number} neck @param {number} unit
 */
function traceLimbs(context, x, y, top, neck, unit) {
  const { lookX, lookY, swing, sway, reach } = pose;
  const hip = y + 3 * unit;
  context.moveTo(top, neck);
  context.lineTo(x, hip);
  context.lineTo(x - (2.6 - swing) * unit, y + (9 - Math.max(swing, 0) * 1.6) * unit);
  context.moveTo(x, hip);
  context.lineTo(x + (2.6 + swing) * unit, y + (9 - Math.max(-swing, 0) * 1.6) * unit);
  // Arms hang beside the body, or point at the prey.
  for (let side = -1; side <= 1; side += 2) {
    const shoulder = neck + 1.5 * unit;
    const hangX = side * 4.2 + sway * 0.6;
    const outX = lookX * 9 - lookY * side * 2.4;
    const outY = lookY * 7 + lookX * side * 2.4;
    context.moveTo(top, shoulder);
    context.lineTo(top + (hangX + (outX - hangX) * reach) * unit, shoulder + (6.5 + (outY - 6.5) * reach) * unit);
  }
}
