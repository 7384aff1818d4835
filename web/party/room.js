// Rooms: everybody's, and those of a few who share a code.
import { byId, html } from '../lib/dom.js';
import { addressToShare } from '../lib/status.js';
import { MAIN, PARTY } from './codec.js';

/** Letters and digits that nobody takes for each other, whether read, heard or written by hand. */
const SIGNS = 'ACDEFGHJKMNPQRTVWXY34679';
/** Signs of a code: few to say, and enough that nobody comes upon a room by chance. */
const LENGTH = 6;

/**
 * @param {(bytes: Uint8Array<ArrayBuffer>) => unknown} fill fills bytes with chance
 * @returns {string} a code that nobody has thought of yet
 */
export function newCode(fill) {
  const byte = new Uint8Array(1);
  // From here on the first signs would be more likely than the last.
  const fair = 256 - (256 % SIGNS.length);
  let code = '';
  while (code.length < LENGTH) {
    fill(byte);
    if (byte[0] < fair) code += SIGNS.charAt(byte[0] % SIGNS.length);
  }
  return code;
}

/** @param {string} search the query of an address @returns {string | null} the code it asks for; null is everybody's room */
export function codeIn(search) {
  const code = new URLSearchParams(search).get('room');
  return code === null ? null : code.toUpperCase();
}

/** @param {string} search the query of this page's address @returns {string} what of it says how to come in, and what the messages are */
export function partyQuery(search) {
  const query = new URLSearchParams(search);
  for (const ours of ['transport', 'session', 'seq']) query.delete(ours);
  query.set('form', PARTY);
  return query.toString();
}

/** @param {string} code @returns {boolean} whether a server knows it as one */
export function isCode(code) {
  return /^[A-Z0-9]{2,12}$/.test(code);
}

/**
 * The page of a room. How it is set up was said by who made it, so only one's own name goes along.
 * @param {string} code @param {string} [search] the query of the page that leads there
 */
export function pageOf(code, search = '') {
  const name = new URLSearchParams(search).get('name');
  return `/party?${new URLSearchParams({ room: code, ...(name === null ? {} : { name }) })}`;
}

/** Wires the ways out of this room. */
export function setUpRooms() {
  const go = (/** @type {string} */ code) => location.assign(pageOf(code, location.search));
  byId('room-own', HTMLButtonElement).addEventListener('click', () => go(newCode((bytes) => crypto.getRandomValues(bytes))));
  byId('room-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    go(byId('room-code', HTMLInputElement).value.toUpperCase());
  });
  showRoom(codeIn(location.search) ?? MAIN);
}

/** @param {string} code */
export function showRoom(code) {
  const everybody = code === MAIN;
  byId('room-title', HTMLElement).replaceChildren(...(everybody ? ['Everybody’s room'] : ['Room ', html('code', {}, code)]));
  byId('room-own', HTMLElement).hidden = !everybody;
  byId('room-main', HTMLElement).hidden = byId('invite', HTMLElement).hidden = everybody;
  if (!everybody) void showLink(code);
}

/** @param {string} code */
async function showLink(code) {
  const server = await addressToShare();
  // In a narrow place, the address breaks there.
  byId('invite-url', HTMLElement).replaceChildren(server, html('wbr'), pageOf(code));
}
