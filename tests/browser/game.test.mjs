// The table: whole games between two browsers.
import assert from 'node:assert/strict';
import { becomes, house, pageTest, picture, SERVER_AWAY, shows } from '../lib/browser.mjs';
import { headed, holds, playOut, press, pressByKeys, sitDown, square, THEIR_MOVE } from './table.mjs';

const all = house('--claim-ms', '500');

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

pageTest('two tabs of one window play a game', all, async (visit) => {
  const { x, o } = await sitDown(visit, { tabs: true });
  await playOut({ x, o }, [0, 3, 1, 4, 2]);
  await headed(x, 'You win!');
  await headed(o, / wins$/);
});

pageTest('a tie by keyboard alone', all, async (visit) => {
  const { x, o } = await sitDown(visit);
  for (const page of [x, o]) {
    // Tab comes to the board; within it the arrows take over.
    const focused = page.getByRole('grid', { name: 'Board' }).locator('button:focus');
    for (let presses = 0; presses < 12 && (await focused.count()) === 0; presses += 1) await page.keyboard.press('Tab');
    assert.equal(await focused.count(), 1, 'Tab leads to the board');
  }
  await playOut({ x, o }, [0, 1, 2, 4, 3, 5, 7, 6, 8], pressByKeys);
  for (const page of [x, o]) await headed(page, 'A tie');
  await picture(x, 'game-tie');
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
  assert.match(x.url(), /\/game\?watch=\w{8}$/);
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

pageTest('a seat that another tab takes over is not fought for', all, async (visit) => {
  const { x, o } = await sitDown(visit);
  await playOut({ x, o }, [4]);
  const kept = await o.evaluate(() => sessionStorage.getItem('seat'));
  const other = await visit('/404', o);
  await other.evaluate((seat) => sessionStorage.setItem('seat', seat), kept);
  await other.goto(`http://${all.server.main}/`);
  await shows(other, 'Your move');
  await headed(o, 'Gone to another tab');
  await square(other, 0).click();
  await holds(x, 0, 'O, opponent’s');
}, { allow: /status of 404/ });

pageTest(
  'a server that dies in a game and returns: the pages say so, and go on to a new one',
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
