// Games that are over: their replays, and the players' ratings and records.
import assert from 'node:assert/strict';
import { becomes, house, pageTest, picture, shows } from '../lib/browser.mjs';
import { headed, lobbyAs, playOut, press } from './table.mjs';

const all = house('--claim-ms', '500');
/** A name without a rating is asked for as well. */
const UNKNOWN = /status of 404 .*\/api\/(games|players)\/\w+\)$/;
/** X takes the centre, O an edge: that is lost. */
const DIAGONAL = [4, 1, 0, 2, 8];
const GRADES = ['kept the tie', 'threw away the tie', 'kept the win', 'was lost already', 'kept the win'];

/** Two who have chosen their names sit down, X first. */
async function pair(visit, x, o) {
  const pages = { x: await lobbyAs(visit, x), o: await lobbyAs(visit, o) };
  await press(pages.x, 'Play');
  await headed(pages.x, 'Waiting for an opponent');
  await press(pages.o, 'Play');
  await shows(pages.x, 'Your move');
  return pages;
}

/** They play to the end, and X looks at the replay. */
async function replayOf(visit, x, o) {
  const pages = await pair(visit, x, o);
  await playOut(pages, DIAGONAL);
  await headed(pages.x, 'You win!');
  await pages.x.getByRole('link', { name: 'Replay' }).click();
  await headed(pages.x, `${x} wins`);
  return pages.x;
}

/** Waits until this many moves are on the board and in the list. */
function isAt(page, at) {
  return becomes(
    page,
    (wanted) => {
      const current = [...document.querySelectorAll('#moves button')].findIndex((button) => button.getAttribute('aria-current') === 'step');
      return current === wanted && document.querySelectorAll('#board .mark').length === wanted;
    },
    at,
  );
}

pageTest('a game is stepped through by keys, by buttons and by its list, and its moves are graded', all, async (visit) => {
  const page = await replayOf(visit, 'Ann', 'Ben');
  await isAt(page, 5);
  await shows(page, 'Three in a row: the diagonal from the top left.');
  assert.deepEqual(await page.locator('#moves .grade').allTextContents(), GRADES);
  await shows(page, /: all 3 moves kept what could be had\.$/);
  await shows(page, /: 1 of 2 moves kept what could be had; move 2 threw away the tie\.$/);
  for (const [key, at] of [['ArrowLeft', 4], ['Home', 0], ['ArrowLeft', 0], ['ArrowRight', 1], ['End', 5], ['ArrowRight', 5]]) {
    await page.keyboard.press(key);
    await isAt(page, at);
  }
  await press(page, 'Move back');
  await isAt(page, 4);
  await press(page, 'Start of the game');
  await shows(page, /^The board is empty: Ann plays X/);
  await page.getByRole('button', { name: /^Move 2 Ben, O: top centre/ }).click();
  await isAt(page, 2);
  const said = page.locator('#step');
  assert.match(await said.textContent(), /^Move 2 of 5: Ben takes top centre after .* threw away the tie/);
  assert.equal(await said.getAttribute('aria-live'), 'polite');
  await page.getByRole('img', { name: /^Board after 2 moves\. top row: empty, O, empty; middle row: empty, X, empty;/ }).waitFor();
  await picture(page, 'replay-step');

  const link = await page.locator('#link').textContent();
  assert.match(link, /\/replay\?game=[0-9A-Z]{8}&move=2$/);
  const other = await visit(new URL(link).pathname + new URL(link).search);
  await isAt(other, 2);
  await page.reload();
  await isAt(page, 2);
});

pageTest('it plays by itself, faster if wanted, and pauses', all, async (visit) => {
  const page = await replayOf(visit, 'Cleo', 'Dan');
  await press(page, 'Play');
  await press(page, '4×');
  await isAt(page, 5);
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press(' ');
  await page.getByRole('button', { name: 'Pause', exact: true }).waitFor();
  await page.keyboard.press('Home');
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
  await isAt(page, 0);
});

pageTest('the leaderboard has both once they are rated, and leads to their games', all, async (visit) => {
  const replay = await replayOf(visit, 'Eve', 'Finn');
  await shows(replay, /^Rating now: \d+\s±\s\d+$/);
  const page = await visit('/players');
  const row = (name) => page.getByRole('row', { name: new RegExp(` ${name} `) });
  await row('Eve').getByText('provisional').waitFor();
  await row('Finn').getByText('provisional').waitFor();
  await shows(page, /^Provisional: /);
  await shows(page, /^There are no accounts here: /);
  await page.getByRole('list', { name: 'Latest games' }).getByRole('link', { name: /^Eve beat Finn/ }).waitFor();
  await picture(page, 'players');

  await page.getByRole('tab', { name: 'People' }).focus();
  await page.keyboard.press('ArrowRight');
  await shows(page, /^No bot has a rating yet/);
  await page.reload();
  await shows(page, /^No bot has a rating yet/);

  await page.getByLabel('Find a player').fill('finn');
  await page.keyboard.press('Enter');
  await headed(page, 'Finn');
  await shows(page, '1 rated game: 0 won, 1 lost, 0 ties.');
  await page.getByLabel('Compare with').fill('Eve');
  await page.keyboard.press('Enter');
  await shows(page, 'Eve leads Finn: 0 won by Finn, 1 by Eve, 0 ties.');
  await picture(page, 'player');
  await page.getByRole('list', { name: 'Games', exact: true }).getByRole('link', { name: /^Lost to Eve/ }).click();
  await headed(page, 'Eve wins');
  await isAt(page, 5);
});

pageTest('one goes on to older games of a player, and back', all, async (visit) => {
  const pages = await pair(visit, 'Gil', 'Hal');
  await playOut(pages, DIAGONAL);
  await press(pages.x, 'Rematch');
  await press(pages.o, 'Play again');
  await shows(pages.o, 'Your move');
  await playOut({ x: pages.o, o: pages.x }, [0]);
  await press(pages.x, 'Resign');
  await press(pages.x, 'Press again to resign');
  await headed(pages.o, 'You win!');
  const page = await visit('/players?name=Gil');
  const games = page.getByRole('list', { name: 'Games', exact: true }).getByRole('link');
  await games.first().waitFor();
  assert.deepEqual((await games.allTextContents()).map((text) => text.split(' ').slice(0, 3).join(' ')), ['Lost to Hal', 'Won against Hal']);
  await games.first().click();
  await headed(page, 'Hal wins');
  await shows(page, 'Gil resigned.');
  await page.getByRole('link', { name: 'Older game' }).click();
  await headed(page, 'Gil wins');
  await page.getByRole('link', { name: 'Newer game' }).click();
  await headed(page, 'Hal wins');
});

pageTest(
  'what there is not says so, and offers a way on',
  all,
  async (visit) => {
    const game = await visit('/replay?game=23456789');
    await headed(game, 'No such game');
    await game.getByRole('link', { name: 'Find a player’s games' }).click();
    await headed(game, 'Players');
    await headed(await visit('/replay'), 'Which game?');
    const player = await visit('/players?name=Nobody_Yet');
    await shows(player, /^Nobody Yet has no rating here/);
    await shows(player, /^There is no finished game of Nobody Yet/);
    await player.getByRole('link', { name: 'Go to the lobby' }).click();
    await headed(player, 'Tic-tac-toe, face to face');
    await player.locator('#me').waitFor();
  },
  { allow: UNKNOWN },
);
