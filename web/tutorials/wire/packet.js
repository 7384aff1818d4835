// Engine.IO and Socket.IO packets taken apart (their protocols 4 and 5): each begins with a digit. Pure.

/** @typedef {import('./frame.js').Part} Part */
/** @typedef {{ kind: Part['kind'], name: string, text: string, says: string }} TextPart */

const ENGINE = ['open', 'close', 'ping', 'pong', 'message', 'upgrade', 'noop'];
const SOCKET = ['connect', 'disconnect', 'event', 'acknowledgement', 'connect error', 'binary event', 'binary acknowledgement'];

/** @param {string} packet @returns {TextPart[]} */
export function packetParts(packet) {
  const engine = ENGINE[digit(packet, 0)];
  if (engine === undefined) return [{ kind: 'payload', name: 'Payload', text: packet, says: 'No packet that this page knows' }];
  /** @type {TextPart[]} */
  const parts = [{ kind: 'first', name: 'Engine.IO', text: packet.charAt(0), says: `Type ${packet.charAt(0)}: ${engine}` }];
  let at = 1;
  const socket = engine === 'message' ? SOCKET[digit(packet, 1)] : undefined;
  if (socket !== undefined) {
    parts.push({ kind: 'length', name: 'Socket.IO', text: packet.charAt(1), says: `Type ${packet.charAt(1)}: ${socket}` });
    at = 2;
  }
  const rest = packet.slice(at);
  if (rest !== '') parts.push({ kind: 'payload', name: 'Payload', text: rest, says: payloadWords(engine, socket, rest) });
  return parts;
}

/** @param {string} packet @returns {string} it in one line */
export function packetLine(packet) {
  const [engine, socket] = packetParts(packet).map(({ says }) => says.replace(/^Type \d: /, ''));
  return digit(packet, 0) === 4 ? `message: ${socket}` : `${engine}`;
}

/** @param {string} packet @param {number} at */
function digit(packet, at) {
  const code = packet.charCodeAt(at) - 48;
  return code >= 0 && code <= 9 ? code : -1;
}

/** @param {string} engine @param {string | undefined} socket @param {string} rest */
function payloadWords(engine, socket, rest) {
  if (engine === 'open') return 'JSON: the id of this connection, and how often the server pings';
  if (socket === 'connect') return 'JSON: the id of this socket';
  if (socket !== 'event') return rest === 'probe' ? 'A test whether the other transport works' : 'What goes with it';
  try {
    const [name, ...values] = JSON.parse(rest.replace(/^[^[]*/, ''));
    return `JSON: the event “${name}” with ${values.length} ${values.length === 1 ? 'argument' : 'arguments'}`;
  } catch {
    return 'An array in JSON: the name of the event, then its arguments';
  }
}
