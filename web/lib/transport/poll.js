// A session by polling: one request after the other asks for what is new. Long polls wait for it at the server; short ones
// are answered at once. Ours go by POST.
import { fields, items, number, text } from '../json.js';
import { bytesOf, failed } from './door.js';

/** How long the server may keep a long poll, in s. */
export const WAIT_S = 20;
/** An answer that is so late after that was held back, in ms. */
export const LATE_MS = 5_000;
/** Between two short polls: where something just came, and where nothing did, in ms. */
export const SHORT_MS = { busy: 500, idle: 1_000 };
/** After something of ours was heard, in ms: there may be an answer. */
export const ANSWER_MS = 100;

/** @implements {Attachment} @typedef {import('./door.js').Attachment} Attachment */
export class OnPolls {
  #closed = false;
  #carries = false;
  /** @type {AbortController | null} */
  #request = null;
  /** @type {number | null} */
  #timer = null;

  /**
   * @param {import('../world.js').World} world
   * @param {{ url: (wait: number) => string, isLong: boolean }} to
   * @param {import('./door.js').Events} on
   */
  constructor(world, to, on) {
    this.world = world;
    this.to = to;
    this.on = on;
  }

  start() {
    void this.#ask();
  }

  close() {
    this.#closed = true;
    if (this.#timer !== null) this.world.clearTimer(this.#timer);
    this.#request?.abort();
  }

  /** Something of ours was heard. */
  hurry() {
    if (this.#timer === null) return;
    this.world.clearTimer(this.#timer);
    this.#askLater(ANSWER_MS);
  }

  async #ask() {
    this.#timer = null;
    // The first one only shows that this way works, so it does not wait.
    const wait = this.to.isLong && this.#carries ? WAIT_S : 0;
    const request = new AbortController();
    this.#request = request;
    let late = false;
    const timer = this.world.setTimer(() => {
      late = true;
      request.abort();
    }, wait * 1_000 + LATE_MS);
    try {
      const response = await this.world.fetch(this.to.url(wait), { headers: { accept: 'application/json' }, cache: 'no-store', signal: request.signal });
      const answer = response.ok ? await response.json() : null;
      if (!this.#closed) this.#answered(response, answer);
    } catch {
      if (!this.#closed) this.#end(failed(late ? 'held' : this.#carries ? 'cut' : 'blocked'));
    } finally {
      this.world.clearTimer(timer);
    }
  }

  /** @param {Response} response @param {unknown} answer */
  #answered(response, answer) {
    switch (response.status) {
      case 200:
        return this.#take(fields(answer));
      case 404:
      case 410:
        return this.#end({ kind: 'unknown' });
      case 409:
        return this.#end({ kind: 'moved' });
      case 429:
        return this.#askLater(1_000 * Math.max(Number(response.headers.get('retry-after') ?? 1), 1));
      default:
        return this.#end(failed(this.#carries ? 'cut' : 'blocked'));
    }
  }

  /** @param {Record<string, unknown>} answer */
  #take(answer) {
    const [seq, heard, messages] = [number(answer.seq), number(answer.heard), items(answer.messages)];
    // Something on the way answers in the server's place.
    if (seq === null || heard === null) return this.#end(failed('blocked'));
    if (!this.#carries) {
      this.#carries = true;
      this.on.onCarries({ token: null, heard });
    }
    if (this.#closed) return;
    this.on.onHeard(heard);
    for (const [index, message] of messages.entries()) {
      if (this.#closed) return;
      this.on.onMessage(seq - messages.length + 1 + index, typeof message === 'string' ? message : bytesOf(text(fields(message).bytes)));
    }
    if (this.#closed) return;
    const end = answer.end === null || answer.end === undefined ? null : fields(answer.end);
    if (end !== null) return this.#end({ kind: 'closed', code: number(end.code) ?? 1000, reason: text(end.reason) });
    if (this.to.isLong) void this.#ask();
    else this.#askLater(messages.length > 0 ? SHORT_MS.busy : SHORT_MS.idle);
  }

  /** @param {number} ms */
  #askLater(ms) {
    this.#timer = this.world.setTimer(() => void this.#ask(), ms);
  }

  /** @param {import('./door.js').End} end */
  #end(end) {
    this.close();
    this.on.onEnd(end);
  }
}
