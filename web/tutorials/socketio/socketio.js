// Socket.IO: events with names and arguments, and the packets that they travel in.
import { byId, html, setText, showText } from '../../lib/dom.js';
import { askBehindCut } from '../ask.js';
import { addLine, onAgain, setUpPage, showDoor } from '../page.js';
import { endedWords } from '../wire/close.js';
import { Panel } from '../wire/panel.js';
import { argumentWords, readArguments } from './arguments.js';

/**
 * @typedef {object} Client what `client.js` gives
 * @property {boolean} connected
 * @property {'websocket' | 'polling'} [transport]
 * @property {(direction: 'in' | 'out', text: string) => void} onPacket
 * @property {(name: string, run: (...values: unknown[]) => void) => unknown} on
 * @property {(name: string, ...values: unknown[]) => unknown} emit
 * @property {() => unknown} disconnect
 */

const { io } = /** @type {{ io?: (url: string, options: { timeout: number }) => Client }} */ (/** @type {unknown} */ (globalThis));
/** A transport that has not connected by then has failed, in ms. */
const PATIENCE_MS = 4_000;
/** How packets travel, and what to say once they can. */
const BY = {
  websocket: ['each the payload of a text frame', 'Connected: emit an event, and the server answers with one.'],
  polling: ['now in the bodies of HTTP requests and answers, one or several in each', 'Connected by HTTP polling, as no WebSocket opened: emit an event, and the server answers with one.'],
};
const OVER = 'The connection is over: press Connect again to go on.';
const panel = new Panel('wire', 'Packets');
const lines = byId('lines', HTMLElement);
const field = byId('text', HTMLInputElement);
const json = byId('json', HTMLInputElement);
/** @type {Client | null} */
let client = null;

/** @param {'↑' | '↓'} arrow @param {string} name @param {unknown[]} values */
function line(arrow, name, values) {
  const who = arrow === '↑' ? 'emitted' : 'heard';
  const parts = [html('strong', {}, `${arrow} ${name}`), html('span', { class: 'sr-only' }, ` (${who})`), ' ', html('code', {}, argumentWords(values))];
  addLine(lines, html('p', { class: 'line' }, ...parts));
}

function connect() {
  const before = client;
  client = null;
  before?.disconnect();
  showDoor({ name: 'connecting' }, '');
  if (io === undefined) return failed(null);
  const socket = io(location.origin, { timeout: PATIENCE_MS });
  client = socket;
  const isOurs = () => client === socket;
  socket.onPacket = (direction, text) => panel.add({ kind: 'packet', at: performance.now(), from: direction === 'out' ? 'client' : 'server', text });
  socket.on('connect', () => {
    if (!isOurs()) return;
    const [carriage, words] = BY[socket.transport ?? 'websocket'];
    setText(byId('carriage', HTMLElement), carriage);
    showDoor({ name: 'open' }, words);
  });
  for (const name of ['welcome', 'server message']) socket.on(name, (...values) => line('↓', name, values));
  socket.on('disconnect', (reason) => {
    if (!isOurs()) return;
    line('↓', 'disconnect', [reason]);
    showDoor({ name: 'closed', words: OVER, code: 1005, cut: null }, '');
    // It would come back by itself, but when is for the reader to say.
    socket.disconnect();
  });
  socket.on('connect_error', async () => {
    if (!isOurs()) return;
    socket.disconnect();
    const cut = await askBehindCut();
    if (isOurs()) failed(cut);
  });
}

/** @param {import('../ports.js').Places | null} cut */
function failed(cut) {
  showDoor({ name: 'closed', words: endedWords(1006, false, false, cut !== null), code: 1006, cut }, '');
}

/** @param {string} name @param {unknown[]} values */
function emit(name, values) {
  if (client?.connected !== true) return;
  client.emit(name, ...values);
  line('↑', name, values);
}

byId('form', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  const values = readArguments(field.value, json.value);
  const trouble = byId('json-trouble', HTMLElement);
  showText(trouble, values === null ? 'The second argument is no JSON: write it as {"seat":4}, or leave it empty.' : null);
  if (values !== null) emit('client message', values);
});
byId('end', HTMLButtonElement).addEventListener('click', () => emit('end', []));
onAgain(connect);
void setUpPage();
connect();
