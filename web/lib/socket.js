// A WebSocket that comes back by itself. It tells its owner its state, and what arrives.
import { closeWords, delayAfter, RESTARTING } from './backoff.js';

/**
 * @typedef {{ name: 'connecting' }
 *   | { name: 'open' }
 *   | { name: 'waiting', until: number, why: string }
 *   | { name: 'stopped', why: string | null }} LinkState
 * `until` is on the clock of `now`, in ms; `why` is null where the page itself asked to stop.
 */

/**
 * @typedef {object} World what a link needs from outside; a test brings its own
 * @property {(url: string, protocols: string[]) => WebSocket} connect
 * @property {() => number} now ms, monotonic
 * @property {() => number} random
 * @property {(run: () => void, ms: number) => number} setTimer
 * @property {(timer: number) => void} clearTimer
 * @property {() => boolean} [isHidden] whether nobody looks; then it waits until somebody does
 */

/** @type {World} */
const browser = {
  connect: (url, protocols) => new WebSocket(url, protocols),
  now: () => performance.now(),
  random: Math.random,
  setTimer: (run, ms) => setTimeout(run, ms),
  clearTimer: (timer) => clearTimeout(timer),
  isHidden: () => document.visibilityState === 'hidden',
};

/** An attempt that has not opened by then counts as failed, in ms. */
const OPEN_WITHIN_MS = 8_000;
/** A connection that lasted this long was a success: the next wait is short again, in ms. */
const STEADY_MS = 3_000;
/** An open connection that was asked for a sign of life, and gave none for so long, is lost, in ms. */
export const PROOF_MS = 4_000;
/** An attempt that is older than this when the network changes was made over the old one, in ms. */
const STUCK_MS = 2_000;

export class Link {
  /** @type {LinkState} */
  state = { name: 'stopped', why: null };
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {number | null} */
  #timer = null;
  /** Runs while a sign of life is waited for. @type {number | null} */
  #proof = null;
  #failures = 0;
  /** Why the last connection ended. */
  #why = '';
  #startedAt = 0;
  #openedAt = 0;
  #heardAt = 0;

  /**
   * @param {object} options
   * @param {string} options.url
   * @param {string[]} [options.protocols]
   * @param {number} [options.silence] ms without a word after which an open connection has to give a sign of life, or
   *   counts as lost where it can't be asked for one
   * @param {() => void} [options.prove] asks for a sign of life; who hears it calls `proved`
   * @param {boolean} [options.evenHidden] whether to come back though nobody looks: to a seat that is kept, say
   * @param {(state: LinkState) => void} options.onState
   * @param {(text: string) => void} options.onText
   * @param {(bytes: ArrayBuffer) => void} [options.onBytes] binary messages; without it they are passed over
   * @param {World} [world]
   */
  constructor(options, world = browser) {
    this.options = options;
    this.world = world;
  }

  /** Connects now. Cuts a wait short; does nothing on a connection that is open or on its way. */
  start() {
    if (this.state.name === 'open' || this.state.name === 'connecting') return;
    this.#clearTimer();
    this.#startedAt = this.world.now();
    this.#tell({ name: 'connecting' });
    const socket = this.world.connect(this.options.url, this.options.protocols ?? []);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#timer = this.world.setTimer(() => this.#ended(socket, 1006, ''), OPEN_WITHIN_MS);
    socket.onopen = () => this.#opened(socket);
    socket.onmessage = (event) => this.#heard(socket, event.data);
    socket.onclose = (event) => this.#ended(socket, event.code, event.reason);
  }

  /**
   * Closes, and does not come back until `start`.
   * @param {string} [farewell] a last text, sent first if the connection is open
   */
  stop(farewell) {
    const socket = this.#socket;
    this.#socket = null;
    this.#clearTimer();
    this.#failures = 0;
    if (socket !== null) {
      if (farewell !== undefined && socket.readyState === 1) socket.send(farewell);
      socket.close(1000);
    }
    this.#tell({ name: 'stopped', why: null });
  }

