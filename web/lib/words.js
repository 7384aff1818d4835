// Words that more than one page needs. Pure.

/** @param {number} count @param {string} one @param {string} [many] @returns {string} "1 zombie", "5 zombies" */
export function counted(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`;
}
