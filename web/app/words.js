// Words that stand anywhere in the app. Pure.
import { RESTARTING } from '../lib/backoff.js';
import { waitWords } from '../lib/pill.js';
import { isOwed } from '../game/state.js';

/** @typedef {import('./state.js').State} State */

/** Of the address of a seat, when a part of it is missing. */
export const CUT = 'That link to a game is not whole: a part of it is missing. Copy all of the address from where the game is open, and open it here again.';

/** @param {{ text: string, until: number | null }} trouble @param {number} now @returns {string} */
export function troubleText({ text, until }, now) {
  if (until === null) return text;
  const seconds = Math.ceil((until - now) / 1000);
  return seconds > 0 ? `That was too quick: wait ${seconds} s, then try again.` : 'You can try again now.';
}

/**
 * What the server has refused, in words for people: its own speak of lines and of bytes as well.
 * @param {import('./state.js').Spot} spot @param {string} about which command @param {{ name: string, text: string }} error
 * @returns {string}
 */
export function refusalWords(spot, about, { name, text }) {
  if (spot === 'name' && (name === 'NAME_SHAPE' || name === 'BAD_ARGUMENT')) return 'That can’t be a name: take 1 to 24 letters and digits of one alphabet, with spaces, dots, dashes and apostrophes as you like.';
  if (name === 'NOT_SAVED') return spot === 'board' ? 'Not made, for the server can’t save it now: try again in a moment.' : 'The server can’t save that just now, so nothing has happened: try again in a moment.';
  if (spot !== 'address') return text;
  switch (about) {
    case 'join':
      return `${text}. Ask for a new code, or press Play.`;
    case 'watch':
      return name === 'PRIVATE' ? 'That game is private: nobody else can watch it.' : 'That link leads to no game: it is over by now, or the link is not complete. The games below can be watched.';
    case 'challenge':
      return `${text}: perhaps they have left, or are called otherwise now.`;
    default:
      return `${text}.`;
  }
}

/** @param {State} state @returns {string | null} what happens next while we can't play on */
export function awayFromTable(state) {
  const { open, link, lost, back, table, now } = state;
  if (open) return back === 'returning' ? 'Coming back to your game…' : null;
  if (link.name === 'stopped' || lost === null || table?.seat === 'watcher') return awayWords(state);
  // An attempt that is on its way changes nothing for who reads this: the sentence stands still.
  const wait = link.name === 'waiting' ? waitWords(link.until, now) : 'reconnecting…';
  const owed = table !== null && isOwed(table) ? ' Your move goes out then.' : '';
  return `${lost} Your ${lost === RESTARTING ? 'game' : 'seat'} is kept: ${wait}${owed}`;
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
