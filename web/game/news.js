// What has happened at the table, in words for those who listen. Pure.
import { CELL_NAMES } from './lines.js';
import { isOurs } from './state.js';
import { nameAt, resultWords, turnWords } from './words.js';

/** @typedef {import('./state.js').Table} Table */

const MARKS = /** @type {const} */ (['X', 'O']);

/** @param {Table | null} before @param {Table | null} after @returns {string[]} */
export function tableNews(before, after) {
  if (after === null || before === after) return [];
  if (before === null || before.game !== after.game) return [beginning(after)];
  const news = [...comings(before, after)];
  const moves = MARKS.flatMap((mark) => after.cells.flatMap((now, cell) => (now === mark && before.cells[cell] !== mark ? [movedWords(after, mark, cell)] : [])));
  if (moves.length > 0) news.push(`${moves.join(' ')}${after.turn === after.seat ? ' Your move.' : ''}`);
  // Whoever asks how the game stands meanwhile is told of it once more.
  if (after.stood && !before.stood && isOurs(after)) news.push('The server was restarted. Time stands still until the other one is back.');
  if (after.notice !== null && after.notice !== before.notice) news.push(after.notice.text);
  if (after.end !== null && before.end === null) {
    const { title, reason } = resultWords(after);
    news.push(`${title}${title.endsWith('!') ? '' : '.'} ${reason}`);
  }
  return news;
}

/** @param {Table} table @returns {string} */
function beginning(table) {
  if (table.seat === 'watcher') return `You watch ${nameAt(table, 'X')} and ${nameAt(table, 'O')}.`;
  const other = nameAt(table, table.seat === 'X' ? 'O' : 'X');
  return `You play against ${other}. You are ${table.seat}. ${turnWords(table)}.`;
}

/** @param {Table} table @param {import('../lib/tttp2.js').Mark} mark @param {number} cell @returns {string} */
function movedWords(table, mark, cell) {
  return `${mark === table.seat ? 'You' : nameAt(table, mark)} took the ${CELL_NAMES[cell]}.`;
}

/** @param {Table} before @param {Table} after @returns {string[]} */
function comings(before, after) {
  return MARKS.filter((mark) => mark !== after.seat).flatMap((mark) => {
    const name = nameAt(after, mark);
    if (after.left[mark] && !before.left[mark]) return [`${name} has left.`];
    if (after.gone[mark] !== null && before.gone[mark] === null) return [`${name} has lost the connection.`];
    if (after.gone[mark] === null && before.gone[mark] !== null && isOurs(after)) return [`${name} is back.`];
    if (after.again[mark] && !before.again[mark]) return [`${name} would like a rematch.`];
    return [];
  });
}
