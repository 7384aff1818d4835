import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hearLists, NOTHING_LISTED } from '../../web/lobby/lists.js';
import { answerCall, hearSeeking, isWaiting, NOT_SEEKING } from '../../web/lobby/seeking.js';
import { botDoors, canChallenge, elapsed, gamesWords, partyWords, peopleWords, playWords, roomsWords, shareBase, waitingTitle, waitingWords } from '../../web/lobby/words.js';
import { readStatus } from '../../web/lib/status.js';
import { parseLine } from '../../web/lib/tttp2.js';

const listed = (...lines) => lines.reduce((lists, text) => hearLists(lists, parseLine(text)), NOTHING_LISTED);
const sought = (...lines) => lines.reduce((seeking, text, at) => hearSeeking(seeking, parseLine(text), at * 1000), NOT_SEEKING);
const status = (some) => readStatus({ share: [], ...some });

test('lists follow what comes, changes and goes, and keep their order', () => {
  const lists = listed('LOBBY 3 1 1 0', 'PERSON Ann person idle', 'PERSON Bo bot playing', 'ROOM Ann 7KX2M none', 'GAME G1 Ann person Bo bot ......... X 0', 'LISTED lobby',
    'PERSON Ann person waiting', 'PERSON Cy person idle', 'PERSON Bo gone', 'ROOM Ann gone', 'GAME G1 Ann person Bo bot X........ O 2');
  assert.deepEqual(lists.people, [{ name: 'Ann', kind: 'person', status: 'waiting' }, { name: 'Cy', kind: 'person', status: 'idle' }]);
  assert.deepEqual(lists.rooms, []);
  assert.deepEqual([lists.games.length, lists.games[0].turn, lists.games[0].watchers], [1, 'O', 2]);
  assert.equal(lists.listed, true);
  assert.equal(lists.counts.people, 3);
});

test('a new session begins with nothing, and other lines change nothing', () => {
  const lists = listed('PERSON Ann person idle', 'LISTED lobby');
  assert.equal(hearLists(lists, parseLine('QUEUED')), lists);
  assert.equal(hearLists(lists, parseLine('LISTED people')), lists);
  assert.equal(hearLists(lists, parseLine('HELLO TTTP/2 name=A kind=person caps= chat=off')), NOTHING_LISTED);
});

test('every empty list says what to do', () => {
  const empty = listed('LISTED lobby');
  assert.match(gamesWords(empty), /Press Play/);
  assert.match(roomsWords(empty), /Host one/);
  assert.match(peopleWords(empty, 'http://10.0.0.9:8080'), /Send them the address: http:\/\/10\.0\.0\.9:8080$/);
  assert.match(peopleWords(empty, null), /Only this computer/);
  assert.match(gamesWords(NOTHING_LISTED), /Asking/);
  assert.match(playWords(listed('LOBBY 2 0 0 1')), /at once/);
  assert.match(playWords(empty), /next person/);
});

test('waiting begins, counts, offers, and ends with a game', () => {
  const waiting = sought('QUEUED', 'OFFER 1 2 3 4');
  assert.equal(isWaiting(waiting), true);
  assert.deepEqual([waiting.since, waiting.offer], [0, [1, 2, 3, 4]]);
  assert.equal(waitingTitle(waiting), 'Waiting for an opponent');
  assert.match(waitingWords(waiting, 65_000, listed('LOBBY 3 1 0 1')), /^1 min 5 s so far · 3 people here, 1 waiting\.$/);
  assert.equal(isWaiting(sought('QUEUED', 'UNQUEUED')), false);
  assert.equal(isWaiting(sought('QUEUED', 'JOINED G X Ann person Bo person none public t')), false);
  assert.equal(sought('QUEUED', 'JOINED G X Ann person House_good house none public t').queued, true, 'the place is kept meanwhile');
  assert.equal(sought('QUEUED', 'JOINED G watcher Ann person Bo person none public -').queued, true);
});

