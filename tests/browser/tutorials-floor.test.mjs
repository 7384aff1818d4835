// The party of the tutorials on a floor that is no square.
import assert from 'node:assert/strict';
import { becomes, house, pageTest, shows } from '../lib/browser.mjs';
import { isReadable, READABLE } from '../lib/readable.mjs';
import { inFile, PORTS } from './tutorials.mjs';

const all = house('--tutorials', ...PORTS, '--canvas-width', '800', '--canvas-height', '300', '--zombies', '0');

/** Waits until there is a square on the floor at this place of the world. */
function painted(page, place) {
  return becomes(page, ([x, y]) => {
    const floor = document.querySelector('canvas');
    const [across, down] = [floor.width / 800, floor.height / 300];
    return floor.getContext('2d').getImageData(Math.round(x * across), Math.round(y * down), 1, 1).data[3] === 255;
  }, place);
}

/** Waits until the page has the size that the server tells. */
function fitted(page) {
  return page.locator('[data-floor="width"]', { hasText: '800' }).waitFor();
}

pageTest('the page shows all of it, and mouse and keys reach every corner', all, async (visit) => {
  const page = await visit('/tutorials/party');
  await fitted(page);
  await shows(page, '1 person, 0 zombies.');
  const floor = page.locator('#floor');
  const { x, y, width, height } = await floor.boundingBox();
  assert.ok(Math.abs(width / height - 800 / 300) < 0.05, `${width} by ${height}`);
  await page.mouse.move(x + width - 3, y + 3);
  await painted(page, [795, 5]);
  await floor.focus();
  for (let presses = 0; presses < 35; presses += 1) await page.keyboard.press('ArrowDown');
  await painted(page, [795, 295]);
  assert.equal(await page.locator('#wire .gist', { hasText: 'error' }).count(), 0, 'nothing was out of bounds');
});

pageTest('so does the copied page, which passes over what is no list', all, async (visit) => {
  const shown = await visit('/tutorials/party');
  await fitted(shown);
  const code = await shown.locator('.listing').textContent();
  await shown.close();
  await inFile(code, async (file) => {
    const page = await visit(file);
    await becomes(page, () => socket.readyState === 1);
    await page.locator('canvas').hover({ position: { x: 700, y: 280 } });
    await painted(page, [705, 285]);
    // The error that the server sends to who is outside is no list, and the page goes on.
    await page.evaluate(() => new Promise((resolve) => {
      socket.addEventListener('message', ({ data }) => data.includes('"error"') && resolve());
      socket.send('[50,400]');
    }));
    await page.locator('canvas').hover({ position: { x: 100, y: 50 } });
    await painted(page, [105, 55]);
  });
});

pageTest('it is readable in both themes, and no wider than a phone', all, async (visit) => {
  const page = await visit('/tutorials/party');
  await fitted(page);
  await isReadable(page, 'tutorials-floor');
}, READABLE);
