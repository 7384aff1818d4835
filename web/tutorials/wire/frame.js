// A WebSocket frame taken apart (RFC 6455 section 5.2), in the words that a class is taught. Pure.
import { closeWords } from './close.js';

/** @typedef {import('./events.js').Frame} Frame */

/**
 * @typedef {object} Part
 * @property {'first' | 'length' | 'key' | 'payload' | 'text'} kind which colour it has
 * @property {string} name
 * @property {string[]} bytes in hex, two digits each; those of them that are shown
 * @property {number} more how many bytes are left out
 * @property {string | null} bits the same as bits, where single ones matter
 * @property {string} says what they mean
 */

/** So many bytes of a payload are shown, and so many characters of its text. */
const SHOWN = { bytes: 24, text: 100 };
/** What each opcode is called. */
const OPCODES = ['continuation', 'text', 'binary', '', '', '', '', '', 'close', 'ping', 'pong'];

/** @param {number} opcode @returns {string} */
export function opcodeName(opcode) {
  return OPCODES[opcode] || `reserved ${opcode}`;
}

/** @param {string} hex @returns {string[]} two digits each */
export function pairs(hex) {
  return hex.match(/../g) ?? [];
}

/**
 * The parts of a frame in their order. The tap tells of the beginning of a long frame alone, so the payload may be cut.
 * @param {Frame} frame
 * @returns {Part[]}
 */
export function partsOf(frame) {
  const bytes = pairs(frame.bytes);
  const [first, second] = bytes.map((byte) => Number.parseInt(byte, 16));
  if (first === undefined || second === undefined) return [];
  const masked = second >= 128;
  const extended = { 126: 2, 127: 8 }[second & 127] ?? 0;
  const keyAt = 2 + extended;
  const payloadAt = keyAt + (masked ? 4 : 0);
  /** @type {Part[]} */
  const parts = [
    { kind: 'first', name: 'FIN and opcode', bytes: bytes.slice(0, 1), more: 0, bits: bits(first, [1, 4]), says: firstWords(first) },
    { kind: 'length', name: 'Mask bit and length', bytes: bytes.slice(1, 2), more: 0, bits: bits(second, [1]), says: secondWords(second) },
  ];
  if (extended > 0) {
    parts.push({ kind: 'length', name: 'Longer length', bytes: bytes.slice(2, keyAt), more: 0, bits: null, says: `${frame.length} bytes, as a number of ${extended * 8} bits` });
  }
  if (masked) {
    parts.push({ kind: 'key', name: 'Masking key', bytes: bytes.slice(keyAt, payloadAt), more: 0, bits: null, says: 'Random, and another one for each frame' });
  }
  if (frame.length > 0) {
    const shown = bytes.slice(payloadAt, payloadAt + Math.min(frame.length, SHOWN.bytes));
    parts.push({ kind: 'payload', name: masked ? 'Payload, masked' : 'Payload', bytes: shown, more: frame.length - shown.length, bits: null, says: payloadWords(frame, masked) });
  }
  const plain = masked && frame.opcode !== 8 ? unmasked(frame).slice(0, SHOWN.bytes) : [];
  if (plain.length > 0) {
    parts.push({ kind: 'text', name: 'Payload, unmasked', bytes: plain, more: frame.length - plain.length, bits: null, says: contentWords(frame) });
  }
  return parts;
}

/** @param {number} byte */
function firstWords(byte) {
  const fin = byte >= 128 ? 'FIN is 1: the message ends here' : 'FIN is 0: more of the message follows';
  return `${fin}. Opcode ${byte & 15}: ${opcodeName(byte & 15)}`;
}

/** @param {number} byte */
function secondWords(byte) {
  const low = byte & 127;
  const mask = byte >= 128 ? 'Mask is 1: the key follows' : 'Mask is 0: a server does not mask';
  const length = low < 126 ? `Length ${low}` : `${low} means: the length is in the next ${low === 126 ? 2 : 8} bytes`;
  return `${mask}. ${length}`;
}

/**
 * @param {number} byte
 * @param {number[]} cuts where to leave a space
 */
function bits(byte, cuts) {
  return [...byte.toString(2).padStart(8, '0')].map((bit, at) => (cuts.includes(at) ? ` ${bit}` : bit)).join('');
}

/** @param {Frame} frame @param {boolean} masked */
function payloadWords(frame, masked) {
  if (frame.opcode === 8) return closeFrameWords(frame);
  return masked ? 'Each byte XOR a byte of the key, which is used over and over' : contentWords(frame);
}

/** @param {Frame} frame */
function contentWords({ text, length, opcode }) {
  if (text === null) return `${length} ${length === 1 ? 'byte' : 'bytes'} that ${opcode === 2 ? 'are no text' : 'cannot be shown as text'}`;
  const beginning = [...text].slice(0, SHOWN.text).join('');
  return beginning.length < text.length ? `“${beginning}…”` : `“${text}”`;
}

/** @param {Frame} frame */
function closeFrameWords(frame) {
  const plain = frame.mask === null ? pairs(frame.bytes).slice(2) : unmasked(frame);
  const [high, low, ...reason] = plain.map((byte) => Number.parseInt(byte, 16));
  if (high === undefined || low === undefined) return 'No code';
  const code = high * 256 + low;
  const said = new TextDecoder().decode(new Uint8Array(reason));
  return `Code ${code}: ${closeWords(code)}${said === '' ? '' : `. Reason: “${said}”`}`;
}

/**
 * The payload with its mask taken off, as far as the tap tells of it.
 * @param {Frame} frame
 * @returns {string[]} in hex
 */
export function unmasked({ bytes, mask, length }) {
  if (mask === null) return [];
  const key = pairs(mask).map((byte) => Number.parseInt(byte, 16));
  const all = pairs(bytes);
  const low = Number.parseInt(all[1] ?? '0', 16) & 127;
  const payloadAt = 6 + (low === 126 ? 2 : low === 127 ? 8 : 0);
  return all
    .slice(payloadAt, payloadAt + length)
    .map((byte, at) => (Number.parseInt(byte, 16) ^ (key[at % 4] ?? 0)).toString(16).padStart(2, '0'));
}

/** @param {Frame} frame @returns {string} the frame in one line */
export function frameLine({ opcode, fin, mask, length, size }) {
  return `${opcodeName(opcode)}, FIN ${Number(fin)}, mask ${mask === null ? 0 : 1}, length ${length}: ${size} bytes on the wire`;
}
