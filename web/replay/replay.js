// A game that is over, move by move: joins the record, the view and the keys, and does nothing else.
import { neighboursOf, whoseGames } from './neighbours.js';
import { askedBy, placeAfterKey, startAt, waitBefore } from './state.js';
import { ReplayView } from './view.js';
import { unknownWords } from './words.js';
import { watchPath } from '../app/route.js';
import { setUpCopy } from '../lib/copy.js';
import { byId, isTyping, setText } from '../lib/dom.js';
import { fetchGame, replayPath } from '../lib/records.js';
import { addressToShare } from '../lib/status.js';
import { setUpTheme } from '../lib/theme.js';

/** @typedef {import('../lib/records.js').Game} Game */

const asked = askedBy(new URL(location.href));

/** Shows what the address asks for. */
async function open() {
  showOnly('opening');
  if (asked.game === '') return lost();
  try {
    const [game, base] = await Promise.all([fetchGame(asked.game), addressToShare()]);
    if (game === null) lost();
    else start(game, base);
  } catch {
    showOnly('away');
    byId('again', HTMLElement).focus();
  }
}

/** @param {'opening' | 'away' | 'lost' | 'replay'} part */
function showOnly(part) {
  for (const id of ['opening', 'away', 'lost', 'replay']) byId(id, HTMLElement).hidden = id !== part;
}

function lost() {
  const { title, text } = unknownWords(asked.game);
  setText(byId('lost-title', HTMLElement), title);
  setText(byId('lost-text', HTMLElement), text);
  const watch = byId('watch', HTMLAnchorElement);
  watch.hidden = asked.game === '';
  watch.href = watchPath(encodeURIComponent(asked.game));
  showOnly('lost');
}

/** @param {Game} game @param {string} base the address of the server, as others open it */
function start(game, base) {
  const last = game.moves.length;
  const view = new ReplayView(game, base, { onMove: stepTo, onSpeed: (speed) => set({ speed }) });
  let shown = { at: startAt(asked.move, last), playing: false, speed: 1 };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {Partial<import('./view.js').Shown>} changed */
  function set(changed) {
    const before = shown;
    shown = { ...shown, ...changed };
    view.show(shown);
    // To load the page again, or to keep its address, leads to the same move.
    if (shown.at !== before.at) history.replaceState(null, '', replayPath(game.id, { move: shown.at, player: asked.player }));
    clearTimeout(timer);
    if (shown.playing) timer = setTimeout(goOn, waitBefore(game.times, shown.at, shown.speed));
  }

  function goOn() {
    const at = Math.min(last, shown.at + 1);
    set({ at, playing: at < last });
  }

  /** The reader has taken over. @param {number} at */
  function stepTo(at) {
    set({ at: Math.max(0, Math.min(last, at)), playing: false });
  }

  function playOrPause() {
    if (shown.playing) set({ playing: false });
    // At the end, it begins anew.
    else if (last > 0) set({ playing: true, at: shown.at === last ? 0 : shown.at });
  }

  /** @type {Record<string, () => void>} */
  const buttons = { first: () => stepTo(0), back: () => stepTo(shown.at - 1), play: playOrPause, next: () => stepTo(shown.at + 1), last: () => stepTo(last) };
  for (const [id, run] of Object.entries(buttons)) byId(id, HTMLButtonElement).addEventListener('click', run);
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || isTyping()) return;
    const nowhere = document.activeElement === document.body || document.activeElement === byId('main', HTMLElement);
    const to = placeAfterKey(event.key, shown.at, last);
    if (to !== null) stepTo(to);
    else if (event.key === ' ' && nowhere) playOrPause();
    else return;
    event.preventDefault();
  });
  view.show(shown);
  showOnly('replay');
  void showNeighbours(game, view);
}

/** @param {Game} game @param {ReplayView} view */
async function showNeighbours(game, view) {
  const player = whoseGames(game, asked.player);
  if (player === null) return;
  // Without them the page is as good: they are on the page of the player as well.
  const neighbours = await neighboursOf(game, player).catch(() => null);
  if (neighbours !== null) view.showNeighbours({ player, ...neighbours });
}

setUpTheme();
setUpCopy();
byId('again', HTMLButtonElement).addEventListener('click', () => void open());
void open();
