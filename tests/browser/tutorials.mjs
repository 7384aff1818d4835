// What the tests of the tutorials' pages share.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Flags for any free port at each of the tutorials' own doors. */
export const PORTS = ['capitalizer', 'party-page', 'chat-page', 'chat', 'echo'].flatMap((name) => [`--${name}-port`, '0']);

/** Where the tutorials' own doors are. */
export async function tutorials(server) {
  return (await (await fetch(`http://${server.main}/status`)).json()).tutorials;
}

/** Rows of the panel that hold this text. */
export function rows(page, text) {
  return page.locator('#wire .row').filter({ hasText: text });
}

/** Keeps this code in a file, as a student would, while `run` has the address to open it by. */
export async function inFile(code, run) {
  const folder = await mkdtemp(join(tmpdir(), 'tttparty-tutorials-'));
  try {
    const file = join(folder, 'page.html');
    await writeFile(file, code);
    await run(pathToFileURL(file).href);
  } finally {
    await rm(folder, { recursive: true });
  }
}
