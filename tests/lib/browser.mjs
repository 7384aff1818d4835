// A real browser for the tests of one file, and what they ask of every page.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { Server } from './server.mjs';

/** Without a window there is nothing to draw for: the shell takes half as long as the whole browser, with the same engine. */
const PLACES = [process.env.CHROMIUM, ...['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'].map((name) => `/usr/bin/${name}`)];
/** It has nothing to do in any network but this machine's. */
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
/** What must come comes within this, in ms. */
const PATIENCE = 15_000;
const LIMIT = { timeout: 90_000 };

/** A hint to who reads from a canvas, which only these tests do. */
const OWN_DOING = /willReadFrequently/;

/** What every page says once its server is away, and, once it is back, that it does not know the session any more: the tests that end it expect that. */
export const SERVER_AWAY = /WebSocket connection to .* failed|ERR_CONNECTION_REFUSED|status of 404 .*\/session\//;

/**
 * A browser, and a server with these flags: there before the first test, gone after the last.
 * @returns {{ server: Server, browser: import('playwright-core').Browser }}
 */
export function house(...flags) {
  return houseOf(() => Server.start(...flags));
}

/** The same with a server of another kind, which says where it listens in `main`, and can `stop`. */
export function houseOf(startServer) {
  const all = {};
  before(async () => {
    all.browser = await startBrowser();
    all.server = await startServer();
  });
  after(async () => {
    await all.browser?.close();
    await all.server?.stop();
  });
  return all;
}

/** A Chromium. Whoever starts it has to close it. */
export function startBrowser() {
  const executablePath = PLACES.find((place) => place !== undefined && existsSync(place));
  assert.ok(executablePath, 'there is no Chromium: install one, or name it by CHROMIUM=/path/to/it');
  return chromium.launch({ executablePath, args: ARGS });
}

/**
 * A test of pages. It fails as well if a page logs an error or breaks the content security policy, which the browser
 * logs as an error.
 *
 * `visit` opens a page in a window and a profile of its own, as somebody else would; beside a page that is given, it
 * opens a tab. A tab behind another one is drawn once a second, so tabs are slow.
 * @param {string} name
 * @param {ReturnType<typeof house>} all
 * @param {(visit: (url: string, beside?: import('playwright-core').Page) => Promise<import('playwright-core').Page>) => Promise<void>} run
 * @param {import('playwright-core').BrowserContextOptions & { allow?: RegExp, script?: string }} [options] of every
 *   window; errors to pass over; a script that each page has
 */
export function pageTest(name, all, run, { allow, script, ...options } = {}) {
  test(name, LIMIT, async () => {
    const troubles = [];
    const windows = [];
    const openWindow = async () => {
      const context = await all.browser.newContext(options);
      windows.push(context);
      context.setDefaultTimeout(PATIENCE);
      context.on('weberror', (error) => troubles.push(String(error.error())));
      context.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) troubles.push(`${message.text()} (${message.location().url})`);
      });
      if (script !== undefined) await context.addInitScript({ path: script });
      return context;
    };
    try {
      await run(async (url, beside) => {
        const page = await (beside?.context() ?? (await openWindow())).newPage();
        await page.goto(url.startsWith('/') ? `http://${all.server.main}${url}` : url);
        return page;
      });
      assert.deepEqual(troubles.filter((text) => !OWN_DOING.test(text) && !allow?.test(text)), [], 'what the pages logged');
    } finally {
      for (const context of windows) await context.close();
    }
  });
}

/** Waits until this is on the page. */
export function shows(page, text) {
  return page.getByText(text, typeof text === 'string' ? { exact: true } : {}).filter({ visible: true }).first().waitFor();
}

/** Waits until the page, asked by a function that runs in it, says yes. Asks again in each animation frame. */
export function becomes(page, question, argument) {
  return page.waitForFunction(question, argument);
}

/** For people who want to look: only if SCREENSHOTS names a folder. */
export async function picture(page, name) {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
