// Reads the lines as the page of the course does: by prefix, with fixed offsets. After a finished game it says QUIT, and
// it leaves it to the server to close the connection. How that ends is noted for the test alone.
const message = document.querySelector('#message');
const squares = [...document.querySelectorAll('#board > div')];
const port = new URLSearchParams(location.search).get('port');
const socket = new WebSocket(`ws://localhost:${port}`);

let mark;
let opponentMark;

for (const [index, square] of squares.entries()) {
  square.addEventListener('click', () => socket.send(`MOVE ${index}`));
}

const handlers = {
  WELCOME: (line) => {
    mark = line[8];
    opponentMark = mark === 'X' ? 'O' : 'X';
  },
  VALID_MOVE: (line) => {
    squares[line.substring(11)].textContent = mark;
    message.textContent = 'It counts: over to them';
  },
  OPPONENT_MOVED: (line) => {
    squares[line.substring(15)].textContent = opponentMark;
    message.textContent = 'They moved: over to me';
  },
  OTHER_PLAYER_LEFT: () => finish('They went away'),
  VICTORY: () => finish('Hooray, I won'),
  DEFEAT: () => finish('Alas, I lost'),
  TIE: () => finish('Nobody won'),
  MESSAGE: (line) => (message.textContent = line.substring(8)),
};

function finish(words) {
  message.textContent = words;
  socket.send('QUIT');
}

socket.addEventListener('message', ({ data }) => {
  const word = Object.keys(handlers).find((prefix) => data.startsWith(prefix));
  if (word !== undefined) handlers[word](data);
});

socket.addEventListener('close', ({ code }) => (document.body.dataset.closed = code));
