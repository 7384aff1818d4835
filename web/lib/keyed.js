// A list on the page that keeps an element for as long as its item is there, so that focus and motion survive.

/** @template T */
export class KeyedList {
  /** @type {Map<string, { element: HTMLElement, update: (item: T) => void, item: T | null }>} */
  #kept = new Map();
  /** @type {readonly T[] | null} */
  #shown = null;

  /**
   * @param {HTMLElement} parent
   * @param {(item: T) => string} keyOf
   * @param {(item: T) => { element: HTMLElement, update: (item: T) => void }} create
   */
  constructor(parent, keyOf, create) {
    this.parent = parent;
    this.keyOf = keyOf;
    this.create = create;
  }

  /** @param {readonly T[]} items */
  show(items) {
    if (items === this.#shown) return;
    this.#shown = items;
    const keys = new Set(items.map(this.keyOf));
    for (const [key, { element }] of this.#kept) {
      if (keys.has(key)) continue;
      element.remove();
      this.#kept.delete(key);
    }
    let place = this.parent.firstElementChild;
    for (const item of items) {
      const { element } = this.#row(item);
      if (element === place) place = place.nextElementSibling;
      else this.parent.insertBefore(element, place);
    }
  }

  /** @param {T} item */
  #row(item) {
    const key = this.keyOf(item);
    let row = this.#kept.get(key);
    if (row === undefined) {
      row = { ...this.create(item), item: null };
      this.#kept.set(key, row);
    }
    if (row.item !== item) row.update(item);
    row.item = item;
    return row;
  }
}

/**
 * The same answer for the same question, so that a list knows that nothing has changed.
 * @template A, B, R
 * @param {(a: A, b: B) => R} work
 * @returns {(a: A, b: B) => R}
 */
export function lastOf(work) {
  /** @type {{ a: A, b: B, result: R } | null} */
  let last = null;
  return (a, b) => {
    if (last === null || last.a !== a || last.b !== b) last = { a, b, result: work(a, b) };
    return last.result;
  };
}
