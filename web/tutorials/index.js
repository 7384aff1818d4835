// The list of the systems, with the port of each.
import { byId, setText, showText } from '../lib/dom.js';
import { setUpPage } from './page.js';

/** @typedef {import('./ports.js').Place} Place */

const places = await setUpPage();
for (const cell of document.querySelectorAll('[data-listed]')) {
  const port = places?.ports[/** @type {Place} */ (cell.getAttribute('data-listed'))] ?? null;
  setText(cell, port === null ? (places === null ? '–' : 'shut') : String(port));
}
showText(byId('trouble', HTMLElement), places === null ? 'The server does not answer, so the ports are missing: check that it runs, then load this page again.' : null);
byId('share-line', HTMLElement).hidden = (places?.share ?? null) === null;
setText(byId('share', HTMLElement), `${places?.share ?? ''}/tutorials/`);
