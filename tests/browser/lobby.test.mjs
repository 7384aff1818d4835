// The lobby: the ways to an opponent, names, and talk.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { house, pageTest, picture, SERVER_AWAY, shows } from '../lib/browser.mjs';
import { headed, holds, lobbyAs, playOut, press, queueUp, sitDown, square, THEIR_MOVE } from './table.mjs';

/** Who closes a page in a game is waited for: not long here, so that each test finds the names free. */
const SHORT = ['--claim-ms', '100'];
const all = house('--offer-ms', '700', '--house-pause-ms', '50', ...SHORT);
const strict = house('--chat', 'phrases', ...SHORT);
const quiet = house('--chat', 'off', ...SHORT);
const shared = house('--lan', ...SHORT);

pageTest('Play waits, can be cancelled, and finds the next who comes', all, async (visit) => {
  const first = await visit('/');
  await press(first, 'Play');
  await headed(first, 'Waiting for an opponent');
  await shows(first, /^\d+ s so far · /);
  await picture(first, 'lobby-waiting');
  await press(first, 'Cancel');
  await first.getByRole('button', { name: 'Play', exact: true }).waitFor();

  const second = await queueUp(visit);
  await headed(second, 'Waiting for an opponent');
  await shows(first, /^Someone is waiting/);
  await press(first, 'Play');
  await shows(second, 'Your move');
  await shows(first, THEIR_MOVE);
});

pageTest('a room: hosted, joined by its code, talked in, and played again; a third watches on the TV', all, async (visit) => {
  const ann = await lobbyAs(visit, 'Ann Lee');
  await ann.getByText('3 min + 2 s', { exact: true }).first().click();
  await press(ann, 'Host a room');
  await headed(ann, 'Waiting for somebody with your code');
  const code = await ann.locator('#room-code').textContent();
  assert.match(code, /^[2-9A-Z]{5}$/);
  await shows(ann, /^Only this computer can open this\. For others, start the server with --lan\.$/);
  assert.equal(await ann.locator('#room-link').isVisible(), false);
  await ann.getByRole('list', { name: /^Open rooms/ }).getByText(/· yours$/).waitFor();
  assert.equal(await ann.getByRole('button', { name: 'Join Ann Lee' }).count(), 0);
  await picture(ann, 'lobby-room');

  const tv = await visit('/tv');
  await shows(tv, /^Nobody is playing yet$/);
  const bo = await lobbyAs(visit, 'Bo');
  await bo.getByRole('list', { name: /^Open rooms/ }).getByText('Ann Lee').waitFor();
  await bo.getByLabel('Have a code?').fill(code.toLowerCase());
  await bo.locator('#join-form').getByRole('button', { name: 'Join' }).click();
  await shows(ann, 'Your move');
  await shows(bo, 'Ann Lee’s move');
  await shows(ann, '3:00');

  await playOut({ x: ann, o: bo }, [4, 0]);
  await tv.getByText('Ann Lee').filter({ visible: true }).waitFor();
  await picture(tv, 'tv-one-game');
  await bo.getByRole('textbox', { name: 'Say something: chat of this game' }).fill('<b>Well</b> begun');
  await bo.keyboard.press('Enter');
  await ann.getByRole('log', { name: 'Chat of this game' }).getByText('<b>Well</b> begun').waitFor();

  await playOut({ x: ann, o: bo }, [8, 1, 6, 7, 2]);
  await headed(ann, 'You win!');
  await headed(bo, 'Ann Lee wins');
  await shows(tv, 'Ann Lee wins');
  await picture(tv, 'tv-result');
  await press(bo, 'Rematch');
  await shows(ann, /Bo would like a rematch\.$/);
  await press(ann, 'Play again');
  await shows(bo, 'Your move');
  await square(bo, 4).click();
  await holds(ann, 4, 'X, opponent’s');
});

pageTest('an address that leads nowhere says so at the top; a typed code, at the field', all, async (visit) => {
  const watching = await visit('/game?watch=23456789');
  await watching.locator('#note').getByText(/^That link leads to no game/).waitFor();
  const page = await visit('/game?join=23456');
  await page.locator('#note').getByText(/^No room has that code/).waitFor();
  assert.ok(await page.locator('#note').evaluate((note) => note.getBoundingClientRect().bottom < innerHeight), 'seen without scrolling');
  await page.getByLabel('Have a code?').fill('oops');
  await page.locator('#join-form').getByRole('button', { name: 'Join' }).click();
  await shows(page, /^Not a code/);
  await picture(page, 'lobby-bad-code');
});

