// A room of the party as one participant knows it, kept from the messages of `party.2` with a DataView: TTTP.md, The
// party canvas. For programs in JavaScript, and short enough to copy.

const HEAD = 16;
const UNITS = 16;

export class Canvas {
  /** What the server said first. @type {{ you: number, width: number, height: number, hz: number, room: string } | null} */
  welcome = null;
  tick = -1;
  /** Everybody by id, positions in px. @type {Map<number, { zombie: boolean, color: string, name: string, x: number, y: number, prey: number }>} */
  squares = new Map();

  /** @param {Buffer} bytes of a binary message */
  read(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (view.getUint8(0) !== 1) return;
    if (view.getUint8(1) & 1) this.squares.clear();
    this.tick = view.getUint32(4);
    let at = HEAD;
    const next = () => {
      at += 2;
      return view.getUint16(at - 2);
    };
    const [gone, came, turned, moved] = [8, 10, 12, 14].map((count) => view.getUint16(count));
    for (let n = 0; n < gone; n += 1) this.squares.delete(next());
    for (let n = 0; n < came; n += 1) {
      const id = next();
      const [kind, red, green, blue, length] = bytes.subarray(at, at + 5);
      const name = bytes.toString('utf8', at + 5, at + 5 + length);
      this.squares.set(id, { zombie: kind === 1, color: `rgb(${red}, ${green}, ${blue})`, name, x: NaN, y: NaN, prey: 0 });
      at += 5 + length;
    }
    for (let n = 0; n < turned; n += 1) this.squares.get(next()).prey = next();
    for (let n = 0; n < moved; n += 1) Object.assign(this.squares.get(next()), { x: next() / UNITS, y: next() / UNITS });
    if (at !== bytes.length) throw new Error(`a frame of ${bytes.length} bytes ends at ${at}`);
  }

  /** What to send: which frame was read last, and where to go, if anywhere. @param {{ x: number, y: number }} [to] in px */
  tells(to) {
    const view = new DataView(new ArrayBuffer(to === undefined ? 5 : 9));
    view.setUint8(0, to === undefined ? 1 : 2);
    view.setUint32(1, this.tick);
    if (to !== undefined) {
      view.setUint16(5, Math.round(to.x * UNITS));
      view.setUint16(7, Math.round(to.y * UNITS));
    }
    return view;
  }
}
