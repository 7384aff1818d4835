// Whole games between clients that nobody here wrote. Each script is all that both sides say and hear, and its end.
import { after, before, test } from 'node:test';
import { Netcat, perform, PythonBot, Ws, Wscat, X_WINS_BY_THE_DIAGONAL } from '../lib/peers.mjs';
import { Server } from '../lib/server.mjs';

const LIMIT = { timeout: 60_000 };

let server;
before(async () => (server = await Server.start()));
after(() => server.stop());

/** With everything that a person gets wrong at a keyboard, and that a bot does not. */
const TIE_WITH_MISTAKES = `
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
  X C: MOVE x
  X S: MESSAGE Unknown command: say MOVE 0 to MOVE 8, or QUIT, in capitals
  X C: MOVE 9
  X S: MESSAGE No such cell: they are 0 to 8, row by row from the top left
  X C: MOVE 0
  X S: VALID_MOVE 0
  O S: OPPONENT_MOVED 0
  O C: MOVE 0
  O S: MESSAGE Cell already occupied
  O C: MOVE 1
  O S: VALID_MOVE 1
  X S: OPPONENT_MOVED 1
  X C: MOVE 2
  X S: VALID_MOVE 2
  O S: OPPONENT_MOVED 2
  O C: MOVE 4
  O S: VALID_MOVE 4
  X S: OPPONENT_MOVED 4
  X C: MOVE 3
  X S: VALID_MOVE 3
  O S: OPPONENT_MOVED 3
  O C: MOVE 5
  O S: VALID_MOVE 5
  X S: OPPONENT_MOVED 5
  X C: MOVE 7
  X S: VALID_MOVE 7
  O S: OPPONENT_MOVED 7
  O C: MOVE 6
  O S: VALID_MOVE 6
  X S: OPPONENT_MOVED 6
  X C: MOVE 8
  X S: VALID_MOVE 8
  X S: TIE
  O S: OPPONENT_MOVED 8
  O S: TIE
  O C: MOVE 8
  O S: MESSAGE The game is over: connect again for another
  X C: QUIT
  X S: (closes)
  O C: QUIT
  O S: (closes)`;

const O_WINS_BY_THE_LAST_ROW = `
  X C: (connects)
  X S: WELCOME X
  X S: MESSAGE Waiting for opponent to connect
  O C: (connects)
  O S: WELCOME O
  O S: MESSAGE Your opponent will move first
  X S: MESSAGE Your move
  X C: MOVE 0
  X S: VALID_MOVE 0
  O S: OPPONENT_MOVED 0
  O C: MOVE 6
  O S: VALID_MOVE 6
  X S: OPPONENT_MOVED 6
  X C: MOVE 1
  X S: VALID_MOVE 1
  O S: OPPONENT_MOVED 1
  O C: MOVE 7
  O S: VALID_MOVE 7
  X S: OPPONENT_MOVED 7
  X C: MOVE 3
  X S: VALID_MOVE 3
  O S: OPPONENT_MOVED 3
  O C: MOVE 8
  O S: VALID_MOVE 8
  O S: VICTORY
  X S: OPPONENT_MOVED 8
  X S: DEFEAT
  X C: QUIT
  X S: (closes)
  O C: QUIT
  O S: (closes)`;

const X_LEAVES = `
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
  X C: (closes)
  O S: OTHER_PLAYER_LEFT
  O C: QUIT
  O S: (closes)`;

/** The addresses of both doors for a WebSocket client. */
const DOORS = { 'the main door': () => `ws://${server.main}/tttp`, 'the classic door': () => `ws://${server.classic}/` };

for (const [name, url] of Object.entries(DOORS)) {
  test(`${name}: ws of npm loses against a bot on websockets of Python`, LIMIT, (t) =>
    perform(O_WINS_BY_THE_LAST_ROW, { X: () => new Ws(t, url()), O: () => new PythonBot(t, url(), [6, 7, 8]) }));

  test(`${name}: a bot on websockets of Python wins against ws of npm`, LIMIT, (t) =>
    perform(X_WINS_BY_THE_DIAGONAL, { X: () => new PythonBot(t, url(), [4, 0, 8]), O: () => new Ws(t, url()) }));

  test(`${name}: wscat ties with netcat`, LIMIT, (t) =>
    perform(TIE_WITH_MISTAKES, { X: () => new Wscat(t, url()), O: () => new Netcat(t, server.classic) }));

  test(`${name}: netcat ties with wscat`, LIMIT, (t) =>
    perform(TIE_WITH_MISTAKES, { X: () => new Netcat(t, server.classic), O: () => new Wscat(t, url()) }));

  test(`${name}: netcat wins against ws of npm`, LIMIT, (t) =>
    perform(X_WINS_BY_THE_DIAGONAL, { X: () => new Netcat(t, server.classic), O: () => new Ws(t, url()) }));

  test(`${name}: ws of npm goes away, and netcat is told`, LIMIT, (t) =>
    perform(X_LEAVES, { X: () => new Ws(t, url()), O: () => new Netcat(t, server.classic) }));

  test(`${name}: ws of npm goes away, and the bot is told`, LIMIT, (t) =>
    perform(X_LEAVES, { X: () => new Ws(t, url()), O: () => new PythonBot(t, url(), []) }));
}

test('netcat ties with netcat', LIMIT, (t) =>
  perform(TIE_WITH_MISTAKES, { X: () => new Netcat(t, server.classic), O: () => new Netcat(t, server.classic) }));
