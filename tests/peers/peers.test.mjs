// The peers of the benchmark do what ours does, or it would compare nothing.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { perform, Ws } from '../lib/peers.mjs';

const LIMIT = { timeout: 30_000 };

const A_GAME_AND_A_REMATCH = `
  X C: (connects)
  X S: WELCOME X
  X S: MESSAGE Waiting for opponent to connect
  X C: MOVE 0
  X S: MESSAGE You don’t have an opponent yet
  O C: (connects)
  O S: WELCOME O
  O S: MESSAGE Your opponent will move first
  X S: MESSAGE Your move
  O C: MOVE 0
  O S: MESSAGE Not your turn
  X C: MOVE 4
  X S: VALID_MOVE 4
  O S: OPPONENT_MOVED 4
  O C: MOVE 4
  O S: MESSAGE Cell already occupied
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
  O C: REMATCH
  X C: REMATCH
  X S: MESSAGE Your move
  X C: MOVE 8
  X S: VALID_MOVE 8
  O S: OPPONENT_MOVED 8
  X C: (closes)
  O S: OTHER_PLAYER_LEFT`;

/** Starts a peer on a free port. Gives its address. */
async function start(t, name, ...flags) {
  const program = fileURLToPath(new URL(name, import.meta.url));
  const child = spawn(process.execPath, [program, ...flags], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return /^listening on (127\.0\.0\.1:\d+)$/.exec(line)[1];
}

/** The next frame in which the first square is at this place. */
async function frameWith(next, location) {
  for (;;) {
    const squares = await next();
    if (JSON.stringify(squares[0]?.location) === JSON.stringify(location)) return squares;
  }
}

function isAFrame(squares) {
  assert.equal(squares.length, 1 + 5, 'one person and five zombies');
  for (const { location, color } of squares) {
    assert.ok(location.every((value) => value >= 0 && value <= 500));
    assert.match(color, /^rgb\(\d+, \d+, \d+\)$/);
  }
}

test('tic-tac-toe on ws: a game, its refusals, and a rematch', LIMIT, async (t) => {
  const url = `ws://${await start(t, 'ttt-ws.mjs')}/`;
  await perform(A_GAME_AND_A_REMATCH, { X: () => new Ws(t, url), O: () => new Ws(t, url) });
});

for (const flags of [[], ['--hz', '50']]) {
  test(`the party on ws ${flags.join(' ')}: one who moves is seen`, LIMIT, async (t) => {
    const guest = new Ws(t, `ws://${await start(t, 'party-ws.mjs', ...flags)}/`);
    await guest.says('[120.5,80]');
    isAFrame(await frameWith(async () => JSON.parse(await guest.next()), [120.5, 80]));
  });
}

test('the party on socket.io: one who moves is seen', LIMIT, async (t) => {
  const address = await start(t, 'party-socketio.mjs', '--hz', '50');
  const guest = new Ws(t, `ws://${address}/socket.io/?EIO=4&transport=websocket`);
  assert.match(await guest.next(), /^0\{/);
  await guest.says('40');
  for (let joined = false; !joined; ) joined = (await guest.next()).startsWith('40');
  await guest.says('42["move",[120.5,80]]');
  const frame = async () => {
    const [event, squares] = JSON.parse((await guest.next()).slice('42'.length));
    assert.equal(event, 'frame');
    return squares;
  };
  isAFrame(await frameWith(frame, [120.5, 80]));
});
