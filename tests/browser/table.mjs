// The app in the words that its readers have: names of squares, headings, buttons.
import { shows } from '../lib/browser.mjs';

const CELLS = ['top left', 'top centre', 'top right', 'middle left', 'centre', 'middle right', 'bottom left', 'bottom centre', 'bottom right'];

/** Whose move it is, when it is not ours. */
export const THEIR_MOVE = /’s? move$/;

/** The button of a square, whatever is on it. */
export function square(page, cell) {
  return page.getByRole('grid', { name: 'Board' }).getByRole('button', { name: new RegExp(`^${CELLS[cell]},`) });
}

/** Waits until a square has this mark, as a screen reader says it: `X, yours`. */
export function holds(page, cell, mark) {
  return page.getByRole('button', { name: `${CELLS[cell]}, ${mark}`, exact: true }).waitFor();
}

/** Presses the button of this name. */
export function press(page, name) {
  return page.getByRole('button', { name, exact: true }).click();
}

/** Waits for a heading. */
export function headed(page, name) {
  return page.getByRole('heading', { name }).waitFor();
}

/** Waits until this page of the app is shown: its address is there before that, and so are buttons of the same name on another. */
function isAt(page, name) {
  return page.locator('nav [aria-current="page"]', { hasText: name }).waitFor();
}

/** Follows a link of the navigation. */
export async function goTo(page, name) {
  await page.getByRole('link', { name, exact: true }).click();
  await isAt(page, name);
}

/** Loads a page again as one that waits for hours once its server is away, unless somebody asks for a try. */
export async function loadPatient(page) {
  await page.addInitScript(() => { Math.random = () => 10_000; });
  await page.reload();
}

/** Opens the lobby, and is called so. */
export async function lobbyAs(visit, name, beside) {
  const page = await visit('/', beside);
  await press(page, 'Change name');
  await page.getByLabel('Your name, as others see it').fill(name);
  await press(page, 'Take it');
  await page.locator('#me', { hasText: name }).waitFor();
  return page;
}

/** Goes to the table, and asks for the next opponent there. */
export async function queueUp(visit, beside) {
  const page = await visit('/game', beside);
  await isAt(page, 'Game');
  await press(page, 'Play');
  return page;
}

/** Opens the game twice, X first: in two windows, or in two tabs of one. */
export async function sitDown(visit, { tabs = false } = {}) {
  const x = await queueUp(visit);
  await headed(x, 'Waiting for an opponent');
  const o = await queueUp(visit, tabs ? x : undefined);
  await shows(x, 'Your move');
  await shows(o, THEIR_MOVE);
  return { x, o };
}

/** Moves in turn, X first; each is on both pages before the next. `press` makes a move. */
export async function playOut({ x, o }, cells, press = (page, cell) => square(page, cell).click()) {
  for (const [turn, cell] of cells.entries()) {
    const [mover, other, mark] = turn % 2 === 0 ? [x, o, 'X'] : [o, x, 'O'];
    await press(mover, cell);
    await holds(mover, cell, `${mark}, yours`);
    await holds(other, cell, `${mark}, opponent’s`);
  }
}

/** A press by keyboard alone: arrow keys from the square that has the focus, then Enter. */
export async function pressByKeys(page, cell) {
  await shows(page, 'Your move');
  const current = await page.evaluate((cells) => cells.findIndex((name) => document.activeElement?.ariaLabel?.startsWith(`${name},`)), CELLS);
  const [down, right] = [Math.floor(cell / 3) - Math.floor(current / 3), (cell % 3) - (current % 3)];
  for (let step = 0; step < Math.abs(down); step += 1) await page.keyboard.press(down > 0 ? 'ArrowDown' : 'ArrowUp');
  for (let step = 0; step < Math.abs(right); step += 1) await page.keyboard.press(right > 0 ? 'ArrowRight' : 'ArrowLeft');
  await page.keyboard.press('Enter');
}
