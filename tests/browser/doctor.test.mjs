// The network doctor, in networks that misbehave: does it say what they do, and what to change?
import assert from 'node:assert/strict';
import { becomes, house, pageTest, picture, shows } from '../lib/browser.mjs';
import { Proxy } from '../lib/proxy.mjs';
import { headed, press } from './table.mjs';

const all = house();
/** What a browser logs of connections that a proxy has refused or cut. */
const allow = /WebSocket connection to .* failed|Failed to load resource|ERR_/;

/** A check through a proxy with these rules; `run` has the page once it is done. */
function checked(name, rules, seconds, run, options = {}) {
  pageTest(name, all, async (visit) => {
    const proxy = await Proxy.start(all.server.main, rules);
    try {
      const page = await visit(`${proxy.url}/doctor?seconds=${seconds}`);
      await page.locator('#report').waitFor({ timeout: (seconds + 30) * 1000 });
      await run(page, proxy);
    } finally {
      await proxy.stop();
    }
  }, { allow, ...options });
}

/** The verdicts and the sentences, in the order of the page. */
async function findings(page) {
  const verdicts = await page.locator('.finding .verdict').allTextContents();
  const sentences = await page.locator('.finding .sentence').allTextContents();
  const names = await page.locator('.finding h2').allTextContents();
  return Object.fromEntries(names.map((name, index) => [name, { verdict: verdicts[index], sentence: sentences[index].replaceAll('\u00a0', ' ') }]));
}

const verdictsOf = (all) => Object.fromEntries(Object.entries(all).map(([name, { verdict }]) => [name, verdict]));
const note = (page) => page.locator('#note').textContent();

checked('where all is fine, it says so, and asks for nothing', {}, 5, async (page) => {
  await shows(page, 'Here the game plays by a WebSocket: all is well.');
  assert.deepEqual(new Set(Object.values(verdictsOf(await findings(page)))), new Set(['Works']));
  assert.match(await note(page), /^Nothing needs to change\.$/m);
  assert.match(await page.locator('#network').textContent(), /^A round trip takes .* not encrypted/);
  assert.match(await page.getByRole('row', { name: /^WebSocket/ }).textContent(), /WebSocket[\d.]+\sm?s\d+/);
  await page.getByRole('link', { name: 'transport race' }).waitFor();
});

for (const upgrade of ['refuse', 'strip']) {
  checked(`where WebSockets meet a proxy that does this: ${upgrade}`, { upgrade }, 6, async (page, proxy) => {
    const all = await findings(page);
    assert.equal(all.WebSocket.verdict, 'Doesn’t work here');
    assert.match(all.WebSocket.sentence, /^The request to upgrade is refused, though plain HTTP passes/);
    assert.equal(all['Server-sent events'].verdict, 'Works');
    await shows(page, 'Here the game plays by server-sent events, as a WebSocket does not get through well.');
    const { host } = new URL(proxy.url);
    assert.ok((await note(page)).includes(`"Upgrade: websocket" to ws://${host}/tttp`));
    assert.match(await note(page), /^Until then the game works by server-sent events\.$/m);
    await picture(page, `doctor-${upgrade}`);
  });
}

checked('where WebSockets hang and streams are held back', { upgrade: 'hang', streams: 'hold' }, 6, async (page) => {
  const all = await findings(page);
  for (const name of ['WebSocket', 'Server-sent events']) assert.equal(all[name].verdict, 'Doesn’t work here');
  assert.match(all.WebSocket.sentence, /^The request to upgrade gets no answer, though plain HTTP passes/);
  assert.match(all['Server-sent events'].sentence, /^Something on the way collects the stream .* nothing came in \d+ s\.$/);
  await shows(page, 'Here the game plays by long polling, as a WebSocket and server-sent events do not get through well.');
  assert.match(await note(page), /^\d\. Do not buffer answers of type text\/event-stream.*X-Accel-Buffering: no/m);
});

