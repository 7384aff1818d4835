// What is said in one place, and a field to say something; or the phrases that may be said.
import { html, setAttribute, setText } from '../lib/dom.js';
import { KeyedList } from '../lib/keyed.js';
import { shown } from '../lib/names.js';

/** @typedef {import('./state.js').Talk} Talk */
/** @typedef {import('./state.js').Saying} Saying */
/** @typedef {{ mode: string, phrases: readonly string[], me: string, open: boolean }} Setting */

/** How many characters one may say at once. */
const LONGEST = 200;
/** So near to the end, in px, who reads is taken along when something new is said. */
const NEAR_END = 40;

export class TalkView {
  #sayings = html('div', { class: 'sayings', role: 'log', 'aria-live': 'polite', tabindex: 0 });
  #empty = html('p', { class: 'quiet', role: 'presentation' });
  #input = html('input', { maxlength: LONGEST, autocomplete: 'off', enterkeyhint: 'send' });
  #send = html('button', { class: 'button', type: 'submit' }, 'Send');
  #form = html('form', { class: 'say' }, this.#input, this.#send);
  #phrases = html('ul', { class: 'phrases', 'aria-label': 'Say' });
  #list;
  #shownPhrases = '';
  #me = '';
  #last = '';

  /**
   * @param {HTMLElement} box
   * @param {{ label: string, empty: string, onSay: (text: string) => void }} options
   */
  constructor(box, { label, empty, onSay }) {
    this.box = box;
    this.onSay = onSay;
    setAttribute(this.#sayings, 'aria-label', label);
    setAttribute(this.#input, 'aria-label', `Say something: ${label.toLowerCase()}`);
    setAttribute(this.#input, 'placeholder', 'Say something');
    setText(this.#empty, empty);
    box.append(this.#sayings, this.#empty, this.#form, this.#phrases, html('p', { class: 'trouble', 'data-trouble': 'chat', hidden: '' }));
    this.#list = new KeyedList(this.#sayings, ({ id }) => String(id), (/** @type {Saying} */ saying) => ({ element: this.#row(saying), update: () => {} }));
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (this.#input.value.trim() === '') return;
      this.#last = this.#input.value;
      this.#input.value = '';
      onSay(this.#last);
    });
  }

  /** Gives back what could not be said, unless something else has been begun. */
  giveBack() {
    if (this.#input.value === '') this.#input.value = this.#last;
  }

  /** @param {Talk} talk @param {Setting} setting */
  render(talk, { mode, phrases, me, open }) {
    this.box.hidden = mode === 'off';
    this.#me = me;
    this.#form.hidden = mode !== 'on';
    this.#send.disabled = !open;
    this.#phrases.hidden = mode !== 'phrases';
    if (phrases.join('\n') !== this.#shownPhrases) this.#showPhrases(phrases);
    const { scrollHeight, scrollTop, clientHeight } = this.#sayings;
    const atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END;
    this.#list.show(talk.sayings);
    this.#sayings.hidden = talk.sayings.length === 0;
    this.#empty.hidden = talk.sayings.length > 0;
    if (atEnd && scrollHeight !== this.#sayings.scrollHeight) this.#sayings.scrollTop = this.#sayings.scrollHeight;
  }

  /** @param {readonly string[]} phrases */
  #showPhrases(phrases) {
    this.#shownPhrases = phrases.join('\n');
    this.#phrases.replaceChildren(...phrases.map((phrase) => {
      const button = html('button', { class: 'button small', type: 'button' }, phrase);
      button.addEventListener('click', () => this.onSay(phrase));
      return html('li', {}, button);
    }));
  }

  /** @param {Saying} saying */
  #row({ name, text, channel, old }) {
    const from = name === '*' ? 'server' : name === this.#me ? 'you' : 'other';
    const who = html('strong', {}, name === '*' ? 'Server' : shown(name));
    const place = channel === 'watchers' ? html('span', { class: 'badge' }, 'watcher') : '';
    return html('p', { class: old ? 'saying old' : 'saying', 'data-from': from }, who, ' ', place, ' ', html('span', {}, text));
  }
}
