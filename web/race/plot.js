// Draws one plot on a canvas: a scale, and either a dot for each point or a line of steps.

/** @typedef {import('./tally.js').Point} Point */
/** @typedef {{ data: string, line: string, ink: string, back: string, font: string, size: number }} Paint colours, a font of CSS, and its size in px, which the rest goes by */

/**
 * @typedef {object} Plot
 * @property {Point[]} points
 * @property {number} from ms at its left edge
 * @property {number} to ms at its right edge
 * @property {number} top the value at its upper edge
 * @property {string} label what that is
 * @property {'dots' | 'steps'} shape
 */

/** From so many points on, dots are squares. */
const MANY = 300;

/** The colours and the font as they are now: of the canvas, so that themes reach it. @param {HTMLCanvasElement} canvas @returns {Paint} */
export function paintOf(canvas) {
  const style = getComputedStyle(canvas);
  return { data: style.color, line: style.getPropertyValue('border-bottom-color'), ink: style.getPropertyValue('outline-color'), back: style.backgroundColor, font: `${style.fontSize} ${style.fontFamily}`, size: parseFloat(style.fontSize) };
}

/** Makes it as sharp as the screen. @param {HTMLCanvasElement} canvas */
export function fit(canvas) {
  const ratio = globalThis.devicePixelRatio || 1;
  const [width, height] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}

/** @param {HTMLCanvasElement} canvas @param {Plot} plot @param {Paint} paint */
export function draw(canvas, plot, paint) {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const ratio = globalThis.devicePixelRatio || 1;
  const [width, height] = [canvas.width / ratio, canvas.height / ratio];
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  const right = width - paint.size / 2;
  const x = (/** @type {number} */ at) => ((at - plot.from) / (plot.to - plot.from)) * right;
  const y = (/** @type {number} */ value) => height - 4 - Math.min(1, value / plot.top) * (height - 10);

  context.strokeStyle = paint.line;
  context.lineWidth = 1;
  context.beginPath();
  for (const value of [0, plot.top / 2, plot.top]) {
    context.moveTo(0, Math.round(y(value)) + 0.5);
    context.lineTo(width, Math.round(y(value)) + 0.5);
  }
  context.stroke();

  context.fillStyle = context.strokeStyle = paint.data;
  if (plot.shape === 'dots') dots(context, plot.points, x, y, paint.size / 4);
  else steps(context, plot.points, x, y, right, paint.size / 5);

  context.font = paint.font;
  context.textBaseline = 'top';
  context.globalAlpha = 0.8;
  context.fillStyle = paint.back;
  context.fillRect(0, y(plot.top) + 2, context.measureText(plot.label).width + 4, paint.size);
  context.globalAlpha = 1;
  context.fillStyle = paint.ink;
  context.fillText(plot.label, 2, y(plot.top) + 3);
}

/** @typedef {(value: number) => number} Map */

/** @param {CanvasRenderingContext2D} context @param {Point[]} points @param {Map} x @param {Map} y @param {number} radius px */
function dots(context, points, x, y, radius) {
  // Where they lie on each other nobody sees that they are round, and squares are far quicker to draw.
  const round = points.length < MANY;
  context.beginPath();
  for (const { at, value } of points) {
    const [cx, cy] = [x(at), y(value)];
    if (round) {
      context.moveTo(cx + radius, cy);
      context.arc(cx, cy, radius, 0, 2 * Math.PI);
    } else {
      context.fillRect(cx - radius, cy - radius, 2 * radius, 2 * radius);
    }
  }
  context.fill();
}

/** @param {CanvasRenderingContext2D} context @param {Point[]} points @param {Map} x @param {Map} y @param {number} right px, where the line ends @param {number} thick px */
function steps(context, points, x, y, right, thick) {
  context.lineWidth = thick;
  context.lineJoin = 'round';
  context.beginPath();
  points.forEach(({ at, value }, index) => {
    if (index === 0) context.moveTo(x(at), y(value));
    else context.lineTo(x(at), y(points[index - 1]?.value ?? value));
    context.lineTo(x(at), y(value));
  });
  const last = points.at(-1);
  if (last !== undefined) context.lineTo(right, y(last.value));
  context.stroke();
}
