// A load on party-socketio.mjs, with the flags and the result of `load party`. It speaks socket.io's frames by hand and
// looks at their first bytes only, since a client that parsed each of them would be slower than the server it measures.
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import WebSocket from 'ws';
import { everyTick } from './listen.mjs';
import { cpuSeconds, residentKib } from './proc.mjs';

/** Engine.IO's packets begin with one digit, and those of socket.io in its messages with a second one. */
const OPEN = '0';
const PING = '2';
const PONG = '3';
const CONNECT = '40';
const FRAME = Buffer.from('42["frame"');
/** Connections that are opened at a time. */
const ABREAST = 50;
/** How often it is asked who has to send, in Hz. */
const BEATS = 100;

const text = (value) => ({ type: 'string', default: value });
const { values: flags } = parseArgs({
  options: {
    url: text(''), pid: text(''), clients: text('100'), inputs: text('20'), hz: text('20'), seconds: text('5'),
    warmup: text('1'), json: text('-'), seed: text('1'), quiet: { type: 'boolean' },
  },
});
const [clients, inputs, hz, seconds, warmup] = [flags.clients, flags.inputs, flags.hz, flags.seconds, flags.warmup].map(Number);
const errors = [];
const counted = { messages: 0, bytesIn: 0, bytesOut: 0 };

class Client {
  frames = 0;

  async connect() {
    this.socket = new WebSocket(`${flags.url}?EIO=4&transport=websocket`);
    this.socket.on('error', (error) => errors.push(error.message));
    await new Promise((joined) => {
      this.socket.on('message', (data) => this.hear(data, joined));
      this.socket.on('close', (code) => {
        if (!over) errors.push(`closed: ${code}`);
        joined();
      });
    });
  }

  hear(data, joined) {
    counted.bytesIn += data.length;
    if (data.subarray(0, FRAME.length).equals(FRAME)) this.frames += 1;
    else if (data.toString() === PING) this.socket.send(PONG);
    else if (data.toString().startsWith(OPEN)) this.socket.send(CONNECT);
    else if (data.toString().startsWith(CONNECT)) joined();
  }

  move() {
    const packet = `42["move",[${Math.floor(Math.random() * 500)},${Math.floor(Math.random() * 500)}]]`;
    this.socket.send(packet);
    counted.messages += 1;
    counted.bytesOut += packet.length;
  }
}

let over = false;
const before = flags.pid ? residentKib(flags.pid) : null;
const crowd = Array.from({ length: clients }, () => new Client());
for (let first = 0; first < clients; first += ABREAST) {
  await Promise.all(crowd.slice(first, first + ABREAST).map((client) => client.connect()));
}

// Each beat it is the turn of the next few, so that inputs are spread over time as those of people are.
let turn = 0;
let owed = 0;
everyTick(BEATS, () => {
  if (over) return;
  for (owed += (clients * inputs) / BEATS; owed >= 1; owed -= 1) crowd[turn++ % clients].move();
});

const look = () => ({
  at: performance.now() / 1000,
  cpu: flags.pid ? cpuSeconds(flags.pid) : null,
  own: process.cpuUsage(),
  frames: crowd.map(({ frames }) => frames),
  ...counted,
});
await sleep(warmup * 1000);
const from = look();
await sleep(seconds * 1000);
const to = look();
const after = flags.pid ? residentKib(flags.pid) : null;
over = true;

const result = JSON.stringify(summary(), null, 1);
if (flags.json === '-') console.log(result);
else writeFileSync(flags.json, result);
process.exit(0);

function summary() {
  const time = to.at - from.at;
  const messages = to.messages - from.messages;
  const frames = to.frames.map((count, index) => count - from.frames[index]).sort((a, b) => a - b);
  const deliveries = frames.reduce((sum, count) => sum + count, 0);
  const cpu = to.cpu === null ? null : to.cpu - from.cpu;
  const own = to.own.user + to.own.system - from.own.user - from.own.system;
  const each = (amount, count) => (amount === null || count === 0 ? null : amount / count);
  return {
    case: 'party', mode: null, transport: 'socket.io', seed: null, parameters: { clients, inputs, hz }, seconds: time,
    messages, deliveries, server_cpu_s: cpu,
    cpu_us_per_message: each(cpu === null ? null : cpu * 1e6, messages),
    cpu_us_per_delivery: each(cpu === null ? null : cpu * 1e6, deliveries),
    server_cpu_share: each(cpu, time), messages_per_second: messages / time, deliveries_per_second: deliveries / time,
    latency_us: null, frame_gap_us: null,
    frames_per_second: { min: frames[0] / time, median: frames[Math.floor(frames.length / 2)] / time },
    client_bytes_in: to.bytesIn - from.bytesIn, client_bytes_out: to.bytesOut - from.bytesOut,
    bytes_per_second_per_client: (to.bytesIn - from.bytesIn) / time / clients,
    rss_before_kib: before, rss_after_kib: after, rss_per_connection_kib: each(after === null ? null : after - before, clients),
    client_cpu_share: own / 1e6 / time, errors: errors.length, error_samples: errors.slice(0, 5),
  };
}
