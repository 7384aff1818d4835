// A link on whatever the network lets through: how it begins, speaks and ends. What fails is told by hand, and time passes by hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer, greet, heard, linkIn, onPolls, onStream, say } from '../lib/ways.mjs';
import { fakeWorld, settle, TOKEN } from '../lib/world.mjs';

test('a WebSocket that opens is all there is', async () => {
  const world = fakeWorld();
  const it = linkIn(world, { query: 'room=ABC' });
  it.link.start();
  assert.equal(world.socket.path, '/tttp?session=new&room=ABC');
  world.pass(900);
  world.open();
  world.pass(60_000);
  await settle();
  assert.deepEqual([it.names(), it.rung(), world.requests.length], [['connecting', 'open'], 'ws', 0]);
});

test('whatever the network does, the page plays within three seconds', async () => {
  // Each answer takes its time; what hangs, hangs for good.
  const trip = 150;
  for (const [socket, stream, rung] of [['open', '', 'ws'], ['hang', 'open', 'sse'], ['hang', 'hang', 'long'], ['refuse', 'hang', 'long'], ['refuse', 'refuse', 'long']]) {
    const world = fakeWorld();
    const it = linkIn(world);
    it.link.start();
    let [streams, answered] = [0, 0];
    for (let at = 0; at < 3_000 && it.link.state.name !== 'open'; at += trip) {
      world.pass(trip);
      if (world.sockets[0].readyState === 0 && socket === 'open') world.open();
      if (world.sockets[0].readyState === 0 && socket === 'refuse') world.close(1006);
      if (world.streams.length > streams && stream === 'open') greet(world);
      if (world.streams.length > streams && stream === 'refuse') world.streaming.onerror();
      streams = world.streams.length;
      const request = world.requests[answered];
      if (request !== undefined) {
        answered += 1;
        if (request.method === 'POST') request.answer(201, { session: TOKEN });
        else request.answer(200, { seq: 1, heard: 0, messages: ['MESSAGE hello'], end: null });
      }
      await settle();
    }
    assert.deepEqual([it.link.state.name, it.rung(), world.time < 3_000], ['open', rung, true], `${socket} ${stream}: ${world.time} ms`);
  }
});

test('a slow WebSocket and the way beside it: the first one carries, the other is closed', async () => {
  const world = fakeWorld();
  const it = linkIn(world);
  it.link.start();
  world.pass(1_000);
  await answer(world, 'POST', 201, { session: 'b'.repeat(32) });
  assert.equal(world.streaming.path, `/tttp/session/${'b'.repeat(32)}?seq=0&wait=0`);
  world.open();
  await settle();
  assert.deepEqual([it.rung(), world.streaming.readyState, world.requests.at(-1).method, world.requests.at(-1).path], ['ws', 2, 'DELETE', `/tttp/session/${'b'.repeat(32)}`]);

  const other = fakeWorld();
  const its = linkIn(other);
  its.link.start();
  other.pass(1_000);
  await answer(other, 'POST', 201, { session: TOKEN });
  greet(other);
  assert.deepEqual([its.rung(), other.socket.closedWith], ['sse', []]);
  other.socket.onopen();
  assert.deepEqual([its.rung(), other.socket.closedWith], ['sse', [4002]]);
  assert.match(its.link.state.way.why, /keeps the WebSocket waiting/);
});

test('by a stream: messages come once, ours go by POST, one after the other, until they are heard', async () => {
  const world = fakeWorld();
  const it = await onStream(world);
  world.streaming.tell('message', 'one', '1');
  world.streaming.tell('message', 'one', '1');
  world.streaming.tell('bytes', 'AQI=', '2');
  assert.deepEqual([it.texts, [...new Uint8Array(it.bytes[0])]], [['one'], [1, 2]]);
  for (const text of ['a', 'b', 'c']) assert.equal(it.link.send(text), true);
  const post = world.waiting('POST');
  assert.deepEqual([post.path, post.body], [`/tttp/session/${TOKEN}?first=1`, 'a']);
  await heard(world, 1);
  assert.deepEqual([world.waiting('POST').path, world.waiting('POST').body], [`/tttp/session/${TOKEN}?first=2`, 'b\nc']);
  world.waiting('POST').fail();
  await settle();
  world.pass(300);
  assert.deepEqual([world.waiting('POST').path, world.waiting('POST').body], [`/tttp/session/${TOKEN}?first=2`, 'b\nc'], 'the same again');
});

