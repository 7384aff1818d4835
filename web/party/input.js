// Mouse, touch and keys on the floor, turned into wishes of where to be.

/** @typedef {import('./me.js').Me} Me */

/** @type {Record<string, readonly [number, number]>} */
const WAYS = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
  KeyA: [-1, 0], KeyD: [1, 0], KeyW: [0, -1], KeyS: [0, 1],
};

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Me} me whose wishes these are
 * @param {object} options
 * @param {() => { width: number, height: number, size: number } | null} options.world
 * @param {() => void} options.onAsk somebody pressed Space: say where everyone is
 */
export function listen(canvas, me, { world, onAsk }) {
  /** @type {Set<string>} */
  const held = new Set();

  const point = (/** @type {PointerEvent} */ event) => {
    const size = world();
    if (size === null) return;
    const box = canvas.getBoundingClientRect();
    // The floor shows one square more than the positions there are; the pointer is in the middle of ours.
    me.goalX = ((event.clientX - box.left) / box.width) * (size.width + size.size) - size.size / 2;
    me.goalY = ((event.clientY - box.top) / box.height) * (size.height + size.size) - size.size / 2;
  };

  const hold = () => {
    me.keyX = me.keyY = 0;
    for (const code of held) {
      me.keyX += WAYS[code]?.[0] ?? 0;
      me.keyY += WAYS[code]?.[1] ?? 0;
    }
    me.keyX = Math.sign(me.keyX);
    me.keyY = Math.sign(me.keyY);
  };

  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    point(event);
  });
  canvas.addEventListener('pointermove', point);
  // Out of the floor, or over one of its round corners: as far as it goes that way.
  canvas.addEventListener('pointerleave', point);
  canvas.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.code === 'Space') onAsk();
    else if (!(event.code in WAYS)) return;
    event.preventDefault();
    held.add(event.code);
    hold();
  });
  canvas.addEventListener('keyup', (event) => {
    held.delete(event.code);
    hold();
  });
  canvas.addEventListener('blur', () => {
    held.clear();
    hold();
  });
}
