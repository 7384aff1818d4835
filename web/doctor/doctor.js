// The network doctor: what works between this browser and the server, and what to do where something does not.
import { MINUTE_S, progressOf, QUICK_S, secondsAsked } from './state.js';
import { summarize } from './summary.js';
import { setUpView } from './view.js';
import { watch } from './watch.js';
import { headline } from './words.js';
import { setUpCopy } from '../lib/copy.js';
import { announce, byId, oncePerFrame, setText, showText } from '../lib/dom.js';
import { setUpTheme } from '../lib/theme.js';

/** @typedef {import('./diagnose.js').Observation} Observation */

/** How often the ring moves, in ms. */
const STEP_MS = 250;

const view = setUpView();
const buttons = ['minute', 'quick'].map((id) => byId(id, HTMLButtonElement));
const stopButton = byId('stop', HTMLButtonElement);
/** @type {Observation | null} */
let seen = null;
const redraw = oncePerFrame(() => {
  if (seen !== null) view.show(seen, summarize(seen));
});

/** @param {number} seconds */
async function check(seconds) {
  setBusy(true);
  showText(byId('trouble', HTMLElement), null);
  announce(byId('log', HTMLElement), `Checking for ${seconds} seconds.`);
  byId('report', HTMLElement).hidden = true;
  const began = performance.now();
  const show = () => {
    const { part, words } = progressOf(seconds, performance.now() - began);
    view.progress(part, words);
  };
  const timer = setInterval(show, STEP_MS);
  const { ended, stop } = watch(seconds, (now) => {
    seen = now;
    byId('results', HTMLElement).hidden = false;
    redraw();
  });
  stopButton.onclick = stop;
  try {
    seen = await ended;
    finish(seen);
  } catch (error) {
    showText(byId('trouble', HTMLElement), error instanceof Error ? error.message : String(error));
    byId('results', HTMLElement).hidden = true;
  } finally {
    clearInterval(timer);
    setBusy(false);
  }
}

/** @param {Observation} all */
function finish(all) {
  const summary = summarize(all);
  view.show(all, summary);
  view.progress(1, 'Done');
  byId('report', HTMLElement).hidden = false;
  announce(byId('log', HTMLElement), headline(summary, true));
}

/** @param {boolean} busy */
function setBusy(busy) {
  const [from, to] = busy ? [buttons, [stopButton]] : [[stopButton], buttons];
  const hadFocus = from.some((button) => button === document.activeElement);
  for (const button of buttons) button.hidden = busy;
  byId('progress', HTMLElement).hidden = !busy;
  // Who works by keys must not fall out of the page.
  if (hadFocus) to[0]?.focus();
}

setUpTheme();
setUpCopy();
setText(byId('where', HTMLElement), location.host);
byId('minute', HTMLButtonElement).addEventListener('click', () => void check(MINUTE_S));
byId('quick', HTMLButtonElement).addEventListener('click', () => void check(QUICK_S));
byId('print', HTMLButtonElement).addEventListener('click', () => print());
const asked = secondsAsked(new URL(location.href));
if (asked !== null) void check(asked);
