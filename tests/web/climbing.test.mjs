// A link whose transports fail: it goes on by another one, and climbs back. What fails is told by hand, and time passes by hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LASTS_MS } from '../../web/lib/ladder.js';
import { GRACE_MS } from '../../web/lib/socket.js';
import { SILENCE_MS } from '../../web/lib/transport/sse.js';
import { answer, beating, greet, heard, linkIn, onPolls, onStream, say } from '../lib/ways.mjs';
import { fakeWorld, settle, TOKEN } from '../lib/world.mjs';

test('a connection that is lost and back in time was never away; what was not heard is sent again', () => {
  const world = fakeWorld();
  const it = linkIn(world);
  it.link.start();
  world.open();
  world.socket.onmessage({ data: 'one' });
  for (const text of ['a', 'b', 'c']) it.link.send(text);
  world.close(1006);
  assert.equal(it.link.send('d'), true, 'it goes out once there is a way');
  assert.equal(world.socket.path, `/tttp?session=${TOKEN}&seq=1`);
  world.pass(GRACE_MS - 800);
  world.open({ seq: 1, heard: 2 });
  assert.deepEqual(world.socket.sent, ['c', 'd']);
  world.socket.onmessage({ data: 'two' });
  assert.deepEqual(it.texts, ['one', 'two']);
  assert.ok(it.names().slice(1).every((name) => name === 'open'), it.names().join());
  assert.ok(it.states.slice(2).every(({ held }) => held), 'and it is the same session');
});

test('one that is back later was away, and is the same session still', async () => {
  const world = fakeWorld();
  const it = linkIn(world);
  it.link.start();
  world.open();
  world.close(1006);
  world.pass(1_000);
  world.streaming.onerror();
  world.waiting('GET').fail();
  await settle();
  world.waiting('GET').fail();
  await settle();
  assert.deepEqual([it.link.state.name, it.link.state.why], ['waiting', 'The connection was lost.']);
  assert.equal(it.link.send('x'), false);
  world.pass(500);
  assert.equal(world.socket.path, `/tttp?session=${TOKEN}&seq=0`);
  world.open();
  assert.deepEqual([it.link.state.name, it.link.state.held, it.rung()], ['open', true, 'ws'], 'nothing was wrong with the WebSocket: all was away');
});

test('a session that the server does not know any more is a new one', async () => {
  for (const end of [() => {}, (world) => world.close(4001)]) {
    const world = fakeWorld();
    const it = linkIn(world);
    it.link.start();
    world.open();
    world.pass(10_000);
    world.socket.onmessage({ data: 'one' });
    it.link.send('a');
    world.close(1006);
    end(world);
    if (world.sockets.length === 2) {
      world.pass(1_000);
      world.streaming.onerror();
      await answer(world, 'GET', 404);
    }
    assert.deepEqual([world.socket.path, it.link.state.name], ['/tttp?session=new', 'connecting']);
    world.open({ token: 'c'.repeat(32) });
    assert.deepEqual([it.link.state.name, it.link.state.held, world.socket.sent], ['open', false, []], 'what was said in the old one is not said in the new one');
    world.socket.onmessage({ data: 'one of the new' });
    assert.deepEqual(it.texts, ['one', 'one of the new']);
  }
});

test('a WebSocket that is cut again and again gives way, and is tried again later', async () => {
  const world = fakeWorld();
  const it = linkIn(world);
  it.link.start();
  world.open();
  world.pass(5_000);
  world.close(1006);
  world.open();
  world.pass(5_000);
  world.close(1006);
  greet(world);
  assert.deepEqual([it.rung(), world.sockets.length], ['sse', 2]);
  assert.equal(it.link.state.way.why, 'Server-sent events, since the network cut the WebSocket twice.');
  assert.deepEqual(it.link.state.way.climb, { rung: 'ws', at: 10_000 + 13_500 });
  beating(world, 13_500);
  assert.deepEqual([world.sockets.length, world.socket.path], [3, `/tttp?session=${TOKEN}&seq=0`]);
  world.streaming.tell('message', 'one', '1');
  world.open();
  world.socket.onmessage({ data: 'one' });
  world.socket.onmessage({ data: 'two' });
  assert.deepEqual([it.rung(), it.texts, world.streaming.readyState], ['ws', ['one', 'two'], 2], 'what both brought counts once');
  world.pass(5_000);
  world.close(1006);
  assert.equal(world.sockets.length, 3, 'it is known by now');
  greet(world, { seq: 2 });
  assert.equal(it.rung(), 'sse');
  assert.equal(it.link.state.way.climb.at - world.time, 27_000);
  assert.equal(it.names().filter((name) => name !== 'open').length, 1, 'nobody was told');
});

