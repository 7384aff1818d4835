// Challenges that came in: a card each, over whatever is on the page.
import { byId, html, setAttribute, setText } from '../lib/dom.js';
import { KeyedList, lastOf } from '../lib/keyed.js';
import { clockMeaning, clockWords, shown } from '../lib/names.js';
import { personLabel } from '../lib/person.js';

/** @typedef {import('../lobby/seeking.js').Seeking['calls'][number] & { busy: boolean }} Call `busy`: we are in a game that has to end first */

/** Why somebody may say no; the first is what Decline alone would mean. */
const REASONS = [['later', 'Perhaps later'], ['busy', 'Busy just now'], ['clock', 'With another clock'], ['no', 'No, thank you']];
const NO_BOTS = ['nobots', 'Not against bots'];

export class Calls {
  #list = new KeyedList(byId('calls', HTMLElement), ({ name }) => name, card);

  #known = lastOf((/** @type {import('../lobby/seeking.js').Seeking['calls']} */ calls, /** @type {boolean} */ busy) => calls.map((call) => ({ ...call, busy })));

  /** @param {import('../lobby/seeking.js').Seeking['calls']} calls @param {boolean} busy */
  render(calls, busy) {
    byId('calls', HTMLElement).hidden = calls.length === 0;
    this.#list.show(this.#known(calls, busy));
  }
}

/** @param {Call} call */
function card({ name, kind }) {
  const label = personLabel();
  const what = html('span');
  const clock = html('span', { class: 'quiet' });
  const accept = html('button', { class: 'button primary', type: 'button', 'data-do': 'accept', 'data-name': name, 'aria-label': `Accept the challenge of ${shown(name)}` }, 'Accept');
  const who = shown(name);
  const reasons = (kind === 'person' ? REASONS : [NO_BOTS, ...REASONS]).map(([reason, words]) =>
    html('li', {}, html('button', { class: 'button small', type: 'button', 'data-do': 'decline', 'data-name': name, 'data-reason': reason ?? '' }, words ?? '')));
  const element = html('li', { class: 'card call' },
    html('p', {}, label.element, ' ', what, ' ', clock),
    accept,
    html('details', { class: 'reasons' }, html('summary', { 'aria-label': `Decline the challenge of ${who}` }, 'Decline'), html('ul', { 'aria-label': 'Why' }, ...reasons)));
  return {
    element,
    update: (/** @type {Call} */ call) => {
      label.show(call);
      accept.hidden = call.busy;
      setAttribute(element, 'data-busy', call.busy ? '' : null);
      setText(what, call.busy ? 'challenges you: you can answer when this game is over.' : 'challenges you.');
      setText(clock, `${clockWords(call.clock).replace(/^./, (first) => first.toUpperCase())}.`);
      clock.title = clockMeaning(call.clock);
    },
  };
}
