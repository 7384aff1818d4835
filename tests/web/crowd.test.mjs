import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFrame } from '../../web/party/codec.js';
import { Crowd } from '../../web/party/crowd.js';
import { FIRST_BEHIND, LEAST_BEHIND, MOST_BEHIND, Timeline } from '../../web/party/timeline.js';
import { frame, viewOf } from '../lib/frames.mjs';

const HZ = 20;
const PERIOD = 1000 / HZ;

/** A crowd, its clock, and a way to send it a frame: each comes when its tick is due, unless another time is given. */
function setUp() {
  const timeline = new Timeline(HZ);
  const crowd = new Crowd(timeline);
  const send = (what, now = what.tick * PERIOD) => assert.ok(readFrame(viewOf(frame(what)), crowd, now));
  /** Where somebody is drawn at a time. */
  const at = (id, now) => {
    crowd.play(timeline.at(now));
    const slot = crowd.slotOf(id);
    return [crowd.x[slot], crowd.y[slot]];
  };
  return { timeline, crowd, send, at };
}

function random(seed) {
  return () => (seed = (seed * 16807) % 2147483647) / 2147483647;
}

const close = (value, expected, off, words) => assert.ok(Math.abs(value - expected) <= off, `${words ?? ''} ${value} is not ${expected}`);

test('ids come, go, and are used again for somebody else', () => {
  const { crowd, send } = setUp();
  send({ tick: 1, keyframe: true, came: [{ id: 7, rgb: 0xff0000, name: 'Ada' }, { id: 2, zombie: true }], turned: [[2, 7]], moved: [[7, 10, 20], [2, 0, 0]] });
  assert.deepEqual([crowd.people, crowd.zombies, crowd.end], [1, 1, 2]);
  const slot = crowd.slotOf(7);
  assert.deepEqual([crowd.colours[slot], crowd.names[slot], crowd.toX[slot], crowd.toY[slot]], ['#ff0000', 'Ada', 10, 20]);
  assert.equal(crowd.prey[crowd.slotOf(2)], 7);

  send({ tick: 2, gone: [7, 99], came: [{ id: 7, rgb: 0x00000a }], moved: [[7, 300, 300]] });
  const again = crowd.slotOf(7);
  assert.deepEqual([crowd.people, crowd.end, crowd.colours[again], crowd.names[again]], [1, 2, '#00000a', '']);
  assert.equal(crowd.x[again], 300, 'a newcomer does not walk from where another one was');

  send({ tick: 3, gone: [7, 2] });
  assert.deepEqual([crowd.people, crowd.zombies, crowd.slotOf(7), crowd.slotOf(2)], [0, 0, -1, -1]);
  send({ tick: 4, turned: [[2, 1]], moved: [[7, 1, 1]] });
  assert.deepEqual([crowd.people, crowd.zombies], [0, 0], 'nobody is made up of what is told of nobody');
});

test('a keyframe begins anew', () => {
  const { crowd, send, at } = setUp();
  send({ tick: 1, keyframe: true, came: [{ id: 1 }, { id: 2 }], moved: [[1, 0, 0], [2, 50, 50]] });
  send({ tick: 80, keyframe: true, came: [{ id: 2 }], moved: [[2, 400, 400]] });
  assert.deepEqual([crowd.people, crowd.slotOf(1)], [1, -1]);
  assert.deepEqual(at(2, 80 * PERIOD), [400, 400]);
});

test('there is room for all ids, and everybody keeps their place while it grows', () => {
  const { crowd, send } = setUp();
  const ids = Array.from({ length: 3000 }, (_, index) => index * 20 + 1);
  send({ tick: 1, keyframe: true, came: ids.map((id) => ({ id })), moved: ids.map((id) => [id, id / 16, 5]) });
  assert.equal(crowd.people, 3000);
  for (const id of ids) assert.equal(crowd.toX[crowd.slotOf(id)], id / 16);
});

test('ticks count on where the wire begins again at 0', () => {
  const { crowd, send } = setUp();
  send({ tick: 2 ** 32 - 1, keyframe: true, came: [{ id: 1 }], moved: [[1, 0, 0]] }, 0);
  send({ tick: 1, since: 2, moved: [[1, 100, 0]] }, 2 * PERIOD);
  assert.equal(crowd.tick, 2 ** 32 + 1);
  assert.equal(crowd.x[crowd.slotOf(1)], 0, 'two ticks are no pause: it walks');
});

test('who is told of in each tick is on a line between two frames, as far behind as the clock', () => {
  const { timeline, send, at } = setUp();
  assert.equal(timeline.at(0), 0);
  send({ tick: 1, keyframe: true, came: [{ id: 6 }], moved: [[6, 10, 0]] });
  close(timeline.at(PERIOD), 1 - FIRST_BEHIND, 1e-9);
  for (let tick = 2; tick <= 40; tick += 1) send({ tick, moved: [[6, tick * 10, 0]] });
  for (const part of [0, 0.25, 0.5, 0.9]) {
    const now = (40 + part) * PERIOD;
    close(at(6, now)[0], timeline.at(now) * 10, 0.5, `${part} ticks later`);
  }
  assert.deepEqual(at(6, 50 * PERIOD), [400, 0], 'and waits at the newest place');
});

