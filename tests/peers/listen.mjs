// What the servers in this folder have in common: their flags, how they announce themselves, and a steady tick.
import { parseArgs } from 'node:util';

/**
 * The flags of the command line, all of them numbers.
 * @param {Record<string, number>} defaults
 */
export function numbers(defaults) {
  const options = Object.fromEntries(Object.keys(defaults).map((name) => [name, { type: 'string' }]));
  const { values } = parseArgs({ options });
  return Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, Number(values[name] ?? value)]));
}

/** Tells the benchmark where to connect. Port 0 has become a real one by then. */
export function announce(address) {
  console.log(`listening on 127.0.0.1:${address.port}`);
}

/**
 * Calls `step` this often a second. `setInterval` would drop the fraction of the milliseconds, and 60 Hz would be 62.5;
 * each step has its time from the first one, so nothing drifts either.
 * @param {number} hz @param {() => void} step
 */
export function everyTick(hz, step) {
  const start = performance.now();
  let count = 0;
  const next = () => {
    // Ticks that are missed are left out, not made up for.
    count = Math.max(count + 1, Math.floor(((performance.now() - start) * hz) / 1000));
    setTimeout(() => {
      step();
      next();
    }, start + (count * 1000) / hz - performance.now());
  };
  next();
}
