// Draws the floor and who is on it.
import { PERSON } from './crowd.js';
import { drawZombies } from './herd.js';
import { within } from './within.js';

/** @typedef {import('./crowd.js').Crowd} Crowd */
/** @typedef {{ ink: string, surface: string, line: string, zombie: string, accent: string, shade: string }} Palette */
/**
 * @typedef {object} Scene
 * @property {number} you your id
 * @property {number} size of a square, in px of the world
 * @property {number} width of the world, in px
 * @property {number} height of the world, in px
 * @property {number} x where you are, in px of the world
 * @property {number} y
 * @property {boolean} placed whether you are anywhere
 * @property {boolean} still whether the reader asked for less motion
 */

/** A square is never smaller than this on the screen, in CSS px; the more there are, the smaller may others be than yours. */
const LEAST = 15;
const LEAST_IN_CROWD = 8;
/** Up to so many people have squares of the former size. */
const ROOMY = 100;
/** Who stands at the edge is shown all the same: squares stay so far inside, in CSS px. */
const INSIDE = 2;
/** More people than that are a crowd: its squares are plain, as rounded ones take twice as long and nobody would see it. */
const CROWD = 400;
/** More people than that go without their names, and on a small floor sooner: each has so many CSS px² then. */
const NAMED = 40;
const NAME_SPACE = 6_000;
/** Squares of chalk on the floor, along its longer side. */
const CHALK = 10;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Palette} palette
 * @param {Crowd | null} crowd where everybody is now
 * @param {number} tick that is shown, with its fraction
 * @param {Scene} scene
 */
export function draw(context, palette, crowd, tick, scene) {
  const { canvas } = context;
  // The floor shows one square more than the positions there are: those are of top left corners.
  const wide = scene.width + scene.size;
  const high = scene.height + scene.size;
  const scale = canvas.width / wide;
  context.setTransform(scale, 0, 0, canvas.height / high, 0, 0);
  drawFloor(context, palette, wide, high);
  if (crowd === null) return;
  // Units of the world for one CSS px, and a size that can be seen on a phone too.
  const px = wide / (canvas.clientWidth || wide);
  const size = Math.max(scene.size, LEAST * px);
  const others = Math.max(scene.size, Math.min(LEAST, Math.max(LEAST_IN_CROWD, LEAST * Math.sqrt(ROOMY / crowd.people))) * px);
  drawZombies(context, palette, crowd, tick, scene, scale, px);
  if (crowd.people > CROWD) drawCrowd(context, palette, crowd, scene, scale, px);
  else drawPeople(context, palette, crowd, scene, others, px);
  if (crowd.people <= Math.min(NAMED, (wide * high) / (px * px * NAME_SPACE))) drawNames(context, palette, crowd, scene, size, px);
  const mine = crowd.slotOf(scene.you);
  if (mine < 0 || !scene.placed) return;
  const edge = size / 2 + INSIDE * px;
  const x = within(scene.x + scene.size / 2, edge, wide);
  const y = within(scene.y + scene.size / 2, edge, high);
  ink(context, palette, px);
  square(context, x, y, size, crowd.colours[mine]);
  drawRing(context, palette, x, y, size, px, wide);
}

