// Words that stand anywhere in the app. Pure.
import { waitWords } from '../lib/pill.js';

/** @typedef {import('./state.js').State} State */

/** @param {{ text: string, until: number | null }} trouble @param {number} now @returns {string} */
export function troubleText({ text, until }, now) {
  if (until === null) return text;
  const seconds = Math.ceil((until - now) / 1000);
  return seconds > 0 ? `That was too quick: wait ${seconds} s, then try again.` : 'You can try again now.';
}

/** @param {State} state @returns {string | null} why nothing can be done just now */
export function awayWords({ open, link, now }) {
  if (open) return null;
  switch (link.name) {
    case 'waiting':
      return `${link.why} This page is ${waitWords(link.until, now)}`;
    case 'stopped':
      return link.why ?? 'Not connected.';
    default:
      return 'Saying hello to the server…';
  }
}
