// Tic-tac-toe in TTTP/1: a board, and the lines that go to and fro.
import { CELL_NAMES } from '../../game/lines.js';
import { byId, html, setAttribute, setText } from '../../lib/dom.js';
import { addLine, onAgain, setUpPage, showDoor } from '../page.js';
import { Door } from '../wire/door.js';
import { Panel } from '../wire/panel.js';
import { cellAfterKey, heard, newGame } from './game.js';

const board = byId('board', HTMLElement);
const lines = byId('lines', HTMLElement);
const cells = CELL_NAMES.map((name, at) => html('button', { type: 'button', class: 'cell', 'data-cell': at, tabindex: at === 4 ? 0 : -1, 'aria-label': `${name}, empty` }));
let game = newGame();

const door = new Door({
  path: '/tutorials/tic-tac-toe',
  panel: new Panel('wire'),
  onState: (state) => {
    showDoor(state, game.words);
    if (state.name === 'connecting') game = newGame();
    show(state.name === 'open');
  },
  onText: (text) => {
    line('Server', text);
    game = heard(game, text);
    show(true);
  },
});

/** @param {string} who @param {string} text */
function line(who, text) {
  addLine(lines, html('p', { class: 'line' }, html('strong', {}, `${who}:`), ' ', html('code', {}, text)));
}

/** @param {string} text */
function say(text) {
  if (door.send(text)) line('You', text);
}

/** @param {boolean} open */
function show(open) {
  for (const [at, cell] of cells.entries()) {
    const mark = game.cells[at] ?? null;
    setText(cell, mark ?? '');
    setAttribute(cell, 'data-mark', mark);
    setAttribute(cell, 'aria-label', `${CELL_NAMES[at]}, ${mark ?? 'empty'}`);
  }
  board.dataset.turn = String(game.turn);
  if (open) setText(byId('state', HTMLElement), game.words);
  byId('rematch', HTMLButtonElement).disabled = !(open && game.over);
}

/** @param {number} at */
function focusCell(at) {
  for (const [index, cell] of cells.entries()) cell.tabIndex = index === at ? 0 : -1;
  cells[at]?.focus();
}

board.append(...cells);
board.addEventListener('click', ({ target }) => {
  const at = target instanceof HTMLElement ? cells.findIndex((cell) => cell === target) : -1;
  if (at < 0) return;
  focusCell(at);
  // Whether it may be is the server's to say: its answer is part of the lesson.
  say(`MOVE ${at}`);
});
board.addEventListener('keydown', (event) => {
  const at = cells.findIndex((cell) => cell === document.activeElement);
  const to = at < 0 ? null : cellAfterKey(event.key, at);
  if (to === null) return;
  event.preventDefault();
  focusCell(to);
});
byId('rematch', HTMLButtonElement).addEventListener('click', () => say('REMATCH'));
byId('quit', HTMLButtonElement).addEventListener('click', () => say('QUIT'));
byId('new', HTMLButtonElement).addEventListener('click', () => void door.connect());
onAgain(() => void door.connect());
void setUpPage();
void door.connect();
