// What the table says. Pure.
import { shownBesideBadge } from '../lib/names.js';
import { CELL_NAMES, lineNames } from './lines.js';
import { FIRST_MOVE_MS, otherMark } from './state.js';

/** @typedef {import('./state.js').Table} Table */
/** @typedef {import('../lib/tttp2.js').Mark} Mark */

const MARKS = /** @type {const} */ (['X', 'O']);
/** What the count beside a first move is about. */
const FIRST_MOVES = `Each player’s first move has to come within ${FIRST_MOVE_MS / 1000}\u00a0s, or the game is called off.`;

/** @param {Table} table @param {Mark} mark @returns {string} as on the player's card */
export function nameAt(table, mark) {
  return shownBesideBadge(table.players[mark]);
}

/** @param {string} name @returns {string} "Ann’s", "Chris’" */
function possessive(name) {
  return /s$/i.test(name) ? `${name}’` : `${name}’s`;
}

/** @param {Table} table @returns {string} whose turn it is, in words */
export function turnWords(table) {
  if (table.replaced) return 'Played elsewhere';
  if (table.end !== null) return 'Game over';
  if (table.turn === null) return 'One moment…';
  if (table.turn === table.seat) return 'Your move';
  return `${possessive(nameAt(table, table.turn))} move`;
}

/** @param {Table} table @returns {number} how many characters `turnWords` has at most, so that it keeps its size */
export function longestTurn(table) {
  return Math.max(...MARKS.map((mark) => `${possessive(nameAt(table, mark))} move`.length));
}

/** @param {Table} table @returns {string} */
export function tableTitle(table) {
  return table.end === null || table.replaced ? turnWords(table) : resultWords(table).title;
}

/** @param {Table} table @param {number} cell @returns {string} how a screen reader names a cell */
export function cellLabel(table, cell) {
  const mark = table.cells[cell] ?? null;
  if (mark === null) return `${CELL_NAMES[cell]}, ${table.pending === cell ? 'asked for' : 'empty'}`;
  if (table.seat === 'watcher') return `${CELL_NAMES[cell]}, ${mark}, ${possessive(nameAt(table, mark))}`;
  return `${CELL_NAMES[cell]}, ${mark}, ${mark === table.seat ? 'yours' : 'opponent’s'}`;
}

/** @param {Table} table @param {Mark} mark @param {number} now @returns {string} what a player's card says */
export function seatNote(table, mark, now) {
  const { gone, left, turn, firstBy, end, paused, held, replaced, seat } = table;
  if (replaced) return seat === mark ? 'plays elsewhere' : 'opponent';
  if (left[mark]) return 'left';
  if (held !== null && seat === otherMark(mark)) return 'not back yet';
  const until = gone[mark];
  if (end !== null) return until === null ? endNote(table, mark) : 'away';
  if (until !== null) return until > now && !paused ? `away, ${Math.ceil((until - now) / 1000)} s` : 'away';
  if (turn !== mark) return 'waits';
  return typeof firstBy === 'number' && !paused ? `to move, ${Math.max(0, Math.ceil((firstBy - now) / 1000))} s` : 'to move';
}

/** @param {Table} table one that is over @param {Mark} mark @returns {string} */
function endNote({ end, again, seat }, mark) {
  if (again[mark]) return 'plays again';
  if (end === null || end.winner === null) return end?.reason === 'tie' ? 'tie' : 'no result';
  if (end.winner === mark) return 'winner';
  switch (end.reason) {
    case 'resign':
      return 'resigned';
    case 'timeout':
      return 'out of time';
    case 'abandoned':
      return 'away';
    case 'line':
      return seat === mark ? 'next time' : 'well played';
    default:
      return 'lost';
  }
}

/**
 * @param {Table} table one that is over
 * @returns {{ title: string, reason: string }}
 */
export function resultWords(table) {
  const { end, seat } = table;
  if (end === null) return { title: 'Game on', reason: '' };
  const { winner, reason, lines } = end;
  if (winner === null) return nobodyWins(reason);
  const title = winner === seat ? 'You win!' : `${nameAt(table, winner)} wins`;
  const loser = otherMark(winner);
  const you = loser === seat;
  const who = you ? 'You' : nameAt(table, loser);
  switch (reason) {
    case 'line':
      return { title, reason: lines.length > 0 ? `Three in a row: ${lineNames(lines)}.` : 'Three in a row.' };
    case 'resign':
      return { title, reason: `${who} resigned.` };
    case 'timeout':
      return { title, reason: `${you ? 'Your' : possessive(who)} time ran out.` };
    case 'abandoned':
      return { title, reason: `${you ? 'You were' : `${who} was`} away for too long.` };
    case 'illegal':
      return { title, reason: `${who} tried too many moves that are not allowed.` };
    default:
      return { title, reason: `The server says: ${reason}.` };
  }
}

