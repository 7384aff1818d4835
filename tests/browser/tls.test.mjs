// Pages of a server with TLS: found without the s, and everything in them goes by https and wss.
import assert from 'node:assert/strict';
import { becomes, house, pageTest, shows } from '../lib/browser.mjs';
import { playOut, sitDown } from './table.mjs';
import { inFile, PORTS } from './tutorials.mjs';

const all = house('--tls-self-signed', '--claim-ms', '100', '--tutorials', ...PORTS);
/** As somebody who has looked at the certificate, and goes on. */
const GOES_ON = { ignoreHTTPSErrors: true };

/** What a browser says of a page that is left before its WebSocket is open. */
const CUT_OFF = /WebSocket is closed before/;

pageTest('two play, and a third parties, over https', all, async (visit) => {
  const { x, o } = await sitDown(visit);
  assert.equal(new URL(x.url()).origin, `https://${all.server.main}`);
  await playOut({ x, o }, [4, 0, 8]);
  const party = await visit('/party');
  await shows(party, /^1 person, 5 zombies; you are at \d+, \d+\.$/);
}, GOES_ON);

/** The page of a student that is shown there, once it has this server's host, ports and scheme. */
async function listing(visit, name) {
  const page = await visit(`/tutorials/${name}`);
  await becomes(page, () => document.querySelector('[data-address]')?.textContent !== '…');
  return page.locator('.listing').textContent();
}

pageTest('what students copy from a page that came over https goes by wss', all, async (visit) => {
  for (const name of ['capitalizer', 'tic-tac-toe', 'party', 'chat', 'echo', 'messages']) {
    const code = await listing(visit, name);
    assert.match(code, /new WebSocket\('wss:\/\/127\.0\.0\.1:\d+'\)/, name);
    assert.doesNotMatch(code, /ws:\/\//, name);
  }
  await inFile(await listing(visit, 'echo'), async (file) => {
    const page = await visit(file);
    await becomes(page, () => socket.readyState === 3);
    assert.equal(await page.locator('pre').textContent(), 'It came back: Hello\nClosed with 1005\n');
  });
}, { ...GOES_ON, allow: CUT_OFF });

pageTest('and Socket.IO by https', all, async (visit) => {
  const code = await listing(visit, 'socketio');
  assert.deepEqual([code.match(/https:\/\//g)?.length, code.match(/http:\/\//g)], [2, null]);
  await inFile(code, async (file) => {
    const page = await visit(file);
    await page.locator('pre', { hasText: 'Over' }).waitFor();
    assert.equal(await page.locator('pre').textContent(), 'It came back: Hello from seat 4\nOver\n');
  });
}, GOES_ON);

pageTest('beside it are the same addresses, but a board’s: it speaks ws alone', all, async (visit) => {
  const chat = await visit('/tutorials/chat');
  await chat.locator('code[data-address="chat"]', { hasText: /^wss:\/\/127\.0\.0\.1:\d+\/$/ }).waitFor();
  const own = chat.locator('a[data-address="chat-page"]', { hasText: /^https:/ });
  await own.click();
  await chat.locator('#lines', { hasText: 'The connection is open.' }).waitFor();
  const arduino = await visit('/tutorials/arduino');
  await arduino.locator('[data-board="echo"]', { hasText: /^ws:\/\/127\.0\.0\.1:\d+\/$/ }).waitFor();
}, { ...GOES_ON, allow: CUT_OFF });
