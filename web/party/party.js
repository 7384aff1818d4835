// The party page: joins socket, frames, input and drawing, and does nothing else.
import { announce, byId, oncePerFrame } from '../lib/dom.js';
import { hurryWhenBack, Link, socketUrl } from '../lib/socket.js';
import { onThemeChange, setUpTheme } from '../lib/theme.js';
import { counted } from '../lib/words.js';
import { parse, PARTY, position } from './codec.js';
import { draw } from './draw.js';
import { listen } from './input.js';
import { believe, nowhere, step, takeNews } from './me.js';
import { initial, reduce } from './state.js';
import { Timeline } from './timeline.js';
import { sayWords, showState, showWords } from './view.js';

/** Frames come many times a second: this long without one is a lost connection, in ms. */
const SILENCE_MS = 5_000;
/** How often the words are brought up to date, in ms. */
const WORDS_MS = 1_000;
/** A screen reader hears of comings and goings no more often than this, in ms. */
const COUNT_MS = 10_000;
/** How long a complaint of the server stays, in ms. */
const NOTE_MS = 5_000;

const canvas = byId('canvas', HTMLCanvasElement);
const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { alpha: false }));
const stillness = matchMedia('(prefers-reduced-motion: reduce)');

let state = initial();
let timeline = new Timeline(20);
let palette = readPalette();
let drawnAt = 0;
let toldCount = { at: 0, people: 0 };
const me = nowhere();
const scene = { you: 0, size: 10, width: 500, x: 0, y: 0, placed: false, still: stillness.matches };

const link = new Link({
  url: socketUrl('/party'),
  protocols: [PARTY],
  silence: SILENCE_MS,
  onState: (linkState) => {
    if (linkState.name !== state.link.name && linkState.name === 'waiting') announce(byId('log', HTMLElement), linkState.why);
    dispatch({ type: 'link', link: linkState, now: performance.now() });
  },
  onText: hear,
});
const redraw = oncePerFrame(() => showState(state));

/** @param {import('./state.js').Event} event */
function dispatch(event) {
  state = reduce(state, event);
  redraw();
}

/** @param {string} text */
function hear(text) {
  const message = parse(text);
  switch (message?.type) {
    case 'welcome':
      timeline = new Timeline(message.hz);
      Object.assign(me, nowhere());
      Object.assign(scene, { you: message.you, size: message.size, width: Math.max(message.width, message.height) });
      dispatch({ type: 'welcome', welcome: message });
      break;
    case 'frame':
      takeFrame(message);
      break;
    case 'error':
      dispatch({ type: 'complaint', text: message.text });
      hushLater(state.lastId);
      break;
  }
}

/** @param {import('./codec.js').Frame} frame */
function takeFrame(frame) {
  const now = performance.now();
  frame.zombies.sort((a, b) => a[2] - b[2]); // who stands lower is in front
  timeline.push(frame, now);
  const mine = timeline.newest?.personById.get(scene.you);
  if (mine !== undefined) believe(me, mine[1], mine[2], now);
}

/** @param {number} id */
function hushLater(id) {
  setTimeout(() => dispatch({ type: 'hush', id }), NOTE_MS);
}

/** @param {number} now ms */
function animate(now) {
  requestAnimationFrame(animate);
  if (state.world !== null) {
    step(me, now - drawnAt, state.world);
    if (takeNews(me, now)) link.send(position(me.sentX, me.sentY));
  }
  drawnAt = now;
  scene.x = me.x;
  scene.y = me.y;
  scene.placed = me.placed;
  draw(context, palette, timeline.sample(performance.now()), scene);
}

function tellInWords() {
  const frame = timeline.newest;
  if (link.state.name === 'waiting') dispatch({ type: 'clock', now: performance.now() });
  if (state.world === null || frame === undefined || document.visibilityState === 'hidden') return;
  showWords(frame, me, state.world);
  const now = performance.now();
  if (frame.people.length !== toldCount.people && now - toldCount.at > COUNT_MS) {
    announce(byId('log', HTMLElement), `${counted(frame.people.length, 'person', 'people')} here.`);
    toldCount = { at: now, people: frame.people.length };
  }
}

function sayWhereEveryoneIs() {
  const frame = timeline.newest;
  if (frame !== undefined) sayWords(frame, me, scene.you);
}

/** Sharp on any screen: as many pixels as the device shows. */
function fit() {
  const side = Math.max(1, Math.round(canvas.clientWidth * devicePixelRatio));
  if (canvas.width !== side || canvas.height !== side) canvas.width = canvas.height = side;
}

/** @returns {import('./draw.js').Palette} the tokens as they are now, for a canvas can't read them */
function readPalette() {
  const probe = document.createElement('i');
  document.body.append(probe);
  const read = (/** @type {string} */ token) => {
    probe.style.color = `var(--${token})`;
    return getComputedStyle(probe).color;
  };
  const colours = { ink: read('ink'), surface: read('surface'), line: read('line'), zombie: read('zombie'), accent: read('accent'), shade: read('shade') };
  probe.remove();
  return colours;
}

setUpTheme();
onThemeChange(() => (palette = readPalette()));
stillness.addEventListener('change', () => (scene.still = stillness.matches));
hurryWhenBack(link);
listen(canvas, me, { world: () => state.world, onAsk: sayWhereEveryoneIs });
byId('try', HTMLButtonElement).addEventListener('click', () => {
  link.start();
  canvas.focus();
});
new ResizeObserver(fit).observe(canvas);
addEventListener('resize', fit);
addEventListener('pagehide', () => link.stop());
addEventListener('pageshow', (event) => {
  if (event.persisted) link.start();
});
setInterval(tellInWords, WORDS_MS);
link.start();
requestAnimationFrame(animate);
