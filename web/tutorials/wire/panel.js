// The panel that shows what is on the wire: the newest event in its parts, and under it the last ones, newest first.
import { byId, html, setAttribute, setText, showText } from '../../lib/dom.js';
import { EMPTY, KEPT, record, toggled } from './events.js';
import { blocksOf, drawParts, lineOf } from './parts.js';

/** @typedef {import('./events.js').WireEvent} WireEvent */
/** @typedef {import('./events.js').Numbered} Numbered */
/** @typedef {import('./events.js').Tape} Tape */

/** Drawn this often at most, in ms: thirty frames a second are no reading. */
const DRAW_EVERY_MS = 200;
/** For a server that is away, that shows somebody else's wire, or that no WebSocket reaches. */
const NO_TAP = 'There is no view of the wire now, so nothing new appears here: press Connect again for another try.';
/** Who sent it, for the eye and for the ear. */
const SIDES = { client: ['↑', 'from this page'], server: ['↓', 'from the server'] };

export class Panel {
  /** @type {Tape} */
  #tape = EMPTY;
  /** What came since it was drawn. @type {WireEvent[]} */
  #fresh = [];
  /** @type {ReturnType<typeof setTimeout> | null} */
  #timer = null;
  /** The event that the reader has chosen; null for the newest. @type {number | null} */
  #chosen = null;
  #drawn = 0;

  /**
   * @param {string} id of the section that becomes the panel
   * @param {'On the wire' | 'Packets'} [title]
   */
  constructor(id, title = 'On the wire') {
    this.pause = html('button', { class: 'button small', type: 'button' }, 'Pause');
    this.note = html('p', { class: 'quiet' }, 'Nothing yet: it fills as soon as the page is connected.');
    this.title = html('p', { class: 'shown-title' });
    this.shown = html('div', { class: 'shown' });
    this.hint = html('p', { class: 'quiet', hidden: '' }, 'The last ones, newest first: choose one to see its parts.');
    this.list = html('ol', { class: 'tape', 'aria-label': `${title}, newest first` });
    const name = html('h2', { id: `${id}-title` }, title);
    const section = byId(id, HTMLElement);
    section.setAttribute('aria-labelledby', `${id}-title`);
    section.append(html('div', { class: 'wire-head' }, name, this.pause), this.note, this.title, this.shown, this.hint, this.list);
    this.pause.addEventListener('click', () => this.#toggle());
    this.list.addEventListener('click', (event) => this.#choose(event));
    this.list.addEventListener('keydown', (event) => this.#walk(event));
  }

  /** @param {WireEvent} event */
  add(event) {
    this.#fresh.push(event);
    // Timers of a tab that nobody sees are late.
    if (this.#fresh.length > KEPT) this.#fresh.shift();
    this.#timer ??= setTimeout(() => this.#take(), DRAW_EVERY_MS);
  }

  /** @param {boolean} works whether the server tells what is on the wire */
  tapped(works) {
    if (!works) showText(this.note, NO_TAP);
    else if (this.#tape.shown.length === 0) showText(this.note, 'Connected: each frame appears here.');
    else this.note.hidden = true;
  }

  #take() {
    this.#timer = null;
    this.#tape = record(this.#tape, this.#fresh);
    this.#fresh = [];
    this.#draw();
  }

  #toggle() {
    this.#tape = toggled(this.#tape);
    this.#chosen = null;
    this.#draw();
  }

  /** Choosing one holds the rest still. @param {Event} event */
  #choose(event) {
    const row = event.target instanceof Element ? event.target.closest('button') : null;
    if (row === null) return;
    if (!this.#tape.paused) this.#tape = toggled(this.#tape);
    this.#chosen = Number(row.dataset.id);
    this.#draw();
  }

  /** Arrow keys walk the rows; Tab leaves them. @param {KeyboardEvent} event */
  #walk(event) {
    const rows = [...this.list.querySelectorAll('button')];
    const at = rows.findIndex((row) => row === document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const row = rows[Math.max(0, Math.min(rows.length - 1, to))];
    row?.focus();
    row?.click();
  }

  #draw() {
    const { paused, missed, shown } = this.#tape;
    setText(this.pause, !paused ? 'Pause' : missed === 0 ? 'Go on' : `Go on (${missed} new)`);
    this.#drawRows(shown);
    const focused = this.#chosen === null ? newest(shown) : shown.find(({ id }) => id === this.#chosen);
    if (focused === undefined) return;
    this.note.hidden = true;
    this.hint.hidden = false;
    for (const row of this.list.querySelectorAll('button')) {
      const current = Number(row.dataset.id) === focused.id;
      setAttribute(row, 'aria-current', current ? 'true' : null);
      row.tabIndex = current ? 0 : -1;
    }
    if (this.#drawn === focused.id) return;
    this.#drawn = focused.id;
    const { event } = focused;
    setText(this.title, `${sideOf(event)}${lineOf(event)}`);
    this.shown.replaceChildren(drawParts(event));
  }

  /** @param {readonly Numbered[]} shown */
  #drawRows(shown) {
    const first = shown[0]?.id ?? 0;
    const last = Number(this.list.querySelector('button')?.dataset.id ?? 0);
    for (const entry of shown) if (entry.id > last) this.list.prepend(rowOf(entry));
    while (Number(this.list.lastElementChild?.querySelector('button')?.dataset.id ?? first) < first) this.list.lastElementChild?.remove();
  }
}

/** The newest that has something to show. @param {readonly Numbered[]} shown */
function newest(shown) {
  return [...shown].reverse().find(({ event }) => event.kind !== 'end' && event.kind !== 'lost') ?? shown.at(-1);
}

/** @param {WireEvent} event */
function sideOf(event) {
  if (!('from' in event)) return '';
  return event.from === 'client' ? '↑ From this page: ' : '↓ From the server: ';
}

/** @param {Numbered} entry */
function rowOf({ id, event }) {
  const button = html('button', { type: 'button', class: 'row', 'data-id': id, 'data-kind': event.kind, tabindex: -1 });
  if ('from' in event) {
    const [arrow, words] = SIDES[event.from];
    button.dataset.from = event.from;
    button.append(html('span', { class: 'arrow', 'aria-hidden': 'true' }, arrow ?? ''), html('span', { class: 'sr-only' }, `${words}: `));
  }
  button.append(html('span', { class: 'row-line' }, lineOf(event)));
  const gist = gistOf(event);
  if (gist !== null) button.append(html('code', { class: 'gist' }, gist));
  const blocks = blocksOf(event).filter(({ kind }) => kind !== 'text');
  if (blocks.length > 0) {
    const bytes = html('code', { class: 'row-bytes' });
    // Of a frame the ear gets the text; a packet is text.
    if (event.kind === 'frame') bytes.setAttribute('aria-hidden', 'true');
    for (const { kind, shown } of blocks) bytes.append(html('span', { 'data-kind': kind }, shown), ' ');
    button.append(bytes);
  }
  return html('li', {}, button);
}

/** @param {WireEvent} event */
function gistOf(event) {
  if (event.kind === 'head') return event.text.split(/\r?\n/, 1)[0] ?? null;
  return event.kind === 'frame' && event.opcode !== 8 && event.length > 0 ? event.text : null;
}
