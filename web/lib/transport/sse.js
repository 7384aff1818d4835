// A session on server-sent events (HTML Living Standard, section 9.2). They come on their own; ours go by POST.
import { readSession } from '../carried.js';
import { bytesOf, failed, LOST, UNKNOWN } from './door.js';

/** The server's heart beats so often, in ms. */
export const BEAT_MS = 5_000;
/** So long without a word is the end of it, in ms. */
export const SILENCE_MS = 2.5 * BEAT_MS;
/** Two beats that come so close to each other were held back on the way, in ms. */
export const BURST_MS = 500;

/** What an EventSource is that does not try any more. */
const CLOSED = 2;

/** @implements {Attachment} @typedef {import('./door.js').Attachment} Attachment */
export class OnStream {
  /** @type {EventSource | null} */
  #source = null;
  /** @type {number | null} */
  #timer = null;
  #carries = false;
  #beatAt = -Infinity;

  /**
   * @param {import('../world.js').World} world
   * @param {{ url: () => string }} to
   * @param {import('./door.js').Events} on
   */
  constructor(world, to, on) {
    this.world = world;
    this.to = to;
    this.on = on;
  }

  start() {
    const source = this.world.stream(this.to.url());
    this.#source = source;
    // It would come back by itself, but not by another way. One that does not even try has been refused.
    source.onerror = () => this.#fail(source, this.#carries ? 'cut' : 'blocked', source.readyState === CLOSED ? UNKNOWN : LOST);
    const on = (/** @type {string} */ type, /** @type {(event: MessageEvent<string>) => void} */ hear) => {
      source.addEventListener(type, (event) => {
        if (this.#source !== source) return;
        this.#watch(source);
        hear(/** @type {MessageEvent<string>} */ (event));
      });
    };
    on('session', ({ data }) => this.#begin(source, data));
    on('message', ({ data, lastEventId }) => this.on.onMessage(Number(lastEventId), data));
    on('bytes', ({ data, lastEventId }) => this.on.onMessage(Number(lastEventId), bytesOf(data)));
    on('beat', ({ data }) => this.#beat(source, Number(data)));
    on('moved', () => this.#end({ kind: 'moved' }));
    on('end', ({ data }) => this.#end({ kind: 'closed', code: Number.parseInt(data, 10), reason: data.replace(/^\d+ ?/, '') }));
  }

  close() {
    if (this.#timer !== null) this.world.clearTimer(this.#timer);
    this.#timer = null;
    this.#source?.close();
    this.#source = null;
  }

  /** @param {EventSource} source @param {string} data */
  #begin(source, data) {
    const session = readSession(data);
    if (session === null) return this.#fail(source, 'blocked');
    this.#carries = true;
    this.on.onCarries(session);
  }

  /** @param {EventSource} source @param {number} heard */
  #beat(source, heard) {
    const now = this.world.now();
    const late = now - this.#beatAt < BURST_MS;
    this.#beatAt = now;
    this.on.onHeard(heard);
    if (late) this.#fail(source, 'held');
  }

  /** @param {EventSource} source */
  #watch(source) {
    if (this.#timer !== null) this.world.clearTimer(this.#timer);
    this.#timer = this.world.setTimer(() => this.#fail(source, 'silent'), SILENCE_MS);
  }

  /** @param {EventSource} source @param {import('./door.js').Fault} fault @param {number} [code] */
  #fail(source, fault, code = LOST) {
    if (this.#source === source) this.#end(failed(fault, code));
  }

  /** @param {import('./door.js').End} end */
  #end(end) {
    this.close();
    this.on.onEnd(end);
  }
}
