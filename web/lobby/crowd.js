// A picture of how full the party is: one square a person, one figure a zombie.
import { svg } from '../lib/dom.js';

/** As many of each as fit; the rest is a number. */
const SHOWN = 6;
/** The ground, in the picture's units. */
const GROUND = 78;

/**
 * @param {SVGElement} picture
 * @param {number} people
 * @param {number} zombies
 */
export function drawCrowd(picture, people, zombies) {
  const key = `${people} ${zombies}`;
  if (picture.dataset.shows === key) return;
  picture.dataset.shows = key;
  const squares = svg('g', {}, ...upTo(people, (index) => person(8 + index * 24, (index * 7) % 3)));
  const you = svg('rect', { class: 'nobody', x: 8 + people * 24, y: GROUND - 21, width: 19, height: 19, rx: 6 });
  const figures = svg('g', {}, ...upTo(zombies, (index) => zombie(302 - index * 25, (index * 5) % 3)));
  if (people < SHOWN) squares.append(you);
  picture.replaceChildren(svg('path', { class: 'ground', d: `M4 ${GROUND} H316` }), squares, figures);
  if (people > SHOWN) picture.append(svg('text', { x: 8, y: 24 }, `and ${people - SHOWN} more`));
  if (zombies > SHOWN) picture.append(svg('text', { x: 312, y: 24, 'text-anchor': 'end' }, `and ${zombies - SHOWN} more`));
}

/**
 * @param {number} count
 * @param {(index: number) => SVGElement} draw
 * @returns {SVGElement[]}
 */
function upTo(count, draw) {
  return Array.from({ length: Math.min(count, SHOWN) }, (_, index) => draw(index));
}

/** @param {number} x @param {number} hop @returns {SVGElement} */
function person(x, hop) {
  return svg('rect', { class: 'person', x, y: GROUND - 21 - hop * 5, width: 19, height: 19, rx: 6 });
}

/** @param {number} x @param {number} lean @returns {SVGElement} facing the people, arms out */
function zombie(x, lean) {
  const body = svg('path', { d: 'M0 -24 V-12 M0 -12 L-4 -1 M0 -12 L4 -1 M0 -22 L-10 -23 M0 -19 L-9 -18', fill: 'none' });
  const head = svg('rect', { x: -6, y: -37, width: 12, height: 10, rx: 3.5, 'stroke-width': 0 });
  const eyes = [-3.4, 1.2].map((cx, index) => svg('circle', { class: 'eye', cx, cy: -34, r: index === 0 ? 1.7 : 1.2 }));
  return svg('g', { class: 'zombie', transform: `translate(${x} ${GROUND - 3}) rotate(${lean * -4}) scale(1.3)` }, body, head, ...eyes);
}
