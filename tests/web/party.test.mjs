import assert from 'node:assert/strict';
import { test } from 'node:test';
import { believe, nowhere, step, takeNews } from '../../web/party/me.js';
import { initial, reduce, veilFor } from '../../web/party/state.js';
import { between, FRAMES_BEHIND, Timeline } from '../../web/party/timeline.js';
import { chaseWords, colourName, peopleList, summary } from '../../web/party/words.js';
import { reachAt, standing, strike } from '../../web/party/zombie.js';

const HZ = 20;
const PERIOD = 1000 / HZ;
const WORLD = { width: 500, height: 500, top_speed: 3000 };

/** A frame in which person 6 is at x = 10 times the tick. */
const frame = (tick) => ({ type: 'frame', tick, people: [[6, tick * 10, 0, '#102030']], zombies: [] });

/** Where person 6 is shown. */
function shownX(timeline, now) {
  const { older, newer, share } = timeline.sample(now);
  return between(older.personById.get(6), newer.personById.get(6), 1, share);
}

test('an empty timeline has nothing to show', () => {
  assert.equal(new Timeline(HZ).sample(0), null);
});

test('others are shown two frames late, and in between frames in between', () => {
  const timeline = new Timeline(HZ);
  for (let tick = 0; tick <= 10; tick += 1) timeline.push(frame(tick), tick * PERIOD);
  const now = 10 * PERIOD;
  assert.equal(shownX(timeline, now), (10 - FRAMES_BEHIND) * 10);
  assert.equal(shownX(timeline, now + PERIOD / 2), 85);
  assert.equal(shownX(timeline, now + 10 * PERIOD), 100, 'it waits at the newest frame');
});

test('a gap is bridged by the ticks, not by the order of arrival', () => {
  const timeline = new Timeline(HZ);
  for (const tick of [0, 1, 2, 6]) timeline.push(frame(tick), tick * PERIOD);
  assert.equal(shownX(timeline, 6 * PERIOD), 40);
});

test('frames that come late and in bunches still play smoothly', () => {
  const timeline = new Timeline(HZ);
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const arrivals = Array.from({ length: 200 }, (_, tick) => ({ frame: frame(tick), at: tick * PERIOD + 30 + random() * 40 }));
  for (let index = 1; index < arrivals.length; index += 1) arrivals[index].at = Math.max(arrivals[index].at, arrivals[index - 1].at);
  let last = 0;
  let next = 0;
  for (let now = 0; now < 195 * PERIOD; now += 1000 / 60) {
    for (; next < arrivals.length && arrivals[next].at <= now; next += 1) timeline.push(arrivals[next].frame, arrivals[next].at);
    if (now < 20 * PERIOD) continue;
    const { tick } = timeline.sample(now);
    if (last > 0) assert.ok(tick >= last - 1e-9 && tick - last < 0.75, `from ${last} to ${tick}, seed 7`);
    last = tick;
  }
});

test('an old frame and one twice are dropped; a clock that jumps starts afresh', () => {
  const timeline = new Timeline(HZ);
  timeline.push(frame(5), 250);
  timeline.push(frame(4), 260);
  timeline.push(frame(5), 260);
  assert.equal(timeline.newest.tick, 5);
  timeline.push(frame(0), 9_000);
  assert.equal(timeline.newest.tick, 0);
  assert.equal(shownX(timeline, 9_000), 0);
});

test('somebody new stands where the first frame says', () => {
  assert.equal(between(undefined, [6, 70, 80, ''], 1, 0.1), 70);
  assert.equal(between([6, 0, 0, ''], [6, 100, 50, ''], 2, 0.5), 25);
});

test('your square goes where the pointer is, no faster than allowed, and not off the floor', () => {
  const me = nowhere();
  step(me, 16, WORLD);
  assert.equal(takeNews(me, 0), false, 'nothing to tell before the server has placed us');
  believe(me, 0, 0, 0);
  me.goalX = 900;
  me.goalY = 0;
  step(me, 100, WORLD);
  assert.equal(me.x, 270);
  for (let times = 0; times < 10; times += 1) step(me, 100, WORLD);
  assert.equal(me.x, 500);
});

