// The party in its classic form: tell where you are, and paint whatever squares come.
import { byId, oncePerFrame, setText } from '../../lib/dom.js';
import { onAgain, setUpPage, showDoor } from '../page.js';
import { USUAL_FLOOR } from '../ports.js';
import { Door } from '../wire/door.js';
import { Panel } from '../wire/panel.js';
import { partyWords, placeAfterKey, placeAt, readSquares, SIZE } from './squares.js';

const canvas = byId('floor', HTMLCanvasElement);
const paint = canvas.getContext('2d');
let floor = USUAL_FLOOR;
/** @type {import('./squares.js').Square[]} */
let squares = [];
/** @type {[number, number]} where we want to be */
let place = [0, 0];

const draw = oncePerFrame(() => {
  if (paint === null) return;
  const width = Math.round(canvas.clientWidth * devicePixelRatio);
  const height = Math.round(canvas.clientHeight * devicePixelRatio);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  paint.setTransform(width / floor.width, 0, 0, height / floor.height, 0, 0);
  paint.clearRect(0, 0, floor.width, floor.height);
  for (const { x, y, color } of squares) {
    paint.fillStyle = color;
    paint.fillRect(x, y, SIZE, SIZE);
  }
});

const door = new Door({
  path: '/tutorials/party',
  panel: new Panel('wire'),
  onState: (state) => {
    showDoor(state, 'Connected: move over the floor by mouse, finger or arrow keys.');
    if (state.name !== 'closed') return;
    squares = [];
    setText(byId('here', HTMLElement), '');
    draw();
  },
  onText: (text) => {
    const read = readSquares(text);
    if (read === null) return;
    squares = read;
    setText(byId('here', HTMLElement), partyWords(squares));
    draw();
  },
});

/** Sent once in an animation frame at most: a mouse tells of itself more often. */
const tell = oncePerFrame(() => void door.send(JSON.stringify(place)));

/** @param {PointerEvent} event */
function follow(event) {
  place = placeAt(floor, canvas.getBoundingClientRect(), event.clientX, event.clientY);
  tell();
}

canvas.addEventListener('pointerdown', follow);
canvas.addEventListener('pointermove', follow);
canvas.addEventListener('keydown', (event) => {
  const to = placeAfterKey(floor, event.key, place);
  if (to === null) return;
  event.preventDefault();
  place = to;
  tell();
});
new ResizeObserver(draw).observe(canvas);
onAgain(() => void door.connect());
void setUpPage().then((places) => {
  floor = places?.floor ?? floor;
  canvas.style.setProperty('--ratio', String(floor.width / floor.height));
  draw();
});
void door.connect();
