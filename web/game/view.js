// Draws the table on the page.
import { byId, html, isTyping, setAttribute, setText, showText } from '../lib/dom.js';
import { clockMeaning, clockWords } from '../lib/names.js';
import { personLabel } from '../lib/person.js';
import { watchPath } from '../app/route.js';
import { replayPath } from '../lib/records.js';
import { counted } from '../lib/words.js';
import { clockText, isShort, running, timeLeft } from './clock.js';
import { showMark } from './marks.js';
import { seatOf, turnShown } from './state.js';
import { longestTurn, panelFor, seatNote, turnWords } from './words.js';

/** @typedef {import('./state.js').Table} Table */
/** @typedef {import('../lib/tttp2.js').Mark} Mark */

const CENTRE = 4;

export class TableView {
  #seats = [new SeatCard(byId('seat-0', HTMLElement)), new SeatCard(byId('seat-1', HTMLElement))];
  #panel = byId('panel', HTMLElement);
  #turn = byId('turn', HTMLElement);
  #bubble = byId('bubble', HTMLElement);
  /** The game that was drawn last, and whether it was over. */
  #was = { game: '', over: false };

  /** @param {import('./board.js').Board} board */
  constructor(board) {
    this.board = board;
  }

  /**
   * @param {Table} table @param {number} now @param {boolean} resigning @param {string | null} away why nothing can be done
   * @param {string} base what the addresses of pages begin with
   */
  render(table, now, resigning, away, base) {
    this.board.render(table);
    setText(this.#turn, away === null || table.replaced ? turnWords(table) : 'No connection');
    this.#turn.style.setProperty('--chars', String(longestTurn(table)));
    setAttribute(this.#turn, 'data-over', table.end === null ? null : '');
    const order = /** @type {Mark[]} */ (table.seat === 'O' ? ['O', 'X'] : ['X', 'O']);
    for (const [index, mark] of order.entries()) this.#seats[index]?.show(table, mark, now);
    this.#showPanel(table, now, resigning, away);
    showAddresses(table, base);
    setAttribute(this.#bubble, 'data-cell', table.notice?.cell == null ? null : String(table.notice.cell));
    showText(this.#bubble, table.notice?.text ?? null);
    this.#follow(table);
  }

  /** Keys go to where the next press is: to the board of a new game, and to what can be done once it is over. @param {Table} table */
  #follow({ game, seat, end }) {
    const { game: last, over: wasOver } = this.#was;
    const over = end !== null;
    this.#was = { game, over };
    if (seat === 'watcher' || isTyping()) return;
    if (game !== last && !over) this.board.focus(CENTRE);
    else if (over && !wasOver) this.#focusNext();
  }

  #focusNext() {
    [byId('rematch', HTMLButtonElement), byId('next', HTMLButtonElement)].find(({ hidden }) => !hidden)?.focus({ preventScroll: true });
  }

  /** @param {Table} table @param {number} now @param {boolean} resigning @param {string | null} away */
  #showPanel(table, now, resigning, away) {
    const panel = panelFor(table, now, resigning, away);
    setAttribute(this.#panel, 'data-look', panel.look);
    showText(byId('panel-title', HTMLElement), panel.title);
    showText(byId('panel-text', HTMLElement), panel.text);
    // Focus on a button that is about to go returns to the board, rather than to the top of the page.
    const focused = document.activeElement;
    showButton(byId('claim', HTMLButtonElement), panel.claim);
    showButton(byId('rematch', HTMLButtonElement), panel.rematch);
    showText(byId('take', HTMLElement), panel.take);
    showText(byId('resign', HTMLElement), panel.resign);
    setAttribute(byId('resign', HTMLElement), 'data-sure', resigning ? '' : null);
    byId('next', HTMLElement).hidden = !panel.next;
    setAttribute(byId('next', HTMLElement), 'class', panel.rematch === null ? 'button primary' : 'button');
    setText(byId('leave', HTMLElement), panel.leave);
    showReplay(byId('replay', HTMLAnchorElement), table);
    if (focused instanceof HTMLButtonElement && focused.hidden && this.#panel.contains(focused)) table.end === null ? this.board.focus() : this.#focusNext();
    setText(byId('about', HTMLElement), aboutWords(table));
    byId('about', HTMLElement).title = clockMeaning(table.clock);
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
    setAttribute(this.card, 'data-to-move', turnShown(table) === mark ? mark : null);
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

/** What has moves, and an end that the server knows of, can be looked at again. @param {HTMLAnchorElement} link @param {Table} table */
function showReplay(link, { game, end, cells }) {
  link.hidden = end === null || end.reason === 'lost' || cells.every((mark) => mark === null);
  setAttribute(link, 'href', replayPath(game));
}

/** The one for others, and what that of the page is. @param {Table} table @param {string} base */
function showAddresses(table, base) {
  const { game, open, end, replaced } = table;
  byId('copy-watch', HTMLElement).hidden = !open || end !== null || replaced;
  setText(byId('watch-url', HTMLElement), `${base}${watchPath(game)}`);
  byId('about-seat', HTMLElement).hidden = seatOf(table) === null || replaced;
}

/** @param {HTMLButtonElement} button @param {{ label: string, ready: boolean } | null} shown */
function showButton(button, shown) {
  showText(button, shown?.label ?? null);
  setAttribute(button, 'aria-disabled', shown?.ready === false ? 'true' : null);
}
