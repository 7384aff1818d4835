// What the tests of the tutorials' pages share.

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
