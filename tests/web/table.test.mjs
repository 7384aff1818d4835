import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockText, isShort, running, timeLeft } from '../../web/game/clock.js';
import { cellAfterKey, wonLines } from '../../web/game/lines.js';
import { tableNews } from '../../web/game/news.js';
import { goOn, hearTable, isOurs, pause, press, refusal, seatOf, seenOf, unsaved } from '../../web/game/state.js';
import { cellLabel, panelFor, resultWords, seatNote, tableTitle, turnWords } from '../../web/game/words.js';
import { parseLine } from '../../web/lib/tttp2.js';

/** A table after these lines; one a second. `from` goes on with another. */
function table(lines, from = null) {
  return lines.reduce((before, text, at) => {
    const line = parseLine(text);
    assert.notEqual(line, null, text);
    return hearTable(before, line, at * 1000);
  }, from);
}

const joined = (seat, { clock = 'none', kinds = ['person', 'person'] } = {}) => `JOINED G ${seat} Ann_Lee ${kinds[0]} Chris ${kinds[1]} ${clock} public t`;
const BEGIN = [joined('X'), 'STATE G 0 ......... X - -'];
const X_WINS = ['MOVED G 1 X 0 - -', 'MOVED G 2 O 3 - -', 'MOVED G 3 X 1 - -', 'MOVED G 4 O 4 - -', 'MOVED G 5 X 2 - -', 'END G 6 X line'];

test('X plays and wins by the top row', () => {
  let state = table(BEGIN);
  assert.equal(turnWords(state), 'Your move');
  state = table(['MOVED G 1 X 0 - -'], state);
  assert.equal(turnWords(state), 'Chris’ move');
  assert.equal(seatNote(table(['MOVED G 2 O 3 - -'], state), 'X', 0), 'to move');
  state = table([...BEGIN, ...X_WINS]);
  assert.deepEqual(state.end, { winner: 'X', reason: 'line', lines: [0] });
  assert.equal(tableTitle(state), 'You win!');
  assert.deepEqual([panelFor(state, 0, false).look, panelFor(state, 0, false).text], ['won', 'Three in a row: the top row.']);
  assert.equal(panelFor(state, 0, false).rematch.label, 'Rematch');
  assert.equal(state.missed, false);
});

test('who loses, and who watches, is told in other words', () => {
  const lost = table([joined('O'), 'STATE G 0 ......... X - -', ...X_WINS]);
  assert.deepEqual(resultWords(lost), { title: 'Ann Lee wins', reason: 'Three in a row: the top row.' });
  assert.equal(panelFor(lost, 0, false).look, 'over');
  const watched = table([joined('watcher'), 'STATE G 5 XXXOO.... - - -', 'END G 6 X line']);
  assert.equal(resultWords(watched).title, 'Ann Lee wins');
  assert.deepEqual([panelFor(watched, 0, false).rematch, panelFor(watched, 0, false).leave], [null, 'Stop watching']);
  assert.equal(refusal(watched, 8), 'You are watching this game.');
});

test('every way to end has words, for either side', () => {
  const ends = [['resign', /Chris resigned/, /You resigned/], ['timeout', /Chris’ time ran out/, /Your time ran out/], ['abandoned', /Chris was away/, /You were away/], ['illegal', /Chris tried/, /You tried/], ['later', /later/, /later/]];
  for (const [reason, ofWinner, ofLoser] of ends) {
    assert.match(resultWords(table([...BEGIN, `END G 1 X ${reason}`])).reason, ofWinner);
    assert.match(resultWords(table([joined('O'), `END G 1 X ${reason}`])).reason, ofLoser);
  }
  assert.equal(resultWords(table([...BEGIN, 'END G 1 - tie'])).title, 'A tie');
  assert.equal(resultWords(table([...BEGIN, 'END G 1 - void'])).title, 'Called off');
});

test('an illegal press is not asked for, and says why at the cell', () => {
  const state = table([...BEGIN, 'MOVED G 1 X 4 - -', 'MOVED G 2 O 0 - -']);
  assert.equal(press(state, 0, 1).notice.text, 'Your opponent has this square.');
  assert.equal(press(state, 4, 2).notice.text, 'You have this square.');
  assert.deepEqual([press(state, 4, 2).notice.cell, press(state, 4, 2).pending], [4, null]);
  const asked = press(state, 8, 3);
  assert.deepEqual([asked.pending, asked.cells[8], cellLabel(asked, 8)], [8, null, 'bottom right, asked for']);
  assert.equal(refusal(asked, 7), 'Your move is on its way.');
  assert.equal(table(['MOVED G 3 X 8 - -'], asked).pending, null);
  assert.equal(refusal(table([joined('O'), 'STATE G 0 ......... X - -']), 4), 'Not your turn yet.');
  assert.equal(refusal(table([joined('O', { kinds: ['house', 'person'] })]), 4), 'The house bot is still thinking.');
  assert.equal(refusal(table([...BEGIN, ...X_WINS]), 8), 'This game is over.');
});

