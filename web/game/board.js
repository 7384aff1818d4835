// The board on the page: nine buttons in a grid that arrow keys walk, the marks, and the line that strikes through.
import { html, setAttribute, svg } from '../lib/dom.js';
import { CELL_NAMES, cellAfterKey, lineCells } from './lines.js';
import { showMark, strikeThrough } from './marks.js';
import { refusal, turnShown } from './state.js';
import { cellLabel } from './words.js';

/** @typedef {import('./state.js').Table} Table */

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

  /** Puts the focus on the board. @param {number} [cell] if none is given, where it was last */
  focus(cell = this.#current) {
    this.#buttons[cell]?.focus({ preventScroll: true });
  }

  /** Arrow keys that nothing else takes walk the board as well. @param {KeyboardEvent} event */
  takeKey(event) {
    if (!event.defaultPrevented) this.#walk(event);
  }

  /** @param {Table} table */
  render(table) {
    const ours = table.seat === 'watcher' ? null : table.seat;
    for (const [cell, button] of this.#buttons.entries()) {
      const pending = table.pending === cell;
      showMark(button, table.cells[cell] ?? (pending ? ours : null));
      setAttribute(button, 'aria-label', cellLabel(table, cell));
      setAttribute(button, 'aria-disabled', refusal(table, cell) === null ? null : 'true');
      setAttribute(button, 'data-pending', pending ? '' : null);
      setAttribute(button, 'data-won', table.end?.lines.some((line) => lineCells(line).includes(cell)) ? '' : null);
    }
    const frame = /** @type {HTMLElement} */ (this.grid.parentElement);
    const turn = turnShown(table);
    setAttribute(frame, 'data-turn', turn);
    setAttribute(frame, 'data-mine', turn !== null && turn === ours ? ours : null);
    setAttribute(frame, 'data-over', table.end === null ? null : '');
    this.#strike(table.end?.lines ?? []);
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

  /** @param {readonly number[]} lines */
  #strike(lines) {
    const wanted = lines.join();
    if (this.#struck === wanted) return;
    this.#struck = wanted;
    this.#strikes.replaceChildren(...lines.map(strikeThrough));
  }
}
