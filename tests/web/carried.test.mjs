import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Inbox, KEPT, Lines, Newest, readSession } from '../../web/lib/carried.js';
import { drawn, newer, position } from '../../web/party/codec.js';

test('each message of the server counts once, in order', () => {
  const inbox = new Inbox();
  assert.deepEqual([1, 2, 2, 1, 3, 5, 4].map((number) => inbox.take(number)), ['new', 'new', 'known', 'known', 'new', 'gap', 'new']);
  assert.equal(inbox.seq, 4);
});

test('a line is kept until it was heard, and goes out again with its number', () => {
  const lines = new Lines();
  assert.equal(lines.batch(), null);
  for (const text of ['a', 'b', 'c']) assert.equal(lines.live(text), text);
  assert.deepEqual(lines.batch(), { first: 1, body: 'a\nb\nc' });
  lines.hear(2);
  lines.hear(1);
  assert.deepEqual(lines.batch(), { first: 3, body: 'c' });
  assert.equal(lines.resume(2), true);
  assert.deepEqual(lines.unheard(), ['c']);
  assert.equal(lines.resume(3), true);
  assert.deepEqual([lines.unheard(), lines.batch()], [[], null]);
  assert.equal(lines.resume(4), false, 'nobody said that');
});

test('what a transport knew when it began may be old by the time it is heard of', () => {
  const lines = new Lines();
  for (const text of ['a', 'b', 'c']) lines.push(text);
  lines.hear(2);
  assert.deepEqual([lines.isStale(1), lines.isStale(2), lines.isStale(3)], [true, false, false]);
  assert.equal(lines.resume(1), true);
  assert.deepEqual(lines.batch(), { first: 3, body: 'c' }, 'what was heard is not said again');
});

test('a request takes so many lines, and the next the rest', () => {
  const lines = new Lines();
  for (let index = 0; index < 40; index += 1) lines.push(`line ${index}`);
  assert.equal(lines.batch().body.split('\n').length, 32);
  lines.hear(32);
  assert.deepEqual([lines.batch().first, lines.batch().body.split('\n').at(-1)], [33, 'line 39']);
  const long = new Lines();
  for (let index = 0; index < 3; index += 1) long.push('x'.repeat(4_000));
  assert.equal(long.batch().body.length, 4_000, 'nor is it longer than is taken');
});

test('on a WebSocket nothing is told to be heard, so only so much is kept', () => {
  const lines = new Lines();
  for (let index = 1; index <= KEPT + 5; index += 1) lines.live(String(index));
  assert.equal(lines.unheard().length, KEPT);
  assert.deepEqual([lines.resume(4), lines.resume(5), lines.unheard()[0]], [false, true, '6']);
});

test('of positions, only the newest waits; but where we want to be outlives what was drawn', () => {
  const newest = new Newest(newer);
  assert.equal(newest.batch(), null);
  newest.push(position(7, 10, 20));
  const first = newest.batch();
  assert.deepEqual([first.first, first.body.length, newest.batch()], [null, 9, null]);
  newest.push(position(8, 1, 1));
  newest.push(position(9, 30, 40));
  newest.push(drawn(12));
  const { body } = newest.batch();
  const view = new DataView(body.buffer);
  assert.deepEqual([view.getUint8(0), view.getUint32(1), view.getUint16(5) / 16, view.getUint16(7) / 16], [2, 12, 30, 40]);
  newest.push(drawn(13));
  newest.push(drawn(14));
  const tick = newest.batch().body;
  assert.deepEqual([tick.length, new DataView(tick.buffer).getUint32(1)], [5, 14]);
  newest.push(drawn(15));
  newest.live(drawn(16));
  assert.deepEqual(newest.unheard(), [], 'what is sent makes what waited old');
  assert.equal(newest.resume(99), true);
});

test('the first word of a transport is read, and nothing else is', () => {
  const token = '0123456789abcdef'.repeat(2);
  assert.deepEqual(readSession(`SESSION ${token} seq=12 heard=3`), { token, seq: 12, heard: 3 });
  for (const text of ['', 'MESSAGE hello', `SESSION ${token}`, `SESSION ${token} seq=-1 heard=0`, `SESSION xyz seq=1 heard=1`, `SESSION ${token} seq=1 heard=1 more`]) assert.equal(readSession(text), null, text);
});
