// Our own party page: three people and the zombies on one floor.
import assert from 'node:assert/strict';
import { becomes, house, pageTest, picture, shows } from '../lib/browser.mjs';

const all = house('--zombies', '4', '--names');

function floor(page) {
  return page.getByRole('application', { name: 'The party floor' });
}

/** Moves the mouse to a point of the world, given as parts of its width and height. */
async function point(page, x, y) {
  const box = await floor(page).boundingBox();
  await page.mouse.move(box.x + box.width * x, box.y + box.height * y);
}

/** The colour of one's own square, as the list of people shows it. */
function ownColour(page) {
  return page.getByRole('listitem').filter({ hasText: /^You, / }).locator('rect').getAttribute('fill');
}

/** What the theme calls the colour of zombies, resolved. */
function zombieColour(page) {
  return page.evaluate(() => {
    const probe = document.body.appendChild(document.createElement('i'));
    probe.style.color = 'var(--zombie)';
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  });
}

/** Runs in a page: whether the canvas has enough pixels of this colour around a point; without a point, anywhere. */
function seen({ colour, at }) {
  const canvas = document.querySelector('canvas');
  const context = canvas.getContext('2d');
  // A canvas reads any notation of CSS: it is asked to translate.
  const probe = document.createElement('canvas').getContext('2d');
  probe.fillStyle = colour;
  probe.fillRect(0, 0, 1, 1);
  const wanted = probe.getImageData(0, 0, 1, 1).data;
  const side = Math.round(canvas.width / 25);
  const area = at === null ? [0, 0, canvas.width, canvas.height] : [canvas.width * at.x - side / 2, canvas.height * at.y - side / 2, side, side];
  const { data } = context.getImageData(...area.map(Math.round));
  let count = 0;
  for (let i = 0; i < data.length; i += 4) {
    if ([0, 1, 2].every((part) => Math.abs(data[i + part] - wanted[part]) <= 2)) count += 1;
  }
  return count >= 40;
}

/** Waits until that is so. */
function drawn(page, colour, at = null) {
  return becomes(page, seen, { colour, at });
}

pageTest('three people and four zombies: each page shows all, and follows the mouse', all, async (visit) => {
  const [ann, bob, cy] = [await visit('/party'), await visit('/party'), await visit('/party')];
  for (const page of [ann, bob, cy]) await shows(page, /^3 people, 4 zombies; you are at \d+, \d+\.$/);
  await point(ann, 0.75, 0.25);
  await point(bob, 0.25, 0.75);
  const colours = [await ownColour(ann), await ownColour(bob)];
  for (const page of [ann, bob, cy]) {
    await drawn(page, colours[0], { x: 0.75, y: 0.25 });
    await drawn(page, colours[1], { x: 0.25, y: 0.75 });
    await drawn(page, await zombieColour(page));
    assert.equal(await page.getByRole('list', { name: 'People' }).getByRole('listitem').count(), 3);
  }
  await picture(ann, 'party');

  await cy.close();
  for (const page of [ann, bob]) await shows(page, /^2 people, 4 zombies;/);
  // Whom a zombie is after is chance, until there is only one.
  await bob.close();
  await shows(ann, /4 zombies are after you\.$/);
});

/** Runs in a page before its own scripts: keeps what its panel says in each frame while it is connected. */
function watchPanel() {
  globalThis.said = new Set();
  const look = () => {
    requestAnimationFrame(look);
    if (document.getElementById('pill')?.dataset.look === 'good') globalThis.said.add(document.getElementById('summary').textContent);
  };
  look();
}

pageTest('who is connected is never told otherwise, and is told who is here at once', all, async (visit) => {
  const page = await visit('/');
  await page.addInitScript(watchPanel);
  await page.goto(`http://${all.server.main}/party`);
  await shows(page, /^1 person, 4 zombies; you are at 0, 0\.$/);
  const said = await page.evaluate(() => [...globalThis.said]);
  assert.deepEqual(said.filter((words) => !/^(Nobody that we know of yet\.|1 person, 4 zombies)/.test(words)), []);
});

pageTest('by keyboard alone: arrows walk, Space says where everyone is', all, async (visit) => {
  const page = await visit('/party');
  await shows(page, /^1 person, 4 zombies; you are at 0, 0\.$/);
  for (let presses = 0; presses < 12; presses += 1) {
    await page.keyboard.press('Tab');
    if (await floor(page).evaluate((canvas) => canvas === document.activeElement)) break;
  }
  await page.keyboard.down('ArrowRight');
  await shows(page, /you are at [1-9]\d+, 0\.$/);
  await page.keyboard.down('ArrowDown');
  await shows(page, /you are at [1-9]\d+, [1-9]\d+\.$/);
  await page.keyboard.up('ArrowRight');
  await page.keyboard.up('ArrowDown');

  await page.keyboard.press('Space');
  const words = page.getByRole('log').getByText(/^1 person, 4 zombies; you are at \d+, \d+\./);
  await words.waitFor({ state: 'attached' });
  const [x, y] = /(\d+), (\d+)\./.exec(await words.textContent()).slice(1).map(Number);
  assert.ok(x > y && y > 0, 'to the right first, then down as well');

  // Where the page has us, the others have us too. A square is 10 px wide, and the floor shows all of it at either edge.
  const other = await visit('/party');
  await drawn(other, await ownColour(page), { x: (x + 5) / 510, y: (y + 5) / 510 });
});

