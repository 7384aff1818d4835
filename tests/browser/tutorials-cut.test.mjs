// The tutorials' pages in a network that lets pages through, and no WebSocket.
import assert from 'node:assert/strict';
import { house, pageTest, picture, shows } from '../lib/browser.mjs';
import { Proxy } from '../lib/proxy.mjs';
import { isReadable, READABLE } from '../lib/readable.mjs';
import { press } from './table.mjs';
import { PORTS, tutorials } from './tutorials.mjs';

const all = house('--tutorials', ...PORTS);
const DOORS = ['capitalizer', 'tic-tac-toe', 'party', 'chat', 'echo', 'messages'];
const CUT = /^The server answers, but something between it and this page cuts WebSockets, .* then press Connect again\./;
/** What a browser logs of connections that a proxy has refused or cut. */
const allow = /WebSocket connection to .* failed|WebSocket is closed before|Failed to load resource|ERR_/;
/** Within this a page says what is wrong, in ms. */
const SOON_MS = 10_000;

/** Opens pages through a proxy with these rules: of the main port, or of the one that `where` gives. */
function behind(name, rules, run, { where = () => all.server.main, ...options } = {}) {
  pageTest(name, all, async (visit) => {
    const proxy = await Proxy.start(await where(), rules);
    try {
      await run((path) => visit(`${proxy.url}${path}`), proxy);
    } finally {
      await proxy.stop();
    }
  }, { allow, ...options });
}

for (const upgrade of ['refuse', 'strip', 'hang']) {
  behind(`where WebSockets meet a “${upgrade}” the pages say what is cut, and where to look`, { upgrade }, async (through) => {
    await Promise.all(DOORS.map(async (name) => {
      const page = await through(`/tutorials/${name}`);
      await shows(page, CUT);
      assert.ok((await page.evaluate(() => performance.now())) < SOON_MS, name);
      assert.equal(await page.locator('#state').getByRole('link', { name: 'Network doctor' }).getAttribute('href'), '/doctor', name);
    }));
  });
}

behind('once they are let through, Connect again connects', { upgrade: 'refuse' }, async (through, proxy) => {
  const page = await through('/tutorials/echo');
  await shows(page, CUT);
  proxy.rules = { ...proxy.rules, upgrade: 'pass' };
  await press(page, 'Connect again');
  await shows(page, 'Connected: what you send comes back.');
  assert.equal(await page.getByRole('link', { name: 'Network doctor' }).count(), 0);
});

behind('on a port of its own a page names no doctor: that is on the main one', { upgrade: 'refuse' }, async (through, { url }) => {
  const page = await through('/favicon.svg');
  // The port of the proxy is to be the one that the server tells of.
  await page.route('**/status', async (route) => {
    const status = await (await route.fetch()).json();
    await route.fulfill({ json: { ...status, tutorials: { ...status.tutorials, echo: Number(new URL(url).port) } } });
  });
  await page.goto(url);
  await shows(page, CUT);
  assert.equal(await page.getByRole('link', { name: 'Network doctor' }).count(), 0);
}, { where: async () => `127.0.0.1:${(await tutorials(all.server)).echo}` });

behind('what it says is readable in both themes, and no wider than a phone', { upgrade: 'refuse' }, async (through) => {
  const page = await through('/tutorials/chat');
  await shows(page, CUT);
  await isReadable(page, 'tutorials-cut');
}, READABLE);

for (const upgrade of ['refuse', 'hang']) {
  behind(`where WebSockets meet a “${upgrade}” Socket.IO polls, and its page says so`, { upgrade }, async (through) => {
    const page = await through('/tutorials/socketio');
    await shows(page, /^Connected by HTTP polling, as no WebSocket opened: emit an event/);
    assert.ok((await page.evaluate(() => performance.now())) < SOON_MS);
    await shows(page, /in packets of its own, now in the bodies of HTTP requests and answers, one or several in each\.$/);
    assert.equal(await page.getByText('text frame').filter({ visible: true }).count(), 0);
    await press(page, 'Emit “client message”');
    await shows(page, '↓ server message');
    await picture(page, `tutorials-socketio-${upgrade}`);
  });
}

behind('once they are let through, it says that of frames again', { upgrade: 'refuse' }, async (through, proxy) => {
  const page = await through('/tutorials/socketio');
  await shows(page, /^Connected by HTTP polling/);
  proxy.rules = { ...proxy.rules, upgrade: 'pass' };
  await press(page, 'Emit “end”');
  await press(page, 'Connect again');
  await shows(page, 'Connected: emit an event, and the server answers with one.');
  await shows(page, /each the payload of a text frame\.$/);
});
