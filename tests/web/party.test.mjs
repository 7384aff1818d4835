import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFrame } from '../../web/party/codec.js';
import { Crowd } from '../../web/party/crowd.js';
import { believe, nowhere, step, takeNews } from '../../web/party/me.js';
import { initial, reduce, veilFor } from '../../web/party/state.js';
import { codeIn, isCode, newCode, pageOf, partyQuery } from '../../web/party/room.js';
import { Timeline } from '../../web/party/timeline.js';
import { chaseWords, colourName, nobodyWords, peopleList, summary } from '../../web/party/words.js';
import { reachAt, standing, strike } from '../../web/party/zombie.js';
import { frame, viewOf } from '../lib/frames.mjs';

const WORLD = { width: 500, height: 500, top_speed: 3000 };

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

test('the server hears of each position once, in the units of the wire', () => {
  const me = nowhere();
  believe(me, 10, 10, 0);
  assert.equal(takeNews(me, 1), false);
  me.x = 10.03;
  assert.equal(takeNews(me, 2), false);
  me.x = 12.4;
  assert.equal(takeNews(me, 3), true);
  assert.deepEqual([me.sentX, me.sentY], [12.375, 10]);
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

/** A crowd that was sent one keyframe. */
function crowdOf(came, turned = []) {
  const crowd = new Crowd(new Timeline(20));
  readFrame(viewOf(frame({ tick: 1, keyframe: true, came, turned, moved: came.map(({ id }) => [id, 0, 0]) })), crowd, 0);
  return crowd;
}

test('the words say who is here', () => {
  const people = [{ id: 6, rgb: 0xb01010 }, { id: 7, rgb: 0x1030b0 }, { id: 9, rgb: 0x105010, name: 'Ada' }];
  const zombies = [1, 2, 3].map((id) => ({ id, zombie: true }));
  const now = crowdOf([...people, ...zombies], [[1, 7], [2, 7]]);
  assert.equal(summary(now, { x: 120.4, y: 299.6, placed: true }), '3 people, 3 zombies; you are at 120, 300.');
  assert.equal(summary(crowdOf([people[0]]), { x: 0, y: 0, placed: false }), '1 person, 0 zombies.');
  assert.equal(chaseWords(now, 7), '2 zombies are after you.');
  assert.equal(chaseWords(now, 6), null);
  assert.deepEqual(peopleList(now, 7), { rows: [{ colour: '#1030b0', name: 'You, blue' }, { colour: '#b01010', name: 'Person 6, red' }, { colour: '#105010', name: 'Ada, dark green' }], more: 0 });
  const many = crowdOf(Array.from({ length: 30 }, (_, id) => ({ id: id + 1, rgb: 0x808080 })));
  assert.equal(peopleList(many, 30).rows[0].name, 'You, grey');
  assert.equal(peopleList(many, 30).more, 18);
});

test('a new room has a code that can be read out, and any sign may be in it', () => {
  let seed = 7;
  const fill = (bytes) => (bytes[0] = seed = (seed * 75 + 74) % 65537);
  const signs = new Set();
  for (let times = 0; times < 200; times += 1) {
    const code = newCode(fill);
    assert.match(code, /^[A-Z0-9]{6}$/);
    assert.ok(isCode(code) && !/[01258BILOSUZ]/.test(code), code);
    for (const sign of code) signs.add(sign);
  }
  assert.equal(signs.size, 24);
});

test('the address tells which room it is, and who goes elsewhere keeps the name', () => {
  assert.equal(codeIn(''), null);
  assert.equal(codeIn('?zombies=9&room=k7w4'), 'K7W4');
  assert.equal(pageOf('K7W4'), '/party?room=K7W4');
  assert.equal(pageOf('K7W4', '?room=ABC&zombies=9&name=Ada+L'), '/party?room=K7W4&name=Ada+L');
  for (const code of ['', 'A', 'A B', 'Ä4', 'ABCDEFGHIJKLM']) assert.equal(isCode(code), false, code);
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
  state = reduce(state, { type: 'welcome', welcome: { type: 'welcome', you: 6, room: 'MAIN', tick: 0, hz: 20, width: 500, height: 500, size: 10, top_speed: 3000 } });
  assert.equal(veilFor(state), null);
  state = reduce(state, { type: 'link', link: { name: 'waiting', until: 3000, why: 'The connection was lost.' }, now: 0 });
  assert.deepEqual(veilFor(state), { title: 'The connection was lost.', text: 'Reconnecting in 3 s…' });
  assert.equal(state.world, null);
  const held = reduce(state, { type: 'link', link: { name: 'open', held: true }, now: 0 });
  assert.deepEqual([veilFor(held), held.world.you], [null, 6], 'the same session goes on, and says welcome no more');
  const fresh = reduce(state, { type: 'link', link: { name: 'open', held: false }, now: 0 });
  assert.equal(veilFor(fresh).title, 'Coming in…');
});

test('who is connected is not told otherwise while nobody is known', () => {
  assert.match(nobodyWords({ name: 'open' }), /^Nobody that we know of yet/);
  for (const link of [{ name: 'connecting' }, { name: 'waiting', until: 0, why: '' }, { name: 'stopped', why: null }]) assert.match(nobodyWords(link), /^Not connected/);
});

test('the server is told how to let us in, and nothing that is only for the page', () => {
  const query = (search) => Object.fromEntries(new URLSearchParams(partyQuery(search)));
  assert.deepEqual(query('?room=ABC&zombies=9&name=Ada+L&transport=long&session=new'), { room: 'ABC', zombies: '9', name: 'Ada L', form: 'party.2' });
  assert.deepEqual(query(''), { form: 'party.2' });
});
