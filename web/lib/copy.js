// Buttons that copy the text of another element.
import { announce, byId, setText } from './dom.js';

/** How long a button says that it worked, in ms. */
const SAID_MS = 2_000;

/** Wires each button that names its source in `data-copy`. */
export function setUpCopy() {
  for (const button of document.querySelectorAll('button[data-copy]')) {
    if (button instanceof HTMLButtonElement) button.addEventListener('click', () => void copy(button));
  }
}

/** @param {HTMLButtonElement} button */
async function copy(button) {
  const source = byId(button.dataset.copy ?? '', HTMLElement);
  const done = await write(source);
  const word = /** @type {HTMLElement} */ (button.firstElementChild);
  const usual = button.dataset.usual ?? word.textContent ?? '';
  button.dataset.usual = usual;
  setText(word, done ? 'Copied' : 'Press Ctrl+C');
  announce(byId('log', HTMLElement), done ? 'Copied.' : 'Selected: press Control and C to copy.');
  setTimeout(() => setText(word, usual), SAID_MS);
}

/**
 * The clipboard is there on secure pages alone, and a server in a classroom has no certificate: the older way is second,
 * and to select the text for the reader is third.
 * @param {HTMLElement} source
 * @returns {Promise<boolean>}
 */
async function write(source) {
  const text = source.textContent ?? '';
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection()?.selectAllChildren(source);
    try {
      return document.execCommand('copy');
    } catch {
      return false;
    }
  }
}