test('the server hears of each whole position once', () => {
  const me = nowhere();
  believe(me, 10, 10, 0);
  assert.equal(takeNews(me, 1), false);
  me.x = 10.3;
  assert.equal(takeNews(me, 2), false);
  me.x = 12.4;
  assert.equal(takeNews(me, 3), true);
  assert.deepEqual([me.sentX, me.sentY], [12, 10]);
  assert.equal(takeNews(me, 4), false);
});

test('the server’s word counts once we have been quiet', () => {
  const me = nowhere();
  believe(me, 0, 0, 0);
  me.x = 100;
  takeNews(me, 1000);
  believe(me, 60, 0, 1100);
  assert.equal(me.x, 100, 'it lags behind: that is no news');
  believe(me, 60, 0, 3000);
  assert.equal(me.x, 60);
});

test('keys walk, and a diagonal is no faster', () => {
  const me = nowhere();
  believe(me, 100, 100, 0);
  me.keyX = me.keyY = 1;
  step(me, 100, WORLD);
  assert.ok(Math.abs(Math.hypot(me.x - 100, me.y - 100) - 17) < 1e-9);
});

test('zombies reach out when near, turn to whom they chase, and stand still if asked', () => {
  assert.equal(reachAt(400), 0);
  assert.equal(reachAt(20), 1);
  const pose = standing();
  strike(pose, 1, 12.3, -30, 0, true, false);
  assert.deepEqual([pose.lookX, pose.lookY, pose.reach], [-1, 0, 1]);
  assert.notEqual(pose.swing, 0);
  strike(pose, 1, 12.3, -30, 0, true, true);
  assert.deepEqual([pose.swing, pose.sway], [0, 0]);
});

test('the words say who is here', () => {
  const people = [[6, 1, 2, '#b01010'], [7, 3, 4, '#1030b0'], [9, 3, 4, '#105010']];
  const now = { type: 'frame', tick: 1, people, zombies: [[1, 0, 0, 7], [2, 0, 0, 7], [3, 0, 0, 0]] };
  assert.equal(summary(now, { x: 120.4, y: 299.6, placed: true }), '3 people, 3 zombies; you are at 120, 300.');
  assert.equal(summary({ ...now, people: [people[0]], zombies: [] }, { x: 0, y: 0, placed: false }), '1 person, 0 zombies.');
  assert.equal(chaseWords(now, 7), '2 zombies are after you.');
  assert.equal(chaseWords(now, 6), null);
  assert.deepEqual(peopleList(now, 7).rows.map(({ name }) => name), ['You, blue', 'Person 6, red', 'Person 9, dark green']);
  const many = { ...now, people: Array.from({ length: 30 }, (_, id) => [id + 1, 0, 0, '#808080']) };
  assert.equal(peopleList(many, 30).rows[0].name, 'You, grey');
  assert.equal(peopleList(many, 30).more, 18);
});

test('colours have plain names', () => {
  const names = { '#ff0000': 'red', '#ffffff': 'white', '#000000': 'black', '#ffff00': 'yellow', '#00ff00': 'green', '#8b4513': 'brown', '#ff8c00': 'orange', '#ffc0cb': 'pink', '#40e0d0': 'turquoise', nonsense: 'some colour' };
  for (const [colour, name] of Object.entries(names)) assert.equal(colourName(colour), name, colour);
});

test('the veil tells what goes on, and lifts once the server has said welcome', () => {
  let state = initial();
  assert.equal(veilFor(state).title, 'Connecting…');
  state = reduce(state, { type: 'link', link: { name: 'open' }, now: 0 });
  assert.equal(veilFor(state).title, 'Coming in…');
  state = reduce(state, { type: 'welcome', welcome: { type: 'welcome', you: 6, tick: 0, hz: 20, width: 500, height: 500, size: 10, top_speed: 3000 } });
  assert.equal(veilFor(state), null);
  state = reduce(state, { type: 'link', link: { name: 'waiting', until: 3000, why: 'The connection was lost.' }, now: 0 });
  assert.deepEqual(veilFor(state), { title: 'The connection was lost.', text: 'Reconnecting in 3 s…', mayTry: true });
  assert.equal(state.world, null);
});
