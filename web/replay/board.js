// The board of a replay: to look at, with the number of each move, and a frame around the last one.
import { wonLines } from '../game/lines.js';
import { SmallBoard } from '../game/marks.js';
import { setAttribute, svg } from '../lib/dom.js';
import { boardAt } from './state.js';
import { boardWords } from './words.js';

/** @typedef {import('../lib/records.js').Game} Game */

export class ReplayBoard {
  #board = new SmallBoard();
  #numbers = Array.from({ length: 9 }, (_, cell) => svg('text', { x: (cell % 3) * 100 + 9, y: Math.floor(cell / 3) * 100 + 21 }));
  #last = svg('rect', { class: 'last', width: 95, height: 95, rx: 12 });

  /** @param {HTMLElement} place an empty element */
  constructor(place) {
    this.place = place;
    const layer = svg('svg', { class: 'numbers', viewBox: '0 0 300 300', 'aria-hidden': 'true' }, this.#last, ...this.#numbers);
    place.append(layer, this.#board.element);
  }

  /** @param {Game} game @param {number} at how many moves are made */
  show(game, at) {
    const { moves, reason } = game;
    const cells = boardAt(moves, at);
    this.#board.show(cells, at === moves.length && reason === 'line' ? wonLines(cells) : []);
    for (const [cell, place] of this.#numbers.entries()) {
      const index = moves.indexOf(cell);
      place.textContent = index >= 0 && index < at ? String(index + 1) : '';
    }
    const cell = moves[at - 1];
    this.#last.toggleAttribute('hidden', cell === undefined);
    if (cell !== undefined) {
      setAttribute(this.#last, 'x', String((cell % 3) * 100 + 2.5));
      setAttribute(this.#last, 'y', String(Math.floor(cell / 3) * 100 + 2.5));
      setAttribute(this.#last, 'data-mark', cells[cell] ?? null);
    }
    setAttribute(this.place, 'aria-label', boardWords(game, at));
  }
}
