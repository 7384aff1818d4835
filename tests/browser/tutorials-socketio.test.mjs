// The Socket.IO page of the tutorials, with our own client: no library comes from elsewhere.
import assert from 'node:assert/strict';
import { house, pageTest, picture, SERVER_AWAY, shows } from '../lib/browser.mjs';
import { isReadable, READABLE } from '../lib/readable.mjs';
import { press } from './table.mjs';
import { inFile, PORTS, rows, tutorials } from './tutorials.mjs';

const all = house('--tutorials', ...PORTS);
const CONNECTED = 'Connected: emit an event, and the server answers with one.';

pageTest('a welcome, an event with several arguments, its answer, and the end', all, async (visit) => {
  const page = await visit('/tutorials/socketio');
  await shows(page, CONNECTED);
  await shows(page, '↓ welcome');
  await page.getByLabel('First argument, a text').fill('Grüße');
  await page.getByLabel('Second argument, JSON').fill('{"seats":[1,2]}');
  await press(page, 'Emit “client message”');
  await page.locator('#lines p', { hasText: '↓ server message' }).getByText('"Grüße", {"seats":[1,2]}', { exact: true }).waitFor();
  await rows(page, '["server message","Grüße",{"seats":[1,2]}]').click();
  assert.deepEqual(await page.locator('#wire .part .bytes').allTextContents(), ['4', '2', '["server message","Grüße",{"seats":[1,2]}]']);
  await shows(page, 'JSON: the event “server message” with 2 arguments');
  await press(page, 'Emit “end”');
  await shows(page, 'The connection is over: press Connect again to go on.');
  await picture(page, 'tutorials-socketio');
  await press(page, 'Connect again');
  await shows(page, CONNECTED);
});

pageTest('what it names is there: its source, and the client', all, async (visit) => {
  const page = await visit('/tutorials/socketio');
  await shows(page, CONNECTED);
  for (const [link, begins] of [['socketio.rs', /^\/\/!/], ['client.js', /^\/\/ /]]) {
    const answer = await fetch(new URL(await page.getByRole('link', { name: link }).getAttribute('href'), page.url()));
    assert.equal(answer.status, 200, link);
    assert.match(await answer.text(), begins, link);
  }
});

pageTest('an argument that is no JSON says so', all, async (visit) => {
  const page = await visit('/tutorials/socketio');
  await shows(page, CONNECTED);
  await page.getByLabel('Second argument, JSON').fill('{seat}');
  await page.keyboard.press('Enter');
  await shows(page, 'The second argument is no JSON: write it as {"seat":4}, or leave it empty.');
  assert.equal(await page.locator('#lines p', { hasText: 'client message' }).count(), 0);
});

pageTest('the code that the page shows works in a file', all, async (visit) => {
  const shown = await visit('/tutorials/socketio');
  const { echo } = await tutorials(all.server);
  await shown.locator('.listing [data-port]', { hasText: String(echo) }).first().waitFor();
  await inFile(await shown.locator('.listing').textContent(), async (file) => {
    const page = await visit(file);
    await page.locator('pre', { hasText: 'Over' }).waitFor();
    assert.equal(await page.locator('pre').textContent(), 'It came back: Hello from seat 4\nOver\n');
  });
});

pageTest('/tutorials/socketio: readable in both themes, and no wider than a phone', all, async (visit) => {
  const page = await visit('/tutorials/socketio');
  await shows(page, '↓ welcome');
  await isReadable(page, 'tutorials-socketio');
}, READABLE);

pageTest('when the server goes away the page says so, and goes on when it is back', all, async (visit) => {
  const page = await visit('/tutorials/socketio');
  await shows(page, CONNECTED);
  await all.server.kill();
  await shows(page, 'The connection is over: press Connect again to go on.');
  await press(page, 'Connect again');
  await shows(page, /^The server does not answer: /);
  await all.server.restart();
  await press(page, 'Connect again');
  await shows(page, CONNECTED);
}, { allow: SERVER_AWAY });