test('cells are named for who listens', () => {
  const state = table([...BEGIN, 'MOVED G 1 X 4 - -', 'MOVED G 2 O 0 - -']);
  assert.deepEqual([4, 0, 8].map((cell) => cellLabel(state, cell)), ['centre, X, yours', 'top left, O, opponent’s', 'bottom right, empty']);
  const watched = table([joined('watcher'), 'STATE G 1 ....X.... O - -']);
  assert.equal(cellLabel(watched, 4), 'centre, X, Ann Lee’s');
});

test('what was missed is noticed, and STATE heals it', () => {
  const missed = table([...BEGIN, 'MOVED G 3 X 4 - -']);
  assert.equal(missed.missed, true);
  const healed = table(['STATE G 3 X...X...O O - -'], missed);
  assert.deepEqual([healed.missed, healed.seq, healed.cells[8]], [false, 3, 'O']);
  const counted = table([...BEGIN, 'GONE G O 20000', 'BACK G O', 'MOVED G 3 X 4 - -']);
  assert.equal(counted.missed, false, 'what happened besides moves counts as well');
});

test('clocks run when both have moved, and only for who is to move', () => {
  const first = table([joined('X', { clock: '180+2' }), 'STATE G 0 ......... X 180000 180000', 'MOVED G 1 X 4 180000 180000']);
  assert.equal(running(first), null);
  const both = hearTable(first, parseLine('MOVED G 2 O 0 180000 180000'), 10_000);
  assert.equal(running(both), 'X');
  assert.deepEqual([timeLeft(both, 'X', 13_000), timeLeft(both, 'O', 13_000)], [177_000, 180_000]);
  assert.equal(timeLeft(both, 'X', 999_000), 0);
  assert.equal(running(table(['END G 3 O timeout'], both)), null);
  assert.equal(timeLeft(table(BEGIN), 'X', 0), null);
  assert.deepEqual([180_000, 59_100, 10_000, 9_940, 0].map(clockText), ['3:00', '1:00', '0:10', '0:09.9', '0:00.0']);
  assert.deepEqual([10_000, 9_999].map(isShort), [false, true]);
});

test('an opponent who is gone can be waited for, come back, or lose to a claim', () => {
  const gone = hearTable(table(BEGIN), parseLine('GONE G O 20000'), 1000);
  assert.deepEqual(panelFor(gone, 1000, false).claim, { label: 'Claim in 20 s', ready: false });
  assert.deepEqual(panelFor(gone, 21_000, false).claim, { label: 'Claim the win', ready: true });
  assert.equal(seatNote(gone, 'O', 16_000), 'away, 5 s');
  assert.equal(panelFor(table(['BACK G O'], gone), 21_000, false).claim, null);
  const watched = hearTable(table([joined('watcher')]), parseLine('GONE G O 20000'), 0);
  assert.equal(panelFor(watched, 0, false).claim, null);
});

test('a rematch is asked for, agreed to, and goes on as another game', () => {
  const over = table([...BEGIN, ...X_WINS]);
  assert.equal(panelFor(table(['REMATCH G X'], over), 0, false).rematch.ready, false);
  const asked = table(['REMATCH G O'], over);
  assert.deepEqual(panelFor(asked, 0, false).rematch, { label: 'Play again', ready: true });
  const next = table(['NEXT G H', 'JOINED H O Chris person Ann_Lee person none public u', 'STATE H 0 ......... X - -'], asked);
  assert.deepEqual([next.game, next.seat, next.end], ['H', 'O', null]);
  const left = table(['LEFT G O'], asked);
  assert.deepEqual([panelFor(left, 0, false).rematch, seatNote(left, 'O', 0)], [null, 'left']);
  assert.match(panelFor(left, 0, false).text, /Chris has left/);
});

