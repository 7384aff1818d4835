// What stands around the floor: the veil over it, and who is here in words.
import { announce, byId, html, setText, svg } from '../lib/dom.js';
import { showLink } from '../lib/pill.js';
import { showTry } from '../lib/trynow.js';
import { veilFor } from './state.js';
import { chaseWords, nobodyWords, peopleList, summary } from './words.js';

/** @typedef {import('./state.js').State} State */
/** @typedef {import('./crowd.js').Crowd} Crowd */
/** @typedef {import('./me.js').Me} Me */

/** @param {State} state */
export function showState(state) {
  const veil = veilFor(state);
  byId('veil', HTMLElement).hidden = veil === null;
  if (veil !== null) {
    setText(byId('veil-title', HTMLElement), veil.title);
    const text = byId('veil-text', HTMLElement);
    text.hidden = veil.text === null;
    setText(text, veil.text ?? '');
  }
  showTry(state.link);
  setText(byId('note', HTMLElement), state.note?.text ?? '');
  showLink(state.link, state.now);
}

/**
 * Meant for once a second: quick enough to follow, slow enough to read.
 * @param {Crowd} crowd @param {Me} me @param {import('./codec.js').Welcome} world
 */
export function showWords(crowd, me, world) {
  setText(byId('summary', HTMLElement), summary(crowd, me));
  const chase = byId('chase', HTMLElement);
  const words = chaseWords(crowd, world.you);
  chase.hidden = words === null;
  setText(chase, words ?? '');
  setText(byId('tick', HTMLElement), `${crowd.tick >>> 0}, ${world.hz} a second`);
  showPeople(crowd, world.you);
}

/** Until a frame comes, nobody is known to be here. @param {State['link']} link */
export function forgetWords(link) {
  setText(byId('summary', HTMLElement), nobodyWords(link));
  byId('chase', HTMLElement).hidden = byId('more', HTMLElement).hidden = true;
  const list = byId('people', HTMLUListElement);
  list.replaceChildren();
  delete list.dataset.shows;
  setText(byId('tick', HTMLElement), '–');
}

/** @param {Crowd} crowd @param {Me} me @param {number} you */
export function sayWords(crowd, me, you) {
  announce(byId('log', HTMLElement), `${summary(crowd, me)} ${chaseWords(crowd, you) ?? ''}`.trim());
}

/** @param {Crowd} crowd @param {number} you */
function showPeople(crowd, you) {
  const { rows, more } = peopleList(crowd, you);
  const list = byId('people', HTMLUListElement);
  const key = rows.map(({ colour, name }) => `${colour} ${name}`).join();
  if (list.dataset.shows !== key) {
    list.dataset.shows = key;
    list.replaceChildren(...rows.map(({ colour, name }) => html('li', {}, swatch(colour), name)));
  }
  const rest = byId('more', HTMLElement);
  rest.hidden = more === 0;
  setText(rest, `and ${more} more`);
}

/** @param {string} colour @returns {SVGSVGElement} */
function swatch(colour) {
  return svg('svg', { viewBox: '0 0 20 20', 'aria-hidden': 'true' }, svg('rect', { x: 2, y: 2, width: 16, height: 16, rx: 5, fill: colour }));
}
