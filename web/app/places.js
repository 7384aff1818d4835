// Keeps the address of the page in step with what it shows, so that the browser's own back and forward work.
import { pathOf } from './route.js';

/** @typedef {import('./state.js').State} State */

export class Places {
  /** How many steps back are ours, and have not arrived yet. */
  #backs = 0;
  /** Whether a step of the browser is being followed. */
  #following = false;

  /**
   * @param {() => State} state
   * @param {(view: State['view']) => void} onStep the browser's own step to a view
   */
  constructor(state, onStep) {
    this.state = state;
    addEventListener('popstate', (event) => {
      if (this.#backs > 0) this.#backs -= 1;
      else {
        this.#following = true;
        onStep(event.state?.view === 'table' ? 'table' : 'lobby');
        this.#following = false;
      }
      this.#settle();
    });
  }

  /** The wish that an address stood for has been granted: to load it again asks for no more. */
  arrived() {
    history.replaceState({ view: 'lobby' }, '', pathOf(null));
  }

  /** @param {State} before @param {State} after */
  follow(before, after) {
    const game = gameShown(after);
    if (this.#following || game === gameShown(before)) return;
    if (game === null && history.state?.deep === true) {
      this.#backs += 1;
      history.back();
    } else if (gameShown(before) === null && this.#backs === 0) history.pushState({ view: 'table', deep: true }, '', pathOf(game));
    else if (this.#backs === 0) this.#settle();
  }

  /** What the browser has come to may not be what is shown: a table that is no more, or another one. */
  #settle() {
    const game = gameShown(this.state());
    if (game !== null && history.state?.view !== 'table') history.pushState({ view: 'table', deep: true }, '', pathOf(game));
    else history.replaceState({ ...history.state, view: game === null ? 'lobby' : 'table' }, '', pathOf(game));
  }
}

/** @param {State} state @returns {string | null} */
function gameShown({ view, table }) {
  return view === 'table' ? table?.game ?? null : null;
}
