// How long a check lasts. Pure.
import { spanWords } from '../race/words.js';

/** The thorough check and the quick one, in s. */
export const MINUTE_S = 60;
export const QUICK_S = 10;
const LIMITS_S = { least: 4, most: 300 };

/**
 * `/doctor?seconds=8` has the first check last that long, and begin by itself.
 * @param {URL} url
 * @returns {number | null} s; null if the address asks for nothing
 */
export function secondsAsked(url) {
  const asked = Number(url.searchParams.get('seconds') ?? 'none');
  return Number.isFinite(asked) && asked > 0 ? Math.min(LIMITS_S.most, Math.max(LIMITS_S.least, asked)) : null;
}

/** @param {number} seconds in all @param {number} ms that have passed @returns {{ part: number, words: string }} of the ring */
export function progressOf(seconds, ms) {
  const part = Math.min(1, ms / 1000 / seconds);
  return { part, words: part === 1 ? 'Done' : spanWords(Math.ceil(seconds - ms / 1000)) };
}
