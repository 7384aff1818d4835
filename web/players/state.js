// What the address of this page asks for, and how it is written. Pure.
import { nameOf } from '../lib/names.js';
import { playerPath } from '../lib/records.js';

/** @typedef {import('../lib/records.js').Rank} Rank */
/** @typedef {import('../lib/records.js').Listed} Listed */
/** @typedef {import('../lib/tttp2.js').Mark} Mark */
/** @typedef {{ name: string | null, against: string | null, kind: Rank }} Asked */

/** @param {URL} url @returns {Asked} */
export function askedBy({ searchParams }) {
  const [name, against] = ['name', 'against'].map((key) => nameOf(searchParams.get(key) ?? '') || null);
  return { name, against: name === null ? null : against, kind: searchParams.get('kind') === 'bot' ? 'bot' : 'person' };
}

/** @param {string} typed @returns {string | null} the page of whoever is called so; null if nothing is typed */
export function pageOf(typed) {
  const name = nameOf(typed);
  return name === '' ? null : playerPath(name);
}

/** @param {Rank} kind @returns {string} the address of a leaderboard */
export function boardPath(kind) {
  return kind === 'person' ? '/players' : `/players?kind=${kind}`;
}

/** @param {Listed} game @param {string} name @returns {Mark | null} which side is that name's, or one's that looks like it */
export function sideOf({ x, o }, name) {
  const sides = /** @type {[Mark, string][]} */ ([['X', x.name], ['O', o.name]]);
  const found = sides.find(([, own]) => own === name) ?? sides.find(([, own]) => isSameName(own, name));
  return found?.[0] ?? null;
}

/** @param {string} one @param {string} other @returns {boolean} whether they differ in signs at most that nobody tells names apart by */
export function isSameName(one, other) {
  return plain(one) === plain(other);
}

/** @param {string} name */
function plain(name) {
  return name.normalize('NFKD').replaceAll(/[^\p{L}\p{N}]/gu, '').toLowerCase();
}

/**
 * Where a key leads to among tabs.
 * @param {string} key @param {number} at @param {number} tabs how many there are
 * @returns {number | null} null for a key that leads nowhere
 */
export function tabAfterKey(key, at, tabs) {
  switch (key) {
    case 'ArrowLeft':
      return (at + tabs - 1) % tabs;
    case 'ArrowRight':
      return (at + 1) % tabs;
    case 'Home':
      return 0;
    case 'End':
      return tabs - 1;
    default:
      return null;
  }
}
