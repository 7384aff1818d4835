// The capitalizer: a text goes there, and comes back in capitals.
import { byId, setText } from '../../lib/dom.js';
import { onAgain, setUpPage, showDoor } from '../page.js';
import { Door } from '../wire/door.js';
import { Panel } from '../wire/panel.js';

const field = byId('text', HTMLInputElement);
const answer = byId('answer', HTMLOutputElement);

const door = new Door({
  path: '/tutorials/capitalizer',
  panel: new Panel('wire'),
  onState: (state) => showDoor(state, 'Connected: type a text and press Capitalize.'),
  onText: (text) => setText(answer, text),
});

byId('form', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  if (field.value !== '') door.send(field.value);
  field.select();
});
onAgain(() => void door.connect());
void setUpPage();
void door.connect();
