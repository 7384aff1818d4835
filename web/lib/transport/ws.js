// A session on a WebSocket: it says SESSION first, and then what the session says.
import { readSession } from '../carried.js';
import { failed, LOST, MOVED, UNKNOWN } from './door.js';

/** Codes of a connection that was lost on the way: neither end says so of a session. */
const CUT = [1000, 1005, LOST, 1011];

/** One that is not needed any more may open until then, to be closed, in ms: others have to wait for it. */
export const LATE_MS = 5_000;

/** @implements {Attachment} @typedef {import('./door.js').Attachment} Attachment */
export class OnWebSocket {
  /** @type {WebSocket | null} */
  #socket = null;
  #number = 0;
  #carries = false;

  /**
   * @param {import('../world.js').World} world
   * @param {{ url: string, protocols: string[] }} to
   * @param {import('./door.js').Events} on
   */
  constructor(world, to, on) {
    this.world = world;
    this.to = to;
    this.on = on;
  }

  start() {
    const socket = this.world.connect(this.to.url, this.to.protocols);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.onmessage = (event) => {
      if (this.#socket !== socket) return;
      if (this.#carries) this.#hear(event.data);
      else this.#begin(event.data);
    };
    socket.onclose = (event) => {
      if (this.#socket === socket) this.#end(event.code, event.reason);
    };
  }

  /** @param {string | Uint8Array<ArrayBuffer>} message */
  send(message) {
    this.#socket?.send(message);
  }

  /** @param {number} [code] */
  close(code = MOVED) {
    const socket = this.#socket;
    this.#socket = null;
    if (socket !== null && socket.readyState < 2) socket.close(code);
  }

  /** Closes once it is open, for a browser complains of one that is closed before. It is not to take a session from others. */
  letGo() {
    const socket = this.#socket;
    if (socket === null || socket.readyState > 0) return this.close();
    this.#socket = null;
    const timer = this.world.setTimer(() => socket.close(), LATE_MS);
    socket.onopen = () => socket.close(MOVED);
    socket.onclose = () => this.world.clearTimer(timer);
  }

  /** @param {unknown} data */
  #begin(data) {
    const session = typeof data === 'string' ? readSession(data) : null;
    if (session === null) {
      this.close();
      this.on.onEnd(failed('blocked'));
      return;
    }
    this.#carries = true;
    this.#number = session.seq;
    this.on.onCarries(session);
  }

  /** @param {unknown} data */
  #hear(data) {
    this.#number += 1;
    if (typeof data === 'string' || data instanceof ArrayBuffer) this.on.onMessage(this.#number, data);
  }

  /** @param {number} code @param {string} reason */
  #end(code, reason) {
    this.#socket = null;
    if (code === MOVED) this.on.onEnd({ kind: 'moved' });
    else if (code === UNKNOWN) this.on.onEnd({ kind: 'unknown' });
    else if (CUT.includes(code)) this.on.onEnd(failed(this.#carries ? 'cut' : 'blocked', code, reason));
    else this.on.onEnd({ kind: 'closed', code, reason });
  }
}