pageTest('a room of our own: made by a button, shared by its link or its code, and nobody else is there', all, async (visit) => {
  const ann = await visit('/party?name=Ann');
  await ann.getByRole('heading', { name: 'Everybody’s room' }).waitFor();
  await ann.getByRole('button', { name: 'A room of our own' }).click();
  const heading = ann.getByRole('heading', { name: /^Room [A-Z0-9]{6}$/ });
  await heading.waitFor();
  await shows(ann, /^1 person, \d zombies; you are at 0, 0\.$/);
  const code = (await heading.textContent()).slice('Room '.length);
  const link = await ann.locator('#invite-url').textContent();
  assert.ok(link.endsWith(`/party?room=${code}`), link);

  const bob = await visit(new URL(link).pathname + new URL(link).search);
  await shows(bob, /^2 people,/);
  await bob.getByRole('listitem').filter({ hasText: /^Ann, / }).waitFor();

  // By keyboard, in small letters.
  const cy = await visit('/party?name=Cy');
  await shows(cy, /^1 person, 4 zombies;/);
  await cy.getByLabel('Have a code?').fill(code.toLowerCase());
  await cy.keyboard.press('Enter');
  for (const page of [ann, bob, cy]) await shows(page, /^3 people,/);
  await ann.getByRole('listitem').filter({ hasText: /^Cy, / }).waitFor();

  // In one room all see each other, and in another one nobody sees them.
  const dan = await visit('/party');
  await shows(dan, /^1 person, 4 zombies;/);
  await point(ann, 0.75, 0.25);
  await point(bob, 0.25, 0.75);
  await point(dan, 0.5, 0.5);
  const places = [[ann, { x: 0.75, y: 0.25 }], [bob, { x: 0.25, y: 0.75 }]];
  const others = await ownColour(dan);
  await drawn(dan, others, { x: 0.5, y: 0.5 });
  for (const [page, at] of places) {
    const colour = await ownColour(page);
    for (const inside of [ann, bob, cy]) await drawn(inside, colour, at);
    assert.equal(await dan.evaluate(seen, { colour, at: null }), false);
    assert.equal(await page.evaluate(seen, { colour: others, at: null }), false);
  }
  await picture(ann, 'room');

  await cy.getByRole('link', { name: 'To everybody’s room' }).click();
  await shows(cy, /^2 people, 4 zombies;/);
  await shows(ann, /^2 people,/);
});

pageTest('who comes first says how a room is set up, and the page shows it in its shape', all, async (visit) => {
  const page = await visit('/party?room=WIDE&width=1000&height=300&zombies=2');
  await shows(page, /^1 person, 2 zombies;/);
  const { width, height } = await floor(page).boundingBox();
  assert.ok(Math.abs(width / height - 1010 / 310) < 0.02, `${width} to ${height}`);
  await point(page, 0.9, 0.9);
  await point(page, 0.999, 0.999);
  await shows(page, /you are at 1000, 300\.$/);
  const other = await visit('/party?room=wide&zombies=9');
  await shows(other, /^2 people, 2 zombies;/);
});

/** Runs in a page: the newest tick that it shows. */
function tick() {
  return Number.parseInt(document.getElementById('tick').textContent, 10);
}

/** Runs in a page: no more animation frames, as behind another window; a tab behind another one knows that it is hidden. */
function lookAway(visibility) {
  const ask = globalThis.requestAnimationFrame;
  let held = null;
  globalThis.requestAnimationFrame = (run) => (held = run);
  Object.defineProperty(document, 'visibilityState', { get: () => visibility, configurable: true });
  globalThis.lookBack = () => {
    delete document.visibilityState;
    globalThis.requestAnimationFrame = ask;
    ask(held);
  };
}

pageTest('nobody looks for longer than a silence may be: the page stays connected, and knows all when somebody does', all, async (visit) => {
  const ann = await visit('/party?room=AWAY');
  const away = [await visit('/party?room=AWAY&transport=ws'), await visit('/party?room=AWAY&transport=ws')];
  for (const page of [ann, ...away]) await shows(page, /^3 people,/);
  let connections = 0;
  for (const page of away) page.on('websocket', () => (connections += 1));
  await away[0].evaluate(lookAway, 'hidden');
  await away[1].evaluate(lookAway, 'visible');
  const leaver = await visit('/party?room=AWAY');
  await shows(leaver, /^4 people,/);
  await point(ann, 0.2, 0.2);
  // At 20 ticks a second these are 7 s, of which a page takes 5 for the end of a connection.
  const since = await ann.evaluate(tick);
  await becomes(ann, (then) => Number.parseInt(document.getElementById('tick').textContent, 10) >= then, since + 140);
  await leaver.close();
  await point(ann, 0.75, 0.25);
  await shows(ann, /^3 people,/);
  for (const page of away) {
    await page.evaluate(() => globalThis.lookBack());
    await drawn(page, await ownColour(ann), { x: 0.75, y: 0.25 });
    await shows(page, /^3 people,/);
    await shows(page, 'WebSocket');
  }
  assert.equal(connections, 0, 'the first connection has lasted');
});

pageTest('a code that is none is told at once', all, async (visit) => {
  const page = await visit('/party?room=no+room');
  await shows(page, 'The code of a room is 2 to 12 letters or digits.');
  await page.getByLabel('Have a code?').fill('K');
  await page.getByRole('button', { name: 'Join' }).click();
  assert.match(page.url(), /no\+room$/, 'a form does not send what no server takes');
});
