// The theme: follows the system, or a choice that is kept.
import { byId, setText } from './dom.js';

/** @typedef {'system' | 'light' | 'dark'} Theme */

/** @type {Record<Theme, Theme>} */
const NEXT = { system: 'light', light: 'dark', dark: 'system' };

/** Wires the button in the frame: each press moves on to the next theme. */
export function setUpTheme() {
  const button = byId('theme', HTMLButtonElement);
  const word = byId('theme-word', HTMLElement);
  let theme = read();

  const show = () => {
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.dataset.shows = theme;
    button.title = `Theme: ${theme}. Press for ${NEXT[theme]}.`;
    setText(word, `Theme: ${theme}`);
  };

  button.addEventListener('click', () => {
    theme = NEXT[theme];
    keep(theme);
    show();
    document.dispatchEvent(new Event('themechange'));
  });
  show();
}

/**
 * Runs when the colours change, whoever changed them.
 * @param {() => void} run
 */
export function onThemeChange(run) {
  document.addEventListener('themechange', run);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', run);
}

/** @returns {Theme} */
function read() {
  try {
    const kept = localStorage.getItem('theme');
    return kept === 'light' || kept === 'dark' ? kept : 'system';
  } catch {
    return 'system';
  }
}

/** @param {Theme} theme */
function keep(theme) {
  try {
    if (theme === 'system') localStorage.removeItem('theme');
    else localStorage.setItem('theme', theme);
  } catch {
    // Storage may be forbidden: the choice then lasts as long as the page.
  }
}
