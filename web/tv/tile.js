// One board on the wall: names, badges, whose turn it is, and how it ended.
import { wonLines } from '../game/lines.js';
import { SmallBoard } from '../game/marks.js';
import { html, setAttribute, setText } from '../lib/dom.js';
import { shownBesideBadge } from '../lib/names.js';
import { personLabel } from '../lib/person.js';
import { resultOf } from './words.js';

/** @typedef {import('./places.js').Place} Place */

/** So many characters fit on one line; a badge takes the room of some. */
const SHORT = 15;
const BADGE = 5;

/** @param {import('../lib/tttp2.js').Person} person */
function isLong(person) {
  return shownBesideBadge(person).length + (person.kind === 'person' ? 0 : BADGE) > SHORT;
}

export class Tile {
  #board = new SmallBoard();
  #x = personLabel();
  #o = personLabel();
  #result = html('p', { class: 'tile-result' });
  element = html('li', { class: 'tile' },
    html('p', { class: 'side side-X' }, this.#x.element), html('p', { class: 'side side-O' }, this.#o.element),
    html('div', { class: 'tile-board' }, this.#board.element, this.#result));
  /** @type {Place | null | undefined} */
  #shown = undefined;

  /** @param {Place | null} place null is an empty one */
  show(place) {
    if (place === this.#shown) return;
    this.#shown = place;
    setAttribute(this.element, 'data-empty', place === null ? '' : null);
    if (place === null) return this.#board.show(Array(9).fill(null), []);
    const { game } = place;
    const lines = wonLines(game.cells);
    this.#board.show(game.cells, lines);
    this.#x.show(game.x);
    this.#o.show(game.o);
    setAttribute(this.element, 'data-long', [game.x, game.o].some(isLong) ? '' : null);
    setAttribute(this.element, 'data-turn', game.turn);
    this.#result.hidden = game.turn !== null;
    setText(this.#result, game.turn === null ? resultOf(game) : '');
  }
}
