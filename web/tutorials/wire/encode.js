// Writes frames as a client does (RFC 6455 section 5.2), for pages that show some which were never sent. Pure.

/** @typedef {import('./events.js').Frame} Frame */

/**
 * @param {object} frame
 * @param {number} frame.opcode
 * @param {Uint8Array} frame.payload up to 65,535 bytes
 * @param {Uint8Array | null} frame.mask four bytes; null for a server's frame
 * @returns {Uint8Array<ArrayBuffer>} the frame as it is on the wire
 */
export function encodeFrame({ opcode, payload, mask }) {
  const length = payload.length;
  const bit = mask === null ? 0 : 128;
  const head = [128 | opcode, ...(length < 126 ? [bit | length] : [bit | 126, length >> 8, length & 255]), ...(mask ?? [])];
  return Uint8Array.from([...head, ...payload.map((byte, at) => byte ^ (mask?.[at % 4] ?? 0))]);
}

/** @param {Uint8Array} bytes @returns {string} */
export function hexOf(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * A text frame in the form in which the tap tells of one.
 * @param {string} text
 * @param {Uint8Array | null} mask four bytes for a client's; null for a server's
 * @returns {Frame}
 */
export function textFrame(text, mask) {
  const payload = new TextEncoder().encode(text);
  const bytes = encodeFrame({ opcode: 1, payload, mask });
  return {
    kind: 'frame',
    at: 0,
    from: mask === null ? 'server' : 'client',
    fin: true,
    opcode: 1,
    mask: mask === null ? null : hexOf(mask),
    length: payload.length,
    bytes: hexOf(bytes.subarray(0, SHOWN)),
    size: bytes.length,
    text,
  };
}

/** So many bytes of a frame are told of, as the tap does. */
const SHOWN = 64;
