// Challenges that came in: a card each, over whatever is on the page.
import { byId, html, setText } from '../lib/dom.js';
import { KeyedList } from '../lib/keyed.js';
import { clockWords, shown } from '../lib/names.js';
import { personLabel } from '../lib/person.js';

/** @typedef {import('../lobby/seeking.js').Seeking['calls'][number]} Call */

/** Why somebody may say no; the first is what Decline alone would mean. */
const REASONS = [['later', 'Perhaps later'], ['busy', 'Busy just now'], ['clock', 'With another clock'], ['no', 'No, thank you']];
const NO_BOTS = ['nobots', 'Not against bots'];

export class Calls {
  #list = new KeyedList(byId('calls', HTMLElement), ({ name }) => name, card);

  /** @param {readonly Call[]} calls */
  render(calls) {
    byId('calls', HTMLElement).hidden = calls.length === 0;
    this.#list.show(calls);
  }
}

/** @param {Call} call */
function card({ name, kind }) {
  const label = personLabel();
  const clock = html('span', { class: 'quiet' });
  const who = shown(name);
  const reasons = (kind === 'person' ? REASONS : [NO_BOTS, ...REASONS]).map(([reason, words]) =>
    html('li', {}, html('button', { class: 'button small', type: 'button', 'data-do': 'decline', 'data-name': name, 'data-reason': reason ?? '' }, words ?? '')));
  const element = html('li', { class: 'card call' },
    html('p', {}, label.element, ' challenges you. ', clock),
    html('button', { class: 'button primary', type: 'button', 'data-do': 'accept', 'data-name': name, 'aria-label': `Accept the challenge of ${who}` }, 'Accept'),
    html('details', { class: 'reasons' }, html('summary', { 'aria-label': `Decline the challenge of ${who}` }, 'Decline'), html('ul', { 'aria-label': 'Why' }, ...reasons)));
  return {
    element,
    update: (/** @type {Call} */ call) => {
      label.show(call);
      setText(clock, `${clockWords(call.clock).replace(/^./, (first) => first.toUpperCase())}.`);
    },
  };
}
