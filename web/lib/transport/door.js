// The addresses of carried sessions, and what every transport tells.

/** @typedef {import('../ladder.js').Fault} Fault */
/**
 * @typedef {object} Events what an attachment tells; nothing any more after its end, or once it was closed
 * @property {(session: { token: string | null, heard: number }) => void} onCarries once, before any message; `token` is null
 *   where it is known
 * @property {(number: number, data: string | ArrayBuffer) => void} onMessage
 * @property {(heard: number) => void} onHeard how many of our messages the server has heard
 * @property {(end: End) => void} onEnd
 */
/**
 * How an attachment ends: it `failed`, before or after it carried; another one carries the session; or the session is over,
 * because the server does not know it any more, or with a close code as of a WebSocket.
 * @typedef {{ kind: 'failed', fault: Fault, code: number, reason: string } | { kind: 'moved' } | { kind: 'unknown' }
 *   | { kind: 'closed', code: number, reason: string }} End
 */
/**
 * @typedef {object} Attachment
 * @property {() => void} start
 * @property {(message: string | Uint8Array<ArrayBuffer>) => void} [send] where it is missing, one has to POST
 * @property {() => void} [hurry] something of ours was heard: there may be an answer
 * @property {() => void} [letGo] another one carries the session, and this one would be one of its own
 * @property {(code?: number) => void} close says nothing any more; the session stays, unless it is a WebSocket and `code` is 1000
 */

/** Another transport carries the session: a close code of carried sessions. */
export const MOVED = 4002;
/** No such session: a close code of carried sessions. */
export const UNKNOWN = 4001;
/** What a lost connection counts as (RFC 6455 section 7.1.5). */
export const LOST = 1006;

/** @param {Fault} fault @param {number} [code] @param {string} [reason] @returns {End} */
export function failed(fault, code = LOST, reason = '') {
  return { kind: 'failed', fault, code, reason };
}

/** @param {string} base64 @returns {ArrayBuffer} */
export function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0)).buffer;
}

/** Where a session of one kind is opened and carried. */
export class Door {
  /** @param {string} path of its WebSocket, from the root @param {string} query how a new one is to be, as in an address */
  constructor(path, query) {
    this.path = path;
    this.query = query;
  }

  /** @param {string | null} token null opens a session @param {number} seq @returns {string} */
  socket(token, seq) {
    return token === null ? this.#withQuery(`${this.path}?session=new`, '&') : `${this.path}?session=${token}&seq=${seq}`;
  }

  /** @returns {string} where a POST opens one */
  open() {
    return this.#withQuery(`${this.path}/session`, '?');
  }

  /** @param {string} token @param {number} seq @param {number} wait in s @returns {string} where its messages are had */
  messages(token, seq, wait) {
    return `${this.path}/session/${token}?seq=${seq}&wait=${wait}`;
  }

  /** @param {string} token @param {number | null} first @returns {string} where ours go */
  ours(token, first) {
    return first === null ? this.session(token) : `${this.session(token)}?first=${first}`;
  }

  /** @param {string} token @returns {string} */
  session(token) {
    return `${this.path}/session/${token}`;
  }

  /** @param {string} address @param {string} glue */
  #withQuery(address, glue) {
    return this.query === '' ? address : `${address}${glue}${this.query}`;
  }
}
