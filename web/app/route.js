// Addresses: what each asks for, and which one says where we are. Pure.
import { codeOf } from '../lib/commands.js';

/**
 * @typedef {{ do: 'nothing' } | { do: 'play' }
 *   | { do: 'join', code: string } | { do: 'watch', game: string }
 *   | { do: 'bot', level: number } | { do: 'challenge', name: string }} Wish
 */

/** @param {URL} url @returns {Wish} what to do once, after coming to this address */
export function wishOf({ pathname, searchParams }) {
  const [code, game, level, name] = ['join', 'watch', 'bot', 'challenge'].map((key) => searchParams.get(key));
  if (code) return { do: 'join', code: codeOf(code) };
  if (game) return { do: 'watch', game: codeOf(game) };
  if (level) return { do: 'bot', level: Number(level) };
  if (name) return { do: 'challenge', name };
  return /^\/game\/?$/.test(pathname) ? { do: 'play' } : { do: 'nothing' };
}

/** @param {string | null} game of the table that is shown; null in the lobby @returns {string} */
export function pathOf(game) {
  return game === null ? '/' : `/game?watch=${game}`;
}

/** @param {string} code @returns {string} where somebody joins a room */
export function joinPath(code) {
  return `/game?join=${code}`;
}
