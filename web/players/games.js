// Games as a list: each leads to its replay.
import { detailWords, gameWords, resultFor } from './words.js';
import { boardAt } from '../replay/state.js';
import { SmallBoard } from '../game/marks.js';
import { wonLines } from '../game/lines.js';
import { html } from '../lib/dom.js';
import { personLabel } from '../lib/person.js';
import { replayPath } from '../lib/records.js';
import { dayElement } from '../lib/when.js';

/** @typedef {import('../lib/records.js').Listed} Listed */

/** @param {Listed} game @param {string} name whose games are listed @returns {HTMLElement} */
export function gameEntry(game, name) {
  const board = new SmallBoard();
  const cells = boardAt(game.moves, game.moves.length);
  board.show(cells, game.reason === 'line' ? wonLines(cells) : []);
  const { result, other } = gameWords(game, name);
  const title = html('span', { class: 'game-title' }, html('span', { class: 'game-result', 'data-result': resultFor(game, name) }, result));
  if (other !== null) {
    const label = personLabel();
    label.show(other);
    title.append(' ', label.element);
  }
  const words = html('span', { class: 'game-words' }, title, ' ', html('span', { class: 'quiet' }, detailWords(game, name)));
  return html('li', {}, html('a', { class: 'game', href: replayPath(game.id, { player: name }) }, board.element, words, ' ', html('span', { class: 'quiet game-day' }, dayElement(game.ended))));
}
