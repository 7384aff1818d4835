// Finds a transport for a session: tries one after the other, the best first, until one carries it.
import { failed, LOST } from './transport/door.js';
import { newSession } from './transport/opening.js';

/** @typedef {import('./ladder.js').Rung} Rung */
/** @typedef {import('./ladder.js').Fault} Fault */
/** @typedef {import('./transport/door.js').Attachment} Attachment */
/** @typedef {import('./transport/door.js').End} End */
/** @typedef {{ rung: Rung, attachment: Attachment, slow: boolean }} Attempt `slow`: it may yet carry, but the next is tried beside it */

/** A new session on a WebSocket that is not open by then: the next transport is tried beside it, in ms. */
export const STEP_MS = 1_000;
/** A transport that does not carry a session by then gives way to the next, in ms. */
export const ATTACH_WITHIN_MS = 800;
/** The last one to try, and what takes part of a session from nothing else, has so long, in ms. */
export const OPEN_WITHIN_MS = 8_000;

/**
 * @typedef {object} Options
 * @property {readonly Rung[]} rungs what to try
 * @property {string | null} token of the session; null for a new one
 * @property {string} opening where a POST opens a new one
 * @property {number} [patience] how long each may take, in ms
 * @property {(rung: Rung, token: string | null, events: Pick<import('./transport/door.js').Events, 'onCarries' | 'onEnd'>) => Attachment} attach
 * @property {(found: Found) => void} onFound
 * @property {(end: End, faults: Faults) => void} onNone no transport carries it; or there is no such session
 * @property {(token: string) => void} onSpare a session that nobody needs
 */
/** @typedef {readonly (readonly [Rung, Fault])[]} Faults what failed, and how */
/** @typedef {{ rung: Rung, attachment: Attachment, token: string, heard: number, faults: Faults }} Found */

export class Search {
  /** @type {Rung[]} */
  #left;
  /** @type {Set<Attempt>} */
  #attempts = new Set();
  /** @type {[Rung, Fault][]} */
  #faults = [];
  /** @type {Set<number>} */
  #timers = new Set();
  /** A session that a POST has opened. @type {string | null} */
  #opened = null;
  #isOpening = false;
  #done = false;
  /** How long the server took to answer, in ms: where that is much, all else has more time. */
  #trip = 0;
  /** Why there is none. @type {End} */
  #end = failed('blocked');

  /** @param {Options} options @param {import('./world.js').World} world */
  constructor(options, world) {
    this.options = options;
    this.world = world;
    this.#left = [...options.rungs];
  }

  start() {
    this.#advance();
  }

  /** Gives up. What carries the session by then is not closed. */
  stop() {
    this.#done = true;
    for (const timer of this.#timers) this.world.clearTimer(timer);
    for (const { attachment } of this.#attempts) attachment.close();
    this.#attempts.clear();
  }

  /** What is tried just now has no more time. */
  giveUp() {
    for (const attempt of this.#attempts) this.#giveUp(attempt);
  }

  /** Tries the next transport, unless one is being tried. */
  #advance() {
    if (this.#done || this.#isOpening || [...this.#attempts].some(({ slow }) => !slow)) return;
    const [rung] = this.#left;
    if (rung === undefined) {
      if (this.#attempts.size === 0) this.#none(this.#end);
      return;
    }
    const token = this.options.token ?? this.#opened;
    if (token === null && rung !== 'ws') return void this.#open();
    this.#left.shift();
    this.#try(rung, rung === 'ws' ? this.options.token : token);
  }

  /** @param {Rung} rung @param {string | null} token */
  #try(rung, token) {
    // The events come later than this returns.
    const attachment = this.options.attach(rung, token, {
      onCarries: (session) => this.#found(attempt, session.token ?? token ?? '', session.heard),
      onEnd: (end) => this.#ended(attempt, end),
    });
    /** @type {Attempt} */
    const attempt = { rung, attachment, slow: false };
    this.#attempts.add(attempt);
    attachment.start();
    if (token === null && this.#left.length > 0) {
      this.#later(STEP_MS, () => {
        attempt.slow = true;
        if (this.#attempts.has(attempt)) this.#advance();
      });
    }
    const mayTake = token === null || this.#left.length === 0 ? OPEN_WITHIN_MS : Math.max(ATTACH_WITHIN_MS, 2 * this.#trip);
    this.#later(this.options.patience ?? mayTake, () => this.#giveUp(attempt));
  }

  /** A new session, without a transport. */
  async #open() {
    this.#isOpening = true;
    const began = this.world.now();
    const { token, code, reason } = await newSession(this.world, this.options.opening, OPEN_WITHIN_MS);
    this.#isOpening = false;
    if (this.#done) {
      if (token !== null) this.options.onSpare(token);
      return;
    }
    this.#trip = this.world.now() - began;
    this.#opened = token;
    if (token === null) {
      this.#left = [];
      if (code !== LOST) this.#end = { kind: 'closed', code, reason };
    }
    this.#advance();
  }

  /** @param {Attempt} attempt */
  #giveUp(attempt) {
    if (!this.#attempts.has(attempt)) return;
    attempt.attachment.close();
    // The server begins a stream at once: one that does not begin is held back on the way.
    this.#ended(attempt, failed(attempt.rung === 'ws' ? 'hung' : 'held'));
  }

  /** @param {Attempt} attempt @param {string} token @param {number} heard */
  #found(attempt, token, heard) {
    const { rung, attachment } = attempt;
    this.#attempts.delete(attempt);
    for (const { slow, rung: other, attachment: late } of this.#attempts) {
      if (slow) this.#faults.push([other, 'hung']);
      if (slow) late.letGo?.();
    }
    this.stop();
    if (this.#opened !== null && this.#opened !== token) this.options.onSpare(this.#opened);
    this.options.onFound({ rung, attachment, token, heard, faults: this.#faults });
  }

  /** @param {Attempt} attempt @param {End} end */
  #ended(attempt, end) {
    this.#attempts.delete(attempt);
    if (end.kind === 'unknown') return this.#none(end);
    this.#end = end;
    this.#faults.push([attempt.rung, end.kind === 'failed' ? end.fault : 'blocked']);
    // Whom a server takes in holds for every transport; a session that there is may go on by another.
    if (end.kind === 'closed' && this.options.token === null) return this.#none(end);
    this.#advance();
  }

  /** @param {End} end */
  #none(end) {
    this.stop();
    if (this.#opened !== null) this.options.onSpare(this.#opened);
    this.options.onNone(end, this.#faults);
  }

  /** @param {number} ms @param {() => void} run */
  #later(ms, run) {
    this.#timers.add(this.world.setTimer(run, ms));
  }
}