  /**
   * The network has changed, the machine was asleep, or the reader has come back. A wait is cut short; and what was
   * connected before may be dead without knowing, so it has to give a sign of life, or is made anew.
   */
  check() {
    const socket = this.#socket;
    if (this.state.name === 'waiting') this.start();
    else if (socket !== null && this.state.name === 'open') this.#demandProof(socket);
    else if (socket !== null && this.world.now() - this.#startedAt >= STUCK_MS) {
      this.#ended(socket, 1006, '');
      this.start();
    }
  }

  /** The other end has answered what `prove` asked. */
  proved() {
    if (this.#proof !== null) this.world.clearTimer(this.#proof);
    this.#proof = null;
  }

  /**
   * @param {string | Uint8Array<ArrayBuffer>} message
   * @returns {boolean} whether it was handed to an open connection
   */
  send(message) {
    const socket = this.#socket;
    if (socket === null || this.state.name !== 'open') return false;
    socket.send(message);
    return true;
  }

  /** @param {WebSocket} socket */
  #opened(socket) {
    if (socket !== this.#socket) return;
    this.#clearTimer();
    this.#openedAt = this.#heardAt = this.world.now();
    this.#listenForSilence(socket);
    this.#tell({ name: 'open' });
  }

  /** @param {WebSocket} socket @param {unknown} data */
  #heard(socket, data) {
    if (socket !== this.#socket) return;
    this.#heardAt = this.world.now();
    if (typeof data === 'string') this.options.onText(data);
    else if (data instanceof ArrayBuffer) this.options.onBytes?.(data);
  }

  /** @param {WebSocket} socket */
  #listenForSilence(socket) {
    const { silence } = this.options;
    if (silence === undefined) return;
    this.#timer = this.world.setTimer(() => {
      const silent = this.world.now() - this.#heardAt >= silence;
      if (silent && this.options.prove === undefined) return this.#ended(socket, 1006, '');
      if (silent) this.#demandProof(socket);
      this.#listenForSilence(socket);
    }, silence);
  }

  /**
   * Only an answer counts, not any word: what had arrived before a page was frozen is heard after that.
   * @param {WebSocket} socket
   */
  #demandProof(socket) {
    if (this.options.prove === undefined || this.#proof !== null) return;
    this.#proof = this.world.setTimer(() => this.#ended(socket, 1006, ''), PROOF_MS);
    this.options.prove();
  }

  /** @param {WebSocket} socket @param {number} code @param {string} reason */
  #ended(socket, code, reason) {
    if (socket !== this.#socket) return;
    this.#socket = null;
    this.#clearTimer();
    const wasOpen = this.state.name === 'open';
    if (socket.readyState < 2) socket.close();
    if (wasOpen && this.world.now() - this.#openedAt >= STEADY_MS) this.#failures = 0;
    const delay = delayAfter(code, this.#failures, this.world.random);
    this.#failures += 1;
    // A server that restarts answers nobody for a while: that is still the same.
    if (wasOpen || this.#why !== RESTARTING || code !== 1006) this.#why = closeWords(code, wasOpen);
    const why = this.#why;
    if (delay === null) {
      this.#tell({ name: 'stopped', why: reason === '' ? why : `${why} Its reason: ${reason}` });
      return;
    }
    this.#timer = this.world.setTimer(() => {
      // A page that nobody looks at need not be told anything. `hurry` comes when it is seen.
      if (this.options.evenHidden === true || this.world.isHidden?.() !== true) this.start();
    }, delay);
    this.#tell({ name: 'waiting', until: this.world.now() + delay, why });
  }

  #clearTimer() {
    if (this.#timer !== null) this.world.clearTimer(this.#timer);
    this.#timer = null;
    this.proved();
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

/** @param {string} path from the root @returns {string} its WebSocket address on this server */
export function socketUrl(path) {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return `${scheme}//${location.host}${path}`;
}
