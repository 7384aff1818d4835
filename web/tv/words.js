// What the TV says. Pure.
import { wonLines } from '../game/lines.js';
import { shown } from '../lib/names.js';
import { counted } from '../lib/words.js';

/** @typedef {import('../lobby/lists.js').Game} Game */

/** @param {import('../lobby/lists.js').Lists} lists @returns {string} */
export function countWords({ counts, listed }) {
  if (!listed) return '';
  // This page is one of those who are counted.
  const parts = [counted(Math.max(0, counts.people - 1), 'person', 'people'), counted(counts.games, 'game')];
  return parts.map((part) => part.replace(' ', '\u00a0')).join(' · ');
}

/** @param {Game} game one that is over @returns {string} */
export function resultOf({ cells, x, o }) {
  const [line] = wonLines(cells);
  if (line === undefined) return cells.includes(null) ? 'Over' : 'A tie';
  const winner = cells.filter((mark) => mark === 'X').length > cells.filter((mark) => mark === 'O').length ? x : o;
  return `${shown(winner.name)} wins`;
}

/** @param {import('../lib/socket.js').LinkState} link @param {boolean} listed @returns {{ title: string, text: string }} */
export function emptyWords(link, listed) {
  if (link.name === 'waiting' || link.name === 'stopped') return { title: 'The server is away', text: link.name === 'stopped' ? link.why ?? '' : 'This page comes back by itself.' };
  if (!listed) return { title: 'One moment…', text: '' };
  return { title: 'Nobody is playing yet', text: 'Open the address below, press Play, and your board shows here.' };
}
