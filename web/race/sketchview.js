// The small drawings of who asks and who answers: time goes to the right, the page is above, the server below.
import { sketch } from './sketch.js';
import { svg } from '../lib/dom.js';

/** @typedef {import('./lanes/lane.js').LaneName} LaneName */

const WIDTH = 340;
const HEIGHT = 118;
const LEFT = 52;
const PAGE_Y = 26;
const SERVER_Y = 88;
/** The head of an arrow, in units of the drawing. */
const HEAD = 7;

/** @type {Record<LaneName, string>} */
const SAID = {
  short: 'The page asks at even times. Most answers are empty; each event on the server waits for the next question.',
  long: 'The page asks, and the server keeps each question until an event happens, answers, and is asked again.',
  sse: 'The page asks once. The answer stays open, and each event goes up in it as soon as it happens.',
  ws: 'The page asks once, and the server agrees. The connection stays open, events go up as they happen, and the page sends down when it likes.',
};

/** @param {LaneName} lane @returns {SVGSVGElement} */
export function drawSketch(lane) {
  const { arrows, held, news, end } = sketch(lane);
  const x = (/** @type {number} */ at) => Math.round((LEFT + (at / end) * (WIDTH - LEFT - 6)) * 10) / 10;
  const picture = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': SAID[lane], class: 'sketch' });
  for (const { from, to } of held) picture.append(svg('rect', { class: 'held', x: x(from), y: SERVER_Y - 5, width: Math.max(0, x(to) - x(from)), height: 10, rx: 3 }));
  for (const [name, y] of /** @type {const} */ ([['page', PAGE_Y], ['server', SERVER_Y]])) {
    picture.append(svg('line', { class: 'life', x1: LEFT, x2: WIDTH - 2, y1: y, y2: y }), svg('text', { x: 0, y: y + 4 }, name));
  }
  for (const { kind, up, from, to } of arrows) {
    const [y1, y2] = up ? [SERVER_Y, PAGE_Y] : [PAGE_Y, SERVER_Y];
    picture.append(svg('g', { class: `arrow ${kind}` }, svg('line', { x1: x(from), y1, x2: x(to), y2 }), head(x(from), y1, x(to), y2)));
  }
  for (const at of news) picture.append(svg('circle', { class: 'event', cx: x(at), cy: SERVER_Y + 14, r: 4.5 }));
  picture.append(svg('text', { x: 0, y: SERVER_Y + 18 }, 'events'));
  return picture;
}

/** @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 */
function head(x1, y1, x2, y2) {
  const length = Math.hypot(x2 - x1, y2 - y1);
  const [dx, dy] = [((x2 - x1) / length) * HEAD, ((y2 - y1) / length) * HEAD];
  const point = (/** @type {number} */ side) => `${(x2 - dx - dy * side * 0.5).toFixed(1)},${(y2 - dy + dx * side * 0.5).toFixed(1)}`;
  return svg('polygon', { points: `${x2},${y2} ${point(1)} ${point(-1)}` });
}
