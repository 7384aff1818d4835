// The players: leaderboards, or the page of one of them.
import { listGames, PAGE } from './games.js';
import { showLeaderboard } from './leaderboard.js';
import { showProfile } from './profile.js';
import { askedBy, pageOf } from './state.js';
import { byId } from '../lib/dom.js';
import { shown } from '../lib/names.js';
import { fetchGames } from '../lib/records.js';
import { setUpTheme } from '../lib/theme.js';

const { name, against, kind } = askedBy(new URL(location.href));

function trouble() {
  byId('away', HTMLElement).hidden = false;
}

setUpTheme();
byId('again', HTMLButtonElement).addEventListener('click', () => location.reload());
byId('find', HTMLInputElement).value = shown(name ?? '');
byId('find-form', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  const page = pageOf(byId('find', HTMLInputElement).value);
  if (page !== null) location.assign(page);
});
byId('leaders', HTMLElement).hidden = name !== null;
if (name === null) showLeaderboard(kind, trouble);
else void showProfile(name, against, trouble);
if (name === null) void showLatest();

/** Everybody's games. */
async function showLatest() {
  try {
    const first = await fetchGames(null, { limit: PAGE });
    byId('latest', HTMLElement).hidden = first.games.length === 0;
    listGames({ list: byId('all-games', HTMLElement), older: byId('all-older', HTMLButtonElement) }, null, first, trouble);
  } catch {
    trouble();
  }
}
