// Clients that nobody here wrote, behind one face: say a line, hear the next one, see the end.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import WebSocket from 'ws';
import { TARGET } from './server.mjs';

const WSCAT = createRequire(import.meta.url).resolve('wscat/bin/wscat');
const PYTHON = resolve(TARGET, 'venv/bin/python');
const PLAYER = fileURLToPath(new URL('../clients/player.py', import.meta.url));
const SPEAKER = fileURLToPath(new URL('../clients/speaker.py', import.meta.url));
const GUEST = fileURLToPath(new URL('../clients/guest.py', import.meta.url));

/** What has arrived and was not asked for yet, and who waits for the next of it. */
class Inbox {
  #lines = [];
  #asking = [];
  #end = null;

  push(line) {
    const asker = this.#asking.shift();
    if (asker === undefined) this.#lines.push(line);
    else asker.resolve(line);
  }

  end(how) {
    this.#end = how;
    for (const asker of this.#asking.splice(0)) asker.resolve(how);
  }

  /** The next line; after the last one, how it ended. */
  next() {
    if (this.#lines.length > 0) return Promise.resolve(this.#lines.shift());
    if (this.#end !== null) return Promise.resolve(this.#end);
    return new Promise((resolve) => this.#asking.push({ resolve }));
  }
}

/** One client. `next()` gives a line that it heard, or at last an object that tells how it ended. */
class Peer {
  inbox = new Inbox();

  next() {
    return this.inbox.next();
  }

  async hears(line) {
    assert.deepEqual(await this.next(), line);
  }

  /** That the server closes, and says nothing before it does. */
  async closed() {
    assert.deepEqual(await this.next(), this.goodEnd);
  }
}

/** The `ws` package of npm. */
export class Ws extends Peer {
  goodEnd = { code: 1000, reason: 'Goodbye' };

  /**
   * @param {import('node:test').TestContext} t ends it
   * @param {string} url
   * @param {string[]} [protocols]
   * @param {import('ws').ClientOptions} [options]
   */
  constructor(t, url, protocols = [], options = {}) {
    super();
    this.socket = new WebSocket(url, protocols, options);
    this.socket.on('message', (data, isBinary) => this.inbox.push(isBinary ? data : data.toString()));
    this.socket.on('close', (code, reason) => this.inbox.end({ code, reason: reason.toString() }));
    this.socket.on('error', (error) => this.inbox.end({ error: error.message }));
    t.after(() => this.socket.terminate());
  }

  async says(line) {
    if (this.socket.readyState === WebSocket.CONNECTING) await once(this.socket, 'open');
    this.socket.send(line);
  }

  leaves() {
    this.socket.close();
  }
}

/** A program that is driven by its standard input, line by line. */
class Program extends Peer {
  goodEnd = { code: 0, signal: null };

  /**
   * @param {import('node:test').TestContext} t
   * @param {string} command
   * @param {string[]} args
   * @param {Record<string, string>} [environment] what it has more in it
   */
  constructor(t, command, args, environment = {}) {
    super();
    this.process = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...environment } });
    createInterface({ input: this.process.stdout }).on('line', (line) => this.prints(line));
    this.process.on('error', (error) => this.inbox.end({ error: error.message }));
    this.process.on('close', (code, signal) => this.inbox.end({ code, signal }));
    this.process.stdin.on('error', () => {}); // it has gone: how, `closed` tells
    t.after(() => this.process.kill('SIGKILL'));
  }

  prints(line) {
    this.inbox.push(line);
  }

  async says(line) {
    this.process.stdin.write(`${line}\n`);
  }
}

/** The netcat of OpenBSD, on plain TCP. */
export class Netcat extends Program {
  /** @param {string} address `host:port` */
  constructor(t, address) {
    super(t, 'nc', address.split(':'));
  }

  /** At the end of its input it goes on reading, and it exits because the server has closed. */
  async closed() {
    this.process.stdin.end();
    await super.closed();
  }
}

/** `wscat`, a WebSocket client for terminals. */
export class Wscat extends Program {
  constructor(t, url) {
    super(t, process.execPath, [WSCAT, '--no-color', '--connect', url]);
  }

  /** Its prompts are its own affair, and not the server's: one stands before what comes next, or alone at the end. */
  prints(line) {
    const words = line.replace(/^(> )+/, '');
    if (words !== '' || line === '') super.prints(words);
  }
}

/** A bot on the `websockets` package of Python. It decides itself, and tells what it says and hears. */
export class PythonBot extends Program {
  /**
   * @param {number[]} cells in the order it would like to have them
   * @param {Record<string, string>} [environment]
   */
  constructor(t, url, cells, environment) {
    super(t, PYTHON, [PLAYER, url, ...cells.map(String)], environment);
    this.process.stdin.end();
  }

  async says(line) {
    assert.deepEqual(await this.next(), `C: ${line}`);
  }

  async hears(line) {
    assert.deepEqual(await this.next(), `S: ${line}`);
  }
}

/** Says what it is told, and tells what it hears, on the `websockets` package of Python. */
export class PythonSpeaker extends Program {
  constructor(t, url) {
    super(t, PYTHON, [SPEAKER, url]);
  }

  prints(line) {
    super.prints(JSON.parse(line));
  }

  leaves() {
    this.process.stdin.end();
  }
}

/** A guest of the party on the `websockets` package of Python. It goes to one place, and tells in JSON what it hears. */
export class PythonGuest extends Program {
  /** @param {{ x: number, y: number }} to in px */
  constructor(t, url, { x, y }) {
    super(t, PYTHON, [GUEST, url, String(x), String(y)]);
    this.process.stdin.end();
  }
}

/**
 * Plays a script, one step after the other, in the form of the transcripts in TTTP.md: `X C: MOVE 4` is said by X, and
 * `O S: OPPONENT_MOVED 4` must be the very next thing that O hears.
 * @param {string} script
 * @param {Record<string, () => Peer>} seats how each of them connects
 */
export async function perform(script, seats) {
  /** @type {Map<string, Peer>} */
  const peers = new Map();
  for (const step of script.trim().split('\n')) {
    const [, seat, side, words] = /^\s*(\w) ([CS]): (.*)$/.exec(step);
    const peer = peers.get(seat);
    try {
      if (words === '(connects)') peers.set(seat, seats[seat]());
      else if (words === '(closes)' && side === 'C') peer.leaves();
      else if (words === '(closes)') await peer.closed();
      else if (side === 'C') await peer.says(words);
      else await peer.hears(words);
    } catch (error) {
      error.message = `at "${step.trim()}": ${error.message}`;
      throw error;
    }
  }
}

/** A whole game that X wins: all that both sides say and hear. */
export const X_WINS_BY_THE_DIAGONAL = `
  X C: (connects)
  X S: WELCOME X
  X S: MESSAGE Waiting for opponent to connect
  O C: (connects)
  O S: WELCOME O
  O S: MESSAGE Your opponent will move first
  X S: MESSAGE Your move
  X C: MOVE 4
  X S: VALID_MOVE 4
  O S: OPPONENT_MOVED 4
  O C: MOVE 1
  O S: VALID_MOVE 1
  X S: OPPONENT_MOVED 1
  X C: MOVE 0
  X S: VALID_MOVE 0
  O S: OPPONENT_MOVED 0
  O C: MOVE 2
  O S: VALID_MOVE 2
  X S: OPPONENT_MOVED 2
  X C: MOVE 8
  X S: VALID_MOVE 8
  X S: VICTORY
  O S: OPPONENT_MOVED 8
  O S: DEFEAT
  O C: QUIT
  O S: (closes)
  X C: QUIT
  X S: (closes)`;
