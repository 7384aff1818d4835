// What holds on every page of ours: readable by all, at home on a small screen, and in either theme.
import assert from 'node:assert/strict';
import { becomes, house, pageTest, shows } from '../lib/browser.mjs';
import { isReadable, READABLE } from '../lib/readable.mjs';
import { headed, playOut, press, sitDown } from './table.mjs';

const all = house('--claim-ms', '100');
/** That an address leads nowhere is what these pages are about. */
const NOT_FOUND = /status of 404 .*\/(404|api\/(games|players)\/\w+)\)$/;

/** How to come to each page, in the state that is looked at. */
const PAGES = {
  lobby: async (visit) => {
    const page = await visit('/');
    await shows(page, /^Nobody else is here yet/);
    return page;
  },
  'lobby, busy': async (visit) => {
    const { x, o } = await sitDown(visit);
    await playOut({ x, o }, [4, 0]);
    const page = await visit('/');
    await page.getByRole('link', { name: /^Game of / }).waitFor();
    await press(page, 'Change name');
    await page.getByText('Play a house bot').click();
    await page.getByRole('list', { name: 'Free names' }).getByRole('button').first().waitFor();
    return page;
  },
  'lobby, the pill open': async (visit) => {
    const page = await visit('/');
    await shows(page, /^Nobody else is here yet/);
    await page.locator('#pill').click();
    await shows(page, 'Check your network');
    return page;
  },
  'lobby, waiting': async (visit) => {
    const page = await visit('/');
    await press(page, 'Host a room');
    await headed(page, 'Waiting for somebody with your code');
    return page;
  },
  'lobby, challenged': async (visit) => {
    const [page, other] = [await visit('/'), await visit('/')];
    await other.getByRole('button', { name: /^Challenge / }).click();
    await page.locator('summary', { hasText: 'Decline' }).click();
    return page;
  },
  'game, playing': async (visit) => {
    const { x, o } = await sitDown(visit);
    await playOut({ x, o }, [4, 0, 8]);
    return x;
  },
  'game, won': async (visit) => {
    const { x, o } = await sitDown(visit);
    await playOut({ x, o }, [4, 0, 8, 1, 6, 7, 2]);
    await headed(x, 'You win!');
    return x;
  },
  'game, lost': async (visit) => {
    const { x, o } = await sitDown(visit);
    await playOut({ x, o }, [4, 0, 8, 1, 6, 7, 2]);
    await headed(o, / wins$/);
    return o;
  },
  'game, taken over': async (visit) => {
    const { x } = await sitDown(visit);
    await visit(x.url());
    await headed(x, 'Your seat was taken over');
    return x;
  },
  'game, elsewhere': async (visit) => {
    const { x } = await sitDown(visit);
    const twin = await visit(x.url(), x);
    await headed(twin, 'Your game is open elsewhere');
    return twin;
  },
  'TV, empty': async (visit) => {
    const page = await visit('/tv');
    await shows(page, 'Nobody is playing yet');
    return page;
  },
  TV: async (visit) => {
    const { x, o } = await sitDown(visit);
    await playOut({ x, o }, [4, 0, 8]);
    const page = await visit('/tv');
    await page.getByRole('list', { name: 'Games' }).waitFor();
    return page;
  },
  party: async (visit) => {
    const page = await visit('/party');
    await shows(page, /^1 person, 5 zombies; you are at/);
    return page;
  },
  room: async (visit) => {
    const page = await visit('/party?room=K7W4&name=Ada');
    await shows(page, /^\d (person|people), 5 zombies; you are at/);
    await page.locator('#invite-url', { hasText: 'room=K7W4' }).waitFor();
    return page;
  },
  'players, empty': async (visit) => {
    const page = await visit('/players');
    await shows(page, /^Nobody has a rating yet/);
    return page;
  },
  player: async (visit) => {
    const { x, o } = await sitDown(visit);
    await playOut({ x, o }, [4, 1, 0, 2, 8]);
    await x.locator('#replay').click();
    await x.locator('#seats a').first().click();
    await x.getByRole('link', { name: /^Won against / }).waitFor();
    return x;
  },
  race: async (visit) => {
    const page = await visit('/race');
    await page.getByRole('button', { name: 'Start the race' }).click();
    return page;
  },
  doctor: async (visit) => {
    const page = await visit('/doctor?seconds=4');
    await page.locator('#report').waitFor();
    return page;
  },
  replay: async (visit) => {
    const { x, o } = await sitDown(visit);
    await playOut({ x, o }, [4, 1, 0, 2, 8]);
    await x.locator('#replay').click();
    await x.getByRole('list', { name: 'Moves' }).waitFor();
    return x;
  },
  'no replay': async (visit) => {
    const page = await visit('/replay?game=23456789');
    await headed(page, 'No such game');
    return page;
  },
  'not found': async (visit) => visit('/404'),
};

for (const [name, come] of Object.entries(PAGES)) {
  pageTest(`${name}: readable in both themes, and no wider than a phone`, all, async (visit) => {
    await isReadable(await come(visit), name);
  }, { ...READABLE, allow: NOT_FOUND });
}

pageTest('where the tutorials are off, their addresses tell how to turn them on', all, async (visit) => {
  for (const path of ['/tutorials', '/tutorials/echo']) {
    await shows(await visit(path), /start it with --tutorials/);
  }
  const page = await visit('/404');
  await page.waitForLoadState('networkidle');
  await shows(page, /Check it for a typing mistake/);
}, { allow: /status of 404 .*\/(404|tutorials|echo)\)$/ });

pageTest(
  'the theme goes from the system’s to light to dark and back, and is kept',
  all,
  async (visit) => {
    const page = await visit('/');
    const button = page.getByRole('button', { name: /^Theme: / });
    const shade = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const system = await shade();
    const colours = [];
    for (const theme of ['light', 'dark']) {
      await button.click();
      await page.getByRole('button', { name: `Theme: ${theme}` }).waitFor();
      colours.push(await shade());
      await page.reload();
      await page.getByRole('button', { name: `Theme: ${theme}` }).waitFor();
      assert.equal(await shade(), colours.at(-1), 'kept over a reload');
      const elsewhere = await visit('/party?transport=ws', page);
      await elsewhere.getByRole('button', { name: `Theme: ${theme}` }).waitFor();
      // A browser complains of a connection that ends before it is open.
      await shows(elsewhere, 'WebSocket');
      await elsewhere.close();
    }
    assert.equal(colours[0], system, 'the system asks for light here');
    assert.notEqual(colours[0], colours[1]);
    await button.click();
    await page.getByRole('button', { name: 'Theme: system' }).waitFor();
    await page.emulateMedia({ colorScheme: 'dark' });
    await becomes(page, (dark) => getComputedStyle(document.body).backgroundColor === dark, colours[1]);
  },
  { colorScheme: 'light', reducedMotion: 'reduce' },
);

pageTest('the browser refuses what does not come from the server', all, async (visit) => {
  // Proves that the check of the other tests can fail: this page breaks the policy on purpose.
  const page = await visit('/');
  const refused = page.waitForEvent('console', (message) => /Content Security Policy/.test(message.text()));
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'globalThis.broken = true';
    document.body.append(script);
  });
  await refused;
  assert.equal(await page.evaluate(() => globalThis.broken), undefined);
}, { allow: /Content Security Policy/ });
