// Any network: our pages play through proxies that misbehave, against somebody without one.
import assert from 'node:assert/strict';
import { becomes, house, pageTest, picture, shows } from '../lib/browser.mjs';
import { CLEAR, Proxy } from '../lib/proxy.mjs';
import { headed, holds, playOut, press, queueUp, square, THEIR_MOVE } from './table.mjs';

const all = house('--claim-ms', '60000', '--zombies', '2');
/** What a browser logs of connections that a proxy has refused or cut. */
const allow = /WebSocket connection to .* failed|Failed to load resource|ERR_/;

/** Opens pages through a proxy with these rules; `run` has it, and how to visit. */
function behind(name, rules, run, options = {}) {
  pageTest(name, all, async (visit) => {
    const proxy = await Proxy.start(all.server.main, rules);
    try {
      await run({ proxy, visit, through: (path) => visit(`${proxy.url}${path}`) });
    } catch (error) {
      console.log(`what the proxy saw:\n${proxy.log.join('\n')}`);
      throw error;
    } finally {
      await proxy.stop();
    }
  }, { allow, ...options });
}

/** X comes through the proxy, O does not. */
async function sitDown({ visit, through }, search = '') {
  const x = await queueUp((path) => through(`${path}${search}`));
  await headed(x, 'Waiting for an opponent');
  const o = await queueUp(visit);
  await shows(x, 'Your move');
  await shows(o, THEIR_MOVE);
  return { x, o };
}

/** Waits until the pill names this transport. */
function goesBy(page, name) {
  return page.locator('#pill-text', { hasText: new RegExp(`^${name}( · [\\d.]+ m?s)?$`) }).waitFor({ state: 'attached' });
}

/** Opens the pill, and waits until it says this: by then a better transport may have been tried again, and given up. */
async function says(page, why) {
  await page.locator('#pill').click();
  await page.locator('#way-words', { hasText: why }).waitFor();
}

/** What hangs is given up after 8 s at the latest: no page may wait for that. It should be 3 s, and what the machine adds. */
const SOON_MS = 7_500;

/** How long after it was there the page could be played, in ms, as it says itself. */
async function playable(page) {
  await page.locator('#play').waitFor();
  await becomes(page, () => !document.getElementById('play').disabled && document.getElementById('play').ariaDisabled !== 'true' && !document.getElementById('you').hidden);
  return page.evaluate(() => Math.round(performance.now() - performance.getEntriesByType('navigation')[0].domInteractive));
}

const NETWORKS = [
  ['that is clear', {}, 'WebSocket', /^WebSocket: both ways at once/],
  ['that refuses WebSockets', { upgrade: 'refuse' }, 'Server-sent events', /^Server-sent events, since the network blocks the WebSocket\.\s*Trying WebSocket again in \d+\ss\.$/],
  ['that takes the upgrade away', { upgrade: 'strip' }, 'Server-sent events', /since the network blocks the WebSocket\./],
  ['that lets WebSockets hang', { upgrade: 'hang' }, 'Server-sent events', /since the network keeps the WebSocket waiting\./],
  ['that holds streams back as well', { upgrade: 'refuse', streams: 'hold' }, 'Long polling', /^Long polling, since the network blocks the WebSocket and holds the stream back\./],
  ['that lets WebSockets hang and holds streams back', { upgrade: 'hang', streams: 'hold' }, 'Long polling', /keeps the WebSocket waiting and holds the stream back\./],
  ['that cuts WebSockets', { upgradedMs: 1_500 }, 'Server-sent events', /since the network cut the WebSocket (twice|\w+ times)\./],
  ['that lets only short requests through', { upgrade: 'refuse', answerMs: 800 }, 'Short polling', /^Short polling, since the network blocks the WebSocket, cut the stream (twice|\w+ times) and cut requests that wait (twice|\w+ times)\./],
];

