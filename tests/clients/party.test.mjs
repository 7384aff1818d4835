// The party and the end of the server, as clients by others see them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Netcat, PythonGuest, Ws } from '../lib/peers.mjs';
import { Server } from '../lib/server.mjs';
import { Canvas } from './canvas.mjs';

const LIMIT = { timeout: 60_000 };
const ZOMBIE = 'rgb(79, 125, 44)';

let server;
before(async () => (server = await Server.start('--zombies', '3')));
after(() => server.stop());

/** The first message that is as wanted: a party goes on, so there may be others before it. */
async function until(peer, isWanted) {
  for (;;) {
    const text = await peer.next();
    assert.equal(typeof text, 'string', `it ended: ${JSON.stringify(text)}`);
    const message = JSON.parse(text);
    if (isWanted(message)) return message;
  }
}

const DOORS = {
  'the classic door': () => `ws://${server.classicParty}/`,
  'the main door, without a subprotocol': () => `ws://${server.main}/party`,
};

for (const [name, url] of Object.entries(DOORS)) {
  test(`${name}: everybody sees everybody and the zombies, as squares with a colour`, LIMIT, async (t) => {
    const ann = new Ws(t, url());
    // The guest of the test before may not quite be gone.
    const alone = await until(ann, (squares) => squares.length === 4);
    assert.deepEqual(alone[0].location, [0, 0]);
    for (const square of alone) {
      assert.deepEqual(Object.keys(square), ['location', 'color']);
      assert.equal(square.location.length, 2);
      assert.match(square.color, /^rgb\(\d{1,3}, \d{1,3}, \d{1,3}\)$/);
    }
    assert.deepEqual(alone.map(({ color }) => color === ZOMBIE), [false, true, true, true]);

    const bob = new Ws(t, url());
    await ann.says('[120.5,80]');
    await bob.says('[40, 300]');
    const at = (squares, x, y) => squares.some(({ location }) => location[0] === x && location[1] === y);
    const seen = await Promise.all([ann, bob].map((peer) => until(peer, (squares) => at(squares, 120.5, 80) && at(squares, 40, 300))));
    for (const squares of seen) assert.equal(squares.length, 5);
    assert.equal(ann.socket.protocol, '');

    bob.leaves();
    await until(ann, (squares) => squares.length === 4 && at(squares, 120.5, 80));
  });
}

/** Reads on, keeps the room up to date and tells of each frame, until `question` about the room has an answer. */
async function asks(peer, room, question) {
  for (;;) {
    const message = await peer.next();
    if (typeof message === 'string') {
      const words = JSON.parse(message);
      if (words.type === 'welcome') room.welcome = words;
      else return words;
    } else {
      assert.ok(Buffer.isBuffer(message), `it ended: ${JSON.stringify(message)}`);
      room.read(message);
      const answer = question(room);
      await peer.says(room.tells());
      if (answer) return answer;
    }
  }
}

test('party.2 says who you are, who chases whom, and what was wrong', LIMIT, async (t) => {
  const ann = new Ws(t, `ws://${server.main}/party`, ['party.2']);
  const room = new Canvas();
  // The guests of the test before may not quite be gone.
  await asks(ann, room, ({ squares }) => squares.size === 4);
  assert.equal(ann.socket.protocol, 'party.2');
  const { you, tick, ...world } = room.welcome;
  const set = { layout: 1, room: 'MAIN', hz: 20, width: 500, height: 500, size: 10, top_speed: 3000, zombies: 3 };
  assert.deepEqual(world, { type: 'welcome', ...set });
  assert.ok(room.squares.has(you) && room.tick >= tick);

  await ann.says('[250,250]');
  await asks(ann, room, ({ squares }) => squares.get(you).x === 250 && squares.get(you).y === 250);
  await ann.says(room.tells({ x: 120.5, y: 80.0625 }));
  await asks(ann, room, ({ squares }) => squares.get(you).x === 120.5 && squares.get(you).y === 80.0625);
  const zombies = [...room.squares.values()].filter(({ zombie }) => zombie);
  assert.deepEqual(zombies.map(({ prey, color }) => [prey, color]), Array(3).fill([you, ZOMBIE]));
  assert.deepEqual(room.squares.get(you).name, '', 'a server shows names only if it was asked to');

  await ann.says('hello');
  const shape = { type: 'error', number: 211, name: 'POSITION_SHAPE', text: 'Not a position: send [x,y], two numbers' };
  assert.deepEqual(await asks(ann, room, () => false), shape);
  await ann.says(room.tells({ x: 502, y: 0 }));
  assert.equal((await asks(ann, room, () => false)).number, 212);
  await ann.says(Buffer.from([3, 0, 0, 0, 0]));
  assert.equal((await asks(ann, room, () => false)).number, 214);
});

