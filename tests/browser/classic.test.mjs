// Pages that were written for the old servers work as they are: from another port of this machine, and from a file.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { after, before } from 'node:test';
import { becomes, house, pageTest, picture, shows } from '../lib/browser.mjs';

// Zombies that walk could end up on top of somebody whom a test looks for. They start 100 px or more from the corner.
const all = house('--zombies', '3', '--zombie-speed', '0');
const FOLDER = new URL('classic/', import.meta.url);
const TYPES = { html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8' };

/** Where students' pages come from: some other server, which knows nothing of ours. */
let elsewhere;
const host = createServer(async (request, response) => {
  const file = new URL(request.url, 'http://localhost').pathname.slice(1);
  const type = /^[a-z]+\.(html|js)$/.exec(file)?.[1];
  if (type === undefined) return response.writeHead(204).end();
  return response.writeHead(200, { 'Content-Type': TYPES[type] }).end(await readFile(new URL(file, FOLDER)));
});
before(async () => {
  host.listen(0, '127.0.0.1');
  await once(host, 'listening');
  elsewhere = `http://localhost:${host.address().port}/`;
});
after(() => {
  host.closeAllConnections();
  host.close();
});

const portOf = (address) => address.split(':')[1];
const game = (base) => `${base}tictactoe.html?port=${portOf(all.server.classic)}`;

/** Presses a square, and waits until both pages have the mark. */
async function press(page, other, index, mark) {
  const square = (on) => on.locator('#board > div').nth(index);
  await square(page).click();
  for (const on of [page, other]) await square(on).filter({ hasText: mark }).waitFor();
}

const ORIGINS = { 'another server': () => elsewhere, 'a file': () => FOLDER.href };

for (const [name, base] of Object.entries(ORIGINS)) {
  pageTest(`the classic tic-tac-toe page, opened from ${name}: a whole game`, all, async (visit) => {
    const x = await visit(game(base()));
    await shows(x, 'Waiting for opponent to connect');
    await x.locator('#board > div').nth(4).click();
    await shows(x, 'You don’t have an opponent yet');
    const o = await visit(game(base()));
    await shows(o, 'Your opponent will move first');
    await shows(x, 'Your move');

    await o.locator('#board > div').nth(0).click();
    await shows(o, 'Not your turn');
    await press(x, o, 4, 'X');
    await shows(x, 'It counts: over to them');
    await shows(o, 'They moved: over to me');
    await o.locator('#board > div').nth(4).click();
    await shows(o, 'Cell already occupied');
    await press(o, x, 1, 'O');
    await press(x, o, 0, 'X');
    await press(o, x, 2, 'O');
    await picture(x, `classic-game-${name}`);
    await press(x, o, 8, 'X');

    // Both say QUIT and no more: the server closes, and nothing comes after the result that would overwrite it.
    for (const page of [x, o]) await page.locator('body[data-closed="1000"]').waitFor();
    await shows(x, 'Hooray, I won');
    await shows(o, 'Alas, I lost');
  });
}

pageTest('the classic tic-tac-toe page is told that the other one left', all, async (visit) => {
  const x = await visit(game(elsewhere));
  await shows(x, 'Waiting for opponent to connect');
  const o = await visit(game(elsewhere));
  await shows(x, 'Your move');
  await press(x, o, 4, 'X');
  await x.close();
  await shows(o, 'They went away');
});

pageTest('a classic page plays against ours', all, async (visit) => {
  const x = await visit(game(elsewhere));
  await shows(x, 'Waiting for opponent to connect');
  const o = await visit('/game?play');
  await shows(x, 'Your move');
  for (const [index, name] of [[0, 'middle left'], [1, 'centre']]) {
    await x.locator('#board > div').nth(index).click();
    await o.getByRole('button', { name: `${name}, empty`, exact: true }).click();
    await x.locator('#board > div').nth(3 + index).filter({ hasText: 'O' }).waitFor();
  }
  await x.locator('#board > div').nth(2).click();
  await shows(x, 'Hooray, I won');
  await o.getByRole('heading', { name: /^Guest \d+ wins$/ }).waitFor();
});

/** Waits until the canvas shows at least so many colours, a square at each of these places, and none at those. */
function painted(page, { colours, places, empty = [] }) {
  return becomes(
    page,
    ({ colours, places, empty }) => {
      const canvas = document.querySelector('canvas');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      const at = (x, y) => (y * canvas.width + x) * 4;
      const seen = new Set();
      for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) seen.add(`${data[i]},${data[i + 1]},${data[i + 2]}`);
      const filled = ([x, y]) => [1, 8].every((by) => data[at(x + by, y + by) + 3] === 255);
      return seen.size >= colours && places.every(filled) && !empty.some(filled);
    },
    { colours, places, empty },
  );
}

pageTest('the classic party page: two see each other, and the zombies', all, async (visit) => {
  const url = `${elsewhere}party.html?port=${portOf(all.server.classicParty)}`;
  const [ann, bob] = [await visit(url), await visit(url)];
  // Everybody starts in the corner; and who sees that is connected.
  for (const page of [ann, bob]) await painted(page, { colours: 2, places: [[0, 0]] });
  const move = async (page, x, y) => {
    const box = await page.locator('canvas').boundingBox();
    await page.mouse.move(box.x + x, box.y + y);
  };
  await move(ann, 60, 10);
  await move(bob, 10, 60);
  // Two people in a colour each, and one colour that all zombies share.
  for (const page of [ann, bob]) await painted(page, { colours: 3, places: [[60, 10], [10, 60]] });
  await picture(ann, 'classic-party');
  await bob.close();
  await painted(ann, { colours: 2, places: [[60, 10]], empty: [[10, 60]] });
});

pageTest('a page from a file may not use the main door', all, async (visit) => {
  const page = await visit(`${FOLDER.href}tictactoe.html?port=${portOf(all.server.main)}`);
  await page.locator('body[data-closed="1006"]').waitFor();
  assert.equal(await page.locator('#message').innerText(), '…');
}, { allow: /WebSocket connection to .* failed/ });
