// The echo: text and bytes come back as they were sent.
import { byId, html } from '../../lib/dom.js';
import { addLine, onAgain, setUpPage, showDoor } from '../page.js';
import { Door } from '../wire/door.js';
import { hexOf } from '../wire/encode.js';
import { pairs } from '../wire/frame.js';
import { Panel } from '../wire/panel.js';

/** Just too long for a length of 7 bits. */
const LONG = 'long '.repeat(26).trim();
const field = byId('text', HTMLInputElement);
const lines = byId('lines', HTMLElement);

/** @param {string} who @param {string} what */
function line(who, what) {
  addLine(lines, html('p', { class: 'line' }, html('strong', {}, who), ' ', html('code', {}, what)));
}

/** @param {Uint8Array} bytes */
const inHex = (bytes) => `${bytes.length} bytes: ${pairs(hexOf(bytes)).join(' ')}`;

const door = new Door({
  path: '/tutorials/echo',
  panel: new Panel('wire'),
  onState: (state) => showDoor(state, 'Connected: what you send comes back.'),
  onText: (text) => line('Back:', text),
  onBytes: (bytes) => line('Back:', inHex(bytes)),
});

/** @param {string} text */
function sendText(text) {
  if (text !== '' && door.send(text)) line('Sent:', text);
}

byId('form', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  sendText(field.value);
  field.select();
});
byId('long', HTMLButtonElement).addEventListener('click', () => sendText(LONG));
byId('bytes', HTMLButtonElement).addEventListener('click', () => {
  const bytes = crypto.getRandomValues(new Uint8Array(4));
  if (door.send(bytes)) line('Sent:', inHex(bytes));
});
byId('close', HTMLButtonElement).addEventListener('click', () => door.close());
onAgain(() => void door.connect());
void setUpPage();
void door.connect();
