// A game as a client of TTTP/1 sees it: line by line. Pure.

/** @typedef {'X' | 'O'} Mark */
/** @typedef {{ mark: Mark | null, cells: (Mark | null)[], turn: boolean, words: string, over: boolean }} Game `turn`: whether it is ours */

/** @returns {Game} */
export function newGame() {
  return { mark: null, cells: Array(9).fill(null), turn: false, words: 'Connecting…', over: false };
}

/** @param {Game} game @param {string} line of the server @returns {Game} */
export function heard(game, line) {
  const [word = '', rest = ''] = line.split(/ (.*)/s);
  const mine = game.mark ?? 'X';
  switch (word) {
    case 'WELCOME':
      return { ...newGame(), mark: rest === 'O' ? 'O' : 'X', words: `You play ${rest}.` };
    case 'VALID_MOVE':
      return marked(game, rest, mine, false, 'Your opponent’s move.');
    case 'OPPONENT_MOVED':
      return marked(game, rest, mine === 'X' ? 'O' : 'X', true, 'Your move.');
    case 'VICTORY':
      return { ...game, turn: false, over: true, words: 'You win!' };
    case 'DEFEAT':
      return { ...game, turn: false, over: true, words: 'Your opponent wins.' };
    case 'TIE':
      return { ...game, turn: false, over: true, words: 'A tie.' };
    case 'OTHER_PLAYER_LEFT':
      return { ...game, turn: false, over: true, words: 'Your opponent has left: press New game for another one.' };
    case 'MESSAGE':
      return told(game, rest);
    default:
      return game;
  }
}

/** @param {Game} game @param {string} cell @param {Mark} mark @param {boolean} turn @param {string} words @returns {Game} */
function marked(game, cell, mark, turn, words) {
  // The first move after a rematch finds the board of the last game.
  const before = game.over ? newGame().cells : game.cells;
  return { ...game, cells: before.map((old, at) => (String(at) === cell ? mark : old)), turn, words, over: false };
}

/** @param {Game} game @param {string} text @returns {Game} */
function told(game, text) {
  if (text === 'Your move') return { ...game, cells: newGame().cells, turn: true, over: false, words: 'Your move.' };
  const role = game.mark !== null && game.cells.every((cell) => cell === null) ? `You play ${game.mark}. ` : '';
  return { ...game, words: `${role}${text}.`.replace(/([.?!])\.$/, '$1') };
}

/** @param {string} key @param {number} at a cell @returns {number | null} the cell that the key leads to */
export function cellAfterKey(key, at) {
  const [row, column] = [Math.floor(at / 3), at % 3];
  switch (key) {
    case 'ArrowLeft':
      return row * 3 + Math.max(0, column - 1);
    case 'ArrowRight':
      return row * 3 + Math.min(2, column + 1);
    case 'ArrowUp':
      return Math.max(0, row - 1) * 3 + column;
    case 'ArrowDown':
      return Math.min(2, row + 1) * 3 + column;
    default:
      return null;
  }
}
