import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adviceFor, CAP_MS, delayAfter, FIRST_MS, FULL_MS, retryDelay } from '../../web/lib/backoff.js';
import { pillFor } from '../../web/lib/pill.js';
import { GRACE_MS, hurryWhenBack, Link, PROOF_MS } from '../../web/lib/socket.js';
import { fakeWorld as anyWorld } from '../lib/world.mjs';

const most = () => 0.999999999;

test('the window doubles from half a second to fifteen', () => {
  const windows = [0, 1, 2, 3, 4, 5, 6, 99, 2000].map((failures) => retryDelay(failures, most));
  assert.deepEqual(windows, [500, 1000, 2000, 4000, 8000, 15000, 15000, 15000, 15000]);
  assert.deepEqual([FIRST_MS, CAP_MS], [500, 15000]);
});

test('the jitter is full: any moment of the window may be it', () => {
  assert.equal(retryDelay(3, () => 0), 0);
  assert.equal(retryDelay(3, () => 0.25), 1000);
});

test('close codes are obeyed', () => {
  for (const code of [1000, 1001, 1005, 1006, 1011, 1012]) assert.equal(adviceFor(code), 'return', String(code));
  for (const code of [1002, 1003, 1007, 1008, 1009, 4000]) assert.equal(adviceFor(code), 'stay-away', String(code));
  assert.equal(adviceFor(1013), 'later');
  assert.equal(delayAfter(1008, 0, most), null);
  assert.equal(delayAfter(1013, 0, () => 0), FULL_MS);
});

/** Where a WebSocket is the only transport. */
const fakeWorld = (random) => anyWorld({ random, forced: 'ws' });

function linkIn(world, options = {}) {
  const states = [];
  const texts = [];
  const link = new Link({ path: '/tttp', onState: (state) => states.push(state), onText: (text) => texts.push(text), ...options }, world);
  return { link, states, texts };
}

test('a server that restarts is said to, until it answers again', () => {
  const world = fakeWorld();
  const { link, states } = linkIn(world);
  link.start();
  world.open();
  world.close(1012);
  assert.equal(states.at(-1).why, 'The server is restarting.');
  world.pass(20_000);
  world.close(1006);
  assert.equal(states.at(-1).why, 'The server is restarting.');
  world.pass(20_000);
  world.open();
  world.close(1006);
  world.pass(GRACE_MS);
  assert.equal(states.at(-1).why, 'The connection was lost.');
  world.close(1006);
  assert.equal(states.at(-1).why, 'The server does not answer, or it is full.');
});

test('a transport that the address asks for, and that does not get through, is named', () => {
  const world = fakeWorld();
  const { link, states } = linkIn(world);
  link.start();
  world.close(1006);
  assert.match(states.at(-1).why, /asks for WebSocket alone, and that does not get through\. Open it without “\?transport=ws”\./);
});

test('a server that is back, and knows nothing of the session, is asked for a new one at once, and then not again', () => {
  const world = fakeWorld();
  const { link, states } = linkIn(world);
  link.start();
  world.open();
  world.close(1012);
  for (let times = 0; times < 3; times += 1) {
    world.pass(120_000);
    world.close(1006);
  }
  world.pass(120_000);
  world.close(4001);
  assert.equal(states.at(-1).name, 'connecting');
  world.close(4001);
  assert.equal(states.at(-1).name, 'waiting');
});

test('it connects, hears and speaks', () => {
  const world = fakeWorld();
  const { link, states, texts } = linkIn(world, { protocols: ['party.2'] });
  link.start();
  assert.deepEqual(world.socket.protocols, ['party.2']);
  assert.equal(link.send('early'), false);
  world.open();
  world.socket.onmessage({ data: 'WELCOME X' });
  assert.equal(link.send('MOVE 4'), true);
  assert.deepEqual(world.socket.sent, ['MOVE 4']);
  assert.deepEqual(texts, ['WELCOME X']);
  assert.deepEqual(states.map(({ name }) => name), ['connecting', 'open']);
});

