// Keeps the address of the page in step with what it shows, so that the browser's own back and forward work.
import { placeOf } from './route.js';
import { isCut, seatIn } from '../lib/seat.js';

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
   * @param {(seat: import('../lib/seat.js').Kept) => void} onSeat somebody has put the address of a seat over ours
   * @param {() => void} onCut the same with one that is not whole
   */
  constructor(state, onStep, onSeat, onCut) {
    this.state = state;
    addEventListener('popstate', (event) => {
      const [seat, cut] = [seatIn(location.hash), isCut(location.hash)];
      if (this.#backs > 0) this.#backs -= 1;
      // Only another # was typed, or the link to skip to the page was followed: the page is the same.
      else if (event.state === null && location.hash !== '') this.#replace(placeOf(this.state()));
      else {
        this.#following = true;
        onStep(event.state?.view === 'table' ? 'table' : 'lobby');
        this.#following = false;
      }
      this.#settle();
      if (event.state === null && seat !== null) onSeat(seat);
      if (event.state === null && cut) onCut();
    });
    // The address with a seat is where this page begins: a step back from it leads out of it.
    if (seatIn(location.hash) !== null) history.replaceState({ ...history.state, view: 'table' }, '');
  }

  /** What the address stood for has been granted, or is not to be had: to load it again asks for no more. */
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
    history.pushState({ view: 'table', deep: true }, '', sameWay(place));
  }

  /** @param {string} place */
  #replace(place) {
    history.replaceState({ ...history.state, view: place === LOBBY ? 'lobby' : 'table' }, '', sameWay(place));
  }
}

/** @param {string} place @returns {string} the same, by the transport that the address asks for, if it asks for one */
function sameWay(place) {
  const transport = new URLSearchParams(location.search).get('transport');
  if (transport === null) return place;
  const to = new URL(place, location.href);
  to.searchParams.set('transport', transport);
  return `${to.pathname}${to.search}${to.hash}`;
}
