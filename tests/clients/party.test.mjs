// The party and the end of the server, as the ws package of npm sees them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Netcat, Ws } from '../lib/peers.mjs';
import { Server } from '../lib/server.mjs';

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

test('party.2 says who you are, who chases whom, and what was wrong', LIMIT, async (t) => {
  const ann = new Ws(t, `ws://${server.main}/party`, ['party.2']);
  const { you, tick, ...world } = await until(ann, () => true);
  assert.equal(ann.socket.protocol, 'party.2');
  assert.deepEqual(world, { type: 'welcome', hz: 20, width: 500, height: 500, size: 10, top_speed: 3000 });
  assert.ok(Number.isInteger(you) && you > 0 && Number.isInteger(tick));

  await ann.says('[250,250]');
  const frame = await until(ann, ({ people }) => people?.length === 1 && people[0][1] === 250 && people[0][2] === 250);
  assert.equal(frame.type, 'frame');
  assert.ok(frame.tick > tick);
  assert.equal(frame.people[0][0], you);
  assert.match(frame.people[0][3], /^#[0-9a-f]{6}$/);
  assert.deepEqual(frame.zombies.map(([, , , chased]) => chased), [you, you, you]);

  await ann.says('hello');
  assert.deepEqual(await until(ann, ({ type }) => type === 'error'), {
    type: 'error', number: 211, name: 'POSITION_SHAPE', text: 'Not a position: send [x,y], two numbers',
  });
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
    while (typeof last === 'string');
    assert.deepEqual(last, { code: 1012, reason: 'The server is restarting or stopping: try again in a few seconds' });
  }
  await netcat.hears('MESSAGE The server is restarting or stopping: try again in a few seconds');
  await netcat.closed();
  assert.deepEqual(await exited, { code: 0, signal: null });
});
