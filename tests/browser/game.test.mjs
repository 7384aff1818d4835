// The table: whole games between two browsers.
import assert from 'node:assert/strict';
import { becomes, house, pageTest, picture, SERVER_AWAY, shows } from '../lib/browser.mjs';
import { goTo, headed, holds, lobbyAs, playOut, press, pressByKeys, sitDown, square, THEIR_MOVE } from './table.mjs';

const all = house('--claim-ms', '500');

/** Waits until the focus is on what has this name. */
function focusIs(page, name) {
  return becomes(page, (source) => new RegExp(source).test(document.activeElement?.ariaLabel ?? document.activeElement?.textContent ?? ''), name.source);
}

pageTest('two play: one wins, the other is told, and a rematch swaps the sides', all, async (visit) => {
  const { x, o } = await sitDown(visit);
  await playOut({ x, o }, [4, 1, 0, 2, 8]);
  await headed(x, 'You win!');
  await shows(x, 'Three in a row: the diagonal from the top left.');
  await headed(o, / wins$/);
  await picture(x, 'game-won');
  await picture(o, 'game-lost');

  await press(x, 'Rematch');
  await shows(x, /Waiting for .* to agree\.$/);
  await shows(o, /would like a rematch\.$/);
  await press(o, 'Play again');
  await shows(o, 'Your move');
  await shows(x, THEIR_MOVE);
  await playOut({ x: o, o: x }, [0, 6, 1, 7, 3, 8]);
  await headed(x, 'You win!');
  await headed(o, / wins$/);
});

pageTest('a first move has its time, and both see it from the start', all, async (visit) => {
  const words = /^Each player’s first move has to come within 30\s?s, or the game is called off\.$/;
  const { x, o } = await sitDown(visit);
  for (const page of [x, o]) {
    await shows(page, /^to move, (30|2\d) s$/);
    await shows(page, words);
  }
  await picture(x, 'game-first-move-1280');
  await x.setViewportSize({ width: 360, height: 740 });
  await picture(x, 'game-first-move-360');
  const place = () => x.locator('#board').evaluate((board) => board.getBoundingClientRect().top);
  const before = await place();
  await playOut({ x, o }, [4]);
  for (const page of [x, o]) await shows(page, /^to move, (30|2\d) s$/);
  await square(o, 0).click();
  for (const page of [x, o]) {
    await shows(page, 'to move');
    assert.equal(await page.getByText(words).filter({ visible: true }).count(), 0);
  }
  assert.equal(await place(), before, 'the count takes no line of its own');
});

pageTest('two tabs of one window play a game', all, async (visit) => {
  const { x, o } = await sitDown(visit, { tabs: true });
  await playOut({ x, o }, [0, 3, 1, 4, 2]);
  await headed(x, 'You win!');
  await headed(o, / wins$/);
});

pageTest('a tie by keyboard alone', all, async (visit) => {
  const { x, o } = await sitDown(visit);
  // The keys go to the centre at once: no Tab, no click.
  for (const page of [x, o]) await focusIs(page, /^centre, empty$/);
  await playOut({ x, o }, [0, 1, 2, 4, 3, 5, 7, 6, 8], pressByKeys);
  for (const page of [x, o]) await headed(page, 'A tie');
  await picture(x, 'game-tie');
  for (const page of [x, o]) {
    await focusIs(page, /^(Rematch|Play again)$/);
    await page.keyboard.press('Enter');
  }
  for (const page of [x, o]) await focusIs(page, /^centre, empty$/);
});

pageTest('arrow keys find the board from nowhere, and leave who writes alone', all, async (visit) => {
  const { x, o } = await sitDown(visit);
  await x.evaluate(() => document.activeElement.blur());
  await x.keyboard.press('ArrowLeft');
  await focusIs(x, /^middle left, empty$/);
  const field = o.getByRole('textbox', { name: 'Say something: chat of this game' });
  await field.fill('Well pla');
  await playOut({ x, o }, [4]);
  await press(x, 'Resign');
  await press(x, 'Press again to resign');
  await headed(o, 'You win!');
  assert.equal(await field.evaluate((input) => document.activeElement === input), true);
});