test('a room of their own: ws of npm and websockets of Python know the same of it after each tick', LIMIT, async (t) => {
  const own = await Server.start('--names', '--zombies', '3');
  t.after(() => own.kill());
  const url = (query) => `ws://${own.main}/party?room=${query}`;
  const ann = new Ws(t, url('Lab&width=300&height=200&zombies=2&name=Ann'), ['party.2']);
  const room = new Canvas();
  await asks(ann, room, ({ squares }) => squares.size === 3);
  const bob = new PythonGuest(t, url(`lab&zombies=9&name=${encodeURIComponent('Böb')}`), { x: 300, y: 200 });
  const elsewhere = new Ws(t, `ws://${own.main}/party`, ['party.2']);
  const main = new Canvas();

  const welcome = await until(bob, ({ type }) => type === 'welcome');
  assert.deepEqual([welcome.room, welcome.width, welcome.height, welcome.zombies], ['LAB', 300, 200, 2]);
  const known = new Map();
  const arrived = (squares) => squares.get(welcome.you)?.x === 300 && squares.get(welcome.you).y === 200;
  await asks(ann, room, ({ tick, squares }) => {
    known.set(tick, [...squares].map(([id, square]) => [String(id), { ...square }]));
    return arrived(squares) && squares.get(welcome.you).name === 'Böb' && known.size > 10;
  });
  let ticks = 0;
  await until(bob, ({ type, tick, squares }) => {
    if (type !== 'frame' || !known.has(tick)) return false;
    const ids = (a, b) => Number(a[0]) - Number(b[0]);
    assert.deepEqual(Object.entries(squares).sort(ids), known.get(tick).sort(ids), `at tick ${tick}`);
    ticks += 1;
    return tick === room.tick;
  });
  assert.ok(ticks > 3, `${ticks} ticks were compared`);

  await asks(elsewhere, main, ({ squares }) => squares.size > 0);
  assert.deepEqual([...main.squares.values()].map(({ zombie }) => zombie).sort(), [false, true, true, true], 'nobody of the room is in this one');
  bob.process.kill();
  await asks(ann, room, ({ squares }) => !squares.has(welcome.you));
});

test('a server that is asked to stop says so to everybody, and exits with 0', LIMIT, async (t) => {
  const own = await Server.start();
  t.after(() => own.kill());
  const players = [`ws://${own.main}/tttp`, `ws://${own.classic}/`].map((url) => new Ws(t, url));
  const guests = [
    new Ws(t, `ws://${own.main}/party`, ['party.2']),
    new Ws(t, `ws://${own.main}/party`),
    new Ws(t, `ws://${own.classicParty}/`),
  ];
  for (const peer of [...players, ...guests]) assert.equal(typeof (await peer.next()), 'string');
  const netcat = new Netcat(t, own.classic);
  await netcat.hears('WELCOME X');
  await netcat.hears('MESSAGE Waiting for opponent to connect');

  const exited = own.stop();
  for (const peer of [...players, ...guests]) {
    let last;
    do last = await peer.next();
    while (typeof last === 'string' || Buffer.isBuffer(last));
    assert.deepEqual(last, { code: 1012, reason: 'The server is restarting or stopping: try again in a few seconds' });
  }
  await netcat.hears('MESSAGE The server is restarting or stopping: try again in a few seconds');
  await netcat.closed();
  assert.deepEqual(await exited, { code: 0, signal: null });
});
