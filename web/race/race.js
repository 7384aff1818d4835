// The transport race: the same events by four transports, and what each of them costs.
import { Cards } from './cards.js';
import { setUpControls } from './controls.js';
import { startLanes } from './lanes/all.js';
import { closeRace, fetchMeter, openRace, tellRace } from './session.js';
import { drawSketch } from './sketchview.js';
import { setUpTable } from './table.js';
import { Tally } from './tally.js';
import { phaseWords } from './words.js';
import { announce, byId, oncePerFrame, setText, showText } from '../lib/dom.js';
import { onThemeChange, setUpTheme } from '../lib/theme.js';

/** @typedef {import('./lanes/lane.js').LaneName} LaneName */
/** @typedef {{ tokens: import('./session.js').Tokens, lanes: Record<LaneName, import('./lanes/lane.js').Lane>, startedAt: number }} Run */

/** How long a race may last, and how long it goes on when nobody looks, in ms. */
const LIMIT_MS = 600_000;
const HIDDEN_MS = 60_000;
/** How often the meter is read, in ms. */
const METER_MS = 1_000;
/** From one drawing to the next, in ms: a page that is busy drawing hears late, and would measure itself. */
const DRAW_MS = 100;
/** Short polls spread by this part of their interval: in step with the events, all would wait equally long. */
const SPREAD = 0.2;

const button = byId('start', HTMLButtonElement);
const cards = new Cards(byId('lanes', HTMLElement));
const showTable = setUpTable();
let tally = new Tally();
/** @type {Run | null} */
let run = null;
/** @type {import('./words.js').Phase} */
let phase = 'idle';
let ranFor = 0;
/** Where the plots end: they stand still with the race. */
let edge = performance.now();

const redraw = oncePerFrame(() => {
  if (run !== null) {
    edge = performance.now();
    ranFor = edge - run.startedAt;
  }
  cards.show(tally, edge);
});
/** @type {ReturnType<typeof setTimeout> | undefined} */
let drawing;

/** Draws what has come, in a moment. */
function redrawSoon() {
  drawing ??= setTimeout(() => {
    drawing = undefined;
    redraw();
  }, DRAW_MS);
}

const settings = setUpControls((changed) => {
  cards.explain(changed);
  tellRate(changed.hz);
});

/** The lane that can speak both ways takes it, or a request does. @param {number} hz */
function tellRate(hz) {
  if (run !== null && run.lanes.ws.send?.(`hz ${hz}`) !== true) tellRace(run.tokens, `hz ${hz}`);
}

async function start() {
  setPhase('opening');
  showText(byId('trouble', HTMLElement), null);
  try {
    const tokens = await openRace();
    tally = new Tally();
    const lanes = startLanes(tokens, (name, report) => {
      tally.note(name, report);
      redrawSoon();
    }, () => settings.interval * (1 + SPREAD * (2 * Math.random() - 1)));
    run = { tokens, lanes, startedAt: performance.now() };
    tellRate(settings.hz);
    setPhase('running');
    void keepMeasuring(run);
  } catch (error) {
    setPhase('idle');
    showText(byId('trouble', HTMLElement), error instanceof Error ? error.message : String(error));
  }
}

/** @param {import('./words.js').Phase} why */
function stop(why) {
  if (run === null) return;
  for (const lane of Object.values(run.lanes)) lane.stop();
  closeRace(run.tokens);
  run = null;
  setPhase(why);
}

/** Reads the meter once a second, for as long as this race runs. @param {Run} mine */
async function keepMeasuring(mine) {
  while (run === mine) {
    const before = performance.now();
    const told = await fetchMeter(mine.tokens);
    if (run !== mine) return;
    if (told !== null) tally.measure(told);
    showTable(tally);
    sayPhase();
    redraw();
    if (performance.now() - mine.startedAt > LIMIT_MS) return stop('time');
    if (Object.values(tally.lanes).every(({ health }) => health === 'ended')) return giveUp();
    await new Promise((go) => setTimeout(go, Math.max(0, before + METER_MS - performance.now())));
  }
}

function giveUp() {
  stop('stopped');
  showText(byId('trouble', HTMLElement), 'The server has ended the race, or it is away: check that it runs, then start again.');
}

/** @param {import('./words.js').Phase} next */
function setPhase(next) {
  phase = next;
  const running = next === 'running' || next === 'opening';
  button.disabled = next === 'opening';
  setText(button, running ? 'Stop' : 'Start the race');
  sayPhase();
  announce(byId('log', HTMLElement), byId('phase', HTMLElement).textContent ?? '');
  redraw();
}

function sayPhase() {
  setText(byId('phase', HTMLElement), phaseWords(phase, ranFor, LIMIT_MS));
}

/** A page that nobody looks at stops after a minute. */
function watchHidden() {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  document.addEventListener('visibilitychange', () => {
    clearTimeout(timer);
    if (document.visibilityState === 'hidden') timer = setTimeout(() => stop('hidden'), HIDDEN_MS);
  });
}

function refit() {
  cards.forget();
  redraw();
}

setUpTheme();
onThemeChange(refit);
addEventListener('resize', refit);
addEventListener('pagehide', () => stop('stopped'));
button.addEventListener('click', () => (run === null ? void start() : stop('stopped')));
for (const place of document.querySelectorAll('[data-sketch]')) {
  if (place instanceof HTMLElement) place.append(drawSketch(/** @type {LaneName} */ (place.dataset.sketch)));
}
watchHidden();
showTable(tally);
sayPhase();
redraw();
