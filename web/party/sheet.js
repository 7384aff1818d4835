// Zombies drawn in advance, in every pose of a choice: to copy one is much quicker than to draw it.
import { drawFigure } from './figure.js';
import { standing } from './zombie.js';

/** @typedef {import('./draw.js').Palette} Palette */
/** @typedef {import('./zombie.js').Pose} Pose */

/** Directions to look in, and moments of a step. */
const LOOKS = 8;
const STEPS = 8;
const FULL = Math.PI * 2;
/** The body sways once in two steps, so a walk begins anew after that, in radians. */
const WALK = FULL * 2;
/** A figure with its arms out, at any side, in units of its own. */
const CELL = 30;

export class Sheet {
  #palette;
  #unit;
  #cell;
  #canvas;

  /** @param {Palette} palette @param {number} unit a tenth of its width, in pixels */
  constructor(palette, unit) {
    this.#palette = palette;
    this.#unit = unit;
    this.#cell = Math.ceil(CELL * unit);
    this.#canvas = document.createElement('canvas');
    this.#canvas.width = this.#cell * LOOKS;
    this.#canvas.height = this.#cell * STEPS * 2;
    const context = /** @type {CanvasRenderingContext2D} */ (this.#canvas.getContext('2d'));
    context.lineCap = 'round';
    context.lineJoin = 'round';
    const pose = standing();
    for (let look = 0; look < LOOKS; look += 1) {
      pose.lookX = Math.cos((look / LOOKS) * FULL);
      pose.lookY = Math.sin((look / LOOKS) * FULL);
      for (let row = 0; row < STEPS * 2; row += 1) {
        const phase = ((row % STEPS) / STEPS) * WALK;
        pose.swing = Math.sin(phase);
        pose.sway = Math.sin(phase / 2);
        pose.reach = row < STEPS ? 0 : 1;
        drawFigure(context, palette, pose, (look + 0.5) * this.#cell, (row + 0.5) * this.#cell, unit);
      }
    }
  }

  /** Whether it is still of use. @param {Palette} palette @param {number} unit */
  suits(palette, unit) {
    return palette === this.#palette && unit === this.#unit;
  }

  /**
   * Draws the pose that is most like this one, on whole pixels.
   * @param {CanvasRenderingContext2D} context without a transform
   * @param {Pose} pose @param {number} phase of its walk, in radians @param {number} x its middle @param {number} y
   */
  draw(context, pose, phase, x, y) {
    const cell = this.#cell;
    const look = Math.round((Math.atan2(pose.lookY, pose.lookX) / FULL) * LOOKS + LOOKS) % LOOKS;
    const step = pose.swing === 0 ? 0 : Math.floor(((phase % WALK) / WALK) * STEPS);
    const row = pose.reach > 0.5 ? step + STEPS : step;
    const left = Math.round(x - cell / 2);
    const top = Math.round(y - cell / 2);
    context.drawImage(this.#canvas, look * cell, row * cell, cell, cell, left, top, cell, cell);
  }
}