checked('where connections are cut after two seconds', { upgradedMs: 2_000, answerMs: 2_000 }, 12, async (page) => {
  const all = await findings(page);
  for (const name of ['WebSocket', 'Server-sent events']) {
    assert.equal(all[name].verdict, 'Doesn’t work here', all[name].sentence);
    assert.match(all[name].sentence, /^It opens, but the network cuts it after [2-4] s \((twice|\d times)\): too soon/);
  }
  assert.notEqual(all['Short polling'].verdict, 'Doesn’t work here');
  assert.match(await note(page), /^1\. Let connections to .* an idle timeout of at least 60 s/m);
});

pageTest('it tells what it finds on the way, stops when asked, and its note can be copied and printed', all, async (visit) => {
  const page = await visit('/doctor');
  await press(page, 'Check for a minute');
  await page.getByText('Works so far').first().waitFor();
  await shows(page, /^As it looks, here the game plays by a WebSocket/);
  await press(page, 'Stop now');
  await headed(page, 'A note for the school’s IT');
  await shows(page, 'Check for a minute');
  await page.locator('button[data-copy="note"]').click();
  await page.getByText('Copied', { exact: true }).waitFor();
  await page.emulateMedia({ media: 'print' });
  const seen = await page.locator('main > *').evaluateAll((parts) => parts.filter((part) => part.checkVisibility()).map((part) => part.id));
  assert.deepEqual(seen, ['report'], 'on paper is the note alone');
});

pageTest('on any screen all numbers are in view, and they are a table to who hears them', all, async (visit) => {
  const page = await visit('/doctor?seconds=4');
  await page.locator('#report').waitFor();
  const devtools = await page.context().newCDPSession(page);
  for (const width of [320, 360, 500, 767, 768, 1280]) {
    await page.setViewportSize({ width, height: 740 });
    const { hidden, labels } = await page.locator('.numbers').evaluate((card) => {
      const { left, right } = card.getBoundingClientRect();
      const cells = [...card.querySelectorAll('tbody :is(th, td)')];
      return {
        hidden: cells.map((cell) => [cell, cell.getBoundingClientRect()]).filter(([, box]) => box.width < 30 || box.left < left || box.right > right).map(([cell]) => cell.textContent),
        labels: [...card.querySelectorAll('tbody tr:first-child td')].map((cell) => getComputedStyle(cell, '::before').content),
      };
    });
    assert.deepEqual(hidden, [], `${width} px`);
    const heads = ['First answer in', 'Messages', 'Delay, typical', 'Delay, longest', 'Times cut'];
    // Read aloud they would be there twice: the heads of the columns say them already.
    assert.deepEqual(labels, heads.map((head) => (width < 768 ? `"${head}" / ""` : 'none')), `${width} px`);
    const { nodes } = await devtools.send('Accessibility.getFullAXTree');
    const heard = (role) => nodes.filter((node) => !node.ignored && node.role.value === role).map(({ name }) => name.value);
    assert.deepEqual(heard('columnheader'), ['Transport', ...heads], `${width} px`);
    assert.deepEqual(heard('rowheader'), ['WebSocket', 'Server-sent events', 'Long polling', 'Short polling'], `${width} px`);
    assert.deepEqual([heard('table').length, heard('row').length, heard('cell').length], [1, 5, 20], `${width} px`);
    await picture(page, `doctor-numbers-${width}`);
  }
  // Chromium knows a table however it is laid out; where others go by the layout, the roles must be written out.
  const parts = page.locator('.numbers :is(table, thead, tbody, tr, th, td)');
  assert.deepEqual([await parts.count(), await parts.and(page.locator(':not([role])')).count()], [38, 0]);
});

pageTest('where the server is away, it says what to do', all, async (visit) => {
  const page = await visit('/doctor');
  await page.route('**/race/session', (route) => route.abort());
  await press(page, 'Quick check, 10 s');
  await page.getByRole('alert').getByText(/^The server does not answer: check/).waitFor();
  await becomes(page, () => !document.querySelector('#minute')?.hidden);
}, { allow });