pageTest('what the page tells authors of bots is what happens', all, async (visit) => {
  const page = await visit('/');
  const command = page.locator('#bot-nc');
  await command.filter({ hasText: /^nc / }).waitFor();
  const [, host, port] = (await command.textContent()).split(' ');
  const [copied, sample] = [await page.locator('#bot-lines').textContent(), await page.locator('#bot-sample').textContent()];
  const lines = sample.split('\n');
  assert.deepEqual(lines.filter((line) => line.startsWith('> ')).map((line) => line.slice(2)), copied.split('\n'), 'what is copied is what the bot says');
  // All of it at once, as somebody pastes it.
  const socket = connect(Number(port), host);
  socket.write(`${copied}\n`);
  const heard = createInterface({ input: socket })[Symbol.asyncIterator]();
  assert.match((await heard.next()).value, /^MESSAGE /);
  for (const line of lines.filter((text) => text.startsWith('< '))) {
    // A game is not the same twice; nor is the square that the bot takes.
    const like = line.slice(2).replace(/[.?+^$()[\]{}|\\]/g, '\\$&').replaceAll('…', '.*').replace('7KX2M9AB', '\\w{8}').replace('O 0', 'O [0-8]');
    assert.match((await heard.next()).value, new RegExp(`^${like}$`));
  }
  socket.destroy();
});

/** Waits until the page knows who is here, and which address others can open. Gives where the card with it begins, and whether that is near the top. */
async function cardOf(page) {
  await page.locator('#share').waitFor();
  await page.locator('#people-count:not(:empty)').waitFor();
  return page.evaluate(() => {
    const [card, next] = ['.projector', '.friend'].map((name) => document.querySelector(name).getBoundingClientRect().top + scrollY);
    return { top: card, isFirst: card < next };
  });
}

pageTest('others are shown the address where they can open it, near the top for who came first, and it stays there', shared, async (visit) => {
  const [address] = (await shared.server.status()).share;
  const first = await visit(address);
  for (const viewport of [{ width: 1280, height: 800 }, { width: 360, height: 740 }]) {
    await first.setViewportSize(viewport);
    const alone = await cardOf(first);
    assert.equal(alone.isFirst, true);
    await picture(first, `lobby-shared-alone-${viewport.width}`);
    const second = await visit(address);
    await first.getByRole('button', { name: /^Challenge / }).waitFor();
    await picture(first, `lobby-shared-${viewport.width}`);
    assert.deepEqual(await cardOf(first), alone);
    assert.equal((await cardOf(second)).isFirst, false, 'who comes by it needs it no more');
    await second.close();
    await first.getByRole('button', { name: /^Challenge / }).waitFor({ state: 'hidden' });
    assert.deepEqual(await cardOf(first), alone);
  }
  const own = await visit(`http://127.0.0.1:${new URL(address).port}`);
  assert.equal((await cardOf(own)).isFirst, true, 'the screen of the server’s machine is the one to be looked at');
});

pageTest('a room is joined by an address that others can open', shared, async (visit) => {
  const page = await visit('/');
  await press(page, 'Host a room');
  await shows(page, /^http:\/\/.*\/game\?join=[2-9A-Z]{5}$/);
  const tv = await visit('/tv');
  await tv.locator('#empty-qr').waitFor();
  await picture(tv, 'tv-empty-shared');
});

pageTest('a locked room is in no list', all, async (visit) => {
  const [ann, bo] = [await lobbyAs(visit, 'Ann'), await lobbyAs(visit, 'Bo')];
  await ann.getByRole('checkbox', { name: /^Locked/ }).check();
  await press(ann, 'Host a room');
  await ann.getByText(/locked: in no list/).waitFor();
  const code = await ann.locator('#room-code').textContent();
  assert.equal(await bo.getByRole('button', { name: 'Join Ann' }).count(), 0);
  await bo.goto(`http://${all.server.main}/game?join=${code}`);
  await shows(ann, 'Your move');
  await shows(ann, /private$/);
});

pageTest('somebody is challenged by name, declines, is challenged again, and accepts', all, async (visit) => {
  const [ann, bo] = [await lobbyAs(visit, 'Ann'), await lobbyAs(visit, 'Bo')];
  await ann.getByLabel('Challenges are with').selectOption('60+0');
  await press(ann, 'Challenge Bo');
  await headed(ann, 'Waiting for Bo');
  await shows(bo, '1 min.');
  await picture(bo, 'lobby-challenged');
  await bo.locator('summary', { hasText: 'Decline' }).click();
  await press(bo, 'With another clock');
  await shows(ann, /^Bo would rather not play with 1\smin/);
  await picture(ann, 'lobby-declined');

  await press(ann, 'Challenge Bo');
  await press(bo, 'Accept the challenge of Ann');
  await shows(ann, 'Your move');
  await shows(bo, 'Ann’s move');
});

pageTest('who waits is offered a house bot, and plays it', all, async (visit) => {
  const page = await visit('/');
  await press(page, 'Play');
  await shows(page, /^Nobody there yet\. A house bot plays meanwhile/);
  await picture(page, 'lobby-offer');
  await page.getByRole('button', { name: /^Random/ }).click();
  await shows(page, 'house bot');
  await page.getByText('Your move', { exact: true }).filter({ visible: true }).first().waitFor();
  await page.getByRole('button', { name: /, empty$/ }).first().click();
  await page.getByRole('button', { name: /opponent’s$/ }).first().waitFor();
  await picture(page, 'game-house-bot');
});

