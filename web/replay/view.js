// Draws a replay on the page.
import { ReplayBoard } from './board.js';
import { gradeLabel, MoveList } from './moves.js';
import { SPEEDS } from './state.js';
import { aboutWords, cardNote, endWords, nameOf, resultWords, stepWords, summaryWords, tabWords } from './words.js';
import { showMark } from '../game/marks.js';
import { byId, html, setAttribute, setText, showText } from '../lib/dom.js';
import { hasPage, playerPath, replayPath } from '../lib/records.js';
import { personLabel } from '../lib/person.js';
import { momentElement } from '../lib/when.js';
import { ratingWords } from '../players/words.js';

/** @typedef {import('../lib/records.js').Game} Game */
/** @typedef {import('../lib/tttp2.js').Mark} Mark */
/** @typedef {{ at: number, playing: boolean, speed: number }} Shown how many moves are made; whether they go on by themselves */

const MARKS = /** @type {const} */ (['X', 'O']);

export class ReplayView {
  #board = new ReplayBoard(byId('board', HTMLElement));
  #list;
  /** @type {HTMLButtonElement[]} */
  #speeds;

  /**
   * @param {Game} game
   * @param {string} base the address of the server, as others open it
   * @param {{ onMove: (at: number) => void, onSpeed: (speed: number) => void }} options
   */
  constructor(game, base, { onMove, onSpeed }) {
    this.game = game;
    this.base = base;
    this.#list = new MoveList(byId('moves', HTMLElement), game, onMove);
    this.#speeds = SPEEDS.map((speed) => {
      const button = html('button', { type: 'button', class: 'button small' }, `${speed}×`);
      button.addEventListener('click', () => onSpeed(speed));
      return button;
    });
    byId('speeds', HTMLElement).append(...this.#speeds);
    this.#showWhole();
  }

  /** @param {Shown} shown */
  show({ at, playing, speed }) {
    const { game } = this;
    const last = game.moves.length;
    this.#board.show(game, at);
    this.#list.show(at);
    document.title = tabWords(game, at);
    this.#showStep(at);
    for (const id of ['first', 'back']) setAttribute(byId(id, HTMLElement), 'aria-disabled', at === 0 ? 'true' : null);
    for (const id of ['next', 'last']) setAttribute(byId(id, HTMLElement), 'aria-disabled', at === last ? 'true' : null);
    setAttribute(byId('play', HTMLElement), 'data-playing', playing ? '' : null);
    setAttribute(byId('play', HTMLElement), 'aria-disabled', last === 0 ? 'true' : null);
    setText(byId('play-word', HTMLElement), playing ? 'Pause' : 'Play');
    for (const [index, button] of this.#speeds.entries()) setAttribute(button, 'aria-pressed', String(SPEEDS[index] === speed));
    // In a narrow place, the address breaks there.
    byId('link', HTMLElement).replaceChildren(this.base, html('wbr'), replayPath(game.id, { move: at }));
  }

  /** @param {{ player: string, older: string | null, newer: string | null }} neighbours */
  showNeighbours({ player, older, newer }) {
    const { x } = this.game;
    byId('neighbours', HTMLElement).hidden = older === null && newer === null;
    setText(byId('neighbours-title', HTMLElement), `More games of ${nameOf(this.game, player === x.name ? 'X' : 'O')}`);
    for (const [id, path] of Object.entries({ older, newer })) {
      const link = byId(id, HTMLAnchorElement);
      link.hidden = path === null;
      if (path !== null) link.href = path;
    }
  }

  /** @param {number} at */
  #showStep(at) {
    const { game } = this;
    const parts = [html('span', {}, stepWords(game, at))];
    if (at > 0) parts.push(gradeLabel(game, at - 1));
    if (at === game.moves.length) {
      parts.push(html('strong', {}, endWords(game)));
    }
    byId('step', HTMLElement).replaceChildren(...parts.flatMap((part) => [part, ' ']));
  }

  /** What is the same at every move. */
  #showWhole() {
    const { game } = this;
    const { title, reason } = resultWords(game);
    setText(byId('title', HTMLElement), title);
    setText(byId('reason', HTMLElement), reason);
    byId('about', HTMLElement).replaceChildren(momentElement(game.ended), ` · ${aboutWords(game)} · `, html('code', {}, game.id));
    byId('seats', HTMLElement).append(...MARKS.map((mark) => seatCard(game, mark)));
    const graded = game.grades.some((grade) => grade !== null);
    byId('verdict', HTMLElement).hidden = !graded;
    if (graded) byId('summary', HTMLElement).append(...MARKS.map((mark) => html('li', {}, html('strong', {}, nameOf(game, mark)), ` (${mark}): ${summaryWords(game, mark)}.`)));
    const link = byId('export', HTMLAnchorElement);
    link.href = `/api/games/${encodeURIComponent(game.id)}`;
    link.download = `tttparty-${game.id}.json`;
  }
}

/** @param {Game} game @param {Mark} mark @returns {HTMLElement} */
function seatCard(game, mark) {
  const person = mark === 'X' ? game.x : game.o;
  const picture = html('span', { class: 'seat-mark' });
  showMark(picture, mark);
  const label = personLabel();
  label.show(person);
  const name = hasPage(person) ? html('a', { href: playerPath(person.name) }, label.element) : label.element;
  const note = html('span', { class: 'seat-note' }, html('span', { class: 'sr-only' }, `played ${mark}, `), cardNote(game, mark));
  const rating = html('span', { class: 'seat-rating' });
  const now = game.ratings[mark];
  showText(rating, now === null ? null : `Rating now: ${ratingWords(now)}`);
  const card = html('li', { class: 'card seat' }, picture, html('span', { class: 'seat-name' }, name), note, rating);
  setAttribute(card, 'data-winner', game.winner === mark ? '' : null);
  return card;
}
