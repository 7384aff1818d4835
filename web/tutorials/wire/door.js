// The connection of a tutorial's page to its door, tapped so that the panel shows its frames. It does not come back by
// itself: that the reader presses a button is part of the lesson.
import { socketUrl } from '../../lib/world.js';
import { endedWords } from './close.js';
import { openTap } from './tap.js';

/** @typedef {import('./panel.js').Panel} Panel */
/** @typedef {import('./tap.js').Tap} Tap */
/** @typedef {{ name: 'connecting' } | { name: 'open' } | { name: 'closed', words: string, code: number }} DoorState */

/** An attempt that has not opened by then has failed, in ms. */
const OPEN_WITHIN_MS = 8_000;

export class Door {
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {Tap | null} */
  #tap = null;
  /** Counts the attempts: what an earlier one hears is not ours any more. */
  #attempt = 0;
  #wanted = false;

  /**
   * @param {object} options
   * @param {string} options.path of the door, as `/tutorials/echo`
   * @param {Panel} options.panel
   * @param {(state: DoorState) => void} options.onState
   * @param {(text: string) => void} options.onText
   * @param {(bytes: Uint8Array) => void} [options.onBytes] binary messages; without it they are passed over
   */
  constructor(options) {
    this.options = options;
  }

  /** Connects anew; a connection that there is ends first. */
  async connect() {
    const attempt = ++this.#attempt;
    this.#drop();
    this.options.onState({ name: 'connecting' });
    const tap = await openTap((event) => this.options.panel.add(event));
    if (attempt !== this.#attempt) return tap?.close();
    this.options.panel.tapped(tap !== null);
    this.#tap = tap;
    this.#open(attempt, tap === null ? '' : `?tap=${tap.token}`);
  }

  /** @param {string | Uint8Array<ArrayBuffer>} message @returns {boolean} whether it was sent */
  send(message) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(message);
    return true;
  }

  /** Ends the connection with a goodbye. */
  close() {
    this.#wanted = true;
    this.#socket?.close(1000);
  }

  /** @param {number} attempt @param {string} query */
  #open(attempt, query) {
    const socket = new WebSocket(socketUrl(`${this.options.path}${query}`));
    let wasOpen = false;
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#wanted = false;
    const ended = (/** @type {number} */ code) => {
      clearTimeout(timer);
      if (attempt !== this.#attempt || this.#socket !== socket) return;
      this.#socket = null;
      this.options.onState({ name: 'closed', words: endedWords(code, wasOpen, this.#wanted), code });
    };
    const timer = setTimeout(() => {
      ended(1006);
      socket.close();
    }, OPEN_WITHIN_MS);
    socket.onopen = () => {
      clearTimeout(timer);
      if (attempt !== this.#attempt) return;
      wasOpen = true;
      this.options.onState({ name: 'open' });
    };
    socket.onmessage = ({ data }) => {
      if (attempt !== this.#attempt) return;
      if (typeof data === 'string') this.options.onText(data);
      else if (data instanceof ArrayBuffer) this.options.onBytes?.(new Uint8Array(data));
    };
    socket.onclose = ({ code }) => ended(code);
  }

  #drop() {
    this.#socket?.close(1000);
    this.#tap?.close();
    this.#socket = null;
    this.#tap = null;
  }
}
