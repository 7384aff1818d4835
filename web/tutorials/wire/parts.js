// Draws one event of the wire in all its parts. Text goes in as text.
import { html } from '../../lib/dom.js';
import { frameLine, partsOf } from './frame.js';
import { headLines } from './head.js';
import { packetLine, packetParts } from './packet.js';

/** @typedef {import('./events.js').WireEvent} WireEvent */
/** @typedef {import('./frame.js').Part['kind']} Kind */
/** @typedef {{ kind: Kind, name: string, shown: string, bits: string | null, says: string }} Block */

/** @param {WireEvent} event @returns {string} it in one line */
export function lineOf(event) {
  switch (event.kind) {
    case 'head':
      return event.from === 'client' ? 'Handshake: the request' : 'Handshake: the answer';
    case 'frame':
      return frameLine(event);
    case 'packet':
      return `Packet: ${packetLine(event.text)}`;
    case 'lost':
      return `${event.count} came too fast to be told of`;
    case 'end':
      return 'The connection is over';
  }
}

/** @param {WireEvent} event @returns {Block[]} its parts, as they are labelled */
export function blocksOf(event) {
  if (event.kind === 'packet') return packetParts(event.text).map(({ kind, name, text, says }) => ({ kind, name, shown: text, bits: null, says }));
  if (event.kind !== 'frame') return [];
  return partsOf(event).map(({ kind, name, bytes, more, bits, says }) => {
    const rest = more === 0 ? '' : ` … and ${more} more`;
    return { kind, name, shown: `${bytes.join(' ')}${rest}`, bits, says };
  });
}

/** @param {WireEvent} event @returns {HTMLElement} each part beside what it means */
export function drawParts(event) {
  if (event.kind === 'head') return drawHead(event.text);
  return html('ol', { class: 'parts' }, ...blocksOf(event).map(drawBlock));
}

/** @param {Block} block */
function drawBlock({ kind, name, shown, bits, says }) {
  const meaning = html('span', { class: 'says' }, says);
  if (bits !== null) meaning.prepend(html('code', { class: 'bits' }, bits), ' ');
  return html('li', { class: 'part', 'data-kind': kind }, html('code', { class: 'bytes' }, shown), html('p', {}, html('strong', {}, name), ' ', meaning));
}

/** @param {string} text */
function drawHead(text) {
  const rows = headLines(text).map(({ text, says }) => {
    const row = html('li', { class: 'head-line' }, html('code', {}, text));
    if (says !== null) row.append(html('span', { class: 'says' }, says));
    return row;
  });
  return html('ol', { class: 'head' }, ...rows);
}
