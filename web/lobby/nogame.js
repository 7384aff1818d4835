// The table while there is no game: what to do for one, how the wait for one goes, and where ours is if not here.
import { byId, setText, showText } from '../lib/dom.js';
import { Levels } from './levels.js';
import { isWaiting } from './seeking.js';
import { playWords, waitingTitle, waitingWords } from './words.js';

/** @typedef {import('../app/state.js').State} State */

const ELSEWHERE = 'It goes on in another tab, or on another device. You can bring it here; it stops there then.';

/** @param {'returning' | 'elsewhere'} back @returns {string} */
function seatTitle(back) {
  return back === 'returning' ? 'Coming back to your game…' : 'Your game is open elsewhere';
}

export class NoGame {
  #levels = new Levels(byId('no-game-levels', HTMLElement));

  /** @param {State} state @param {string | null} away why nothing can be done */
  render({ seeking, open, lists, now, back }, away) {
    const waiting = open && isWaiting(seeking);
    const seated = back === 'returning' || back === 'elsewhere';
    byId('no-game-offers', HTMLElement).hidden = seated;
    byId('no-game-elsewhere', HTMLElement).hidden = back !== 'elsewhere';
    setText(byId('no-game-title', HTMLElement), seated ? seatTitle(back) : waiting ? waitingTitle(seeking) : 'No game yet');
    showText(byId('no-game-away', HTMLElement), away);
    const offer = seeking.offer.length > 0 ? ' Nobody there yet: a house bot plays meanwhile, and you keep your place.' : '';
    showText(byId('no-game-words', HTMLElement), back === 'returning' ? null : back === 'elsewhere' ? ELSEWHERE : waiting ? `${waitingWords(seeking, now, lists)}${offer}` : playWords(lists));
    byId('no-game-play', HTMLButtonElement).hidden = waiting;
    byId('no-game-play', HTMLButtonElement).disabled = !open;
    byId('no-game-cancel', HTMLElement).hidden = !waiting;
    this.#levels.render(open);
  }
}