test('who is told of in each 4th or 16th tick walks all the time, too', () => {
  for (const wait of [4, 16]) {
    const { send, at } = setUp();
    send({ tick: 0, keyframe: true, came: [{ id: 6 }], moved: [[6, 0, 0]] });
    let last = 0;
    for (let tick = 1; tick <= 20 * wait; tick += 1) {
      send({ tick, moved: tick % wait === 0 ? [[6, tick, 0]] : [] });
      for (let part = 0; part < 3; part += 1) {
        const [x] = at(6, (tick + part / 3) * PERIOD);
        // The pace takes some news to be known.
        if (tick > 6 * wait) close(x - last, 1 / 3, 0.15, `wait ${wait}, tick ${tick}:`);
        last = x;
      }
    }
  }
});

test('who has rested sets out at once, and does not slide from long ago', () => {
  for (const rest of [10, 100]) {
    const { send, at, timeline } = setUp();
    send({ tick: 0, keyframe: true, came: [{ id: 6 }], moved: [[6, 0, 0]] });
    for (let tick = 1; tick < 100; tick += 1) send({ tick, moved: tick <= 100 - rest ? [[6, 0, 0]] : [] });
    assert.deepEqual(at(6, 100 * PERIOD), [0, 0]);
    send({ tick: 100, moved: [[6, 64, 0]] });
    assert.ok(at(6, 100.1 * PERIOD)[0] < 10, 'no jump');
    assert.equal(at(6, (101 + timeline.behind) * PERIOD)[0], 64, 'and no dawdling');
  }
});

test('after a pause everybody is where the newest frame says, at once', () => {
  const { send, at } = setUp();
  send({ tick: 0, keyframe: true, came: [{ id: 6 }], moved: [[6, 0, 0]] });
  send({ tick: 1, moved: [[6, 10, 0]] });
  send({ tick: 40, since: 39, moved: [[6, 400, 0]] });
  assert.deepEqual(at(6, 40 * PERIOD), [400, 0]);
});

/** Plays frames that come after `lateness()` ms each, in order, and tells of every animation frame. */
function playOut(timeline, frames, lateness, onFrame = () => {}) {
  let next = { tick: 0, at: lateness() };
  for (let now = 0; now < frames * PERIOD; now += 1000 / 60) {
    while (next.at <= now) {
      timeline.hear(next.tick, next.at);
      onFrame(timeline.at(next.at), next.tick);
      next = { tick: next.tick + 1, at: Math.max((next.tick + 1) * PERIOD + lateness(), next.at) };
    }
    onFrame(timeline.at(now), next.tick - 1);
  }
}

test('on an even network the playback is little more than one frame behind', () => {
  const timeline = new Timeline(HZ);
  playOut(timeline, 600, () => 30);
  close(timeline.behind, LEAST_BEHIND, 0.05);
});

test('on an uneven one it is as far behind as it takes, and plays smoothly', () => {
  const [seed, timeline] = [11, new Timeline(HZ)];
  const next = random(seed);
  let last = -Infinity;
  let dry = 0;
  playOut(timeline, 600, () => 20 + next() * 120, (tick, newest) => {
    if (newest > 100) {
      assert.ok(tick >= last && tick - last < 0.5, `from ${last} to ${tick}, seed ${seed}`);
      if (tick > newest) dry += 1;
    }
    last = tick;
  });
  assert.ok(timeline.behind > 2.5 && timeline.behind < 4, `${timeline.behind} behind`);
  assert.ok(dry < 40, `it ran out of frames ${dry} times of 1800, seed ${seed}`);
});

test('it gives way quickly and comes back slowly, within bounds', () => {
  const timeline = new Timeline(HZ);
  let late = 0;
  let frames = 0;
  const hear = (count) => {
    for (let times = 0; times < count; times += 1, frames += 1) timeline.hear(frames, frames * PERIOD + late);
  };
  hear(400);
  close(timeline.behind, LEAST_BEHIND, 0.05);
  late = 150;
  hear(4);
  assert.ok(timeline.behind > 3, 'four late frames are enough');
  late = 0;
  hear(40);
  assert.ok(timeline.behind > 2, 'forty early ones are not');
  hear(400);
  close(timeline.behind, LEAST_BEHIND, 0.1);
  for (let times = 0; times < 50; times += 1) {
    late = 900 * (times % 2);
    hear(1);
  }
  assert.equal(timeline.behind, MOST_BEHIND);
});

test('a clock that jumps starts afresh', () => {
  const timeline = new Timeline(HZ);
  for (let tick = 0; tick < 20; tick += 1) timeline.hear(tick, tick * PERIOD);
  timeline.at(19 * PERIOD);
  timeline.hear(20, 60_000);
  close(timeline.at(60_000), 20 - timeline.behind, 1e-9);
});
