// Starts the real server on free ports. It is ready once it has announced its last address: nothing here waits for a time.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Where cargo builds, and the Python environment is. */
export const TARGET = resolve(ROOT, process.env.CARGO_TARGET_DIR ?? 'target');

const BINARY = resolve(TARGET, 'debug/tttparty');
const ANNOUNCED = {
  main: /^ {2}bots +ws:\/\/(\S+)\/tttp$/,
  classic: /^ {2}classic +ws:\/\/(\S+)\//,
  classicParty: /^ {2}classic party +ws:\/\/(\S+)\/$/,
};

/** Servers that run: none survives its test. */
const running = new Set();
/** @type {string[][]} what each has logged */
const logs = [];
process.on('exit', (code) => {
  for (const server of running) server.process.kill('SIGKILL');
  // A log is worth reading after a failure only.
  if (code !== 0) for (const log of logs) process.stderr.write(log.join(''));
});

/** A server, and where it listens: `main`, `classic` and `classicParty` are each `host:port`. */
export class Server {
  main = '127.0.0.1:0';
  classic = '127.0.0.1:0';
  classicParty = '127.0.0.1:0';

  /** The flags for the tutorials' systems on free ports, which `status` tells. */
  static TUTORIALS = ['--tutorials', ...['capitalizer', 'party-page', 'chat-page', 'chat', 'echo'].flatMap((name) => [`--${name}-port`, '0'])];

  /** What /status says. */
  async status() {
    return (await fetch(`http://${this.main}/status`)).json();
  }

  /** @param {string[]} [flags] more flags of the command line */
  static async start(...flags) {
    const server = new Server();
    server.flags = flags;
    await server.#run();
    return server;
  }

  /** The same server once more, on the same ports: those who come back find it. */
  async restart() {
    await this.kill();
    await this.#run();
  }

  /** Asks it to stop, as a supervisor would. Gives how it exited. */
  async stop(signal = 'SIGTERM') {
    if (running.has(this)) this.process.kill(signal);
    return this.exited;
  }

  /** Ends it without a word to anybody. */
  async kill() {
    return this.stop('SIGKILL');
  }

  async #run() {
    if (!existsSync(BINARY)) throw new Error(`there is no ${BINARY}: run cargo build --workspace first`);
    const log = [];
    logs.push(log);
    const port = (address) => address.split(':').at(-1);
    const ports = ['--port', port(this.main), '--classic-port', port(this.classic), '--classic-party-port', port(this.classicParty), '--tttp2-port', '0'];
    const folder = this.flags.includes('--data-dir') ? [] : ['--ephemeral'];
    const child = spawn(BINARY, [...ports, ...folder, ...this.flags], { env: cleanEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] });
    this.process = child;
    running.add(this);
    this.exited = once(child, 'exit').then(([code, signal]) => {
      running.delete(this);
      return { code, signal };
    });
    child.stderr.setEncoding('utf8').on('data', (text) => log.push(text));
    for await (const line of createInterface({ input: child.stdout })) {
      for (const [door, pattern] of Object.entries(ANNOUNCED)) this[door] = pattern.exec(line)?.[1] ?? this[door];
      if (line === 'Ctrl-C stops it.') return;
    }
    throw new Error(`the server stopped before it was ready:\n${log.join('')}`);
  }
}

/** What is set on this machine must not matter. */
function cleanEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('TTTPARTY_')));
}
