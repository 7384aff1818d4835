// Draws the table on the page.
import { byId, html, setAttribute, setText, showText } from '../lib/dom.js';
import { clockWords } from '../lib/names.js';
import { personLabel } from '../lib/person.js';
import { counted } from '../lib/words.js';
import { clockText, isShort, running, timeLeft } from './clock.js';
import { showMark } from './marks.js';
import { panelFor, seatNote, turnWords } from './words.js';

/** @typedef {import('./state.js').Table} Table */
/** @typedef {import('../lib/tttp2.js').Mark} Mark */

export class TableView {
  #seats = [new SeatCard(byId('seat-0', HTMLElement)), new SeatCard(byId('seat-1', HTMLElement))];
  #panel = byId('panel', HTMLElement);
  #turn = byId('turn', HTMLElement);
  #bubble = byId('bubble', HTMLElement);
  #wasOver = false;

  /** @param {import('./board.js').Board} board */
  constructor(board) {
    this.board = board;
  }

  /** @param {Table} table @param {number} now @param {boolean} resigning @param {string | null} away why nothing can be done */
  render(table, now, resigning, away) {
    this.board.render(table);
    setText(this.#turn, away ?? turnWords(table));
    setAttribute(this.#turn, 'data-over', table.end === null ? null : '');
    const order = /** @type {Mark[]} */ (table.seat === 'O' ? ['O', 'X'] : ['X', 'O']);
    for (const [index, mark] of order.entries()) this.#seats[index]?.show(table, mark, now);
    this.#showPanel(table, now, resigning);
    setAttribute(this.#bubble, 'data-cell', table.notice?.cell == null ? null : String(table.notice.cell));
    showText(this.#bubble, table.notice?.text ?? null);
    const over = table.end !== null;
    if (over && !this.#wasOver) this.#panel.scrollIntoView({ block: 'nearest' });
    this.#wasOver = over;
  }

  /** @param {Table} table @param {number} now @param {boolean} resigning */
  #showPanel(table, now, resigning) {
    const panel = panelFor(table, now, resigning);
    setAttribute(this.#panel, 'data-look', panel.look);
    showText(byId('panel-title', HTMLElement), panel.title);
    showText(byId('panel-text', HTMLElement), panel.text);
    // Focus on a button that is about to go returns to the board, rather than to the top of the page.
    const focused = document.activeElement;
    showButton(byId('claim', HTMLButtonElement), panel.claim);
    showButton(byId('rematch', HTMLButtonElement), panel.rematch);
    showText(byId('resign', HTMLElement), panel.resign);
    setAttribute(byId('resign', HTMLElement), 'data-sure', resigning ? '' : null);
    byId('next', HTMLElement).hidden = !panel.next;
    setAttribute(byId('next', HTMLElement), 'class', panel.rematch === null ? 'button primary' : 'button');
    setText(byId('leave', HTMLElement), panel.leave);
    if (focused instanceof HTMLButtonElement && focused.hidden && this.#panel.contains(focused)) this.board.focus();
    setText(byId('about', HTMLElement), aboutWords(table));
  }
}

/** @param {Table} table @returns {string} */
function aboutWords({ clock, open, watchers, game }) {
  const who = open ? (watchers > 0 ? ` · ${counted(watchers, 'watcher')}` : '') : ' · private';
  return `Game ${game} · ${clockWords(clock)}${who}`;
}

/** The card of a player. */
class SeatCard {
  #mark = html('span', { class: 'seat-mark' });
  #person = personLabel();
  #you = html('span', { class: 'seat-you' }, 'you');
  #letter = html('span', { class: 'sr-only' });
  #note = html('span');
  #clock = html('span', { class: 'seat-clock' });

  /** @param {HTMLElement} card an empty element */
  constructor(card) {
    this.card = card;
    card.append(this.#mark, html('span', { class: 'seat-name' }, this.#person.element, ' ', this.#you), html('span', { class: 'seat-note' }, this.#letter, ' ', this.#note), this.#clock);
  }

  /** @param {Table} table @param {Mark} mark @param {number} now */
  show(table, mark, now) {
    setAttribute(this.card, 'data-to-move', table.turn === mark ? mark : null);
    setAttribute(this.card, 'data-winner', table.end?.winner === mark ? '' : null);
    setAttribute(this.card, 'data-gone', table.gone[mark] !== null || table.left[mark] ? '' : null);
    showMark(this.#mark, mark);
    this.#person.show(table.players[mark]);
    this.#you.hidden = table.seat !== mark;
    setText(this.#letter, `plays ${mark},`);
    setText(this.#note, seatNote(table, mark, now));
    const left = timeLeft(table, mark, now);
    showText(this.#clock, left === null ? null : clockText(left));
    setAttribute(this.#clock, 'data-running', running(table) === mark ? '' : null);
    setAttribute(this.#clock, 'data-short', left !== null && isShort(left) ? '' : null);
  }
}

/** @param {HTMLButtonElement} button @param {{ label: string, ready: boolean } | null} shown */
function showButton(button, shown) {
  showText(button, shown?.label ?? null);
  setAttribute(button, 'aria-disabled', shown?.ready === false ? 'true' : null);
}
