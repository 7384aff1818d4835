// Pages whose scripts never come say so, and what to do; where they are slow, nothing flashes.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { house, pageTest, shows } from '../lib/browser.mjs';
import { isReadable, READABLE } from '../lib/readable.mjs';
import { ROOT } from '../lib/server.mjs';
import { PORTS } from './tutorials.mjs';

const all = house('--tutorials', ...PORTS);
/** The address of every page. */
const PAGES = ['/game', ...readdirSync(join(ROOT, 'web'), { recursive: true })
  .map((name) => `/${name.replaceAll('\\', '/')}`)
  .filter((name) => name.endsWith('.html'))
  .map((name) => name.replace(/\/index\.html$|\.html$/, '') || '/')];
/** What a browser logs of scripts that are withheld, and of an address that leads nowhere. */
const WITHHELD = /ERR_FAILED|status of 404 .*\/404\)$/;
const OFF = /^This page needs JavaScript: turn it on, then load the page again\./;
const MISSING = 'A script of this page did not come: check that the server runs and that nothing blocks scripts, then load the page again.';

pageTest('without JavaScript every page says that it needs it', all, async (visit) => {
  const page = await visit('/healthz');
  for (const path of PAGES) {
    await page.goto(`http://${all.server.main}${path}`);
    assert.match(await page.locator('.noscript').filter({ visible: true }).textContent(), OFF, path);
    // What would connect has no use, and must not pretend.
    assert.equal(await page.getByText(/^connecting…$/i).filter({ visible: true }).count(), 0, path);
  }
  for (const path of ['/', '/game']) {
    await page.goto(`http://${all.server.main}${path}`);
    assert.match(await page.locator('.noscript').textContent(), /Or play from a terminal, by nc to this server’s port 58902/, path);
    assert.equal(await page.getByRole('button').count(), 0, 'nothing to press that does nothing');
  }
  await page.goto(`http://${all.server.main}/race`);
  assert.equal(await page.locator('article').filter({ visible: true }).count(), 4, 'what is there to be read stays');
}, { javaScriptEnabled: false, allow: WITHHELD });

pageTest('where the script of a page is blocked, it says that', all, async (visit) => {
  const page = await visit('/healthz');
  // All but the two that run before the page is painted.
  await page.route(/(?<!-first)\.js$/, (route) => route.abort());
  for (const path of PAGES) {
    await page.goto(`http://${all.server.main}${path}`);
    await page.getByRole('alert').getByText(MISSING).waitFor();
    assert.equal(await page.getByText(/^connecting…$/i).filter({ visible: true }).count(), 0, path);
  }
}, { allow: WITHHELD });

pageTest('so it does where a part of the script is', all, async (visit) => {
  const page = await visit('/healthz');
  await page.route('**/lib/ladder.js', (route) => route.abort());
  await page.goto(`http://${all.server.main}/doctor`);
  await shows(page, MISSING);
  await isReadable(page, 'scripts-missing');
}, { ...READABLE, allow: WITHHELD });

pageTest('where scripts are slow, nothing is said meanwhile', all, async (visit) => {
  const page = await visit('/healthz');
  let goOn;
  const asked = new Promise((resolve) => {
    void page.route('**/app/app.js', (route) => {
      goOn = () => route.continue();
      resolve();
    });
  });
  const opened = page.goto(`http://${all.server.main}/game`);
  await asked;
  await page.locator('main').waitFor({ state: 'attached' });
  const saidMeanwhile = await page.locator('.noscript').count();
  await goOn();
  await opened;
  assert.equal(saidMeanwhile, 0);
  await shows(page, 'No game yet');
  assert.equal(await page.locator('.noscript').count(), 0);
});
