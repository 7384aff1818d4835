// The Socket.IO echo server, as the client by others sees it that pages of tutorials load.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { io } from 'socket.io-client';
import WebSocket from 'ws';
import '../../web/tutorials/socketio/client.js';
import { Server } from '../lib/server.mjs';

const LIMIT = { timeout: 60_000 };
/** The largest message that the server takes, in bytes. */
const LARGEST = 65_536;

const WAYS = {
  websocket: { transports: ['websocket'] },
  polling: { transports: ['polling'] },
  'polling, then websocket': { transports: ['polling', 'websocket'] },
};

/** No port of the tutorials but this test's own. */
const FLAGS = ['--tutorials', '--echo-port', '0', ...['capitalizer', 'party-page', 'chat-page', 'chat'].flatMap((system) => [`--${system}-port`, 'off'])];

let server;
before(async () => (server = await Server.start(...FLAGS)));
after(() => server.stop());

/** A client that ends with its test. */
function connect(t, options = {}, address = server.main) {
  const socket = io(`http://${address}`, { forceNew: true, reconnectionDelay: 20, reconnectionDelayMax: 50, ...options });
  t.after(() => socket.close());
  return socket;
}

/** What comes next as this event: its arguments. */
const next = (socket, event) => new Promise((resolve) => socket.once(event, (...values) => resolve(values)));

/** What this event is answered with. */
function answer(socket, ...values) {
  const heard = next(socket, 'server message');
  socket.emit('client message', ...values);
  return heard;
}

for (const [name, way] of Object.entries(WAYS)) {
  test(`${name}: who connects is welcome, hears what they say, and ends`, LIMIT, async (t) => {
    const socket = connect(t, way);
    const welcome = next(socket, 'welcome');
    await next(socket, 'connect');
    assert.deepEqual(await welcome, []);
    if (way.transports.length === 2 && socket.io.engine.transport.name === 'polling') await next(socket.io.engine, 'upgrade');
    assert.equal(socket.io.engine.transport.name, way.transports.at(-1));

    for (const values of [
      ['Hello server!'],
      [],
      [null],
      ['Žofie 🦊', 7, -1.5, true, null, ['a', [[]]], { b: { 'a "quoted" key': '\u0000\n' }, a: [] }],
      [{ 'é"\\': 1 }, '', 1e21, Number.MAX_SAFE_INTEGER],
      [Buffer.from([0, 255, 10]), { in: [Buffer.from('deep'), 1] }, 'last'],
      ['x'.repeat(LARGEST - 100)],
    ]) assert.deepEqual(await answer(socket, ...values), values);
    const keys = { b: 1, a: 2, 10: 3 };
    assert.equal(JSON.stringify((await answer(socket, keys))[0]), JSON.stringify(keys), 'keys are where they were');

    socket.emit('unheard of', 1);
    const gone = next(socket, 'disconnect');
    socket.emit('end');
    assert.deepEqual((await gone)[0], 'io server disconnect');
  });

  test(`${name}: what is too large is refused, and harms nobody`, LIMIT, async (t) => {
    const [large, other] = [connect(t, way), connect(t, way)];
    await Promise.all([next(large, 'welcome'), next(other, 'welcome')]);
    const lost = next(large, 'disconnect');
    const back = next(large, 'welcome');
    large.emit('client message', 'x'.repeat(LARGEST + 1));
    await lost;
    assert.deepEqual(await answer(other, 'still here'), ['still here']);
    await back;
    assert.deepEqual(await answer(large, 'smaller'), ['smaller']);
  });

  test(`${name}: many messages at once are answered in order; far too many end it`, LIMIT, async (t) => {
    const socket = connect(t, way);
    await next(socket, 'welcome');
    const heard = [];
    const all = new Promise((resolve) => socket.on('server message', (n) => heard.push(n) === 80 && resolve()));
    for (let n = 0; n < 80; n += 1) socket.emit('client message', n);
    await all;
    assert.deepEqual(heard, Array.from({ length: 80 }, (_, n) => n));
    const [told, gone] = [next(socket, 'too fast'), next(socket, 'disconnect')];
    for (let n = 0; n < 1500; n += 1) socket.emit('client message', n);
    assert.match((await told)[0], /more slowly/);
    assert.equal((await gone)[0], 'io server disconnect');
  });

  test(`${name}: a server that stops says so, and clients come back to the next one`, LIMIT, async (t) => {
    const own = await Server.start(...FLAGS);
    t.after(() => own.kill());
    const socket = connect(t, way, own.main);
    await next(socket, 'welcome');
    assert.deepEqual(await answer(socket, 1), [1]);
    const gone = next(socket, 'disconnect');
    const began = performance.now();
    const exited = await own.stop();
    assert.deepEqual(exited, { code: 0, signal: null });
    assert.ok(performance.now() - began < 4_000, 'nobody had to be cut off');
    assert.match((await gone)[0], /^transport (close|error)$/);
    const back = next(socket, 'welcome');
    await own.restart();
    await back;
    assert.deepEqual(await answer(socket, 2), [2]);
  });

  test(`${name}: pages from elsewhere may not connect`, LIMIT, async (t) => {
    const socket = connect(t, { ...way, reconnection: false, extraHeaders: { Origin: 'https://evil.example' } });
    await next(socket, 'connect_error');
    const near = connect(t, { ...way, extraHeaders: { Origin: 'http://localhost:5500' } });
    await next(near, 'welcome');
  });
}

