// The code that the tutorials' pages show to students works as it stands: in a file of their own, opened in a browser.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { pathToFileURL } from 'node:url';
import { becomes, house, pageTest, SERVER_AWAY, shows } from '../lib/browser.mjs';
import { press } from './table.mjs';
import { PORTS, rows } from './tutorials.mjs';

const all = house('--tutorials', ...PORTS, '--zombies', '1', '--zombie-speed', '0');

/** Where the students' files are. */
let folder;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tttparty-tutorials-'));
});
after(() => rm(folder, { recursive: true }));

/** Opens a file with the code that a page shows: it has host and ports of this server. */
async function opened(visit, name) {
  const page = await visit(`/tutorials/${name}`);
  await becomes(page, () => !document.querySelector('[data-address]').textContent.startsWith('…'));
  const code = await page.locator('.listing').textContent();
  await press(page, 'Copy the page');
  await page.getByRole('button', { name: 'Copied the page' }).waitFor();
  // It must not wait in the queue any more when the next one comes.
  if (name === 'tic-tac-toe') {
    await press(page, 'Quit');
    await shows(page, /^The server closed the connection/);
  }
  await page.close();
  const file = join(folder, `${name}.html`);
  await writeFile(file, code);
  return () => visit(pathToFileURL(file).href);
}

pageTest('the capitalizer', all, async (visit) => {
  const open = await opened(visit, 'capitalizer');
  const page = await open();
  await becomes(page, () => socket.readyState === 1);
  await page.locator('input').fill('straße');
  await page.keyboard.press('Enter');
  await page.locator('output', { hasText: 'STRASSE' }).waitFor();
});

pageTest('tic-tac-toe, against the page of the tutorial', all, async (visit) => {
  const open = await opened(visit, 'tic-tac-toe');
  const ours = await visit('/tutorials/tic-tac-toe');
  await shows(ours, 'You play X. Waiting for opponent to connect.');
  const theirs = await open();
  await shows(ours, 'Your move.');
  for (const [at, name] of [[0, 'centre'], [1, 'top right'], [2, 'bottom left']]) {
    await ours.getByRole('button', { name: `${name}, empty`, exact: true }).click();
    await becomes(theirs, (moves) => cells.filter((cell) => cell.textContent === 'X').length === moves, at + 1);
    if (at < 2) await theirs.locator('.cell').nth(at).click();
  }
  await becomes(theirs, () => socket.readyState === 3);
  assert.deepEqual(await theirs.locator('.cell').allTextContents(), ['O', 'O', 'X', '', 'X', '', 'X', '', '']);
});

pageTest('the party', all, async (visit) => {
  const open = await opened(visit, 'party');
  const page = await open();
  await becomes(page, () => socket.readyState === 1);
  await page.locator('canvas').hover({ position: { x: 50, y: 20 } });
  await becomes(page, () => paint.getImageData(55, 25, 1, 1).data[3] === 255);
});

pageTest('the chat', all, async (visit) => {
  const open = await opened(visit, 'chat');
  const [page, other] = [await open(), await open()];
  for (const one of [page, other]) await one.locator('#lines', { hasText: 'The connection is open.' }).waitFor();
  await page.locator('input').fill('From a file');
  await page.keyboard.press('Enter');
  for (const one of [page, other]) await one.locator('#lines', { hasText: 'From a file' }).waitFor();
});

pageTest('the echo', all, async (visit) => {
  const open = await opened(visit, 'echo');
  const page = await open();
  await becomes(page, () => socket.readyState === 3);
  assert.equal(await page.locator('pre').textContent(), 'It came back: Hello\nClosed with 1005\n');
});

pageTest('the messages', all, async (visit) => {
  const open = await opened(visit, 'messages');
  const page = await open();
  await page.locator('#status', { hasText: 'Connected to ws://127.0.0.1:' }).waitFor();
  await page.locator('input').fill('One');
  await page.keyboard.press('Enter');
  for (const list of ['#sent', '#received']) await page.locator(`${list} li`, { hasText: 'One' }).waitFor();
  await page.locator('#close').click();
  await page.locator('#status', { hasText: /^Closed with 100\d$/ }).waitFor();
});

pageTest('who speaks to a door in between is shown to nobody else', all, async (visit) => {
  const [ann, bob] = [await visit('/tutorials/echo'), await visit('/tutorials/echo')];
  for (const page of [ann, bob]) await rows(page, '101 Switching').waitFor();
  await ann.getByLabel('A text').fill('of Ann');
  await ann.keyboard.press('Enter');
  await rows(ann, 'of Ann').nth(1).waitFor();
  await bob.getByLabel('A text').fill('of Bob');
  await bob.keyboard.press('Enter');
  await rows(bob, 'of Bob').nth(1).waitFor();
  assert.equal(await rows(bob, 'of Ann').count(), 0);
});

pageTest('when the server goes away they say so, and nothing counts as sent', all, async (visit) => {
  const LOST = 'The connection is lost.';
  const places = { capitalizer: 'output', 'tic-tac-toe': 'p', party: 'p', chat: '#lines', messages: '#status' };
  const pages = {};
  for (const name of Object.keys(places)) {
    pages[name] = await (await opened(visit, name))();
    await becomes(pages[name], () => socket.readyState === 1);
  }
  await all.server.kill();
  for (const [name, page] of Object.entries(pages)) await page.locator(places[name], { hasText: name === 'messages' ? 'Closed with 1006' : LOST }).waitFor();
  for (const name of ['messages', 'chat']) {
    await pages[name].locator('input').fill('Too late');
    await pages[name].keyboard.press('Enter');
    assert.equal(await pages[name].locator('input').inputValue(), 'Too late', name);
  }
  assert.equal(await pages.messages.locator('#sent li').count(), 0);
  await all.server.restart();
}, { allow: SERVER_AWAY });
