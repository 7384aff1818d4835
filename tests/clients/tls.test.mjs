// The server's own certificate, as clients see it that nobody here wrote: Node's https and tls, ws of npm, Python.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get as getClear } from 'node:http';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { checkServerIdentity, connect } from 'node:tls';
import { perform, PythonBot, Ws, X_WINS_BY_THE_DIAGONAL } from '../lib/peers.mjs';
import { ROOT, Server } from '../lib/server.mjs';

const LIMIT = { timeout: 60_000 };
const folder = mkdtempSync(join(tmpdir(), 'tttparty-tls-'));
/** The certificate, and the key; clients only take the one out of it. */
const PEM = join(folder, 'tls.pem');

let server;
/** Trusts the server's certificate and no other. */
let trust;
before(async () => {
  server = await Server.start('--tls-self-signed', '--data-dir', folder);
  trust = { ca: readFileSync(PEM) };
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

/** What a server answers: status, headers, body, and the fingerprint of its certificate. */
async function answerOf(request) {
  const [response] = await once(request, 'response');
  const fingerprint = response.socket.getPeerCertificate?.().fingerprint256;
  let body = '';
  for await (const piece of response.setEncoding('utf8')) body += piece;
  return { status: response.statusCode, headers: response.headers, body, fingerprint };
}

test('a page comes over https, with the certificate that was announced', LIMIT, async () => {
  const { status, body, headers, fingerprint } = await answerOf(get(`https://${server.main}/`, trust));
  assert.equal(status, 200);
  assert.equal(body, readFileSync(join(ROOT, 'web/index.html'), 'utf8'));
  assert.equal(fingerprint, server.fingerprint);
  assert.match(headers['content-security-policy'], /connect-src 'self'/);
  assert.equal(headers['strict-transport-security'], undefined);
});

test('it is good for this machine by name, by both loopback addresses, and for no other', LIMIT, async () => {
  const [, port] = server.main.split(':');
  for (const name of ['localhost', '127.0.0.1', '::1']) {
    const { status } = await answerOf(get({ host: '127.0.0.1', port, path: '/healthz', servername: 'localhost', checkServerIdentity: named(name), ...trust }));
    assert.equal(status, 200, name);
  }
  const [error] = await once(get({ host: '127.0.0.1', port, servername: 'example.org', ...trust }), 'error');
  assert.equal(error.code, 'ERR_TLS_CERT_ALTNAME_INVALID');
  const [stranger] = await once(get(`https://${server.main}/`), 'error');
  assert.match(stranger.code, /SELF_SIGNED/);
});

/** Checks the certificate for this name, whatever was asked for. */
function named(name) {
  return (_, certificate) => checkServerIdentity(name, certificate);
}

test('an address without s leads to the one with it', LIMIT, async () => {
  const { status, headers } = await answerOf(getClear(`http://${server.main}/party?room=KITE7`));
  assert.deepEqual([status, headers.location], [308, `https://${server.main}/party?room=KITE7`]);
});

/** Lines over Node's tls. */
class Tls {
  /** @param {import('node:test').TestContext} t @param {string} address */
  constructor(t, address) {
    const [host, port] = address.split(':');
    this.socket = connect({ host, port: Number(port), ...trust });
    this.lines = createInterface({ input: this.socket })[Symbol.asyncIterator]();
    t.after(() => this.socket.destroy());
  }

  async says(line) {
    this.socket.write(`${line}\n`);
  }

  async hears(line) {
    assert.deepEqual(await this.lines.next(), { value: line, done: false });
  }

  async closed() {
    assert.equal((await this.lines.next()).done, true);
  }
}

test('ws of npm plays with lines over tls of Node', LIMIT, (t) =>
  perform(X_WINS_BY_THE_DIAGONAL, { X: () => new Ws(t, `wss://${server.main}/tttp`, [], trust), O: () => new Tls(t, server.classic) }));

test('lines over tls of Node play with a bot on websockets of Python', LIMIT, (t) => {
  const bot = () => new PythonBot(t, `wss://${server.main}/tttp`, [1, 2], { SSL_CERT_FILE: PEM });
  return perform(X_WINS_BY_THE_DIAGONAL, { X: () => new Tls(t, server.classic), O: bot });
});

test('a bot on websockets of Python plays with ws of npm at the classic door', LIMIT, (t) => {
  const bot = () => new PythonBot(t, `wss://${server.classic}/`, [4, 0, 8], { SSL_CERT_FILE: PEM });
  return perform(X_WINS_BY_THE_DIAGONAL, { X: bot, O: () => new Ws(t, `wss://${server.classic}/`, [], trust) });
});

test('the certificate outlives the server', LIMIT, async () => {
  const before = server.fingerprint;
  server.fingerprint = undefined;
  await server.restart();
  assert.match(before, /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  assert.equal(server.fingerprint, before);
});
