// What a page keeps over a reload: in the tab, or in the browser. Storage may be forbidden; then it lasts as long as the page.

/**
 * @typedef {object} Store
 * @property {(key: string) => string | null} get
 * @property {(key: string, value: string | null) => void} set null forgets
 */

/** @param {() => Storage} storage asking for it can fail already @returns {Store} */
function over(storage) {
  /** @type {Map<string, string>} */
  const memory = new Map();
  return {
    get(key) {
      try {
        return storage().getItem(key);
      } catch {
        return memory.get(key) ?? null;
      }
    },
    set(key, value) {
      try {
        if (value === null) storage().removeItem(key);
        else storage().setItem(key, value);
      } catch {
        if (value === null) memory.delete(key);
        else memory.set(key, value);
      }
    },
  };
}

/** For this tab. */
export const tabStore = over(() => sessionStorage);
/** For this browser. */
export const browserStore = over(() => localStorage);