pageTest('a challenge that comes while a game is on does not move the board, and waits for the end', all, async (visit) => {
  const { x, o } = await sitDown(visit);
  await x.setViewportSize({ width: 360, height: 740 });
  await playOut({ x, o }, [4]);
  const place = () => x.locator('#board').evaluate((board) => JSON.stringify(board.getBoundingClientRect()));
  const before = await place();
  const cy = await lobbyAs(visit, 'Cy');
  const name = await x.locator('#seat-0 .name').textContent();
  const challenge = `CHALLENGE ${name.replaceAll(' ', '_')}`;
  await cy.evaluate((line) => {
    const socket = new WebSocket(`ws://${location.host}/tttp`, 'tttp.2');
    socket.onopen = () => ['HELLO TTTP/2 name=Di bot', line].forEach((text) => socket.send(text));
    globalThis.di = socket;
  }, challenge);
  await shows(x, /^challenges you: you can answer when this game is over\.$/);
  assert.equal(await x.getByRole('button', { name: 'Accept the challenge of Di' }).count(), 0);
  assert.equal(await place(), before);
  const covered = await x.locator('#calls').evaluate((calls) => calls.getBoundingClientRect().top < document.getElementById('board').getBoundingClientRect().bottom);
  assert.equal(covered, false, 'it lies below the board');
  await cy.evaluate(() => globalThis.di.send('CANCEL'));
  await shows(x, 'Di has taken the challenge back.');
  assert.equal(await place(), before);
  await cy.evaluate((line) => globalThis.di.send(line), challenge);
  await press(o, 'Resign');
  await press(o, 'Press again to resign');
  await press(x, 'Accept the challenge of Di');
  await shows(x, 'Di’s move');
});

pageTest('the page of the game asks for nothing until Play is pressed', all, async (visit) => {
  const page = await visit('/game');
  await headed(page, 'No game yet');
  await picture(page, 'table-empty');
  const other = await lobbyAs(visit, 'Eve');
  assert.equal(await other.getByText(/^Someone is waiting/).count(), 0);
  await press(page, 'Play');
  await shows(other, /^Someone is waiting/);
  await goTo(page, 'Lobby');
  await headed(page, 'Waiting for an opponent');
  assert.equal(new URL(page.url()).pathname, '/');
  await goTo(page, 'Game');
  assert.equal(new URL(page.url()).pathname, '/game');
  await press(page, 'Cancel');
  await headed(page, 'No game yet');
});

pageTest('while the scripts of a slow network are on their way, a game does not look like the lobby', all, async (visit) => {
  const page = await visit('/');
  const isLobby = () => page.locator('#lobby').isVisible();
  assert.equal(await isLobby(), true);
  let pass;
  const script = new Promise((resolve) => page.route('**/app/app.js', (route) => { pass = () => route.continue(); resolve(); }));
  const isThere = page.goto(`http://${all.server.main}/game`, { waitUntil: 'load' });
  await script;
  await page.locator('.frame').waitFor();
  assert.equal(await isLobby(), false);
  pass();
  await isThere;
  await headed(page, 'No game yet');
  await goTo(page, 'Lobby');
  assert.equal(await isLobby(), true);
});

pageTest('a press that does not count says why, on the spot', all, async (visit) => {
  const { x, o } = await sitDown(visit);
  await square(o, 4).click({ force: true });
  await shows(o, 'Not your turn yet.');
  await playOut({ x, o }, [4]);
  await square(o, 4).click({ force: true });
  await shows(o, 'Your opponent has this square.');
  await square(x, 4).click({ force: true });
  await shows(x, 'You have this square.');
  await picture(x, 'game-refused');
  await square(o, 0).click();
  await holds(x, 0, 'O, opponent’s');
});

