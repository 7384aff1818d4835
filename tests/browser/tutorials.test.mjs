// The tutorials' pages, each with its system on the real server, and with the bytes that really were on the wire.
import assert from 'node:assert/strict';
import { becomes, house, pageTest, picture, SERVER_AWAY, shows } from '../lib/browser.mjs';
import { isReadable, READABLE } from '../lib/readable.mjs';
import { press } from './table.mjs';
import { PORTS, rows, tutorials } from './tutorials.mjs';

// Zombies that walk could end up on top of somebody whom a test looks for.
const all = house('--tutorials', ...PORTS, '--zombies', '2', '--zombie-speed', '0');

/** Takes the mask off, as the server does. */
function unmask(bytes) {
  const [key, payload] = [bytes.slice(2, 6), bytes.slice(6)];
  return Buffer.from(payload.map((byte, at) => byte ^ key[at % 4])).toString();
}

/** The bytes of a row of the panel. */
async function bytesOf(row) {
  return [...Buffer.from((await row.locator('.row-bytes').textContent()).replaceAll(' ', ''), 'hex')];
}

/** What is drawn large: the bytes of each part. */
function parts(page) {
  return page.locator('#wire .part .bytes').allTextContents();
}

pageTest('the capitalizer answers, and every byte of it is shown', all, async (visit) => {
  const page = await visit('/tutorials/capitalizer');
  await shows(page, 'Connected: type a text and press Capitalize.');
  await page.getByLabel('A text').fill('grüße');
  await page.keyboard.press('Enter');
  await page.locator('#answer', { hasText: 'GRÜSSE' }).waitFor();

  await rows(page, 'GRÜSSE').waitFor();
  assert.deepEqual(await bytesOf(rows(page, 'GRÜSSE')), [0x81, 7, ...Buffer.from('GRÜSSE')]);
  const sent = await bytesOf(rows(page, 'grüße'));
  assert.deepEqual(sent.slice(0, 2), [0x81, 0x80 | 7]);
  assert.equal(unmask(sent), 'grüße');
  assert.deepEqual(await parts(page), ['81', '07', '47 52 c3 9c 53 53 45']);
  await shows(page, '↓ From the server: text, FIN 1, mask 0, length 7: 9 bytes on the wire');

  await rows(page, 'HTTP/1.1 101').click();
  await page.locator('#wire .head-line', { hasText: 'SHA-1 of that key' }).waitFor();
  await rows(page, 'GET /tutorials/capitalizer').click();
  await page.locator('#wire .head-line', { hasText: '16 random bytes' }).waitFor();
  await picture(page, 'tutorials-handshake');
});

pageTest('the panel is walked by keys, stands still meanwhile, and goes on', all, async (visit) => {
  const page = await visit('/tutorials/capitalizer');
  await shows(page, 'Connected: type a text and press Capitalize.');
  await press(page, 'Capitalize');
  await rows(page, /HELLO/).waitFor();
  await rows(page, /HELLO/).focus();
  await page.keyboard.press('ArrowDown');
  await shows(page, '↑ From this page: text, FIN 1, mask 1, length 5: 11 bytes on the wire');
  await page.locator('#wire .row[aria-current="true"]:focus', { hasText: 'hello' }).waitFor();
  const before = await page.locator('#wire .row').count();
  await page.getByLabel('A text').fill('more');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Go on (2 new)' }).waitFor();
  assert.equal(await page.locator('#wire .row').count(), before);
  await press(page, 'Go on (2 new)');
  await rows(page, /MORE/).waitFor();
  assert.deepEqual((await parts(page)).slice(0, 2), ['81', '04']);
});

pageTest('two tabs chat, and one comes by the chat’s own port', all, async (visit) => {
  const { chat_page: port } = await tutorials(all.server);
  const ann = await visit('/tutorials/chat');
  const bob = await visit(`http://127.0.0.1:${port}/`);
  const carl = await visit('/tutorials/chat', ann);
  for (const page of [ann, bob, carl]) await page.locator('#lines', { hasText: 'The connection is open.' }).waitFor();
  for (const [page, text] of [[ann, 'Good morning'], [bob, '<b>Bob</b> & all']]) {
    await page.getByLabel('Say something').fill(text);
    await page.keyboard.press('Enter');
    for (const other of [ann, bob, carl]) await other.locator('#lines .said').getByText(text, { exact: true }).waitFor();
  }
  await rows(bob, 'Good morning').waitFor();
  assert.equal(unmask(await bytesOf(rows(ann, 'Good morning').last())), 'Good morning');
  assert.equal(await bob.getByRole('link', { name: 'Lobby' }).count(), 0, 'there is no lobby on this port');
  await picture(ann, 'tutorials-chat');
});

