import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blame, climbFrom, CUTS, forgive, LASTS_MS, order, PAUSES_MS, recall, reconsider, RUNGS } from '../../web/lib/ladder.js';
import { pillFor, linkWords } from '../../web/lib/pill.js';
import { climbWords, whyWords } from '../../web/lib/way.js';

const least = () => 0;
/** What is remembered after faults, each `[rung, fault, lasted, now]`. */
const after = (...faults) => faults.reduce((memory, [rung, fault, lasted = 0, now = 0]) => blame(memory, rung, fault, { lasted, now, random: least }), {});

test('the best comes first, until it fails', () => {
  assert.deepEqual(order({}, 0), RUNGS);
  assert.deepEqual(order(after(['ws', 'blocked']), 0), ['sse', 'long', 'short']);
  assert.deepEqual(order(after(['ws', 'hung'], ['sse', 'held'], ['long', 'cut'], ['long', 'cut']), 0), ['short']);
  const all = after(...RUNGS.map((rung) => [rung, 'blocked']));
  assert.deepEqual(order(all, 0), ['short'], 'there is always one');
});

test('one cut is chance; as many as it takes, each after a short while, are not', () => {
  assert.equal(CUTS, 2);
  const once = after(['ws', 'cut', 5_000]);
  assert.equal(order(once, 0)[0], 'ws');
  const twice = after(['ws', 'cut', 5_000], ['ws', 'cut', 5_000]);
  assert.equal(order(twice, 0)[0], 'sse');
  const lasting = after(['ws', 'cut', LASTS_MS], ['ws', 'cut', LASTS_MS], ['ws', 'cut', LASTS_MS]);
  assert.equal(order(lasting, 0)[0], 'ws', 'what lasts is good enough, though it is cut in the end');
  assert.equal(order(after(['ws', 'silent'], ['ws', 'cut']), 0)[0], 'sse', 'silence is one, too');
});

test('what is cut again and again does not flap: each time it is left alone for longer', () => {
  let memory = after(['ws', 'cut', 5_000]);
  let now = 0;
  const pauses = [];
  for (let times = 0; times < 7; times += 1) {
    memory = blame(memory, 'ws', 'cut', { lasted: 5_000, now, random: least });
    const { rung, wait } = climbFrom(memory, 'sse', now);
    assert.equal(rung, 'ws');
    pauses.push(wait);
    now += wait;
    assert.equal(order(memory, now)[0], 'ws', 'then it may be tried again');
  }
  assert.deepEqual(pauses, [15_000, 30_000, 60_000, 120_000, 300_000, 300_000, 300_000]);
  assert.equal(PAUSES_MS.at(-1), 300_000);
  assert.equal(climbFrom(blame(forgive(memory, 'ws'), 'ws', 'blocked', { lasted: 0, now, random: least }), 'sse', now).wait, 15_000, 'once it has lasted, all is forgotten');
});

test('chance makes a pause shorter by a fifth at most', () => {
  const most = blame({}, 'ws', 'blocked', { lasted: 0, now: 0, random: () => 0.999999 });
  assert.equal(most.ws.again, 12_000);
});

test('it climbs to the better one that may be tried first, and not down', () => {
  const memory = after(['ws', 'blocked', 0, 0], ['sse', 'held', 0, 0], ['ws', 'blocked', 0, 15_000]);
  assert.deepEqual(climbFrom(memory, 'long', 15_000), { rung: 'sse', wait: 0 });
  assert.deepEqual(climbFrom(after(['ws', 'blocked'], ['sse', 'held']), 'long', 0), { rung: 'ws', wait: 15_000 }, 'of two, the best');
  assert.equal(climbFrom(memory, 'ws', 0), null);
  assert.deepEqual(climbFrom({}, 'short', 0), { rung: 'ws', wait: 15_000 }, 'one that was only slow');
});

test('in another network all may be tried at once; the words stay true until then', () => {
  const memory = reconsider(after(['ws', 'blocked']), 1_000);
  assert.deepEqual(climbFrom(memory, 'sse', 1_000), { rung: 'ws', wait: 0 });
  assert.equal(whyWords('sse', memory, false), 'Server-sent events, since the network blocks the WebSocket.');
});

test('a clock that was set back does not keep us down', () => {
  assert.equal(climbFrom(after(['ws', 'blocked', 0, 1e12]), 'sse', 0).wait, 300_000);
});

test('what was kept is read with care', () => {
  const memory = after(['ws', 'cut', 0, 5]);
  assert.deepEqual(recall(JSON.stringify(memory)), memory);
  for (const bad of [null, '', '{', 'null', '7', '{"ws":{}}', '{"ws":{"fault":"cut","times":"x","pauses":1,"again":1}}', '{"other":1}']) assert.deepEqual(recall(bad), {}, String(bad));
});

test('the page says which one it is, and why', () => {
  assert.match(whyWords('ws', after(['ws', 'cut']), false), /^WebSocket: both ways at once/);
  assert.equal(whyWords('long', after(['ws', 'hung'], ['sse', 'held']), false), 'Long polling, since the network keeps the WebSocket waiting and holds the stream back.');
  assert.equal(
    whyWords('short', after(['ws', 'cut'], ['ws', 'cut'], ['sse', 'silent'], ['sse', 'silent'], ['long', 'cut'], ['long', 'cut'], ['long', 'cut'], ['long', 'cut']), false),
    'Short polling, since the network cut the WebSocket twice, let the stream fall silent and cut requests that wait 4 times.',
  );
  assert.equal(whyWords('sse', {}, false), 'Server-sent events, for it was the first to answer.');
  assert.equal(whyWords('sse', {}, true), 'Server-sent events, as the address of this page asks.');
});

test('the pill names the transport and the round trip, and opened it says what comes next', () => {
  const way = { rung: 'long', why: 'Because.', climb: { rung: 'ws', at: 40_000 } };
  const open = { name: 'open', way };
  assert.deepEqual(pillFor(open, 0, 90), { look: 'good', text: 'Long polling · 90 ms', short: 'Poll · 90 ms' });
  assert.equal(pillFor(open, 0, 1_240).text, 'Long polling · 1.2 s');
  assert.equal(pillFor({ name: 'open', way: { ...way, rung: 'ws' } }, 0).text, 'WebSocket');
  assert.deepEqual(linkWords(open, 0), ['Because.', 'Trying WebSocket again in 40\u00a0s.']);
  assert.equal(climbWords(way, 39_999), 'Trying WebSocket again in 1\u00a0s.');
  assert.equal(climbWords({ ...way, climb: { rung: 'sse', at: 0 } }, 0), 'Trying server-sent events now.');
  assert.deepEqual(linkWords({ name: 'open', way: { ...way, climb: null } }, 0), ['Because.']);
  assert.deepEqual(linkWords({ name: 'waiting', until: 3_000, why: 'The connection was lost.' }, 0), ['The connection was lost.', 'This page is reconnecting in 3 s…']);
});