test('who is away after the end is offered no rematch, and is once back', () => {
  const gone = hearTable(table([...BEGIN, ...X_WINS]), parseLine('GONE G O 20000'), 9000);
  assert.deepEqual([panelFor(gone, 9000, false).rematch, seatNote(gone, 'O', 9000)], [{ label: 'Rematch', ready: false }, 'away']);
  assert.match(panelFor(gone, 9000, false).text, /Chris is away, and may come back\.$/);
  assert.deepEqual(panelFor(table(['BACK G O'], gone), 9000, false).rematch, { label: 'Rematch', ready: true });
  assert.equal(panelFor(table(['LEFT G O'], gone), 9000, false).rematch, null);
  const abandoned = table([...BEGIN, 'GONE G O 20000', 'END G 2 X abandoned']);
  assert.deepEqual([panelFor(abandoned, 0, false).rematch, panelFor(abandoned, 0, false).text], [null, 'Chris was away for too long.']);
});

test('a first move has its time, which is counted down from its start', () => {
  const begun = hearTable(table([BEGIN[0]]), parseLine(BEGIN[1]), 1000);
  assert.deepEqual([1000, 21_001, 30_500, 40_000].map((now) => seatNote(begun, 'X', now)), ['to move, 30 s', 'to move, 10 s', 'to move, 1 s', 'to move, 0 s']);
  const words = 'Each player’s first move has to come within 30\u00a0s, or the game is called off.';
  assert.equal(panelFor(begun, 1000, false).text, words);
  const moved = hearTable(begun, parseLine('MOVED G 1 X 4 - -'), 25_000);
  assert.deepEqual([seatNote(moved, 'O', 25_000), seatNote(moved, 'O', 50_000), panelFor(moved, 50_000, false).text], ['to move, 30 s', 'to move, 5 s', words]);
  const both = hearTable(moved, parseLine('MOVED G 2 O 0 - -'), 51_000);
  assert.deepEqual([seatNote(both, 'X', 90_000), panelFor(both, 90_000, false).text], ['to move', null], 'only first moves');
  const pastime = table([joined('X', { kinds: ['person', 'house'] }), BEGIN[1]]);
  assert.deepEqual([seatNote(pastime, 'X', 90_000), panelFor(pastime, 0, false).text], ['to move', null], 'a house bot waits for as long as it takes');
  assert.equal(seatNote(table(['MOVED G 1 X 4 - -'], pastime), 'O', 0), 'to move');
  assert.equal(seatNote(table([joined('X'), 'STATE G 3 X...O.... X - -']), 'X', 90_000), 'to move', 'who comes back is not told since when');
  assert.equal(seatNote(table(['BACK G X'], begun), 'X', 29_000), 'to move');
});

test('a game that is called off says which cause fits', () => {
  const called = (kinds, at, ...lines) => resultWords(hearTable(lines.reduce((before, text) => hearTable(before, parseLine(text), 0), table([joined('X', { kinds })])), parseLine('END G 9 - void'), at)).reason;
  const [people, pastime] = [['person', 'person'], ['person', 'house']];
  const both = ['MOVED G 1 X 4 - -', 'MOVED G 2 O 0 - -'];
  assert.match(called(people, 30_000, BEGIN[1]), /a first move took too long/);
  assert.match(called(people, 5000, ...both), /both players were away/);
  assert.match(called(pastime, 5000, BEGIN[1]), /made way/);
  assert.match(called(pastime, 60_000, BEGIN[1], ...both), /made way/);
  assert.match(called(pastime, 30_000, BEGIN[1]), /made way/);
});

test('the cards say what became of each, kindly', () => {
  const over = (seat, end) => table([joined(seat), BEGIN[1], ...X_WINS.slice(0, 5), end]);
  const notes = (seat, end) => ['X', 'O'].map((mark) => seatNote(over(seat, end), mark, 0));
  assert.deepEqual(notes('X', 'END G 6 X line'), ['winner', 'well played']);
  assert.deepEqual(notes('O', 'END G 6 X line'), ['winner', 'next time']);
  assert.deepEqual(notes('X', 'END G 6 O resign'), ['resigned', 'winner']);
  assert.deepEqual(notes('X', 'END G 6 X abandoned'), ['winner', 'away']);
  assert.deepEqual(notes('X', 'END G 6 X timeout'), ['winner', 'out of time']);
});

test('a house bot has one name, on its card and in words', () => {
  const lost = table(['JOINED G X Ann person House_Sunny house none public t', 'STATE G 0 ......... X - -', 'END G 1 O timeout']);
  assert.equal(resultWords(lost).title, 'Sunny wins');
});

test('without a connection there is nothing to claim or to resign', () => {
  const gone = hearTable(table(BEGIN), parseLine('GONE G O 20000'), 1000);
  const panel = panelFor(gone, 50_000, false, 'Back soon.');
  assert.deepEqual([panel.claim, panel.resign, panel.title, panel.text], [null, null, null, 'Back soon.']);
  assert.equal(panelFor(table([...BEGIN, ...X_WINS]), 0, false, 'Back soon.').rematch, null);
});

