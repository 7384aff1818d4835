// Prints how long our party page takes to draw crowds of several sizes, for the record: node tests/browser/crowd.mjs
import { startBrowser } from '../lib/browser.mjs';
import { CrowdRoom } from '../lib/crowd.mjs';
import { figures, inWords, STOPWATCH } from '../lib/stopwatch.mjs';

const CROWDS = [[3, 5], [40, 60], [400, 5], [401, 5], [1000, 5], [3000, 5], [3000, 500]];
const FRAMES = 300;

const browser = await startBrowser();
try {
  console.log(`Chromium ${browser.version()}, without a graphics card`);
  for (const [people, zombies] of CROWDS) {
    const room = await CrowdRoom.start({ people, zombies });
    const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
    await page.addInitScript({ path: STOPWATCH });
    await page.goto(`http://${room.main}/party?transport=ws`);
    await page.getByText(`${people + 1} people, ${zombies} zombies;`).waitFor();
    console.log(`${people} people, ${zombies} zombies: ${inWords(await figures(page, FRAMES))}`);
    await page.close();
    await room.stop();
  }
} finally {
  await browser.close();
}
