// For a board: its sketch with this server's address, and what that sends, byte by byte.
import { byId, html, setText, showText } from '../../lib/dom.js';
import { setUpPage } from '../page.js';
import { addressOf } from '../ports.js';
import { drawParts, lineOf } from '../wire/parts.js';
import { exchange, sketchFor } from './sketch.js';

/** @typedef {import('../ports.js').Places} Places */

/** The echo's usual port, for when this server does not tell. */
const USUAL_PORT = 8081;
const light = byId('light', HTMLInputElement);
const mask = crypto.getRandomValues(new Uint8Array(4));
let host = location.hostname;
let port = USUAL_PORT;

function show() {
  setText(byId('light-value', HTMLOutputElement), light.value);
  const drawn = exchange(host, port, Number(light.value), mask).map((event) => {
    const side = 'from' in event && event.from === 'client' ? '↑ From the board: ' : '↓ From the server: ';
    return html('li', {}, html('p', { class: 'shown-title' }, `${side}${lineOf(event)}`), drawParts(event));
  });
  byId('exchange', HTMLElement).replaceChildren(...drawn);
}

/** @param {Places | null} places */
function fillIn(places) {
  const { ports, share } = places ?? { ports: null, share: null };
  if (share !== null) host = new URL(share).hostname;
  port = ports?.echo ?? USUAL_PORT;
  const isAlone = share === null && ['localhost', '127.0.0.1', '[::1]'].includes(host);
  showText(byId('reach', HTMLElement), trouble(places, isAlone));
  setText(byId('sketch', HTMLElement), sketchFor(host, port));
  for (const cell of document.querySelectorAll('[data-board]')) {
    const place = /** @type {import('../ports.js').Place} */ (cell.getAttribute('data-board'));
    setText(cell, (places === null ? null : addressOf(places, place, host)) ?? 'shut on this server');
  }
  show();
}

/** @param {Places | null} places @param {boolean} isAlone */
function trouble(places, isAlone) {
  if (places === null) return 'The server does not answer, so the address below is a guess: check that it runs, then load this page again.';
  if (isAlone) return 'Only this machine can open this server: start it with --lan, and the address below becomes one that a board can reach.';
  if (places.ports.echo === null) return 'The door of the echo is shut on this server: start it with --tutorials.';
  return null;
}

light.addEventListener('input', show);
byId('key', HTMLButtonElement).addEventListener('click', () => {
  crypto.getRandomValues(mask);
  show();
});
void setUpPage().then(fillIn);
