// How a zombie looks: drawn with the paths of a canvas.

/** @typedef {import('./draw.js').Palette} Palette */
/** @typedef {import('./zombie.js').Pose} Pose */

/**
 * Limbs first with an edge that sets it off from its neighbours, then the head.
 * @param {CanvasRenderingContext2D} context with round caps and joins
 * @param {Palette} palette @param {Pose} pose
 * @param {number} x middle @param {number} y middle @param {number} unit a tenth of its width
 */
export function drawFigure(context, palette, pose, x, y, unit) {
  const { lookX, lookY, sway, reach } = pose;
  const top = x + (sway * 1.2 + lookX * reach * 1.5) * unit;
  const neck = y - 4.5 * unit;
  context.fillStyle = palette.shade;
  context.beginPath();
  context.ellipse(x, y + 9.6 * unit, 5 * unit, 1.7 * unit, 0, 0, Math.PI * 2);
  context.fill();

  context.beginPath();
  traceLimbs(context, pose, x, y, top, neck, unit);
  context.strokeStyle = palette.surface;
  context.lineWidth = 4.4 * unit;
  context.stroke();
  context.strokeStyle = palette.zombie;
  context.lineWidth = 2.6 * unit;
  context.stroke();

  context.beginPath();
  context.roundRect(top - 4.2 * unit, neck - 8 * unit, 8.4 * unit, 8 * unit, 2.8 * unit);
  context.strokeStyle = palette.surface;
  context.lineWidth = 1.8 * unit;
  context.stroke();
  context.fillStyle = palette.zombie;
  context.fill();

  const eyeX = top + lookX * 1.9 * unit;
  const eyeY = neck - (4.4 - lookY * 1.2) * unit;
  context.beginPath();
  context.arc(eyeX - 1.7 * unit, eyeY, 1.25 * unit, 0, Math.PI * 2);
  context.arc(eyeX + 1.7 * unit, eyeY, 0.85 * unit, 0, Math.PI * 2);
  context.fillStyle = palette.surface;
  context.fill();
}

/**
 * @param {CanvasRenderingContext2D} context @param {Pose} pose @param {number} x @param {number} y
 * @param {number} top where the spine ends @param {number} neck @param {number} unit
 */
function traceLimbs(context, pose, x, y, top, neck, unit) {
  const { lookX, lookY, swing, sway, reach } = pose;
  const hip = y + 3 * unit;
  context.moveTo(top, neck);
  context.lineTo(x, hip);
  context.lineTo(x - (2.6 - swing) * unit, y + (9 - Math.max(swing, 0) * 1.6) * unit);
  context.moveTo(x, hip);
  context.lineTo(x + (2.6 + swing) * unit, y + (9 - Math.max(-swing, 0) * 1.6) * unit);
  // Arms hang beside the body, or point at the prey.
  for (let side = -1; side <= 1; side += 2) {
    const shoulder = neck + 1.5 * unit;
    const hangX = side * 4.2 + sway * 0.6;
    const outX = lookX * 9 - lookY * side * 2.4;
    const outY = lookY * 7 + lookX * side * 2.4;
    context.moveTo(top, shoulder);
    context.lineTo(top + (hangX + (outX - hangX) * reach) * unit, shoulder + (6.5 + (outY - 6.5) * reach) * unit);
  }
}
