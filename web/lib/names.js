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

/** @param {string} clock `none` or `180+2` @returns {string} "no clock", "3 min + 2 s": what a move gives back comes last */
export function clockWords(clock) {
  const found = /^(\d+)\+(\d+)$/.exec(clock);
  if (found === null) return 'no clock';
  const [start, increment] = [Number(found[1]), Number(found[2])];
  const minutes = Math.floor(start / 60);
  const parts = [minutes > 0 ? `${minutes} min` : '', start % 60 > 0 ? `${start % 60} s` : ''].filter(Boolean).join(' ');
  return increment === 0 ? parts : `${parts} + ${increment} s`;
}
