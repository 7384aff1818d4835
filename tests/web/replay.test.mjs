import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newerIn, olderIn, whoseGames } from '../../web/replay/neighbours.js';
import { askedBy, boardAt, moverOf, placeAfterKey, startAt, timeTaken, waitBefore } from '../../web/replay/state.js';
import { aboutWords, boardWords, cardNote, endWords, gradeLook, gradeWords, resultWords, spanWords, stepWords, summaryWords, tabWords, unknownWords } from '../../web/replay/words.js';
import { readGame, readListed, replayPath } from '../../web/lib/records.js';

const plain = (text) => text.replaceAll('\u00a0', ' ');
const grade = (best, value) => ({ value, best, kept: value === best });

/** What the server says of a game, as a whole. */
const answer = (more = {}) => ({
  n: 17, game: '7KX2M9AB', x: { name: 'Ada_Lee', kind: 'person' }, o: { name: 'Bo', kind: 'person' }, clock: '120+2', private: false,
  began: 1_000_000, ended: 1_065_000, moves: [4, 0, 1, 8, 7], times: [1_200, 1_900, 14_000, 14_800, 65_000], winner: 'X', reason: 'line', ending: { line: 'X' },
  variant: '3x3', seed: '1', rated: true, ratings: null,
  grades: [grade('tie', 'tie'), grade('tie', 'tie'), grade('tie', 'tie'), grade('tie', 'loss'), grade('win', 'win')],
  ...more,
});
const game = (more) => readGame(answer(more));

test('the board after each move', () => {
  const at = (count) => boardAt([4, 0, 1], count).map((mark) => mark ?? '.').join('');
  assert.deepEqual([0, 1, 2, 3, 9].map(at), ['.........', '....X....', 'O...X....', 'OX..X....', 'OX..X....']);
  assert.deepEqual([0, 1, 8].map(moverOf), ['X', 'O', 'X']);
});

test('it goes on at the pace that it had, within bounds', () => {
  const times = [1_200, 1_900, 62_000, 62_000];
  assert.deepEqual([0, 1, 2, 3].map((index) => timeTaken(times, index)), [1_200, 700, 60_100, 0]);
  assert.deepEqual([0, 1, 2].map((at) => waitBefore(times, at, 1)), [1_200, 700, 2_000]);
  assert.deepEqual([waitBefore(times, 2, 2), waitBefore(times, 2, 4)], [1_000, 500]);
  assert.ok(waitBefore(times, 3, 4) >= 100, 'a move that took no time is seen as well');
  assert.equal(timeTaken([5, 3], 1), 0, 'times that go backwards do no harm');
});

test('keys step through it, and stop at its ends', () => {
  const after = (key, at) => placeAfterKey(key, at, 5);
  assert.deepEqual(['ArrowLeft', 'ArrowRight', 'Home', 'End'].map((key) => after(key, 2)), [1, 3, 0, 5]);
  assert.deepEqual([after('ArrowLeft', 0), after('ArrowRight', 5)], [0, 5]);
  for (const key of ['ArrowUp', 'Enter', 'a', ' ']) assert.equal(after(key, 2), null);
});

test('an address names a game, and perhaps a move', () => {
  const asked = (query) => askedBy(new URL(`http://here/replay${query}`));
  assert.deepEqual(asked('?game=7kx2-m9ab&move=3'), { game: '7KX2M9AB', move: 3, player: null });
  assert.deepEqual(asked('?player=Ada'), { game: '', move: null, player: 'Ada' });
  for (const move of ['-1', 'x', '1.5', '999', '']) assert.equal(asked(`?game=A&move=${move}`).move, null);
  assert.deepEqual([startAt(null, 5), startAt(3, 5), startAt(0, 5), startAt(99, 5)], [5, 3, 0, 5]);
  assert.equal(replayPath('7KX2M9AB', { move: 0, player: 'A&b' }), '/replay?game=7KX2M9AB&move=0&player=A%26b');
});

test('each move is graded in words, and by a sign of its own', () => {
  const cases = [
    [grade('win', 'win'), 'kept the win', 'kept'],
    [grade('tie', 'tie'), 'kept the tie', 'kept'],
    [grade('loss', 'loss'), 'was lost already', 'doomed'],
    [grade('tie', 'loss'), 'threw away the tie', 'slip'],
    [grade('win', 'tie'), 'let the win slip to a tie', 'slip'],
    [grade('win', 'loss'), 'turned a win into a loss', 'blunder'],
  ];
  for (const [given, words, look] of cases) assert.deepEqual([gradeWords(given), gradeLook(given)], [words, look]);
});

test('a summary of each side', () => {
  assert.equal(summaryWords(game(), 'X'), 'all 3 moves kept what could be had');
  assert.equal(summaryWords(game(), 'O'), '1 of 2 moves kept what could be had; move 4 threw away the tie');
  assert.equal(summaryWords(game({ moves: [4], reason: 'resign' }), 'X'), 'the one move kept all that could be had');
  assert.equal(summaryWords(game({ moves: [4], reason: 'resign' }), 'O'), 'made no move');
});