test('the port of the echo takes it as well, beside plain frames', LIMIT, async (t) => {
  const { tutorials } = await (await fetch(`http://${server.main}/status`)).json();
  assert.equal(tutorials.socketio, true);
  const socket = connect(t, {}, `127.0.0.1:${tutorials.echo}`);
  await next(socket, 'welcome');
  assert.deepEqual(await answer(socket, 'there'), ['there']);
  for (const name of ['socket.io.js', 'socket.io.min.js']) {
    const script = await fetch(`http://127.0.0.1:${tutorials.echo}/socket.io/${name}`);
    assert.match(script.headers.get('content-type'), /^text\/javascript/);
    assert.match(await script.text(), /globalThis/);
  }
});

for (const transport of ['websocket', 'polling']) {
  test(`our own client, ${transport}: events go both ways, and the end is final`, LIMIT, async (t) => {
    globalThis.WebSocket ??= WebSocket;
    const socket = globalThis.io(`http://${server.main}`, { transports: [transport] });
    t.after(() => socket.close());
    await next(socket, 'welcome');
    assert.deepEqual(await answer(socket, 'Žofie', { a: [1] }), ['Žofie', { a: [1] }]);
    socket.emit('end');
    assert.deepEqual(await next(socket, 'disconnect'), ['io server disconnect']);
  });
}

test('without --tutorials there is none', LIMIT, async (t) => {
  const own = await Server.start();
  t.after(() => own.kill());
  assert.equal((await fetch(`http://${own.main}/socket.io/?EIO=4&transport=polling`)).status, 404);
  const socket = connect(t, { ...WAYS.websocket, reconnection: false }, own.main);
  await next(socket, 'connect_error');
});

test('two clients do not hear each other', LIMIT, async (t) => {
  const [ann, bob] = [connect(t, WAYS.websocket), connect(t, WAYS.polling)];
  await Promise.all([next(ann, 'welcome'), next(bob, 'welcome')]);
  assert.notEqual(ann.id, bob.id);
  const heard = await Promise.all([answer(ann, 'from Ann'), answer(bob, 'from Bob')]);
  assert.deepEqual(heard, [['from Ann'], ['from Bob']]);
});

test('a session counts once', LIMIT, async (t) => {
  const own = await Server.start(...FLAGS, '--max-per-address', '2');
  t.after(() => own.kill());
  const sockets = [connect(t, WAYS.websocket, own.main), connect(t, WAYS.websocket, own.main)];
  await Promise.all(sockets.map((socket) => next(socket, 'welcome')));
  const third = connect(t, WAYS.websocket, own.main);
  await next(third, 'connect_error');
  const welcome = next(third, 'welcome');
  sockets[0].close();
  await welcome;
});

/** What a page does to poll. */
async function poll(query, options) {
  return fetch(`http://${server.main}/socket.io/?EIO=4&transport=polling${query}`, options);
}

/** Polls for a session, and joins. */
async function open() {
  const { sid } = JSON.parse((await (await poll('')).text()).slice(1));
  assert.equal((await poll(`&sid=${sid}`, { method: 'POST', body: '40' })).status, 200);
  return sid;
}

