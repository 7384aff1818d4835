// What we say where it can't go on the connection that we hear on: one POST after the other, so that they stay in order.

/** Between two, where only the newest matters, in ms: so many positions show as a movement. */
export const GAP_MS = 50;
/** No answer by then is none, in ms. */
const PATIENCE_MS = 8_000;
/** After a failure: the first wait, in ms; it doubles each time. */
export const AGAIN_MS = 300;
/** So many failures in a row, and this way carries nothing. */
export const TRIES = 4;

/**
 * @typedef {object} To
 * @property {(first: number | null) => string} url
 * @property {import('../carried.js').Outbox} outbox
 * @property {() => boolean} isNeeded whether nothing else takes it
 * @property {(heard: number) => void} onHeard
 * @property {(end: import('./door.js').End) => void} onEnd nothing more goes out after that
 */

export class Post {
  #closed = false;
  #busy = false;
  #failures = 0;
  /** @type {number | null} */
  #timer = null;

  /** @param {import('../world.js').World} world @param {To} to */
  constructor(world, to) {
    this.world = world;
    this.to = to;
  }

  /** There may be something to say. */
  push() {
    if (this.#closed || this.#busy || this.#timer !== null || !this.to.isNeeded()) return;
    const batch = this.to.outbox.batch();
    if (batch !== null) void this.#send(batch);
  }

  /** What is on its way may still be heard. */
  close() {
    this.#closed = true;
    if (this.#timer !== null) this.world.clearTimer(this.#timer);
  }

  /** @param {import('../carried.js').Batch} batch */
  async #send(batch) {
    this.#busy = true;
    const request = new AbortController();
    const timer = this.world.setTimer(() => request.abort(), PATIENCE_MS);
    const response = await this.world.fetch(this.to.url(batch.first), { ...requestOf(batch), signal: request.signal }).catch(() => null);
    this.world.clearTimer(timer);
    this.#busy = false;
    if (!this.#closed) this.#answered(response, batch.first === null);
  }

  /** @param {Response | null} response @param {boolean} isNewest */
  #answered(response, isNewest) {
    if (response?.status === 204) {
      this.#failures = 0;
      const heard = Number(response.headers.get('tttparty-heard') ?? NaN);
      if (Number.isFinite(heard)) this.to.onHeard(heard);
      if (isNewest) this.#pushAfter(GAP_MS);
      else this.push();
      return;
    }
    // After a gap as well: what the server has not heard is not to be had any more.
    if (response !== null && [404, 409, 410].includes(response.status)) return this.to.onEnd({ kind: 'unknown' });
    this.#failures += 1;
    if (this.#failures >= TRIES) return this.to.onEnd({ kind: 'failed', fault: 'cut', code: 1006, reason: '' });
    const told = response === null ? 0 : 1_000 * Number(response.headers.get('retry-after') ?? 0);
    this.#pushAfter(told > 0 ? told : AGAIN_MS * 2 ** (this.#failures - 1));
  }

  /** @param {number} ms */
  #pushAfter(ms) {
    this.#timer = this.world.setTimer(() => {
      this.#timer = null;
      this.push();
    }, ms);
  }
}

/** @param {import('../carried.js').Batch} batch @returns {RequestInit} it may outlive the page */
export function requestOf({ body }) {
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/octet-stream';
  return { method: 'POST', body, headers: { 'content-type': type }, keepalive: true };
}