test('resigning takes two presses', () => {
  const state = table(BEGIN);
  assert.deepEqual([panelFor(state, 0, false).resign, panelFor(state, 0, true).resign], ['Resign', 'Press again to resign']);
});

test('leaving ends the table, and other games do not touch it', () => {
  const state = table(BEGIN);
  assert.equal(hearTable(state, parseLine('LEFT G X'), 0), null);
  assert.equal(hearTable(state, parseLine('LEFT lobby watcher'), 0), state);
  assert.equal(hearTable(state, parseLine('MOVED H 1 X 4 - -'), 0), state);
  assert.equal(hearTable(null, parseLine('MOVED H 1 X 4 - -'), 0), null);
  assert.equal(hearTable(table([joined('watcher')]), parseLine('LEFT G watcher'), 0), null);
  assert.equal(isOurs(table(['REPLACED G'], state)), false);
});

test('coming back keeps the board until STATE says what has become of it', () => {
  const before = table([...BEGIN, 'MOVED G 1 X 4 - -']);
  const back = table([joined('X')], before);
  assert.equal(back.cells[4], 'X');
  assert.equal(table(['STATE G 2 O...X.... X - -'], back).cells[0], 'O');
});

test('coming back with the lines that were missed is as if nothing had been', () => {
  const known = table([...BEGIN, 'MOVED G 1 X 4 - -', 'GONE G O 20000']);
  const missed = ['GONE G X 20000', 'BACK G O', 'MOVED G 5 O 0 - -', 'BACK G X'];
  const back = table([joined('X'), ...missed], known);
  assert.deepEqual([back.seq, back.missed, back.cells[0], back.gone], [6, false, 'O', { X: null, O: null }]);
  const still = table([joined('X'), 'GONE G X 20000', 'BACK G X'], known);
  assert.notEqual(still.gone.O, null, 'who was away is so still');
  assert.equal(table([joined('X'), 'STATE G 4 ....X.... O - -'], known).gone.O, null, 'with STATE nobody tells');
  assert.notEqual(table(['STATE G 2 ....X.... O - -'], known).gone.O, null, 'but who has only asked knows it still');
});

test('what is told twice counts once', () => {
  const moved = table([...BEGIN, 'MOVED G 1 X 4 - -']);
  assert.equal(table(['MOVED G 1 X 4 - -'], moved), moved);
  const over = table([joined('X'), 'STATE G 8 XXXOO.... - - -', 'END G 6 X line']);
  assert.deepEqual([over.seq, over.missed, over.end.winner], [8, false, 'X'], 'STATE counts what came after the end too');
  assert.equal(table(['END G 6 X line'], over), over);
  const counted = table(['REMATCH G O'], over);
  assert.equal(counted.seq, 9);
});

test('what is missing is so until STATE', () => {
  const missed = table([...BEGIN, 'MOVED G 3 X 4 - -', 'MOVED G 4 O 0 - -']);
  assert.equal(missed.missed, true);
  assert.deepEqual([seenOf(missed, 'G'), seenOf(table(['STATE G 4 O...X.... X - -'], missed), 'G'), seenOf(missed, 'H'), seenOf(null, 'G')], [null, 4, 0, 0]);
});

test('a page that was just loaded has it all from the lines', () => {
  const told = table([joined('X'), ...X_WINS, 'GONE G X 20000', 'REMATCH G O', 'BACK G X', 'GONE G O 20000']);
  assert.deepEqual([told.seq, told.missed, told.end.winner, told.again.O, told.gone.X], [10, false, 'X', true, null]);
  assert.notEqual(told.gone.O, null);
});

test('a seat can be come back to until nothing more can come of the game', () => {
  const seat = { game: 'G', ticket: 't' };
  const over = table([...BEGIN, ...X_WINS]);
  assert.deepEqual([table(BEGIN), over, table(['GONE G O 9'], over), table(['REPLACED G'], over)].map(seatOf), [seat, seat, seat, seat]);
  assert.deepEqual([null, table([joined('watcher').replace(/t$/, '-')]), table(['LEFT G O'], over)].map(seatOf), [null, null, null]);
  assert.equal(seatOf(table([joined('O').replace(/t$/, 'new')], table(BEGIN))).ticket, 'new', 'the newest counts');
});

