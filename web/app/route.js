// Addresses: what each asks for, and which one says where we are. Pure.
import { codeOf } from '../lib/commands.js';
import { seatHash } from '../lib/seat.js';
import { seatOf } from '../game/state.js';

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

/** What the address asks for that a seat which nobody asked for must not come before. @param {Wish} wish */
export function isOpenToAny({ do: what }) {
  return what === 'nothing' || what === 'look';
}

/**
 * @param {{ view: 'lobby' | 'table', table: import('../game/state.js').Table | null }} state
 * @returns {string} the address of what is shown; with our seat, as long as there is something to come back to
 */
export function placeOf({ view, table }) {
  if (view === 'lobby') return '/';
  const seat = seatOf(table);
  if (seat !== null) return `/game${seatHash(seat)}`;
  return table === null || table.seat !== 'watcher' ? '/game' : watchPath(table.game);
}

/** @param {string} game @returns {string} where a game is watched */
export function watchPath(game) {
  return `/game?watch=${game}`;
}

/** @param {string} code @returns {string} where somebody joins a room */
export function joinPath(code) {
  return `/game?join=${code}`;
}