test('bytes go their own way, and count as a word', () => {
  const world = fakeWorld();
  const heard = [];
  const { link, texts } = linkIn(world, { silence: 5_000, onBytes: (bytes) => heard.push(bytes) });
  link.start();
  world.open();
  assert.equal(world.socket.binaryType, 'arraybuffer');
  const frame = new ArrayBuffer(3);
  for (let times = 0; times < 4; times += 1) { world.pass(2_000); world.socket.onmessage({ data: frame }); }
  assert.deepEqual([link.state.name, heard.length, heard[0] === frame, texts], ['open', 4, true, []]);
  const input = new Uint8Array([1, 0, 0, 0, 7]);
  assert.equal(link.send(input), true);
  assert.deepEqual(world.socket.sent, [input]);

  const deaf = fakeWorld();
  linkIn(deaf).link.start();
  deaf.open();
  deaf.socket.onmessage({ data: frame });
});

test('it comes back by itself, waiting longer each time', () => {
  const world = fakeWorld(() => 0.5);
  const { link } = linkIn(world);
  link.start();
  for (const wait of [250, 500, 1000, 2000, 4000, 7500, 7500]) {
    world.close(1006);
    assert.deepEqual([link.state.name, link.state.until - world.time], ['waiting', wait]);
    world.pass(wait);
    assert.equal(link.state.name, 'connecting');
  }
});

test('a connection that lasted makes the next wait short again; one that did not, does not', () => {
  const world = fakeWorld(() => 0.5);
  const { link } = linkIn(world);
  link.start();
  world.close(1006);
  link.check();
  world.open();
  world.pass(100);
  world.close(1012);
  assert.equal(link.state.until - world.time, 500);
  link.check();
  world.open();
  world.pass(5_000);
  world.close(1012);
  assert.equal(link.state.until - world.time, 250);
});

test('it hurries when the reader or the network is back, and only then', () => {
  const world = fakeWorld();
  const { link } = linkIn(world);
  link.check();
  assert.equal(world.sockets.length, 0);
  link.start();
  world.close(1006);
  link.check();
  assert.equal(world.sockets.length, 2);
  link.check();
  world.pass(5_000);
  assert.equal(world.sockets.length, 2);
});

test('it stays away when told to, and says why', () => {
  const world = fakeWorld();
  const { link } = linkIn(world);
  link.start();
  world.open();
  world.close(1008, 'TOO_FAST');
  assert.equal(link.state.name, 'stopped');
  assert.match(link.state.why, /TOO_FAST/);
  assert.equal(world.timers.size, 0);
  assert.equal(pillFor(link.state, 0).look, 'bad');
});

test('that the game goes on elsewhere is said once, in words of ours', () => {
  const world = fakeWorld();
  const { link } = linkIn(world);
  link.start();
  world.open();
  world.close(4000, 'Your seat was taken over by another connection of yours');
  assert.deepEqual(link.state, { name: 'stopped', why: 'This game was opened elsewhere, and goes on there.' });
});

test('it says goodbye when stopped, and late events of the old socket change nothing', () => {
  const world = fakeWorld();
  const { link, texts } = linkIn(world);
  link.start();
  world.open();
  const old = world.socket;
  link.stop('QUIT');
  assert.deepEqual([old.sent, old.closedWith], [['QUIT'], [1000]]);
  link.start();
  old.onmessage({ data: 'late' });
  old.onclose({ code: 1000, reason: '' });
  assert.deepEqual([link.state.name, texts], ['connecting', []]);
});

test('an attempt that never opens counts as failed', () => {
  const world = fakeWorld();
  const { link } = linkIn(world);
  link.start();
  world.pass(8_000);
  assert.equal(link.state.name, 'waiting');
  assert.deepEqual(world.sockets[0].closedWith, [4002]);
});

test('silence counts as a lost connection where frames are due', () => {
  const world = fakeWorld();
  const { link } = linkIn(world, { silence: 5_000 });
  link.start();
  world.open();
  for (let times = 0; times < 10; times += 1) { world.pass(2_000); world.socket.onmessage({ data: '{}' }); }
  assert.equal(link.state.name, 'open');
  world.pass(10_000);
  assert.notEqual(link.state.name, 'open');
});

