// A room full of people who dance on the spot, for pages alone: it serves the files of web/ and speaks `party.2`, but
// knows no rules. To fill the real server would take thousands of connections, and tell no more about a page.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { WebSocketServer } from 'ws';
import { frame } from './frames.mjs';
import { ROOT } from './server.mjs';

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const HZ = 20;
/** Dancers are in rows, so far from each other that none covers another, in px. */
const SPACE = 17;
const IN_A_ROW = 60;
/** Nobody dances so high up: there the visitor stands. */
const TOP = 100;
/** How far from their place they get, in px, and how far around in a tick, in radians. */
const REACH = 2;
const TURN = 0.5;

/** How the room is laid out, in px. */
export const WORLD = { width: IN_A_ROW * SPACE, height: TOP + 60 * SPACE, size: 10, top_speed: 3000 };

export class CrowdRoom {
  #tick = 0;
  #people;
  #zombies;
  #http = createServer((request, response) => void answer(request, response));
  #sockets = new WebSocketServer({ server: this.#http, handleProtocols: () => 'party.2' });
  #clock = setInterval(() => this.#step(), 1000 / HZ);
  /** The newest tick that a page says it has drawn. */
  drawn = 0;

  /** @param {{ people: number, zombies?: number }} crowd */
  static async start({ people, zombies = 0 }) {
    const room = new CrowdRoom();
    room.#zombies = zombies;
    room.#people = people;
    room.#sockets.on('connection', (socket) => room.#welcome(socket));
    room.#http.listen(0, '127.0.0.1');
    await once(room.#http, 'listening');
    room.main = `127.0.0.1:${room.#http.address().port}`;
    return room;
  }

  /** The colours of the people, each of its own: 0xRRGGBB. */
  get colours() {
    return Array.from({ length: this.#people }, (_, index) => colourOf(index));
  }

  async stop() {
    clearInterval(this.#clock);
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#http.closeAllConnections();
    this.#http.close();
    await once(this.#http, 'close');
  }

  get #visitor() {
    return this.#people + this.#zombies + 1;
  }

  #welcome(socket) {
    socket.on('message', (bytes) => (this.drawn = bytes.readUInt32BE(1)));
    socket.send(`SESSION ${'0'.repeat(32)} seq=0 heard=0`);
    const welcome = { type: 'welcome', layout: 1, you: this.#visitor, room: 'MAIN', tick: this.#tick, hz: HZ, ...WORLD, zombies: this.#zombies };
    socket.send(JSON.stringify(welcome));
    const people = Array.from({ length: this.#people }, (_, index) => ({ id: index + 1, rgb: colourOf(index) }));
    const zombies = Array.from({ length: this.#zombies }, (_, index) => ({ id: this.#people + index + 1, zombie: true, rgb: 0x4f7d2c }));
    const came = [...people, ...zombies, { id: this.#visitor, rgb: 0xffffff, name: 'Visitor' }];
    const turned = zombies.map(({ id }) => [id, this.#visitor]);
    const moved = [...this.#dance(), [this.#visitor, 0, 0]];
    socket.send(frame({ tick: this.#tick, keyframe: true, came, turned, moved }));
  }

  #step() {
    this.#tick += 1;
    if (this.#sockets.clients.size === 0) return;
    const bytes = frame({ tick: this.#tick, moved: this.#dance() });
    for (const socket of this.#sockets.clients) socket.send(bytes);
  }

  #dance() {
    return Array.from({ length: this.#people + this.#zombies }, (_, index) => {
      const angle = this.#tick * TURN + index;
      // Zombies stand among the people.
      const place = index < this.#people ? index : ((index - this.#people) * 7) % Math.max(this.#people, 60);
      const x = (place % IN_A_ROW) * SPACE + REACH;
      const y = Math.floor(place / IN_A_ROW) * SPACE + TOP;
      return [index + 1, x + Math.cos(angle) * REACH, y + Math.sin(angle) * REACH];
    });
  }
}

function colourOf(index) {
  // Odd, so it makes a different colour of every number.
  return (index * 0x9e3779 + 0x404040) & 0xffffff;
}

async function answer(request, response) {
  const path = normalize(new URL(request.url, 'http://here').pathname);
  const file = extname(path) === '' ? join(path, 'index.html') : path;
  try {
    const bytes = await readFile(join(ROOT, 'web', file));
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'text/plain' }).end(bytes);
  } catch {
    response.writeHead(404).end();
  }
}
