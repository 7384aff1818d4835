// Draws the whole app from its state: which view is on, and what stands in every one.
import { Calls } from './calls.js';
import { tabTitle } from './news.js';
import { isAway } from './state.js';
import { awayFromTable, awayWords, troubleText } from './words.js';
import { TalkView } from '../chat/view.js';
import { Board } from '../game/board.js';
import { isOurs, isPastime } from '../game/state.js';
import { TableView } from '../game/view.js';
import { nameAt, turnWords } from '../game/words.js';
import { byId, setAttribute, setText, showText } from '../lib/dom.js';
import { shown } from '../lib/names.js';
import { showLink } from '../lib/pill.js';
import { showTry } from '../lib/trynow.js';
import { Hero } from '../lobby/hero.js';
import { ListsView } from '../lobby/listsview.js';
import { NoGame } from '../lobby/nogame.js';

/** @typedef {import('./state.js').State} State */
/** @typedef {{ base: string | null, room: import('../lobby/share.js').Way | null }} Ways how others come: the address, and the way to our room */

export class AppView {
  #hero = new Hero();
  #noGame = new NoGame();
  #lists = new ListsView();
  #calls = new Calls();
  #table;
  /** @type {State['view'] | null} */
  #view = null;
  /** Whether a game of ours is shown. */
  #playing = false;
  /** How much of the table's talk has been seen. */
  #read = 0;

  /** @param {{ onPress: (cell: number) => void, onSay: (place: 'lobby' | 'table', text: string) => void }} options */
  constructor({ onPress, onSay }) {
    const board = new Board(byId('board', HTMLElement), onPress);
    this.#table = new TableView(board);
    document.addEventListener('keydown', (event) => {
      const nowhere = document.activeElement === document.body || document.activeElement === byId('main', HTMLElement);
      if (nowhere && this.#playing) board.takeKey(event);
    });
    this.lobbyTalk = new TalkView(byId('lobby-talk', HTMLElement), { label: 'Chat of the lobby', empty: 'Nobody has said anything yet. Say hello.', onSay: (text) => onSay('lobby', text) });
    this.tableTalk = new TalkView(byId('table-talk', HTMLElement), { label: 'Chat of this game', empty: 'Nothing said yet. Wish each other luck.', onSay: (text) => onSay('table', text) });
    // Beside the board there is room for it; below, the board comes first.
    byId('table-talk', HTMLDetailsElement).open = matchMedia('(min-width: 56rem)').matches;
  }

  /** @param {State} state @param {Ways} ways */
  render(state, ways) {
    const { view, table, open } = state;
    this.#playing = view === 'table' && table !== null && isOurs(table);
    const away = awayWords(state);
    document.title = tabTitle(state);
    showLink(state.link, state.now, state.trip);
    showTry(state.link, isAway(state));
    this.#showWhere(view, table !== null);
    this.#showNote(state);
    this.#showTroubles(state);
    this.#calls.render(state.seeking.calls, table !== null && isOurs(table) && !isPastime(table));
    const goesOn = view === 'lobby' && table !== null && isOurs(table);
    showText(byId('goes-on', HTMLElement), goesOn ? `Your game with ${nameAt(table, table.seat === 'X' ? 'O' : 'X')} goes on: ${turnWords(table).toLowerCase() === 'your move' ? 'your move' : 'it is their move'}. Back to the table` : null);
    if (view === 'lobby') this.#showLobby(state, away, ways);
    else if (table === null) this.#noGame.render(state, away);
    else this.#showTable(state, ways.base ?? location.origin);
    setAttribute(byId('lobby', HTMLElement), 'data-stale', open ? null : '');
  }

  /** @param {State} state @param {string | null} away @param {Ways} ways */
  #showLobby(state, away, { base, room }) {
    const { lists, me, open, chat, table, seeking } = state;
    this.#hero.render(state, away, room);
    this.#lists.render(lists, me?.name ?? null, open && (table === null || !isOurs(table)), base);
    this.lobbyTalk.render(chat.lobby, { mode: chat.mode, phrases: chat.phrases, me: me?.name ?? '', open });
    byId('host-form', HTMLElement).hidden = seeking.room !== null;
  }

  /** @param {State} state @param {string} base */
  #showTable(state, base) {
    const { table, now, resigning, chat, me, open } = state;
    if (table === null) return;
    this.#table.render(table, now, resigning, awayFromTable(state), base);
    this.tableTalk.render(chat.table, { mode: chat.mode, phrases: chat.phrases, me: me?.name ?? '', open });
    if (byId('table-talk', HTMLDetailsElement).open || chat.table.newest < this.#read) this.#read = chat.table.newest;
    showText(byId('unread', HTMLElement), chat.table.newest > this.#read ? `${chat.table.newest - this.#read} new` : null);
  }

  /** @param {State['view']} view @param {boolean} seated whether there is a game */
  #showWhere(view, seated) {
    if (view !== this.#view) {
      // As a page that has just been opened: at its top, and the next Tab goes into it.
      if (this.#view !== null) byId('main', HTMLElement).focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    this.#view = view;
    delete document.documentElement.dataset.begins;
    byId('lobby', HTMLElement).hidden = view !== 'lobby';
    byId('table', HTMLElement).hidden = view !== 'table' || !seated;
    byId('no-game', HTMLElement).hidden = view !== 'table' || seated;
    setAttribute(byId('notices', HTMLElement), 'data-over', view === 'table' && seated ? '' : null);
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
