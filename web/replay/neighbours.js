// The games before and after this one, of one of its players.
import { fetchGames, hasPage, replayPath } from '../lib/records.js';

/** @typedef {import('../lib/records.js').Game} Game */
/** @typedef {import('../lib/records.js').Listed} Listed */

/** As many as the server gives at once. */
const LIMIT = 100;

/** @param {Game} game @param {string | null} asked by the address @returns {string | null} whose games to go through */
export function whoseGames({ x, o }, asked) {
  const players = [x, o].filter(hasPage);
  return (players.find(({ name }) => name === asked) ?? players.find(({ kind }) => kind !== 'house'))?.name ?? null;
}

/**
 * @param {Game} game @param {string} player
 * @returns {Promise<{ older: string | null, newer: string | null }>} their addresses
 */
export async function neighboursOf({ n }, player) {
  const newest = await fetchGames(player, { limit: LIMIT });
  const newer = newerIn(newest, n);
  const older = olderIn(newest.games, n) ?? (await fetchGames(player, { before: n, limit: 1 })).games[0];
  const path = (/** @type {Listed | undefined} */ game) => (game === undefined ? null : replayPath(game.id, { player }));
  return { older: path(older), newer: path(newer) };
}

/**
 * @param {{ games: readonly Listed[], next: number | null }} newest the newest first @param {number} n
 * @returns {Listed | undefined} the one that came next after n, if it is among them for sure
 */
export function newerIn({ games, next }, n) {
  const newer = games.filter((game) => game.n > n);
  return newer.length === games.length && next !== null ? undefined : newer.at(-1);
}

/** @param {readonly Listed[]} games the newest first @param {number} n @returns {Listed | undefined} */
export function olderIn(games, n) {
  return games.find((game) => game.n < n);
}
