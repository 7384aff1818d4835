// A connection to a session that comes back by itself, over whatever the network lets through. It tells its owner its state,
// and what arrives.
import { closeWords, delayAfter, RESTARTING } from './backoff.js';
import { Lines, Newest } from './carried.js';
import { Carrier } from './carrier.js';
import { RUNGS } from './ladder.js';
import { Network } from './network.js';
import { Door, LOST } from './transport/door.js';
import { forcedWords, whyWords } from './way.js';
import { browser } from './world.js';

/** @typedef {import('./world.js').World} World */
/** @typedef {import('./way.js').Way} Way */
/**
 * @typedef {{ name: 'connecting' }
 *   | { name: 'open', held?: boolean, way?: Way }
 *   | { name: 'waiting', until: number, why: string }
 *   | { name: 'stopped', why: string | null }} LinkState
 * `held`: it is the session that was open before, and nothing of it was missed; otherwise it is a new one. It is told again
 * when the `way` changes. `until` is on the clock of `now`, in ms; `why` is null where the page itself asked to stop.
 */

/** A session that is carried again by then was never away, as far as its owner is told, in ms. */
export const GRACE_MS = 1_500;
/** A session that lasted this long was a success: the next wait is short again, in ms. */
const STEADY_MS = 3_000;
/** An open connection that was asked for a sign of life, and gave none for so long, is lost, in ms. */
export const PROOF_MS = 4_000;
/** An attempt that is older than this when the network changes was made over the old one, in ms. */
const STUCK_MS = 2_000;

export class Link {
  /** @type {LinkState} */
  state = { name: 'stopped', why: null };
  #carrier;
  #network;
  /** Until the next attempt, or until silence is too long. @type {number | null} */
  #timer = null;
  /** Runs while a sign of life is waited for. @type {number | null} */
  #proof = null;
  /** Runs while the session is not carried, and the owner need not know. @type {number | null} */
  #grace = null;
  #failures = 0;
  /** A new session is looked for, as the server knew nothing of the last one: at once, but only once. */
  #isAnew = false;
  #wasEverOpen = false;
  /** Why the last connection ended. */
  #why = '';
  #startedAt = 0;
  #openedAt = 0;
  #heardAt = 0;

