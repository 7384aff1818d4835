// What is read out, and what the tab is called. Pure.
import { clockWords, shown } from '../lib/names.js';
import { tableNews } from '../game/news.js';
import { tableTitle } from '../game/words.js';
import { isWaiting } from '../lobby/seeking.js';
import { waitingTitle } from '../lobby/words.js';
import { troubleText } from './words.js';

/** @typedef {import('./state.js').State} State */

/** @param {State} before @param {State} after @returns {string[]} */
export function newsOf(before, after) {
  return [...linkNews(before, after), ...seekingNews(before.seeking, after.seeking), ...tableNews(before.table, after.table), ...troubleNews(before, after)];
}

/** @param {State} state @returns {string} */
export function tabTitle({ view, table, seeking }) {
  const [call] = seeking.calls;
  if (call !== undefined) return `${shown(call.name)} challenges you · TTTParty`;
  if (view === 'table' && table !== null) return `${tableTitle(table)} · TTTParty`;
  return `${isWaiting(seeking) ? waitingTitle(seeking) : view === 'table' ? 'Game' : 'Lobby'} · TTTParty`;
}

/** @param {State} before @param {State} after @returns {string[]} */
function linkNews({ link, open, note }, after) {
  const news = [];
  const { name } = after.link;
  if ((name === 'waiting' || name === 'stopped') && after.link.why !== null && open) news.push(after.link.why);
  if (after.open && !open && link.name !== 'stopped') news.push(`Connected. You are ${shown(after.me?.name ?? '')}.`);
  if (after.note !== null && after.note !== note) news.push(after.note);
  return news;
}

/** @param {State['seeking']} before @param {State['seeking']} after @returns {string[]} */
function seekingNews(before, after) {
  if (before === after) return [];
  const news = [];
  if (isWaiting(after) && !isWaiting(before)) news.push(`${waitingTitle(after)}.`);
  if (after.room !== null && before.room === null) news.push(`Your room is ${[...after.room.code].join(' ')}.`);
  if (after.offer.length > 0 && before.offer.length === 0) news.push('Nobody is there yet. A house bot would play with you meanwhile.');
  for (const { name, clock } of after.calls) {
    if (!before.calls.some((call) => call.name === name)) news.push(`${shown(name)} challenges you, ${clockWords(clock)}.`);
  }
  if (after.note !== null && after.note !== before.note) news.push(after.note);
  return news;
}

/** @param {State} before @param {State} after @returns {string[]} */
function troubleNews(before, after) {
  if (before.trouble === after.trouble) return [];
  return Object.entries(after.trouble).flatMap(([spot, trouble]) => (before.trouble[/** @type {import('./state.js').Spot} */ (spot)] === trouble ? [] : [troubleText(trouble, after.now)]));
}
