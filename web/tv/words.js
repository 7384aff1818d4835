// What the TV says. Pure.
import { wonLines } from '../game/lines.js';
import { shownBesideBadge } from '../lib/names.js';
import { counted } from '../lib/words.js';
import { ONLY_HERE } from '../lobby/words.js';

/** @typedef {import('../lobby/lists.js').Game} Game */

/** @param {import('../lobby/lists.js').Lists} lists @param {string} me this page, which is listed as well @returns {string} */
export function countWords({ counts, people, listed }, me) {
  if (!listed) return '';
  const parts = [whoWords(people.filter(({ name }) => name !== me), counts.people - 1), counted(counts.games, 'game')];
  return parts.map((part) => part.replaceAll(/(\d) /g, '$1\u00a0')).join(' · ');
}

/** @param {import('../lobby/lists.js').Lists['people']} others @param {number} all how many there are: not all may be listed @returns {string} */
function whoWords(others, all) {
  if (others.length < all) return `${all} here`;
  const people = others.filter(({ kind }) => kind === 'person').length;
  const bots = others.length - people;
  return `${counted(people, 'person', 'people')}${bots === 0 ? '' : `, ${counted(bots, 'bot')}`}`;
}

/** @param {string | null} base the address for others @returns {{ words: string, url: string }} */
export function addressWords(base) {
  return base === null ? { words: ONLY_HERE, url: '' } : { words: 'Come and play:', url: base.replace(/^https?:\/\//, '') };
}

/** @param {Game} game one that is over @returns {string} */
export function resultOf({ cells, x, o }) {
  const [line] = wonLines(cells);
  if (line === undefined) return cells.includes(null) ? 'Over' : 'A tie';
  const winner = cells.filter((mark) => mark === 'X').length > cells.filter((mark) => mark === 'O').length ? x : o;
  return `${shownBesideBadge(winner)} wins`;
}

/** @param {import('../lib/socket.js').LinkState} link @returns {string | null} that what is shown is not the newest */
export function lostWords(link) {
  if (link.name === 'open') return null;
  return link.name === 'stopped' ? link.why ?? 'Not connected.' : 'No answer from the server: trying again.';
}

/** @param {import('../lib/socket.js').LinkState} link @param {boolean} listed @returns {{ title: string, text: string }} */
export function emptyWords(link, listed) {
  if (link.name === 'waiting' || link.name === 'stopped') return { title: 'The server is away', text: link.name === 'stopped' ? link.why ?? '' : 'This page comes back by itself.' };
  if (!listed) return { title: 'One moment…', text: '' };
  return { title: 'Nobody is playing yet', text: 'Come and play: press Play, and your board shows here.' };
}
