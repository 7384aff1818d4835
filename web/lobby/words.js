// What the lobby says. Pure.
import { clockWords, shown } from '../lib/names.js';
import { counted } from '../lib/words.js';

/** @typedef {import('../lib/status.js').Status} Status */
/** @typedef {import('./lists.js').Lists} Lists */
/** @typedef {import('./lists.js').Somebody} Somebody */
/** @typedef {import('./seeking.js').Seeking} Seeking */

/** @param {Lists} lists @returns {string} what Play would do now */
export function playWords({ counts }) {
  if (counts.waiting > 0) return 'Someone is waiting for an opponent: press Play, and the game starts at once.';
  return 'No sign-up: press Play, and you get the next person who comes along.';
}

/** @param {Seeking} seeking @returns {string} */
export function waitingTitle({ queued, room, asked }) {
  if (queued) return 'Waiting for an opponent';
  if (room !== null) return 'Waiting for somebody with your code';
  return `Waiting for ${asked.map(({ name }) => shown(name)).join(', ')}`;
}

/** @param {Seeking} seeking @param {number} now @param {Lists} lists @returns {string} */
export function waitingWords({ since, queued, asked, room }, now, { counts }) {
  const parts = [`${elapsed(since === null ? 0 : now - since)} so far`];
  if (queued) parts.push(`${counted(counts.people, 'person', 'people')} here, ${counts.waiting} waiting`);
  if (room !== null) parts.push(`${clockWords(room.clock)}, ${room.locked ? 'locked: in no list' : 'open: in the list of rooms'}`);
  if (asked.length > 0) parts.push(`asked: ${asked.map(({ name, clock }) => `${shown(name)} (${clockWords(clock)})`).join(', ')}`);
  return `${parts.join(' · ')}.`;
}

/** @param {number} ms @returns {string} "12 s", "1 min 5 s" */
export function elapsed(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** @param {string} status of somebody in the list @returns {string} */
export function statusWords(status) {
  return { idle: 'in the lobby', waiting: 'waiting to play', playing: 'in a game', watching: 'watching a game' }[status] ?? status;
}

/** What is said in place of an address that nobody else could open. */
export const ONLY_HERE = 'Only this computer can open this. For others, start the server with --lan.';

/** @param {Lists} lists @param {string | null} base the address for others; null while nobody else can come @returns {string} */
export function peopleWords({ people, listed }, base) {
  if (!listed) return 'Asking who is here…';
  if (people.length > 1) return '';
  return base === null ? `Nobody else is here yet. ${ONLY_HERE}` : `Nobody else is here yet. Send them the address: ${base}`;
}

/** @param {readonly Somebody[]} others @param {boolean} mayAsk whether we are free to play @returns {boolean} whether anybody can be challenged */
export function canChallenge(others, mayAsk) {
  return mayAsk && others.some(mayBeAsked);
}

/** @param {Somebody} somebody @returns {boolean} a bot may well play several at once; a person is left in peace */
export function mayBeAsked({ kind, status }) {
  return kind !== 'person' || status !== 'playing';
}

/** @param {Lists} lists @returns {string} */
export function roomsWords({ rooms, listed }) {
  if (!listed) return 'Asking for rooms…';
  return rooms.length > 0 ? '' : 'No open rooms. Host one, and it shows here.';
}

/** @param {Lists} lists @returns {string} */
export function gamesWords({ games, listed }) {
  if (!listed) return 'Asking for games…';
  return games.length > 0 ? '' : 'Nobody is playing. Press Play and be the first: others can watch you here.';
}

/** @param {Status} status @returns {string} */
export function partyWords({ party, doors }) {
  if (!doors.party) return 'No party today: this server was started without it.';
  const zombies = counted(party.zombies, 'zombie');
  if (party.people === 0) {
    return party.zombies === 0 ? 'Nobody is in there: be the first.' : `Nobody is in there but ${zombies}: be the first.`;
  }
  const people = counted(party.people, 'person', 'people');
  if (party.rooms > 1) return `${people} ${party.people === 1 ? 'is' : 'are'} in there, in ${party.rooms} rooms.`;
  const verb = party.people === 1 && party.zombies === 0 ? 'is' : 'are';
  return `${party.zombies === 0 ? people : `${people} and ${zombies}`} ${verb} in there.`;
}

/**
 * The address for others: the one the server tells, or that of the page itself unless it means this very machine.
 * @param {string} origin of the page @param {Pick<Status, 'share'>} status
 * @returns {string | null} without a slash at its end; null if nobody else can open it
 */
export function shareBase(origin, { share }) {
  if (share[0] !== undefined) return share[0].replace(/\/$/, '');
  return isThisMachine(new URL(origin).hostname) ? null : origin;
}

/**
 * How a bot gets in. If the host of this page means this very machine, the address that others use as well is better.
 * @param {string} origin of the page, as `http://127.0.0.1:8080`
 * @param {Status | null} status
 * @returns {{ nc: string | null, ws: string }} a command, or null while that door is shut; and a WebSocket address
 */
export function botDoors(origin, status) {
  const page = new URL(origin);
  const shared = status?.share[0];
  const base = isThisMachine(page.hostname) && shared !== undefined ? new URL(shared) : page;
  const port = status?.doors.tttp2_port ?? null;
  const host = base.hostname.replace(/^\[|\]$/g, '');
  return { nc: port === null ? null : `nc ${host} ${port}`, ws: `${base.protocol.replace('http', 'ws')}//${base.host}/tttp` };
}

/** @param {string} host @returns {boolean} */
export function isThisMachine(host) {
  return host === 'localhost' || host.startsWith('127.') || host === '[::1]';
}
