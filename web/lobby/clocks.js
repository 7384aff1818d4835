// The clocks to choose from: for a room as large choices, for challenges as a short list.
import { byId, html, setText } from '../lib/dom.js';
import { CLOCKS, clockMeaning, clockWords } from '../lib/names.js';

/** Fills in what the page leaves empty. */
export function chooseClocks() {
  byId('clocks', HTMLElement).append(...CLOCKS.map((clock, index) => {
    const radio = html('input', { type: 'radio', name: 'clock', value: clock, ...(index === 0 ? { checked: '' } : {}) });
    radio.addEventListener('change', () => explain(clock));
    return html('label', { class: 'choice', title: clockMeaning(clock) }, radio, html('span', {}, clockWords(clock)));
  }));
  explain(CLOCKS[0] ?? 'none');
  byId('challenge-clock', HTMLElement).append(...CLOCKS.map((clock) => html('option', { value: clock }, clockWords(clock))));
}

/** @param {string} clock that is chosen */
function explain(clock) {
  setText(byId('clock-meaning', HTMLElement), clockMeaning(clock));
}
