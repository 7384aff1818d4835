// Addresses: what each asks for, and which one says where we are. Pure.
import { codeOf } from '../lib/commands.js';

/**
 * @typedef {{ do: 'nothing' } | { do: 'look' } | { do: 'play' }
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
  if (!/^\/game\/?$/.test(pathname)) return { do: 'nothing' };
  return { do: searchParams.has('play') ? 'play' : 'look' };
}

/** @param {{ view: 'lobby' | 'table', table: { game: string } | null }} state @returns {string} the address of what is shown */
export function placeOf({ view, table }) {
  if (view === 'lobby') return '/';
  return table === null ? '/game' : watchPath(table.game);
}

/** @param {string} game @returns {string} where a game is watched */
export function watchPath(game) {
  return `/game?watch=${game}`;
}

/** @param {string} code @returns {string} where somebody joins a room */
export function joinPath(code) {
  return `/game?join=${code}`;
}
