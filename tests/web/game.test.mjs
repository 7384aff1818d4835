import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseLine } from '../../web/lib/tttp.js';
import { cellAfterKey, wonLines } from '../../web/game/lines.js';
import { initial, reduce, refusal, resultWords } from '../../web/game/state.js';
import { cellLabel, panelFor, seatFor, tabTitle, turnWords } from '../../web/game/words.js';

const OPEN = { type: 'link', link: { name: 'open' }, now: 0 };

/** Plays a script: a string is a line of the server, a number a press, anything else an event. */
function play(script, from = reduce(reduce(initial(), { type: 'play' }), OPEN)) {
  return script.reduce((state, step) => {
    if (typeof step === 'number') return reduce(state, { type: 'press', cell: step });
    if (typeof step !== 'string') return reduce(state, step);
    const line = parseLine(step);
    assert.notEqual(line, null, step);
    return reduce(state, { type: 'line', line, now: 1000 });
  }, from);
}

const X_READY = ['WELCOME X', 'MESSAGE Waiting for opponent to connect', 'MESSAGE Your move'];
const O_READY = ['WELCOME O', 'MESSAGE Your opponent will move first'];
const X_WINS = [...X_READY, 0, 'VALID_MOVE 0', 'OPPONENT_MOVED 3', 1, 'VALID_MOVE 1', 'OPPONENT_MOVED 4', 2, 'VALID_MOVE 2', 'VICTORY'];

test('X waits, is paired, plays and wins by the top row', () => {
  let state = play(X_READY.slice(0, 2));
  assert.equal(state.phase, 'waiting');
  assert.equal(refusal(state, 0), 'No opponent yet.');
  assert.equal(turnWords(state), 'Waiting for an opponent');

  state = play(X_READY);
  assert.equal(state.phase, 'playing');
  assert.equal(state.turn, 'you');
  assert.equal(tabTitle(state), 'Your move · TTTParty');

  state = play(X_WINS);
  assert.equal(state.phase, 'over');
  assert.deepEqual(state.result, { kind: 'won', lines: [0] });
  assert.equal(seatFor(state, 'you').winner, true);
  assert.equal(seatFor(state, 'opponent').winner, false);
  assert.equal(panelFor(state).play, 'Play again');
  assert.equal(panelFor(state).text, 'Three in a row: the top row.');
  assert.equal(tabTitle(state), 'You win! · TTTParty');
});

test('O moves second, and is told of a defeat', () => {
  const state = play([...O_READY, 'OPPONENT_MOVED 0', 3, 'VALID_MOVE 3', 'OPPONENT_MOVED 4', 5, 'VALID_MOVE 5', 'OPPONENT_MOVED 8', 'DEFEAT']);
  assert.deepEqual(state.result, { kind: 'lost', lines: [6] });
  assert.deepEqual(state.cells, ['X', null, null, 'O', 'X', 'O', null, null, 'X']);
  assert.equal(seatFor(state, 'opponent').winner, true);
});

test('a tie has no line', () => {
  const moves = [4, 0, 2, 6, 3, 5, 1, 7, 8];
  const script = moves.flatMap((cell, index) => (index % 2 === 0 ? [cell, `VALID_MOVE ${cell}`] : [`OPPONENT_MOVED ${cell}`]));
  const state = play([...X_READY, ...script, 'TIE']);
  assert.deepEqual(state.result, { kind: 'tie', lines: [] });
  assert.ok(state.cells.every((mark) => mark !== null));
});

test('an illegal press is not asked for, and says why at the cell', () => {
  const begun = play([...X_READY, 4, 'VALID_MOVE 4', 'OPPONENT_MOVED 0']);
  for (const [cell, why] of [[0, 'Opponent has this square.'], [4, 'You have this square.']]) {
    const state = reduce(begun, { type: 'press', cell });
    assert.equal(state.pending, null);
    assert.equal(state.notice.cell, cell);
    assert.equal(state.notice.text, why);
    assert.equal(state.said.at(-1).text, why);
    assert.deepEqual(state.cells, begun.cells);
  }
  assert.equal(reduce(play(O_READY), { type: 'press', cell: 4 }).notice.text, 'Not your turn yet.');
});

test('a move counts when the server says so, and only one is asked for at a time', () => {
  const asked = play([...X_READY, 4]);
  assert.equal(asked.pending, 4);
  assert.equal(asked.cells[4], null);
  assert.equal(cellLabel(asked, 4), 'centre, asked for');
  assert.equal(refusal(asked, 5), 'Your move is on its way.');
  const placed = play(['VALID_MOVE 4'], asked);
  assert.equal(placed.cells[4], 'X');
  assert.equal(placed.turn, 'opponent');
  assert.equal(cellLabel(placed, 4), 'centre, X, yours');
});

