// Where the tutorials' systems listen, from what `/status` tells. Pure.
import { count, fields, items, number, text } from '../lib/json.js';

/** @typedef {'main' | 'capitalizer' | 'tic-tac-toe' | 'party-page' | 'party' | 'chat-page' | 'chat' | 'echo'} Place */
/** @typedef {{ width: number, height: number }} Floor of the party, in px of the world */
/**
 * @typedef {object} Places
 * @property {boolean} areOn whether the systems run there
 * @property {Record<Place, number | null>} ports
 * @property {string | null} share the address for other devices
 * @property {Floor} floor
 */

/** What a floor is like that nobody has set. @type {Floor} */
export const USUAL_FLOOR = { width: 500, height: 500 };

/** @param {unknown} status what `/status` answers @param {string} own the port of this page @returns {Places} */
export function readPlaces(status, own) {
  const { tutorials, doors, party, share } = fields(status);
  const [from, open] = [fields(tutorials), fields(doors)];
  const first = items(share).map(text).find((url) => URL.canParse(url)) ?? null;
  const { width, height } = fields(party);
  return {
    areOn: tutorials != null,
    ports: {
      main: port(first === null ? own : new URL(first).port || '80'),
      capitalizer: port(from.capitalizer),
      'tic-tac-toe': port(open.classic_port),
      'party-page': port(from.party_page),
      party: port(open.classic_party_port),
      'chat-page': port(from.chat_page),
      chat: port(from.chat),
      echo: port(from.echo),
    },
    share: first?.replace(/\/$/, '') ?? null,
    floor: { width: number(width) ?? USUAL_FLOOR.width, height: number(height) ?? USUAL_FLOOR.height },
  };
}

/** @param {Places} places @param {string} port @returns {boolean} whether it is that of one system, not the main one */
export function isOwnPort({ ports }, port) {
  return [ports['party-page'], ports['chat-page'], ports.echo].some((own) => own !== null && String(own) === port);
}

/** @param {unknown} value @returns {number | null} null for a door that is shut */
function port(value) {
  const whole = count(typeof value === 'string' ? Number(value) : value);
  return whole > 0 && whole < 65_536 ? whole : null;
}

/**
 * @param {Places} places @param {Place} place
 * @param {string} host of this page, without a port
 * @param {boolean} [isSecure] whether it is reached by TLS: a server that has it, has it at all of these ports
 * @returns {string | null} the address to write into a program; null for a door that is shut
 */
export function addressOf({ ports }, place, host, isSecure = false) {
  const port = ports[place];
  if (port === null) return null;
  return `${schemeOf(place.endsWith('-page') ? 'http' : 'ws', isSecure)}://${host}:${port}/`;
}

/** @param {string} plain as `ws` @param {boolean} isSecure @returns {string} the scheme of the same over TLS, if that is wanted */
export function schemeOf(plain, isSecure) {
  return isSecure ? `${plain}s` : plain;
}
