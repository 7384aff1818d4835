// What the pages of the tutorials share: the theme, addresses that are filled in, and the words for the connection.
import { setUpCopy } from '../lib/copy.js';
import { byId, setAttribute, setText, showText } from '../lib/dom.js';
import { setUpTheme } from '../lib/theme.js';
import { addressOf, isOwnPort, readPlaces, schemeOf } from './ports.js';

/** @typedef {import('./wire/door.js').DoorState} DoorState */
/** @typedef {import('./ports.js').Place} Place */
/** @typedef {import('./ports.js').Places} Places */

/** No answer by then is no answer, in ms. */
const PATIENCE_MS = 4_000;

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
  for (const element of document.querySelectorAll('[data-scheme]')) setText(element, schemeOf(element.textContent ?? '', isSecure));
  // In code to read, a door that is shut keeps its usual port.
  for (const element of document.querySelectorAll('[data-port]')) {
    const port = places?.ports[/** @type {Place} */ (element.getAttribute('data-port'))];
    setText(element, String(port ?? element.textContent));
  }
  return places;
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

async function askPlaces() {
  try {
    const answer = await fetch('/status', { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) });
    return readPlaces(await answer.json(), location.port || '80');
  } catch {
    return null;
  }
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
