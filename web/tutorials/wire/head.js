// The handshake, line by line, with what each line is for. Pure.

/** @typedef {{ text: string, says: string | null }} HeadLine `says` is null for what matters to HTTP alone */

/** @type {[RegExp, string][]} */
const MEANINGS = [
  [/^GET /, 'An HTTP request, as for any page'],
  [/^HTTP\/1\.1 101/, 'From here on there are frames instead of HTTP'],
  [/^HTTP\/1\.1 [45]/, 'The server says no'],
  [/^upgrade: *websocket/i, 'Change to WebSocket'],
  [/^connection: .*upgrade/i, 'This connection shall change'],
  [/^sec-websocket-version:/i, 'Version 13 is the only one in use'],
  [/^sec-websocket-key:/i, '16 random bytes, in base64'],
  [/^sec-websocket-accept:/i, 'SHA-1 of that key and a fixed text: the server has understood'],
  [/^sec-websocket-protocol:/i, 'What is spoken inside'],
  [/^sec-websocket-extensions:/i, 'Extras, as compression'],
  [/^origin:/i, 'The page that asks: the server decides whether it may'],
  [/^host:/i, 'Which server is meant'],
];

/** @param {string} text the request or the answer @returns {HeadLine[]} */
export function headLines(text) {
  return text
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) => ({ text: line, says: MEANINGS.find(([pattern]) => pattern.test(line))?.[1] ?? null }));
}
