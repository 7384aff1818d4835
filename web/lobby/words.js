// What the lobby says about a status. Pure.
import { counted } from '../lib/words.js';

/** @typedef {import('../lib/status.js').Status} Status */

/**
 * @param {Status | null} status null until the server has answered
 * @returns {string} what Play would do now
 */
export function playWords(status) {
  if (status?.doors.tttp === false) return 'This server plays no games in the browser: it was started without them.';
  if (status === null || status.players.waiting === 0) {
    return 'No sign-up: press Play, and you get the next person who comes along.';
  }
  return 'Someone is waiting for an opponent: press Play, and the game starts at once.';
}

/** @param {Status} status @returns {string} */
export function partyWords({ party, doors }) {
  if (!doors.party) return 'No party today: this server was started without it.';
  const zombies = counted(party.zombies, 'zombie');
  if (party.people === 0) {
    return party.zombies === 0 ? 'Nobody is in there: be the first.' : `Nobody is in there but ${zombies}: be the first.`;
  }
  if (party.rooms > 1) return `${peopleWords(party.people)} ${party.people === 1 ? 'is' : 'are'} in there, in ${party.rooms} rooms.`;
  const verb = party.people === 1 && party.zombies === 0 ? 'is' : 'are';
  const crowd = party.zombies === 0 ? peopleWords(party.people) : `${peopleWords(party.people)} and ${zombies}`;
  return `${crowd} ${verb} in there.`;
}

/** @param {Status} status @returns {string} */
export function nowWords({ players, games }) {
  const before = games.finished === 0 ? '' : ` ${counted(games.finished, 'game')} finished since the server started.`;
  if (players.online === 0) return `Nobody is playing yet. Press Play, then open this page on another device.${before}`;
  if (players.waiting > 0) return `Press Play to meet the one who waits.${before}`;
  if (games.live === 0) return `Nobody is in a game.${before}`;
  return `${counted(games.live, 'game is', 'games are')} being played.${before}`;
}

/**
 * How a bot gets in. If the host of this page means this very machine, the address that others use as well is better.
 * @param {string} origin of the page, as `http://127.0.0.1:8080`
 * @param {Status | null} status
 * @returns {{ nc: string | null, ws: string }} a command, or null while the classic door is shut; and a WebSocket address
 */
export function botDoors(origin, status) {
  const page = new URL(origin);
  const shared = status?.share[0];
  const base = isThisMachine(page.hostname) && shared !== undefined ? new URL(shared) : page;
  const port = status?.doors.classic_port ?? null;
  const host = base.hostname.replace(/^\[|\]$/g, '');
  return { nc: port === null ? null : `nc ${host} ${port}`, ws: `${base.protocol.replace('http', 'ws')}//${base.host}/tttp` };
}

/** @param {string} host @returns {boolean} */
function isThisMachine(host) {
  return host === 'localhost' || host.startsWith('127.') || host === '[::1]';
}

/** @param {number} count @returns {string} */
function peopleWords(count) {
  return counted(count, 'person', 'people');
}
