// Shows a check: its progress, a verdict for each transport, the numbers, and the note.
import { noteFor } from './note.js';
import { findingWords, headline, networkWords, verdictWords } from './words.js';
import { RUNGS } from '../lib/ladder.js';
import { NAMES } from '../race/lanes/lane.js';
import { msWords } from '../race/words.js';
import { byId, html, setAttribute, setText, svg } from '../lib/dom.js';

/** @typedef {import('./diagnose.js').Finding} Finding */
/** @typedef {import('./diagnose.js').Observation} Observation */
/** @typedef {import('./summary.js').Summary} Summary */
/** @typedef {import('../race/lanes/lane.js').LaneName} LaneName */
/** @typedef {{ card: HTMLElement, verdict: HTMLElement, sentence: HTMLElement, cells: HTMLElement[] }} Row */

/** Each state has a shape as well as a colour. @type {Record<Finding['state'], string>} */
const SIGNS = {
  wait: 'M7 16 h0.1 M16 16 h0.1 M25 16 h0.1',
  good: 'M7 17 L13.5 23.5 L25 9.5',
  but: 'M16 7 V18 M16 25 v0.1',
  bad: 'M9 9 L23 23 M23 9 L9 23',
};

/** @returns {{ show: (seen: Observation, summary: Summary) => void, progress: (part: number, words: string) => void }} */
export function setUpView() {
  const rows = new Map(RUNGS.map((lane) => [lane, addRow(lane)]));
  const tls = location.protocol === 'https:';
  return {
    show: (seen, summary) => {
      for (const [lane, row] of rows) write(row, lane, summary.findings[lane], seen.done);
      setText(byId('headline', HTMLElement), headline(summary, seen.done));
      setText(byId('network', HTMLElement), networkWords(summary, tls));
      if (!seen.done) return;
      const ms = seen.now - seen.began;
      setText(byId('note', HTMLElement), noteFor(seen, summary, { host: location.host || 'this server', tls, http: httpVersion(), browser: navigator.userAgent, when: new Date(Date.now() - ms) }));
    },
    progress: (part, words) => {
      setAttribute(byId('ring', SVGCircleElement), 'stroke-dasharray', `${(100 * part).toFixed(1)} 100`);
      setText(byId('left', HTMLElement), words);
    },
  };
}

/** @param {LaneName} lane @returns {Row} */
function addRow(lane) {
  const verdict = html('p', { class: 'verdict' });
  const sentence = html('p', { class: 'sentence' });
  const sign = svg('svg', { viewBox: '0 0 32 32', 'aria-hidden': 'true', class: 'sign' }, svg('path', { d: SIGNS.wait }));
  const card = html('article', { class: 'card finding', 'data-lane': lane, 'aria-labelledby': `lane-${lane}` }, sign, html('h2', { id: `lane-${lane}` }, NAMES[lane]), verdict, sentence);
  byId('findings', HTMLElement).append(card);
  const numbers = byId('numbers', HTMLTableSectionElement);
  const heads = [...(numbers.parentElement?.querySelectorAll('thead th') ?? [])].slice(1);
  const cells = heads.map((head) => html('td', { role: 'cell', 'data-head': head.textContent ?? '' }));
  numbers.append(html('tr', { role: 'row' }, html('th', { role: 'rowheader', scope: 'row' }, NAMES[lane]), ...cells));
  return { card, verdict, sentence, cells };
}

/** @param {Row} row @param {LaneName} lane @param {Finding} finding @param {boolean} done */
function write({ card, verdict, sentence, cells }, lane, finding, done) {
  setAttribute(card, 'data-state', finding.state);
  const path = card.querySelector('.sign path');
  if (path !== null) setAttribute(path, 'd', SIGNS[finding.state]);
  setText(verdict, verdictWords(finding, done));
  setText(sentence, findingWords(lane, finding, done));
  const cuts = finding.reason === 'cut' ? finding.times : 0;
  const texts = [msWords(finding.opened), String(finding.events), msWords(finding.delay), msWords(finding.longest), String(cuts)];
  cells.forEach((cell, index) => setText(cell, texts[index] ?? ''));
}

/** @returns {string} "HTTP/1.1"; empty where the browser keeps it to itself */
function httpVersion() {
  const [page] = performance.getEntriesByType('navigation');
  const spoken = page instanceof PerformanceNavigationTiming ? page.nextHopProtocol : '';
  return { 'http/1.1': 'HTTP/1.1', h2: 'HTTP/2', h3: 'HTTP/3' }[spoken] ?? spoken;
}
