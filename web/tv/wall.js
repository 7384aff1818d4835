// The wall: boards in a grid that fits itself to the screen.
import { byId } from '../lib/dom.js';
import { capacityOf, gridFor, settle } from './places.js';
import { Tile } from './tile.js';

/** @typedef {import('./places.js').Place} Place */

export class Wall {
  #wall = byId('wall', HTMLElement);
  /** @type {readonly (Place | null)[]} */
  places = [];
  /** @type {Tile[]} */
  #tiles = [];

  /** @param {readonly import('../lobby/lists.js').Game[]} games @param {number} now ms */
  render(games, now) {
    const { width, height } = this.#room();
    this.places = settle(this.places, games, capacityOf(width, height), now);
    this.#wall.hidden = this.places.length === 0;
    while (this.#tiles.length > this.places.length) this.#tiles.pop()?.element.remove();
    while (this.#tiles.length < this.places.length) {
      const tile = new Tile();
      this.#tiles.push(tile);
      this.#wall.append(tile.element);
    }
    for (const [index, tile] of this.#tiles.entries()) tile.show(this.places[index] ?? null);
    this.fit();
  }

  /** Lays out what it shows, on whatever screen this is by now. */
  fit() {
    const { width, height } = this.#room();
    const { columns, size } = gridFor(this.places.length, width, height);
    this.#wall.style.setProperty('--columns', String(columns));
    this.#wall.style.setProperty('--size', `${size}px`);
  }

  #room() {
    const { clientWidth: width, clientHeight: height } = /** @type {HTMLElement} */ (this.#wall.parentElement);
    return { width, height };
  }
}
