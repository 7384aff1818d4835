import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawn, MAIN, parse, position, readFrame } from '../../web/party/codec.js';
import { readStatus } from '../../web/lib/status.js';
import { frame, viewOf } from '../lib/frames.mjs';

test('the party’s texts are read, and what is broken is left out', () => {
  const welcome = { type: 'welcome', layout: 1, you: 6, room: 'K7W4', tick: 0, hz: 20, width: 500, height: 500, size: 10, top_speed: 3000, zombies: 5 };
  assert.deepEqual(parse(JSON.stringify(welcome)), welcome);
  assert.deepEqual(parse(JSON.stringify({ ...welcome, top_speed: 0 }))?.type, 'welcome');
  assert.equal(parse(JSON.stringify({ ...welcome, room: undefined }))?.room, MAIN);
  assert.equal(parse(JSON.stringify({ ...welcome, hz: 0 })), null);
  assert.deepEqual(parse('{"type":"error","number":211,"name":"POSITION","text":"Stay on the floor."}'), { type: 'error', number: 211, name: 'POSITION', text: 'Stay on the floor.' });
  for (const text of ['', 'x', 'null', '4', '[]', '{}', '{"type":"frame"}', '{"type":"new"}']) assert.equal(parse(text), null, text);
});

/** The frame that TTTP.md explains: 4 is gone, 6 came, zombie 1 chases her, both have moved. */
const EXAMPLE = bytes('01 00 00 02 00 00 01 e2  00 01 00 01 00 01 00 02  00 04  00 06 00 0c be 07 03 41 64 61  00 01 00 06  00 01 12 c0 02 94  00 06 07 88 05 00');

function bytes(hex) {
  return Buffer.from(hex.replaceAll(' ', ''), 'hex');
}

/** What a frame tells, call by call; null if it was refused. */
function told(buffer) {
  const calls = [];
  const names = ['begin', 'leave', 'come', 'turn', 'move'];
  const listener = Object.fromEntries(names.map((name) => [name, (...values) => calls.push([name, ...values])]));
  const read = readFrame(viewOf(buffer), listener, 70);
  assert.ok(read || calls.length === 0, 'half of a frame is none');
  return read ? calls : null;
}

test('a frame is read to the byte', () => {
  assert.deepEqual(told(EXAMPLE), [
    ['begin', 482, false, 70],
    ['leave', 4],
    ['come', 6, false, 0x0cbe07, 'Ada'],
    ['turn', 1, 6],
    ['move', 1, 4800, 660],
    ['move', 6, 1928, 1280],
  ]);
  assert.deepEqual(frame({ tick: 482, since: 2, gone: [4], came: [{ id: 6, rgb: 0x0cbe07, name: 'Ada' }], turned: [[1, 6]], moved: [[1, 300, 41.25], [6, 120.5, 80]] }), EXAMPLE);
});

test('keyframes, zombies, names of any script, and numbers at their ends', () => {
  const came = [{ id: 65535, zombie: true, rgb: 0xffffff }, { id: 1, rgb: 0, name: 'Žofie 🦊' }];
  assert.deepEqual(told(frame({ tick: 0xffffffff, keyframe: true, came, moved: [[65535, 4000, 4000]] })), [
    ['begin', 0xffffffff, true, 70],
    ['come', 65535, true, 0xffffff, ''],
    ['come', 1, false, 0, 'Žofie 🦊'],
    ['move', 65535, 64000, 64000],
  ]);
});

test('of a frame that is cut off, or has another layout, nothing is told', () => {
  for (let length = 0; length < EXAMPLE.length; length += 1) assert.equal(told(EXAMPLE.subarray(0, length)), null, `${length} bytes`);
  assert.equal(told(Buffer.concat([Buffer.from([2]), EXAMPLE.subarray(1)])), null);
  assert.equal(told(Buffer.concat([EXAMPLE, Buffer.from([9])])).length, 6, 'more may be added at the end one day');
});

test('inputs are written to the byte', () => {
  assert.deepEqual(Buffer.from(position(482, 120.5, 80)), bytes('02 00 00 01 e2 07 88 05 00'));
  assert.deepEqual(Buffer.from(drawn(482)), bytes('01 00 00 01 e2'));
  assert.deepEqual(Buffer.from(drawn(2 ** 32 + 7)), bytes('01 00 00 00 07'), 'a page counts on where the wire begins again');
});

test('a status with gaps is filled in, and hostile addresses are dropped', () => {
  const status = readStatus({ players: { online: 3 }, doors: { classic_port: 58901 }, share: ['http://192.168.1.7:8080/', 'javascript:alert(1)', 7] });
  assert.equal(status.players.online, 3);
  assert.equal(status.players.waiting, 0);
  assert.equal(status.tutorials, false);
  assert.equal(readStatus({ tutorials: {} }).tutorials, true);
  assert.equal(status.doors.classic_port, 58901);
  assert.equal(status.doors.classic_party_port, null);
  assert.deepEqual(status.share, ['http://192.168.1.7:8080/']);
  for (const broken of [null, 4, 'x', [], { players: null, share: {} }]) assert.equal(readStatus(broken).games.live, 0);
});
