// The note for a school's IT: what was tested, what the network did, what to change. Pure, plain text.
import { longestWait } from './diagnose.js';
import { byWords, findingWords, networkWords, secondsWords, verdictWords } from './words.js';
import { RUNGS } from '../lib/ladder.js';
import { NAMES } from '../race/lanes/lane.js';

/** @typedef {import('./diagnose.js').Observation} Observation */
/** @typedef {import('./summary.js').Summary} Summary */
/**
 * @typedef {{ host: string, tls: boolean, http: string, browser: string, when: Date }} Place `host` of the server with its port; the version of `http`, empty
 * where the browser keeps it to itself; `when` it began
 */

/** @param {Observation} seen @param {Summary} summary @param {Place} place @returns {string} */
export function noteFor(seen, summary, place) {
  const changes = changesFor(summary, place);
  const lines = [
    'Network check of TTTParty',
    '',
    `When: ${dateWords(place.when)}, for ${secondsWords((seen.now - seen.began) / 1000)}`,
    `Server: ${place.host}, by ${place.tls ? 'https and wss (TLS)' : 'http and ws (no TLS)'}${place.http === '' ? '' : `, ${place.http}`}`,
    `Browser: ${place.browser}`,
    `Tested: ${seen.hz} small messages a second from the server to one browser, by four transports at the same time.`,
    '',
    'What the network did',
    ...RUNGS.map((lane) => `- ${NAMES[lane]}: ${verdictWords(summary.findings[lane], true).replace(' …', '').toLowerCase()}. ${findingWords(lane, summary.findings[lane], true)}`),
    ...patienceLine(seen),
    ...(seen.via === '' ? [] : [`- A proxy names itself in the answers (Via: ${seen.via}).`]),
    `- ${networkWords(summary, place.tls)}`,
    '',
    changes.length === 0 ? 'Nothing needs to change.' : 'What to change, please',
    ...changes.map((change, index) => `${index + 1}. ${change}`),
    '',
    meanwhile(summary, changes.length > 0),
    `The game talks to ${place.host} alone, and sends nothing elsewhere. This note was made in the browser and was sent nowhere.`,
  ];
  return lines.join('\n').replaceAll('\u00a0', ' ');
}

/** @param {Observation} seen */
function patienceLine(seen) {
  const wait = longestWait(seen);
  return wait === null || wait < 2 ? [] : [`- A question without news was kept for ${secondsWords(wait)} and then answered.`];
}

/** @param {Summary} summary @param {Place} place @returns {string[]} what would help, the most helpful first */
export function changesFor({ findings }, { host, tls }) {
  const { ws, sse, long, short } = findings;
  const cut = Object.values(findings).filter(({ reason }) => reason === 'cut' || reason === 'impatient');
  const wrong = Object.values(findings).filter(({ reason }) => !['fine', 'wait', 'over'].includes(reason));
  const scheme = tls ? 'wss' : 'ws';
  /** @type {[boolean, string][]} */
  const changes = [
    [ws.reason === 'refused' || ws.reason === 'held', `Let WebSocket (RFC 6455) through to ${host}: each proxy and filter on the way has to pass on GET requests with "Connection: Upgrade" and "Upgrade: websocket" to ${scheme}://${host}/tttp and ${scheme}://${host}/party, and the answer 101, and the frames that follow without collecting them.`],
    [sse.reason === 'held', `Do not buffer answers of type text/event-stream from ${host}: pass on each piece at once. The server asks for it by "X-Accel-Buffering: no" (nginx: honour it, or set "proxy_buffering off"). A virus scanner that reads answers to their end has to leave this type out.`],
    [sse.reason === 'refused', `Let GET requests with "Accept: text/event-stream" through to ${host}, and their answers, which do not end.`],
    [cut.length > 0, `Let connections to ${host} live: an idle timeout of at least 60 s, for HTTP answers as well as for WebSockets, and no limit on the length of a connection below an hour. Open connections carry something at least every 5 s; a question of long polling may wait for 25 s.`],
    [long.reason === 'held', `Pass answers from ${host} on as soon as they are complete.`],
    [[ws, sse, long, short].some(({ reason }) => reason === 'stale'), `Do not keep copies of answers from ${host}: they say "Cache-Control: no-store".`],
    [[ws, sse, long, short].some(({ reason }) => reason === 'altered'), `Do not change what comes from ${host}: take it out of content filters that rewrite answers.`],
    [[long, short].some(({ reason }) => reason === 'refused'), `Let plain GET and POST requests to ${host} through, paths /tttp/session and /party/session included.`],
    [wrong.some(({ reason }) => reason === 'missing'), `Look for lost connections between this browser and ${host}: what was refused or went missing did so now and then only.`],
    [wrong.length > 0 && !tls, 'Or instead of all that: have the server run with a certificate (https). Proxies cannot look into TLS, so most of them let it through as it is.'],
    [wrong.length > 0 && tls, `Take ${host} out of TLS inspection, if there is one: it is what can spoil an encrypted connection.`],
  ];
  return changes.filter(([applies]) => applies).map(([, change]) => change);
}

/** @param {Summary} summary @param {boolean} changes whether something was asked for */
function meanwhile({ takes }, changes) {
  if (takes === null) return 'Until then the game does not work in this network.';
  return changes ? `Until then the game works by ${byWords(takes)}.` : `The game works by ${byWords(takes)}.`;
}

/** @param {Date} when @returns {string} "2026-11-21 09:05 (UTC+01:00)" */
function dateWords(when) {
  const two = (/** @type {number} */ value) => String(value).padStart(2, '0');
  const offset = -when.getTimezoneOffset();
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  return `${when.getFullYear()}-${two(when.getMonth() + 1)}-${two(when.getDate())} ${two(when.getHours())}:${two(when.getMinutes())} (UTC${zone})`;
}
