// The party on npm's ws, in the classic form. Without --hz as tutorials have it: whenever somebody has moved, all are sent
// everything. With --hz it is what people write who know better: one frame a tick, encoded once.
import { WebSocketServer } from 'ws';
import { Canvas } from './canvas.mjs';
import { announce, everyTick, numbers } from './listen.mjs';

/** How often the zombies walk if nobody asks for a tick. */
const WALKS = 20;

const flags = numbers({ port: 0, hz: 0 });
const hz = flags.hz || WALKS;
const canvas = new Canvas();
const server = new WebSocketServer({ host: '127.0.0.1', port: flags.port });

server.on('listening', () => announce(server.address()));
server.on('connection', (socket) => {
  canvas.join(socket);
  socket.on('message', (data) => {
    canvas.place(socket, JSON.parse(data));
    if (!flags.hz) sendToAll(JSON.stringify(canvas.squares()));
  });
  socket.on('close', () => canvas.leave(socket));
  socket.on('error', () => socket.terminate());
});

everyTick(hz, () => {
  if (canvas.people.size === 0) return;
  canvas.step(1 / hz);
  const text = JSON.stringify(canvas.squares());
  // As bytes, it is not turned into them for each connection anew.
  sendToAll(flags.hz ? Buffer.from(text) : text);
});

function sendToAll(frame) {
  for (const socket of canvas.people.keys()) socket.send(frame, { binary: false });
}
