// What is said in the lobby and at the table. Pure.

/** @typedef {import('../lib/tttp2.js').Line} Line */
/** @typedef {{ id: number, channel: string, name: string, text: string, old: boolean }} Saying */

/**
 * @typedef {object} Talk one place
 * @property {readonly Saying[]} sayings oldest first
 * @property {number} older how many of the next are from before we came
 * @property {number} newest how many have been said since we came: goes up only
 */

/**
 * @typedef {object} Chat
 * @property {string} mode `on`, `off` or `phrases`
 * @property {readonly string[]} phrases that may be said, in the mode of that name
 * @property {Talk} lobby
 * @property {Talk} table
 * @property {string | null} game whose table it is
 */

/** As many of a place are kept. */
const KEPT = 100;

/** @type {Talk} */
const SILENCE = { sayings: [], older: 0, newest: 0 };

/** @type {Chat} */
export const NO_CHAT = { mode: 'off', phrases: [], lobby: SILENCE, table: SILENCE, game: null };

/** @param {Chat} chat @param {Line} line @returns {Chat} */
export function hearChat(chat, line) {
  switch (line.type) {
    case 'HELLO':
      return { ...chat, mode: line.chat, phrases: [], lobby: SILENCE };
    case 'PHRASE':
      return { ...chat, phrases: [...chat.phrases, line.text] };
    case 'JOINED':
      return line.game === chat.game ? chat : { ...chat, game: line.game, table: SILENCE };
    case 'NEXT':
      return line.game === chat.game ? { ...chat, game: line.next } : chat;
    case 'HISTORY':
      if (line.place === 'lobby') return { ...chat, lobby: { ...chat.lobby, older: line.count } };
      return line.place === chat.game ? { ...chat, table: { ...SILENCE, newest: chat.table.newest, older: line.count } } : chat;
    case 'SAID':
      if (line.place === 'lobby') return { ...chat, lobby: add(chat.lobby, line) };
      return line.place === chat.game ? { ...chat, table: add(chat.table, line) } : chat;
    default:
      return chat;
  }
}

/** @param {Talk} talk @param {Extract<Line, { type: 'SAID' }>} line @returns {Talk} */
function add({ sayings, older, newest }, { channel, name, text }) {
  const old = older > 0;
  const id = (sayings.at(-1)?.id ?? 0) + 1;
  return { sayings: [...sayings, { id, channel, name, text, old }].slice(-KEPT), older: old ? older - 1 : 0, newest: old ? newest : newest + 1 };
}
