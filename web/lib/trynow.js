// The buttons "Try now", each beside a word that there is no connection: a press cuts the wait for the next try short.
import { byId, setAttribute } from './dom.js';

/** @typedef {import('./socket.js').LinkState} LinkState */

/** @returns {NodeListOf<HTMLButtonElement>} */
function buttons() {
  return document.querySelectorAll('button[data-try]');
}

/** @param {LinkState} link @returns {boolean} whether a press would do something: a try is not on its way */
export function mayTry({ name }) {
  return name === 'waiting' || name === 'stopped';
}

/** @param {() => void} run */
export function setUpTry(run) {
  for (const button of buttons()) {
    button.addEventListener('click', () => {
      if (button.getAttribute('aria-disabled') !== 'true') run();
    });
  }
}

/**
 * @param {LinkState} link
 * @param {boolean} [isAway] whether they are shown: perhaps also during a try, so that nothing moves
 */
export function showTry(link, isAway = mayTry(link)) {
  for (const button of buttons()) {
    // The next Tab goes into the page, rather than to its top.
    if (!isAway && button === document.activeElement) byId('main', HTMLElement).focus({ preventScroll: true });
    button.hidden = !isAway;
    setAttribute(button, 'aria-disabled', mayTry(link) ? null : 'true');
  }
}