test('a room of one’s own', () => {
  const hosting = sought('HOSTED 7KX2M 180+2 locked');
  assert.deepEqual(hosting.room, { code: '7KX2M', clock: '180+2', locked: true });
  assert.match(waitingWords(hosting, 0, NOTHING_LISTED), /3\s*min\s\+\s2\ss, locked/);
  assert.equal(isWaiting(sought('HOSTED 7KX2M none open', 'UNHOSTED 7KX2M')), false);
  const lost = sought('HOSTED 7KX2M none open', 'HELLO TTTP/2 name=A kind=person caps= chat=off');
  assert.equal(isWaiting(lost), false);
  assert.match(lost.note, /host a new one/);
});

test('challenges go out, come in, and are answered', () => {
  const out = sought('CHALLENGING Bo_Lee 30+1');
  assert.equal(waitingTitle(out), 'Waiting for Bo Lee');
  const declined = hearSeeking(out, parseLine('DECLINED Bo_Lee clock'), 0);
  assert.equal(isWaiting(declined), false);
  assert.match(declined.note, /^Bo Lee would rather not play with 30\ss\s\+\s1\ss/);
  for (const [reason, words] of [['later', /perhaps later/], ['busy', /busy/], ['nobots', /against bots/], ['no', /said no/], ['gone', /has left/], ['whatever', /can’t play/]]) {
    assert.match(sought(`DECLINED Bo ${reason}`).note, words);
  }
  const called = sought('CHALLENGE Cy bot none', 'CHALLENGE Di person none', 'CHALLENGE Cy bot 60+0', 'WITHDRAWN Di');
  assert.deepEqual(called.calls, [{ name: 'Cy', kind: 'bot', clock: '60+0' }]);
  assert.equal(called.note, 'Di has taken the challenge back.');
  assert.equal(hearSeeking(called, parseLine('WITHDRAWN Eve'), 0), called, 'who has not challenged us takes nothing back');
  assert.deepEqual(answerCall(called, 'Cy').calls, []);
  assert.deepEqual(hearSeeking(called, parseLine('JOINED G O Cy bot Me person 60+0 public t'), 0).calls, []);
});

test('challenges are offered only when somebody can be challenged', () => {
  const others = (...lines) => listed(...lines).people;
  assert.equal(canChallenge([], true), false);
  assert.equal(canChallenge(others('PERSON Bo person playing'), true), false);
  assert.equal(canChallenge(others('PERSON Bo person playing', 'PERSON Robo bot playing'), true), true);
  assert.equal(canChallenge(others('PERSON Bo person idle'), false), false);
});

test('the address for others is one that they can open, or none', () => {
  assert.equal(shareBase('http://127.0.0.1:8080', { share: ['http://10.0.0.9:8080/'] }), 'http://10.0.0.9:8080');
  assert.equal(shareBase('http://localhost:8080', { share: [] }), null);
  assert.equal(shareBase('https://ttt.example.org', { share: [] }), 'https://ttt.example.org');
});

test('time in words', () => {
  assert.deepEqual([-5, 0, 59_999, 60_000, 125_000].map(elapsed), ['0 s', '0 s', '59 s', '1 min 0 s', '2 min 5 s']);
});

test('the party in words, and what is shut is not offered', () => {
  assert.equal(partyWords(status({ party: { people: 0, zombies: 5 } })), 'Nobody is in there but 5 zombies: be the first.');
  assert.equal(partyWords(status({ party: { people: 1, zombies: 0 } })), '1 person is in there.');
  assert.equal(partyWords(status({ party: { people: 2, zombies: 1 } })), '2 people and 1 zombie are in there.');
  assert.equal(partyWords(status({ party: { people: 2, zombies: 1, rooms: 3 } })), '2 people are in there, in 3 rooms.');
  assert.match(partyWords(status({ doors: { party: false } })), /without/);
});

test('bots are told an address that works where they are', () => {
  const lan = status({ doors: { tttp2_port: 58902 }, share: ['http://192.168.1.7:8080/'] });
  assert.deepEqual(botDoors('http://localhost:8080', lan), { nc: 'nc 192.168.1.7 58902', ws: 'ws://192.168.1.7:8080/tttp' });
  assert.deepEqual(botDoors('http://10.0.0.9:8080', lan), { nc: 'nc 10.0.0.9 58902', ws: 'ws://10.0.0.9:8080/tttp' });
  assert.deepEqual(botDoors('https://[::1]:8080', status({ doors: { tttp2_port: null } })), { nc: null, ws: 'wss://[::1]:8080/tttp' });
});
