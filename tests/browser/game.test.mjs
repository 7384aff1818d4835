// Our own game page: whole games between two tabs.
import assert from 'node:assert/strict';
import { house, pageTest, picture, SERVER_AWAY, shows } from '../lib/browser.mjs';
import { holds, playAgain, playOut, pressByKeys, sitDown, square } from './table.mjs';

const all = house();

pageTest('two play: one wins, the other is told, and both play again', all, async (visit) => {
  const { x, o } = await sitDown(visit);
  await playOut({ x, o }, [4, 1, 0, 2, 8]);
  await x.getByRole('heading', { name: 'You win!' }).waitFor();
  await shows(x, 'Three in a row: the diagonal from the top left.');
  await o.getByRole('heading', { name: 'Opponent wins' }).waitFor();
  await picture(x, 'game-won');
  await picture(o, 'game-lost');

  await playAgain(x, o);
  for (const page of [x, o]) await page.getByRole('button', { name: 'centre, empty', exact: true }).waitFor();
  await playOut({ x, o }, [0, 6, 1, 7, 3, 8]);
  await x.getByRole('heading', { name: 'Opponent wins' }).waitFor();
  await o.getByRole('heading', { name: 'You win!' }).waitFor();
});

pageTest('two tabs of one window play a game', all, async (visit) => {
  const { x, o } = await sitDown(visit, { tabs: true });
  await playOut({ x, o }, [0, 3, 1, 4, 2]);
  await x.getByRole('heading', { name: 'You win!' }).waitFor();
  await o.getByRole('heading', { name: 'Opponent wins' }).waitFor();
});

pageTest('a tie by keyboard alone', all, async (visit) => {
  const { x, o } = await sitDown(visit);
  for (const page of [x, o]) {
    // Tab comes to the board; within it the arrows take over.
    const board = page.getByRole('grid', { name: 'Board' });
    const focused = board.locator('button:focus');
    for (let presses = 0; presses < 12 && (await focused.count()) === 0; presses += 1) await page.keyboard.press('Tab');
    assert.equal(await focused.count(), 1, 'Tab leads to the board');
  }
  await playOut({ x, o }, [0, 1, 2, 4, 3, 5, 7, 6, 8], pressByKeys);
  for (const page of [x, o]) await page.getByRole('heading', { name: 'A tie' }).waitFor();
  await picture(x, 'game-tie');
});

pageTest('a press that does not count says why, on the spot', all, async (visit) => {
  const x = await visit('/game');
  await shows(x, 'Waiting for an opponent');
  await square(x, 4).click({ force: true });
  await shows(x, 'No opponent yet.');
  const o = await visit('/game');
  await shows(o, 'Opponent’s move');
  await square(o, 4).click({ force: true });
  await shows(o, 'Not your turn yet.');
  await playOut({ x, o }, [4]);
  await square(o, 4).click({ force: true });
  await shows(o, 'Opponent has this square.');
  await square(x, 4).click({ force: true });
  await shows(x, 'You have this square.');
  await picture(x, 'game-refused');
  await square(o, 0).click();
  await holds(x, 0, 'O, opponent’s');
});

pageTest('who closes the tab leaves, and the other can go on', all, async (visit) => {
  const { x, o } = await sitDown(visit, { tabs: true });
  await playOut({ x, o }, [4, 0]);
  await o.close();
  await x.getByRole('heading', { name: 'Opponent left' }).waitFor();
  await shows(x, 'The game was not over, so nobody wins.');
  await picture(x, 'game-left');

  await x.getByRole('button', { name: 'Play again' }).click();
  await shows(x, 'Waiting for an opponent');
  const other = await visit('/game');
  await playOut({ x, o: other }, [0, 3, 1, 4, 2]);
  await x.getByRole('heading', { name: 'You win!' }).waitFor();
});

pageTest('who leaves by the button leaves as well', all, async (visit) => {
  const { x, o } = await sitDown(visit);
  await o.getByRole('button', { name: 'Leave this game' }).click();
  await o.getByRole('heading', { name: 'Ready when you are' }).waitFor();
  await x.getByRole('heading', { name: 'Opponent left' }).waitFor();
});

pageTest('who waits can share the link, and cancel: the next one is not paired with nobody', all, async (visit) => {
  const first = await visit('/game');
  await shows(first, 'Waiting for an opponent');
  await shows(first, `http://${all.server.main}`);
  await picture(first, 'game-waiting');
  await first.getByRole('button', { name: 'Cancel' }).click();
  await first.getByRole('heading', { name: 'Ready when you are' }).waitFor();

  const second = await visit('/game');
  await shows(second, 'Waiting for an opponent');
  await first.getByRole('button', { name: 'Play', exact: true }).click();
  await shows(second, 'Your move');
  await shows(first, 'Opponent’s move');
});

pageTest('the lobby says that somebody waits, and leads to the game', all, async (visit) => {
  const waiting = await visit('/game');
  await shows(waiting, 'Waiting for an opponent');
  const lobby = await visit('/');
  await shows(lobby, /^Press Play to meet the one who waits\./);
  await picture(lobby, 'lobby');
  await lobby.getByRole('link', { name: 'Play', exact: true }).click();
  await shows(waiting, 'Your move');
  await lobby.getByRole('grid', { name: 'Board' }).waitFor();
  await shows(lobby, 'Opponent’s move');
});

pageTest(
  'a server that dies in a game and returns: the pages say so, and find a new game by themselves',
  all,
  async (visit) => {
    const { x, o } = await sitDown(visit);
    await playOut({ x, o }, [4, 0]);
    await all.server.kill();
    for (const page of [x, o]) {
      await page.getByRole('heading', { name: 'Connection lost' }).waitFor();
      await shows(page, /reconnecting/);
    }
    await picture(x, 'game-lost-connection');

    await all.server.restart();
    for (const page of [x, o]) await shows(page, 'The last game was lost with the connection. This is a new one.');
    // Who is back first plays X now: chance decides that, and the page says it.
    for (const page of [x, o]) await shows(page, /^(Your|Opponent’s) move$/);
    const [newX, newO] = (await x.getByText('Your move', { exact: true }).isVisible()) ? [x, o] : [o, x];
    await playOut({ x: newX, o: newO }, [0, 3, 1, 4, 2]);
    await newX.getByRole('heading', { name: 'You win!' }).waitFor();
    await newO.getByRole('heading', { name: 'Opponent wins' }).waitFor();
  },
  { allow: SERVER_AWAY },
);
