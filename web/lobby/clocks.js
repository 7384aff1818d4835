// The clocks to choose from: for a room as large choices, for challenges as a short list.
import { byId, html } from '../lib/dom.js';
import { CLOCKS, clockWords } from '../lib/names.js';

/** Fills in what the page leaves empty. */
export function chooseClocks() {
  byId('clocks', HTMLElement).append(...CLOCKS.map((clock, index) => {
    const radio = html('input', { type: 'radio', name: 'clock', value: clock, ...(index === 0 ? { checked: '' } : {}) });
    return html('label', { class: 'choice' }, radio, html('span', {}, clockWords(clock)));
  }));
  byId('challenge-clock', HTMLElement).append(...CLOCKS.map((clock) => html('option', { value: clock }, clockWords(clock))));
}
