// A link in a world of tests, and the ways that it comes by.
import { Link } from '../../web/lib/socket.js';
import { settle, TOKEN } from './world.mjs';

/** A link in this world, and what it tells. */
export function linkIn(world, options = {}) {
  const it = { states: [], texts: [], bytes: [] };
  it.link = new Link({ path: '/tttp', protocols: ['tttp.2'], onState: (state) => it.states.push(state), onText: (text) => it.texts.push(text), onBytes: (bytes) => it.bytes.push(bytes), ...options }, world);
  it.names = () => it.states.map(({ name }) => name);
  it.rung = () => it.link.state.way?.rung;
  return it;
}

/** Answers the oldest request of this kind. */
export async function answer(world, method, status, json, headers) {
  world.waiting(method).answer(status, json, headers);
  await settle();
}

/** Answers a poll: messages up to number `seq`. */
export const say = (world, seq, ...messages) => answer(world, 'GET', 200, { seq, heard: 0, messages, end: null });
/** Answers a POST: so many of ours were heard. */
export const heard = (world, count) => answer(world, 'POST', 204, null, { 'tttparty-heard': String(count) });
/** The newest stream carries the session. */
export const greet = (world, { seq = 0, heard: known = 0 } = {}) => world.streaming.tell('session', `SESSION ${TOKEN} seq=${seq} heard=${known}`);

/** Lets time pass on a stream that lives. */
export function beating(world, ms) {
  for (let left = ms; left > 0; left -= 5_000) {
    world.pass(Math.min(left, 5_000));
    world.streaming.tell('beat', '0');
  }
}

/** A link that is on a stream, since WebSockets are refused. */
export async function onStream(world, options) {
  const it = linkIn(world, options);
  it.link.start();
  world.close(1006);
  await answer(world, 'POST', 201, { session: TOKEN });
  greet(world);
  return it;
}

/** A link that polls, since streams are held back as well. */
export async function onPolls(world, options) {
  const it = linkIn(world, options);
  it.link.start();
  world.close(1006);
  await answer(world, 'POST', 201, { session: TOKEN });
  world.pass(1_000);
  await say(world, 0);
  return it;
}
