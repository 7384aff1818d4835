import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Clock } from '../../web/race/clock.js';
import { LANES, heard, persist, readEvent } from '../../web/race/lanes/lane.js';
import { readAnswer } from '../../web/race/lanes/poll.js';
import { bytesPerEvent, ratesBetween, readMeter } from '../../web/race/meter.js';
import { ceiling, sharedTop } from '../../web/race/scale.js';
import { sketch } from '../../web/race/sketch.js';
import { Tally, WINDOW_MS, averageDelay, totals, typicalDelay } from '../../web/race/tally.js';
import { bytesWords, comparisonWords, grouped, hzWords, msWords, phaseWords, rateWords, seenWords, spanWords, troubleWords } from '../../web/race/words.js';

const plain = (text) => text.replaceAll('\u00a0', ' ');
const lanesOf = (counts) => Object.fromEntries(LANES.map((lane) => [lane, counts]));
const meterAt = (now, counts) => readMeter({ now, hz: 4, lanes: lanesOf(counts) });
const hears = (at, ...events) => heard(at, events.map(([n, made]) => JSON.stringify({ n, at: made })));

test('events are read, and what is none is counted', () => {
  assert.deepEqual(readEvent('{"n":17,"at":12.5}'), { n: 17, at: 12.5 });
  for (const text of ['', 'hz 4', '{"n":1}', '[]', '{"n":"1","at":2}']) assert.equal(readEvent(text), null, text);
  assert.deepEqual(heard(5, ['{"n":1,"at":2}', 'blocked by the filter']), { kind: 'hears', at: 5, events: [{ n: 1, at: 2 }], strange: 1 });
});

test('answers and meters are read with what they have', () => {
  assert.deepEqual(readAnswer({ seq: 4, messages: ['a', 'b'], end: null }, 2), { seq: 4, messages: ['a', 'b'], end: null });
  assert.deepEqual(readAnswer({}, 2), { seq: 2, messages: [], end: null });
  assert.equal(readAnswer({ end: { code: 1001, reason: 'restarting' } }, 2).end, '1001 restarting');
  assert.equal(readMeter({ lanes: {} }), null);
  const meter = readMeter({ now: 9, hz: 2, lanes: { ws: { requests: 1, in: 500, out: 250, events: 10 } } });
  assert.equal(bytesPerEvent(meter.lanes.ws), 75);
  assert.equal(bytesPerEvent(meter.lanes.sse), null);
});

test('the answer that took least aligns the clocks', () => {
  const clock = new Clock();
  assert.equal(clock.delay(1000, 5), null);
  clock.note(0, 400, 1100);
  clock.note(1000, 1010, 2005);
  clock.note(2000, 2300, 3000);
  assert.deepEqual(clock.best, { offset: 1000, trip: 10 });
  assert.equal(clock.delay(2500, 1507), 7);
  assert.equal(clock.delay(2500, 1499), 0, 'never before it was made');
  for (let at = 0; at < 70; at += 1) clock.note(10_000 + at, 10_040 + at, 12_020 + at);
  assert.deepEqual(clock.best, { offset: 2000, trip: 40 }, 'clocks drift: old readings are let go');
});

test('a tally of delays leaves out what was made before the lane was open', () => {
  const tally = new Tally();
  tally.measure({ meter: meterAt(1000, {}), asked: 0, answered: 0 });
  tally.note('ws', { kind: 'opens', at: 100 });
  tally.note('ws', hears(110, [1, 1050]));
  for (const [n, delay] of [[2, 2], [3, 4], [4, 30]]) tally.note('ws', hears(200 * n + delay, [n, 1000 + 200 * n]));
  const lane = tally.lanes.ws;
  assert.deepEqual(lane.delays.map(({ value }) => value), [2, 4, 30]);
  assert.deepEqual([typicalDelay(lane), averageDelay(lane), lane.longest, lane.events], [4, 12, 30, 4]);
  assert.equal(averageDelay(tally.lanes.sse), null);
});

test('a tally keeps what its plots show, and no more', () => {
  const tally = new Tally();
  tally.measure({ meter: meterAt(0, {}), asked: 0, answered: 0 });
  tally.note('short', { kind: 'opens', at: 0 });
  for (let n = 1; n <= 1000; n += 1) tally.note('short', hears(n * 100, [n, n * 100]));
  assert.ok(tally.lanes.short.delays.length <= WINDOW_MS / 100 + 2);
  assert.equal(tally.lanes.short.events, 1000);
});

test('rates are what lies between two answers of the meter', () => {
  const from = meterAt(1000, { requests: 10, in: 100, out: 100, events: 5 });
  const to = meterAt(5000, { requests: 18, in: 500, out: 700, events: 9 });
  assert.deepEqual(ratesBetween(from, to, 'long'), { requests: 2, bytes: 250 });
  assert.deepEqual(ratesBetween(from, from, 'long'), { requests: 0, bytes: null });
  const tally = new Tally();
  tally.measure({ meter: from, asked: 0, answered: 2 });
  tally.measure({ meter: meterAt(2000, { requests: 90 }), asked: 1000, answered: 1002 });
  assert.deepEqual(tally.lanes.sse.requests, [], 'too soon to tell');
  tally.measure({ meter: to, asked: 2000, answered: 2002 });
  assert.deepEqual(tally.lanes.sse.requests, [{ at: 2002, value: 2 }]);
  assert.deepEqual(totals(tally, 'sse'), { events: 9, requests: 18, bytes: 1200 / 9, delay: null, longest: null, empty: 0 });
});