test('what has carried for a minute is forgiven', () => {
  const kept = new Map();
  const world = fakeWorld({ kept });
  linkIn(world).link.start();
  world.open();
  world.pass(5_000);
  world.close(1006);
  world.open();
  world.pass(LASTS_MS - 1);
  assert.equal(JSON.parse(kept.get('transports')).ws.times, 1);
  world.pass(1);
  assert.equal(kept.get('transports'), '{}');
});

test('a climb that fails takes nothing with it', async () => {
  const world = fakeWorld();
  const it = await onStream(world);
  for (const [number, text] of ['MESSAGE', 'HELLO'].entries()) world.streaming.tell('message', text, String(number + 1));
  beating(world, 13_500);
  assert.equal(world.sockets.length, 2);
  world.streaming.tell('moved', '');
  world.pass(1_499);
  assert.equal(world.streams.length, 1, 'what is climbed to may have it');
  world.pass(1);
  assert.deepEqual([world.socket.closedWith, world.streams.length], [[4002], 2]);
  greet(world, { seq: 2 });
  world.streaming.tell('message', 'one', '3');
  assert.deepEqual([it.rung(), it.texts.at(-1), it.names().at(-1)], ['sse', 'one', 'open']);
});

test('a server that has no room for another connection leaves the session where it is', async () => {
  const world = fakeWorld();
  const it = await onStream(world);
  beating(world, 2_000);
  world.streaming.tell('message', 'MESSAGE', '1');
  world.streaming.tell('message', 'HELLO', '2');
  it.link.check();
  world.pass(0);
  world.close(1013);
  assert.deepEqual([it.rung(), it.names().at(-1), it.link.send('a')], ['sse', 'open', true]);

  const other = fakeWorld();
  const its = linkIn(other);
  its.link.start();
  other.open();
  other.close(1006);
  other.close(1013);
  greet(other);
  assert.deepEqual([its.rung(), its.link.state.held], ['sse', true]);
});

test('what was on its way is heard after the next transport has begun to count: the session goes on', async () => {
  // Stream after stream: what is said goes by POST with its number, so an old count does no harm.
  const world = fakeWorld();
  const it = await onStream(world);
  it.link.send('a');
  world.streaming.onerror();
  assert.equal(world.streams.length, 2);
  await heard(world, 1);
  greet(world, { heard: 0 });
  it.link.send('b');
  assert.deepEqual([it.rung(), it.link.state.held, world.waiting('POST').path, world.waiting('POST').body], ['sse', true, `/tttp/session/${TOKEN}?first=2`, 'b']);

  // A WebSocket counts on from where it began: with an old count it would take the next line for one that it has.
  const other = fakeWorld();
  const its = await onStream(other);
  its.link.send('a');
  other.streaming.tell('message', 'one', '1');
  its.link.check();
  other.pass(0);
  await heard(other, 1);
  other.open({ heard: 0 });
  assert.deepEqual([other.sockets.length, other.sockets[1].sent, other.streaming.readyState], [3, [], 2]);
  its.link.send('b');
  other.open({ heard: 1 });
  assert.deepEqual([its.rung(), other.socket.path, other.socket.sent], ['ws', `/tttp?session=${TOKEN}&seq=1`, ['b']]);
  assert.equal(its.names().filter((name) => name !== 'open').length, 1, 'nobody was told');
});

