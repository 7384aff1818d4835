// The one pill in the frame that says how the connection is; opened, it says why.
import { byId, html, setAttribute, setText } from './dom.js';
import { climbWords, NAMES, SHORT_NAMES } from './way.js';

/** @typedef {import('./socket.js').LinkState} LinkState */
/** @typedef {{ look: 'good' | 'busy' | 'wait' | 'bad' | 'off', text: string, short?: string }} PillState `short` where there is little room */

/**
 * @param {LinkState} link
 * @param {number} now on the link's clock, in ms
 * @param {number | null} [trip] how long a word takes there and back, in ms
 * @returns {PillState}
 */
export function pillFor(link, now, trip = null) {
  switch (link.name) {
    case 'connecting':
      return { look: 'busy', text: 'connecting…' };
    case 'open':
      return { look: 'good', ...openWords(link.way, trip) };
    case 'waiting':
      return { look: 'wait', text: waitWords(link.until, now) };
    case 'stopped':
      return link.why === null ? { look: 'off', text: 'idle' } : { look: 'bad', text: 'stopped' };
  }
}

/** @param {number} until @param {number} now @returns {string} */
export function waitWords(until, now) {
  const seconds = Math.ceil((until - now) / 1000);
  return seconds > 0 ? `reconnecting in ${seconds} s…` : 'reconnecting…';
}

/** @param {import('./way.js').Way | undefined} way @param {number | null} trip @returns {{ text: string, short: string }} */
function openWords(way, trip) {
  const time = trip === null ? '' : trip < 1000 ? ` · ${trip} ms` : ` · ${(trip / 1000).toFixed(1)} s`;
  if (way === undefined) return { text: `connected${time}`, short: `connected${time}` };
  return { text: `${NAMES[way.rung]}${time}`, short: `${SHORT_NAMES[way.rung]}${time}` };
}

/** @param {LinkState} link @param {number} now on the link's clock, in ms @returns {string[]} what the opened pill says, sentence by sentence */
export function linkWords(link, now) {
  switch (link.name) {
    case 'connecting':
      return ['Looking for a way through the network.'];
    case 'open':
      return link.way === undefined ? [] : [link.way.why, climbWords(link.way, now) ?? ''].filter((text) => text !== '');
    case 'waiting':
      return [link.why, `This page is ${waitWords(link.until, now)}`];
    case 'stopped':
      return [link.why ?? 'Not connected: this page has not asked for it.'];
  }
}

/** How often the opened pill counts down, in ms. */
const COUNT_MS = 1_000;

/** What is shown. @type {LinkState} */
let shown = { name: 'connecting' };
let isSetUp = false;

/** @param {LinkState} link @param {number} now on the link's clock, in ms @param {number | null} [trip] */
export function showLink(link, now, trip = null) {
  if (!isSetUp) setUp();
  shown = link;
  const { look, text, short } = pillFor(link, now, trip);
  const pill = byId('pill', HTMLElement);
  setAttribute(pill, 'data-look', look);
  setAttribute(pill, 'title', linkWords(link, now)[0] ?? null);
  setText(byId('pill-text', HTMLElement), text);
  setText(byId('pill-short', HTMLElement), short ?? text);
  showWords();
}

/** What the open pill says, as of now. */
function showWords() {
  if (!byId('way', HTMLDetailsElement).open) return;
  const words = byId('way-words', HTMLElement);
  const lines = linkWords(shown, performance.now());
  while (words.childElementCount > lines.length) words.lastElementChild?.remove();
  while (words.childElementCount < lines.length) words.append(html('p'));
  for (const [index, line] of lines.entries()) setText(words.children[index], line);
}

/** It closes by Escape, by a press elsewhere, and when the focus goes. */
function setUp() {
  isSetUp = true;
  const way = byId('way', HTMLDetailsElement);
  way.addEventListener('toggle', showWords);
  setInterval(showWords, COUNT_MS);
  document.addEventListener('pointerdown', (event) => {
    if (!(event.target instanceof Node && way.contains(event.target))) way.open = false;
  });
  way.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !way.open) return;
    way.open = false;
    byId('pill', HTMLElement).focus();
  });
  way.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !way.contains(relatedTarget)) way.open = false;
  });
}
