// Games as a list: each leads to its replay, and older ones come when they are asked for.
import { detailWords, gameWords, resultFor } from './words.js';
import { boardAt } from '../replay/state.js';
import { SmallBoard } from '../game/marks.js';
import { wonLines } from '../game/lines.js';
import { html, setAttribute } from '../lib/dom.js';
import { personLabel } from '../lib/person.js';
import { fetchGames, replayPath } from '../lib/records.js';
import { dayElement } from '../lib/when.js';

/** @typedef {import('../lib/records.js').Listed} Listed */

/** Games that are shown at once. */
export const PAGE = 10;

/**
 * @param {{ list: HTMLElement, older: HTMLButtonElement }} place an empty list, and the button below it
 * @param {string | null} name whose games; null is everybody's
 * @param {import('../lib/records.js').Page} first
 * @param {() => void} onTrouble the server does not answer
 */
export function listGames({ list, older }, name, first, onTrouble) {
  let next = first.next;
  const add = (/** @type {typeof first} */ page) => {
    next = page.next;
    list.append(...page.games.map((game) => gameEntry(game, name)));
    older.hidden = next === null;
  };
  add(first);
  older.addEventListener('click', async () => {
    if (older.getAttribute('aria-disabled') === 'true') return;
    setAttribute(older, 'aria-disabled', 'true');
    try {
      const before = list.childElementCount;
      add(await fetchGames(name, { before: next, limit: PAGE }));
      // Keys go on where the new ones begin; the button may be gone.
      list.children[before]?.querySelector('a')?.focus();
    } catch {
      onTrouble();
    }
    setAttribute(older, 'aria-disabled', null);
  });
}

/** @param {Listed} game @param {string | null} name whose games are listed; null is everybody's @returns {HTMLElement} */
export function gameEntry(game, name) {
  const board = new SmallBoard();
  const cells = boardAt(game.moves, game.moves.length);
  board.show(cells, game.reason === 'line' ? wonLines(cells) : []);
  const { one, result, other } = gameWords(game, name);
  const verb = html('span', { class: 'game-result', 'data-result': resultFor(game, name) }, result);
  const title = html('span', { class: 'game-title' }, ...(one === null ? [] : [labelOf(one), ' ']), verb, ' ', labelOf(other));
  const words = html('span', { class: 'game-words' }, title, ' ', html('span', { class: 'quiet' }, detailWords(game, name)));
  return html('li', {}, html('a', { class: 'game', href: replayPath(game.id, { player: name }) }, board.element, words, ' ', html('span', { class: 'quiet game-day' }, dayElement(game.ended))));
}

/** @param {import('../lib/tttp2.js').Person} person */
function labelOf(person) {
  const label = personLabel();
  label.show(person);
  return label.element;
}
