// Keeps the address of the page in step with what it shows, so that the browser's own back and forward work.
import { placeOf } from './route.js';

/** @typedef {import('./state.js').State} State */

const LOBBY = '/';

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
    this.#replace(placeOf(this.state()));
  }

  /** @param {State} before @param {State} after */
  follow(before, after) {
    const [from, to] = [placeOf(before), placeOf(after)];
    if (this.#following || from === to) return;
    if (to === LOBBY && history.state?.deep === true) {
      this.#backs += 1;
      history.back();
    } else if (from === LOBBY && this.#backs === 0) this.#push(to);
    else if (this.#backs === 0) this.#settle();
  }

  /** What the browser has come to may not be what is shown: a table that is no more, or another one. */
  #settle() {
    const place = placeOf(this.state());
    if (place !== LOBBY && history.state?.view !== 'table') this.#push(place);
    else this.#replace(place);
  }

  /** @param {string} place one that a step back leads away from, to the lobby */
  #push(place) {
    history.pushState({ view: 'table', deep: true }, '', place);
  }

  /** @param {string} place */
  #replace(place) {
    history.replaceState({ ...history.state, view: place === LOBBY ? 'lobby' : 'table' }, '', place);
  }
}
