// The marks, and whole boards too small to play on.
import { setAttribute, svg } from '../lib/dom.js';
import { lineCells } from './lines.js';

/** @typedef {import('../lib/tttp2.js').Mark} Mark */

/** Two strokes of chalk, and one, on a square of 100. */
const STROKES = {
  X: ['M24 25 C42 44 58 58 77 76', 'M75 23 C58 43 43 57 24 77'],
  O: ['M52 21 C35 20 21 34 21 51 C21 67 34 79 50 79 C66 79 79 66 79 50 C79 34 66 21 49 21.5'],
};

/** The four lines of chalk, on a square of 300. */
const CHALK = 'M100 10 C98 80 102 190 99 291 M200 9 C203 100 197 200 201 290 M10 100 C90 103 200 97 291 101 M9 200 C100 197 210 203 290 199';

/** @param {Mark} mark @returns {SVGPathElement[]} */
function strokesOf(mark) {
  return STROKES[mark].map((d, index) => svg('path', { class: `stroke stroke-${index}`, d, pathLength: 1 }));
}

/**
 * @param {HTMLElement} place is given the mark, drawing itself
 * @param {Mark | null} mark
 */
export function showMark(place, mark) {
  if ((place.dataset.mark ?? null) === mark) return;
  setAttribute(place, 'data-mark', mark);
  const pictures = mark === null ? [] : [svg('svg', { class: `mark mark-${mark}`, viewBox: '0 0 100 100', 'aria-hidden': 'true' }, ...strokesOf(mark))];
  place.replaceChildren(...pictures);
}

/** @param {number} line @returns {SVGPathElement} a stroke through its middles, and a bit beyond */
export function strikeThrough(line) {
  const cells = lineCells(line);
  const [from, to] = [cells[0] ?? 0, cells[2] ?? 0];
  const [x1, y1, x2, y2] = [from % 3, Math.floor(from / 3), to % 3, Math.floor(to / 3)].map((at) => at * 100 + 50);
  const beyond = (/** @type {number} */ a, /** @type {number} */ b) => a + Math.sign(a - b) * 32;
  return svg('path', { class: 'stroke strike', d: `M${beyond(x1, x2)} ${beyond(y1, y2)} L${beyond(x2, x1)} ${beyond(y2, y1)}`, pathLength: 1 });
}

export class SmallBoard {
  #cells = Array.from({ length: 9 }, (_, cell) => svg('g', { transform: `translate(${(cell % 3) * 100} ${Math.floor(cell / 3) * 100})` }));
  #strikes = svg('g');
  element = svg('svg', { class: 'small-board', viewBox: '0 0 300 300', 'aria-hidden': 'true' }, svg('path', { class: 'chalk', d: CHALK }), ...this.#cells, this.#strikes);

  /** @param {import('./lines.js').Cells} cells @param {readonly number[]} lines that are won */
  show(cells, lines) {
    for (const [cell, place] of this.#cells.entries()) {
      const mark = cells[cell] ?? null;
      if ((place.dataset.mark ?? null) === mark) continue;
      setAttribute(place, 'data-mark', mark);
      setAttribute(place, 'class', mark === null ? null : `mark mark-${mark}`);
      place.replaceChildren(...(mark === null ? [] : strokesOf(mark)));
    }
    const wanted = lines.join();
    if ((this.#strikes.dataset.lines ?? '') === wanted) return;
    this.#strikes.dataset.lines = wanted;
    this.#strikes.replaceChildren(...lines.map(strikeThrough));
  }
}
