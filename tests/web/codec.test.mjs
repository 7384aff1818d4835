import assert from 'node:assert/strict';
import { test } from 'node:test';
import { move, parseFrame, parseLine, QUIT } from '../../web/lib/tttp.js';
import { parse, position } from '../../web/party/codec.js';
import { readStatus } from '../../web/lib/status.js';

test('every line of the server is understood', () => {
  const lines = {
    'WELCOME X': { type: 'welcome', mark: 'X' },
    'WELCOME O': { type: 'welcome', mark: 'O' },
    'VALID_MOVE 4': { type: 'valid-move', cell: 4 },
    'OPPONENT_MOVED 0': { type: 'opponent-moved', cell: 0 },
    OTHER_PLAYER_LEFT: { type: 'opponent-left' },
    VICTORY: { type: 'victory' },
    DEFEAT: { type: 'defeat' },
    TIE: { type: 'tie' },
    'MESSAGE You don’t have an opponent yet': { type: 'message', text: 'You don’t have an opponent yet' },
  };
  for (const [line, message] of Object.entries(lines)) assert.deepEqual(parseLine(line), message, line);
});

test('what the codec does not know is left out, not an error', () => {
  for (const line of ['', 'HELLO TTTP/2', 'WELCOME', 'WELCOME Z', 'VALID_MOVE', 'VALID_MOVE 9', 'VALID_MOVE -1', 'OPPONENT_MOVED 1 2', 'OPPONENT_MOVED x', 'message hi', 'NONSENSE 4']) {
    assert.equal(parseLine(line), null, line);
  }
});

test('a frame may hold several lines, with either ending', () => {
  assert.deepEqual(parseFrame('VALID_MOVE 8\r\nVICTORY\n'), [{ type: 'valid-move', cell: 8 }, { type: 'victory' }]);
  assert.deepEqual(parseFrame('\n\n'), []);
});

test('commands are as the protocol wants them', () => {
  assert.equal(move(0), 'MOVE 0');
  assert.equal(move(8), 'MOVE 8');
  assert.equal(QUIT, 'QUIT');
});

test('the party’s messages are read, and what is broken is left out', () => {
  const welcome = { type: 'welcome', you: 6, tick: 0, hz: 20, width: 500, height: 500, size: 10, top_speed: 3000 };
  assert.deepEqual(parse(JSON.stringify(welcome)), welcome);
  assert.deepEqual(parse(JSON.stringify({ ...welcome, top_speed: 0 }))?.type, 'welcome');
  assert.equal(parse(JSON.stringify({ ...welcome, hz: 0 })), null);
  const frame = { type: 'frame', tick: 7, people: [[6, 1, 2.5, '#102030']], zombies: [[1, 3, 4, 6]] };
  assert.deepEqual(parse(JSON.stringify(frame)), frame);
  assert.deepEqual(parse('{"type":"error","number":211,"name":"POSITION","text":"Stay on the floor."}'), { type: 'error', number: 211, name: 'POSITION', text: 'Stay on the floor.' });
  for (const text of ['', 'x', 'null', '4', '[]', '{}', '{"type":"frame"}', '{"type":"frame","tick":1,"people":{},"zombies":[]}', '{"type":"new"}']) {
    assert.equal(parse(text), null, text);
  }
  assert.equal(position(120, 300), '[120,300]');
});

test('a status with gaps is filled in, and hostile addresses are dropped', () => {
  const status = readStatus({ players: { online: 3 }, doors: { classic_port: 58901 }, share: ['http://192.168.1.7:8080/', 'javascript:alert(1)', 7] });
  assert.equal(status.players.online, 3);
  assert.equal(status.players.waiting, 0);
  assert.equal(status.doors.classic_port, 58901);
  assert.equal(status.doors.classic_party_port, null);
  assert.deepEqual(status.share, ['http://192.168.1.7:8080/']);
  for (const broken of [null, 4, 'x', [], { players: null, share: {} }]) assert.equal(readStatus(broken).games.live, 0);
});
