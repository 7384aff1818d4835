// What the tap tells: read, kept within bounds, and held still while somebody looks. Pure.
import { count, fields, number, text } from '../../lib/json.js';

/**
 * @typedef {'client' | 'server'} Side who sent it
 * @typedef {{ kind: 'head', at: number, from: Side, text: string }} Head a handshake request or its answer
 * @typedef {object} Frame a WebSocket frame (RFC 6455 section 5.2), as it was on the wire
 * @property {'frame'} kind
 * @property {number} at ms since the tap began
 * @property {Side} from
 * @property {boolean} fin whether it is the last of its message
 * @property {number} opcode 0 to 15
 * @property {string | null} mask the key in hex, if it is masked
 * @property {number} length of the payload, in bytes
 * @property {string} bytes its first bytes in hex
 * @property {number} size all of its bytes
 * @property {string | null} text the payload unmasked, or its beginning; null if it is no text
 * @typedef {{ kind: 'packet', at: number, from: Side, text: string }} Packet of Engine.IO, which travels inside of frames
 * @typedef {{ kind: 'lost', at: number, count: number }} Lost events that came too fast to be told of
 * @typedef {{ kind: 'end', at: number }} End the connection is over
 * @typedef {Head | Frame | Packet | Lost | End} WireEvent
 */

/** So many events are kept at most: the older ones go. */
export const KEPT = 200;

/**
 * @param {string} message of the tap
 * @returns {WireEvent | { kind: 'tap', token: string } | null} null for what this page does not know
 */
export function readEvent(message) {
  const json = parse(message);
  if (typeof json.tap === 'string') return { kind: 'tap', token: json.tap };
  const at = number(json.at) ?? 0;
  const from = json.from === 'server' ? 'server' : 'client';
  switch (json.kind) {
    case 'head':
      return { kind: 'head', at, from, text: text(json.text) };
    case 'frame':
      return readFrame(json, at, from);
    case 'lost':
      return { kind: 'lost', at, count: count(json.count) };
    case 'end':
      return { kind: 'end', at };
    default:
      return null;
  }
}

/** @param {string} message */
function parse(message) {
  try {
    return fields(JSON.parse(message));
  } catch {
    return {};
  }
}

/** @param {Record<string, unknown>} json @param {number} at @param {Side} from @returns {Frame} */
function readFrame(json, at, from) {
  const bytes = text(json.bytes).toLowerCase();
  return {
    kind: 'frame',
    at,
    from,
    fin: json.fin !== false,
    opcode: count(json.opcode) & 15,
    mask: /^[0-9a-f]{8}$/i.test(text(json.mask)) ? text(json.mask).toLowerCase() : null,
    length: count(json.length),
    bytes: /^([0-9a-f]{2})*$/.test(bytes) ? bytes : '',
    size: count(json.size),
    text: typeof json.text === 'string' ? json.text : null,
  };
}

/**
 * What the panel shows, and what has come since it was paused.
 * @typedef {object} Tape
 * @property {readonly Numbered[]} shown oldest first
 * @property {readonly Numbered[]} behind what came while it was paused
 * @property {number} missed how many came while it was paused, those that are not kept included
 * @property {boolean} paused
 * @property {number} next the number of the next event
 * @typedef {{ id: number, event: WireEvent }} Numbered
 */

/** @type {Tape} */
export const EMPTY = { shown: [], behind: [], missed: 0, paused: false, next: 1 };

/** @param {Tape} tape @param {readonly WireEvent[]} events @returns {Tape} */
export function record(tape, events) {
  const added = events.map((event, index) => ({ id: tape.next + index, event }));
  const next = tape.next + events.length;
  if (!tape.paused) return { ...tape, shown: [...tape.shown, ...added].slice(-KEPT), next };
  return { ...tape, behind: [...tape.behind, ...added].slice(-KEPT), missed: tape.missed + events.length, next };
}

/** @param {Tape} tape @returns {Tape} paused, or going on with what came meanwhile */
export function toggled(tape) {
  if (!tape.paused) return { ...tape, paused: true };
  return { ...tape, shown: [...tape.shown, ...tape.behind].slice(-KEPT), behind: [], missed: 0, paused: false };
}
