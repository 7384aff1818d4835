// The bot that README shows plays as it stands there, but for the port.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { ROOT, Server } from '../lib/server.mjs';

let server;
before(async () => (server = await Server.start()));
after(() => server.stop());

test('two of the bots in README play a whole game', { timeout: 60_000 }, async () => {
  const [, bot] = /```python\n(.*?)```/s.exec(readFileSync(join(ROOT, 'README.md'), 'utf8'));
  assert.ok(bot.trim().split('\n').length <= 10, 'README says that it is short');
  const port = server.classic.split(':').at(-1);
  assert.ok(bot.includes('58901'));
  const play = () => promisify(execFile)('python3', ['-c', bot.replace('58901', port)]);
  const results = await Promise.all([play(), play()]);
  assert.deepEqual(results.map(({ stdout }) => stdout.trim()).sort(), ['DEFEAT', 'VICTORY']);
});
