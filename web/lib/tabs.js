// Asks the other tabs of this browser whether one of them has a seat: a tab that was duplicated has all that the first one
// had, its address too, and must not take the game from it.

/** How long the others have for an answer, in ms: they are on this machine, and awake or gone. */
export const ANSWER_MS = 300;

/**
 * @typedef {object} Channel the part of a BroadcastChannel that is needed
 * @property {(message: unknown) => void} postMessage
 * @property {((event: { data: any }) => void) | null} onmessage
 */

/** @typedef {{ channel: Channel | null, now: () => number, random: () => number, later: (run: () => void, ms: number) => void }} World */

/** @returns {World} */
function browser() {
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('seats');
  return { channel: /** @type {Channel | null} */ (channel), now: Date.now, random: Math.random, later: (run, ms) => void setTimeout(run, ms) };
}

export class Tabs {
  #world;
  /** What we ask for just now: of two who ask for the same, the first one gets it. @type {{ game: string, at: number, chance: number, held: boolean } | null} */
  #question = null;

  /** @param {(game: string) => boolean} has whether this tab has the seat in that game @param {World} [world] */
  constructor(has, world = browser()) {
    this.has = has;
    this.#world = world;
    if (world.channel !== null) world.channel.onmessage = ({ data }) => this.#hear(data);
  }

  /** @param {string} game @returns {Promise<boolean>} whether another tab has it */
  async isHeld(game) {
    const { channel, now, random, later } = this.#world;
    if (channel === null) return false;
    const question = { game, at: now(), chance: random(), held: false };
    this.#question = question;
    channel.postMessage({ who: game, at: question.at, chance: question.chance });
    await new Promise((resolve) => later(() => resolve(null), ANSWER_MS));
    if (this.#question === question) this.#question = null;
    return question.held;
  }

  /** @param {any} message of another tab, maybe one with a later version of this page */
  #hear(message) {
    const ours = this.#question;
    if (ours !== null && message?.mine === ours.game) ours.held = true;
    if (typeof message?.who !== 'string') return;
    const first = ours !== null && ours.game === message.who && (ours.at < message.at || (ours.at === message.at && ours.chance < message.chance));
    if (first || this.has(message.who)) this.#world.channel?.postMessage({ mine: message.who });
  }
}
