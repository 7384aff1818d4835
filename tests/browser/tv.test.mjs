// The TV: what hangs on the wall looks after itself.
import assert from 'node:assert/strict';
import { becomes, house, pageTest, picture, SERVER_AWAY, shows } from '../lib/browser.mjs';
import { headed, playOut, press, sitDown } from './table.mjs';

const all = house('--claim-ms', '100');

for (const viewport of [{ width: 1920, height: 1080 }, { width: 360, height: 740 }]) {
  pageTest(
    `at ${viewport.width} × ${viewport.height} nothing scrolls, from an empty wall to several boards`,
    all,
    async (visit) => {
      const tv = await visit('/tv');
      const fits = () => tv.evaluate(() => document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth);
      await shows(tv, 'Nobody is playing yet');
      await shows(tv, /^Only this computer can open this\./);
      assert.ok(await fits());
      await picture(tv, `tv-empty-${viewport.width}`);
      const first = await sitDown(visit);
      const second = await sitDown(visit);
      await playOut(first, [4, 0, 8]);
      await playOut(second, [0]);
      await becomes(tv, () => document.querySelectorAll('#wall .tile .mark').length === 4);
      await shows(tv, /^4\s(people) · 2\sgames$/);
      assert.ok(await fits());
      await picture(tv, `tv-two-${viewport.width}`);
    },
    { viewport },
  );
}

pageTest('one game, large, is followed into its rematch', all, async (visit) => {
  const { x, o } = await sitDown(visit);
  const [, game] = /#seat=(\w{8})\./.exec(x.url());
  const tv = await visit(`/tv?game=${game}`);
  await tv.getByRole('region', { name: 'This game' }).getByText(/’s? move$/).waitFor();
  await playOut({ x, o }, [4, 1, 0, 2, 8]);
  await shows(tv, / wins$/);
  await shows(tv, 'Three in a row: the diagonal from the top left.');
  await picture(tv, 'tv-large');
  await press(x, 'Rematch');
  await press(o, 'Play again');
  await tv.getByRole('region', { name: 'This game' }).getByText(/’s? move$/).waitFor();
  await becomes(tv, () => document.querySelectorAll('#one .mark').length === 0);
});

pageTest('a game that is no more leaves the wall', all, async (visit) => {
  const tv = await visit('/tv?game=23456789');
  await shows(tv, 'Nobody is playing yet');
  const { x, o } = await sitDown(visit);
  await playOut({ x, o }, [4]);
  await becomes(tv, () => document.querySelectorAll('#wall .tile .mark').length === 1);
  await press(x, 'Resign');
  await press(x, 'Press again to resign');
  await headed(o, 'You win!');
  await shows(tv, 'Over');
});

pageTest(
  'a wall that hears nothing any more says so',
  all,
  async (visit) => {
    const tv = await visit('/tv');
    const { x, o } = await sitDown(visit);
    await playOut({ x, o }, [4]);
    await becomes(tv, () => document.querySelectorAll('#wall .tile .mark').length === 1);
    await all.server.kill();
    await shows(tv, 'No answer from the server: trying again.');
    await picture(tv, 'tv-lost-1280');
    await tv.setViewportSize({ width: 360, height: 740 });
    await picture(tv, 'tv-lost-360');
    await all.server.restart();
    await shows(tv, 'Nobody is playing yet');
  },
  { allow: SERVER_AWAY },
);
