import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readStatus } from '../../web/lib/status.js';
import { botDoors, nowWords, partyWords, playWords } from '../../web/lobby/words.js';

const status = (some) => readStatus({ share: [], ...some });

test('play says whether somebody waits', () => {
  assert.match(playWords(null), /next person/);
  assert.match(playWords(status({ players: { online: 1, waiting: 1 } })), /at once/);
});

test('an empty server says what to do', () => {
  assert.match(nowWords(status({})), /Press Play/);
  assert.match(nowWords(status({ games: { live: 0, finished: 1 } })), /1 game finished/);
  assert.match(nowWords(status({ players: { online: 4, waiting: 0 }, games: { live: 2, finished: 0 } })), /^2 games are being played\.$/);
  assert.equal(partyWords(status({ party: { people: 0, zombies: 5 } })), 'Nobody is in there but 5 zombies: be the first.');
  assert.equal(partyWords(status({ party: { people: 1, zombies: 0 } })), '1 person is in there.');
  assert.equal(partyWords(status({ party: { people: 2, zombies: 1 } })), '2 people and 1 zombie are in there.');
  assert.equal(partyWords(status({ party: { people: 2, zombies: 1, rooms: 3 } })), '2 people are in there, in 3 rooms.');
});

test('what is shut is not offered', () => {
  const shut = status({ doors: { tttp: false, party: false } });
  assert.match(playWords(shut), /without/);
  assert.match(partyWords(shut), /without/);
});

test('bots are told an address that works where they are', () => {
  const lan = status({ doors: { classic_port: 58901 }, share: ['http://192.168.1.7:8080/'] });
  assert.deepEqual(botDoors('http://localhost:8080', lan), { nc: 'nc 192.168.1.7 58901', ws: 'ws://192.168.1.7:8080/tttp' });
  assert.deepEqual(botDoors('http://10.0.0.9:8080', lan), { nc: 'nc 10.0.0.9 58901', ws: 'ws://10.0.0.9:8080/tttp' });
  assert.deepEqual(botDoors('https://[::1]:8080', status({})), { nc: null, ws: 'wss://[::1]:8080/tttp' });
});
