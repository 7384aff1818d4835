// The right to come back to a seat: kept over a lost connection, and over a reload of the page.

/** @typedef {{ game: string, ticket: string }} Kept */

const KEY = 'seat';

export class SeatKeeper {
  #store;

  /** @param {import('./store.js').Store} store */
  constructor(store) {
    this.#store = store;
  }

  /** @returns {Kept | null} */
  get kept() {
    const [game, ticket] = this.#store.get(KEY)?.split(' ') ?? [];
    return game && ticket ? { game, ticket } : null;
  }

  forget() {
    this.#store.set(KEY, null);
  }

  /** @param {import('./tttp2.js').Line} line */
  hear(line) {
    if (line.type === 'JOINED' && line.ticket !== null) {
      this.#store.set(KEY, `${line.game} ${line.ticket}`);
      this.#seat = line.seat;
    }
    const ours = this.kept;
    if (ours === null) return;
    if (line.type === 'REPLACED' && line.game === ours.game) this.forget();
    if (line.type === 'LEFT' && line.place === ours.game && line.seat === this.#seat) this.forget();
  }

  /** @type {import('./tttp2.js').Seat | null} */
  #seat = null;
}
