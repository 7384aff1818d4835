// Games that go on by themselves: after a reload, on another device, and over the death of the server.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { after } from 'node:test';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { house, pageTest, picture, SERVER_AWAY, shows } from '../lib/browser.mjs';
import { goTo, headed, holds, loadPatient, playOut, press, sitDown, square, THEIR_MOVE } from './table.mjs';

const folder = mkdtempSync(join(tmpdir(), 'tttparty-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const all = house('--data-dir', folder);

const PHONE = { width: 360, height: 740 };

/** Takes the picture at both widths that matter most. */
async function pictures(page, name) {
  const before = page.viewportSize();
  await picture(page, `${name}-1280`);
  await page.setViewportSize(PHONE);
  await picture(page, `${name}-360`);
  await page.setViewportSize(before);
}

/** The clock of who is to move, in s. */
async function clock(page) {
  const [minutes, seconds] = (await page.locator('.seat-clock[data-running]').textContent()).split(':').map(Number);
  return minutes * 60 + seconds;
}

pageTest('a reload in the middle of a game keeps board, clock and seat', all, async (visit) => {
  const { x, o } = await sitDown(visit);
  await playOut({ x, o }, [4, 0]);
  assert.match(x.url(), /\/game#seat=\w{8}\.[0-9a-f]{32}$/);
  const before = await clock(x);
  await x.reload();
  await shows(x, 'Your move');
  await holds(x, 4, 'X, yours');
  await holds(x, 0, 'O, opponent’s');
  const now = await clock(x);
  assert.ok(now <= before && now > before - 20, `${before} s, then ${now} s`);
  await playOut({ x, o }, [8]);
});

pageTest('who goes to another page is away, and is back with a step back', all, async (visit) => {
  const { x, o } = await sitDown(visit);
  await playOut({ x, o }, [4, 0]);
  await x.goto(`http://${all.server.main}/404`);
  await headed(o, / is away$/);
  await x.goBack();
  await o.getByRole('heading', { name: / is away$/ }).waitFor({ state: 'hidden' });
  await playOut({ x, o }, [8, 1]);
}, { allow: /status of 404/ });

pageTest('who is away is still so for who loads the page again', all, async (visit) => {
  const { x, o } = await sitDown(visit);
  await playOut({ x, o }, [4, 0]);
  await o.close();
  await headed(x, / is away$/);
  await x.reload();
  await headed(x, / is away$/);
  await x.getByRole('button', { name: /^Claim in \d+ s$/ }).waitFor();
});

pageTest(
  'the server is killed in a game: both pages go on by themselves, with what was pressed meanwhile',
  all,
  async (visit) => {
    const { x, o } = await sitDown(visit);
    await playOut({ x, o }, [4, 0]);
    await all.server.kill();
    for (const page of [x, o]) await shows(page, /^The (connection was lost|server does not answer, or it is full)\. Your seat is kept: reconnecting/);
    await shows(x, 'No connection');
    await holds(x, 0, 'O, opponent’s');
    assert.equal(await x.locator('.seat-clock[data-running]').count(), 0, 'the clocks stand');
    await square(x, 8).click();
    await shows(x, 'Your move goes out when the connection is back.');
    await pictures(x, 'resume-owed');

    await all.server.restart();
    await holds(x, 8, 'X, yours');
    await holds(o, 8, 'X, opponent’s');
    await shows(o, 'Your move');
    await square(o, 1).click();
    await holds(x, 1, 'O, opponent’s');
    await square(x, 2).click();
    await holds(o, 2, 'X, opponent’s');
  },
  { allow: SERVER_AWAY },
);

pageTest(
  'a server that restarts says so, and keeps the game; a page that is loaded again meanwhile too',
  all,
  async (visit) => {
    const { x, o } = await sitDown(visit);
    await playOut({ x, o }, [4]);
    const { process, exited } = all.server;
    process.kill('SIGTERM');
    await exited;
    for (const page of [x, o]) await shows(page, /^The server is restarting\. Your game is kept: reconnecting/);
    await pictures(o, 'resume-restarting');
    await all.server.restart();
    await shows(o, 'Your move');
    await o.reload();
    await shows(o, 'Your move');
    await square(o, 0).click();
    await holds(x, 0, 'O, opponent’s');
  },
  { allow: SERVER_AWAY },
);

pageTest(
  'who is back first after a restart waits for the other one, and no time passes',
  all,
  async (visit) => {
    const { x, o } = await sitDown(visit);
    await playOut({ x, o }, [4, 0]);
    const [seat, window] = [o.url(), o];
    await all.server.kill();
    await window.close();
    await all.server.restart();
    await shows(x, /^Waiting for .+ to come back after the restart\. Time stands still meanwhile, for \d+ s at most\.$/);
    assert.equal(await x.locator('.seat-clock[data-running]').count(), 0, 'the clocks stand');
    await pictures(x, 'resume-held');
    await visit(seat);
    await x.getByText(/^Waiting for .+ to come back after the restart/).first().waitFor({ state: 'hidden' });
    await x.locator('.seat-clock[data-running]').waitFor();
    await shows(x, 'Your move');
    assert.equal(await x.locator('#log p', { hasText: 'The server was restarted.' }).count(), 1, 'who listens hears it once');
  },
  { allow: SERVER_AWAY },
);

pageTest(
  'who would rather not wait for the next try presses Try now',
  all,
  async (visit) => {
    const { x, o } = await sitDown(visit);
    await playOut({ x, o }, [4, 0]);
    const [lobby, empty, party] = [await visit('/'), await visit('/game'), await visit('/party')];
    const pages = [x, lobby, empty, party];
    for (const page of pages) await loadPatient(page);
    const areBack = async () => {
      await x.locator('.seat-clock[data-running]').waitFor();
      for (const page of [lobby, empty]) await page.getByRole('button', { name: 'Play', exact: true }).and(page.locator(':enabled')).waitFor();
      await shows(party, /^1 person,/);
    };
    await areBack();
    await all.server.kill();
    // In vain, and it is still there.
    for (const page of pages) await press(page, 'Try now');
    for (const [name, page] of Object.entries({ game: x, lobby, empty, party })) {
      await page.getByRole('button', { name: 'Try now' }).and(page.locator(':not([aria-disabled])')).waitFor();
      await shows(page, /reconnecting in \d+ s…/);
      await pictures(page, `resume-try-${name}`);
    }
    await all.server.restart();
    for (const page of pages) await press(page, 'Try now');
    await areBack();
    for (const page of pages) assert.equal(await page.getByRole('button', { name: 'Try now' }).count(), 0);
    assert.deepEqual(await Promise.all(pages.map((page) => page.evaluate(() => document.activeElement.id))), ['main', 'main', 'main', 'canvas']);
    await x.keyboard.press('ArrowDown');
    assert.equal(await square(x, 7).evaluate((button) => button === document.activeElement), true, 'keys find the board');
  },
  { allow: SERVER_AWAY },
);

pageTest('a game has an address for those who watch, which is not that of the seat', all, async (visit) => {
  const { x, o } = await sitDown(visit);
  await playOut({ x, o }, [4]);
  await shows(x, 'The address of this page is your seat: do not pass it on.');
  const address = await x.locator('#watch-url').textContent();
  assert.match(address, /\/game\?watch=\w{8}$/);
  await x.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await press(x, 'Copy link to watch');
  await shows(x, 'Copied');
  assert.equal(await x.evaluate(() => navigator.clipboard.readText()), address);
  const third = await visit(address);
  await shows(third, 'You are watching. The players can’t read what watchers write.');
  await third.getByRole('button', { name: 'Copy link to watch' }).waitFor();
  assert.equal(await third.getByText('The address of this page is your seat').isVisible(), false);
  await pictures(x, 'resume-watch-link');
});

pageTest('the address of a seat, opened on another device, takes it over; the first does not fight, and can have it back', all, async (visit) => {
  const { x, o } = await sitDown(visit);
  await playOut({ x, o }, [4, 0]);
  const phone = await visit(x.url());
  await shows(phone, 'Your move');
  await headed(x, 'Your seat was taken over');
  await shows(x, 'Played elsewhere');
  assert.equal(await x.locator('#log p').last().textContent(), 'This game was opened elsewhere, and goes on there.');
  assert.equal(await x.getByRole('button', { name: 'Try now' }).count(), 0);
  await pictures(x, 'resume-replaced');
  await square(phone, 8).click();
  await holds(o, 8, 'X, opponent’s');

  await x.reload();
  await headed(x, 'Your game is open elsewhere');
  await pictures(x, 'resume-elsewhere');
  await square(o, 1).click();
  await holds(phone, 1, 'O, opponent’s');

  await press(x, 'Play it here');
  await shows(x, 'Your move');
  await holds(x, 1, 'O, opponent’s');
  await headed(phone, 'Your seat was taken over');
  await press(phone, 'Play here again');
  await shows(phone, 'Your move');
  await headed(x, 'Your seat was taken over');
  await press(x, 'Lobby');
  await headed(x, 'Tic-tac-toe, face to face');
  await x.getByRole('button', { name: 'Play', exact: true }).and(x.locator(':enabled')).waitFor();
  await square(phone, 2).click();
  await holds(o, 2, 'X, opponent’s');
});

pageTest('the address of a seat can be put over that of an open page; other ends of an address change nothing', all, async (visit) => {
  const { x, o } = await sitDown(visit);
  await playOut({ x, o }, [4, 0]);
  const address = x.url();
  await x.evaluate(() => { location.hash = '#main'; });
  await square(x, 8).click();
  await holds(o, 8, 'X, opponent’s');
  assert.equal(x.url(), address);

  const phone = await visit('/game');
  await headed(phone, 'No game yet');
  await phone.evaluate((hash) => { location.hash = hash; }, new URL(address).hash);
  await shows(phone, THEIR_MOVE);
  await headed(x, 'Your seat was taken over');
  await phone.reload();
  await holds(phone, 8, 'X, yours');
});

pageTest('a duplicated tab leaves the game where it is, until it is asked for', all, async (visit) => {
  const { x, o } = await sitDown(visit);
  await playOut({ x, o }, [4, 0]);
  const twin = await visit(x.url(), x);
  await headed(twin, 'Your game is open elsewhere');
  await x.bringToFront();
  await square(x, 8).click();
  await holds(o, 8, 'X, opponent’s');
  await press(twin, 'Play it here');
  await shows(twin, THEIR_MOVE);
  await holds(twin, 8, 'X, yours');
  await headed(x, 'Your seat was taken over');
});

pageTest('who closed the page finds the game by opening the site again; another tab is left alone', all, async (visit) => {
  const { x, o } = await sitDown(visit);
  await playOut({ x, o }, [4, 0]);
  const lobby = await visit('/', x);
  await headed(lobby, 'Tic-tac-toe, face to face');
  await lobby.getByRole('button', { name: 'Play', exact: true }).and(lobby.locator(':enabled')).waitFor();
  await x.close();
  await headed(o, / is away$/);
  const again = await visit('/', lobby);
  await shows(again, 'Your move');
  await holds(again, 4, 'X, yours');
  assert.match(again.url(), /#seat=/);
  await square(again, 8).click();
  await holds(o, 8, 'X, opponent’s');
});

pageTest('a reload after the end still has the result and the rematch, and the other sees who is away', all, async (visit) => {
  const { x, o } = await sitDown(visit);
  await playOut({ x, o }, [4, 1, 0, 2, 8]);
  await headed(o, / wins$/);
  await press(o, 'Rematch');
  await shows(x, /would like a rematch\.$/);
  await x.goto(`http://${all.server.main}/404`);
  await shows(o, / is away, and may come back\.$/);
  assert.equal(await o.getByRole('button', { name: 'Rematch', exact: true }).getAttribute('aria-disabled'), 'true');
  await pictures(o, 'resume-away-after-end');
  await x.goBack();
  await headed(x, 'You win!');
  await o.reload();
  await shows(o, /Waiting for .* to agree\.$/);
  await x.reload();
  await shows(x, /would like a rematch\.$/);
  await press(x, 'Play again');
  await shows(o, 'Your move');
  await playOut({ x: o, o: x }, [4]);
}, { allow: /status of 404/ });

pageTest('a seat that is no more says so kindly, and its address goes', all, async (visit) => {
  const page = await visit(`/game#seat=7KX2M9AB.${'0'.repeat(32)}`);
  await headed(page, 'Coming back to your game…');
  await picture(page, 'resume-coming-back');
  await shows(page, /^That game is gone: the server does not know it any more\./);
  await headed(page, 'No game yet');
  assert.equal(new URL(page.url()).hash, '');
  await pictures(page, 'resume-no-more');
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
});

pageTest('a link to a seat that was cut says so, opened anew or over a page, and what to do', all, async (visit) => {
  const words = /^That link to a game is not whole: .* Copy all of the address/;
  const page = await visit('/game#seat=AAAA.bbb');
  await shows(page, words);
  await headed(page, 'No game yet');
  assert.equal(new URL(page.url()).hash, '');
  await pictures(page, 'resume-cut');
  await press(page, 'Fine');
  await page.locator('#note').waitFor({ state: 'hidden' });
  await page.evaluate(() => { location.hash = '#seat=7KX2M9AB'; });
  await page.locator('#note').getByText(words).waitFor();
  assert.equal(new URL(page.url()).hash, '');
});

pageTest('a move that can’t be saved is taken back, and counts once it can', all, async (visit) => {
  const { x, o } = await sitDown(visit);
  let full = true;
  await x.context().routeWebSocket(/\/tttp\?/, (page) => {
    const server = page.connectToServer();
    page.onMessage((text) => {
      const [tag, word] = text.split(' ');
      if (full && word === 'MOVE') page.send(`${tag} ERROR 110 NOT_SAVED The server can’t save this now`);
      else server.send(text);
    });
  });
  await x.goto(x.url().replace('#', '?transport=ws#'));
  await shows(x, 'Your move');
  await square(x, 4).click();
  await shows(x, /^Not made, .*: try again in a moment\.$/);
  await holds(x, 4, 'empty');
  await pictures(x, 'resume-not-saved');
  full = false;
  await playOut({ x, o }, [4]);
});

pageTest('a connection that died without a word is noticed when the network changes, and nothing is lost', all, async (visit) => {
  const [host, port] = all.server.main.split(':');
  const pairs = [];
  const way = createServer((near) => {
    const far = connect(Number(port), host);
    pairs.push([near, far]);
    for (const [from, to] of [[near, far], [far, near]]) from.pipe(to).on('error', () => to.destroy());
  });
  way.listen(0, host);
  try {
    await new Promise((resolve) => way.once('listening', resolve));
    const { x, o } = await sitDown((path, beside) => visit(`http://${host}:${way.address().port}${path}`, beside));
    await playOut({ x, o }, [4]);
    // Nothing gets through any more, and nobody is told.
    for (const [near, far] of pairs) for (const end of [near, far]) end.unpipe().resume();
    await square(o, 0).click();
    for (const page of [x, o]) await page.evaluate(() => dispatchEvent(new Event('online')));
    await holds(o, 0, 'O, yours');
    await holds(x, 0, 'O, opponent’s');
    await playOut({ x, o }, [8, 1]);
    // The old connections had the names, as far as the server knew.
    for (const page of [x, o]) {
      const name = await page.locator('#seat-0 .name').textContent();
      await goTo(page, 'Lobby');
      await page.locator('#me', { hasText: name }).waitFor();
    }
  } finally {
    for (const end of pairs.flat()) end.destroy();
    way.close();
  }
});
