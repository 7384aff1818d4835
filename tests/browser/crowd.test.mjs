// Our own party page in a crowd: that all are drawn. It prints how long that takes, which is no matter of right or wrong.
import assert from 'node:assert/strict';
import { becomes, houseOf, pageTest, picture, shows } from '../lib/browser.mjs';
import { CrowdRoom } from '../lib/crowd.mjs';
import { figures, inWords, STOPWATCH } from '../lib/stopwatch.mjs';

const PEOPLE = 3000;
const ZOMBIES = 300;
/** Long enough for figures, in animation frames. */
const FRAMES = 150;

const all = houseOf(() => CrowdRoom.start({ people: PEOPLE }));
const haunted = houseOf(() => CrowdRoom.start({ people: 500, zombies: ZOMBIES }));
const options = { script: STOPWATCH, viewport: { width: 1280, height: 1000 } };

/** How many of these colours, 0xRRGGBB, are on the canvas. */
function seen(page, colours) {
  return page.evaluate((wanted) => {
    const canvas = document.querySelector('canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const there = new Set();
    for (let at = 0; at < data.length; at += 4) there.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
    return wanted.filter((colour) => there.has(colour)).length;
  }, colours);
}

pageTest(`${PEOPLE} people dance, and every one of them is on the floor`, all, async (visit) => {
  const page = await visit('/party?transport=ws');
  await shows(page, new RegExp(`^${PEOPLE + 1} people, 0 zombies; you are at 0, 0\\.$`));
  console.log(`${PEOPLE} people: ${inWords(await figures(page, FRAMES))}`);
  assert.equal(await seen(page, all.server.colours), PEOPLE);
  assert.ok(all.server.drawn > 0, 'it tells which frames it has drawn');
  await picture(page, 'crowd');
}, options);

pageTest(`${ZOMBIES} zombies are figures with eyes, too`, haunted, async (visit) => {
  const page = await visit('/party?transport=ws');
  await shows(page, `${ZOMBIES} zombies are after you.`);
  console.log(`500 people, ${ZOMBIES} zombies: ${inWords(await figures(page, FRAMES))}`);
  await becomes(page, (count) => {
    const canvas = document.querySelector('canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let green = 0;
    for (let at = 0; at < data.length; at += 4) if (data[at] === 0x4f && data[at + 1] === 0x7d && data[at + 2] === 0x2c) green += 1;
    return green > count * 20;
  }, ZOMBIES);
  await picture(page, 'crowd-zombies');
}, options);
