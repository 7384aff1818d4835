// The sliders of the race.
import { hzWords, msWords } from './words.js';
import { byId, setText } from '../lib/dom.js';

/** What the rate slider can be set to, in events per second: the server takes 0.5 to 50. */
const RATES = [0.5, 1, 2, 3, 4, 5, 8, 10, 15, 20, 30, 40, 50];

/** @typedef {{ hz: number, interval: number }} Settings events per second, and ms from one short poll to the next */

/**
 * @param {(settings: Settings) => void} onChange also called at once
 * @returns {Settings} they change in place
 */
export function setUpControls(onChange) {
  const settings = { hz: 4, interval: 500 };
  const rate = byId('rate', HTMLInputElement);
  const interval = byId('interval', HTMLInputElement);
  const read = () => {
    settings.hz = RATES[rate.valueAsNumber] ?? settings.hz;
    settings.interval = interval.valueAsNumber;
    say(rate, byId('rate-words', HTMLElement), hzWords(settings.hz));
    say(interval, byId('interval-words', HTMLElement), `every ${msWords(settings.interval)}`);
    onChange(settings);
  };
  rate.addEventListener('input', read);
  interval.addEventListener('input', read);
  read();
  return settings;
}

/** @param {HTMLInputElement} slider @param {HTMLElement} output @param {string} words */
function say(slider, output, words) {
  slider.setAttribute('aria-valuetext', words);
  setText(output, words);
}