/** @param {string} reason @returns {{ title: string, reason: string }} */
function nobodyWins(reason) {
  switch (reason) {
    case 'tie':
      return { title: 'A tie', reason: 'All nine squares are taken, and nobody has three in a row.' };
    case 'lost':
      return { title: 'This game is gone', reason: 'The server does not know it any more. Look for a new opponent.' };
    case 'late':
      return { title: 'Called off', reason: 'Nobody wins: a first move took too long.' };
    case 'way':
      return { title: 'Called off', reason: 'Nobody wins: the house bot made way for another game.' };
    default:
      return { title: 'Called off', reason: 'Nobody wins: both players were away.' };
  }
}

/**
 * What stands under the board.
 * @typedef {object} Panel
 * @property {'plain' | 'won' | 'over' | 'trouble'} look
 * @property {string | null} title
 * @property {string | null} text
 * @property {{ label: string, ready: boolean } | null} claim
 * @property {{ label: string, ready: boolean } | null} rematch
 * @property {string | null} take
 * @property {string | null} resign
 * @property {boolean} next whether to offer another opponent
 * @property {string} leave
 */

/** @param {Table} table @param {number} now @param {boolean} resigning @param {string | null} [away] why nothing can be done @returns {Panel} */
export function panelFor(table, now, resigning, away = null) {
  const panel = { look: /** @type {Panel['look']} */ ('plain'), title: null, text: null, claim: null, rematch: null, take: null, resign: null, next: false, leave: 'Lobby' };
  if (table.replaced) return { ...panel, look: 'trouble', title: 'Your seat was taken over', text: 'Somebody with the address of your seat has opened it in another tab or on another device, most likely you. The game goes on there.', take: 'Play here again' };
  if (table.end !== null) return away === null ? overPanel(panel, table) : { ...overPanel(panel, table), rematch: null, next: false };
  if (away !== null) return { ...panel, text: away };
  if (table.seat === 'watcher') return { ...panel, text: watchWords(table, now), leave: 'Stop watching' };
  const other = otherMark(table.seat);
  const resign = resigning ? 'Press again to resign' : 'Resign';
  if (table.held !== null) return { ...panel, look: 'trouble', text: heldWords(nameAt(table, other), table.held, now), resign };
  const until = table.gone[other];
  if (until === null) return { ...panel, text: quietWords(table), resign };
  const seconds = Math.max(0, Math.ceil((until - now) / 1000));
  const name = nameAt(table, other);
  const text = seconds > 0 ? `${possessive(name)} connection is lost. You can claim the win in ${seconds} s, or wait.` : `${name} is still away. Claim the win, or go on waiting.`;
  return { ...panel, look: 'trouble', title: `${name} is away`, text, claim: { label: seconds > 0 ? `Claim in ${seconds} s` : 'Claim the win', ready: seconds === 0 }, resign };
}

/** @param {Panel} panel @param {Table} table @returns {Panel} */
function overPanel(panel, table) {
  const { title, reason } = resultWords(table);
  const { seat, left, gone, again, end } = table;
  if (seat === 'watcher') return { ...panel, look: 'over', title, text: reason, leave: 'Stop watching' };
  const other = otherMark(seat);
  const name = nameAt(table, other);
  const look = end?.winner === seat ? 'won' : end?.reason === 'lost' ? 'trouble' : 'over';
  const over = { ...panel, look: /** @type {Panel['look']} */ (look), title, text: reason, next: true };
  if (end?.reason === 'lost') return over;
  if (left[other]) return { ...over, text: `${reason} ${name} has left.` };
  // Who was away for too long has been told of already.
  if (gone[other] !== null && end?.reason === 'abandoned') return over;
  if (gone[other] !== null) return { ...over, text: `${reason} ${name} is away, and may come back.`, rematch: { label: 'Rematch', ready: false } };
  if (again[seat]) return { ...over, text: `${reason} Waiting for ${name} to agree.`, rematch: { label: 'Rematch asked for', ready: false } };
  if (again[other]) return { ...over, text: `${reason} ${name} would like a rematch.`, rematch: { label: 'Play again', ready: true } };
  return { ...over, rematch: { label: 'Rematch', ready: true } };
}

/** @param {Table} table one of ours that goes on @returns {string | null} */
function quietWords({ unsaved, firstBy }) {
  if (unsaved !== null) return 'The clocks stand still until the server can save again.';
  return typeof firstBy === 'number' ? FIRST_MOVES : null;
}

/** @param {string} who @param {number} until @param {number} now @returns {string} */
function heldWords(who, until, now) {
  const seconds = Math.ceil((until - now) / 1000);
  return `Waiting for ${who} to come back after the restart. Time stands still${seconds > 0 ? ` meanwhile, for ${seconds} s at most` : ''}.`;
}

/** @param {Table} table @param {number} now @returns {string} */
function watchWords(table, now) {
  if (table.held !== null) return heldWords('the players', table.held, now);
  for (const mark of MARKS) {
    const until = table.gone[mark];
    if (until !== null) return `${nameAt(table, mark)} has lost the connection${until > now ? ', and may come back' : '; the other may claim the win'}.`;
  }
  return 'You are watching. The players can’t read what watchers write.';
}
