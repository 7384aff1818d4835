// The list of moves: each one a button that leads to it, with what the perfect player says.
import { CELL_NAMES } from '../game/lines.js';
import { showMark } from '../game/marks.js';
import { html, setAttribute } from '../lib/dom.js';
import { moverOf, timeTaken } from './state.js';
import { gradeLook, gradeWords, nameOf, spanWords } from './words.js';

/** @typedef {import('../lib/records.js').Game} Game */

export class MoveList {
  /** @type {HTMLButtonElement[]} from the start of the game on */
  #buttons;

  /**
   * @param {HTMLElement} list an empty list
   * @param {Game} game
   * @param {(at: number) => void} onChoose
   */
  constructor(list, game, onChoose) {
    const start = html('button', { type: 'button', class: 'move start' }, 'Start');
    this.#buttons = [start, ...game.moves.map((_, index) => moveButton(game, index))];
    for (const [at, button] of this.#buttons.entries()) button.addEventListener('click', () => onChoose(at));
    list.append(...this.#buttons.map((button) => html('li', {}, button)));
  }

  /** @param {number} at */
  show(at) {
    // Who walks the list by keys stays at the move that is shown.
    const follows = this.#buttons.some((button) => button === document.activeElement);
    for (const [index, button] of this.#buttons.entries()) setAttribute(button, 'aria-current', index === at ? 'step' : null);
    if (follows) this.#buttons[at]?.focus({ preventScroll: true });
  }
}

/** @param {Game} game @param {number} index */
function moveButton(game, index) {
  const mover = moverOf(index);
  const mark = html('span', { class: 'move-mark' });
  showMark(mark, mover);
  return html(
    'button',
    { type: 'button', class: 'move' },
    html('span', { class: 'move-number' }, html('span', { class: 'sr-only' }, 'Move '), `${index + 1}`),
    mark,
    html('span', { class: 'sr-only' }, `${nameOf(game, mover)}, ${mover}: `),
    html('span', { class: 'move-cell' }, CELL_NAMES[game.moves[index] ?? 0] ?? ''),
    ' ',
    gradeLabel(game, index),
    ' ',
    html('span', { class: 'move-time' }, spanWords(timeTaken(game.times, index))),
  );
}

/** @param {Game} game @param {number} index @returns {HTMLElement} what the perfect player says, with its sign */
export function gradeLabel({ grades }, index) {
  const grade = grades[index];
  return grade ? html('span', { class: 'grade', 'data-look': gradeLook(grade) }, gradeWords(grade)) : html('span');
}
