// The numbers of a carried session: each message counts once, whatever carries it and however often it is sent. Pure.

/** How many of our messages are kept until the server has told that it heard them. On a WebSocket it tells so only at its
 * beginning: so many can't be on their way. */
export const KEPT = 256;
/** How much goes into one request: messages, and characters. */
const BATCH = { messages: 32, characters: 8_000 };

/** @typedef {{ first: number | null, body: string | Uint8Array<ArrayBuffer> }} Batch what one request carries; `first` is the number of its first message */

/** What the server says, in order. */
export class Inbox {
  /** The number of the newest message that we have. */
  seq = 0;

  /** @param {number} number of a message @returns {'new' | 'known' | 'gap'} a new one counts as had from now on */
  take(number) {
    if (number <= this.seq) return 'known';
    if (number > this.seq + 1) return 'gap';
    this.seq = number;
    return 'new';
  }
}

/** Lines that we say: each is kept until it was heard. */
export class Lines {
  /** @type {string[]} */
  #kept = [];
  /** The number of the last message before those. */
  #gone = 0;
  /** How many the server has heard, as far as it has told. */
  #told = 0;

  /** @param {string} line */
  push(line) {
    this.#kept.push(line);
    if (this.#kept.length > KEPT) {
      this.#kept.shift();
      this.#gone += 1;
    }
  }

  /** @param {string} line @returns {string} what to send on a connection that takes it now */
  live(line) {
    this.push(line);
    return line;
  }

  /** @param {number} heard how many messages the server has heard */
  hear(heard) {
    this.#told = Math.max(this.#told, heard);
    const known = Math.min(Math.max(heard - this.#gone, 0), this.#kept.length);
    this.#kept.splice(0, known);
    this.#gone += known;
  }

  /** @param {number} heard how many messages the server had heard @returns {boolean} whether it has told of more since */
  isStale(heard) {
    return heard < this.#told;
  }

  /** @param {number} heard how many messages the server had heard at least @returns {boolean} whether all after those is still here */
  resume(heard) {
    const all = Math.max(heard, this.#told);
    if (all < this.#gone || all > this.#gone + this.#kept.length) return false;
    this.hear(all);
    return true;
  }

  /** @returns {readonly string[]} what was not heard yet */
  unheard() {
    return [...this.#kept];
  }

  /** @returns {Batch | null} what one request should carry, if anything */
  batch() {
    if (this.#kept.length === 0) return null;
    let [count, characters] = [1, this.#kept[0].length];
    while (count < Math.min(this.#kept.length, BATCH.messages)) {
      characters += this.#kept[count].length + 1;
      if (characters > BATCH.characters) break;
      count += 1;
    }
    return { first: this.#gone + 1, body: this.#kept.slice(0, count).join('\n') };
  }
}

/** Messages of which only the newest matters: nothing is sent twice, and one that waits gives way to the next. */
export class Newest {
  /** @type {Uint8Array<ArrayBuffer> | null} */
  #waiting = null;

  /** @param {(waiting: Uint8Array<ArrayBuffer>, next: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>} merge what is left to say of two */
  constructor(merge) {
    this.merge = merge;
  }

  /** @param {Uint8Array<ArrayBuffer>} message may be used again by the caller: it is copied */
  push(message) {
    this.#waiting = this.#waiting === null ? message.slice() : this.merge(this.#waiting, message).slice();
  }

  /** @param {Uint8Array<ArrayBuffer>} message @returns {Uint8Array<ArrayBuffer>} what to send on a connection that takes it now */
  live(message) {
    this.#waiting = null;
    return message;
  }

  hear() {}

  isStale() {
    return false;
  }

  resume() {
    return true;
  }

  /** @returns {readonly Uint8Array<ArrayBuffer>[]} it counts as sent */
  unheard() {
    const waiting = this.#waiting;
    this.#waiting = null;
    return waiting === null ? [] : [waiting];
  }

  /** @returns {Batch | null} it counts as sent */
  batch() {
    const [body] = this.unheard();
    return body === undefined ? null : { first: null, body };
  }
}

/** @typedef {Lines | Newest} Outbox */

/** @param {string} text @returns {{ token: string, seq: number, heard: number } | null} what `SESSION TOKEN seq=N heard=K` says */
export function readSession(text) {
  const [, token, seq, heard] = /^SESSION ([0-9a-f]{32}) seq=(\d{1,15}) heard=(\d{1,15})$/.exec(text) ?? [];
  return token === undefined ? null : { token, seq: Number(seq), heard: Number(heard) };
}
