// Tabs: arrow keys move between them, Tab leads on to what they show.
import { setAttribute } from '../lib/dom.js';
import { tabAfterKey } from './state.js';

export class Tabs {
  #tabs;

  /**
   * @param {HTMLElement} list with `role="tablist"`, and buttons with `role="tab"` and `data-tab` in it
   * @param {(name: string) => void} onChoose
   */
  constructor(list, onChoose) {
    this.#tabs = [...list.querySelectorAll('button')];
    for (const tab of this.#tabs) tab.addEventListener('click', () => onChoose(tab.dataset.tab ?? ''));
    list.addEventListener('keydown', (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const at = this.#tabs.findIndex((tab) => tab === document.activeElement);
      const to = tabAfterKey(event.key, at, this.#tabs.length);
      if (at < 0 || to === null) return;
      event.preventDefault();
      this.#tabs[to]?.focus();
      this.#tabs[to]?.click();
    });
  }

  /** @param {string} name @returns {string} the id of its tab */
  show(name) {
    for (const tab of this.#tabs) {
      const chosen = tab.dataset.tab === name;
      setAttribute(tab, 'aria-selected', String(chosen));
      setAttribute(tab, 'tabindex', chosen ? '0' : '-1');
    }
    return this.#tabs.find((tab) => tab.dataset.tab === name)?.id ?? '';
  }
}
