// Reads the stopwatch of a page.
import { fileURLToPath } from 'node:url';

/** What a page has to run first. */
export const STOPWATCH = fileURLToPath(new URL('stopwatch.js', import.meta.url));

/**
 * Figures of so many animation frames from now on, in ms and frames a second.
 * @param {import('playwright-core').Page} page
 * @param {number} frames
 */
export async function figures(page, frames) {
  await page.evaluate(() => Object.assign(globalThis.stopwatch, { draws: [], messages: [], since: performance.now() }));
  await page.waitForFunction((count) => globalThis.stopwatch.draws.length >= count, frames, { timeout: 60_000 });
  const { draws, messages, ms } = await page.evaluate(() => ({ ...globalThis.stopwatch, ms: performance.now() - globalThis.stopwatch.since }));
  return { draw: quantiles(draws), message: quantiles(messages), fps: (draws.length / ms) * 1000 };
}

/** @param {Awaited<ReturnType<typeof figures>>} figures */
export function inWords({ draw, message, fps }) {
  return `${fps.toFixed(1)} fps; script ${draw.median} ms a frame, 95 % within ${draw.most} ms; reading a message ${message.median} ms`;
}

function quantiles(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share) => Number((sorted[Math.floor(sorted.length * share)] ?? NaN).toFixed(1));
  return { median: at(0.5), most: at(0.95) };
}
