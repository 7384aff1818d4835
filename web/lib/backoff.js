// When to come back after a lost connection. Pure: chance is an argument.

/** The first window, in ms. */
export const FIRST_MS = 500;
/** The widest window, in ms. */
export const CAP_MS = 15_000;
/** A server that said it is full is left alone for at least this long, in ms. */
export const FULL_MS = 5_000;

/** What TTTP/2 closes with when another connection has come back to our seat: to return would take it from ourselves. */
const REPLACED = 4000;

/**
 * The wait before a retry: anywhere in a window that doubles with every failure, so that
 * a room full of browsers does not return in the same instant ("full jitter").
 * @param {number} failures how many attempts have failed in a row, from 0
 * @param {() => number} random from 0 up to 1
 * @returns {number} ms
 */
export function retryDelay(failures, random) {
  const window = Math.min(CAP_MS, FIRST_MS * 2 ** Math.min(failures, 30));
  return Math.round(random() * window);
}

/** What a server that restarts is told of by. */
export const RESTARTING = 'The server is restarting.';

/** @typedef {'return' | 'later' | 'stay-away'} Advice */

/**
 * What a close code asks of a client (RFC 6455 section 7.4 and the registry that it set up).
 * @param {number} code
 * @returns {Advice}
 */
export function adviceFor(code) {
  switch (code) {
    case 1002: // protocol error
    case 1003: // a kind of data it can't take
    case 1007: // not UTF-8
    case 1008: // policy
    case 1009: // too big
    case REPLACED:
      return 'stay-away';
    case 1013: // try again later
      return 'later';
    default:
      return 'return';
  }
}

/**
 * @param {number} code
 * @param {boolean} wasOpen whether the connection had been made
 * @param {string} [reason] of the server, in its own words
 * @returns {string} what happened
 */
export function closeWords(code, wasOpen, reason = '') {
  switch (code) {
    case 1001:
    case 1012:
      return RESTARTING;
    case 1013:
      return 'The server is full.';
    case 1002:
    case 1003:
    case 1007:
    case 1008:
    case 1009:
      return `The server closed the connection and asked not to come back.${reason === '' ? '' : ` Its reason: ${reason}`}`;
    case REPLACED:
      return 'This game was opened elsewhere, and goes on there.';
    default:
      return wasOpen ? 'The connection was lost.' : 'The server does not answer, or it is full.';
  }
}

/**
 * @param {number} code
 * @param {number} failures
 * @param {() => number} random
 * @returns {number | null} ms until the next attempt; null is never
 */
export function delayAfter(code, failures, random) {
  switch (adviceFor(code)) {
    case 'stay-away':
      return null;
    case 'later':
      return FULL_MS + retryDelay(failures + 4, random);
    case 'return':
      return retryDelay(failures, random);
  }
}