for (const [name, rules, transport, why] of NETWORKS) {
  behind(`a whole game through a network ${name}`, rules, async (way) => {
    const before = await way.through('/');
    const ms = await playable(before);
    console.log(`a network ${name}: playable after ${ms} ms`);
    assert.ok(ms < SOON_MS);
    await before.close();
    const { x, o } = await sitDown(way);
    await goesBy(x, transport);
    await goesBy(o, 'WebSocket');
    await playOut({ x, o }, [4, 1, 0, 2, 8]);
    await headed(x, 'You win!');
    await headed(o, / wins$/);
    await says(x, why);
    assert.equal(await x.getByRole('link', { name: 'Check your network' }).getAttribute('href'), '/doctor');
    await picture(x, `transport-${transport}-${rules.upgrade ?? 'pass'}`);
  });
}

/** Says this in the chat of the game. */
async function say(page, text) {
  const field = page.getByRole('textbox', { name: 'Say something: chat of this game' });
  await field.fill(text);
  await field.press('Enter');
}

for (const transport of ['ws', 'sse', 'long', 'short']) {
  behind(`cut again and again in mid-game, by ${transport}: nothing is lost, and nothing counts twice`, {}, async (way) => {
    const { x, o } = await sitDown(way, `?transport=${transport}`);
    const { proxy } = way;
    const before = proxy.opened;
    const spoken = ['ours', 'theirs', 'ours', 'theirs'];
    for (const [index, loses] of spoken.entries()) {
      // Lost on the way to the server, or heard by it and the answer lost.
      const isLost = proxy.lose(loses);
      await say(x, `x${index}`);
      await isLost;
      // The page misses what others say.
      const isMissed = proxy.lose('theirs');
      await say(o, `o${index}`);
      await isMissed;
      const [mover, other, mark] = index % 2 === 0 ? [x, o, 'X'] : [o, x, 'O'];
      const isCut = proxy.lose(index % 2 === 0 ? loses : 'theirs');
      await square(mover, index).click();
      await isCut;
      await holds(mover, index, `${mark}, yours`);
      await holds(other, index, `${mark}, opponent’s`);
    }
    const said = spoken.flatMap((_, index) => [`x${index}`, `o${index}`]);
    for (const page of [x, o]) {
      const log = page.getByRole('log', { name: 'Chat of this game' });
      for (const text of said) await log.getByText(text).waitFor();
      const heard = await log.evaluate((element) => element.innerText.match(/\b[xo]\d\b/g));
      assert.deepEqual(heard.toSorted(), said.toSorted());
      for (const side of ['x', 'o']) assert.deepEqual(heard.filter((text) => text.startsWith(side)), spoken.map((_, index) => `${side}${index}`), 'in order');
    }
    await playOut({ x, o }, [4, 5, 6]);
    await headed(x, 'You win!');
    assert.equal(proxy.opened, before, 'it is the same session to the end');
  });
}

behind('once the network is well again, the page climbs back, and the game goes on', { upgrade: 'refuse', streams: 'hold' }, async (way) => {
  const { x, o } = await sitDown(way);
  await goesBy(x, 'Long polling');
  await playOut({ x, o }, [4, 1]);
  way.proxy.rules = CLEAR;
  // By itself, after its first pause.
  await x.locator('#pill-text', { hasText: /^WebSocket/ }).waitFor({ state: 'attached', timeout: 30_000 });
  await playOut({ x, o }, [0]);
  // The other way round: at once, with what is on its way.
  way.proxy.rules = { ...CLEAR, upgrade: 'refuse' };
  way.proxy.cut();
  await square(o, 2).click();
  await holds(x, 2, 'O, opponent’s');
  await goesBy(x, 'Server-sent events');
  way.proxy.rules = CLEAR;
  await x.evaluate(() => dispatchEvent(new Event('online')));
  await goesBy(x, 'WebSocket');
  await square(x, 8).click();
  await headed(x, 'You win!');
  await headed(o, / wins$/);
  assert.equal(way.proxy.opened, 2, 'a WebSocket was tried first; then it is one session to the end');
});