test('every step in words', () => {
  assert.equal(stepWords(game(), 0), 'The board is empty: Ada Lee plays X, and begins.');
  assert.equal(plain(stepWords(game(), 1)), 'Move 1 of 5: Ada Lee takes the centre after 1.2 s.');
  assert.equal(plain(stepWords(game(), 5)), 'Move 5 of 5: Ada Lee takes bottom centre after 50 s.');
  assert.equal(stepWords(game({ moves: [] }), 0), 'No move was made.');
  assert.equal(boardWords(game(), 2), 'Board after 2 moves. top row: O, empty, empty; middle row: empty, X, empty; bottom row: empty, empty, empty.');
  assert.equal(tabWords(game(), 2), 'Ada Lee – Bo, move 2 · TTTParty');
});

test('every end in words', () => {
  const end = (more) => resultWords(game(more));
  assert.deepEqual(end({}), { title: 'Ada Lee wins', reason: 'Three in a row: the middle column.' });
  assert.equal(end({ reason: 'resign' }).reason, 'Bo resigned.');
  assert.equal(end({ reason: 'timeout', winner: 'O' }).reason, 'Ada Lee ran out of time.');
  assert.equal(end({ reason: 'abandoned' }).reason, 'Bo was away for too long.');
  assert.match(end({ reason: 'illegal' }).reason, /not allowed/);
  assert.equal(end({ reason: 'tie', winner: null }).title, 'A tie');
  assert.match(end({ reason: 'abandoned', winner: null, ending: { left: 'O' } }).reason, /a guest left/);
  assert.match(end({ reason: 'void', winner: null, ending: 'void', moves: [4] }).reason, /first move/);
  assert.match(end({ reason: 'void', winner: null, ending: 'void' }).reason, /both players were away/);
  assert.match(end({ reason: 'void', winner: null, o: { name: 'House_Dizzy', kind: 'house' } }).reason, /house bot/);
  assert.equal(endWords(game()), 'Ada Lee wins.');
  assert.equal(endWords(game({ reason: 'resign' })), 'Ada Lee wins. Bo resigned.');
  assert.deepEqual(['X', 'O'].map((mark) => cardNote(game(), mark)), ['winner', 'lost']);
  assert.equal(cardNote(game({ reason: 'timeout' }), 'O'), 'out of time');
  assert.equal(cardNote(game({ reason: 'tie', winner: null }), 'O'), 'tie');
});

test('spans of time, and what else is told of a game', () => {
  assert.deepEqual([0, 840, 9_949, 12_345, 60_000, 65_000, 3_600_000, 7_800_000].map((ms) => plain(spanWords(ms))), ['0.0 s', '0.8 s', '9.9 s', '12 s', '1 min', '1 min 5 s', '1 h', '2 h 10 min']);
  assert.equal(plain(aboutWords(game())), 'Rated · 2 min + 2 s · took 1 min 5 s');
  assert.equal(plain(aboutWords(game({ rated: false, clock: null, ended: 0 }))), 'Not rated · no clock');
  assert.equal(unknownWords('').title, 'Which game?');
  assert.match(unknownWords('23456789').text, /23456789/);
});

test('an answer is read with what it has', () => {
  const read = game({ ratings: { x: { rating: 1623.4, deviation: 92, provisional: false }, o: null } });
  assert.deepEqual(read.ratings, { X: { rating: 1623.4, deviation: 92, provisional: false }, O: null });
  assert.equal(read.id, '7KX2M9AB');
  const poor = readGame({});
  assert.deepEqual([poor.moves, poor.grades, poor.winner, poor.clock], [[], [], null, 'none']);
  assert.deepEqual(readGame({ moves: [4, 0], grades: [{ value: 'win' }, null], times: [1] }).grades, [null, null]);
  assert.deepEqual(readListed({ moves: '40x9', x: { name: 'A', kind: 'alien' } }).moves, [4, 0]);
  for (const nothing of [null, 'text', 3, []]) assert.deepEqual(readGame(nothing).moves, []);
});

test('the games beside it, of one of its players', () => {
  assert.equal(whoseGames(game(), 'Bo'), 'Bo');
  assert.equal(whoseGames(game(), 'Cy'), 'Ada_Lee', 'somebody else’s are of no use here');
  assert.equal(whoseGames(game({ x: { name: 'House_Dizzy', kind: 'house' } }), null), 'Bo');
  assert.equal(whoseGames(game({ x: { name: 'Gone', kind: 'person' }, o: { name: 'Guest_1', kind: 'guest' } }), null), null);
  const games = [9, 7, 5].map((n) => readListed({ n }));
  assert.equal(newerIn({ games, next: 5 }, 5)?.n, 7);
  assert.equal(newerIn({ games, next: 5 }, 9), undefined);
  assert.equal(newerIn({ games, next: 5 }, 3), undefined, 'there may be others in between');
  assert.equal(newerIn({ games, next: null }, 3)?.n, 5);
  assert.equal(olderIn(games, 7)?.n, 5);
  assert.equal(olderIn(games, 5), undefined);
});
