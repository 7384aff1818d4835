// What the codes mean that a connection is closed with (RFC 6455 section 7.4). Pure.

/** @type {Record<number, string>} */
const CODES = {
  1000: 'done, as agreed',
  1001: 'the page or the server goes away',
  1002: 'a breach of the protocol',
  1003: 'a kind of data that it cannot take',
  1005: 'no code was given',
  1006: 'no close frame came',
  1007: 'text that is not UTF-8',
  1008: 'against the rules of this server',
  1009: 'the message is too large',
  1011: 'an error in the server',
  1012: 'the server starts again',
  1013: 'the server is full: try again later',
};

/** @param {number} code @returns {string} a few words, without a full stop */
export function closeWords(code) {
  return CODES[code] ?? 'a code of this application';
}

const AWAY = 'The server does not answer: check that it runs with --tutorials and that you are in its network, then press Connect again.';
const CUT = 'The server answers, but something between it and this page cuts WebSockets, as some proxies and filters do: check the network, then press Connect again.';

/**
 * For a page whose connection has ended: what happened, and what to do now.
 * @param {number} code
 * @param {boolean} wasOpen whether it had been made
 * @param {boolean} wanted whether this page closed it
 * @param {boolean} isCut whether the server answers all the same
 * @returns {string} one sentence
 */
export function endedWords(code, wasOpen, wanted, isCut) {
  if (wanted) return `You closed the connection (code ${code}): press Connect again to go on.`;
  if (!wasOpen) return isCut ? CUT : AWAY;
  if (code === 1006) return 'The connection was lost without a goodbye (code 1006): check that the server runs, then press Connect again.';
  return `The server closed the connection (code ${code}: ${closeWords(code)}): press Connect again to go on.`;
}
