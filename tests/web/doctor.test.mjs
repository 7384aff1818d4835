import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diagnose, longestWait } from '../../web/doctor/diagnose.js';
import { changesFor, noteFor } from '../../web/doctor/note.js';
import { progressOf, secondsAsked } from '../../web/doctor/state.js';
import { summarize } from '../../web/doctor/summary.js';
import { findingWords, headline, networkWords, verdictWords } from '../../web/doctor/words.js';
import { LANES } from '../../web/race/lanes/lane.js';

const plain = (text) => text.replaceAll('\u00a0', ' ');
/** The server's clock is this far ahead of the page's, in ms. */
const OFFSET = 5_000;
const SECOND = 1_000;

/** When event `n` was made, on the page's clock, at two a second. */
const made = (n) => 250 + n * 500;
const hears = (at, ...numbers) => ({ kind: 'hears', at, strange: 0, events: numbers.map((n) => ({ n, at: made(n) + OFFSET })) });
const asks = (at) => ({ kind: 'asks', at });
const opens = (at) => ({ kind: 'opens', at });
const loses = (at, asked, how, detail = '') => ({ kind: 'loses', at, asked, how, detail });
const answer = (at, asked, count) => ({ kind: 'answer', at, asked, count });
const eventsWithin = (from, to) => Array.from({ length: 120 }, (_, n) => n).filter((n) => made(n) >= from && made(n) < to);

/** A connection that is open from then to then, and late by so many ms. */
const open = (from, to, late = 3) => [asks(from), opens(from + 10), ...eventsWithin(from + 10, to - late).map((n) => hears(made(n) + late, n))];
/** Polls: each question is answered by what has happened by then. */
const asked = (every, to) => Array.from({ length: Math.floor(to / every) }, (_, index) => index * every).flatMap((at) => {
  const news = eventsWithin(at - every, at);
  return [asks(at), answer(at + 4, at, news.length), ...(at === 0 ? [opens(0)] : []), ...(news.length > 0 ? [hears(at + 4, ...news)] : [])];
});
const held = (to) => [opens(0), ...eventsWithin(0, to - 5).flatMap((n) => [asks(made(n) - 495), answer(made(n) + 5, made(n) - 495, 1), hears(made(n) + 5, n)])];

/** What was seen of a network in which all is fine but for what is told. */
function seen({ seconds = 60, done = true, patient = [], trips = [4, 6, 5, 9], via = '', ...lanes } = {}) {
  const to = seconds * SECOND;
  const fine = { short: asked(500, to), long: held(to), sse: open(0, to), ws: open(0, to) };
  return { began: 0, now: to, done, hz: 2, interval: 500, lanes: { ...fine, ...lanes }, patient, trips, clock: { offset: OFFSET, trip: 4 }, via };
}

const found = (lane, what) => {
  const { reason, state, after, times } = diagnose(seen(what), lane);
  return [reason, state, after === null ? null : Math.round(after), times];
};
const said = (lane, what) => plain(findingWords(lane, diagnose(seen(what), lane), true));

/** A WebSocket that nothing on the way lets through. */
const STRIPPED = { ws: [0, 1.1, 2.2].flatMap((s) => [asks(s * SECOND), loses(s * SECOND + 90, s * SECOND, 'refused', 'no upgrade')]) };
/** A stream of which nothing comes before its end. */
const BUFFERED = { sse: [asks(0)] };
/** Connections that are cut after three seconds, and opened again. */
const cutAfter3 = (to) => Array.from({ length: Math.floor(to / 4000) }, (_, index) => index * 4000).flatMap((at) => [...open(at, at + 3000), loses(at + 3010, at, 'cut', 'connection lost')]);

test('all is fine', () => {
  for (const lane of LANES) assert.deepEqual(found(lane, {}), ['fine', 'good', null, 0], lane);
  const summary = summarize(seen());
  assert.deepEqual([summary.takes, summary.trip, summary.misses], ['ws', 6, 0]);
  assert.equal(headline(summary, true), 'Here the game plays by a WebSocket: all is well.');
  assert.match(plain(findingWords('ws', summary.findings.ws, true)), /^120 messages came as they were sent, each at once: 3 ms is typical\.$/);
  assert.deepEqual(changesFor(summary, { host: 'school:58900', tls: false }), []);
});

test('an upgrade that is stripped, or swallowed', () => {
  assert.deepEqual(found('ws', STRIPPED), ['refused', 'bad', null, 3]);
  assert.match(said('ws', STRIPPED), /refused, though plain HTTP passes/);
  assert.match(said('ws', { ws: [asks(0), loses(8000, 0, 'refused', 'no answer')] }), /gets no answer, though plain HTTP passes/);
  const summary = summarize(seen(STRIPPED));
  assert.equal(headline(summary, true), 'Here the game plays by server-sent events, as a WebSocket does not get through well.');
});

