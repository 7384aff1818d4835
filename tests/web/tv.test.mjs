import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capacityOf, gridFor, MOST, settle, STAYS_MS } from '../../web/tv/places.js';
import { addressWords, countWords, emptyWords, lostWords, resultOf } from '../../web/tv/words.js';
import { NOTHING_LISTED } from '../../web/lobby/lists.js';

const game = (name, { turn = 'X', cells = '.........', x = `${name}x`, o = `${name}o` } = {}) => ({ game: name, x: { name: x, kind: 'person' }, o: { name: o, kind: 'bot' }, cells: [...cells].map((sign) => (sign === '.' ? null : sign)), turn, watchers: 0 });
const names = (places) => places.map((place) => place?.game.game ?? null);

test('a board keeps its place while its game is on, wherever the list has it', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => game(name));
  const places = settle([], [a, b], 4, 0);
  assert.deepEqual(names(places), ['a', 'b']);
  assert.deepEqual(names(settle(places, [c, b, a], 4, 1000)), ['a', 'b', 'c']);
  assert.equal(settle(places, [b, a], 4, 1000), places, 'nothing has changed');
});

test('a game that is over stays a while with its result, then gives its place to the next', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => game(name));
  const places = settle([], [a, b], 2, 0);
  const over = settle(places, [game('a', { turn: null, cells: 'XXXOO....' }), b, c], 2, 1000);
  assert.deepEqual(names(over), ['a', 'b']);
  assert.equal(over[0].until, 1000 + STAYS_MS);
  assert.deepEqual(names(settle(over, [b, c], 2, 1000 + STAYS_MS - 1)), ['a', 'b'], 'gone from the list, yet on the wall');
  assert.deepEqual(names(settle(over, [b, c], 2, 1000 + STAYS_MS)), ['c', 'b']);
  assert.deepEqual(names(settle(over, [b], 2, 1000 + STAYS_MS)), [null, 'b'], 'the others do not move up');
});

test('a game that vanishes counts as over, and the wall empties itself', () => {
  const places = settle([], [game('a')], 4, 0);
  const gone = settle(places, [], 4, 10);
  assert.deepEqual([gone[0].game.turn, gone[0].until], [null, 10 + STAYS_MS]);
  assert.deepEqual(settle(gone, [], 4, 10 + STAYS_MS), []);
});

test('a rematch takes the place of the game before it at once', () => {
  const first = game('a', { x: 'Ann', o: 'Bo' });
  const places = settle([], [first, game('b')], 3, 0);
  const over = settle(places, [{ ...first, turn: null }, game('b')], 3, 5);
  assert.deepEqual(names(settle(over, [game('b'), game('r', { x: 'Bo', o: 'Ann' })], 3, 6)), ['r', 'b']);
});

test('what is over before we come is not shown, nor more than fits', () => {
  assert.deepEqual(names(settle([], [game('a', { turn: null }), game('b'), game('c')], 1, 0)), ['b']);
  assert.deepEqual(names(settle(settle([], [game('a'), game('b'), game('c')], 3, 0), [game('a'), game('b'), game('c')], 2, 0)), ['a', 'b']);
});

test('the grid makes the boards as large as they can be', () => {
  assert.deepEqual(gridFor(1, 1920, 950), { columns: 1, size: 719 });
  assert.equal(gridFor(2, 1920, 950).columns, 2);
  assert.equal(gridFor(2, 360, 600).columns, 1);
  assert.equal(gridFor(12, 1920, 950).columns, 6);
  for (const [width, height] of [[1920, 950], [1280, 700], [768, 900], [360, 640], [320, 200]]) {
    const capacity = capacityOf(width, height);
    assert.ok(capacity >= 1 && capacity <= MOST);
    const { columns, size } = gridFor(capacity, width, height);
    assert.ok(columns * size <= width && Math.ceil(capacity / columns) * size * 1.32 <= height + 1, `${width} × ${height}`);
  }
  assert.equal(capacityOf(1920, 950), MOST);
  assert.equal(capacityOf(200, 200), 1);
});

test('its words', () => {
  assert.equal(lostWords({ name: 'open' }), null);
  assert.match(lostWords({ name: 'waiting', until: 0, why: '' }), /trying again/);
  assert.equal(lostWords({ name: 'stopped', why: 'Full.' }), 'Full.');
  assert.equal(resultOf(game('a', { cells: 'XXXOO....', x: 'Ann_Lee' })), 'Ann Lee wins');
  assert.equal(resultOf(game('a', { cells: 'OOOXX.X..', o: 'Bo' })), 'Bo wins');
  assert.equal(resultOf(game('a', { cells: 'XOXXOOOXX' })), 'A tie');
  assert.equal(resultOf(game('a')), 'Over');
  const list = (people, ...kinds) => ({ ...NOTHING_LISTED, listed: true, people: ['person', ...kinds].map((kind, index) => ({ name: index === 0 ? 'TV' : `n${index}`, kind, status: 'idle' })), counts: { people, games: 1, rooms: 0, waiting: 0 } });
  assert.equal(countWords(list(3, 'person', 'person'), 'TV'), '2\u00a0people · 1\u00a0game');
  assert.equal(countWords(list(4, 'person', 'bot', 'bot'), 'TV'), '1\u00a0person, 2\u00a0bots · 1\u00a0game');
  assert.equal(countWords(list(301, 'person'), 'TV'), '300\u00a0here · 1\u00a0game', 'not all are listed');
  assert.equal(resultOf(game('a', { cells: 'XXXOO....', x: 'Ann' })), 'Ann wins');
  assert.deepEqual(addressWords('http://10.0.0.9:8080'), { words: 'Come and play:', url: '10.0.0.9:8080' });
  assert.match(addressWords(null).words, /--lan/);
  assert.match(emptyWords({ name: 'open' }, true).text, /press Play/);
  assert.match(emptyWords({ name: 'waiting', until: 0, why: '' }, true).text, /by itself/);
});