test('it climbs at once when the network may be another one', async () => {
  const world = fakeWorld();
  const it = await onPolls(world);
  assert.equal(it.rung(), 'long');
  world.pass(100);
  it.link.check();
  world.pass(0);
  assert.equal(world.sockets.length, 2);
  world.close(1006);
  world.pass(0);
  assert.equal(world.streams.length, 2, 'the next best is tried, too');
  greet(world);
  assert.equal(it.rung(), 'sse');
});

test('a stream that falls silent, or brings its beats at once, is left for polling', async () => {
  const world = fakeWorld();
  const it = await onStream(world);
  world.streaming.tell('message', 'MESSAGE', '1');
  world.streaming.tell('message', 'HELLO', '2');
  world.pass(SILENCE_MS - 1);
  world.streaming.tell('beat', '0');
  assert.equal(world.streams.length, 1);
  world.streaming.tell('beat', '0');
  assert.deepEqual([world.streaming.readyState, world.waiting('GET').path], [2, `/tttp/session/${TOKEN}?seq=2&wait=0`]);
  await say(world, 2);
  assert.deepEqual([it.rung(), it.link.state.way.why], ['long', 'Long polling, since the network blocks the WebSocket and holds the stream back.']);

  const silent = fakeWorld();
  await onStream(silent);
  silent.streaming.tell('message', 'MESSAGE', '1');
  silent.streaming.tell('message', 'HELLO', '2');
  silent.pass(SILENCE_MS);
  assert.equal(silent.streams.length, 2, 'once is chance');
  greet(silent, { seq: 2 });
  silent.pass(SILENCE_MS);
  silent.close(1006);
  assert.equal(silent.waiting('GET').path, `/tttp/session/${TOKEN}?seq=2&wait=0`);

  const other = fakeWorld();
  const its = await onStream(other);
  other.streaming.tell('message', 'MESSAGE', '1');
  other.pass(2_999);
  assert.equal(its.rung(), 'sse');
  other.pass(1);
  assert.equal(other.waiting('GET').path, `/tttp/session/${TOKEN}?seq=1&wait=0`, 'the server answers HELLO: that was held back');
});

test('by long polling: each poll waits, and a cut one is made anew; twice, and polls are short', async () => {
  const world = fakeWorld();
  const it = await onPolls(world);
  assert.equal(world.waiting('GET').path, `/tttp/session/${TOKEN}?seq=0&wait=20`);
  await say(world, 2, 'one', { bytes: 'AQI=' });
  assert.deepEqual([it.texts, it.bytes.length, world.waiting('GET').path], [['one'], 1, `/tttp/session/${TOKEN}?seq=2&wait=20`]);
  for (const times of [1, 2]) {
    world.waiting('GET').fail();
    await settle();
    assert.equal(world.waiting('GET').path, `/tttp/session/${TOKEN}?seq=2&wait=0`, String(times));
    await say(world, 2);
  }
  assert.equal(it.rung(), 'short');
  assert.equal(world.waiting('GET'), undefined);
  world.pass(1_000);
  await say(world, 3, 'three');
  it.link.send('a');
  await heard(world, 1);
  world.pass(100);
  assert.ok(world.waiting('GET'), 'after something of ours was heard, the answer is asked for soon');
  assert.ok(it.names().slice(1).every((name) => name === 'open'));
});

test('a long poll that is answered late was held back', async () => {
  const world = fakeWorld();
  const it = await onPolls(world);
  world.pass(14_500);
  // Meanwhile the others are tried again, in vain.
  world.close(1006);
  world.pass(0);
  world.streaming.onerror();
  world.pass(10_499);
  assert.equal(world.waiting('GET').path, `/tttp/session/${TOKEN}?seq=0&wait=20`);
  world.pass(1);
  await settle();
  assert.equal(world.waiting('GET').path, `/tttp/session/${TOKEN}?seq=0&wait=0`);
  await say(world, 0);
  assert.equal(it.rung(), 'short');
});