  /**
   * @param {object} options
   * @param {string} options.path of its WebSocket on this server, from the root; carried sessions are below it
   * @param {string} [options.query] how a new session is to be, as in an address
   * @param {string[]} [options.protocols]
   * @param {number} [options.silence] ms without a word after which an open connection has to give a sign of life, or
   *   counts as lost where it can't be asked for one
   * @param {() => void} [options.prove] asks for a sign of life; who hears it calls `proved`
   * @param {boolean} [options.evenHidden] whether to come back though nobody looks: to a seat that is kept, say
   * @param {Newest['merge']} [options.merge] of two messages that wait, what is left to say: only the newest matters
   * @param {(state: LinkState) => void} options.onState
   * @param {(text: string) => void} options.onText
   * @param {(bytes: ArrayBuffer) => void} [options.onBytes] binary messages; without it they are passed over
   * @param {World} [world]
   */
  constructor(options, world = browser) {
    this.options = options;
    this.world = world;
    const { path, query = '', protocols = [], merge } = options;
    const asked = world.forced();
    this.#network = new Network(world, RUNGS.find((rung) => rung === asked) ?? null);
    this.#carrier = new Carrier({
      door: new Door(path, query),
      protocols,
      network: this.#network,
      outbox: () => (merge === undefined ? new Lines() : new Newest(merge)),
      mayLook: () => this.#mayLook(),
      onCarried: (isNew) => this.#carried(isNew),
      onLost: () => this.#lost(),
      onNone: (end) => this.#ended(end.kind === 'failed' || end.kind === 'closed' ? end : { kind: end.kind, code: LOST, reason: '' }),
      onPlan: () => {
        if (this.state.name === 'open') this.#tellOpen(true);
      },
      onMessage: (data) => this.#heard(data),
    }, world);
  }

  /** Connects now. Cuts a wait short; does nothing on a connection that is open or on its way. */
  start() {
    if (this.state.name === 'open' || this.state.name === 'connecting') return;
    this.#clearTimers();
    this.#tell({ name: 'connecting' });
    this.#look();
  }

  /**
   * Closes, and does not come back until `start`.
   * @param {string} [farewell] a last text, sent first if the connection is open
   */
  stop(farewell) {
    this.#clearTimers();
    this.#failures = 0;
    this.#carrier.leave(this.state.name === 'open' ? farewell : undefined);
    this.#tell({ name: 'stopped', why: null });
  }

  /**
   * The network has changed, the machine was asleep, or the reader has come back. A wait is cut short; and what was
   * connected before may be dead without knowing, so it has to give a sign of life, or is made anew.
   */
  check() {
    if (this.state.name === 'stopped') return;
    if (this.state.name === 'waiting' && this.#timer !== null) this.start();
    else if (this.#carrier.rung !== null) {
      this.#demandProof();
      this.#carrier.climbNow();
    } else if (this.world.now() - this.#startedAt >= STUCK_MS) this.#look();
  }

  /** The other end has answered what `prove` asked. */
  proved() {
    if (this.#proof !== null) this.world.clearTimer(this.#proof);
    this.#proof = null;
  }

  /**
   * @param {string | Uint8Array<ArrayBuffer>} message
   * @returns {boolean} whether it goes out, unless the session ends first
   */
  send(message) {
    return this.state.name === 'open' && this.#carrier.send(message);
  }

  #look() {
    this.#startedAt = this.world.now();
    this.#carrier.start();
  }

  /** A page that nobody looks at need not be told anything. `check` comes when it is seen. */
  #mayLook() {
    return this.options.evenHidden === true || this.world.isHidden?.() !== true;
  }

  /** @param {boolean} isNew */
  #carried(isNew) {
    this.#clearTimers();
    this.#heardAt = this.world.now();
    if (isNew) this.#openedAt = this.#heardAt;
    this.#isAnew = false;
    this.#wasEverOpen = true;
    this.#listenForSilence();
    this.#tellOpen(!isNew);
  }

  #lost() {
    this.#clearTimers();
    this.#startedAt = this.world.now();
    if (this.state.name !== 'open') return;
    this.#grace = this.world.setTimer(() => {
      this.#grace = null;
      this.#why = closeWords(LOST, true);
      this.#tell({ name: 'waiting', until: this.world.now(), why: this.#why });
    }, GRACE_MS);
  }

  /** @param {string | ArrayBuffer} data */
  #heard(data) {
    this.#heardAt = this.world.now();
    if (typeof data === 'string') this.options.onText(data);
    else this.options.onBytes?.(data);
  }

  #listenForSilence() {
    const { silence } = this.options;
    if (silence === undefined) return;
    this.#timer = this.world.setTimer(() => {
      const silent = this.world.now() - this.#heardAt >= silence;
      if (silent && this.options.prove === undefined) return this.#carrier.lose();
      if (silent) this.#demandProof();
      this.#listenForSilence();
    }, silence);
  }

  /** Only an answer counts, not any word: what had arrived before a page was frozen is heard after that. */
  #demandProof() {
    if (this.options.prove === undefined || this.#proof !== null) return;
    this.#proof = this.world.setTimer(() => this.#carrier.lose(), PROOF_MS);
    this.options.prove();
  }

  /** @param {{ kind: string, code: number, reason: string }} end */
  #ended({ kind, code, reason }) {
    this.#clearTimers();
    const wasOpen = this.state.name === 'open';
    const now = this.world.now();
    if (wasOpen && now - this.#openedAt >= STEADY_MS) this.#failures = 0;
    // The server knows nothing of the session any more, but it is there.
    if (kind === 'unknown' && !this.#isAnew) {
      this.#isAnew = true;
      this.#failures = Math.max(this.#failures, 1);
      this.#tell({ name: 'connecting' });
      return this.#look();
    }
    const delay = delayAfter(code, this.#failures, this.world.random);
    this.#failures += 1;
    // A server that restarts answers nobody for a while: that is still the same.
    const { forced } = this.#network;
    if (forced !== null && !this.#wasEverOpen && code === LOST) this.#why = forcedWords(forced);
    else if (wasOpen || this.#why !== RESTARTING || code !== LOST) this.#why = closeWords(code, wasOpen, reason);
    if (delay === null) return this.#tell({ name: 'stopped', why: this.#why });
    this.#timer = this.world.setTimer(() => {
      if (this.#mayLook()) this.start();
    }, delay);
    this.#tell({ name: 'waiting', until: now + delay, why: this.#why });
  }

  #clearTimers() {
    for (const timer of [this.#timer, this.#grace]) if (timer !== null) this.world.clearTimer(timer);
    this.#timer = this.#grace = null;
    this.proved();
  }

  /** @param {boolean} held */
  #tellOpen(held) {
    const { rung, plan } = this.#carrier;
    const { memory, forced } = this.#network;
    if (rung !== null) this.#tell({ name: 'open', held, way: { rung, why: whyWords(rung, memory, forced !== null), climb: plan } });
  }

  /** @param {LinkState} state */
  #tell(state) {
    this.state = state;
    this.options.onState(state);
  }
}

/** How often to look whether the machine was asleep, in ms. */
const LOOK_MS = 2_000;
/** So much more time than that between two looks is sleep, in ms. */
const ASLEEP_MS = 8_000;

/**
 * @typedef {object} Page where the signs come from that something has changed; a test brings its own
 * @property {EventTarget} window
 * @property {EventTarget & { visibilityState: string }} document
 * @property {EventTarget} [network] where the browser tells of it
 * @property {() => number} wall ms, which goes on while the machine sleeps
 * @property {(run: () => void, ms: number) => void} every
 */

/** @returns {Page} */
function thisPage() {
  const { connection } = /** @type {{ connection?: EventTarget }} */ (/** @type {unknown} */ (navigator));
  return { window, document, network: connection, wall: Date.now, every: (run, ms) => void setInterval(run, ms) };
}

/**
 * Checks the connection whenever it may have changed unseen. The event "offline" alone is no reason to hang up: a server
 * on this machine or in this room needs no internet.
 * @param {Link} link
 */
export function hurryWhenBack(link, { window, document, network, wall, every } = thisPage()) {
  const check = () => link.check();
  for (const type of ['online', 'offline']) window.addEventListener(type, check);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') check();
  });
  // A page that was frozen goes on.
  document.addEventListener('resume', check);
  network?.addEventListener('change', check);
  let looked = wall();
  every(() => {
    const now = wall();
    // Timers of a hidden page are late without any sleep.
    if (now - looked > LOOK_MS + ASLEEP_MS && document.visibilityState === 'visible') check();
    looked = now;
  }, LOOK_MS);
}
