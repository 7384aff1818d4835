// The TTTP/2 codec, to the server: what a page asks for, as lines of text. Pure.
import { nameOf } from './names.js';

/**
 * @param {string | null} name a proposed one is given for null
 * @param {string[]} caps
 */
export function hello(name, caps) {
  return ['HELLO TTTP/2', ...(name === null ? [] : [`name=${name}`]), `caps=${caps.join(',')}`].join(' ');
}

export const PROPOSE = 'PROPOSE';
export const PLAY = 'PLAY';
export const CANCEL = 'CANCEL';
export const QUIT = 'QUIT';
export const WATCH_LOBBY = 'WATCH lobby';

/** @param {string} typed */
export const takeName = (typed) => `NAME ${nameOf(typed)}`;

/** @param {number} level */
export const playBot = (level) => `PLAY bot=${level}`;

/** @param {string} clock @param {boolean} locked */
export const host = (clock, locked) => `HOST clock=${clock}${locked ? ' locked' : ''}`;

/** @param {string} typed */
export const join = (typed) => `JOIN ${codeOf(typed)}`;

/** @param {string} name @param {string} clock */
export const challenge = (name, clock) => `CHALLENGE ${name} clock=${clock}`;

/** @param {string} name */
export const accept = (name) => `ACCEPT ${name}`;

/** @param {string} name @param {string} reason */
export const decline = (name, reason) => `DECLINE ${name} ${reason}`;

/** @param {string} game @param {number} cell */
export const move = (game, cell) => `MOVE ${game} ${cell}`;

/** @param {'RESIGN' | 'CLAIM' | 'REMATCH' | 'LEAVE' | 'STATE' | 'WATCH'} word @param {string} game */
export const about = (word, game) => `${word} ${game}`;

/**
 * @param {string} game @param {string} ticket
 * @param {number | null} [seq] how much of the game is known already; null asks for all of it
 */
export const resume = (game, ticket, seq = null) => `RESUME ${game} ${ticket}${seq === null ? '' : ` seq=${seq}`}`;

/** @param {string} place @param {string} text */
export const say = (place, text) => `SAY ${place} ${text.replace(/\s+/g, ' ').trim()}`;

/** @param {string} token */
export const pong = (token) => `PONG ${token}`;

/** @param {string} typed @returns {string} a code or a game as its one word: people write spaces and small letters */
export function codeOf(typed) {
  return typed.replace(/[\s-]+/g, '').toUpperCase();
}
