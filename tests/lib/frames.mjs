// Writes frames of `party.2` ("TTTP.md", The party canvas), for tests that need some without a server.

/**
 * @param {object} frame
 * @param {number} frame.tick modulo 2³²
 * @param {number} [frame.since] ticks since its base
 * @param {boolean} [frame.keyframe]
 * @param {number[]} [frame.gone] ids
 * @param {{ id: number, zombie?: boolean, rgb?: number, name?: string }[]} [frame.came] `rgb` as 0xRRGGBB
 * @param {[id: number, prey: number][]} [frame.turned]
 * @param {[id: number, x: number, y: number][]} [frame.moved] in px
 * @returns {Buffer}
 */
export function frame({ tick, keyframe = false, since = keyframe ? 0 : 1, gone = [], came = [], turned = [], moved = [] }) {
  const head = Buffer.from([1, Number(keyframe)]);
  const rows = moved.map(([id, x, y]) => numbers(id, Math.round(x * 16), Math.round(y * 16)));
  const counts = numbers(gone.length, came.length, turned.length, moved.length);
  return Buffer.concat([head, numbers(since, tick >>> 16, tick & 0xffff), counts, numbers(...gone), ...came.map(card), numbers(...turned.flat()), ...rows]);
}

/** Numbers of 16 bits. */
function numbers(...values) {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, index) => bytes.writeUInt16BE(value, index * 2));
  return bytes;
}

function card({ id, zombie = false, rgb = 0x102030, name = '' }) {
  const text = Buffer.from(name);
  return Buffer.concat([numbers(id), Buffer.from([Number(zombie), rgb >> 16, (rgb >> 8) & 255, rgb & 255, text.length]), text]);
}

/** What a page reads from. @param {Buffer} bytes */
export function viewOf(bytes) {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
