// The chat: what one says, everybody hears. That the connection opens and is lost stands among the lines.
import { byId, html } from '../../lib/dom.js';
import { addLine, onAgain, setUpPage, showDoor } from '../page.js';
import { Door } from '../wire/door.js';
import { Panel } from '../wire/panel.js';

const field = byId('text', HTMLInputElement);
const lines = byId('lines', HTMLElement);
let wasOpen = false;

/** @param {string} text @param {'said' | 'note'} kind */
function line(text, kind) {
  addLine(lines, html('p', { class: `line ${kind}` }, text));
}

const door = new Door({
  path: '/tutorials/chat',
  panel: new Panel('wire'),
  onState: (state) => {
    showDoor(state, 'Connected: say something; everybody with this page hears it.');
    if (state.name === 'open') line('The connection is open.', 'note');
    if (state.name === 'closed') line(wasOpen ? 'The connection is lost.' : 'There is no connection.', 'note');
    wasOpen = state.name === 'open';
  },
  onText: (text) => line(text, 'said'),
});

byId('form', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  if (field.value.trim() !== '' && door.send(field.value)) field.value = '';
});
onAgain(() => void door.connect());
void setUpPage();
void door.connect();
