// What the tutorials' pages say of the certificate under the code that they show, and that it is so.
import assert from 'node:assert/strict';
import { becomes, house, pageTest, shows } from '../lib/browser.mjs';
import { isReadable, READABLE } from '../lib/readable.mjs';
import { inFile, PORTS } from './tutorials.mjs';

const all = house('--tls-self-signed', '--tutorials', ...PORTS);
const plain = house('--tutorials', ...PORTS);
/** As somebody who has looked at the certificate, and goes on. */
const GOES_ON = { ignoreHTTPSErrors: true, allow: /WebSocket is closed before/ };
const NAMES = ['capitalizer', 'tic-tac-toe', 'party', 'chat', 'echo', 'messages', 'socketio'];

/** The sentence under the code. */
const note = (page) => page.locator('.listing + p', { hasText: 'certificate' });

/** Opens this code from a file, in a browser that has accepted no certificate. Gives what `ask` finds there. */
function elsewhere(code, ask) {
  return inFile(code, async (file) => {
    const page = await all.browser.newPage();
    try {
      await page.goto(file);
      await ask(page);
    } finally {
      await page.close();
    }
  });
}

pageTest('under the code of a page that came over https stands what a browser must have accepted', all, async (visit) => {
  for (const name of NAMES) {
    const page = await visit(`/tutorials/${name}`);
    const scheme = name === 'socketio' ? 'http' : 'ws';
    await note(page).waitFor();
    const code = await page.locator('.listing').textContent();
    const [, port] = code.match(/s:\/\/127\.0\.0\.1:(\d+)/);
    const address = `https://127.0.0.1:${port}/`;
    assert.equal(await note(page).textContent(), `The browser that opens the file must have accepted this server’s certificate, as it does when you open ${address} in it; where it has not, ${scheme}:// works on this port as well.`);
    const link = note(page).getByRole('link', { name: address });
    await Promise.all([page.waitForURL(address), link.click()]);
  }
}, { ...GOES_ON, allow: /WebSocket is closed before|status of 426/ });

pageTest('and it is so: without that, wss fails in a file, and ws works', all, async (visit) => {
  const page = await visit('/tutorials/echo');
  await note(page).waitFor();
  const code = await page.locator('.listing').textContent();
  const said = (text) => (page) => page.locator('pre', { hasText: text }).waitFor();
  await elsewhere(code, said('Closed with 1006'));
  await elsewhere(code.replace('wss://', 'ws://'), said('It came back: Hello'));
}, GOES_ON);

pageTest('the same of Socket.IO', all, async (visit) => {
  const page = await visit('/tutorials/socketio');
  await note(page).waitFor();
  const code = await page.locator('.listing').textContent();
  await elsewhere(code, (page) => becomes(page, () => !('io' in globalThis)));
  await elsewhere(code.replaceAll('https://', 'http://'), (page) => page.locator('pre', { hasText: 'It came back: Hello from seat 4' }).waitFor());
}, GOES_ON);

pageTest('the sentence is readable in both themes, and no wider than a phone', all, async (visit) => {
  const page = await visit('/tutorials/capitalizer');
  await note(page).waitFor();
  await isReadable(page, 'tutorials-tls');
}, { ...GOES_ON, ...READABLE });

pageTest('without TLS there is no such sentence', plain, async (visit) => {
  const page = await visit('/tutorials/echo');
  await becomes(page, () => document.querySelector('[data-address]').textContent !== '…');
  await shows(page, 'A page of a student’s own');
  assert.equal(await note(page).count(), 0);
});
