// The right to come back to a seat, and where it is kept. Whoever has the ticket has the seat.
//
// - In the address of the page, behind the #, which no browser sends to a server: it survives everything that the
//   browser itself restores, and can be opened on another device.
// - In the tab: for a reload of another page of ours, such as the lobby, whose address has no seat.
// - In the browser: for who closed all of it and opens it anew. Only games that are on: nobody wants to be led back to a
//   result. Several, for two tabs of one browser may play, each its own seat; so what is found there is taken only if no
//   other tab says that it has it.

/** @typedef {{ game: string, ticket: string }} Kept */
/**
 * @typedef {object} Found
 * @property {Kept} kept
 * @property {boolean} sought whether anybody asked for just this one: by its address, or by having had it in this tab
 * @property {boolean} elsewhere whether it has been taken from this tab
 */
/** @typedef {import('./store.js').Store} Store */

const TAB = 'seat';
const BROWSER = 'seats';
const ELSEWHERE = 'elsewhere';
/** How many the browser keeps: a few tabs, and what was never given back. */
const MOST = 4;

const HASH = /^#seat=([0-9A-Z]{1,16})\.([0-9a-f]{32})$/;

/** @param {string} hash of an address @returns {Kept | null} */
export function seatIn(hash) {
  const [, game, ticket] = HASH.exec(hash) ?? [];
  return game && ticket ? { game, ticket } : null;
}

/** @param {string} hash of an address @returns {boolean} whether it would lead to a seat, were it whole */
export function isCut(hash) {
  return hash.startsWith('#seat') && seatIn(hash) === null;
}

/** @param {Kept} kept @returns {string} the end of an address that leads to this seat */
export function seatHash({ game, ticket }) {
  return `#seat=${game}.${ticket}`;
}

export class SeatKeeper {
  #tab;
  #browser;

  /** @param {Store} tab @param {Store} browser */
  constructor(tab, browser) {
    this.#tab = tab;
    this.#browser = browser;
  }

  /**
   * @param {string} hash of the address
   * @param {boolean} alsoUnsought whether a seat that only the browser knows of would do
   * @returns {Found | null}
   */
  find(hash, alsoUnsought) {
    const [game = '', ticket = '', where] = this.#tab.get(TAB)?.split(' ') ?? [];
    const addressed = seatIn(hash);
    const kept = addressed ?? (game && ticket ? { game, ticket } : null);
    if (kept !== null) return { kept, sought: true, elsewhere: where === ELSEWHERE && kept.game === game };
    const newest = alsoUnsought ? this.#others('')[0] : undefined;
    return newest === undefined ? null : { kept: newest, sought: false, elsewhere: false };
  }

  /** @param {Kept} kept the seat of this tab from now on */
  keep(kept) {
    this.#tab.set(TAB, words(kept));
    this.#write([kept, ...this.#others(kept.game)].slice(0, MOST));
  }

  /** It is over: the tab keeps it, for a rematch. @param {Kept} kept */
  isOver(kept) {
    this.#write(this.#others(kept.game));
  }

  /** It goes on elsewhere, perhaps in another tab of this browser. @param {Kept} kept */
  isElsewhere(kept) {
    this.#tab.set(TAB, `${words(kept)} ${ELSEWHERE}`);
  }

  /** This tab wants it no more; another one may. */
  letGo() {
    this.#tab.set(TAB, null);
  }

  /** It is no more. @param {Kept} kept */
  forget(kept) {
    if (this.#tab.get(TAB)?.startsWith(words(kept))) this.letGo();
    this.isOver(kept);
  }

  /** @param {string} game @returns {Kept[]} what the browser keeps of other games, the newest first */
  #others(game) {
    const lines = this.#browser.get(BROWSER)?.split('\n') ?? [];
    return lines.flatMap((line) => seatIn(`#seat=${line.replace(' ', '.')}`) ?? []).filter((kept) => kept.game !== game);
  }

  /** @param {Kept[]} all */
  #write(all) {
    this.#browser.set(BROWSER, all.length === 0 ? null : all.map(words).join('\n'));
  }
}

/** @param {Kept} kept */
function words({ game, ticket }) {
  return `${game} ${ticket}`;
}
