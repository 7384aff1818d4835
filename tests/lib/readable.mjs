// Readable by all, at home on a small screen, and in either theme: what must hold on every page of ours.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { picture } from './browser.mjs';

const PHONE = { width: 360, height: 740 };
const WIDE = { width: 1280, height: 720 };

/** For `pageTest`. Colours on their way from one to another would be measured somewhere in between, so nothing moves. */
export const READABLE = { viewport: PHONE, colorScheme: 'light', reducedMotion: 'reduce', script: createRequire(import.meta.url).resolve('axe-core/axe.min.js') };

/** Asks axe, and looks for what is wider than a phone, in both themes on a phone and on a wide screen. The page has `READABLE`. */
export async function isReadable(page, name) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    for (const viewport of [PHONE, WIDE]) {
      await page.setViewportSize(viewport);
      const where = `${name}, ${colorScheme}, ${viewport.width} px`;
      assert.deepEqual(await violations(page), [], where);
      if (viewport === PHONE) {
        const { wide, room } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, room: innerWidth }));
        assert.equal(room, PHONE.width, where);
        assert.ok(wide <= room, `${where}: the page is ${wide} px wide`);
      }
      await picture(page, `${name}-${colorScheme}-${viewport.width}`);
    }
  }
}

/** What axe finds, in few words each. */
async function violations(page) {
  const { violations, passes } = await page.evaluate(() => globalThis.axe.run());
  assert.ok(passes.length > 10, 'axe has looked');
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`);
}
