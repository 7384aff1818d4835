// The party page: joins socket, crowd, input and drawing, and does nothing else.
import { setUpCopy } from '../lib/copy.js';
import { announce, byId, oncePerFrame } from '../lib/dom.js';
import { hurryWhenBack, Link } from '../lib/socket.js';
import { onThemeChange, setUpTheme } from '../lib/theme.js';
import { setUpTry } from '../lib/trynow.js';
import { counted } from '../lib/words.js';
import { drawn, newer, parse, PARTY, position, readFrame } from './codec.js';
import { Crowd } from './crowd.js';
import { draw } from './draw.js';
import { listen } from './input.js';
import { believe, nowhere, step, takeNews } from './me.js';
import { codeIn, isCode, partyQuery, setUpRooms, showRoom } from './room.js';
import { initial, reduce } from './state.js';
import { Timeline } from './timeline.js';
import { forgetWords, sayWords, showState, showWords } from './view.js';

/** Frames come many times a second: this long without one is a lost connection, in ms. */
const SILENCE_MS = 5_000;
/** How often the words are brought up to date, in ms. */
const WORDS_MS = 1_000;
/** A screen reader hears of comings and goings no more often than this, in ms. */
const COUNT_MS = 10_000;
/** A floor whose width is so many times its height has nothing beside it. */
const WIDE = 1.5;
/** How long a complaint of the server stays, in ms. */
const NOTE_MS = 5_000;

const canvas = byId('canvas', HTMLCanvasElement);
const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { alpha: false }));
const stillness = matchMedia('(prefers-reduced-motion: reduce)');

let state = initial();
let timeline = new Timeline(20);
/** @type {Crowd | null} null before the first welcome */
let crowd = null;
/** The newest tick that the server knows we have drawn. */
let toldTick = -1;
let palette = readPalette();
let drawnAt = 0;
let toldCount = { at: 0, people: 0 };
const me = nowhere();
const scene = { you: 0, size: 10, width: 500, height: 500, x: 0, y: 0, placed: false, still: stillness.matches };

const link = new Link({
  // The query may hold a room, and how to set it up if nobody is there yet.
  path: '/party',
  query: partyQuery(location.search),
  protocols: [PARTY],
  silence: SILENCE_MS,
  merge: newer,
  onState: (linkState) => {
    if (linkState.name !== state.link.name && linkState.name === 'waiting') announce(byId('log', HTMLElement), linkState.why);
    dispatch({ type: 'link', link: linkState, now: performance.now() });
  },
  onText: hear,
  onBytes: takeFrame,
});
const redraw = oncePerFrame(() => {
  showState(state);
  showWho();
});

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
      enter(message);
      dispatch({ type: 'welcome', welcome: message });
      break;
    case 'error':
      dispatch({ type: 'complaint', text: message.text });
      hushLater(state.lastId);
      break;
  }
}

/** @param {import('./codec.js').Welcome} welcome */
function enter({ you, room, hz, size, width, height }) {
  timeline = new Timeline(hz);
  crowd = new Crowd(timeline);
  toldTick = -1;
  Object.assign(me, nowhere());
  Object.assign(scene, { you, size, width, height });
  const ratio = (width + size) / (height + size);
  const main = byId('main', HTMLElement);
  main.style.setProperty('--ratio', String(ratio));
  main.classList.toggle('wide', ratio > WIDE);
  showRoom(room);
}

/** @param {ArrayBuffer} bytes */
function takeFrame(bytes) {
  const now = performance.now();
  const isFirst = !isKnown();
  if (crowd === null || !readFrame(new DataView(bytes), crowd, now)) return;
  if (isFirst) redraw();
  const mine = crowd.slotOf(scene.you);
  if (mine >= 0) believe(me, crowd.toX[mine], crowd.toY[mine], now);
  if (document.visibilityState !== 'hidden') return;
  // Nothing is drawn where nobody looks; but who tells of no frame is sent none, and would take that for a lost connection.
  link.send(drawn(crowd.tick));
  toldTick = crowd.tick;
}

/** @param {number} id */
function hushLater(id) {
  setTimeout(() => dispatch({ type: 'hush', id }), NOTE_MS);
}

/** @param {number} now ms */
function animate(now) {
  requestAnimationFrame(animate);
  if (state.world !== null) step(me, now - drawnAt, state.world);
  drawnAt = now;
  scene.x = me.x;
  scene.y = me.y;
  scene.placed = me.placed;
  const tick = timeline.at(performance.now());
  crowd?.play(tick);
  draw(context, palette, crowd, tick, scene);
  tell(now);
}

/** At most one message: which frame was drawn, if it is a new one, and where we want to be, if that is news. @param {number} now ms */
function tell(now) {
  if (crowd === null || crowd.tick < 0 || state.world === null) return;
  if (takeNews(me, now)) link.send(position(crowd.tick, me.sentX, me.sentY));
  else if (crowd.tick !== toldTick) link.send(drawn(crowd.tick));
  toldTick = crowd.tick;
}

/** Whether a frame has told who is here. */
function isKnown() {
  return state.world !== null && crowd !== null && crowd.tick >= 0;
}

function showWho() {
  if (state.world === null || crowd === null || !isKnown()) forgetWords(state.link);
  else showWords(crowd, me, state.world);
}

function tellInWords() {
  if (link.state.name === 'waiting') dispatch({ type: 'clock', now: performance.now() });
  if (crowd === null || !isKnown() || document.visibilityState === 'hidden') return;
  showWho();
  const now = performance.now();
  if (crowd.people !== toldCount.people && now - toldCount.at > COUNT_MS) {
    announce(byId('log', HTMLElement), `${counted(crowd.people, 'person', 'people')} here.`);
    toldCount = { at: now, people: crowd.people };
  }
}

function sayWhereEveryoneIs() {
  if (crowd !== null) sayWords(crowd, me, scene.you);
}

/** Sharp on any screen: as many pixels as the device shows. */
function fit() {
  const width = Math.max(1, Math.round(canvas.clientWidth * devicePixelRatio));
  const height = Math.max(1, Math.round(canvas.clientHeight * devicePixelRatio));
  if (canvas.width === width && canvas.height === height) return;
  canvas.width = width;
  canvas.height = height;
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

/** Not with a code that no server takes: it would answer nothing that a page can read. */
function connect() {
  const code = codeIn(location.search);
  if (code === null || isCode(code)) link.start();
  else dispatch({ type: 'link', link: { name: 'stopped', why: 'The code of a room is 2 to 12 letters or digits.' }, now: performance.now() });
}

setUpTheme();
setUpCopy();
setUpRooms();
onThemeChange(() => (palette = readPalette()));
stillness.addEventListener('change', () => (scene.still = stillness.matches));
hurryWhenBack(link);
listen(canvas, me, { world: () => state.world, onAsk: sayWhereEveryoneIs });
setUpTry(() => {
  connect();
  canvas.focus();
});
new ResizeObserver(fit).observe(canvas);
addEventListener('resize', fit);
addEventListener('pagehide', () => link.stop());
addEventListener('pageshow', (event) => {
  if (event.persisted) connect();
});
setInterval(tellInWords, WORDS_MS);
connect();
requestAnimationFrame(animate);