pageTest('resigning takes two presses', all, async (visit) => {
  const { x, o } = await sitDown(visit);
  await press(x, 'Resign');
  await press(x, 'Press again to resign');
  await headed(o, 'You win!');
  await shows(o, / resigned\.$/);
  await shows(x, 'You resigned.');
  await picture(o, 'game-resigned');
  await press(x, 'Lobby');
  await shows(o, / has left\.$/);
  await press(o, 'New opponent');
  await headed(o, 'Waiting for an opponent');
});

pageTest('who loads the page again is back in the game', all, async (visit) => {
  const { x, o } = await sitDown(visit);
  await playOut({ x, o }, [4, 0]);
  await x.reload();
  await shows(x, 'Your move');
  await holds(x, 4, 'X, yours');
  await playOut({ x, o }, [8]);
});

pageTest('who closes the tab is waited for, and then the win can be claimed', all, async (visit) => {
  const { x, o } = await sitDown(visit);
  await playOut({ x, o }, [4, 0]);
  await o.close();
  await headed(x, / is away$/);
  await picture(x, 'game-away');
  await press(x, 'Claim the win');
  await headed(x, 'You win!');
  await shows(x, / was away for too long\.( .* has left\.)?$/);
});

pageTest('the lobby can be looked at while the game goes on, and back and forward work', all, async (visit) => {
  const { x, o } = await sitDown(visit);
  await press(x, 'Lobby');
  await headed(x, 'Tic-tac-toe, face to face');
  assert.equal(new URL(x.url()).pathname, '/');
  await picture(x, 'lobby-game-goes-on');
  await x.getByRole('link', { name: /^Your game with .* goes on: your move\. Back to the table$/ }).click();
  await square(x, 4).click();
  await holds(o, 4, 'X, opponent’s');
  await x.goBack();
  await headed(x, 'Tic-tac-toe, face to face');
  await x.goForward();
  await holds(x, 4, 'X, yours');
  assert.match(x.url(), /\/game#seat=\w{8}\.[0-9a-f]{32}$/);
});

pageTest('the players talk; on a phone the chat is folded, and counts what is new', all, async (visit) => {
  const { x, o } = await sitDown(visit);
  await o.setViewportSize({ width: 360, height: 740 });
  await o.reload();
  await shows(o, THEIR_MOVE);
  await x.getByRole('textbox', { name: 'Say something: chat of this game' }).fill('Good luck');
  await press(x, 'Send');
  await x.getByRole('log', { name: 'Chat of this game' }).getByText('Good luck').waitFor();
  await shows(o, '1 new');
  await o.getByText('Chat', { exact: true }).filter({ visible: true }).click();
  await o.getByRole('log', { name: 'Chat of this game' }).getByText('Good luck').waitFor();
  await becomes(o, () => document.getElementById('unread').hidden);
  await picture(o, 'game-chat-360');
});

pageTest(
  'a server that keeps nothing dies in a game and returns: the pages say so, and go on to a new one',
  all,
  async (visit) => {
    const { x, o } = await sitDown(visit);
    await playOut({ x, o }, [4, 0]);
    await all.server.kill();
    for (const page of [x, o]) await shows(page, /^The (connection was lost|server does not answer, or it is full)\. Your seat is kept: reconnecting/);
    await shows(x, 'No connection');
    assert.equal(await x.getByRole('button', { name: 'Resign' }).count(), 0);
    await picture(x, 'game-lost-connection');

    await all.server.restart();
    for (const page of [x, o]) await headed(page, 'This game is gone');
    await press(x, 'New opponent');
    await headed(x, 'Waiting for an opponent');
    await press(o, 'New opponent');
    await playOut({ x, o }, [0, 3, 1, 4, 2]);
    await headed(x, 'You win!');
  },
  { allow: SERVER_AWAY },
);
