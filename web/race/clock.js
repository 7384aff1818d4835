// The server's clock beside the page's: the answer that took least says most about it. Pure.

/** @typedef {{ offset: number, trip: number }} Reading `offset` is the server's clock minus the page's, `trip` there and back, in ms */

/** How many readings are kept: clocks drift apart, so the oldest ones are let go. */
const KEPT = 60;

export class Clock {
  /** @type {Reading[]} */
  readings = [];

  /** @param {number} asked @param {number} answered on the page's clock @param {number} server on its own, in between; all in ms */
  note(asked, answered, server) {
    this.readings.push({ offset: server - (asked + answered) / 2, trip: answered - asked });
    if (this.readings.length > KEPT) this.readings.shift();
  }

  /** @returns {Reading | null} the one with the shortest way, wrong by half of that at most */
  get best() {
    return this.readings.reduce((/** @type {Reading | null} */ best, one) => (best === null || one.trip <= best.trip ? one : best), null);
  }

  /**
   * @param {number} made when an event was made, on the server's clock
   * @param {number} at when it came, on the page's
   * @returns {number | null} ms; null as long as nothing is known of the clocks
   */
  delay(made, at) {
    const best = this.best;
    return best === null ? null : Math.max(0, at + best.offset - made);
  }
}
