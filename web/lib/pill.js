// The one pill in the frame that says how the connection is.
import { byId, setAttribute, setText } from './dom.js';

/** @typedef {import('./socket.js').LinkState} LinkState */
/** @typedef {{ look: 'good' | 'busy' | 'wait' | 'bad' | 'off', text: string }} PillState */

/**
 * @param {LinkState} link
 * @param {number} now on the link's clock, in ms
 * @param {number | null} [trip] how long a word takes there and back, in ms
 * @returns {PillState}
 */
export function pillFor(link, now, trip = null) {
  switch (link.name) {
    case 'connecting':
      return { look: 'busy', text: 'connecting…' };
    case 'open':
      return { look: 'good', text: trip === null ? 'connected' : `${trip} ms` };
    case 'waiting':
      return { look: 'wait', text: waitWords(link.until, now) };
    case 'stopped':
      return link.why === null ? { look: 'off', text: 'idle' } : { look: 'bad', text: 'stopped' };
  }
}

/** @param {number} until @param {number} now @returns {string} */
export function waitWords(until, now) {
  const seconds = Math.ceil((until - now) / 1000);
  return seconds > 0 ? `reconnecting in ${seconds} s…` : 'reconnecting…';
}

/** @param {PillState} state */
export function showPill(state) {
  setAttribute(byId('pill', HTMLElement), 'data-look', state.look);
  setText(byId('pill-text', HTMLElement), state.text);
}
