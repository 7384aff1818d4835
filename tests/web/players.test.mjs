import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askedBy, boardPath, pageOf, sideOf, tabAfterKey } from '../../web/players/state.js';
import { barOf, detailWords, emptyWords, gameWords, meetingWords, ratingWords, recordWords, resultFor, unratedWords } from '../../web/players/words.js';
import { canBeChallenged, hasPage, playerPath, readListed, readMeeting, readPlayer, readRanked } from '../../web/lib/records.js';

const plain = (text) => text.replaceAll('\u00a0', ' ');
const game = (more = {}) => readListed({ n: 1, id: 'A', x: { name: 'Ada', kind: 'person' }, o: { name: 'Bo', kind: 'bot' }, winner: 'X', reason: 'line', moves: '40182', ended: 5, rated: true, ...more });

test('an address asks for a leaderboard, for a player, or for two', () => {
  const asked = (query) => askedBy(new URL(`http://here/players${query}`));
  assert.deepEqual(asked(''), { name: null, against: null, kind: 'person' });
  assert.deepEqual(asked('?kind=bot'), { name: null, against: null, kind: 'bot' });
  assert.deepEqual(asked('?name=Ada+Lee&against=%20Bo%20'), { name: 'Ada_Lee', against: 'Bo', kind: 'person' });
  assert.deepEqual(asked('?name=&against=Bo').against, null);
  assert.equal(playerPath('Ada_Lee', 'B&o'), '/players?name=Ada_Lee&against=B%26o');
  assert.equal(pageOf('  Ada  Lee '), '/players?name=Ada_Lee');
  assert.equal(pageOf('   '), null);
  assert.deepEqual([boardPath('person'), boardPath('bot')], ['/players', '/players?kind=bot']);
});

test('keys walk the tabs round', () => {
  assert.deepEqual(['ArrowLeft', 'ArrowRight', 'Home', 'End'].map((key) => tabAfterKey(key, 0, 2)), [1, 1, 0, 1]);
  assert.equal(tabAfterKey('ArrowRight', 1, 2), 0);
  assert.equal(tabAfterKey('Enter', 0, 2), null);
});

test('which side of a game a name has', () => {
  assert.deepEqual(['Ada', 'Bo', 'ada', 'B_o', 'Cy'].map((name) => sideOf(game(), name)), ['X', 'O', 'X', 'O', null]);
  assert.equal(sideOf(game({ x: { name: 'bo' } }), 'Bo'), 'O', 'the same name comes first');
});

test('games in words, as a player sees them', () => {
  assert.equal(gameWords(game(), 'Ada').result, 'Won against');
  assert.deepEqual(gameWords(game(), 'Bo'), { one: null, result: 'Lost to', other: { name: 'Ada', kind: 'person' } });
  assert.equal(gameWords(game({ winner: null, reason: 'tie' }), 'Ada').result, 'A tie with');
  assert.equal(gameWords(game({ winner: null, reason: 'void' }), 'Ada').result, 'No result with');
  const everybodys = (more) => {
    const { one, result, other } = gameWords(game(more), null);
    return [one?.name, result, other.name].join(' ');
  };
  assert.equal(everybodys(), 'Ada beat Bo');
  assert.equal(everybodys({ winner: 'O' }), 'Bo beat Ada');
  assert.equal(everybodys({ winner: null, reason: 'tie' }), 'Ada tied with Bo');
  assert.equal(everybodys({ winner: null, reason: 'void' }), 'Ada had no result with Bo');
  assert.equal(detailWords(game(), null), 'three in a row · 5 moves');
  assert.equal(resultFor(game(), 'Cy'), 'none');
  assert.equal(detailWords(game(), 'Bo'), 'three in a row · played O · 5 moves');
  assert.equal(detailWords(game({ reason: 'timeout', rated: false, moves: '4' }), 'Ada'), 'on time · played X · 1 move · not rated');
  assert.equal(detailWords(game({ winner: null, reason: 'void', moves: '' }), 'Ada'), 'called off · played X · 0 moves');
});

test('ratings in words', () => {
  assert.equal(plain(ratingWords({ rating: 1623.6, deviation: 91.5, provisional: false })), '1624 ± 92');
  assert.equal(recordWords(readRanked({ games: 1, wins: 0, losses: 0, draws: 1 })), '1 rated game: 0 won, 0 lost, 1 tie');
  for (const kind of ['person', 'bot']) assert.match(emptyWords(kind).path, /^\//);
  assert.match(unratedWords('Ada_Lee'), /^Ada Lee has no rating/);
});

test('head to head', () => {
  const met = (wins, losses, draws) => readMeeting({ wins, losses, draws, games: [] }, 'Ada', 'Bo_Li');
  assert.equal(meetingWords(met(7, 3, 4)), 'Ada leads Bo Li: 7 won by Ada, 3 by Bo Li, 4 ties.');
  assert.equal(meetingWords(met(1, 3, 1)), 'Bo Li leads Ada: 1 won by Ada, 3 by Bo Li, 1 tie.');
  assert.equal(meetingWords(met(2, 2, 0)), 'Ada and Bo Li are even: 2 won by Ada, 2 by Bo Li, 0 ties.');
  assert.match(meetingWords(met(0, 0, 0)), /not finished a game/);
  assert.match(meetingWords({ ...met(0, 0, 0), b: 'ada' }), /choose another name/);
  assert.deepEqual(barOf(met(2, 1, 1), 100), [{ part: 'a', x: 0, width: 50 }, { part: 'tie', x: 50, width: 25 }, { part: 'b', x: 75, width: 25 }]);
  assert.deepEqual(barOf(met(0, 1, 0), 100), [{ part: 'b', x: 0, width: 100 }]);
  assert.deepEqual(barOf(met(0, 0, 0), 100), []);
});

test('answers are read with what they have', () => {
  const standing = { rating: 1500, deviation: 80, provisional: false, games: 3, wins: 1, losses: 1, draws: 1, last: 9 };
  assert.deepEqual(readPlayer({ name: 'Ada', kinds: { person: standing, bot: null } }, 'ada'), { name: 'Ada', kinds: { person: standing, bot: null } });
  assert.deepEqual(readPlayer({}, 'ada'), { name: 'ada', kinds: { person: null, bot: null } });
  assert.deepEqual(readRanked({ ...standing, rank: 2, name: 'Ada' }), { ...standing, rank: 2, name: 'Ada' });
  assert.equal(readMeeting({ a: { name: 'Ada' }, b: 'Bo' }, 'ada', 'bo').a, 'Ada');
  assert.deepEqual(['person', 'house', 'guest'].map((kind) => hasPage({ name: 'A', kind })), [true, true, false]);
  assert.equal(hasPage({ name: 'Gone', kind: 'person' }), false);
  assert.deepEqual(['Ada', 'House_Dizzy', 'Guest_4'].map(canBeChallenged), [true, false, false]);
});
