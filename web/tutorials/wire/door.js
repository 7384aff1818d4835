// The connection of a tutorial's page to its door, tapped so that the panel shows its frames. It does not come back by
// itself: that the reader presses a button is part of the lesson.
import { socketUrl } from '../../lib/world.js';
import { askBehindCut } from '../ask.js';
import { endedWords } from './close.js';
import { openTap } from './tap.js';

/** @typedef {import('./panel.js').Panel} Panel */
/** @typedef {import('./tap.js').Tap} Tap */
/** @typedef {import('../ports.js').Places} Places */
/** @typedef {{ name: 'closed', words: string, code: number, cut: Places | null }} Closed `cut`: what the server tells although no WebSocket gets through */
/** @typedef {{ name: 'connecting' } | { name: 'open' } | Closed} DoorState */

/** An attempt that has not opened by then has failed, in ms: the time of the tap is part of it. */
const OPEN_WITHIN_MS = 7_000;

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
    const until = performance.now() + OPEN_WITHIN_MS;
    this.#drop();
    this.options.onState({ name: 'connecting' });
    const tap = await openTap((event) => this.options.panel.add(event));
    if (attempt !== this.#attempt) return tap?.close();
    this.options.panel.tapped(tap !== null);
    this.#tap = tap;
    this.#open(attempt, until);
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

  /** @param {number} attempt @param {number} until when it has to be open */
  #open(attempt, until) {
    const tap = this.#tap;
    const socket = new WebSocket(socketUrl(`${this.options.path}${tap === null ? '' : `?tap=${tap.token}`}`));
    let wasOpen = false;
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#wanted = false;
    const ended = async (/** @type {number} */ code) => {
      clearTimeout(timer);
      if (attempt !== this.#attempt || this.#socket !== socket) return;
      this.#socket = null;
      // Where the tap came through, WebSockets do.
      const cut = wasOpen || tap !== null ? null : await askBehindCut();
      if (attempt !== this.#attempt) return;
      this.options.onState({ name: 'closed', words: endedWords(code, wasOpen, this.#wanted, cut !== null), code, cut });
    };
    const timer = setTimeout(() => {
      void ended(1006);
      socket.close();
    }, until - performance.now());
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
    socket.onclose = ({ code }) => void ended(code);
  }

  #drop() {
    this.#socket?.close(1000);
    this.#tap?.close();
    this.#socket = null;
    this.#tap = null;
  }
}
