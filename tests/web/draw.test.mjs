import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { readFrame } from '../../web/party/codec.js';
import { Crowd } from '../../web/party/crowd.js';
import { draw } from '../../web/party/draw.js';
import { Timeline } from '../../web/party/timeline.js';
import { frame, viewOf } from '../lib/frames.mjs';

const PALETTE = { ink: 'ink', surface: 'surface', line: 'line', zombie: 'zombie', accent: 'accent', shade: 'shade' };
const SCENE = { you: 1, size: 10, width: 490, height: 240, x: 100, y: 50, placed: true, still: false };

/** A canvas that keeps what is asked of it, as `[name, ...arguments]` with the fill style behind. */
function fakeCanvas(clientWidth = 500) {
  const calls = [];
  const canvas = { width: 1000, height: 500, clientWidth, calls, of: (name) => calls.filter(([called]) => called === name) };
  const context = new Proxy({ canvas, measureText: (text) => ({ width: text.length * 6 }) }, {
    get: (values, name) => values[name] ?? ((...given) => calls.push([name, ...given, values.fillStyle])),
  });
  canvas.getContext = () => context;
  return canvas;
}

/** Draws people with the ids from 1 on, and zombies with those after them, each 5 px farther to the right and the bottom. */
function drawn({ people, zombies = 0, name = '', scene = SCENE, clientWidth = 500 }) {
  const crowd = new Crowd(new Timeline(20));
  const came = Array.from({ length: people + zombies }, (_, index) => ({ id: index + 1, zombie: index >= people, rgb: 0xff0000 + index, name: index < people ? name : '' }));
  const moved = came.map(({ id }) => [id, (id * 5) % 490, (id * 5) % 240]);
  const turned = zombies > 0 ? [[people + 1, 1], [people + 2, 60_000]] : [];
  readFrame(viewOf(frame({ tick: 1, keyframe: true, came, moved, turned })), crowd, 0);
  crowd.play(1);
  const canvas = fakeCanvas(clientWidth);
  draw(canvas.getContext(), PALETTE, crowd, 1, scene);
  return canvas;
}

const sheets = [];
beforeEach(() => {
  sheets.length = 0;
  globalThis.document = { createElement: () => (sheets.push(fakeCanvas()), sheets.at(-1)) };
});
afterEach(() => delete globalThis.document);

test('a few people are rounded squares, and you are the last one, with a ring', () => {
  const squares = drawn({ people: 3 }).of('roundRect');
  assert.equal(squares.length, 3);
  // 15 units of 1 CSS px, around the middle of a square of 10 px.
  assert.deepEqual(squares[0].slice(1, 5), [10 + 5 - 7.5, 10 + 5 - 7.5, 15, 15]);
  assert.deepEqual(squares[2].slice(1), [100 + 5 - 7.5, 50 + 5 - 7.5, 15, 15, 4.5, '#ff0000']);
  const canvas = drawn({ people: 3 });
  assert.deepEqual(canvas.of('fillText').map(([, text]) => text), ['you']);
  assert.equal(canvas.of('arc').length, 1);
  assert.equal(drawn({ people: 3, scene: { ...SCENE, placed: false } }).of('roundRect').length, 2);
});

test('who stands at the edge is shown whole, and so is their name', () => {
  for (const place of [{ x: 0, y: 0 }, { x: 490, y: 240 }]) {
    const canvas = drawn({ people: 98, scene: { ...SCENE, ...place } });
    for (const [, x, y, side] of canvas.of('roundRect')) assert.ok(x >= 2 && y >= 2 && x + side <= 498 && y + side <= 248, `${x}, ${y}`);
    const names = drawn({ people: 1, name: 'Hildegard', scene: { ...SCENE, ...place } }).of('fillText');
    const half = 'Hildegard'.length * 3;
    assert.ok(names[0][2] >= half && names[0][2] <= 500 - half, `at ${names[0][2]}`);
  }
});

test('the more there are, the smaller are they on a small screen, but for you', () => {
  const sides = [50, 150, 300, 400].map((people) => drawn({ people }).of('roundRect').map(([, , , side]) => side));
  const others = sides.map((all) => all[0]);
  assert.deepEqual([...others].sort((a, b) => b - a), others);
  assert.ok(others[0] === 15 && others[1] < 15 && others[3] >= 10);
  assert.ok(sides.every((all) => all.at(-1) === 15));
});

test('names are shown while there are not too many', () => {
  assert.deepEqual(drawn({ people: 3, name: 'Ada' }).of('fillText').map(([, text]) => text), ['Ada', 'Ada', 'Ada', 'you']);
  // A floor of 500 by 250 has room for 20, and no floor for more than 40.
  assert.equal(drawn({ people: 20, name: 'Ada' }).of('fillText').length, 21);
  assert.equal(drawn({ people: 21, name: 'Ada' }).of('fillText').length, 1);
  assert.equal(drawn({ people: 40, name: 'Ada', clientWidth: 1000 }).of('fillText').length, 41);
  assert.equal(drawn({ people: 41, name: 'Ada', clientWidth: 1000 }).of('fillText').length, 1);
  assert.equal(drawn({ people: 3, zombies: 2 }).of('fillText').length, 1);
});

test('in a crowd everybody is two rectangles on whole pixels, and you are as ever', () => {
  const canvas = drawn({ people: 3000 });
  assert.equal(canvas.of('roundRect').length, 1);
  const [, ...rectangles] = canvas.of('fillRect');
  assert.equal(rectangles.length, 2 * 2999);
  for (const [, ...numbers] of rectangles) assert.ok(numbers.slice(0, 4).every(Number.isInteger), String(numbers));
  assert.deepEqual(rectangles[1], ['fillRect', 22, 22, 16, 16, '#ff0001']);
  assert.deepEqual(canvas.of('save').length, canvas.of('restore').length);
});

test('a few zombies are drawn, and many are copied from a sheet that is made once', () => {
  assert.equal(drawn({ people: 1, zombies: 60 }).of('ellipse').length, 60);
  assert.equal(sheets.length, 0);
  for (let times = 0; times < 2; times += 1) {
    const canvas = drawn({ people: 1, zombies: 500 });
    assert.equal(canvas.of('ellipse').length, 0);
    const copies = canvas.of('drawImage');
    assert.equal(copies.length, 500);
    const [sheet] = sheets;
    assert.equal(sheets.length, 1);
    for (const [, from, x, y, width, height] of copies) {
      assert.ok(from === sheet && x >= 0 && y >= 0 && x + width <= sheet.width && y + height <= sheet.height, `${x}, ${y}`);
    }
    const tops = copies.map(([, , , , , , , top]) => top);
    assert.deepEqual(tops, tops.toSorted((a, b) => a - b), 'who stands lower is in front');
  }
});

test('an empty floor is one, too', () => {
  const canvas = fakeCanvas();
  draw(canvas.getContext(), PALETTE, null, 0, SCENE);
  assert.deepEqual(canvas.of('fillRect').map((call) => call.slice(1)), [[0, 0, 500, 250, 'surface']]);
  // One cell is a tenth of the longer side.
  assert.equal(canvas.of('lineTo').length, 9 + 4);
});
