// The party on socket.io: one frame a tick. Events are `move` with a position, and `frame` with all squares.
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { Canvas } from './canvas.mjs';
import { announce, everyTick, numbers } from './listen.mjs';

const flags = numbers({ port: 0, hz: 20 });
const canvas = new Canvas();
const http = createServer();
const io = new Server(http, { transports: ['websocket'], serveClient: false });

io.on('connection', (socket) => {
  canvas.join(socket);
  socket.on('move', (location) => canvas.place(socket, location));
  socket.on('disconnect', () => canvas.leave(socket));
});

everyTick(flags.hz, () => {
  if (canvas.people.size === 0) return;
  canvas.step(1 / flags.hz);
  io.emit('frame', canvas.squares());
});

http.listen(flags.port, '127.0.0.1', () => announce(http.address()));
