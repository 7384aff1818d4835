// Draws the whole app from its state: which view is on, and what stands in every one.
import { Calls } from './calls.js';
import { awayWords, troubleText } from './words.js';
import { tabTitle } from './news.js';
import { TalkView } from '../chat/view.js';
import { Board } from '../game/board.js';
import { isOurs } from '../game/state.js';
import { TableView } from '../game/view.js';
import { nameAt, turnWords } from '../game/words.js';
import { byId, setAttribute, setText, showText } from '../lib/dom.js';
import { shown } from '../lib/names.js';
import { pillFor, showPill } from '../lib/pill.js';
import { Hero } from '../lobby/hero.js';
import { ListsView } from '../lobby/listsview.js';

/** @typedef {import('./state.js').State} State */

export class AppView {
  #hero = new Hero();
  #lists = new ListsView();
  #calls = new Calls();
  #table;
  /** @type {State['view'] | null} */
  #view = null;
  /** How much of the table's talk has been seen. */
  #read = 0;

  /** @param {{ onPress: (cell: number) => void, onSay: (place: 'lobby' | 'table', text: string) => void }} options */
  constructor({ onPress, onSay }) {
    this.#table = new TableView(new Board(byId('board', HTMLElement), onPress));
    this.lobbyTalk = new TalkView(byId('lobby-talk', HTMLElement), { label: 'Chat of the lobby', empty: 'Nobody has said anything yet. Say hello.', onSay: (text) => onSay('lobby', text) });
    this.tableTalk = new TalkView(byId('table-talk', HTMLElement), { label: 'Chat of this game', empty: 'Nothing said yet. Wish each other luck.', onSay: (text) => onSay('table', text) });
    // Beside the board there is room for it; below, the board comes first.
    byId('table-talk', HTMLDetailsElement).open = matchMedia('(min-width: 56rem)').matches;
  }

  /** @param {State} state @param {{ link: string, qr: string | null } | null} room the way to our room */
  render(state, room) {
    const { view, table, open } = state;
    const away = awayWords(state);
    document.title = tabTitle(state);
    showPill(pillFor(state.link, state.now, state.trip));
    this.#showWhere(view);
    this.#showNote(state);
    this.#showTroubles(state);
    this.#calls.render(state.seeking.calls);
    const goesOn = view === 'lobby' && table !== null && isOurs(table);
    showText(byId('goes-on', HTMLElement), goesOn ? `Your game with ${nameAt(table, table.seat === 'X' ? 'O' : 'X')} goes on: ${turnWords(table).toLowerCase() === 'your move' ? 'your move' : 'it is their move'}. Back to the table` : null);
    if (view === 'table' && table !== null) this.#showTable(state, away);
    else this.#showLobby(state, away, room);
    setAttribute(byId('lobby', HTMLElement), 'data-stale', open ? null : '');
  }

  /** @param {State} state @param {string | null} away @param {{ link: string, qr: string | null } | null} room */
  #showLobby(state, away, room) {
    const { lists, me, open, chat, table, seeking } = state;
    this.#hero.render(state, away, room);
    this.#lists.render(lists, me?.name ?? null, open && (table === null || !isOurs(table)));
    this.lobbyTalk.render(chat.lobby, { mode: chat.mode, phrases: chat.phrases, me: me?.name ?? '', open });
    byId('host-form', HTMLElement).hidden = seeking.room !== null;
  }

  /** @param {State} state @param {string | null} away */
  #showTable({ table, now, resigning, chat, me, open }, away) {
    if (table === null) return;
    this.#table.render(table, now, resigning, away);
    this.tableTalk.render(chat.table, { mode: chat.mode, phrases: chat.phrases, me: me?.name ?? '', open });
    if (byId('table-talk', HTMLDetailsElement).open || chat.table.newest < this.#read) this.#read = chat.table.newest;
    showText(byId('unread', HTMLElement), chat.table.newest > this.#read ? `${chat.table.newest - this.#read} new` : null);
  }

  /** @param {State['view']} view */
  #showWhere(view) {
    if (view !== this.#view) {
      // As a page that has just been opened: at its top, and the next Tab goes into it.
      if (this.#view !== null) byId('main', HTMLElement).focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    this.#view = view;
    byId('lobby', HTMLElement).hidden = view !== 'lobby';
    byId('table', HTMLElement).hidden = view !== 'table';
    setAttribute(byId('nav-lobby', HTMLElement), 'aria-current', view === 'lobby' ? 'page' : null);
    setAttribute(byId('nav-game', HTMLElement), 'aria-current', view === 'table' ? 'page' : null);
  }

  /** @param {State} state */
  #showNote({ note, seeking, naming, me, serverSays }) {
    const kept = naming.kept === null ? null : `${shown(naming.kept)} is taken, perhaps by another tab of yours: you are ${shown(me?.name ?? '')} for now.`;
    const words = [note, seeking.note, kept, ...serverSays].filter((text) => text !== null && text !== '');
    byId('note', HTMLElement).hidden = words.length === 0;
    setText(byId('note-text', HTMLElement), words.join(' '));
  }

  /** @param {State} state */
  #showTroubles({ trouble, now }) {
    for (const place of document.querySelectorAll('[data-trouble]')) {
      if (!(place instanceof HTMLElement)) continue;
      const here = trouble[/** @type {import('./state.js').Spot} */ (place.dataset.trouble)];
      showText(place, here === undefined ? null : troubleText(here, now));
    }
  }
}