for (const transport of ['sse', 'long', 'short']) {
  pageTest(`a server that dies and returns is come back to by ${transport}`, all, async (visit) => {
    const page = await visit(`/?transport=${transport}`);
    await playable(page);
    await all.server.kill();
    await shows(page, /^The (connection was lost|server does not answer, or it is full)\. This page is reconnecting/);
    await all.server.restart();
    await playable(page);
    await press(page, 'Play');
    await headed(page, 'Waiting for an opponent');
  }, { allow });
}

pageTest('the pill opens by keyboard, and closes by Escape or once the focus goes', all, async (visit) => {
  const page = await visit('/');
  await goesBy(page, 'WebSocket');
  const pill = page.locator('#pill');
  const isOpen = (open) => becomes(page, (want) => document.getElementById('way').open === want, open);
  await pill.focus();
  await page.keyboard.press('Enter');
  await isOpen(true);
  await shows(page, /^WebSocket: both ways at once/);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Check your network');
  await page.keyboard.press('Escape');
  await isOpen(false);
  assert.equal(await pill.evaluate((element) => element === document.activeElement), true);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Shift+Tab');
  await isOpen(false);
});

behind('what failed here is remembered in the tab: the next page does not try it first', { upgrade: 'hang' }, async ({ proxy, through }) => {
  const page = await through('/');
  await goesBy(page, 'Server-sent events');
  proxy.log.length = 0;
  await page.goto(`${proxy.url}/party`);
  await shows(page, /^1 person, 2 zombies; you are at/);
  await goesBy(page, 'Server-sent events');
  assert.deepEqual(proxy.log.filter((line) => line.includes('session=new')), []);
});

/** Moves the mouse to a point of the floor, given as parts of its width and height. */
async function point(page, x, y) {
  const box = await page.getByRole('application', { name: 'The party floor' }).boundingBox();
  await page.mouse.move(box.x + box.width * x, box.y + box.height * y);
}

for (const [transport, name] of [['sse', 'Server-sent events'], ['long', 'Long polling'], ['short', 'Short polling']]) {
  behind(`the party moves by ${transport}`, {}, async ({ proxy, visit, through }) => {
    const slow = await through(`/party?room=${transport}&transport=${transport}`);
    const quick = await visit(`/party?room=${transport}`);
    for (const page of [slow, quick]) await shows(page, /^2 people, 2 zombies; you are at/);
    await goesBy(slow, name);
    await point(slow, 0.75, 0.25);
    await shows(slow, /you are at 37\d, 12\d\.$/);
    await point(quick, 0.25, 0.75);
    await shows(quick, /you are at 12\d, 37\d\.$/);
    const colours = await Promise.all([slow, quick].map((page) => page.getByRole('listitem').filter({ hasText: /^You, / }).locator('rect').getAttribute('fill')));
    for (const page of [slow, quick]) for (const [index, at] of [[0, [0.75, 0.25]], [1, [0.25, 0.75]]]) await becomes(page, isThere, { colour: colours[index], at });
    proxy.cut();
    await point(slow, 0.6, 0.6);
    await becomes(quick, isThere, { colour: colours[0], at: [0.6, 0.6] });
    await point(quick, 0.4, 0.4);
    await becomes(slow, isThere, { colour: colours[1], at: [0.4, 0.4] });
    assert.equal(proxy.log.filter((line) => line.startsWith('POST /party/session?')).length, 1, 'it is the same session to the end');
  });
}

/** Runs in a page: whether the floor has this colour there. */
function isThere({ colour, at: [x, y] }) {
  const canvas = document.querySelector('canvas');
  const wanted = [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
  const [left, top] = [Math.round(canvas.width * x), Math.round(canvas.height * y)];
  const { data } = canvas.getContext('2d').getImageData(left - 2, top - 2, 4, 4);
  let count = 0;
  for (let at = 0; at < data.length; at += 4) if (wanted.every((part, index) => Math.abs(part - data[at + index]) <= 2)) count += 1;
  return count >= 4;
}