test('a refusal of the server shows at the cell that was asked for, and the turn stays', () => {
  const state = play(['MESSAGE Cell already occupied'], play([...X_READY, 4]));
  assert.deepEqual([state.notice.text, state.notice.cell, state.pending, state.turn], ['Cell already occupied', 4, null, 'you']);
});

test('a notice goes when it is hushed, unless a newer one took its place', () => {
  const first = play([...O_READY, 4]);
  const second = reduce(first, { type: 'press', cell: 5 });
  assert.equal(reduce(second, { type: 'hush', id: first.notice.id }).notice.cell, 5);
  assert.equal(reduce(second, { type: 'hush', id: second.notice.id }).notice, null);
});

test('nothing that comes after the end overwrites the result', () => {
  const ended = play(X_WINS);
  for (const late of ['OTHER_PLAYER_LEFT', 'TIE', 'DEFEAT', 'OPPONENT_MOVED 8', 'MESSAGE The game is over']) {
    assert.deepEqual(play([late], ended), { ...ended, now: 1000 }, late);
  }
  const closed = reduce(ended, { type: 'link', link: { name: 'waiting', until: 5, why: 'The connection was lost.' }, now: 0 });
  assert.equal(closed.result.kind, 'won');
});

test('an opponent who leaves ends the game, and nobody wins', () => {
  const state = play([...O_READY, 'OTHER_PLAYER_LEFT']);
  assert.deepEqual(state.result, { kind: 'left', lines: [] });
  assert.equal(resultWords(state.result).title, 'Opponent left');
});

test('a lost connection ends the game honestly, and the next welcome begins another', () => {
  const lost = { type: 'link', link: { name: 'waiting', until: 3000, why: 'The server is restarting.' }, now: 1000 };
  const gone = reduce(play([...X_READY, 4, 'VALID_MOVE 4']), lost);
  assert.equal(gone.result.kind, 'gone');
  assert.equal(gone.cells[4], 'X');
  assert.match(panelFor(gone).text, /is gone.*restarting: reconnecting in 2 s/);

  const again = play([OPEN, ...X_READY.slice(0, 1)], gone);
  assert.equal(again.phase, 'waiting');
  assert.equal(again.result, null);
  assert.ok(again.cells.every((mark) => mark === null));
  assert.match(again.notice.text, /new one/);
});

test('a connection lost while waiting goes back to the queue by itself', () => {
  const lost = { type: 'link', link: { name: 'waiting', until: 3000, why: 'The connection was lost.' }, now: 1000 };
  const state = reduce(play(['WELCOME X']), lost);
  assert.equal(state.phase, 'connecting');
  assert.equal(panelFor(state).play, 'Try now');
  assert.equal(reduce(state, lost).said.length, state.said.length, 'the same reason is said once');
  assert.equal(play([OPEN, 'WELCOME X'], state).phase, 'waiting');
});

test('a server that wants us to stay away is obeyed, and its reason shown', () => {
  const barred = { type: 'link', link: { name: 'stopped', why: 'The server closed the connection. Its reason: TOO_FAST' }, now: 0 };
  const state = reduce(play(['WELCOME X']), barred);
  assert.equal(state.phase, 'idle');
  assert.match(panelFor(state).text, /TOO_FAST/);
  assert.equal(panelFor(state).play, 'Try again');
});

test('cancel leaves the queue, and a late welcome does not bring us back', () => {
  const state = play([{ type: 'cancel' }, 'WELCOME X'], play(['WELCOME X']));
  assert.equal(state.phase, 'idle');
  assert.equal(state.said.at(-1).text, 'You left the queue.');
});

test('the state that goes in is not changed', () => {
  const freeze = (value) => {
    if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
    return value;
  };
  const state = freeze(play([...X_READY, 4]));
  for (const line of ['VALID_MOVE 4', 'OPPONENT_MOVED 3', 'VICTORY', 'OTHER_PLAYER_LEFT', 'MESSAGE hi', 'WELCOME O']) play([line], state);
});

test('one move can complete two lines', () => {
  assert.deepEqual(wonLines(['X', 'X', 'X', 'X', 'O', 'O', 'X', 'O', 'O']), [0, 3]);
  assert.deepEqual(wonLines(Array(9).fill(null)), []);
});

test('keys walk the grid and stop at its edges', () => {
  const steps = [[4, 'ArrowLeft', 3], [3, 'ArrowLeft', 3], [5, 'ArrowRight', 5], [1, 'ArrowUp', 1], [7, 'ArrowDown', 7], [4, 'ArrowDown', 7], [4, 'Home', 3], [4, 'End', 5], [4, 'Enter', null]];
  for (const [from, key, to] of steps) assert.equal(cellAfterKey(from, key, false), to, `${key} at ${from}`);
  assert.equal(cellAfterKey(4, 'Home', true), 0);
  assert.equal(cellAfterKey(4, 'End', true), 8);
});
