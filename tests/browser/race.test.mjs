// The transport race: four lanes that tell the same events, at their own price.
import assert from 'node:assert/strict';
import { becomes, house, pageTest, picture, SERVER_AWAY, shows } from '../lib/browser.mjs';
import { Proxy } from '../lib/proxy.mjs';
import { press } from './table.mjs';

const all = house();
const allow = /WebSocket connection to .* failed|Failed to load resource|ERR_/;
/** Of the slider's steps, ten events a second and one. */
const TEN = '7';
const ONE = '1';
const LANES = ['Short polling', 'Long polling', 'Server-sent events', 'WebSocket'];

/** Waits until each row of the totals has at least so many events. */
function haveRun(page, count) {
  return becomes(
    page,
    (least) => [...document.querySelectorAll('#totals tr')].every((row) => Number(row.children[1].textContent.replace(',', '')) >= least),
    count,
  );
}

/** The totals, as numbers: bytes and ms, whatever their unit. */
async function totals(page) {
  const rows = await page.locator('#totals tr').evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
  const number = (text) => {
    const [value, unit] = text.replaceAll(',', '').split(/\s/);
    return Number(value) * ({ kB: 1000, s: 1000 }[unit] ?? 1);
  };
  return Object.fromEntries(rows.map(([name, events, requests, , bytes, average]) => [name, { events: number(events), requests: number(requests), bytes: number(bytes), delay: number(average) }]));
}

pageTest('the same events in four lanes: who asks more, and who moves more', all, async (visit) => {
  const page = await visit('/race');
  await page.locator('#rate').fill(TEN);
  await shows(page, '10 events a second');
  await press(page, 'Start the race');
  await haveRun(page, 60);
  await shows(page, /^Running for /);
  await picture(page, 'race');
  await press(page, 'Stop');
  await shows(page, /^Stopped after /);
  const all = await totals(page);
  const [short, long, sse, ws] = LANES.map((name) => all[name]);
  assert.ok(Math.min(short.bytes, long.bytes) > sse.bytes && sse.bytes > ws.bytes, JSON.stringify(all));
  assert.deepEqual([sse.requests, ws.requests], [1, 1]);
  assert.ok(long.requests > 10 && short.requests > 3, JSON.stringify(all));
  assert.ok(short.delay > Math.max(sse.delay, ws.delay), JSON.stringify(all));
  assert.match(await page.locator('#comparison').textContent(), /^Short polling asked \d+\stimes for \d+ events and moved .* the WebSocket asked once and moved \d+\sbytes\./);
});

pageTest('asking often for what is rare costs most', all, async (visit) => {
  const page = await visit('/race');
  await page.locator('#rate').fill(ONE);
  await page.locator('#interval').fill('100');
  await shows(page, 'every 100 ms');
  await shows(page, /many answers are empty/);
  await press(page, 'Start the race');
  await haveRun(page, 6);
  const all = await totals(page);
  const [short, long, sse] = LANES.map((name) => all[name]);
  assert.ok(short.requests > long.requests && short.bytes > long.bytes && long.bytes > sse.bytes, JSON.stringify(all));
});

pageTest('the rate can change on the way, for all lanes', all, async (visit) => {
  const page = await visit('/race');
  await press(page, 'Start the race');
  await haveRun(page, 2);
  await page.locator('#rate').fill('12');
  await haveRun(page, 150);
});

pageTest('the plots are drawn, and each drawing says what it shows', all, async (visit) => {
  const page = await visit('/race');
  await press(page, 'Start the race');
  await becomes(page, () => {
    const drawn = [...document.querySelectorAll('.lane canvas')].filter((canvas) => {
      const context = canvas.getContext('2d');
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      const [, r, g, b] = /(\d+), (\d+), (\d+)/.exec(getComputedStyle(canvas).color).map(Number);
      for (let at = 0; at < data.length; at += 4) if (data[at + 3] === 255 && data[at] === r && data[at + 1] === g && data[at + 2] === b) return true;
      return false;
    });
    return drawn.length === 12;
  });
  assert.equal(await page.getByRole('img', { name: /^The page asks/ }).count(), 4);
  await page.getByRole('link', { name: 'network doctor' }).waitFor();
});

pageTest('a lane that does not get through says so, and the others go on', all, async (visit) => {
  const proxy = await Proxy.start(all.server.main, { upgrade: 'refuse' });
  try {
    const page = await visit(`${proxy.url}/race`);
    await press(page, 'Start the race');
    const lane = page.getByRole('article', { name: 'WebSocket' });
    await lane.getByText(/^WebSocket gets no further here \(no upgrade\)/).waitFor();
    await lane.getByRole('link', { name: 'Network doctor' }).waitFor();
    await page.getByRole('article', { name: 'Server-sent events' }).getByText(/^[5-9] events|^\d\d+ events/).waitFor();
  } finally {
    await proxy.stop();
  }
}, { allow });

pageTest('it stops by itself after ten minutes', all, async (visit) => {
  const page = await visit('/');
  await page.clock.install();
  await page.goto(`http://${all.server.main}/race`);
  await press(page, 'Start the race');
  await shows(page, /^Running for /);
  await page.clock.fastForward(601_000);
  await shows(page, /^Stopped after .* to be kind to the server\. Start again if you want more\.$/);
  await page.getByRole('button', { name: 'Start the race' }).waitFor();
}, { allow });

pageTest('it stops when nobody has looked for a minute, and hangs up', all, async (visit) => {
  const page = await visit('/');
  await page.clock.install();
  await page.goto(`http://${all.server.main}/race`);
  await press(page, 'Start the race');
  await shows(page, /^Running for /);
  const hungUp = new Set();
  page.on('response', (answer) => {
    if (answer.request().method() === 'DELETE' && answer.status() === 204) hungUp.add(answer.url());
  });
  const look = (state) => page.evaluate((now) => {
    Object.defineProperty(document, 'visibilityState', { value: now, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
  await look('hidden');
  await page.clock.fastForward(30_000);
  await look('visible');
  await page.clock.fastForward(40_000);
  await page.getByRole('button', { name: 'Stop' }).waitFor();
  await look('hidden');
  await page.clock.fastForward(61_000);
  await shows(page, 'Stopped, as nobody looked for a minute. Start again when you want.');
  while (hungUp.size < LANES.length) await page.waitForEvent('response');
}, { allow });

pageTest('without a server it says what to do', all, async (visit) => {
  const page = await visit('/race');
  await page.route('**/race/session', (route) => route.abort());
  await press(page, 'Start the race');
  await page.getByRole('alert').getByText(/^The server does not answer: check/).waitFor();
  await shows(page, 'Nothing runs yet.');
}, { allow: new RegExp(`${allow.source}|${SERVER_AWAY.source}`) });
