// The party's messages ("TTTP.md", The party canvas): what is said once is JSON text, what is said often is binary.
// Frames are read straight into whoever keeps them, without an object for each square.

/**
 * @typedef {object} Welcome
 * @property {'welcome'} type
 * @property {number} you your id
 * @property {string} room its code
 * @property {number} hz ticks a second
 * @property {number} width of the world, in px
 * @property {number} height of the world, in px
 * @property {number} size of a square, in px
 * @property {number} top_speed that the server allows, in px a second
 */

/** @typedef {{ type: 'error', number: number, name: string, text: string }} Complaint */

/**
 * @typedef {object} Listener what a frame tells, in this order; coordinates are of the top left corner, in 1/16 px
 * @property {(tick: number, keyframe: boolean, now: number) => void} begin `tick` modulo 2³²; `now` in ms
 * @property {(id: number) => void} leave
 * @property {(id: number, isZombie: boolean, rgb: number, name: string) => void} come `rgb` as 0xRRGGBB
 * @property {(id: number, prey: number) => void} turn `prey` is whom it chases, or 0
 * @property {(id: number, x: number, y: number) => void} move
 */

/** The subprotocol to ask for. */
export const PARTY = 'party.2';
/** The code of the room where everybody is who asked for no other. */
export const MAIN = 'MAIN';
/** Units of a coordinate on the wire in 1 px. */
export const UNITS = 16;

/** The one layout of frames that this page knows. */
const LAYOUT = 1;
const KEYFRAME = 1;
/** Bytes before the lists. */
const HEAD = 16;
/** Bytes of who comes, without the name. */
const CARD = 7;

const utf8 = new TextDecoder();

/**
 * @param {string} text
 * @returns {Welcome | Complaint | null} null for what this page does not know
 */
export function parse(text) {
  /** @type {any} */
  let message;
  try {
    message = JSON.parse(text);
  } catch {
    return null;
  }
  switch (message?.type) {
    case 'welcome':
      return isWelcome(message) ? { ...message, room: typeof message.room === 'string' ? message.room : MAIN } : null;
    case 'error':
      return { type: 'error', number: Number(message.number), name: String(message.name), text: String(message.text) };
    default:
      return null;
  }
}

/** @param {any} message @returns {boolean} */
function isWelcome({ you, hz, width, height, size, top_speed: speed }) {
  return [you, hz, width, height, size].every((number) => Number.isFinite(number) && number > 0) && speed >= 0;
}

/**
 * Tells `listener` what is in a frame.
 * @param {DataView} view
 * @param {Listener} listener
 * @param {number} now when it came, in ms
 * @returns {boolean} whether it was told: nothing is of a frame with another layout, or that is too short
 */
export function readFrame(view, listener, now) {
  if (!isWhole(view)) return false;
  listener.begin(view.getUint32(4), (view.getUint8(1) & KEYFRAME) !== 0, now);
  let at = HEAD;
  for (let left = view.getUint16(8); left > 0; left -= 1, at += 2) listener.leave(view.getUint16(at));
  for (let left = view.getUint16(10); left > 0; left -= 1) at = readCard(view, at, listener);
  for (let left = view.getUint16(12); left > 0; left -= 1, at += 4) listener.turn(view.getUint16(at), view.getUint16(at + 2));
  for (let left = view.getUint16(14); left > 0; left -= 1, at += 6) {
    listener.move(view.getUint16(at), view.getUint16(at + 2), view.getUint16(at + 4));
  }
  return true;
}

/** Whether all is there that the counts speak of: half of a frame must not be told. @param {DataView} view */
function isWhole(view) {
  if (view.byteLength < HEAD || view.getUint8(0) !== LAYOUT) return false;
  let end = HEAD + view.getUint16(8) * 2;
  for (let left = view.getUint16(10); left > 0; left -= 1) {
    if (end + CARD > view.byteLength) return false;
    end += CARD + view.getUint8(end + CARD - 1);
  }
  return end + view.getUint16(12) * 4 + view.getUint16(14) * 6 <= view.byteLength;
}

/** @param {DataView} view @param {number} at @param {Listener} listener @returns {number} where the next one begins */
function readCard(view, at, listener) {
  const length = view.getUint8(at + 6);
  const name = length === 0 ? '' : utf8.decode(new Uint8Array(view.buffer, view.byteOffset + at + CARD, length));
  listener.come(view.getUint16(at), view.getUint8(at + 2) === 1, view.getUint32(at + 2) & 0xffffff, name);
  return at + CARD + length;
}

const input = new DataView(new ArrayBuffer(9));
const whole = new Uint8Array(input.buffer);
const head = whole.subarray(0, 5);

/**
 * Which frame was drawn last. The answer is good until the next call of this or of `position`.
 * @param {number} tick
 */
export function drawn(tick) {
  input.setUint8(0, 1);
  input.setUint32(1, tick);
  return head;
}

/**
 * The same, and where we want to be.
 * @param {number} tick @param {number} x in px @param {number} y in px
 */
export function position(tick, x, y) {
  input.setUint8(0, 2);
  input.setUint32(1, tick);
  input.setUint16(5, Math.round(x * UNITS));
  input.setUint16(7, Math.round(y * UNITS));
  return whole;
}

/** @param {Uint8Array<ArrayBuffer>} waiting @param {Uint8Array<ArrayBuffer>} next @returns {Uint8Array<ArrayBuffer>} what is left to say of two messages of ours */
export function newer(waiting, next) {
  if (waiting.length <= next.length) return next;
  // Where we want to be is still to be told, and what was drawn by now.
  const both = waiting.slice();
  both.set(next.subarray(1, head.length), 1);
  return both;
}
