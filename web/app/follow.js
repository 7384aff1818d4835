// What follows from a change of the state: commands to the server, things that are kept, things that pass. No DOM.
import * as say from '../lib/commands.js';
import { browserStore, tabStore } from '../lib/store.js';
import { isOwed } from '../game/state.js';

/** @typedef {import('./state.js').State} State */
/** @typedef {import('./state.js').Event} Event */
/** @typedef {import('./actions.js').Means} Means */

/** How long a word at a square stays, and how long Resign waits for its second press, in ms. */
const NOTICE_MS = 4_000;
/** How often a game that is not saved is asked after, and how late one that should go on by now, in ms. */
const ASK_MS = 3_000;

/** @returns {string | null} what we would be called */
export function nameWanted() {
  return tabStore.get('name') ?? browserStore.get('name');
}

/**
 * @param {State} before @param {State} after @param {Event} event
 * @param {Means} means
 */
export function followUp(before, after, event, means) {
  const { dispatch, ask } = means;
  keepName(event, before.naming.regain);
  const table = after.table;
  if (table?.missed && !before.table?.missed) ask('silent', say.about('STATE', table.game));
  const old = before.table;
  if (event.type === 'line' && event.line.type === 'JOINED' && old !== null && old.game !== table?.game && old.next === null) ask('silent', say.about('LEAVE', old.game));
  if (event.type === 'line' && event.line.type === 'HELLO') goOn(before, ask);
  if (event.type === 'link' && after.open && !before.open) resume(before, table, ask);
  watchTime(old, table, means);
  const notice = table?.notice ?? null;
  if (notice !== null && notice !== old?.notice) setTimeout(() => dispatch({ type: 'hush', id: notice.id }), NOTICE_MS);
  if (after.resigning && !before.resigning) setTimeout(() => dispatch({ type: 'resigning', on: false }), NOTICE_MS);
  if (event.type === 'answer' && event.about === 'watch-lobby' && event.outcome.kind === 'limit') setTimeout(() => ask('silent', say.WATCH_LOBBY), event.outcome.ms);
}

/**
 * Time that stands still goes on with STATE: where it might be missed, it is asked for.
 * @param {State['table']} before @param {State['table']} after @param {Means} means
 */
function watchTime(before, after, { state, ask }) {
  if (after === null) return;
  const { game, held, unsaved } = after;
  const askLater = (/** @type {() => boolean} */ isStill, /** @type {number} */ ms) => setTimeout(() => {
    if (isStill()) ask('silent', say.about('STATE', game));
  }, ms);
  if (held !== null && held !== before?.held) askLater(() => state().table?.held === held, held - state().now + ASK_MS);
  // What the clock says at first is asked for at once, and then whether it still does.
  if (unsaved !== null && unsaved !== before?.unsaved) askLater(() => state().table?.unsaved === unsaved, unsaved.told === null ? 0 : ASK_MS);
}

/**
 * A name that was chosen is for this browser; one that was given, for this tab. While our own is held by a connection that
 * the server does not know to be lost, what we are called meanwhile is for nothing.
 * @param {Event} event @param {string | null} regain
 */
function keepName(event, regain) {
  if (event.type !== 'line' || (event.line.type !== 'NAME' && event.line.type !== 'HELLO')) return;
  if (event.line.type === 'NAME' || regain === null) tabStore.set('name', event.line.name);
  if (event.line.type === 'NAME' && event.line.name !== regain) browserStore.set('name', event.line.name);
}

/**
 * We are back at our seat: what was on its way when the connection was lost is asked for once more.
 * @param {State} state @param {Means['ask']} ask
 */
export function goOnPlaying({ table, naming }, ask) {
  if (naming.regain !== null) ask('silent', say.takeName(naming.regain));
  if (table === null) return;
  if (isOwed(table)) ask('board', say.move(table.game, table.pending ?? 0));
  askClocks(table, ask);
}

/**
 * The same session goes on: it knows all that we said, but not what was pressed meanwhile.
 * @param {State} before @param {State['table']} table @param {Means['ask']} ask
 */
function resume({ unsent }, table, ask) {
  if (table === null) return;
  if (unsent && isOwed(table)) ask('board', say.move(table.game, table.pending ?? 0));
  askClocks(table, ask);
}

/**
 * Lines that were missed tell the clocks as they were then.
 * @param {import('../game/state.js').Table} table @param {Means['ask']} ask
 */
function askClocks(table, ask) {
  if (table.clock !== 'none' && table.end === null) ask('silent', say.about('STATE', table.game));
}

/**
 * A new session knows nothing of what the last one did: what we waited for and watched is asked for again.
 * @param {State} before @param {Means['ask']} ask
 */
function goOn({ seeking, table }, ask) {
  if (seeking.queued) ask('play', say.PLAY);
  if (table?.seat === 'watcher') ask('games', say.about('WATCH', table.game));
}
