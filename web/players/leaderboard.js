// The leaderboards: of people, and of bots.
import { Tabs } from './tabs.js';
import { boardPath } from './state.js';
import { emptyWords, ratingWords } from './words.js';
import { byId, html, setAttribute, setText } from '../lib/dom.js';
import { shown } from '../lib/names.js';
import { fetchLeaderboard, playerPath } from '../lib/records.js';
import { dayElement } from '../lib/when.js';
import { counted } from '../lib/words.js';

/** @typedef {import('../lib/records.js').Rank} Rank */
/** @typedef {import('../lib/records.js').Ranked} Ranked */

/** As many as the server gives at once. */
const LIMIT = 100;

/**
 * @param {Rank} kind the one to begin with
 * @param {() => void} onTrouble the server does not answer
 */
export function showLeaderboard(kind, onTrouble) {
  let chosen = kind;
  const tabs = new Tabs(byId('kinds', HTMLElement), (name) => choose(name === 'bot' ? 'bot' : 'person'));

  /** @param {Rank} next */
  function choose(next) {
    if (next === chosen) return;
    chosen = next;
    history.replaceState(null, '', boardPath(next));
    void show();
  }

  async function show() {
    const asked = chosen;
    setAttribute(byId('board', HTMLElement), 'aria-labelledby', tabs.show(asked));
    setAttribute(byId('board', HTMLElement), 'aria-busy', 'true');
    try {
      const players = await fetchLeaderboard(asked, LIMIT);
      // Another tab may have been chosen meanwhile.
      if (asked === chosen) fill(asked, players);
    } catch {
      onTrouble();
    }
  }

  void show();
}

/** @param {Rank} kind @param {Ranked[]} players */
function fill(kind, players) {
  byId('ranked', HTMLElement).hidden = players.length === 0;
  byId('ranks', HTMLElement).replaceChildren(...players.map(row));
  byId('provisional', HTMLElement).hidden = !players.some(({ provisional }) => provisional);
  const { text, label, path } = emptyWords(kind);
  byId('nobody', HTMLElement).hidden = players.length > 0;
  setText(byId('nobody-text', HTMLElement), text);
  setText(byId('nobody-do', HTMLElement), label);
  byId('nobody-do', HTMLAnchorElement).href = path;
  setAttribute(byId('board', HTMLElement), 'aria-busy', null);
}

/** @param {Ranked} player @returns {HTMLElement} */
function row(player) {
  const { name, rank, provisional, games, wins, losses, draws, last } = player;
  const place = provisional ? html('td', { class: 'rank' }, html('span', { 'aria-hidden': 'true' }, '–'), html('span', { class: 'sr-only' }, 'no rank yet')) : html('td', { class: 'rank' }, String(rank));
  const rating = html('td', { class: 'figure rating' }, ratingWords(player));
  if (provisional) rating.append(' ', html('span', { class: 'badge' }, 'provisional'));
  const more = [games, wins, losses, draws].map((figure) => html('td', { class: 'figure more' }, String(figure)));
  return html(
    'tr',
    {},
    place,
    html('th', { scope: 'row' }, html('a', { class: 'name', href: playerPath(name) }, shown(name)), html('span', { class: 'quiet below' }, counted(games, 'game'))),
    rating,
    ...more,
    html('td', { class: 'more' }, last === null ? '' : dayElement(last)),
  );
}
