// What the pages of the tutorials share: the theme, addresses that are filled in, and the words for the connection.
import { setUpCopy } from '../lib/copy.js';
import { byId, html, setAttribute, setText, showText } from '../lib/dom.js';
import { setUpTheme } from '../lib/theme.js';
import { askPlaces } from './ask.js';
import { addressOf, isOwnPort, schemeOf } from './ports.js';

/** @typedef {import('./wire/door.js').DoorState} DoorState */
/** @typedef {import('./ports.js').Floor} Floor */
/** @typedef {import('./ports.js').Place} Place */
/** @typedef {import('./ports.js').Places} Places */


/** @returns {Promise<Places | null>} where everything listens, once it is filled in; null without an answer */
export async function setUpPage() {
  setUpTheme();
  setUpCopy();
  const places = await askPlaces();
  const isSecure = location.protocol === 'https:';
  if (places !== null && isOwnPort(places, location.port)) stayOnPort();
  for (const element of document.querySelectorAll('[data-address]')) {
    const address = places === null ? null : addressOf(places, placeOf(element), location.hostname, isSecure);
    setText(element, address ?? (places === null ? 'unknown, as the server does not answer' : 'shut on this server'));
    if (element instanceof HTMLAnchorElement && address !== null) element.href = address;
  }
  for (const element of document.querySelectorAll('[data-host]')) setText(element, location.hostname);
  // In code to read, a door that is shut keeps its usual port.
  for (const element of document.querySelectorAll('[data-port]')) {
    const port = places?.ports[/** @type {Place} */ (element.getAttribute('data-port'))];
    setText(element, String(port ?? element.textContent));
  }
  for (const element of document.querySelectorAll('[data-floor]')) {
    const side = places?.floor[/** @type {keyof Floor} */ (element.getAttribute('data-floor'))];
    setText(element, String(side ?? element.textContent));
  }
  if (isSecure) secureListing();
  return places;
}

/**
 * Code to read goes by TLS as well. Under it stands what is to be done before: when a file connects, a browser asks
 * nobody about a certificate, and fails without a word.
 */
function secureListing() {
  const port = document.querySelector('.listing [data-port]')?.textContent;
  const schemes = document.querySelectorAll('.listing [data-scheme]');
  const plain = schemes[0]?.textContent;
  if (port == null || plain == null) return;
  for (const element of schemes) setText(element, schemeOf(plain, true));
  const address = `https://${location.hostname}:${port}/`;
  const note = html('p', { class: 'quiet' }, 'The browser that opens the file must have accepted this server’s certificate, as it does when you open ');
  note.append(html('a', { href: address }, address), ' in it; where it has not, ', html('code', {}, `${plain}://`), ' works on this port as well.');
  document.querySelector('.listing')?.after(note);
}

/** A system's own port has its page at the root, where the main port has the lobby. */
function stayOnPort() {
  for (const link of document.querySelectorAll('.frame nav a:not([aria-current])')) link.remove();
  document.querySelector('.brand')?.setAttribute('href', '/tutorials/');
}

/** @param {Element} element */
function placeOf(element) {
  return /** @type {Place} */ (element.getAttribute('data-address'));
}

/**
 * Shows the connection in the pill and in the line of the page; what needs it is off without it.
 * @param {DoorState} state
 * @param {string} open what to say when it is open
 */
export function showDoor(state, open) {
  const look = { connecting: 'busy', open: 'good', closed: 'bad' };
  const text = { connecting: 'connecting…', open: 'connected', closed: 'closed' };
  setAttribute(byId('pill', HTMLElement), 'data-look', look[state.name]);
  setText(byId('pill-text', HTMLElement), text[state.name]);
  const line = byId('state', HTMLElement);
  line.dataset.state = state.name;
  showText(line, state.name === 'closed' ? state.words : state.name === 'open' ? open : 'Connecting…');
  const cut = state.name === 'closed' ? state.cut : null;
  // The doctor is on the main port alone.
  if (cut !== null && !isOwnPort(cut, location.port)) line.append(' ', html('a', { href: '/doctor' }, 'Network doctor'));
  byId('again', HTMLButtonElement).hidden = state.name !== 'closed';
  for (const needs of document.querySelectorAll('[data-needs-open]')) needs.toggleAttribute('disabled', state.name !== 'open');
}

/** @param {() => void} connect what the button does */
export function onAgain(connect) {
  byId('again', HTMLButtonElement).addEventListener('click', connect);
}

/**
 * A line at the end of a list that is kept short.
 * @param {HTMLElement} list @param {HTMLElement} line
 */
export function addLine(list, line) {
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  list.append(line);
  while (list.childElementCount > 200) list.firstElementChild?.remove();
  if (atEnd) list.scrollTop = list.scrollHeight;
}
