// The arguments that are typed for an event. Pure.

/**
 * @param {string} text the first one
 * @param {string} json the second; nothing leaves it out
 * @returns {unknown[] | null} null if the second is no JSON
 */
export function readArguments(text, json) {
  if (json.trim() === '') return [text];
  try {
    return [text, JSON.parse(json)];
  } catch {
    return null;
  }
}

/** @param {unknown[]} values @returns {string} as they would stand in a program */
export function argumentWords(values) {
  return values.map((value) => JSON.stringify(value)).join(', ');
}
