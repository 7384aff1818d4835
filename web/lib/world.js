// What a link needs from outside: connections, time, chance. A test brings its own.
import { tabStore } from './store.js';

/**
 * @typedef {object} World addresses are from the root
 * @property {(path: string, protocols: string[]) => WebSocket} connect
 * @property {(path: string) => EventSource} stream
 * @property {typeof fetch} fetch
 * @property {() => number} now ms, monotonic
 * @property {() => number} wall ms since 1970
 * @property {() => number} random
 * @property {(run: () => void, ms: number) => number} setTimer
 * @property {(timer: number) => void} clearTimer
 * @property {() => boolean} [isHidden] whether nobody looks; then it waits until somebody does
 * @property {() => string | null} forced which transport the address of the page asks for
 * @property {Pick<import('./store.js').Store, 'get' | 'set'>} store for this tab
 */

/** @param {string} path from the root @returns {string} its WebSocket address on this server: not every browser knows by itself */
export function socketUrl(path) {
  return `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}${path}`;
}

/** @type {World} */
export const browser = {
  connect: (path, protocols) => new WebSocket(socketUrl(path), protocols),
  stream: (path) => new EventSource(path),
  fetch: (url, init) => fetch(url, init),
  now: () => performance.now(),
  wall: Date.now,
  random: Math.random,
  setTimer: (run, ms) => setTimeout(run, ms),
  clearTimer: (timer) => clearTimeout(timer),
  isHidden: () => document.visibilityState === 'hidden',
  forced: () => new URLSearchParams(location.search).get('transport'),
  store: tabStore,
};
