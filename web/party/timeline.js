// The newest frames, played back a little late, so that there is always a next one to move towards. Pure: time is an
// argument.

/** @typedef {import('./codec.js').Frame} Frame */
/** @typedef {import('./codec.js').Person} Person */
/** @typedef {import('./codec.js').Zombie} Zombie */
/** @typedef {Frame & { personById: Map<number, Person>, zombieById: Map<number, Zombie> }} KeptFrame */

/** How many frames the playback is behind. */
export const FRAMES_BEHIND = 2;
/** How many frames are kept. */
const KEPT = 12;
/** How quickly the clock gives way to frames that come later than it expects: a share of the difference, for each frame. */
const GIVE = 0.02;
/** A frame so far from its expected time means that one of the clocks has jumped, in ms. */
const JUMP_MS = 1_000;

export class Timeline {
  /** @type {KeptFrame[]} oldest first */
  #frames = [];
  #period;
  /** When tick 0 would have arrived on the quickest path, in ms. */
  #origin = 0;
  /** What `sample` answers; one object for all calls. @type {{ older: KeptFrame, newer: KeptFrame, share: number, tick: number } | null} */
  #sample = null;

  /** @param {number} hz ticks a second */
  constructor(hz) {
    this.#period = 1000 / hz;
  }

  /** @returns {KeptFrame | undefined} */
  get newest() {
    return this.#frames[this.#frames.length - 1];
  }

  /**
   * @param {Frame} frame
   * @param {number} now when it arrived, in ms
   */
  push(frame, now) {
    const origin = now - frame.tick * this.#period;
    const off = origin - this.#origin;
    const last = this.newest;
    if (last === undefined || Math.abs(off) > JUMP_MS) {
      this.#frames.length = 0;
      this.#origin = origin;
    } else if (frame.tick <= last.tick) {
      return;
    } else {
      this.#origin += off < 0 ? off : off * GIVE;
    }
    this.#frames.push({ ...frame, personById: byId(frame.people), zombieById: byId(frame.zombies) });
    if (this.#frames.length > KEPT) this.#frames.shift();
  }

  /**
   * The two frames around the moment to show, and how far it lies from the older (0) to the newer (1). The answer is
   * good until the next call.
   * @param {number} now ms
   */
  sample(now) {
    const newest = this.newest;
    if (newest === undefined) return null;
    const tick = (now - this.#origin) / this.#period - FRAMES_BEHIND;
    let newer = newest;
    let older = newest;
    for (let index = this.#frames.length - 1; index >= 0; index -= 1) {
      older = /** @type {KeptFrame} */ (this.#frames[index]);
      if (older.tick <= tick) break;
      newer = older;
    }
    const sample = this.#sample ?? (this.#sample = { older, newer, share: 1, tick });
    sample.older = older;
    sample.newer = newer;
    sample.share = newer.tick > older.tick ? (tick - older.tick) / (newer.tick - older.tick) : 1;
    sample.tick = Math.min(Math.max(tick, older.tick), newer.tick);
    return sample;
  }
}

/**
 * One coordinate of somebody between two frames; who was not in the older one stands where the newer one says.
 * @param {readonly [number, number, number, unknown] | undefined} from
 * @param {readonly [number, number, number, unknown]} to
 * @param {1 | 2} axis 1 is x, 2 is y
 * @param {number} share 0 to 1
 * @returns {number}
 */
export function between(from, to, axis, share) {
  return from === undefined ? to[axis] : from[axis] + (to[axis] - from[axis]) * share;
}

/**
 * @template {readonly [number, ...unknown[]]} T
 * @param {T[]} list
 * @returns {Map<number, T>}
 */
function byId(list) {
  return new Map(list.map((item) => [item[0], item]));
}