test('who listens hears it all, once', () => {
  const steps = [...BEGIN, 'MOVED G 1 X 4 - -', 'MOVED G 2 O 0 - -', 'GONE G O 20000', 'BACK G O', 'END G 5 X resign', 'REMATCH G O'];
  const heard = [];
  steps.reduce((before, text) => {
    const after = table([text], before);
    heard.push(...tableNews(before, after));
    return after;
  }, null);
  assert.deepEqual(heard, ['You play against Chris. You are X. Your move.', 'You took the centre.', 'Chris took the top left. Your move.', 'Chris has lost the connection.', 'Chris is back.', 'You win! Chris resigned.', 'Chris would like a rematch.']);
});

test('the state that goes in is not changed', () => {
  const freeze = (value) => {
    if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
    return value;
  };
  const state = freeze(table(BEGIN));
  for (const text of ['MOVED G 1 X 4 - -', 'END G 1 X resign', 'GONE G O 5', 'REMATCH G O', 'LEFT G O', 'STATE G 1 X........ O - -', 'WATCHERS G 3']) table([text], state);
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

test('after a restart of the server time stands still until STATE, whatever is heard or pressed meanwhile', () => {
  const clocked = table([joined('X', { clock: '120+2' }), 'STATE G 2 X...O.... X 100000 90000']);
  const held = hearTable(hearTable(clocked, parseLine(joined('X', { clock: '120+2' })), 5000), parseLine('HELD G 60000'), 5000);
  assert.deepEqual([running(held), timeLeft(held, 'X', 40_000), timeLeft(held, 'O', 40_000)], [null, 96_000, 90_000]);
  const panel = panelFor(held, 13_000, false);
  assert.deepEqual([panel.text, panel.resign, panel.claim], ['Waiting for Chris to come back after the restart. Time stands still meanwhile, for 52 s at most.', 'Resign', null]);
  assert.deepEqual(['X', 'O'].map((mark) => seatNote(held, mark, 13_000)), ['to move', 'not back yet']);
  assert.match(tableNews(clocked, held).join(), /^The server was restarted\./);
  const asked = hearTable(held, parseLine('STATE G 2 X...O.... X 96000 90000'), 5500);
  assert.deepEqual(tableNews(asked, hearTable(asked, parseLine('HELD G 59500'), 5500)), [], 'told once more, it is no news');
  const back = hearTable(held, parseLine('BACK G X'), 5000);
  assert.equal(running(goOn(pause(back, 5000), 6000)), null, 'a connection that is back does not end it');
  const mine = hearTable(back, parseLine('MOVED G 4 X 8 98000 90000'), 9000);
  assert.equal(timeLeft(mine, 'O', 30_000), 90_000, 'nor does a move of ours');
  const theirs = hearTable(mine, parseLine('MOVED G 5 O 1 98000 90000'), 30_000);
  assert.equal(timeLeft(theirs, 'X', 31_000), 97_000);
  const state = hearTable(mine, parseLine('STATE G 4 X...O...X O 98000 90000'), 30_000);
  assert.deepEqual([running(state), timeLeft(state, 'O', 31_000), panelFor(state, 31_000, false).text], ['O', 89_000, null]);
  assert.equal(hearTable(held, parseLine('END G 3 X resign'), 6000).held, null);
  assert.equal(hearTable(held, parseLine(joined('X')), 6000).held, null, 'each time we come back it is said anew');
  const watched = table([joined('watcher'), 'STATE G 2 X...O.... X 100 100', 'HELD G 9000']);
  assert.match(panelFor(watched, 2000, false).text, /^Waiting for the players to come back/);
});

test('while the server can’t save, time stands still, until its clocks run again', () => {
  const clocked = table([joined('X', { clock: '120+2' }), 'STATE G 2 X...O.... X 100000 90000']);
  const stands = unsaved(clocked, 11_000);
  assert.deepEqual([running(stands), timeLeft(stands, 'X', 50_000)], [null, 90_000]);
  assert.match(panelFor(stands, 11_000, false).text, /^The clocks stand still until/);
  const hear = (from, ms) => hearTable(from, parseLine(`STATE G 2 X...O.... X ${ms} 90000`), 50_000);
  const still = hear(hear(stands, 90_500), 90_500);
  assert.deepEqual([running(still), timeLeft(still, 'X', 60_000)], [null, 90_500]);
  assert.notEqual(still.unsaved, hear(stands, 90_500).unsaved, 'each time it is asked again');
  assert.equal(timeLeft(hear(still, 90_400), 'X', 51_000), 89_400, 'it runs again');
  assert.equal(running(hearTable(still, parseLine('MOVED G 3 X 8 92000 90000'), 60_000)), 'O');
  assert.equal(unsaved(table(BEGIN), 0).unsaved, null, 'where none runs, none stands');
});