pageTest('a person who comes along ends the game with a house bot, for the place in the queue was kept', all, async (visit) => {
  const page = await queueUp(visit);
  await shows(page, /Nobody there yet: a house bot plays meanwhile/);
  await picture(page, 'table-offer');
  await page.getByRole('button', { name: /^Perfect/ }).click();
  await shows(page, 'Your move');
  const other = await queueUp(visit);
  await shows(page, /^A person came along/);
  await playOut({ x: page, o: other }, [4, 0]);
  await picture(page, 'game-came-along');
});

pageTest('a house bot is always there, by button and by address', all, async (visit) => {
  const page = await visit('/');
  await page.getByText('Play a house bot').click();
  await page.getByRole('button', { name: /^Perfect/ }).click();
  await page.getByRole('grid', { name: 'Board' }).waitFor();
  const other = await visit('/game?bot=2');
  await other.getByRole('grid', { name: 'Board' }).waitFor();
});

pageTest('a name that is taken is refused on the spot, with others to choose from', all, async (visit) => {
  await lobbyAs(visit, 'Ann');
  const page = await visit('/');
  await press(page, 'Change name');
  await page.getByLabel('Your name, as others see it').fill('ann');
  await press(page, 'Take it');
  await shows(page, /is taken/);
  await picture(page, 'lobby-name-taken');
  const proposal = page.getByRole('list', { name: 'Free names' }).getByRole('button').first();
  const name = await proposal.textContent();
  await proposal.click();
  await page.locator('#me', { hasText: name }).waitFor();
});

pageTest('a chosen name is kept for the next visit; a second tab gets another for now', all, async (visit) => {
  const page = await lobbyAs(visit, 'Ann');
  const second = await visit('/', page);
  await shows(second, /^Ann is taken, perhaps by another tab of yours/);
  await page.close();
  await second.close();
  const third = await visit('/', second);
  await third.locator('#me', { hasText: 'Ann' }).waitFor();
});

pageTest('people in the lobby talk, and what they write is text', all, async (visit) => {
  const [ann, bo] = [await lobbyAs(visit, 'Ann'), await lobbyAs(visit, 'Bo')];
  await ann.getByRole('textbox', { name: 'Say something: chat of the lobby' }).fill('Hello <i>everybody</i>');
  await press(ann, 'Send');
  for (const page of [ann, bo]) await page.getByRole('log', { name: 'Chat of the lobby' }).getByText('Hello <i>everybody</i>').waitFor();
  const late = await visit('/');
  await late.getByRole('log', { name: 'Chat of the lobby' }).getByText('Hello <i>everybody</i>').waitFor();
});

pageTest('where only phrases may be said, they are buttons', strict, async (visit) => {
  const [ann, bo] = [await lobbyAs(visit, 'Ann'), await lobbyAs(visit, 'Bo')];
  assert.equal(await ann.getByRole('textbox', { name: /^Say something/ }).filter({ visible: true }).count(), 0);
  const phrase = ann.getByRole('list', { name: 'Say' }).getByRole('button').filter({ visible: true }).first();
  const words = await phrase.textContent();
  await phrase.click();
  await bo.getByRole('log', { name: 'Chat of the lobby' }).getByText(words).waitFor();
  await picture(ann, 'lobby-phrases');
});

pageTest('where nothing may be said, there is no chat', quiet, async (visit) => {
  const { x } = await sitDown(visit);
  assert.equal(await x.getByText('Chat', { exact: true }).filter({ visible: true }).count(), 0);
});

pageTest('a game in the lobby moves, and can be watched; watchers talk among themselves', all, async (visit) => {
  const { x, o } = await sitDown(visit);
  await playOut({ x, o }, [4]);
  const watcher = await visit('/');
  const [first, second] = [await x.locator('#seat-0 .name').textContent(), await o.locator('#seat-0 .name').textContent()];
  await watcher.getByRole('link', { name: new RegExp(`^Game of ${first} and ${second}`) }).click();
  await watcher.getByRole('button', { name: /^centre, X, .*’s?$/ }).waitFor();
  await shows(x, /1 watcher$/);
  await square(o, 0).click();
  await watcher.getByRole('button', { name: /^top left, O, / }).waitFor();
  assert.equal(await watcher.getByRole('button', { name: 'Resign' }).count(), 0);
  await watcher.getByRole('textbox', { name: 'Say something: chat of this game' }).fill('What a game');
  await press(watcher, 'Send');
  await watcher.getByRole('log', { name: 'Chat of this game' }).getByText('What a game').waitFor();
  await picture(watcher, 'game-watching');
  assert.equal(await x.getByText('What a game').count(), 0);
  await press(watcher, 'Stop watching');
  await headed(watcher, 'Tic-tac-toe, face to face');
});

pageTest(
  'who waits when the server dies waits again when it is back',
  all,
  async (visit) => {
    const page = await queueUp(visit);
    await headed(page, 'Waiting for an opponent');
    await all.server.kill();
    await shows(page, /reconnecting/);
    await picture(page, 'lobby-server-away');
    await all.server.restart();
    await headed(page, 'Waiting for an opponent');
    const other = await visit('/');
    await press(other, 'Play');
    await shows(page, 'Your move');
  },
  { allow: SERVER_AWAY },
);