test('scales end at round numbers that all lanes share', () => {
  assert.deepEqual([1, 7, 12, 501, 1000, 1700].map(ceiling), [1, 8, 15, 600, 1000, 2000]);
  const points = [{ at: 0, value: 900 }, { at: 10, value: 30 }];
  assert.equal(sharedTop([points, []], 5, 20), 30);
  assert.equal(sharedTop([points], 0, 20), 1000);
  assert.equal(sharedTop([[]], 0, 20), 20);
});

test('each drawing tells every event, none before it happened, and each by its own rules', () => {
  for (const lane of LANES) {
    const { arrows, news } = sketch(lane);
    const told = arrows.filter(({ kind }) => kind === 'news');
    for (const happened of news) assert.ok(told.some(({ from }) => from >= happened), `${lane}: ${happened}`);
    for (const { from, to } of arrows) assert.ok(to > from);
  }
  const kinds = (lane, wanted) => sketch(lane).arrows.filter(({ kind }) => kind === wanted).length;
  assert.deepEqual(LANES.map((lane) => kinds(lane, 'ask')), [6, 5, 1, 1], 'who asks how often');
  assert.ok(kinds('short', 'empty') > 0 && kinds('long', 'empty') === 0);
  assert.ok(kinds('ws', 'say') > 0, 'a WebSocket speaks both ways');
});

test('numbers have units', () => {
  assert.deepEqual([null, 0.42, 9.96, 252.4, 1290].map(msWords).map(plain), ['–', '0.4 ms', '10 ms', '252 ms', '1.3 s']);
  assert.deepEqual([null, 34.2, 1140].map(bytesWords).map(plain), ['–', '34 bytes', '1.1 kB']);
  assert.equal(plain(rateWords(2.04)), '2 a second');
  assert.deepEqual([7, 1240, 1234567].map(grouped), ['7', '1,240', '1,234,567']);
  assert.deepEqual([45, 60, 125].map(spanWords).map(plain), ['45 s', '1 min', '2 min 5 s']);
  assert.deepEqual([0.5, 1, 50].map(hzWords), ['one event in 2 seconds', '1 event a second', '50 events a second']);
});

test('the comparison says who asked how often for what', () => {
  const lane = (requests, bytes, delay) => ({ events: 60, requests, bytes, delay, longest: delay, empty: 0 });
  const all = { short: lane(120, 1240, 251), long: lane(61, 620, 8), sse: lane(1, 75, 2.5), ws: lane(1, 31, 1.2) };
  assert.equal(
    plain(comparisonWords(all)),
    'Short polling asked 120 times for 60 events and moved 1.2 kB for each; long polling asked 61 times and moved 620 bytes; server-sent events asked once and moved 75 bytes; and the WebSocket asked once and moved 31 bytes.' +
      ' On average an event took 1.2 ms by the WebSocket, and 251 ms by short polling. What short polling moves for one event would carry 40 by the WebSocket.',
  );
  const none = { ...lane(0, null, null), events: 0 };
  assert.match(plain(comparisonWords({ ...all, ws: none })), /asked once and moved 75 bytes\. Nothing came through by the WebSocket\. On average/);
  assert.match(comparisonWords({ short: none, long: none, sse: none, ws: none }), /^Start the race/);
});

test('each lane says what one sees, and what is wrong', () => {
  for (const lane of LANES) assert.match(seenWords(lane, { interval: 500, hz: 4 }), /^[A-Z].+\.$/);
  assert.match(plain(seenWords('short', { interval: 500, hz: 1 })), /every 500 ms.*many answers are empty/);
  assert.doesNotMatch(seenWords('short', { interval: 500, hz: 20 }), /empty/);
  assert.equal(troubleWords({ health: 'open', detail: '' }, 'ws'), null);
  assert.match(troubleWords({ health: 'lost', detail: 'connection lost' }, 'ws'), /^WebSocket was interrupted \(connection lost\)/);
  assert.match(troubleWords({ health: 'ended', detail: 'no upgrade' }, 'ws'), /^WebSocket gets no further here \(no upgrade\)/);
  for (const phase of ['idle', 'opening', 'running', 'stopped', 'time', 'hidden']) assert.match(phaseWords(phase, 61_000, 600_000), /\S/);
});

test('a lane tries again after a cut, and gives up after three refusals in a row', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const told = [];
  const tries = [];
  persist((report) => told.push(report.kind), (say) => {
    tries.push(say);
    return () => {};
  });
  const lose = (how) => {
    tries.at(-1)({ kind: 'loses', at: 0, asked: 0, how, detail: '' });
    context.mock.timers.tick(1_000);
  };
  for (const how of ['refused', 'refused']) lose(how);
  tries.at(-1)({ kind: 'opens', at: 0 });
  for (const how of ['cut', 'cut', 'refused', 'refused', 'refused']) lose(how);
  assert.equal(tries.length, 7);
  assert.equal(told.at(-1), 'ends');
});

test('a lane whose session is over, or that is stopped, stays so', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  for (const how of ['over', 'moved']) {
    let tries = 0;
    persist(() => {}, (say) => {
      tries += 1;
      say({ kind: 'loses', at: 0, asked: 0, how, detail: '' });
      return () => {};
    });
    context.mock.timers.tick(10_000);
    assert.equal(tries, 1, how);
  }
  const told = [];
  let say = () => {};
  const lane = persist((report) => told.push(report), (tell) => {
    say = tell;
    return () => {};
  });
  lane.stop();
  say({ kind: 'opens', at: 0 });
  assert.deepEqual(told, []);
});
