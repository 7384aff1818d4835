// What README shows works as it stands there, but for the ports.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { ROOT, Server } from '../lib/server.mjs';

const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const run = promisify(execFile);

let server;
before(async () => (server = await Server.start()));
after(() => server.stop());

test('two of the bots in README play a whole game', { timeout: 60_000 }, async () => {
  const [, bot] = /```python\n(.*?)```/s.exec(README);
  assert.ok(bot.trim().split('\n').length <= 10, 'README says that it is short');
  const port = server.classic.split(':').at(-1);
  assert.ok(bot.includes('58901'));
  const play = () => run('python3', ['-c', bot.replace('58901', port)]);
  const results = await Promise.all([play(), play()]);
  assert.deepEqual(results.map(({ stdout }) => stdout.trim()).sort(), ['DEFEAT', 'VICTORY']);
});

test('curl alone plays, as README shows', { timeout: 60_000 }, async () => {
  const [, script] = /```sh\n(S=.*?)```/s.exec(README);
  const here = script.replaceAll('127.0.0.1:8080', server.main).replace('-m 3', '-m 3 || true');
  const { stdout } = await run('bash', ['-euc', here]);
  const game = /^JOINED (\S+) X Curly person \S+ house /m.exec(stdout)?.[1];
  assert.ok(game, stdout);
  const told = [/^HELLO TTTP\/2 .* name=Curly /m, new RegExp(`^MOVED ${game} 1 X 4 `, 'm'), /^event: session$/m, new RegExp(`^data: MOVED ${game} 2 O `, 'm')];
  for (const line of told) assert.match(stdout, line);
});
