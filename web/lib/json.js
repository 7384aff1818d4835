// Takes what it finds in an answer of the server: a part that is missing, or of another kind, must not break a page. Pure.

/** @param {unknown} value @returns {Record<string, unknown>} none if it is no object */
export function fields(value) {
  return typeof value === 'object' && value !== null ? /** @type {Record<string, unknown>} */ (value) : {};
}

/** @param {unknown} value @returns {unknown[]} */
export function items(value) {
  return Array.isArray(value) ? value : [];
}

/** @param {unknown} value @returns {number} a whole number, from 0 on */
export function count(value) {
  return Math.max(0, Math.floor(number(value) ?? 0));
}

/** @param {unknown} value @returns {number | null} */
export function number(value) {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** @param {unknown} value @returns {string} */
export function text(value) {
  return typeof value === 'string' ? value : '';
}
