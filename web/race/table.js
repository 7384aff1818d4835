// What the race comes to: one sentence, and a table.
import { LANES, NAMES } from './lanes/lane.js';
import { totals } from './tally.js';
import { bytesWords, comparisonWords, grouped, msWords, NONE } from './words.js';
import { byId, html, setText } from '../lib/dom.js';

/** @typedef {import('./lanes/lane.js').LaneName} LaneName */

/** How many figures a row has. */
const FIGURES = 6;

/** @returns {(tally: import('./tally.js').Tally) => void} shows the totals */
export function setUpTable() {
  const sentence = byId('comparison', HTMLElement);
  const rows = LANES.map((name) => {
    const cells = Array.from({ length: FIGURES }, () => html('td'));
    byId('totals', HTMLTableSectionElement).append(html('tr', { 'data-lane': name }, html('th', { scope: 'row' }, NAMES[name]), ...cells));
    return { name, cells };
  });
  return (tally) => {
    const all = /** @type {Record<LaneName, import('./tally.js').Totals>} */ (Object.fromEntries(LANES.map((name) => [name, totals(tally, name)])));
    setText(sentence, comparisonWords(all));
    for (const { name, cells } of rows) {
      const { events, requests, empty, bytes, delay, longest } = all[name];
      const asks = name === 'short' || name === 'long';
      const texts = [grouped(events), grouped(requests), asks ? grouped(empty) : NONE, bytesWords(bytes), msWords(delay), msWords(longest)];
      cells.forEach((cell, index) => setText(cell, texts[index] ?? ''));
    }
  };
}
