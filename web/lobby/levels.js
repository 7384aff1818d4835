// The house bots to choose from, wherever they are offered.
import { html } from '../lib/dom.js';
import { LEVELS } from '../lib/names.js';

export class Levels {
  #buttons;

  /** @param {HTMLElement} list an empty element */
  constructor(list) {
    this.#buttons = Object.entries(LEVELS).map(([level, { name, words }]) =>
      html('button', { class: 'button', type: 'button', 'data-do': 'bot', 'data-level': level }, html('span', {}, name), html('small', {}, words)));
    list.append(...this.#buttons.map((button) => html('li', {}, button)));
  }

  /** @param {boolean} open whether anything can be asked for */
  render(open) {
    for (const button of this.#buttons) button.disabled = !open;
  }
}