test('a stream that is held back whole, or comes in bursts', () => {
  assert.deepEqual(found('sse', BUFFERED), ['held', 'bad', 60, 0]);
  assert.match(said('sse', BUFFERED), /collects the stream .* nothing came in 60 s\.$/);
  const bursts = [asks(0), opens(10), ...[5, 10, 15, 20].map((s) => hears(s * SECOND, ...eventsWithin((s - 5) * SECOND, s * SECOND)))];
  assert.deepEqual(found('sse', { seconds: 20.5, sse: bursts }), ['held', 'bad', 5, 0]);
  assert.match(said('sse', { seconds: 20.5, sse: bursts }), /up to 5 s late, many at once\.$/);
  assert.deepEqual(found('sse', { sse: open(0, 20_000) }), ['held', 'bad', 40, 0], 'it stops in the middle');
});

test('what was made before a lane was open does not count as late', () => {
  const late = [asks(0), opens(4_000), hears(4_005, 0, 1, 2, 3, 4, 5, 6, 7), ...eventsWithin(4_000, 59_000).map((n) => hears(made(n) + 3, n))];
  assert.deepEqual(found('sse', { sse: late, seconds: 59 }), ['fine', 'good', null, 0]);
});

test('connections that are cut: how soon, and how often', () => {
  assert.deepEqual(found('ws', { ws: cutAfter3(60_000) }), ['cut', 'bad', 3, 15]);
  assert.deepEqual(found('ws', { seconds: 8, ws: cutAfter3(8_000) }), ['cut', 'bad', 3, 2]);
  assert.match(said('ws', { seconds: 8, ws: cutAfter3(8_000) }), /cuts it after 3 s \(twice\)/);
  assert.deepEqual(found('ws', { seconds: 5, ws: cutAfter3(5_000) }), ['cut', 'but', 3, 1]);
  const longer = [...open(0, 25_000), loses(25_000, 0, 'cut'), ...open(26_000, 51_000), loses(51_000, 26_000, 'cut'), ...open(52_000, 60_000)];
  assert.deepEqual(found('ws', { ws: longer }), ['cut', 'bad', 25, 2]);
  assert.deepEqual(found('ws', { ws: [...open(0, 40_000), loses(40_000, 0, 'cut'), ...open(41_000, 60_000)] }), ['cut', 'but', 40, 1]);
  assert.match(said('ws', { ws: longer }), /cuts it after 25 s \(twice\): too soon/);
});

test('questions that may not wait', () => {
  const impatient = { patient: [asks(1_000), loses(16_000, 1_000, 'cut', 'status 504')] };
  assert.deepEqual(found('long', impatient), ['impatient', 'but', 15, 1]);
  assert.match(said('long', impatient), /that wait for 15 s are cut \(once\)/);
  assert.deepEqual(found('long', { patient: [loses(4_000, 1_000, 'cut'), loses(8_000, 5_000, 'refused')] }), ['impatient', 'bad', 3, 2]);
  assert.deepEqual(found('long', { patient: [answer(2, 1, 1), answer(25_002, 2, 0), loses(26_000, 25_010, 'over')] })[0], 'fine');
  assert.equal(longestWait(seen({ patient: [answer(2, 1, 1), answer(25_002, 2, 0)] })), 25);
  assert.equal(longestWait(seen()), null);
});

test('answers that are copies of older ones', () => {
  const empty = Array.from({ length: 120 }, (_, index) => [asks(index * 500), answer(index * 500 + 2, index * 500, 0)]).flat();
  assert.equal(found('short', { short: [opens(0), ...empty] })[0], 'stale');
  assert.equal(found('short', { short: asked(500, 20_000) })[0], 'stale', 'from then on nothing new');
  assert.deepEqual(found('long', { long: [...held(60_000), hears(59_999, 3)] }), ['stale', 'bad', null, 1], 'the same again');
});

test('what is changed on the way, or does not arrive', () => {
  const changed = open(0, 60_000).map((report) => (report.kind === 'hears' ? { ...report, events: [], strange: 1 } : report));
  assert.deepEqual(found('sse', { sse: changed }), ['altered', 'bad', null, 120]);
  const holes = open(0, 60_000).filter((_, index) => index !== 9 && index !== 10);
  assert.deepEqual(found('ws', { ws: holes }), ['missing', 'but', null, 2]);
  assert.match(said('ws', { ws: holes }), /^2 messages never came/);
  assert.match(said('long', { long: [asks(0), loses(50, 0, 'refused', 'status 403')] }), /refused or answered by something else \(status 403\)/);
});

