// Games that are over, and who played them: what the server keeps, and where the pages show it.
import { count, fields, items, number, text } from './json.js';

/** @typedef {import('./tttp2.js').Mark} Mark */
/** @typedef {import('./tttp2.js').Person} Person */
/** @typedef {'win' | 'tie' | 'loss'} Value what the mover can still reach if both play perfectly */

/**
 * What the perfect player says of a move.
 * @typedef {object} Grade
 * @property {Value} value what could be had after it
 * @property {Value} best what could be had before it
 * @property {boolean} kept whether nothing better was to be had
 */

/**
 * A game, as lists have it.
 * @typedef {object} Listed
 * @property {number} n its place among all games
 * @property {string} id
 * @property {Person} x
 * @property {Person} o
 * @property {Mark | null} winner
 * @property {string} reason the word that the wire has for it
 * @property {number[]} moves cells, X's first
 * @property {number} ended ms since 1970
 * @property {boolean} rated
 */

/**
 * All of a game.
 * @typedef {Listed & {
 *   clock: string, began: number, times: number[], left: boolean, grades: (Grade | null)[],
 *   ratings: Record<Mark, Rating | null>,
 * }} Game
 * `times` are ms since it began; `left` says that a guest went away before there was a result; `ratings` are those of now
 */

/** @typedef {{ rating: number, deviation: number, provisional: boolean }} Rating */
/** @typedef {Rating & { games: number, wins: number, losses: number, draws: number, last: number | null }} Standing of one kind of player */
/** @typedef {Standing & { rank: number, name: string }} Ranked */
/** @typedef {'person' | 'bot'} Rank whose leaderboard */
/** @typedef {{ name: string, kinds: Record<Rank, Standing | null> }} Player */
/** @typedef {{ a: string, b: string, wins: number, losses: number, draws: number, games: Listed[] }} Meeting as `a` sees it */

/** @typedef {{ games: Listed[], next: number | null }} Page the newest first; next is what to ask before for older ones */

/** No answer by then is no answer, in ms. */
const PATIENCE_MS = 8_000;
const VALUES = ['win', 'tie', 'loss'];

/** @param {string} id @returns {Promise<Game | null>} null if there is none */
export async function fetchGame(id) {
  const answer = await ask(`games/${encodeURIComponent(id)}`);
  return answer === null ? null : readGame(answer);
}

/**
 * @param {string | null} player null is everybody
 * @param {{ before?: number | null, limit: number }} page
 * @returns {Promise<Page>}
 */
export async function fetchGames(player, { before = null, limit }) {
  const query = new URLSearchParams({ ...(player === null ? {} : { player }), limit: String(limit), ...(before === null ? {} : { before: String(before) }) });
  const answer = fields(await ask(`games?${query}`));
  return { games: items(answer.games).map(readListed), next: number(answer.next) };
}

/** @param {string} name @returns {Promise<Player | null>} null if nobody has a rating by that name */
export async function fetchPlayer(name) {
  const answer = await ask(`players/${encodeURIComponent(name)}`);
  return answer === null ? null : readPlayer(answer, name);
}

/** @param {string} name @param {string} other @returns {Promise<Meeting | null>} */
export async function fetchMeeting(name, other) {
  const answer = await ask(`players/${encodeURIComponent(name)}/against/${encodeURIComponent(other)}`);
  return answer === null ? null : readMeeting(answer, name, other);
}

/** @param {Rank} kind @param {number} limit @returns {Promise<Ranked[]>} */
export async function fetchLeaderboard(kind, limit) {
  return items(fields(await ask(`leaderboard?kind=${kind}&limit=${limit}`)).players).map(readRanked);
}

/**
 * @param {string} path
 * @returns {Promise<unknown>} what the server says, or null if there is no such thing
 * @throws {Error} if it does not answer
 */
async function ask(path) {
  const answer = await fetch(`/api/${path}`, { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) });
  if (answer.ok) return answer.json();
  // A name or an id that can't be one is not there either.
  if (answer.status === 400 || answer.status === 404) return null;
  throw new Error(`/api/${path} answered ${answer.status}`);
}

/** @param {unknown} json @returns {Listed} */
export function readListed(json) {
  const { n, id, game, x, o, winner, reason, moves, ended, rated } = fields(json);
  return {
    n: count(n),
    id: text(id) || text(game),
    x: readPerson(x),
    o: readPerson(o),
    winner: winner === 'X' || winner === 'O' ? winner : null,
    reason: text(reason),
    moves: readMoves(moves),
    ended: count(ended),
    rated: rated === true,
  };
}

