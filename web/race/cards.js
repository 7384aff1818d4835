// The four lanes side by side: a sentence, three figures, and a plot for each.
import { LANES, NAMES } from './lanes/lane.js';
import { draw, fit, paintOf } from './plot.js';
import { sharedTop } from './scale.js';
import { typicalDelay, WINDOW_MS } from './tally.js';
import { bytesWords, grouped, msWords, NONE, rateWords, seenWords, troubleWords } from './words.js';
import { html, setText } from '../lib/dom.js';

/** @typedef {import('./lanes/lane.js').LaneName} LaneName */
/** @typedef {import('./tally.js').Tally} Tally */
/** @typedef {'delays' | 'requests' | 'bytes'} Figure */
/** @typedef {{ value: HTMLElement, more: HTMLElement, canvas: HTMLCanvasElement }} FigureView */
/** @typedef {{ seen: HTMLElement, trouble: HTMLElement, why: HTMLElement, figures: Record<Figure, FigureView> }} Card */

/** @type {readonly Figure[]} */
const FIGURES = ['delays', 'requests', 'bytes'];

/**
 * What each figure is called, how far its scale reaches at least, and how a value reads.
 * @type {Record<Figure, { title: string, least: number, words: (value: number | null) => string }>}
 */
const ABOUT = {
  delays: { title: 'Delay', least: 20, words: msWords },
  requests: { title: 'Requests', least: 2, words: rateWords },
  bytes: { title: 'Bytes per event', least: 100, words: bytesWords },
};

export class Cards {
  /** @type {Record<LaneName, Card>} */
  #cards;
  /** Colours, read anew only when they may have changed. @type {Map<HTMLCanvasElement, import('./plot.js').Paint>} */
  #paints = new Map();

  /** @param {HTMLElement} list */
  constructor(list) {
    this.#cards = /** @type {Record<LaneName, Card>} */ (Object.fromEntries(LANES.map((name) => [name, addCard(list, name)])));
  }

  /** Has colours and sizes read again. */
  forget() {
    this.#paints.clear();
  }

  /** @param {{ interval: number, hz: number }} settings */
  explain(settings) {
    for (const name of LANES) setText(this.#cards[name].seen, seenWords(name, settings));
  }

  /** @param {Tally} tally @param {number} now ms, where the plots end */
  show(tally, now) {
    const from = now - WINDOW_MS;
    for (const figure of FIGURES) {
      const { least, words } = ABOUT[figure];
      const top = sharedTop(LANES.map((name) => tally.lanes[name][figure]), from, least);
      for (const name of LANES) {
        const { canvas } = this.#cards[name].figures[figure];
        const shape = figure === 'delays' ? 'dots' : 'steps';
        draw(canvas, { points: tally.lanes[name][figure], from, to: now, top, label: words(top), shape }, this.#paint(canvas));
      }
    }
    for (const name of LANES) this.#write(name, tally);
  }

  /** @param {LaneName} name @param {Tally} tally */
  #write(name, tally) {
    const lane = tally.lanes[name];
    const { figures, trouble, why } = this.#cards[name];
    const counts = tally.meter?.lanes[name];
    const latest = (/** @type {Figure} */ figure) => lane[figure].at(-1)?.value ?? null;
    setText(figures.delays.value, msWords(typicalDelay(lane)));
    setText(figures.delays.more, lane.timed === 0 ? '' : `up to ${msWords(lane.longest)}`);
    setText(figures.requests.value, rateWords(latest('requests')));
    setText(figures.requests.more, counts === undefined ? '' : `${grouped(counts.requests)} in all`);
    setText(figures.bytes.value, ABOUT.bytes.words(latest('bytes')));
    setText(figures.bytes.more, counts === undefined ? '' : `${grouped(counts.events)} ${counts.events === 1 ? 'event' : 'events'}`);
    const words = troubleWords(lane, name);
    trouble.hidden = words === null;
    setText(why, words ?? '');
  }

  /** @param {HTMLCanvasElement} canvas */
  #paint(canvas) {
    const known = this.#paints.get(canvas);
    if (known !== undefined) return known;
    fit(canvas);
    const paint = paintOf(canvas);
    this.#paints.set(canvas, paint);
    return paint;
  }
}

/** @param {HTMLElement} list @param {LaneName} name @returns {Card} */
function addCard(list, name) {
  const seen = html('p', { class: 'seen' });
  const why = html('span');
  const trouble = html('p', { class: 'note trouble-of' }, why, ' ', html('a', { href: '/doctor' }, 'Network doctor'));
  trouble.hidden = true;
  const figures = /** @type {Record<Figure, FigureView>} */ ({});
  const boxes = FIGURES.map((figure) => {
    const value = html('dd', { class: 'value', 'data-figure': figure }, NONE);
    const more = html('dd', { class: 'quiet' });
    const canvas = html('canvas', { class: `plot ${figure}`, 'aria-hidden': 'true' });
    figures[figure] = { value, more, canvas };
    return html('div', { class: 'figure' }, html('dl', {}, html('dt', {}, ABOUT[figure].title), value, more), canvas);
  });
  const title = html('h2', { id: `lane-${name}` }, NAMES[name]);
  list.append(html('article', { class: 'card lane', 'data-lane': name, 'aria-labelledby': `lane-${name}` }, title, trouble, ...boxes, seen));
  return { seen, trouble, why, figures };
}
