// The tap: a second connection, on which the server tells what is on the wire of the first.
import { socketUrl } from '../../lib/world.js';
import { readEvent } from './events.js';

/** @typedef {import('./events.js').WireEvent} WireEvent */
/** @typedef {{ token: string, close: () => void }} Tap */

/** A tap that has given no token by then gives none, in ms. */
const PATIENCE_MS = 3_000;

/**
 * @param {(event: WireEvent) => void} onEvent
 * @returns {Promise<Tap | null>} null where the server offers none
 */
export function openTap(onEvent) {
  return new Promise((resolve) => {
    const socket = new WebSocket(socketUrl('/tutorials/tap'));
    const giveUp = () => {
      resolve(null);
      socket.close();
    };
    const timer = setTimeout(giveUp, PATIENCE_MS);
    socket.onclose = giveUp;
    socket.onmessage = ({ data }) => {
      const event = typeof data === 'string' ? readEvent(data) : null;
      if (event === null) return;
      if (event.kind !== 'tap') return onEvent(event);
      clearTimeout(timer);
      resolve({ token: event.token, close: () => socket.close() });
    };
  });
}
