// A small client for Socket.IO (its protocol 5, over Engine.IO 4), for pages in a room without internet: a classic script
// that gives a page `io`, served as /socket.io/socket.io.js as well. It knows the main namespace, events with arguments of
// JSON, both transports, and how to come back. It does not know acknowledgements, binary arguments, other namespaces, or
// the upgrade from polling to WebSocket: it tries WebSocket first, and polls only where that fails.
'use strict';

(() => {
  /** @typedef {'websocket' | 'polling'} Transport */
  /** @typedef {(...values: any[]) => void} Handler */
  /** @typedef {{ packet: (text: string) => void, closed: (reason: string) => void }} Listener */
  /** @typedef {{ send: (packet: string) => void, close: () => void }} Way a connection, by whatever transport */
  /**
   * @typedef {object} Options
   * @property {Transport[]} [transports] in the order in which they are tried
   * @property {boolean} [autoConnect] whether to connect at once; true
   * @property {boolean} [reconnection] whether to come back by itself; true
   * @property {number} [reconnectionDelay] about how long before the first retry, in ms; 1000
   * @property {number} [reconnectionDelayMax] about how long at most, in ms; 5000
   * @property {number} [timeout] how long a connection may take to open, in ms; 10000
   * @property {string} [path] where the server has it; /socket.io/
   */

  /** What the library itself says; nobody else may. */
  const OWN = ['connect', 'connect_error', 'disconnect', 'disconnecting'];
  /** Between the packets of one answer, when polling. */
  const SEPARATOR = '\x1e';
  /** The most events that wait for a connection. */
  const MOST_WAITING = 1000;

  /** @implements {Way} */
  class OverWebSocket {
    /** @param {URL} url @param {Listener} listener */
    constructor(url, listener) {
      url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
      this.socket = new WebSocket(url);
      this.socket.onmessage = ({ data }) => {
        if (typeof data === 'string') listener.packet(data);
      };
      this.socket.onclose = () => listener.closed('transport close');
    }

    /** @param {string} packet */
    send(packet) {
      this.socket.send(packet);
    }

    close() {
      this.socket.onmessage = null;
      this.socket.onclose = null;
      this.socket.close();
    }
  }

  /** @implements {Way} */
  class OverPolling {
    #over = new AbortController();
    #isPosting = false;
    #most = Infinity;
    /** @type {string[]} */
    #waiting = [];

    /** @param {URL} url @param {Listener} listener */
    constructor(url, listener) {
      this.url = url;
      this.listener = listener;
      void this.#poll();
    }

    /** @param {string} packet */
    send(packet) {
      this.#waiting.push(packet);
      void this.#post();
    }

    close() {
      this.#over.abort();
      // Nobody waits for the answer: the session ends without it, only later.
      if (this.url.searchParams.has('sid')) fetch(this.url, { method: 'POST', body: '1', keepalive: true }).catch(() => {});
    }

    async #poll() {
      try {
        while (!this.#over.signal.aborted) {
          const answer = await fetch(this.url, { signal: this.#over.signal, cache: 'no-store' });
          if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
          for (const packet of (await answer.text()).split(SEPARATOR)) {
            if (packet.startsWith('0')) this.#begin(JSON.parse(packet.slice(1)));
            if (packet !== '' && !this.#over.signal.aborted) this.listener.packet(packet);
          }
        }
      } catch {
        this.#fail();
      }
    }

    /** @param {{ sid: string, maxPayload?: number }} opened */
    #begin({ sid, maxPayload = Infinity }) {
      this.url.searchParams.set('sid', sid);
      this.#most = maxPayload;
    }

    async #post() {
      if (this.#isPosting) return;
      this.#isPosting = true;
      try {
        while (this.#waiting.length > 0 && !this.#over.signal.aborted) {
          const answer = await fetch(this.url, { method: 'POST', body: this.#batch(), signal: this.#over.signal });
          if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
        }
      } catch {
        this.#fail();
      } finally {
        this.#isPosting = false;
      }
    }

    /** As many packets as the server takes at once; one at least. A UTF-16 unit is at most three bytes. */
    #batch() {
      let size = 0;
      let count = 0;
      for (const packet of this.#waiting) {
        size += 3 * packet.length + 1;
        if (count > 0 && size > this.#most) break;
        count += 1;
      }
      return this.#waiting.splice(0, count).join(SEPARATOR);
    }

    #fail() {
      if (this.#over.signal.aborted) return;
      this.#over.abort();
      this.listener.closed('transport error');
    }
  }

  const WAYS = { websocket: OverWebSocket, polling: OverPolling };

  class Socket {
    /** Whether events go out at once, rather than wait. */
    connected = false;
    /** @type {string | undefined} the server's name for this connection */
    id = undefined;
    /** By what it is connected, or tries to be. @type {Transport | undefined} */
    transport = undefined;
    /** Told each packet of Engine.IO: for a page that shows them. @type {(direction: 'in' | 'out', text: string) => void} */
    onPacket = () => {};
    /** @type {Map<string, Handler[]>} */
    #handlers = new Map();
    /** @type {string[]} */
    #waiting = [];
    /** @type {Way | null} */
    #way = null;
    #isWanted = false;
    #failures = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} until it comes back, has to be open, or is to be heard */
    #timer = undefined;
    /** How long the server may be silent, in ms. */
    #silence = Infinity;

    /** @param {string} url @param {Options} options */
    constructor(url, options) {
      this.url = new URL(options.path ?? '/socket.io/', url.replace(/^ws/, 'http'));
      this.options = options;
      if (options.autoConnect ?? true) this.connect();
    }

    /** Connects, unless it is connected or about to be. */
    connect() {
      if (this.#isWanted) return this;
      this.#isWanted = true;
      this.#failures = 0;
      // A page sets its handlers first.
      this.#after(0, () => this.#open(0));
      return this;
    }

    /** Ends the connection, and does not come back. */
    disconnect() {
      if (this.connected) this.#send('41');
      this.#isWanted = false;
      this.#lose('io client disconnect');
      return this;
    }

    close() {
      return this.disconnect();
    }

    /** @param {string} name @param {Handler} handler */
    on(name, handler) {
      this.#handlers.set(name, [...(this.#handlers.get(name) ?? []), handler]);
      return this;
    }

    /** @param {string} name @param {Handler} handler */
    once(name, handler) {
      /** @type {Handler} */
      const first = (...values) => {
        this.off(name, first);
        handler(...values);
      };
      return this.on(name, first);
    }

    /** Takes one handler away, or all of an event, or all. @param {string} [name] @param {Handler} [handler] */
    off(name, handler) {
      if (name === undefined) this.#handlers.clear();
      else if (handler === undefined) this.#handlers.delete(name);
      else this.#handlers.set(name, (this.#handlers.get(name) ?? []).filter((one) => one !== handler));
      return this;
    }

    /**
     * Sends an event, or keeps it until there is a connection.
     * @param {string} name @param {...unknown} values JSON
     */
    emit(name, ...values) {
      if (OWN.includes(name)) throw new Error(`"${name}" is an event of the library: choose another name`);
      if (typeof values.at(-1) === 'function') throw new Error('This small client has no acknowledgements: listen for an event instead');
      const packet = `42${JSON.stringify([name, ...values], (_, value) => asJson(value))}`;
      if (this.connected) this.#send(packet);
      else if (this.#waiting.push(packet) > MOST_WAITING) this.#waiting.shift();
      return this;
    }

    /** @param {string} name @param {unknown[]} values */
    #tell(name, ...values) {
      for (const handler of this.#handlers.get(name) ?? []) handler(...values);
    }

    /** Tries a transport. @param {number} place among those to be tried */
    #open(place) {
      const { transports = ['websocket', 'polling'], timeout = 10_000 } = this.options;
      const transport = transports[place] ?? 'websocket';
      const url = new URL(this.url);
      url.search = `?EIO=4&transport=${transport}`;
      let opened = false;
      /** @param {string} reason */
      const closed = (reason) => {
        if (this.#way !== way) return;
        this.#way = null;
        if (!opened && place + 1 < transports.length) this.#open(place + 1);
        else this.#lose(reason, transport);
      };
      /** @type {Way} */
      const way = new WAYS[transport](url, {
        closed,
        packet: (text) => {
          if (this.#way !== way) return;
          opened = true;
          this.#hear(text);
        },
      });
      this.#way = way;
      this.transport = transport;
      this.#after(timeout, () => {
        way.close();
        closed('timeout');
      });
    }

    /** @param {string} text a packet of Engine.IO */
    #hear(text) {
      this.onPacket('in', text);
      const rest = text.slice(1);
      switch (text[0]) {
        case '0': {
          const { pingInterval, pingTimeout } = JSON.parse(rest);
          this.#silence = pingInterval + pingTimeout;
          this.#send('40');
          return;
        }
        case '1':
          return this.#lose('transport close');
        case '2':
          this.#expect();
          return this.#send(`3${rest}`);
        case '4':
          return this.#hearMessage(rest[0], rest.slice(1));
        default:
      }
    }

    /** @param {string | undefined} type of the packet of Socket.IO @param {string} rest */
    #hearMessage(type, rest) {
      switch (type) {
        case '0':
          this.#expect();
          this.id = JSON.parse(rest).sid;
          this.connected = true;
          this.#failures = 0;
          for (const packet of this.#waiting.splice(0)) this.#send(packet);
          return this.#tell('connect');
        case '1':
          this.#isWanted = false;
          return this.#lose('io server disconnect');
        case '2': {
          // A number before the list asks for an acknowledgement.
          const [name, ...values] = JSON.parse(rest.replace(/^\d+/, ''));
          return this.#tell(name, ...values);
        }
        case '4':
          this.#isWanted = false;
          this.#lose('io server disconnect', JSON.parse(rest).message);
          return;
        default:
      }
    }

    /** The server says something within its time, or it is gone. */
    #expect() {
      this.#after(this.#silence, () => this.#lose('ping timeout'));
    }

    /** @param {string} packet */
    #send(packet) {
      this.onPacket('out', packet);
      this.#way?.send(packet);
    }

    /**
     * The connection is over, or was none. @param {string} reason
     * @param {string} [error] what to say if it was none
     */
    #lose(reason, error) {
      clearTimeout(this.#timer);
      const way = this.#way;
      this.#way = null;
      way?.close();
      const { reconnection = true, reconnectionDelay = 1000, reconnectionDelayMax = 5000 } = this.options;
      if (this.#isWanted && reconnection) {
        const window = Math.min(reconnectionDelayMax, reconnectionDelay * 2 ** Math.min(this.#failures, 30));
        this.#failures += 1;
        // Not all of a room in the same instant.
        this.#after(window * (0.5 + Math.random() / 2), () => this.#open(0));
      } else {
        this.#isWanted = false;
      }
      this.id = undefined;
      if (this.connected) {
        this.connected = false;
        this.#tell('disconnect', reason);
      } else if (error !== undefined) {
        this.#tell('connect_error', new Error(error in WAYS ? `${error} error` : error));
      }
    }

    /** There is one thing to wait for at a time. @param {number} ms @param {() => void} run */
    #after(ms, run) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(run, ms);
    }
  }

  /** @param {unknown} value @returns {unknown} it, if it can be written as JSON */
  function asJson(value) {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value) || value instanceof Blob) {
      throw new Error('This small client sends no bytes: send text, or numbers');
    }
    return value;
  }

  /**
   * Connects to a server: `io('http://localhost:8081')`. Without an address, to the one that the page comes from.
   * @param {string | Options} [url] @param {Options} [options]
   */
  function io(url, options = {}) {
    if (typeof url === 'object') return new Socket(location.href, url);
    return new Socket(url ?? location.href, options);
  }

  io.connect = io;
  Object.assign(globalThis, { io });
})();