test('what answers in the place of the server carries nothing', async () => {
  const world = fakeWorld({ forced: 'long' });
  const it = linkIn(world);
  it.link.start();
  await answer(world, 'POST', 201, { session: TOKEN });
  await answer(world, 'GET', 200, { please: 'log in' });
  assert.equal(it.link.state.name, 'waiting');
  const other = fakeWorld({ forced: 'sse' });
  const its = linkIn(other);
  its.link.start();
  await answer(other, 'POST', 200, '<html>');
  assert.deepEqual([its.link.state.name, other.streams.length], ['waiting', 0]);
});

test('only one transport is tried where the address asks for it', async () => {
  const world = fakeWorld({ forced: 'long' });
  const it = linkIn(world);
  it.link.start();
  await answer(world, 'POST', 201, { session: TOKEN });
  await say(world, 1, 'one');
  world.pass(100_000);
  await settle();
  assert.deepEqual([world.sockets.length, world.streams.length, it.texts], [0, 0, ['one']]);
  assert.deepEqual([it.states[1].way.why, it.states[1].way.climb], ['Long polling, as the address of this page asks.', null]);
});

test('what failed is kept for the next page of the tab', async () => {
  const kept = new Map();
  await onPolls(fakeWorld({ kept }));
  const world = fakeWorld({ kept });
  const it = linkIn(world);
  it.link.start();
  await answer(world, 'POST', 201, { session: TOKEN });
  assert.deepEqual([world.sockets.length, world.streams.length], [0, 0]);
  await say(world, 0);
  assert.equal(it.rung(), 'long');
});

test('who leaves says so, whatever carries it', async () => {
  const world = fakeWorld();
  const it = await onStream(world);
  it.link.stop();
  assert.deepEqual([world.requests.at(-1).method, world.requests.at(-1).path, world.streaming.readyState], ['DELETE', `/tttp/session/${TOKEN}`, 2]);

  const other = fakeWorld();
  const its = await onStream(other);
  its.link.send('MOVE');
  its.link.stop('QUIT');
  assert.deepEqual([other.requests.at(-1).method, other.requests.at(-1).body], ['POST', 'MOVE\nQUIT']);
  assert.equal(its.link.state.name, 'stopped');
});

test('positions do not pile up: one POST at a time, with the newest', async () => {
  const world = fakeWorld();
  const it = await onStream(world, { path: '/party', merge: (_, next) => next });
  for (let index = 1; index < 5; index += 1) it.link.send(new Uint8Array([index]));
  assert.deepEqual([world.waiting('POST').path, [...world.waiting('POST').body]], [`/party/session/${TOKEN}`, [1]]);
  await heard(world, 1);
  assert.equal(world.waiting('POST'), undefined);
  world.pass(50);
  assert.deepEqual([...world.waiting('POST').body], [4]);
  world.waiting('POST').fail();
  await settle();
  world.pass(10_000);
  assert.equal(world.waiting('POST'), undefined, 'an old position is not sent again');
});

test('a server that is full, or refuses, says so by POST as well', async () => {
  const world = fakeWorld();
  const it = linkIn(world);
  it.link.start();
  world.close(1006);
  await answer(world, 'POST', 503, 'The server is full');
  assert.deepEqual([it.link.state.name, it.link.state.why], ['waiting', 'The server is full.']);
  const other = fakeWorld();
  const its = linkIn(other);
  its.link.start();
  other.close(1006);
  await answer(other, 'POST', 403, 'This page is not of this server.\n');
  assert.deepEqual([its.link.state.name, its.link.state.why.endsWith('Its reason: This page is not of this server.')], ['stopped', true]);
});
