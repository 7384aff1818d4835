// A proxy between a browser and the server that misbehaves as real ones do. Its rules can change while it runs.
import { once } from 'node:events';
import { createServer, request as ask } from 'node:http';
import { connect } from 'node:net';

/**
 * @typedef {object} Rules
 * @property {'pass' | 'refuse' | 'strip' | 'hang'} upgrade what becomes of a WebSocket's handshake: `strip` hands it on as a
 *   plain request, `hang` never answers
 * @property {'pass' | 'hold'} streams `hold` keeps an event stream until it is over
 * @property {number | null} upgradedMs how long a WebSocket lives
 * @property {number | null} answerMs how long an answer may take
 * @property {'nothing' | 'ours' | 'theirs'} loses what never arrives, without a word: what the browser sends, or what the server
 *   does. What is lost in the middle of a connection is lost on it for good, so `cut` comes next
 */

/** Nothing is wrong. @type {Rules} */
export const CLEAR = { upgrade: 'pass', streams: 'pass', upgradedMs: null, answerMs: null, loses: 'nothing' };

export class Proxy {
  /** @type {Rules} */
  rules = CLEAR;
  /** Every request and handshake: `GET /tttp/session`, without tokens. @type {string[]} */
  log = [];
  #ends = new Set();
  #onLoss = () => {};
  #http = createServer((request, response) => this.#pass(request, response));

  /** @param {string} target `host:port` @param {Partial<Rules>} [rules] */
  static async start(target, rules = {}) {
    const proxy = new Proxy();
    [proxy.host, proxy.port] = target.split(':');
    proxy.rules = { ...CLEAR, ...rules };
    proxy.#http.on('upgrade', (request, socket, head) => proxy.#upgrade(request, socket, head));
    proxy.#http.listen(0, proxy.host);
    await once(proxy.#http, 'listening');
    proxy.url = `http://${proxy.host}:${proxy.#http.address().port}`;
    return proxy;
  }

  async stop() {
    this.cut();
    this.#http.close();
    this.#http.closeAllConnections();
    await once(this.#http, 'close');
  }

  /** Ends all connections that carry something now, without a word. */
  cut() {
    for (const end of this.#ends) end();
  }

  /** Loses something from now on, until everything is cut. Gives when it has. @param {'ours' | 'theirs'} loses */
  async lose(loses) {
    this.rules = { ...this.rules, loses };
    await new Promise((resolve) => (this.#onLoss = resolve));
    this.rules = { ...this.rules, loses: 'nothing' };
    this.cut();
  }

  /** How many sessions were opened through it, and how many of those with a WebSocket. */
  get opened() {
    return this.log.filter((line) => /^POST \S+\/session\?|^POST \S+\/session$|session=new/.test(line)).length;
  }

  /** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
  #pass(request, response) {
    this.#note(request);
    const { rules } = this;
    if (this.#loses('ours')) {
      this.#ends.add(() => response.destroy());
      return;
    }
    const onward = ask({ host: this.host, port: this.port, path: request.url, method: request.method, headers: withoutUpgrade(request.headers) });
    const forget = this.#may(rules.answerMs, () => {
      onward.destroy();
      response.destroy();
    });
    onward.on('error', () => response.destroy());
    onward.on('response', (answer) => {
      if (this.#loses('theirs')) return void answer.resume();
      response.writeHead(answer.statusCode, answer.headers);
      const isStream = answer.headers['content-type']?.startsWith('text/event-stream');
      if (!isStream || rules.streams === 'pass') {
        if (isStream) response.flushHeaders();
        answer.on('data', (bytes) => this.#loses('theirs') || response.write(bytes)).on('end', () => response.end());
      }
      answer.on('error', () => response.destroy());
    });
    response.on('close', () => {
      forget();
      onward.destroy();
    });
    request.pipe(onward);
  }

  #upgrade(request, socket, head) {
    this.#note(request);
    const { upgrade, upgradedMs } = this.rules;
    socket.on('error', () => socket.destroy());
    if (upgrade === 'refuse') return socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    const onward = upgrade === 'hang' ? null : connect(Number(this.port), this.host);
    const forget = this.#may(upgradedMs, () => socket.destroy());
    socket.on('close', () => {
      forget();
      onward?.destroy();
    });
    if (onward === null) return;
    const headers = upgrade === 'strip' ? { ...withoutUpgrade(request.headers), connection: 'close' } : request.headers;
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    onward.on('error', () => socket.destroy()).on('close', () => socket.destroy());
    onward.write(`${[`GET ${request.url} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n`);
    onward.write(head);
    onward.on('data', (bytes) => this.#loses('theirs') || socket.write(bytes));
    socket.on('data', (bytes) => this.#loses('ours') || onward.write(bytes));
  }

  /** Whether what comes now is lost. @param {'ours' | 'theirs'} whose */
  #loses(whose) {
    const isLost = this.rules.loses === whose;
    if (isLost) this.#onLoss();
    return isLost;
  }

  #note({ method, url }) {
    this.log.push(`${method} ${url.replace(/[0-9a-f]{32}/, 'TOKEN')}`);
  }

  /** Lets something live until it is cut, or for so long. Gives what to do once it is over. */
  #may(ms, end) {
    const timer = ms === null ? null : setTimeout(end, ms);
    this.#ends.add(end);
    return () => {
      clearTimeout(timer);
      this.#ends.delete(end);
    };
  }
}

/** What is said between two neighbours only. */
function withoutUpgrade({ upgrade: _upgrade, connection: _connection, ...headers }) {
  return headers;
}
