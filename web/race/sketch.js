// Who asks and who answers when, for each transport: computed from the same events, for a small drawing. Pure.

/** @typedef {import('./lanes/lane.js').LaneName} LaneName */
/** @typedef {'ask' | 'news' | 'empty' | 'say'} ArrowKind a question, what tells something, an answer that tells nothing, a word to the server */
/** @typedef {{ kind: ArrowKind, up: boolean, from: number, to: number }} Arrow `up` goes from the server to the page; from and to in units of time */
/** @typedef {{ arrows: Arrow[], held: { from: number, to: number }[], news: number[], end: number }} Sketch `held` is when the server keeps a question, or a connection stays open */

/** When something happens on the server. */
const NEWS = [1.35, 2.8, 3.15, 5.3];
/** How long a message is on its way. */
const TRIP = 0.22;
/** From one short poll to the next. */
const INTERVAL = 1;
const END = 6.4;

/** @param {LaneName} lane @returns {Sketch} */
export function sketch(lane) {
  const drawn = { short: shortPolling, long: longPolling, sse: stream, ws: socket }[lane]();
  return { ...drawn, news: NEWS, end: END };
}

/** Asks by the clock: what has happened since is in the answer. */
function shortPolling() {
  /** @type {Arrow[]} */
  const arrows = [];
  let told = 0;
  for (let at = 0.1; at + 2 * TRIP < END; at += INTERVAL) {
    const there = at + TRIP;
    const known = NEWS.filter((news) => news <= there).length;
    arrows.push({ kind: 'ask', up: false, from: at, to: there }, { kind: known > told ? 'news' : 'empty', up: true, from: there, to: there + TRIP });
    told = known;
  }
  return { arrows, held: [] };
}

/** Asks again as soon as it is answered; the server answers as soon as it has something. */
function longPolling() {
  /** @type {Arrow[]} */
  const arrows = [];
  const held = [];
  let told = 0;
  for (let at = 0.1; at + TRIP < END; ) {
    const there = at + TRIP;
    arrows.push({ kind: 'ask', up: false, from: at, to: there });
    const answered = Math.max(there, NEWS[told] ?? END);
    held.push({ from: there, to: answered });
    if (told >= NEWS.length) break;
    told = NEWS.filter((news) => news <= answered).length;
    arrows.push({ kind: 'news', up: true, from: answered, to: answered + TRIP });
    at = answered + TRIP;
  }
  return { arrows, held };
}

/** Asks once; each event is one more piece of the answer. */
function stream() {
  const open = 0.1 + TRIP;
  return { arrows: [ask(), ...NEWS.map(tell)], held: [{ from: open, to: END }] };
}

/** Asks once; then both sides speak when they like. */
function socket() {
  const open = 0.1 + TRIP;
  /** @type {Arrow} */
  const agreed = { kind: 'empty', up: true, from: open, to: open + TRIP };
  const said = [2.05, 4.3].map((at) => /** @type {Arrow} */ ({ kind: 'say', up: false, from: at, to: at + TRIP }));
  return { arrows: [ask(), agreed, ...NEWS.map(tell), ...said], held: [{ from: open, to: END }] };
}

/** @returns {Arrow} */
function ask() {
  return { kind: 'ask', up: false, from: 0.1, to: 0.1 + TRIP };
}

/** @param {number} at @returns {Arrow} */
function tell(at) {
  return { kind: 'news', up: true, from: at, to: at + TRIP };
}
