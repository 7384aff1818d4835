// What the party page knows besides who is there, as plain data, and how each event changes it. Pure.
import { waitWords } from '../lib/pill.js';

/** @typedef {import('../lib/socket.js').LinkState} LinkState */
/** @typedef {import('./codec.js').Welcome} Welcome */

/**
 * @typedef {object} State
 * @property {LinkState} link
 * @property {Welcome | null} world null until the server has said welcome in this session, and while it is away
 * @property {Welcome | null} kept what it said, for a session that goes on
 * @property {{ id: number, text: string } | null} note the server's last complaint
 * @property {number} lastId
 * @property {number} now ms
 */

/**
 * @typedef {{ type: 'link', link: LinkState, now: number }
 *   | { type: 'welcome', welcome: Welcome }
 *   | { type: 'complaint', text: string }
 *   | { type: 'hush', id: number }
 *   | { type: 'clock', now: number }} Event
 */

/** @returns {State} */
export function initial() {
  return { link: { name: 'connecting' }, world: null, kept: null, note: null, lastId: 0, now: 0 };
}

/** @param {State} state @param {Event} event @returns {State} */
export function reduce(state, event) {
  switch (event.type) {
    case 'link':
      return linked({ ...state, now: event.now }, event.link);
    case 'welcome':
      return { ...state, world: event.welcome, kept: event.welcome };
    case 'complaint':
      return { ...state, note: { id: state.lastId + 1, text: event.text }, lastId: state.lastId + 1 };
    case 'hush':
      return state.note?.id === event.id ? { ...state, note: null } : state;
    case 'clock':
      return { ...state, now: event.now };
  }
}

/** @param {State} state @param {LinkState} link @returns {State} */
function linked(state, link) {
  if (link.name !== 'open') return { ...state, link, world: null };
  const kept = link.held === true ? state.kept : null;
  return { ...state, link, world: kept, kept };
}

/**
 * What covers the floor while there is no party, or null.
 * @param {State} state
 * @returns {{ title: string, text: string | null } | null}
 */
export function veilFor({ link, world, now }) {
  switch (link.name) {
    case 'open':
      return world === null ? { title: 'Coming in…', text: null } : null;
    case 'connecting':
      return { title: 'Connecting…', text: null };
    case 'waiting': {
      const words = waitWords(link.until, now);
      return { title: link.why, text: words.charAt(0).toUpperCase() + words.slice(1) };
    }
    case 'stopped':
      return { title: 'Not connected', text: link.why };
  }
}
