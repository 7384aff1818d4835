// How names, kinds and clocks are shown. Pure.

/** @typedef {import('./tttp2.js').Kind} Kind */

/** @param {string} name @returns {string} as people read it: `_` stands for a space */
export function shown(name) {
  return name.replaceAll('_', ' ');
}

/**
 * @param {{ name: string, kind: Kind }} person
 * @returns {string} the same beside a badge, which says already that a bot is of the house
 */
export function shownBesideBadge({ name, kind }) {
  return kind === 'house' ? shown(name).replace(/^House /, '') : shown(name);
}

/** @param {string} typed @returns {string} as the server takes it */
export function nameOf(typed) {
  return typed.trim().replace(/[\s_]+/g, '_');
}

/** @param {Kind} kind @returns {string | null} what stands beside the name */
export function badgeFor(kind) {
  return { person: null, bot: 'bot', house: 'house bot', guest: 'guest' }[kind];
}

/** @type {Record<number, { name: string, words: string }>} how well a house bot plays */
export const LEVELS = {
  1: { name: 'Random', words: 'marks any free square' },
  2: { name: 'Easy', words: 'overlooks things' },
  3: { name: 'Good', words: 'seldom slips' },
  4: { name: 'Perfect', words: 'never loses' },
};

/** The clocks that the lobby offers: each side's time, and what a move gives back. */
export const CLOCKS = ['none', '30+1', '60+0', '180+2'];

/** @param {string} clock `none` or `180+2` @returns {string} "no clock", "3 min + 2 s": what a move gives back comes last; it does not break */
export function clockWords(clock) {
  const found = /^(\d+)\+(\d+)$/.exec(clock);
  if (found === null) return unbroken('no clock');
  const increment = Number(found[2]);
  return unbroken(increment === 0 ? timeWords(Number(found[1])) : `${timeWords(Number(found[1]))} + ${increment} s`);
}

/** @param {string} clock @returns {string} what that means: "30 s each, 1 s back per move" */
export function clockMeaning(clock) {
  const found = /^(\d+)\+(\d+)$/.exec(clock);
  if (found === null) return 'Take your time: only the first move has to come within 30\u00a0s.';
  const increment = Number(found[2]);
  return `${unbroken(timeWords(Number(found[1])))} each${increment === 0 ? ' for all moves' : `, ${unbroken(`${increment} s`)} back per move`}.`;
}

/** @param {number} seconds */
function timeWords(seconds) {
  const minutes = Math.floor(seconds / 60);
  return [minutes > 0 ? `${minutes} min` : '', seconds % 60 > 0 ? `${seconds % 60} s` : ''].filter(Boolean).join(' ');
}

/** @param {string} text */
function unbroken(text) {
  return text.replaceAll(' ', '\u00a0');
}
