// What the network doctor says. Pure.
import { RUNGS } from '../lib/ladder.js';
import { counted } from '../lib/words.js';
import { msWords } from '../race/words.js';

/** @typedef {import('./diagnose.js').Finding} Finding */
/** @typedef {import('./summary.js').Summary} Summary */
/** @typedef {import('../race/lanes/lane.js').LaneName} LaneName */

/** @typedef {{ verdict: string, sentence: string }} Words the verdict in a word or two, and one sentence more */

/** @param {Finding} finding @param {boolean} done @returns {string} the verdict */
export function verdictWords({ state }, done) {
  switch (state) {
    case 'wait':
      return done ? 'Not known' : 'Watching…';
    case 'good':
      return done ? 'Works' : 'Works so far';
    case 'but':
      return 'Works, but …';
    case 'bad':
      return 'Doesn’t work here';
  }
}

/** @param {LaneName} lane @param {Finding} finding @param {boolean} done @returns {string} one sentence */
export function findingWords(lane, finding, done) {
  const { reason, after, times, detail, events, delay } = finding;
  const because = detail === '' ? '' : ` (${detail})`;
  switch (reason) {
    case 'wait':
      return done ? 'Too little came to tell: check again for longer.' : 'Nothing to tell yet.';
    case 'fine':
      return `${counted(events, 'message')} came as they were sent, ${lane === 'short' ? 'each with the next answer' : 'each at once'}${delay === null ? '' : `: ${msWords(delay)} is typical`}.`;
    case 'over':
      return `The server itself ended this${because}: it may be restarting, so check again in a minute.`;
    case 'refused':
      return refusedWords(lane, detail);
    case 'held':
      return heldWords(lane, finding);
    case 'cut':
      return cutWords(lane, finding);
    case 'stale':
      return 'Answers come, but old ones: something on the way keeps copies, though the server forbids it.';
    case 'altered':
      return `What came is not what the server sent (${counted(times, 'message')}): something on the way changes it.`;
    case 'missing':
      return detail === '' ? `${counted(times, 'message')} never came, though the server sent them.` : `It works now and then: ${counted(times, 'time')} it was refused${because}.`;
    case 'impatient':
      return `Questions that wait for ${secondsWords(after)} are cut (${oftenWords(times)}); those that are answered before get through.`;
  }
}

/** @param {LaneName} lane @param {string} detail */
function refusedWords(lane, detail) {
  if (lane !== 'ws') return `The request is refused or answered by something else (${detail}).`;
  return detail === 'no answer'
    ? 'The request to upgrade gets no answer, though plain HTTP passes: something on the way swallows it.'
    : 'The request to upgrade is refused, though plain HTTP passes: something on the way strips it or forbids it.';
}

/** @param {LaneName} lane @param {Finding} finding */
function heldWords(lane, { events, after }) {
  const what = { ws: 'frames', sse: 'stream', long: 'answers', short: 'answers' }[lane];
  const seen = events === 0 ? `nothing came in ${secondsWords(after)}` : `messages come up to ${secondsWords(after)} late, many at once`;
  return `Something on the way collects the ${what} instead of passing on each piece: ${seen}.`;
}

/** @param {LaneName} lane @param {Finding} finding */
function cutWords(lane, { state, after, times }) {
  const often = oftenWords(times);
  if (lane === 'long') return `Questions are cut after ${secondsWords(after)} instead of answered (${often}).`;
  if (lane === 'short') return `Some questions got no answer (${often}); the next one asks for the same again.`;
  if (state === 'bad') return `It opens, but the network cuts it after ${secondsWords(after)} (${often}): too soon to play by it, so the game takes another way.`;
  return `The network cut it after ${secondsWords(after)} (${often}); the game comes back by itself${times === 1 ? '. Once may be chance: check again' : ''}.`;
}

/** @param {number} times */
function oftenWords(times) {
  return times === 1 ? 'once' : times === 2 ? 'twice' : `${times} times`;
}

/** @param {number | null} s @returns {string} "3 s", "0.4 s" */
export function secondsWords(s) {
  if (s === null) return 'a while';
  return `${s < 2 ? Math.round(s * 10) / 10 : Math.round(s)}\u00a0s`;
}

/** @type {Record<LaneName, string>} */
const BY = { ws: 'a WebSocket', sse: 'server-sent events', long: 'long polling', short: 'short polling' };

/** @param {LaneName} lane @returns {string} by what the game works, within a sentence */
export function byWords(lane) {
  return BY[lane];
}

/** @param {Summary} summary @param {boolean} done @returns {string} what the game will do here */
export function headline({ takes, findings, away }, done) {
  if (away) return 'The server does not answer: check that it runs and that you are in its network, then check again.';
  if (!done && takes === null) return 'Watching all four…';
  if (takes === null) return 'Nothing but the page itself gets through: try another network, or give the note below to the school’s IT.';
  const well = findings[takes].state === 'good';
  const better = RUNGS.slice(0, RUNGS.indexOf(takes)).filter((lane) => findings[lane].state !== 'wait');
  const passed = better.length === 0 ? '' : `, as ${better.map(byWords).join(' and ')} ${better.length === 1 && better[0] !== 'sse' ? 'does' : 'do'} not get through well`;
  const end = takes === 'ws' && well ? ': all is well' : passed;
  return `${done ? 'Here' : 'As it looks, here'} the game plays by ${byWords(takes)}${end}.`;
}

/** @param {Summary} summary @param {boolean} tls @returns {string} how quick the network is, and whether it is secret */
export function networkWords({ trip, jitter, misses, measured }, tls) {
  const quick = trip === null ? 'No round trip was measured.' : `A round trip takes ${msWords(trip)}${jitter === null ? '' : `, and varies by ${msWords(jitter)} (jitter)`}.`;
  const gone = misses === 0 ? '' : ` ${misses} of ${counted(measured, 'measurement')} got no answer: the network itself has breaks.`;
  const secret = tls ? ' The connection is encrypted (TLS), so nothing on the way can look into it, unless this device trusts a certificate of its own.' : ' The connection is not encrypted (no TLS): what stands on the way can read and change it.';
  return quick + gone + secret;
}
