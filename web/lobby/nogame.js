// The table while there is no game: what to do for one, and how the wait for one goes.
import { byId, setText, showText } from '../lib/dom.js';
import { Levels } from './levels.js';
import { isWaiting } from './seeking.js';
import { playWords, waitingTitle, waitingWords } from './words.js';

/** @typedef {import('../app/state.js').State} State */

export class NoGame {
  #levels = new Levels(byId('no-game-levels', HTMLElement));

  /** @param {State} state @param {string | null} away why nothing can be done */
  render({ seeking, open, lists, now }, away) {
    const waiting = open && isWaiting(seeking);
    setText(byId('no-game-title', HTMLElement), waiting ? waitingTitle(seeking) : 'No game yet');
    showText(byId('no-game-away', HTMLElement), away);
    const offer = seeking.offer.length > 0 ? ' Nobody there yet: a house bot plays meanwhile, and you keep your place.' : '';
    setText(byId('no-game-words', HTMLElement), waiting ? `${waitingWords(seeking, now, lists)}${offer}` : playWords(lists));
    byId('no-game-play', HTMLButtonElement).hidden = waiting;
    byId('no-game-play', HTMLButtonElement).disabled = !open;
    byId('no-game-cancel', HTMLElement).hidden = !waiting;
    this.#levels.render(open);
  }
}
