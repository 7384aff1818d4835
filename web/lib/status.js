// Asks the server how things are, for as long as somebody looks.
import { count, fields, items, text } from './json.js';

/**
 * @typedef {object} Status what `/status` answers
 * @property {string} version
 * @property {{ online: number, waiting: number }} players
 * @property {{ live: number, finished: number }} games
 * @property {{ people: number, rooms: number, zombies: number, tick_hz: number }} party people in all rooms, zombies in everybody's
 * @property {{ tttp: boolean, party: boolean, tttp2_port: number | null, classic_port: number | null, classic_party_port: number | null }} doors which are open
 * @property {boolean} tutorials whether it runs the tutorials' systems
 * @property {string[]} share addresses that other devices can open
 */

/** How often to ask, in ms. */
const PERIOD_MS = 2_000;
/** No answer by then is no answer, in ms. */
const PATIENCE_MS = 4_000;

/** @returns {Promise<Status>} */
export async function fetchStatus() {
  const answer = await fetch('/status', { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!answer.ok) throw new Error(`/status answered ${answer.status}`);
  return readStatus(await answer.json());
}

/** @returns {Promise<string>} the address of this server that other devices can open, if it knows one; no slash at its end */
export async function addressToShare() {
  const status = await fetchStatus().catch(() => null);
  return (status?.share[0] ?? location.origin).replace(/\/$/, '');
}

/**
 * Asks at once, then every two seconds while the page is visible.
 * @param {(status: Status | null) => void} onAnswer null where there was none
 */
export function pollStatus(onAnswer) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let asking = false;

  const ask = async () => {
    clearTimeout(timer);
    if (asking || document.visibilityState === 'hidden') return;
    asking = true;
    onAnswer(await fetchStatus().catch(() => null));
    asking = false;
    timer = setTimeout(ask, PERIOD_MS);
  };

  document.addEventListener('visibilitychange', ask);
  addEventListener('online', ask);
  void ask();
}

/**
 * Takes what it finds and fills in what is missing: an older or newer server must not break the lobby.
 * @param {unknown} json
 * @returns {Status}
 */
export function readStatus(json) {
  const top = fields(json);
  const players = fields(top.players);
  const games = fields(top.games);
  const party = fields(top.party);
  const doors = fields(top.doors);
  return {
    version: text(top.version),
    players: { online: count(players.online), waiting: count(players.waiting) },
    games: { live: count(games.live), finished: count(games.finished) },
    party: { people: count(party.people), rooms: count(party.rooms), zombies: count(party.zombies), tick_hz: count(party.tick_hz) },
    doors: {
      tttp: doors.tttp !== false,
      party: doors.party !== false,
      tttp2_port: port(doors.tttp2_port),
      classic_port: port(doors.classic_port),
      classic_party_port: port(doors.classic_party_port),
    },
    tutorials: top.tutorials != null,
    share: items(top.share).map(text).filter((url) => /^https?:\/\//.test(url)),
  };
}

/** @param {unknown} value @returns {number | null} */
function port(value) {
  const number = count(value);
  return number > 0 && number < 65_536 ? number : null;
}