/** @param {CanvasRenderingContext2D} context @param {Palette} palette @param {number} wide @param {number} high */
function drawFloor(context, palette, wide, high) {
  const side = Math.max(wide, high);
  context.fillStyle = palette.surface;
  context.fillRect(0, 0, wide, high);
  context.strokeStyle = palette.line;
  context.lineWidth = side / 500;
  context.beginPath();
  for (let at = side / CHALK; at < wide - 1; at += side / CHALK) {
    context.moveTo(at, 0);
    context.lineTo(at, high);
  }
  for (let at = side / CHALK; at < high - 1; at += side / CHALK) {
    context.moveTo(0, at);
    context.lineTo(wide, at);
  }
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context @param {Palette} palette @param {Crowd} crowd
 * @param {Scene} scene @param {number} size @param {number} px units of the world for one CSS px
 */
function drawPeople(context, palette, crowd, scene, size, px) {
  const middle = scene.size / 2;
  const edge = size / 2 + INSIDE * px;
  ink(context, palette, px);
  for (let slot = 0; slot < crowd.end; slot += 1) {
    if (crowd.kinds[slot] !== PERSON || crowd.ids[slot] === scene.you) continue;
    const x = within(crowd.x[slot] + middle, edge, scene.width + scene.size);
    const y = within(crowd.y[slot] + middle, edge, scene.height + scene.size);
    square(context, x, y, size, crowd.colours[slot]);
  }
}

/** @param {CanvasRenderingContext2D} context @param {Palette} palette @param {number} px */
function ink(context, palette, px) {
  context.strokeStyle = palette.ink;
  context.lineWidth = 1.5 * px;
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
 * Two rectangles for each, on whole pixels: the quickest that a canvas can do, with a graphics card and without.
 * @param {CanvasRenderingContext2D} context @param {Palette} palette @param {Crowd} crowd
 * @param {Scene} scene @param {number} scale pixels for one unit of the world @param {number} px
 */
function drawCrowd(context, palette, crowd, scene, scale, px) {
  const side = Math.round(Math.max(scene.size, LEAST_IN_CROWD * px) * scale);
  const edge = Math.max(1, Math.round(px * scale));
  const inner = side - 2 * edge;
  const off = (scene.size * scale - side) / 2;
  const { width, height } = context.canvas;
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  for (let slot = 0; slot < crowd.end; slot += 1) {
    if (crowd.kinds[slot] !== PERSON || crowd.ids[slot] === scene.you) continue;
    const left = Math.max(0, Math.min(Math.round(crowd.x[slot] * scale + off), width - side));
    const top = Math.max(0, Math.min(Math.round(crowd.y[slot] * scale + off), height - side));
    context.fillStyle = palette.ink;
    context.fillRect(left, top, side, side);
    context.fillStyle = crowd.colours[slot];
    context.fillRect(left + edge, top + edge, inner, inner);
  }
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context @param {Palette} palette @param {Crowd} crowd
 * @param {Scene} scene @param {number} size @param {number} px
 */
function drawNames(context, palette, crowd, scene, size, px) {
  const middle = scene.size / 2;
  const edge = size / 2 + INSIDE * px;
  const wide = scene.width + scene.size;
  const high = scene.height + scene.size;
  const line = 12 * px;
  context.font = `600 ${line}px system-ui, sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  for (let slot = 0; slot < crowd.end; slot += 1) {
    if (crowd.kinds[slot] !== PERSON || crowd.names[slot] === '') continue;
    const mine = crowd.ids[slot] === scene.you;
    if (mine && !scene.placed) continue;
    const name = crowd.names[slot];
    const x = within((mine ? scene.x : crowd.x[slot]) + middle, context.measureText(name).width / 2 + 4 * px, wide);
    const y = within((mine ? scene.y : crowd.y[slot]) + middle, edge, high);
    // Below the square, or its ring; above it where there is no floor left.
    const far = size * (mine ? 1.05 : 0.5) + 3 * px;
    const top = y + far + line > high ? y - far - line : y + far;
    label(context, palette, name, x, top, 3 * px);
  }
}

/**
 * @param {CanvasRenderingContext2D} context @param {Palette} palette @param {number} x @param {number} y
 * @param {number} size @param {number} px @param {number} wide
 */
function drawRing(context, palette, x, y, size, px, wide) {
  const radius = size * 1.05;
  context.lineWidth = 3 * px;
  context.strokeStyle = palette.accent;
  context.beginPath();
  context.arc(x, y, radius, 0, Math.PI * 2);
  context.stroke();
  context.font = `700 ${Math.max(15 * px, size * 1.05)}px ui-rounded, system-ui, sans-serif`;
  context.textAlign = x < radius * 2 ? 'left' : x > wide - radius * 2 ? 'right' : 'center';
  context.textBaseline = y < radius * 3 ? 'top' : 'bottom';
  const textX = context.textAlign === 'left' ? Math.max(x - radius, 3 * px) : context.textAlign === 'right' ? Math.min(x + radius, wide - 3 * px) : x;
  const textY = y < radius * 3 ? y + radius + 3 * px : y - radius - 2 * px;
  label(context, palette, 'you', textX, textY, 4 * px);
}

/**
 * Text with a rim, so that it can be read on anything.
 * @param {CanvasRenderingContext2D} context @param {Palette} palette @param {string} text
 * @param {number} x @param {number} y @param {number} rim
 */
function label(context, palette, text, x, y, rim) {
  context.lineWidth = rim;
  context.lineJoin = 'round';
  context.strokeStyle = palette.surface;
  context.strokeText(text, x, y);
  context.fillStyle = palette.ink;
  context.fillText(text, x, y);
}
