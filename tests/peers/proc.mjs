// What Linux tells about a process, in /proc; the load generator reads the same.
import { readdirSync, readFileSync } from 'node:fs';

/** CPU that the threads of a process have used by now, in s: user and system. */
export function cpuSeconds(pid) {
  const spent = (thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
  return readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => sum + spent(thread), 0) / 1e9;
}

/** Memory of it that is not swapped out, in KiB. */
export function residentKib(pid) {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
}
