// What a page knows of its network: kept for the tab, so that the next page does not learn it anew.
import { blame, climbFrom, forgive, order, recall, reconsider } from './ladder.js';

/** @typedef {import('./ladder.js').Rung} Rung */
/** @typedef {import('./ladder.js').Memory} Memory */

/** Under this name. */
const KEY = 'transports';

export class Network {
  #world;
  #memory;

  /** @param {import('./world.js').World} world @param {Rung | null} forced the only transport to try: then nothing is learned */
  constructor(world, forced) {
    this.#world = world;
    this.forced = forced;
    this.#memory = recall(world.store.get(KEY));
  }

  get memory() {
    return this.#memory;
  }

  /** @param {Memory} memory */
  keep(memory) {
    this.#memory = memory;
    this.#world.store.set(KEY, JSON.stringify(memory));
  }

  /** @param {Memory} memory @returns {Rung[]} what to try, the best first */
  order(memory) {
    return this.forced === null ? order(memory, this.#world.wall()) : [this.forced];
  }

  /**
   * @param {Memory} memory @param {readonly (readonly [Rung, import('./ladder.js').Fault])[]} faults
   * @param {number} [lasted] how long it had carried, in ms
   * @returns {Memory} not kept yet: if nothing works, no transport is to blame
   */
  blamed(memory, faults, lasted = 0) {
    if (this.forced !== null) return memory;
    const { wall, random } = this.#world;
    return faults.reduce((all, [rung, fault]) => blame(all, rung, fault, { lasted, now: wall(), random }), memory);
  }

  /** @param {Rung} rung has carried for long */
  forgive(rung) {
    this.keep(forgive(this.#memory, rung));
  }

  /** It may be another one. */
  reconsider() {
    this.keep(reconsider(this.#memory, this.#world.wall()));
  }

  /** @param {Rung} rung what carries @returns {{ rung: Rung, wait: number } | null} which better one to try, and in how many ms */
  climbFrom(rung) {
    return this.forced === null ? climbFrom(this.#memory, rung, this.#world.wall()) : null;
  }
}
