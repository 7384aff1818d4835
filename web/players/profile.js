// The page of one player: ratings, games, and how they fare against another.
import { gameEntry, listGames, PAGE } from './games.js';
import { pageOf } from './state.js';
import { barOf, meetingWords, ratingWords, recordWords, unratedWords } from './words.js';
import { byId, html, setAttribute, setText, svg } from '../lib/dom.js';
import { nameOf, shown } from '../lib/names.js';
import { canBeChallenged, fetchGames, fetchMeeting, fetchPlayer, playerPath } from '../lib/records.js';
import { counted } from '../lib/words.js';
import { dayElement } from '../lib/when.js';

/** @typedef {import('../lib/records.js').Player} Player */
/** @typedef {import('../lib/records.js').Standing} Standing */
/** @typedef {import('../lib/records.js').Meeting} Meeting */

/** How wide the bar is drawn. */
const BAR = 300;

/**
 * @param {string} asked a name
 * @param {string | null} against another one
 * @param {() => void} onTrouble the server does not answer
 */
export async function showProfile(asked, against, onTrouble) {
  try {
    const [player, first, meeting] = await Promise.all([fetchPlayer(asked), fetchGames(asked, { limit: PAGE }), against === null ? null : fetchMeeting(asked, against)]);
    const name = player?.name ?? asked;
    document.title = `${shown(name)} · TTTParty`;
    setText(byId('player-name', HTMLElement), shown(name));
    showStandings(player, name);
    showGames(name, first, onTrouble);
    wireMeeting(name, against);
    if (against !== null) showMeeting(meeting, name, against);
    byId('challenge', HTMLElement).hidden = !canBeChallenged(name) || (player === null && first.games.length === 0);
    byId('challenge', HTMLAnchorElement).href = `/?${new URLSearchParams({ challenge: name })}`;
    setText(byId('challenge', HTMLElement), `Challenge ${shown(name)}`);
    byId('profile', HTMLElement).hidden = false;
  } catch {
    onTrouble();
  }
}

/** @param {Player | null} player @param {string} name */
function showStandings(player, name) {
  const kinds = /** @type {const} */ ([['person', 'As a person'], ['bot', 'As a bot']]);
  const known = kinds.flatMap(([kind, title]) => {
    const standing = player?.kinds[kind] ?? null;
    return standing === null ? [] : [standingCard(title, standing)];
  });
  byId('standings', HTMLElement).replaceChildren(...(known.length > 0 ? known : [html('p', {}, unratedWords(name))]));
  byId('profile-provisional', HTMLElement).hidden = !kinds.some(([kind]) => player?.kinds[kind]?.provisional === true);
}

/** @param {string} title @param {Standing} standing @returns {HTMLElement} */
function standingCard(title, standing) {
  const rating = html('p', { class: 'big-rating' }, ratingWords(standing));
  if (standing.provisional) rating.append(' ', html('span', { class: 'badge' }, 'provisional'));
  const last = html('p', { class: 'quiet' });
  if (standing.last !== null) last.append('Last rated game: ', dayElement(standing.last));
  return html('section', { class: 'standing' }, html('h2', {}, title), rating, html('p', {}, `${recordWords(standing)}.`), last);
}

/** @param {string} name @param {import('../lib/records.js').Page} first @param {() => void} onTrouble */
function showGames(name, first, onTrouble) {
  listGames({ list: byId('games', HTMLElement), older: byId('older', HTMLButtonElement) }, name, first, onTrouble);
  byId('no-games', HTMLElement).hidden = first.games.length > 0;
  setText(byId('no-games-text', HTMLElement), `There is no finished game of ${shown(name)} to show. Check the name for a typing mistake, or play the first one.`);
}

/** @param {string} name @param {string | null} against */
function wireMeeting(name, against) {
  const field = byId('against', HTMLInputElement);
  field.value = shown(against ?? '');
  byId('against-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    const other = nameOf(field.value);
    if (other !== '') location.assign(playerPath(name, other));
  });
}

/** @param {Meeting | null} meeting @param {string} name @param {string} against */
function showMeeting(meeting, name, against) {
  byId('meeting', HTMLElement).hidden = false;
  const met = meeting ?? { a: name, b: against, wins: 0, losses: 0, draws: 0, games: [] };
  setText(byId('meeting-words', HTMLElement), meetingWords(met));
  const parts = barOf(met, BAR);
  byId('bar', SVGSVGElement).replaceChildren(...parts.map(({ part, x, width }) => svg('rect', { class: `bar-${part}`, x: x + 1, y: 0, width: Math.max(1, width - 2), height: 14, rx: 3 })));
  setAttribute(byId('bar', SVGSVGElement), 'hidden', parts.length === 0 ? '' : null);
  byId('bar-words', HTMLElement).hidden = parts.length === 0;
  setText(byId('bar-a', HTMLElement), `${shown(met.a)} ${met.wins}`);
  setText(byId('bar-tie', HTMLElement), counted(met.draws, 'tie'));
  setText(byId('bar-b', HTMLElement), `${shown(met.b)} ${met.losses}`);
  byId('meetings', HTMLElement).replaceChildren(...met.games.map((game) => gameEntry(game, met.a)));
  const link = byId('other', HTMLAnchorElement);
  link.href = pageOf(met.b) ?? '/players';
  setText(link, `The page of ${shown(met.b)}`);
}
