// Tic-tac-toe on npm's ws, as small as tutorials have it, with a rematch. It has no limits, no heartbeat and no log: what
// one would write in an afternoon, and what our server must not cost more than.
import { WebSocketServer } from 'ws';
import { announce, numbers } from './listen.mjs';

const ROWS = [[0, 1, 2], [3, 4, 5], [6, 7, 8], [0, 3, 6], [1, 4, 7], [2, 5, 8], [0, 4, 8], [2, 4, 6]];
const UNKNOWN = 'Unknown command: say MOVE 0 to MOVE 8, or QUIT, in capitals';

class Game {
  /** @type {Record<string, import('ws').WebSocket>} by mark */
  players = {};
  /** Marks of those who asked for another game. */
  willing = new Set();

  constructor() {
    this.clear();
  }

  clear() {
    this.board = Array(9).fill(null);
    this.turn = 'X';
    this.over = false;
    this.willing.clear();
  }

  seat(mark, socket) {
    this.players[mark] = socket;
    socket.send(`WELCOME ${mark}`);
    if (mark === 'X') {
      socket.send('MESSAGE Waiting for opponent to connect');
    } else {
      socket.send('MESSAGE Your opponent will move first');
      this.tell('X', 'MESSAGE Your move');
    }
    socket.on('message', (data) => this.obey(mark, data.toString().trim()));
    socket.on('close', () => this.leave(mark));
    socket.on('error', () => socket.terminate());
  }

  obey(mark, command) {
    const [, cell] = /^MOVE (\d+)$/.exec(command) ?? [];
    if (cell !== undefined) this.move(mark, Number(cell));
    else if (command === 'REMATCH') this.rematch(mark);
    else if (command === 'QUIT') this.players[mark].close();
    else if (command !== '') this.tell(mark, `MESSAGE ${UNKNOWN}`);
  }

  move(mark, cell) {
    const refusal = this.refusal(mark, cell);
    if (refusal !== undefined) return this.tell(mark, `MESSAGE ${refusal}`);
    const opponent = other(mark);
    this.board[cell] = mark;
    this.turn = opponent;
    this.tell(mark, `VALID_MOVE ${cell}`);
    this.tell(opponent, `OPPONENT_MOVED ${cell}`);
    if (ROWS.some((row) => row.every((place) => this.board[place] === mark))) {
      this.end(mark, 'VICTORY', 'DEFEAT');
    } else if (!this.board.includes(null)) {
      this.end(mark, 'TIE', 'TIE');
    }
  }

  refusal(mark, cell) {
    if (cell > 8) return 'No such cell: they are 0 to 8, row by row from the top left';
    if (this.over) return 'The game is over: connect again for another';
    if (this.players.O === undefined) return 'You don’t have an opponent yet';
    if (this.turn !== mark) return 'Not your turn';
    if (this.board[cell] !== null) return 'Cell already occupied';
  }

  end(mark, own, others) {
    this.over = true;
    this.tell(mark, own);
    this.tell(other(mark), others);
  }

  rematch(mark) {
    if (!this.over) return this.tell(mark, 'MESSAGE The game is not over yet');
    this.willing.add(mark);
    if (this.willing.size < 2) return;
    this.clear();
    this.tell('X', 'MESSAGE Your move');
  }

  leave(mark) {
    if (waiting === this) waiting = null;
    if (!this.over) this.tell(other(mark), 'OTHER_PLAYER_LEFT');
    this.over = true;
  }

  tell(mark, line) {
    this.players[mark]?.send(line);
  }
}

const other = (mark) => (mark === 'X' ? 'O' : 'X');

/** @type {Game | null} whose X has nobody to play with yet */
let waiting = null;

const server = new WebSocketServer({ host: '127.0.0.1', port: numbers({ port: 0 }).port });
server.on('listening', () => announce(server.address()));
server.on('connection', (socket) => {
  if (waiting === null) {
    waiting = new Game();
    waiting.seat('X', socket);
  } else {
    const game = waiting;
    waiting = null;
    game.seat('O', socket);
  }
});
