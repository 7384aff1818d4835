// One game, as large as the screen: with clocks, and the words of its end.
import { clockText, running, timeLeft } from '../game/clock.js';
import { SmallBoard } from '../game/marks.js';
import { seatNote, resultWords, turnWords } from '../game/words.js';
import { byId, html, setAttribute, setText, showText } from '../lib/dom.js';
import { personLabel } from '../lib/person.js';

/** @typedef {import('../game/state.js').Table} Table */

const MARKS = /** @type {const} */ (['X', 'O']);

export class OneGame {
  #place = byId('one', HTMLElement);
  #board = new SmallBoard();
  #title = html('p', { class: 'one-title' });
  #reason = html('p', { class: 'one-reason' });
  #sides = MARKS.map((mark) => new Side(mark));

  constructor() {
    this.#place.append(this.#board.element, html('div', { class: 'one-words' }, ...this.#sides.map(({ element }) => element), this.#title, this.#reason));
  }

  /** @param {Table | null} table @param {number} now ms */
  render(table, now) {
    this.#place.hidden = table === null;
    if (table === null) return;
    this.#board.show(table.cells, table.end?.lines ?? []);
    for (const side of this.#sides) side.show(table, now);
    const { title, reason } = table.end === null ? { title: turnWords(table), reason: '' } : resultWords(table);
    setText(this.#title, title);
    setText(this.#reason, reason);
  }
}

/** One player of it. */
class Side {
  #person = personLabel();
  #note = html('span', { class: 'one-note' });
  #clock = html('span', { class: 'one-clock' });
  element;

  /** @param {import('../lib/tttp2.js').Mark} mark */
  constructor(mark) {
    this.mark = mark;
    this.element = html('p', { class: `side side-${mark}` }, this.#person.element, ' ', this.#clock, ' ', this.#note);
  }

  /** @param {Table} table @param {number} now */
  show(table, now) {
    this.#person.show(table.players[this.mark]);
    const left = timeLeft(table, this.mark, now);
    showText(this.#clock, left === null ? null : clockText(left));
    setAttribute(this.#clock, 'data-running', running(table) === this.mark ? '' : null);
    setAttribute(this.element, 'data-turn', table.turn === this.mark ? '' : null);
    setText(this.#note, seatNote(table, this.mark, now));
  }
}