test('it waits before it says anything, but not for the end', () => {
  const soon = { seconds: 2, done: false, ...BUFFERED };
  assert.deepEqual(found('sse', soon), ['wait', 'wait', null, 0]);
  assert.deepEqual(found('sse', { ...soon, seconds: 6 }).slice(0, 2), ['held', 'bad']);
  assert.deepEqual(found('ws', { seconds: 2, done: false, ...STRIPPED }).slice(0, 2), ['refused', 'bad']);
  const nothing = { ws: [], sse: [], long: [], short: [] };
  assert.equal(headline(summarize(seen({ seconds: 1, done: false, ...nothing })), false), 'Watching all four…');
  assert.match(headline(summarize(seen({ seconds: 6, done: false })), false), /^As it looks, here the game plays by a WebSocket/);
  assert.equal(verdictWords(diagnose(seen({ done: false }), 'ws'), false), 'Works so far');
});

test('the server’s own end is not the network’s doing', () => {
  const ended = { ws: [...open(0, 9_000), loses(9_000, 0, 'over', 'close code 1001')] };
  assert.deepEqual(found('ws', ended).slice(0, 2), ['over', 'wait']);
  assert.match(said('ws', ended), /^The server itself ended this \(close code 1001\)/);
});

test('where nothing gets through, or nobody answers', () => {
  const refused = (detail) => [asks(0), loses(50, 0, 'refused', detail)];
  const lanes = Object.fromEntries(LANES.map((lane) => [lane, refused('status 403')]));
  assert.match(headline(summarize(seen(lanes)), true), /^Nothing but the page itself gets through/);
  assert.match(headline(summarize(seen({ ...lanes, trips: [null, null] })), true), /^The server does not answer/);
});

test('the way in words', () => {
  const summary = summarize(seen({ trips: [4, 8, null, 5] }));
  assert.equal(
    plain(networkWords(summary, false)),
    'A round trip takes 5 ms, and varies by 3.5 ms (jitter). 1 of 4 measurements got no answer: the network itself has breaks. The connection is not encrypted (no TLS): what stands on the way can read and change it.',
  );
  assert.match(networkWords(summary, true), /encrypted \(TLS\)/);
});

test('the note says what was tested, what the network did, and what to change', () => {
  const what = seen({ ...STRIPPED, ...BUFFERED, patient: [answer(25_002, 2, 0)], via: '1.1 squid' });
  const place = { host: 'school:58900', tls: false, http: 'HTTP/1.1', browser: 'Firefox 144', when: new Date(2026, 10, 21, 9, 5) };
  const note = noteFor(what, summarize(what), place);
  for (const part of [
    /^When: 2026-11-21 09:05 \(UTC[+-]\d\d:\d\d\), for 60 s$/m,
    /^Server: school:58900, by http and ws \(no TLS\), HTTP\/1\.1$/m,
    /^Browser: Firefox 144$/m,
    /^- WebSocket: doesn’t work here\. /m,
    /^- Server-sent events: doesn’t work here\. /m,
    /^- Long polling: works\. /m,
    /^- A question without news was kept for 25 s and then answered\.$/m,
    /^- A proxy names itself in the answers \(Via: 1\.1 squid\)\.$/m,
    /^1\. Let WebSocket .*"Upgrade: websocket" to ws:\/\/school:58900\/tttp/m,
    /^2\. Do not buffer answers of type text\/event-stream.*X-Accel-Buffering: no/m,
    /^3\. Or instead of all that: .*https/m,
    /^Until then the game works by long polling\.$/m,
  ]) assert.match(note, part);
  const cut = seen({ ws: cutAfter3(60_000) });
  assert.match(changesFor(summarize(cut), place)[0], /idle timeout of at least 60 s/);
  const secret = changesFor(summarize(cut), { ...place, tls: true });
  assert.match(secret.at(-1), /TLS inspection/);
  const stale = seen({ short: asked(500, 20_000) });
  assert.match(changesFor(summarize(stale), place)[0], /Cache-Control: no-store/);
});

test('an address may ask for a check, within bounds', () => {
  const asks = (query) => secondsAsked(new URL(`http://here/doctor${query}`));
  assert.deepEqual(['', '?seconds=8', '?seconds=1', '?seconds=9999', '?seconds=x', '?seconds=-4'].map(asks), [null, 8, 4, 300, null, null]);
  assert.deepEqual(progressOf(10, 2_500).part, 0.25);
  assert.deepEqual([plain(progressOf(10, 2_500).words), progressOf(10, 11_000).words], ['8 s', 'Done']);
});
