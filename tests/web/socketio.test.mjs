// The pages' own client of Socket.IO, with the server by others that it has to get on with.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { Server } from 'socket.io';
import WebSocket from 'ws';
import '../../web/tutorials/socketio/client.js';

const LIMIT = { timeout: 30_000 };
const { io } = globalThis;
/** As in a browser: what is wrong is told by the close that follows. Node has none of its own before version 22. */
globalThis.WebSocket = class extends WebSocket {
  constructor(url) {
    super(url);
    this.on('error', () => {});
  }
};

/** A server on a free port, or on this one again, that ends with its test. */
async function serve(t, options = {}, port = 0) {
  const http = createServer();
  const server = new Server(http, { serveClient: false, ...options });
  server.on('connection', (socket) => {
    socket.emit('welcome');
    socket.on('client message', (...values) => socket.emit('server message', ...values));
    socket.on('end', () => socket.disconnect());
  });
  http.listen(port, '127.0.0.1');
  await once(http, 'listening');
  t.after(() => server.close());
  return { server, port: http.address().port, url: `http://127.0.0.1:${http.address().port}` };
}

/** A client that ends with its test. */
function connect(t, url, options = {}) {
  const socket = io(url, { reconnectionDelay: 20, reconnectionDelayMax: 50, ...options });
  t.after(() => socket.close());
  return socket;
}

/** What comes next as this event: its arguments. */
const next = (socket, event) => new Promise((resolve) => socket.once(event, (...values) => resolve(values)));

for (const transport of ['websocket', 'polling']) {
  const way = { transports: [transport] };

  test(`${transport}: events go both ways with their arguments, in order`, LIMIT, async (t) => {
    const { url, server } = await serve(t);
    const socket = connect(t, url, way);
    const heard = [];
    socket.on('server message', (...values) => heard.push(values));
    const said = [['early'], [], [1, -1.5, true, null, 'Žofie 🦊', '\u001e'], [{ a: [{}], 'b"': '\n' }, [[]]], ['last']];
    socket.emit('client message', ...said[0]);
    const connected = next(socket, 'connect');
    await next(socket, 'welcome');
    assert.deepEqual(await connected, []);
    assert.ok(socket.connected && server.sockets.sockets.has(socket.id));
    for (const values of said.slice(1)) socket.emit('client message', ...values);
    while (heard.length < said.length) await next(socket, 'server message');
    assert.deepEqual(heard, said);
  });

  test(`${transport}: the server ends it, and it stays away until it is asked`, LIMIT, async (t) => {
    const { url } = await serve(t);
    const socket = connect(t, url, way);
    await next(socket, 'welcome');
    socket.emit('end');
    assert.deepEqual(await next(socket, 'disconnect'), ['io server disconnect']);
    assert.ok(!socket.connected && socket.id === undefined);
    socket.connect();
    await next(socket, 'welcome');
  });

  test(`${transport}: the client ends it, and the server knows`, LIMIT, async (t) => {
    const { url, server } = await serve(t);
    const socket = connect(t, url, way);
    const [there] = await once(server, 'connection');
    await next(socket, 'welcome');
    const gone = once(there, 'disconnect');
    const told = next(socket, 'disconnect');
    assert.equal(socket.disconnect(), socket);
    assert.deepEqual(await told, ['io client disconnect']);
    await gone;
  });

  test(`${transport}: it comes back to a server that was gone`, LIMIT, async (t) => {
    const { url, server, port } = await serve(t);
    const socket = connect(t, url, way);
    await next(socket, 'welcome');
    const lost = next(socket, 'disconnect');
    const failed = next(socket, 'connect_error');
    server.close();
    assert.match((await lost)[0], /^transport (close|error)$/);
    socket.emit('client message', 'kept');
    const [error] = await failed;
    assert.match(error.message, new RegExp(transport));
    await serve(t, {}, port);
    assert.deepEqual(await next(socket, 'server message'), ['kept']);
  });

  test(`${transport}: pings are answered, and their absence is noticed`, LIMIT, async (t) => {
    const { url, server } = await serve(t, { pingInterval: 30, pingTimeout: 2_000 });
    const socket = connect(t, url, way);
    const packets = [];
    let pings = 0;
    const several = new Promise((resolve) => {
      socket.onPacket = (direction, text) => {
        packets.push(`${direction} ${text}`);
        if (direction === 'out' && text === '3' && ++pings === 3) resolve();
      };
    });
    await several;
    assert.ok(socket.connected);
    assert.match(packets[0], /^in 0\{/);
    assert.deepEqual([packets[1], packets.includes('in 2')], ['out 40', true]);
    for (const { conn } of server.sockets.sockets.values()) {
      // It says nothing any more, and takes nothing for an end.
      clearTimeout(conn.pingIntervalTimer?._id ?? conn.pingIntervalTimer);
      conn.sendPacket = () => {};
    }
    assert.deepEqual(await next(socket, 'disconnect'), ['ping timeout']);
  });
}

test('where WebSocket fails, it polls', LIMIT, async (t) => {
  const { url, server } = await serve(t, { transports: ['polling'] });
  const socket = connect(t, url);
  await next(socket, 'welcome');
  assert.deepEqual([...server.sockets.sockets.values()].map(({ conn }) => conn.transport.name), ['polling']);
});

test('much at once is split as the server wants it when polling', LIMIT, async (t) => {
  const { url } = await serve(t, { maxHttpBufferSize: 1000 });
  const socket = connect(t, url, { transports: ['polling'] });
  await next(socket, 'welcome');
  const all = new Promise((resolve) => socket.on('server message', (n) => n === 99 && resolve()));
  for (let n = 0; n < 100; n += 1) socket.emit('client message', n, 'ž'.repeat(100));
  await all;
});

test('handlers come and go', LIMIT, async (t) => {
  const { url } = await serve(t);
  const socket = connect(t, url, { autoConnect: false });
  const heard = [];
  const one = () => heard.push('one');
  assert.equal(socket.on('welcome', one).on('welcome', () => heard.push('two')), socket);
  socket.once('welcome', () => heard.push('once')).off('welcome', one);
  for (let n = 0; n < 2; n += 1) {
    socket.connect();
    await next(socket, 'welcome');
    socket.disconnect();
  }
  assert.deepEqual(heard, ['two', 'once', 'two']);
  socket.off('welcome').off();
});

test('a server that is not there is told of; without reconnection it is tried once', LIMIT, async (t) => {
  const { server, url } = await serve(t);
  await new Promise((resolve) => server.close(resolve));
  const socket = connect(t, url, { reconnection: false, transports: ['websocket'] });
  const [error] = await next(socket, 'connect_error');
  assert.equal(error.message, 'websocket error');
  assert.equal(socket.connected, false);
});

test('a server that refuses says why', LIMIT, async (t) => {
  const { url, server } = await serve(t);
  server.use((_, done) => done(new Error('Not today')));
  const [error] = await next(connect(t, url), 'connect_error');
  assert.equal(error.message, 'Not today');
});

test('what it can’t do, it says', LIMIT, (t) => {
  const socket = connect(t, 'http://127.0.0.1:9', { autoConnect: false });
  for (const values of [['a', () => {}], ['a', new Uint8Array(1)], ['a', { in: [new ArrayBuffer(1)] }], ['a', new Blob([])]]) assert.throws(() => socket.emit(...values), /small client/);
  assert.throws(() => socket.emit('disconnect'), /choose another name/);
});
