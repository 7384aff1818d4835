// The message demo: the whole life of a connection, from opening to closing, against the echo.
import { byId, html } from '../../lib/dom.js';
import { addLine, onAgain, setUpPage, showDoor } from '../page.js';
import { Door } from '../wire/door.js';
import { Panel } from '../wire/panel.js';

const field = byId('message', HTMLTextAreaElement);
const sent = byId('sent', HTMLElement);
const received = byId('received', HTMLElement);

const door = new Door({
  path: '/tutorials/echo',
  panel: new Panel('wire'),
  onState: (state) => showDoor(state, `Connected to the echo of ${location.host}.`),
  onText: (text) => addLine(received, html('li', {}, text)),
});

function send() {
  if (field.value === '' || !door.send(field.value)) return;
  addLine(sent, html('li', {}, field.value));
  field.value = '';
}

byId('form', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  send();
});
field.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  send();
});
byId('close', HTMLButtonElement).addEventListener('click', () => door.close());
onAgain(() => void door.connect());
void setUpPage();
void door.connect();