test('answers can be read by the pages that may have them', LIMIT, async () => {
  for (const origin of ['null', 'http://localhost:5500']) {
    const answered = await poll('', { headers: { origin } });
    assert.equal(answered.headers.get('access-control-allow-origin'), origin);
    assert.equal(answered.headers.get('vary'), 'Origin');
    const asked = await poll('', { method: 'OPTIONS', headers: { origin } });
    assert.deepEqual([asked.status, asked.headers.get('access-control-allow-headers')], [204, 'Content-Type']);
  }
  const refused = await poll('', { headers: { origin: 'https://evil.example' } });
  assert.deepEqual([refused.status, refused.headers.get('access-control-allow-origin')], [403, null]);
});

test('what makes no sense is refused', LIMIT, async () => {
  for (const query of ['&sid=AAAAAAAAAAAAAAHs', '&sid=', '&sid=%00']) {
    const answered = await poll(query);
    assert.equal(answered.status, 400, query);
    assert.deepEqual(await answered.json(), { code: '1', message: 'Session ID unknown' });
  }
  assert.equal((await poll('', { method: 'PUT', body: '40' })).status, 405);
  assert.equal((await poll('', { method: 'POST', body: '40' })).status, 400);
  const sid = await open();
  assert.equal((await poll(`&sid=${sid}`, { method: 'POST', body: 'x'.repeat(LARGEST + 1) })).status, 413);
  for (const broken of ['42["client message",', '42{"no":"list"}', '451-["client message",{"_placeholder":true,"num":0}]', '9']) {
    const id = await open();
    await poll(`&sid=${id}`, { method: 'POST', body: broken });
    await poll(`&sid=${await open()}`, { method: 'POST', body: '42["client message",1]' });
  }
});

test('who does not take their echo is not heard', LIMIT, async (t) => {
  const own = await Server.start(...FLAGS, '--ping-ms', '200', '--silence-ms', '1000');
  t.after(() => own.kill());
  const url = `http://${own.main}/socket.io/?EIO=4&transport=polling`;
  const { sid } = JSON.parse((await (await fetch(url)).text()).slice(1));
  const said = (body) => fetch(`${url}&sid=${sid}`, { method: 'POST', body });
  assert.equal((await said('40')).status, 200);
  const large = `42["client message","${'x'.repeat(LARGEST - 100)}"]`;
  const statuses = [];
  while (statuses.at(-1) !== 503 && statuses.at(-1) !== 400) statuses.push((await said(large)).status);
  assert.ok(statuses.length <= 4, `it was heard ${statuses.length} times`);
});

test('who takes nothing at all is cut off', LIMIT, async (t) => {
  const own = await Server.start(...FLAGS, '--ping-ms', '200', '--silence-ms', '1000', '--max-per-address', '1');
  t.after(() => own.kill());
  const socket = new WebSocket(`ws://${own.main}/socket.io/?EIO=4&transport=websocket`);
  socket.on('error', () => {});
  await once(socket, 'open');
  socket._socket.pause();
  socket.send('40');
  const large = `42["client message","${'x'.repeat(LARGEST - 100)}"]`;
  for (let n = 0; n < 100; n += 1) socket.send(large);
  // Its place is free again, so it is gone.
  await next(connect(t, WAYS.websocket, own.main), 'welcome');
});

/** How a handshake is answered. */
async function handshake(query) {
  const socket = new WebSocket(`ws://${server.main}/socket.io/?EIO=4&${query}`);
  socket.on('error', () => {});
  const opened = once(socket, 'open').then(() => socket);
  const refused = once(socket, 'unexpected-response').then(([, response]) => response.statusCode);
  return Promise.race([opened, refused]);
}

test('there is one upgrade in a session', LIMIT, async () => {
  const sid = await open();
  const first = await handshake(`transport=websocket&sid=${sid}`);
  assert.equal(await handshake(`transport=websocket&sid=${sid}`), 400);
  assert.equal(await handshake('transport=websocket&sid=AAAAAAAAAAAAAAHs'), 400);
  assert.equal(await handshake('transport=polling'), 400);
  assert.equal(await handshake('transport=smoke'), 400);
  first.terminate();
  // One that was begun and is not finished ends the session: it could only be answered that nothing is new.
  for (let status = 200; status !== 400; ) ({ status } = await poll(`&sid=${sid}`));
});
