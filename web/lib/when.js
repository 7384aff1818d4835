// Days and times on the page, in the reader's own time zone.
import { html } from './dom.js';

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });
const MOMENT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
/** Later than this there is no date, in ms since 1970. */
const LATEST_MS = 8.64e15;

/** @param {number} ms since 1970 @returns {HTMLElement} "21 Nov 2026, 17:34" */
export function momentElement(ms) {
  return timeElement(ms, MOMENT);
}

/** @param {number} ms since 1970 @returns {HTMLElement} "21 Nov 2026", with the time as a tooltip */
export function dayElement(ms) {
  const element = timeElement(ms, DAY);
  element.title = MOMENT.format(bounded(ms));
  return element;
}

/** @param {number} ms @param {Intl.DateTimeFormat} format */
function timeElement(ms, format) {
  const date = bounded(ms);
  return html('time', { datetime: date.toISOString() }, format.format(date));
}

/** @param {number} ms */
function bounded(ms) {
  return new Date(Math.min(ms, LATEST_MS));
}
