// The board on the page: nine buttons in a grid that arrow keys walk, the marks, and the line that strikes through.
import { html, setAttribute, svg } from '../lib/dom.js';
import { CELL_NAMES, cellAfterKey, lineCells } from './lines.js';
import { otherMark, refusal } from './state.js';
import { cellLabel } from './words.js';

/** @typedef {import('./state.js').State} State */
/** @typedef {import('../lib/tttp.js').Mark} Mark */

export class Board {
  /** @type {HTMLButtonElement[]} */
  #buttons = [];
  #strikes = svg('svg', { class: 'strikes', viewBox: '0 0 300 300', 'aria-hidden': 'true' });
  #struck = '';
  /** The cell that Tab goes to. */
  #current = 4;

  /**
   * @param {HTMLElement} grid an empty element with `role="grid"`
   * @param {(cell: number) => void} onPress
   */
  constructor(grid, onPress) {
    this.grid = grid;
    for (let row = 0; row < 3; row += 1) {
      const cells = [0, 1, 2].map((column) => html('div', { role: 'gridcell' }, this.#button(row * 3 + column, onPress)));
      grid.append(html('div', { role: 'row', class: 'row' }, ...cells));
    }
    grid.after(this.#strikes);
    grid.addEventListener('keydown', (event) => this.#walk(event));
  }

  /** Puts the focus where it was last on the board. */
  focus() {
    this.#buttons[this.#current]?.focus();
  }

  /** @param {State} state */
  render(state) {
    for (const [cell, button] of this.#buttons.entries()) {
      const pending = state.pending === cell;
      const mark = state.cells[cell] ?? (pending ? state.mark : null);
      const won = state.result?.lines.some((line) => lineCells(line).includes(cell)) ?? false;
      showMark(button, mark);
      setAttribute(button, 'aria-label', cellLabel(state, cell));
      setAttribute(button, 'aria-disabled', refusal(state, cell) === null ? null : 'true');
      setAttribute(button, 'data-pending', pending ? '' : null);
      setAttribute(button, 'data-won', won ? '' : null);
    }
    const turn = state.turn === 'opponent' ? otherMark(state.mark) : state.turn === 'you' ? state.mark : null;
    const frame = /** @type {HTMLElement} */ (this.grid.parentElement);
    setAttribute(frame, 'data-turn', turn);
    setAttribute(frame, 'data-mine', state.turn === 'you' ? state.mark : null);
    setAttribute(frame, 'data-phase', state.phase);
    this.#strike(state);
  }

  /** @param {number} cell @param {(cell: number) => void} onPress @returns {HTMLButtonElement} */
  #button(cell, onPress) {
    const button = html('button', { type: 'button', class: 'cell', tabindex: cell === this.#current ? 0 : -1, 'aria-label': CELL_NAMES[cell] ?? '' });
    button.addEventListener('click', () => onPress(cell));
    button.addEventListener('focus', () => this.#moveTab(cell));
    this.#buttons.push(button);
    return button;
  }

  /** @param {KeyboardEvent} event */
  #walk(event) {
    if (event.altKey || event.metaKey) return;
    const next = cellAfterKey(this.#current, event.key, event.ctrlKey);
    if (next === null) return;
    event.preventDefault();
    this.#buttons[next]?.focus();
  }

  /** @param {number} cell */
  #moveTab(cell) {
    this.#buttons[this.#current]?.setAttribute('tabindex', '-1');
    this.#current = cell;
    this.#buttons[cell]?.setAttribute('tabindex', '0');
  }

  /** @param {State} state */
  #strike(state) {
    const lines = state.result?.lines ?? [];
    const wanted = lines.join();
    if (this.#struck === wanted) return;
    this.#struck = wanted;
    this.#strikes.replaceChildren(...lines.map((line) => svg('path', { class: 'stroke strike', d: strikePath(lineCells(line)), pathLength: 1 })));
  }
}

/** Two strokes of chalk, and one, on a square of 100. */
const STROKES = {
  X: ['M24 25 C42 44 58 58 77 76', 'M75 23 C58 43 43 57 24 77'],
  O: ['M52 21 C35 20 21 34 21 51 C21 67 34 79 50 79 C66 79 79 66 79 50 C79 34 66 21 49 21.5'],
};

/**
 * @param {Mark} mark
 * @returns {SVGSVGElement} the mark, drawing itself
 */
export function markPicture(mark) {
  const strokes = STROKES[mark].map((d, index) => svg('path', { class: `stroke stroke-${index}`, d, pathLength: 1 }));
  return svg('svg', { class: `mark mark-${mark}`, viewBox: '0 0 100 100', 'aria-hidden': 'true' }, ...strokes);
}

/**
 * @param {HTMLElement} place @param {Mark | null} mark
 */
export function showMark(place, mark) {
  if ((place.dataset.mark ?? null) === mark) return;
  setAttribute(place, 'data-mark', mark);
  place.replaceChildren(...(mark === null ? [] : [markPicture(mark)]));
}

/** @param {readonly number[]} cells @returns {string} a stroke through the middles of the first and last, and a bit beyond */
function strikePath(cells) {
  const [from, to] = [cells[0] ?? 0, cells[2] ?? 0];
  const [x1, y1, x2, y2] = [from % 3, Math.floor(from / 3), to % 3, Math.floor(to / 3)].map((at) => at * 100 + 50);
  const beyond = (/** @type {number} */ a, /** @type {number} */ b) => a + Math.sign(a - b) * 32;
  return `M${beyond(x1, x2)} ${beyond(y1, y2)} L${beyond(x2, x1)} ${beyond(y2, y1)}`;
}