/** @param {unknown} json @returns {Game} */
export function readGame(json) {
  const { clock, began, times, ending, grades, ratings } = fields(json);
  const listed = readListed(json);
  const { x, o } = fields(ratings);
  return {
    ...listed,
    clock: text(clock) || 'none',
    began: count(began),
    times: listed.moves.map((_, index) => count(items(times)[index])),
    left: 'left' in fields(ending),
    grades: listed.moves.map((_, index) => readGrade(items(grades)[index])),
    ratings: { X: readRating(x), O: readRating(o) },
  };
}

/** @param {unknown} json @param {string} asked @returns {Player} */
export function readPlayer(json, asked) {
  const { name, kinds } = fields(json);
  const { person, bot } = fields(kinds);
  return { name: text(name) || asked, kinds: { person: readStanding(person), bot: readStanding(bot) } };
}

/** @param {unknown} json @param {string} name @param {string} other @returns {Meeting} */
export function readMeeting(json, name, other) {
  const { a, b, wins, losses, draws, games } = fields(json);
  return { a: nameIn(a) || name, b: nameIn(b) || other, wins: count(wins), losses: count(losses), draws: count(draws), games: items(games).map(readListed) };
}

/** @param {unknown} json @returns {Ranked} */
export function readRanked(json) {
  const { rank, name } = fields(json);
  return { ...asStanding(json), rank: count(rank), name: text(name) };
}

/** @param {unknown} json @returns {Standing | null} */
function readStanding(json) {
  return number(fields(json).rating) === null ? null : asStanding(json);
}

/** @param {unknown} json @returns {Standing} */
function asStanding(json) {
  const { games, wins, losses, draws, last } = fields(json);
  return { ...asRating(json), games: count(games), wins: count(wins), losses: count(losses), draws: count(draws), last: number(last) };
}

/** @param {unknown} json @returns {Rating | null} */
function readRating(json) {
  return number(fields(json).rating) === null ? null : asRating(json);
}

/** @param {unknown} json @returns {Rating} */
function asRating(json) {
  const { rating, deviation, provisional } = fields(json);
  return { rating: number(rating) ?? 0, deviation: number(deviation) ?? 0, provisional: provisional === true };
}

/** @param {unknown} json @returns {Person} */
function readPerson(json) {
  const { name, kind } = fields(json);
  return { name: text(name), kind: kind === 'bot' || kind === 'house' || kind === 'guest' ? kind : 'person' };
}

/** @param {unknown} value a name, or a player that has one */
function nameIn(value) {
  return text(value) || text(fields(value).name);
}

/** @param {unknown} value a list of cells, or a word of digits @returns {number[]} */
function readMoves(value) {
  const cells = typeof value === 'string' ? [...value].map(Number) : items(value).map((cell) => number(cell) ?? -1);
  return cells.filter((cell) => Number.isInteger(cell) && cell >= 0 && cell <= 8);
}

/** @param {unknown} json @returns {Grade | null} */
function readGrade(json) {
  const { value, best, kept } = fields(json);
  if (!isValue(value) || !isValue(best)) return null;
  return { value, best, kept: kept === true };
}

/** @param {unknown} word @returns {word is Value} */
function isValue(word) {
  return typeof word === 'string' && VALUES.includes(word);
}

/** @param {Person} person @returns {boolean} whether there is a page of theirs: guests and forgotten players have none */
export function hasPage({ name, kind }) {
  return name !== 'Gone' && kind !== 'guest';
}

/** @param {string} name @returns {boolean} whether its player could be asked for a game: house bots and guests have names that nobody else can take */
export function canBeChallenged(name) {
  return !/^(house|guest)/i.test(name);
}

/** @param {string} name @param {string | null} [other] to be compared with @returns {string} where a player is shown */
export function playerPath(name, other = null) {
  return `/players?${new URLSearchParams({ name, ...(other === null ? {} : { against: other }) })}`;
}

/**
 * @param {string} game
 * @param {{ move?: number | null, player?: string | null }} [more] which move; whose games stand beside it
 * @returns {string} where a game is shown
 */
export function replayPath(game, { move = null, player = null } = {}) {
  return `/replay?${new URLSearchParams({ game, ...(move === null ? {} : { move: String(move) }), ...(player === null ? {} : { player }) })}`;
}
