// What a link lives in, for tests: a clock that is moved by hand, and connections that do as they are told.

/** A token of a session, as the server writes it. */
export const TOKEN = 'a'.repeat(32);

/** Lets promises that are settled be acted upon. */
export const settle = () => new Promise((resolve) => setImmediate(resolve));

/**
 * @param {object} [options]
 * @param {() => number} [options.random]
 * @param {string | null} [options.forced] the only transport to be tried
 * @param {Map<string, string>} [options.kept] what the tab keeps
 */
export function fakeWorld({ random = () => 0.5, forced = null, kept = new Map() } = {}) {
  const timers = new Map();
  let lastTimer = 0;
  const world = {
    time: 0,
    /** Connections that were asked for, the newest last. */
    sockets: [],
    streams: [],
    requests: [],
    timers,
    connect(path, protocols) {
      const socket = { path, protocols, readyState: 0, sent: [], closedWith: [], send: (text) => socket.sent.push(text), close: (code) => { socket.readyState = 2; socket.closedWith.push(code); } };
      world.sockets.push(socket);
      return socket;
    },
    stream(path) {
      const stream = Object.assign(new EventTarget(), { path, readyState: 0, onerror: null, close() { stream.readyState = 2; } });
      stream.tell = (type, data, lastEventId = '') => stream.dispatchEvent(Object.assign(new Event(type), { data, lastEventId }));
      world.streams.push(stream);
      return stream;
    },
    fetch(path, { method = 'GET', body, signal } = {}) {
      const request = { path, method, body, isOver: false };
      world.requests.push(request);
      return new Promise((resolve, reject) => {
        const end = (act, value) => { request.isOver = true; act(value); };
        signal?.addEventListener('abort', () => end(reject, new Error('aborted')));
        request.fail = () => end(reject, new TypeError('no network'));
        request.answer = (status, json, headers = {}) => end(resolve, {
          status, ok: status < 300, headers: new Headers(headers), json: async () => json, text: async () => String(json),
        });
      });
    },
    now: () => world.time,
    wall: () => world.time,
    random,
    forced: () => forced,
    store: { get: (key) => kept.get(key) ?? null, set: (key, value) => kept.set(key, value) },
    setTimer: (run, ms) => { lastTimer += 1; timers.set(lastTimer, { run, at: world.time + ms }); return lastTimer; },
    clearTimer: (id) => timers.delete(id),
    pass(ms) {
      const end = world.time + ms;
      for (;;) {
        const [due] = [...timers].filter(([, { at }]) => at <= end).sort((a, b) => a[1].at - b[1].at);
        if (due === undefined) break;
        timers.delete(due[0]);
        world.time = due[1].at;
        due[1].run();
      }
      world.time = end;
    },
    get socket() { return world.sockets.at(-1); },
    get streaming() { return world.streams.at(-1); },
    /** The oldest request of this kind that waits for its answer. */
    waiting: (method) => world.requests.find((request) => request.method === method && !request.isOver),
    /** The newest WebSocket carries the session. */
    open({ seq = 0, heard = 0, token = TOKEN } = {}) {
      world.socket.readyState = 1;
      world.socket.onmessage({ data: `SESSION ${token} seq=${seq} heard=${heard}` });
    },
    close(code, reason = '') { world.socket.readyState = 3; world.socket.onclose({ code, reason }); },
  };
  return world;
}
