// What a replay says. Pure.
import { CELL_NAMES, lineNames, wonLines } from '../game/lines.js';
import { otherMark } from '../game/state.js';
import { clockWords, shownBesideBadge } from '../lib/names.js';
import { counted } from '../lib/words.js';
import { boardAt, moverOf, timeTaken } from './state.js';

/** @typedef {import('../lib/records.js').Game} Game */
/** @typedef {import('../lib/records.js').Grade} Grade */
/** @typedef {import('../lib/records.js').Listed} Listed */
/** @typedef {import('../lib/tttp2.js').Mark} Mark */
/** @typedef {'kept' | 'slip' | 'blunder' | 'doomed'} Look each has a sign and a colour beside its words */

const MARKS = /** @type {const} */ (['X', 'O']);
const ROWS = ['top row', 'middle row', 'bottom row'];

/** @param {Listed} game @param {Mark} mark @returns {string} as beside a badge */
export function nameOf(game, mark) {
  return shownBesideBadge(mark === 'X' ? game.x : game.o);
}

/** @param {Game} game @returns {{ title: string, reason: string }} how it ended */
export function resultWords(game) {
  const { winner, reason } = game;
  if (winner === null) return nobodyWins(game);
  const loser = nameOf(game, otherMark(winner));
  return { title: `${nameOf(game, winner)} wins`, reason: lossWords(game, loser, reason) };
}

/** @param {Game} game @returns {string} the same after the last move: a reason that is on the board goes without saying */
export function endWords(game) {
  const { title, reason } = resultWords(game);
  return ['line', 'tie'].includes(game.reason) ? `${title}.` : `${title}. ${reason}`;
}

/** @param {Game} game @param {string} loser @param {string} reason */
function lossWords(game, loser, reason) {
  switch (reason) {
    case 'line':
      return `Three in a row: ${lineNames(wonLines(boardAt(game.moves, game.moves.length))) || 'on the board'}.`;
    case 'resign':
      return `${loser} resigned.`;
    case 'timeout':
      return `${loser} ran out of time.`;
    case 'abandoned':
      return `${loser} was away for too long.`;
    case 'illegal':
      return `${loser} tried too many moves that are not allowed.`;
    default:
      return `The server says: ${reason}.`;
  }
}

/** @param {Game} game */
function nobodyWins({ reason, left, moves, x, o }) {
  if (reason === 'tie') return { title: 'A tie', reason: 'All nine squares are taken, and nobody has three in a row.' };
  if (left) return { title: 'Broken off', reason: 'Nobody wins: a guest left before there was a result.' };
  if (x.kind === 'house' || o.kind === 'house') return { title: 'Called off', reason: 'Nobody wins: the house bot made way, or nobody came back.' };
  return { title: 'Called off', reason: moves.length < 2 ? 'Nobody wins: a first move took too long.' : 'Nobody wins: both players were away.' };
}

/** @param {Game} game @param {Mark} mark @returns {string} what a player's card says */
export function cardNote({ winner, reason }, mark) {
  if (winner === null) return reason === 'tie' ? 'tie' : 'no result';
  if (winner === mark) return 'winner';
  return { resign: 'resigned', timeout: 'out of time', abandoned: 'was away' }[reason] ?? 'lost';
}

/** @param {Grade} grade @returns {string} what the perfect player says of a move */
export function gradeWords({ value, best, kept }) {
  if (kept) return { win: 'kept the win', tie: 'kept the tie', loss: 'was lost already' }[best];
  if (best === 'tie') return 'threw away the tie';
  return value === 'tie' ? 'let the win slip to a tie' : 'turned a win into a loss';
}

/** @param {Grade} grade @returns {Look} */
export function gradeLook({ value, best, kept }) {
  if (kept) return best === 'loss' ? 'doomed' : 'kept';
  return value === 'loss' && best === 'win' ? 'blunder' : 'slip';
}

/** @param {Game} game @param {Mark} mark @returns {string} how well this side played */
export function summaryWords({ moves, grades }, mark) {
  const own = moves.flatMap((_, index) => (moverOf(index) === mark ? [{ index, grade: grades[index] }] : []));
  if (own.length === 0) return 'made no move';
  const slips = own.filter(({ grade }) => grade?.kept === false);
  if (slips.length === 0) return own.length === 1 ? 'the one move kept all that could be had' : `all ${own.length} moves kept what could be had`;
  const told = slips.map(({ index, grade }) => `move ${index + 1} ${grade ? gradeWords(grade) : ''}`);
  return `${own.length - slips.length} of ${counted(own.length, 'move')} kept what could be had; ${told.join(', ')}`;
}

/** @param {Game} game @param {number} at how many moves are made @returns {string} what has just happened; without the grade */
export function stepWords(game, at) {
  const last = game.moves.length;
  if (last === 0) return 'No move was made.';
  if (at === 0) return `The board is empty: ${nameOf(game, 'X')} plays X, and begins.`;
  return `Move ${at} of ${last}: ${moveWords(game, at - 1)}.`;
}

/** @param {Game} game @param {number} index @returns {string} */
export function moveWords(game, index) {
  const cell = CELL_NAMES[game.moves[index] ?? 0];
  return `${nameOf(game, moverOf(index))} takes ${cell === 'centre' ? 'the centre' : cell} after ${spanWords(timeTaken(game.times, index))}`;
}

/** @param {Game} game @returns {string} clock, and whether it counts */
export function aboutWords({ clock, rated, began, ended }) {
  const took = ended > began ? `took ${spanWords(ended - began)}` : '';
  return [rated ? 'Rated' : 'Not rated', clockWords(clock), took].filter(Boolean).join(' · ');
}

/** @param {number} ms @returns {string} "0.8 s", "12 s", "1 min 5 s", "2 h 10 min"; it does not break */
export function spanWords(ms) {
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)}\u00a0s`;
  const seconds = Math.round(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const parts = hours > 0 ? [`${hours} h`, minutes > 0 ? `${minutes} min` : ''] : [minutes > 0 ? `${minutes} min` : '', seconds % 60 > 0 ? `${seconds % 60} s` : ''];
  return parts.filter(Boolean).join(' ').replaceAll(' ', '\u00a0');
}

/** @param {Game} game @param {number} at @returns {string} the board, for those who do not see it */
export function boardWords(game, at) {
  const cells = boardAt(game.moves, at);
  const rows = ROWS.map((row, index) => `${row}: ${cells.slice(index * 3, index * 3 + 3).map((mark) => mark ?? 'empty').join(', ')}`);
  return `Board after ${counted(at, 'move')}. ${rows.join('; ')}.`;
}

/** @param {Game} game @param {number} at @returns {string} the title of the tab */
export function tabWords(game, at) {
  return `${MARKS.map((mark) => nameOf(game, mark)).join(' – ')}, ${at === 0 ? 'start' : `move ${at}`} · TTTParty`;
}

/** @param {string} game as asked for @returns {{ title: string, text: string }} for a game that the server does not know */
export function unknownWords(game) {
  if (game === '') return { title: 'Which game?', text: 'This address names no game. Find a player, and open one of their games.' };
  return { title: 'No such game', text: `The server has no finished game ${game.slice(0, 12)}: check the link for a typing mistake. If it is still being played, you can watch it.` };
}