test('the pill counts down in whole seconds', () => {
  const waiting = { name: 'waiting', until: 3000, why: '' };
  assert.equal(pillFor(waiting, 0).text, 'reconnecting in 3 s…');
  assert.equal(pillFor(waiting, 2999).text, 'reconnecting in 1 s…');
  assert.equal(pillFor(waiting, 3000).text, 'reconnecting…');
});

test('a page that nobody looks at waits until somebody does', () => {
  const world = fakeWorld();
  let hidden = true;
  const link = new Link({ path: '/party', onState() {}, onText() {} }, { ...world, connect: world.connect, isHidden: () => hidden });
  link.start();
  world.open();
  world.close(1006);
  world.pass(60_000);
  assert.equal(world.sockets.length, 1);
  assert.equal(link.state.name, 'waiting');
  hidden = false;
  link.check();
  assert.equal(world.sockets.length, 2);
});

/** A link that can ask for a sign of life; `asked` counts how often it did. */
function provableIn(world, options = {}) {
  const it = { asked: 0 };
  Object.assign(it, linkIn(world, { prove: () => { it.asked += 1; }, ...options }));
  it.link.start();
  world.open();
  return it;
}

test('a connection that may have died unseen has to give a sign of life', () => {
  const world = fakeWorld();
  const it = provableIn(world);
  it.link.check();
  it.link.check();
  assert.equal(it.asked, 1, 'one question at a time');
  world.pass(PROOF_MS - 1);
  it.link.proved();
  world.pass(60_000);
  assert.equal(it.link.state.name, 'open');
  it.link.check();
  world.socket.onmessage({ data: 'heard before the page was frozen' });
  world.pass(PROOF_MS + GRACE_MS);
  assert.deepEqual([it.asked, it.link.state.name, it.link.state.why], [2, 'waiting', 'The connection was lost.']);
  world.pass(500);
  world.open();
  world.pass(60_000);
  assert.equal(it.link.state.name, 'open', 'the next one owes nothing');
});

test('after silence a sign of life is asked for, and only without one is it lost', () => {
  const world = fakeWorld();
  const it = provableIn(world, { silence: 12_000 });
  world.pass(12_000);
  assert.deepEqual([it.asked, it.link.state.name], [1, 'open']);
  it.link.proved();
  world.socket.onmessage({ data: 'OK' });
  world.pass(11_000);
  assert.equal(it.asked, 1);
  world.pass(1_000 + PROOF_MS + GRACE_MS);
  assert.deepEqual([it.asked, it.link.state.name], [2, 'waiting']);
});

test('an attempt that was made over the old network is made anew, a fresh one is not', () => {
  const world = fakeWorld();
  const { link } = linkIn(world);
  link.start();
  link.check();
  assert.equal(world.sockets.length, 1);
  world.pass(3_000);
  link.check();
  assert.deepEqual([world.sockets.length, link.state.name, world.timers.size], [2, 'connecting', 1]);
});

test('every sign that something has changed is followed', () => {
  const [window, network, page] = [new EventTarget(), new EventTarget(), Object.assign(new EventTarget(), { visibilityState: 'visible' })];
  let [checks, wall, look] = [0, 0, () => {}];
  hurryWhenBack({ check: () => { checks += 1; } }, { window, document: page, network, wall: () => wall, every: (run) => { look = run; } });
  const checked = (what) => { const before = checks; what(); return checks - before; };
  const tell = (target, type) => checked(() => target.dispatchEvent(new Event(type)));
  assert.deepEqual([tell(window, 'online'), tell(window, 'offline'), tell(network, 'change'), tell(page, 'visibilitychange'), tell(page, 'resume')], [1, 1, 1, 1, 1]);
  const passes = (ms) => checked(() => { wall += ms; look(); });
  assert.deepEqual([passes(2_000), passes(3_000), passes(60_000), passes(2_000)], [0, 0, 1, 0], 'the machine was asleep');
  page.visibilityState = 'hidden';
  assert.deepEqual([tell(page, 'visibilitychange'), passes(60_000)], [0, 0], 'timers of hidden pages are late');
});
