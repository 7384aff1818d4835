// The first card of the lobby: who we are, Play, and what waiting looks like.
import { byId, html, setAttribute, setText, showText } from '../lib/dom.js';
import { shown } from '../lib/names.js';
import { Levels } from './levels.js';
import { isWaiting } from './seeking.js';
import { playWords, waitingTitle, waitingWords } from './words.js';

/** @typedef {import('../app/state.js').State} State */

export class Hero {
  #levels = new Levels(byId('levels', HTMLElement));
  #proposals = '';
  #qr = '';
  #namingOpen = false;
  #waiting = false;

  /** @param {State} state @param {string | null} away @param {import('./share.js').Way | null} room the way to our room */
  render(state, away, room) {
    const { seeking, naming, me, open, lists, now } = state;
    const waiting = open && isWaiting(seeking);
    showText(byId('away', HTMLElement), away);
    byId('you', HTMLElement).hidden = me === null || naming.open;
    setText(byId('me', HTMLElement), shown(me?.name ?? ''));
    byId('ready', HTMLElement).hidden = waiting;
    byId('waiting', HTMLElement).hidden = !waiting;
    byId('play', HTMLButtonElement).disabled = !open;
    setText(byId('play-words', HTMLElement), playWords(lists));
    if (waiting) this.#showWaiting(seeking, now, lists, room);
    if (waiting && !this.#waiting) byId('waiting', HTMLElement).scrollIntoView({ block: 'center' });
    this.#waiting = waiting;
    this.#showHouse(seeking.offer.length > 0 && waiting, open);
    this.#showNaming(naming, me?.name ?? '');
  }

  /** @param {State['seeking']} seeking @param {number} now @param {State['lists']} lists @param {import('./share.js').Way | null} room */
  #showWaiting(seeking, now, lists, room) {
    setText(byId('waiting-title', HTMLElement), waitingTitle(seeking));
    setText(byId('waiting-words', HTMLElement), waitingWords(seeking, now, lists));
    byId('offer', HTMLElement).hidden = seeking.offer.length === 0;
    byId('room', HTMLElement).hidden = seeking.room === null;
    if (seeking.room === null || room === null) return;
    setText(byId('room-code', HTMLElement), seeking.room.code);
    byId('room-invite', HTMLElement).hidden = room.link === null;
    setText(byId('room-link', HTMLElement), room.link ?? '');
    showText(byId('room-alone', HTMLElement), room.words);
    const picture = byId('room-qr', HTMLImageElement);
    picture.hidden = room.qr === null;
    if (room.qr !== null && room.qr !== this.#qr) picture.src = this.#qr = room.qr;
  }

  /** @param {boolean} offered @param {boolean} open */
  #showHouse(offered, open) {
    const house = byId('house', HTMLDetailsElement);
    if (offered && house.dataset.offered === undefined) house.open = true;
    setAttribute(house, 'data-offered', offered ? '' : null);
    this.#levels.render(open);
  }

  /** @param {State['naming']} naming @param {string} name */
  #showNaming({ open, proposals }, name) {
    const form = byId('naming', HTMLFormElement);
    form.hidden = !open;
    const input = byId('name', HTMLInputElement);
    if (open && !this.#namingOpen) {
      input.value = shown(name);
      input.focus();
      input.select();
    }
    this.#namingOpen = open;
    if (proposals.join() === this.#proposals) return;
    this.#proposals = proposals.join();
    byId('proposals', HTMLElement).replaceChildren(...proposals.map((proposal) =>
      html('li', {}, html('button', { class: 'button small', type: 'button', 'data-do': 'take-name', 'data-name': proposal }, shown(proposal)))));
  }
}