pageTest('tic-tac-toe by keys and by hand, to the end and once more', all, async (visit) => {
  const x = await visit('/tutorials/tic-tac-toe');
  await shows(x, 'You play X. Waiting for opponent to connect.');
  const o = await visit('/tutorials/tic-tac-toe');
  await shows(o, 'You play O. Your opponent will move first.');
  await shows(x, 'Your move.');
  await x.getByRole('button', { name: 'centre, empty', exact: true }).focus();
  await x.keyboard.press('Enter');
  await o.getByRole('button', { name: 'centre, X', exact: true }).click();
  await shows(o, 'Cell already occupied.');
  await o.keyboard.press('ArrowUp');
  await o.keyboard.press('ArrowLeft');
  await o.keyboard.press(' ');
  await x.getByRole('button', { name: 'top left, O', exact: true }).waitFor();
  for (const [page, other, cell, mark] of [[x, o, 'top right', 'X'], [o, x, 'top centre', 'O'], [x, o, 'bottom left', 'X']]) {
    await page.getByRole('button', { name: `${cell}, empty`, exact: true }).click();
    await other.getByRole('button', { name: `${cell}, ${mark}`, exact: true }).waitFor();
  }
  await shows(x, 'You win!');
  await shows(o, 'Your opponent wins.');
  assert.deepEqual((await x.locator('#lines p').allTextContents()).slice(0, 5), [
    'Server: WELCOME X',
    'Server: MESSAGE Waiting for opponent to connect',
    'Server: MESSAGE Your move',
    'You: MOVE 4',
    'Server: VALID_MOVE 4',
  ]);
  await rows(x, 'VICTORY').waitFor();
  await picture(x, 'tutorials-tic-tac-toe');
  for (const page of [x, o]) await press(page, 'Rematch');
  await shows(x, 'Your move.');
  await press(x, 'Quit');
  await shows(x, /^The server closed the connection \(code 1000/);
  await shows(o, /^Your opponent has left/);
});

/** Waits until the floor has this many colours, and a square that covers each of these places of the world. */
function painted(page, places, colours) {
  return becomes(
    page,
    ({ places, colours }) => {
      const floor = document.querySelector('canvas');
      const { data } = floor.getContext('2d').getImageData(0, 0, floor.width, floor.height);
      const seen = new Set();
      for (let at = 0; at < data.length; at += 4) if (data[at + 3] === 255) seen.add(`${data[at]},${data[at + 1]},${data[at + 2]}`);
      const scale = floor.width / 500;
      return seen.size >= colours && places.every(([x, y]) => data[(Math.round(y * scale) * floor.width + Math.round(x * scale)) * 4 + 3] === 255);
    },
    { places, colours },
  );
}

pageTest('the party: mouse, finger and keys, on both ports', all, async (visit) => {
  const { party_page: port } = await tutorials(all.server);
  const ann = await visit('/tutorials/party');
  const bob = await visit(`http://127.0.0.1:${port}/`);
  await shows(ann, '2 people, 2 zombies.');
  await shows(bob, '2 people, 2 zombies.');
  const box = await ann.locator('#floor').boundingBox();
  const [x, y] = [box.x + (60 / 500) * box.width, box.y + (20 / 500) * box.height];
  await ann.touchscreen.tap(x, y);
  await bob.locator('#floor').focus();
  for (let presses = 0; presses < 5; presses += 1) await bob.keyboard.press('ArrowDown');
  for (const page of [ann, bob]) await painted(page, [[60, 20], [5, 55]], 3);
  await ann.mouse.move(x + 20, y);
  await painted(bob, [[60 + (20 / box.width) * 500, 20]], 3);
  await press(ann, 'Pause');
  await rows(ann, '[{"location":').first().click();
  assert.deepEqual((await parts(ann)).slice(0, 2), ['81', '7e']);
  await picture(bob, 'tutorials-party');
}, { hasTouch: true });

pageTest('the echo: a longer length, bytes, and the goodbye', all, async (visit) => {
  const page = await visit('/tutorials/echo');
  await shows(page, 'Connected: what you send comes back.');
  await press(page, 'Send 129 letters');
  await page.locator('#wire .row', { hasText: 'length 129: 133 bytes' }).waitFor();
  assert.deepEqual((await parts(page)).slice(0, 3), ['81', '7e', '00 81']);
  await press(page, 'Send 4 bytes');
  await page.locator('#wire .row', { hasText: 'binary, FIN 1, mask 0, length 4: 6 bytes' }).waitFor();
  const [sent, back] = await page.locator('#lines code', { hasText: '4 bytes:' }).allTextContents();
  assert.equal(sent, back);
  await press(page, 'Close');
  await shows(page, 'You closed the connection (code 1000): press Connect again to go on.');
  await shows(page, 'The connection is over');
  assert.deepEqual(await parts(page), ['88', '02', '03 e8']);
  await shows(page, 'Code 1000: done, as agreed');
  await picture(page, 'tutorials-echo');
});

pageTest('the messages: a connection lives, closes, and lives again', all, async (visit) => {
  const page = await visit('/tutorials/messages');
  await shows(page, /^Connected to the echo of /);
  for (const text of ['One', 'Two\nlines']) {
    await page.getByLabel('Your message').fill(text);
    await press(page, 'Send');
    await page.getByRole('list', { name: 'Received' }).getByText(text, { exact: true }).waitFor();
  }
  assert.deepEqual(await page.getByRole('list', { name: 'Sent' }).getByRole('listitem').allTextContents(), ['One', 'Two\nlines']);
  await press(page, 'Close the connection');
  await shows(page, /^You closed the connection/);
  assert.equal(await page.getByRole('button', { name: 'Send', exact: true }).isDisabled(), true);
  await press(page, 'Connect again');
  await shows(page, /^Connected to the echo of /);
  await page.getByLabel('Your message').fill('Three');
  await page.keyboard.press('Enter');
  await page.getByRole('list', { name: 'Received' }).getByText('Three').waitFor();
  await picture(page, 'tutorials-messages');
});

pageTest('a board’s sketch has this server’s address, and its frame follows the light', all, async (visit) => {
  const { echo } = await tutorials(all.server);
  const page = await visit('/tutorials/arduino');
  await page.locator('#sketch', { hasText: `WebSocketClient door(tcp, "127.0.0.1", ${echo});` }).waitFor();
  await shows(page, /^Only this machine can open this server: start it with --lan/);
  await page.getByLabel('Light at A0').fill('7');
  await page.locator('#exchange .says', { hasText: '“{"light":7}”' }).first().waitFor();
  await page.locator('#exchange .bytes', { hasText: '7b 22 6c 69 67 68 74 22 3a 37 7d' }).first().waitFor();
  const keys = page.locator('#exchange [data-kind="key"] .bytes');
  const before = await keys.textContent();
  await press(page, 'Another masking key');
  assert.notEqual(await keys.textContent(), before);
});

const CONNECTED = ['capitalizer', 'tic-tac-toe', 'party', 'chat', 'echo', 'messages'];
const PAGES = ['', ...CONNECTED, 'arduino'];

for (const name of PAGES) {
  pageTest(`/tutorials/${name}: readable in both themes, and no wider than a phone`, all, async (visit) => {
    const page = await visit(`/tutorials/${name}`);
    if (CONNECTED.includes(name)) await rows(page, '101 Switching').waitFor();
    else await page.locator('.figure code, #exchange .part').first().waitFor();
    await isReadable(page, `tutorials-${name || 'list'}`);
  }, READABLE);
}

pageTest('every page of the list is there, and every source that is named is code', all, async (visit) => {
  const list = await visit('/tutorials/');
  await list.getByRole('row', { name: `Echo How text and bytes become frames ${(await tutorials(all.server)).echo}` }).waitFor();
  const sources = new Set();
  for (const name of PAGES.slice(1)) {
    await list.goto(`http://${all.server.main}/tutorials/`);
    await list.locator(`.systems a[href="/tutorials/${name}"]`).click();
    await list.locator('h1').filter({ hasNotText: 'Tutorials' }).waitFor();
    const links = list.locator('a[href^="/tutorials/source/"]');
    assert.ok((await links.count()) > 0, name);
    for (const link of await links.all()) sources.add(await link.getAttribute('href'));
  }
  for (const source of sources) {
    const answer = await fetch(`http://${all.server.main}${source}`);
    assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'text/plain; charset=utf-8'], source);
    assert.match(await answer.text(), /^\/\/!/, source);
  }
}, { allow: /WebSocket is closed before/ });

pageTest('when the server goes away the pages say so and what to do, and go on when it is back', all, async (visit) => {
  const pages = [];
  for (const name of CONNECTED) {
    const page = await visit(`/tutorials/${name}`);
    await rows(page, '101 Switching').waitFor();
    pages.push(page);
  }
  await all.server.kill();
  for (const page of pages) await shows(page, /^The connection was lost .* check that the server runs, then press Connect again\.$/);
  await shows(pages[CONNECTED.indexOf('chat')], 'The connection is lost.');
  for (const page of pages) {
    await press(page, 'Connect again');
    await shows(page, /^The server does not answer: .* then press Connect again\.$/);
  }
  await picture(pages[0], 'tutorials-away');
  await all.server.restart();
  for (const page of pages) {
    await press(page, 'Connect again');
    await page.locator('#pill[data-look="good"]').waitFor();
  }
}, { allow: SERVER_AWAY });
