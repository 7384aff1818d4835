// Draws a state of the game on the page.
import { announce, byId, setAttribute, setText } from '../lib/dom.js';
import { pillFor, showPill } from '../lib/pill.js';
import { showMark } from './board.js';
import { panelFor, seatFor, tabTitle, turnWords } from './words.js';

/** @typedef {import('./state.js').State} State */

export class View {
  #lastRead = 0;
  /** @type {State['phase']} */
  #phase = 'idle';
  #log = byId('log', HTMLElement);
  #turn = byId('turn', HTMLElement);
  #bubble = byId('bubble', HTMLElement);
  #panel = byId('panel', HTMLElement);
  #note = byId('note', HTMLElement);
  #title = byId('panel-title', HTMLElement);
  #text = byId('panel-text', HTMLElement);
  #invite = byId('invite', HTMLElement);
  #lobby = byId('to-lobby', HTMLElement);

  /** @param {import('./board.js').Board} board */
  constructor(board) {
    this.board = board;
    this.play = byId('play', HTMLButtonElement);
    this.cancel = byId('cancel', HTMLButtonElement);
  }

  /** @param {State} state */
  render(state) {
    this.board.render(state);
    setText(this.#turn, turnWords(state));
    setAttribute(this.#turn, 'data-phase', state.phase);
    document.title = tabTitle(state);
    for (const who of /** @type {const} */ (['you', 'opponent'])) showSeat(who, seatFor(state, who));
    this.#showPanel(state);
    this.#showNotice(state);
    this.#read(state);
    showPill(pillFor(state.link, state.now));
    if (state.phase === 'over' && this.#phase === 'playing') this.#panel.scrollIntoView({ block: 'nearest' });
    this.#phase = state.phase;
  }

  /** @param {State} state */
  #showPanel(state) {
    const panel = panelFor(state);
    setAttribute(this.#panel, 'data-look', panel.look);
    showText(this.#title, panel.title);
    showText(this.#text, panel.text);
    this.#invite.hidden = !panel.invite;
    this.#lobby.hidden = !panel.lobby;
    // Focus on a button that is about to go returns to the board, rather than to the top of the page.
    const focused = document.activeElement;
    showText(this.play, panel.play);
    showText(this.cancel, panel.cancel);
    if (focused instanceof HTMLButtonElement && focused.hidden) this.#refocus();
  }

  #refocus() {
    if (!this.play.hidden) this.play.focus();
    else this.board.focus();
  }

  /** @param {State} state */
  #showNotice({ notice, phase }) {
    const onCell = notice !== null && notice.cell !== null ? notice : null;
    setAttribute(this.#bubble, 'data-cell', onCell === null ? null : String(onCell.cell));
    showText(this.#bubble, onCell?.text ?? null);
    showText(this.#note, notice !== null && onCell === null && phase !== 'over' ? notice.text : null);
  }

  /** @param {State} state */
  #read({ said }) {
    for (const { id, text } of said) {
      if (id <= this.#lastRead) continue;
      this.#lastRead = id;
      announce(this.#log, text);
    }
  }
}

/** @param {'you' | 'opponent'} who @param {import('./words.js').Seat} seat */
function showSeat(who, seat) {
  const card = byId(`seat-${who}`, HTMLElement);
  setAttribute(card, 'data-to-move', seat.toMove ? seat.mark : null);
  setAttribute(card, 'data-winner', seat.winner ? '' : null);
  showMark(byId(`mark-${who}`, HTMLElement), seat.mark);
  setText(byId(`letter-${who}`, HTMLElement), seat.mark === null ? '' : `plays ${seat.mark},`);
  setText(byId(`note-${who}`, HTMLElement), seat.note);
}

/** @param {HTMLElement} element @param {string | null} text null hides it */
function showText(element, text) {
  element.hidden = text === null;
  if (text !== null) setText(element, text);
}
