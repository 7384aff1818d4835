import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as say from '../../web/lib/commands.js';
import { badgeFor, clockMeaning, clockWords, nameOf, shown } from '../../web/lib/names.js';
import { parseLine, parseMessage } from '../../web/lib/tttp2.js';

test('what the server says of a session becomes plain objects', () => {
  assert.deepEqual(parseLine('HELLO TTTP/2 server=TTTParty/0.1.0 name=Ann_Lee kind=person caps=chat,ping chat=on'), { type: 'HELLO', name: 'Ann_Lee', kind: 'person', caps: ['chat', 'ping'], chat: 'on' });
  assert.deepEqual(parseLine('HELLO TTTP/2 caps= chat=off later=1 name=A kind=bot'), { type: 'HELLO', name: 'A', kind: 'bot', caps: [], chat: 'off' });
  assert.deepEqual(parseLine('PROPOSED Ann Bob Cy'), { type: 'PROPOSED', names: ['Ann', 'Bob', 'Cy'] });
  assert.deepEqual(parseLine('#7 OK'), { type: 'OK', tag: '7' });
  assert.deepEqual(parseLine('#a.b ERROR 224 NAME_TAKEN That name is taken: choose another'), { type: 'ERROR', tag: 'a.b', number: 224, name: 'NAME_TAKEN', text: 'That name is taken: choose another' });
  assert.deepEqual(parseLine('ERROR 216 HELLO_FIRST Say HELLO'), { type: 'ERROR', tag: null, number: 216, name: 'HELLO_FIRST', text: 'Say HELLO' });
  assert.deepEqual(parseLine('#8 ERROR 110 NOT_SAVED The server can’t save this now'), { type: 'ERROR', tag: '8', number: 110, name: 'NOT_SAVED', text: 'The server can’t save this now' });
  assert.deepEqual(parseLine('#9 LIMIT say 1500'), { type: 'LIMIT', tag: '9', key: 'say', ms: 1500 });
  assert.deepEqual(parseLine('PING x7 -'), { type: 'PING', token: 'x7', ms: null });
});

test('what it says of games', () => {
  assert.deepEqual(parseLine('JOINED 7KX2M9AB O Ann person Robo bot 180+2 public 0123456789abcdef0123456789abcdef'), {
    type: 'JOINED', game: '7KX2M9AB', seat: 'O', x: { name: 'Ann', kind: 'person' }, o: { name: 'Robo', kind: 'bot' }, clock: '180+2', open: true, ticket: '0123456789abcdef0123456789abcdef',
  });
  const watched = parseLine('JOINED 7KX2M9AB watcher Ann person Robo bot none private -');
  assert.deepEqual([watched.seat, watched.open, watched.ticket], ['watcher', false, null]);
  assert.deepEqual(parseLine('STATE G 3 X.O...... X 1200 -'), { type: 'STATE', game: 'G', seq: 3, cells: ['X', null, 'O', null, null, null, null, null, null], turn: 'X', x: 1200, o: null });
  assert.deepEqual(parseLine('MOVED G 4 X 8 900 800'), { type: 'MOVED', game: 'G', seq: 4, seat: 'X', cell: 8, x: 900, o: 800 });
  assert.deepEqual(parseLine('END G 5 - tie'), { type: 'END', game: 'G', seq: 5, winner: null, reason: 'tie' });
  assert.deepEqual(parseLine('HELD G 60000'), { type: 'HELD', game: 'G', ms: 60000 });
  assert.deepEqual(parseLine('LEFT lobby watcher'), { type: 'LEFT', place: 'lobby', seat: 'watcher' });
});

test('what it says of the lobby, with what is gone', () => {
  assert.deepEqual(parseLine('LOBBY 4 1 0 1'), { type: 'LOBBY', people: 4, games: 1, rooms: 0, waiting: 1 });
  assert.deepEqual(parseLine('PERSON Ann person idle'), { type: 'PERSON', name: 'Ann', kind: 'person', status: 'idle' });
  assert.deepEqual(parseLine('PERSON Ann gone'), { type: 'OFF', list: 'people', key: 'Ann' });
  assert.deepEqual(parseLine('ROOM Ann - none'), { type: 'ROOM', name: 'Ann', code: null, clock: 'none' });
  assert.deepEqual(parseLine('ROOM Ann gone'), { type: 'OFF', list: 'rooms', key: 'Ann' });
  assert.deepEqual(parseLine('GAME G gone'), { type: 'OFF', list: 'games', key: 'G' });
  assert.equal(parseLine('GAME G Ann person Bo house X........ O 2').watchers, 2);
  assert.deepEqual(parseLine('SAID lobby all Ann  two  spaces stay'), { type: 'SAID', place: 'lobby', channel: 'all', name: 'Ann', text: 'two  spaces stay' });
});

test('words of a later version are passed over, and so are lines that make no sense', () => {
  assert.equal(parseLine('MOVED G 4 X 8 900 800 and=more').cell, 8);
  assert.equal(parseLine('QUEUED soon').type, 'QUEUED');
  for (const text of ['', 'WELCOME X', 'HELLO TTTP/2', 'MOVED G 4 X 9 - -', 'MOVED G four X 1 - -', 'STATE G 1 XO X - -', 'PERSON', 'PERSON Ann robot idle', 'OK', '#1', 'JOINED G Z Ann person Bo bot none public -', 'GONE G X soon', 'HELD G']) {
    assert.equal(parseLine(text), null, text);
  }
  assert.deepEqual(parseMessage('QUEUED\r\nNONSENSE\n\nUNQUEUED').map(({ type }) => type), ['QUEUED', 'UNQUEUED']);
});

test('commands are one line each, whatever was typed', () => {
  assert.equal(say.hello('Ann', ['chat', 'ping']), 'HELLO TTTP/2 name=Ann caps=chat,ping');
  assert.equal(say.hello(null, []), 'HELLO TTTP/2 caps=');
  assert.equal(say.takeName('  Ann  Lee '), 'NAME Ann_Lee');
  assert.equal(say.join(' 7k x2-m'), 'JOIN 7KX2M');
  assert.equal(say.host('180+2', true), 'HOST clock=180+2 locked');
  assert.equal(say.host('none', false), 'HOST clock=none');
  assert.equal(say.resume('G', 't'), 'RESUME G t');
  assert.equal(say.resume('G', 't', 0), 'RESUME G t seq=0');
  assert.equal(say.say('lobby', ' a\nb\t c '), 'SAY lobby a b c');
});

test('names are shown with spaces, and whoever is no person has a badge', () => {
  assert.equal(shown('Deep_Thought_2'), 'Deep Thought 2');
  assert.equal(nameOf(' Deep  Thought '), 'Deep_Thought');
  assert.deepEqual(['person', 'bot', 'house', 'guest'].map(badgeFor), [null, 'bot', 'house bot', 'guest']);
});

test('clocks in words', () => {
  assert.deepEqual(['none', '60+0', '180+2', '30+1', '90+0'].map((clock) => clockWords(clock).replaceAll('\u00a0', ' ')), ['no clock', '1 min', '3 min + 2 s', '30 s + 1 s', '1 min 30 s']);
  assert.doesNotMatch(clockWords('180+2'), / /, 'it does not break');
  assert.deepEqual(['60+0', '30+1'].map((clock) => clockMeaning(clock).replaceAll('\u00a0', ' ')), ['1 min each for all moves.', '30 s each, 1 s back per move.']);
  assert.match(clockMeaning('none'), /your time/);
});
