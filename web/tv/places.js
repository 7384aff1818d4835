// Which game has which place on the wall. A board keeps its place for as long as its game is on. Pure.

/** @typedef {import('../lobby/lists.js').Game} Game */
/** @typedef {{ game: Game, until: number | null }} Place `until` is when a game that is over gives its place away, in ms */

/** How long a result stays, in ms. */
export const STAYS_MS = 6_000;
/** No more boards than this at once. */
export const MOST = 12;

/**
 * @param {readonly (Place | null)[]} places
 * @param {readonly Game[]} games as the server lists them
 * @param {number} capacity how many fit
 * @param {number} now ms
 * @returns {readonly (Place | null)[]} the same one if nothing has changed
 */
export function settle(places, games, capacity, now) {
  const listed = new Map(games.map((game) => [game.game, game]));
  const next = places.slice(0, capacity).map((place) => (place === null ? null : kept(place, listed, now)));
  const shown = new Set(next.map((place) => place?.game.game));
  for (const game of games) {
    if (game.turn === null || shown.has(game.game)) continue;
    const at = placeFor(game, next, capacity);
    if (at === null) break;
    next[at] = { game, until: null };
  }
  while (next.length > 0 && next.at(-1) === null) next.pop();
  return next.length === places.length && next.every((place, index) => place === places[index]) ? places : next;
}

/** @param {Place} place @param {ReadonlyMap<string, Game>} listed @param {number} now @returns {Place | null} */
function kept(place, listed, now) {
  const game = listed.get(place.game.game) ?? (place.game.turn === null ? place.game : { ...place.game, turn: null });
  if (place.until !== null && now >= place.until) return null;
  if (game.turn === null && place.until === null) return { game, until: now + STAYS_MS };
  return game === place.game || sameGame(game, place.game) ? place : { ...place, game };
}

/** @param {Game} one @param {Game} other */
function sameGame(one, other) {
  return one.cells === other.cells && one.turn === other.turn && one.watchers === other.watchers;
}

/**
 * A rematch takes the place of the game before it; others take the first free one.
 * @param {Game} game @param {readonly (Place | null)[]} places @param {number} capacity
 * @returns {number | null}
 */
function placeFor(game, places, capacity) {
  const pair = pairOf(game);
  const before = places.findIndex((place) => place !== null && place.until !== null && pairOf(place.game) === pair);
  if (before >= 0) return before;
  const free = places.indexOf(null);
  if (free >= 0) return free;
  return places.length < capacity ? places.length : null;
}

/** @param {Game} game */
function pairOf({ x, o }) {
  return [x.name, o.name].sort().join(' ');
}

/** The height of a board with its names, to its width. */
const TALL = 1.32;
/** A board is no narrower than this, in px: names are to be read. */
const NARROWEST = 150;

/**
 * The grid whose boards are largest.
 * @param {number} count @param {number} width px @param {number} height px
 * @returns {{ columns: number, size: number }} `size` is the width of one, in px
 */
export function gridFor(count, width, height) {
  let best = { columns: 1, size: 0 };
  for (let columns = 1; columns <= Math.max(1, count); columns += 1) {
    const rows = Math.ceil(count / columns);
    const size = Math.floor(Math.min(width / columns, height / rows / TALL));
    if (size > best.size) best = { columns, size };
  }
  return best;
}

/** @param {number} width px @param {number} height px @returns {number} how many boards fit, and stay large enough */
export function capacityOf(width, height) {
  const least = Math.max(NARROWEST, Math.min(width, height) / 4);
  for (let count = MOST; count > 1; count -= 1) if (gridFor(count, width, height).size >= least) return count;
  return 1;
}
