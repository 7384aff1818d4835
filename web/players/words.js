// What the page of the players says. Pure.
import { shown } from '../lib/names.js';
import { counted } from '../lib/words.js';
import { otherMark } from '../game/state.js';
import { isSameName, sideOf } from './state.js';

/** @typedef {import('../lib/records.js').Listed} Listed */
/** @typedef {import('../lib/records.js').Meeting} Meeting */
/** @typedef {import('../lib/records.js').Rank} Rank */
/** @typedef {import('../lib/records.js').Rating} Rating */
/** @typedef {import('../lib/records.js').Standing} Standing */
/** @typedef {import('../lib/tttp2.js').Person} Person */
/** @typedef {'won' | 'lost' | 'tie' | 'none'} Result for whoever's games are listed */

/** @param {Rating} rating @returns {string} "1624 ± 92"; it does not break */
export function ratingWords({ rating, deviation }) {
  return `${Math.round(rating)} ± ${Math.round(deviation)}`.replaceAll(' ', '\u00a0');
}

/** @param {Standing} standing @returns {string} "12 games: 7 won, 3 lost, 2 ties" */
export function recordWords({ games, wins, losses, draws }) {
  return `${counted(games, 'rated game')}: ${wins} won, ${losses} lost, ${counted(draws, 'tie')}`;
}

/** @param {Rank} kind @returns {{ text: string, label: string, path: string }} what a leaderboard says that nobody is on */
export function emptyWords(kind) {
  return kind === 'person'
    ? { text: 'Nobody has a rating yet. Choose a name in the lobby and play somebody who has chosen one too: the game counts for both.', label: 'Play a game', path: '/' }
    : { text: 'No bot has a rating yet. Bring two, let them play each other, and both are listed here.', label: 'Bring a bot', path: '/#bot-title' };
}

/** @param {string} name @returns {string} for a name without a rating */
export function unratedWords(name) {
  return `${shown(name)} has no rating here: that takes a finished game against another player of the same kind, both under names they chose themselves.`;
}

/** @param {Listed} game @param {string | null} name @returns {Result} */
export function resultFor(game, name) {
  const side = name === null ? null : sideOf(game, name);
  if (game.winner === null || side === null) return game.reason === 'tie' ? 'tie' : 'none';
  return game.winner === side ? 'won' : 'lost';
}

/**
 * @param {Listed} game @param {string | null} name whose games are listed
 * @returns {{ one: Person | null, result: string, other: Person }} who it is about, if that does not go without saying; and what became of it
 */
export function gameWords(game, name) {
  const { x, o, winner } = game;
  const side = name === null ? null : sideOf(game, name);
  if (side !== null) return { one: null, result: { won: 'Won against', lost: 'Lost to', tie: 'A tie with', none: 'No result with' }[resultFor(game, name)], other: otherMark(side) === 'X' ? x : o };
  if (winner === 'O') return { one: o, result: 'beat', other: x };
  return { one: x, result: winner === 'X' ? 'beat' : game.reason === 'tie' ? 'tied with' : 'had no result with', other: o };
}

/** @param {Listed} game @param {string | null} name @returns {string} "three in a row · played X · 5 moves" */
export function detailWords(game, name) {
  const side = name === null ? null : sideOf(game, name);
  return [reasonWords(game), side === null ? '' : `played ${side}`, counted(game.moves.length, 'move'), game.rated ? '' : 'not rated'].filter(Boolean).join(' · ');
}

/** @param {Listed} game */
function reasonWords({ reason, winner }) {
  if (winner === null) return reason === 'tie' ? '' : 'called off';
  return { line: 'three in a row', resign: 'by resignation', timeout: 'on time', abandoned: 'by absence', illegal: 'by moves not allowed' }[reason] ?? reason;
}

/** @param {Meeting} meeting @returns {string} how two have fared against each other */
export function meetingWords({ a, b, wins, losses, draws }) {
  const [one, two] = [shown(a), shown(b)];
  if (isSameName(a, b)) return `${one} is one player: choose another name to compare with.`;
  if (wins + losses + draws === 0) return `${one} and ${two} have not finished a game against each other yet.`;
  const lead = wins === losses ? `${one} and ${two} are even` : wins > losses ? `${one} leads ${two}` : `${two} leads ${one}`;
  return `${lead}: ${wins} won by ${one}, ${losses} by ${two}, ${counted(draws, 'tie')}.`;
}

/**
 * @param {Meeting} meeting @param {number} width of the whole bar
 * @returns {{ part: 'a' | 'tie' | 'b', x: number, width: number }[]} its parts, from the left
 */
export function barOf({ wins, losses, draws }, width) {
  const all = wins + losses + draws;
  let x = 0;
  return /** @type {const} */ ([['a', wins], ['tie', draws], ['b', losses]]).flatMap(([part, count]) => {
    const piece = { part, x, width: all === 0 ? 0 : (width * count) / all };
    x += piece.width;
    return piece.width > 0 ? [piece] : [];
  });
}
