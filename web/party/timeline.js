// The clock of the playback: which tick to show when. It runs as far behind the newest frame as the network is uneven,
// so that there is always a next frame to move towards. Pure: time is an argument.

/** How many frames the playback is behind at least, and at most. */
export const LEAST_BEHIND = 1.1;
export const MOST_BEHIND = 6;
/** How many it is behind until it knows how uneven the network is. */
export const FIRST_BEHIND = 2;

/** How quickly the clock gives way to frames that come later than it expects: a share of the difference, for each frame. */
const GIVE = 0.02;
/** How quickly the spread follows a frame that is later than it says, and one that is less late. */
const GROW = 0.5;
const SHRINK = 0.01;
/** How much slower and faster than life the playback may run to get to where it should be. */
const SLOWER = 0.4;
const FASTER = 0.1;
/** So far off it jumps there, in ticks. */
const JUMP_TICKS = 8;
/** A frame so far from its expected time means that one of the clocks has jumped, in ms; more where ticks are slow. */
const JUMP_MS = 1_000;

export class Timeline {
  #period;
  /** When tick 0 would have come on the quickest path, in ms; null before the first frame. @type {number | null} */
  #origin = null;
  /** How much later than on the quickest path frames come, in ms: the upper edge of it. */
  #spread;
  /** What was answered last, and when. */
  #shown = 0;
  #shownAt = -Infinity;

  /** @param {number} hz ticks a second */
  constructor(hz) {
    this.#period = 1000 / hz;
    this.#spread = (FIRST_BEHIND - LEAST_BEHIND) * this.#period;
  }

  /** How far the playback should be behind the newest frame on the quickest path, in ticks. */
  get behind() {
    return Math.min(LEAST_BEHIND + this.#spread / this.#period, MOST_BEHIND);
  }

  /**
   * A frame has come.
   * @param {number} tick
   * @param {number} now ms
   */
  hear(tick, now) {
    const origin = now - tick * this.#period;
    const late = this.#origin === null ? Infinity : origin - this.#origin;
    if (this.#origin === null || Math.abs(late) > Math.max(JUMP_MS, 2 * this.#period)) {
      this.#origin = origin;
      return;
    }
    this.#origin += late < 0 ? late : late * GIVE;
    const above = Math.max(late, 0) - this.#spread;
    this.#spread += above * (above > 0 ? GROW : SHRINK);
  }

  /**
   * The tick to show, with its fraction. It never runs backwards, unless it jumps.
   * @param {number} now ms
   */
  at(now) {
    if (this.#origin === null) return 0;
    const wanted = (now - this.#origin) / this.#period - this.behind;
    const passed = Math.max((now - this.#shownAt) / this.#period, 0);
    const off = wanted - this.#shown - passed;
    // The first time, everything has passed.
    if (Math.abs(off) > JUMP_TICKS) this.#shown = wanted;
    else this.#shown += passed + Math.min(Math.max(off, -SLOWER * passed), FASTER * passed);
    this.#shownAt = Math.max(this.#shownAt, now);
    return this.#shown;
  }
}
