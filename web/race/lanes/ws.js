// The WebSocket lane: one request that is upgraded, then messages both ways.
import { heard, OPEN_WITHIN_MS, persist } from './lane.js';

/** @typedef {import('./lane.js').Lane} Lane */
/** @typedef {import('./lane.js').Tell} Tell */

/** The session is over or was never there, and another transport carries it. */
const NO_SESSION = 4001;
const MOVED = 4002;
/** What a browser says when nobody said goodbye. */
const LOST = 1006;

/** @param {string} token @param {Tell} tell @returns {Lane} */
export function startWs(token, tell) {
  let seq = 0;
  /** @type {WebSocket | null} */
  let socket = null;

  const lane = persist(tell, (say) => {
    const asked = performance.now();
    let opened = false;
    let greeted = false;
    say({ kind: 'asks', at: asked });
    const mine = new WebSocket(`${location.origin.replace('http', 'ws')}/race?session=${token}&seq=${seq}`);
    socket = mine;
    const patience = setTimeout(() => mine.close(), OPEN_WITHIN_MS);
    mine.addEventListener('open', () => {
      clearTimeout(patience);
      opened = true;
      say({ kind: 'opens', at: performance.now() });
    });
    mine.addEventListener('message', ({ data }) => {
      // The first one tells the session, and has no number.
      if (!greeted) {
        greeted = true;
        return;
      }
      seq += 1;
      say(heard(performance.now(), [String(data)]));
    });
    mine.addEventListener('close', ({ code }) => {
      clearTimeout(patience);
      const at = performance.now();
      say({ kind: 'loses', at, asked, how: howOf(code, opened), detail: detailOf(code, opened, at - asked) });
    });
    return () => {
      clearTimeout(patience);
      mine.close();
    };
  });

  return {
    ...lane,
    send: (text) => {
      if (socket?.readyState !== WebSocket.OPEN) return false;
      socket.send(text);
      return true;
    },
  };
}

/** @param {number} code @param {boolean} opened @returns {import('./lane.js').Loss} */
function howOf(code, opened) {
  if (code === MOVED) return 'moved';
  if (code === NO_SESSION) return 'over';
  if (!opened) return 'refused';
  return code === LOST ? 'cut' : 'over';
}

/** @param {number} code @param {boolean} opened @param {number} ms since it was tried */
function detailOf(code, opened, ms) {
  if (!opened) return ms >= OPEN_WITHIN_MS ? 'no answer' : 'no upgrade';
  return code === LOST ? 'connection lost' : `close code ${code}`;
}
