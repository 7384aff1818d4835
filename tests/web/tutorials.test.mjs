import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exchange, sketchFor } from '../../web/tutorials/arduino/sketch.js';
import { partyWords, placeAfterKey, placeAt, readSquares } from '../../web/tutorials/party/squares.js';
import { addressOf, isOwnPort, readPlaces, USUAL_FLOOR } from '../../web/tutorials/ports.js';
import { argumentWords, readArguments } from '../../web/tutorials/socketio/arguments.js';
import { cellAfterKey, heard, newGame } from '../../web/tutorials/tic-tac-toe/game.js';
import { endedWords } from '../../web/tutorials/wire/close.js';
import { encodeFrame, hexOf, textFrame } from '../../web/tutorials/wire/encode.js';
import { EMPTY, KEPT, readEvent, record, toggled } from '../../web/tutorials/wire/events.js';
import { frameLine, partsOf, unmasked } from '../../web/tutorials/wire/frame.js';
import { headLines } from '../../web/tutorials/wire/head.js';
import { packetLine, packetParts } from '../../web/tutorials/wire/packet.js';

/** A frame as the tap tells of it. */
const frame = (bytes, more = {}) => readEvent(JSON.stringify({ kind: 'frame', from: 'server', fin: true, opcode: 1, masked: false, mask: null, length: 5, size: 7, text: 'Hello', bytes, ...more }));
const inBrief = (parts) => parts.map(({ name, bytes, more }) => `${name}: ${bytes.join(' ')}${more ? ` +${more}` : ''}`);

test('the frames of RFC 6455, section 5.7, fall into their parts', () => {
  assert.deepEqual(inBrief(partsOf(frame('810548656c6c6f'))), ['FIN and opcode: 81', 'Mask bit and length: 05', 'Payload: 48 65 6c 6c 6f']);
  const masked = frame('818537fa213d7f9f4d5158', { from: 'client', masked: true, mask: '37fa213d', size: 11 });
  assert.deepEqual(inBrief(partsOf(masked)), [
    'FIN and opcode: 81',
    'Mask bit and length: 85',
    'Masking key: 37 fa 21 3d',
    'Payload, masked: 7f 9f 4d 51 58',
    'Payload, unmasked: 48 65 6c 6c 6f',
  ]);
  assert.equal(frameLine(masked), 'text, FIN 1, mask 1, length 5: 11 bytes on the wire');
  const [first, second] = partsOf(frame('010348656c', { fin: false, length: 3, size: 5, text: 'Hel' }));
  assert.deepEqual([first.bits, first.says], ['0 000 0001', 'FIN is 0: more of the message follows. Opcode 1: text']);
  assert.deepEqual([second.bits, second.says], ['0 0000011', 'Mask is 0: a server does not mask. Length 3']);
});

test('lengths of 16 and 64 bits are a part of their own, and what is cut off is counted', () => {
  const long = frame(`827e0100${'00'.repeat(60)}`, { opcode: 2, length: 256, size: 260, text: null });
  assert.deepEqual(inBrief(partsOf(long)).slice(2), ['Longer length: 01 00', `Payload: ${'00 '.repeat(24).trim()} +232`]);
  assert.equal(partsOf(long).at(-1).says, '256 bytes that are no text');
  const longest = frame(`82ff0000000000010000a1b2c3d4${'00'.repeat(50)}`, { opcode: 2, length: 65536, size: 65550, text: null, masked: true, mask: 'a1b2c3d4' });
  assert.deepEqual(inBrief(partsOf(longest)).slice(2, 4), ['Longer length: 00 00 00 00 00 01 00 00', 'Masking key: a1 b2 c3 d4']);
  assert.equal(unmasked(longest).length, 50);
});

test('a close frame says its code and its reason, masked or not', () => {
  const says = (event) => partsOf(event).find(({ kind }) => kind === 'payload')?.says;
  assert.equal(says(frame('880203e8', { opcode: 8, length: 2, text: null })), 'Code 1000: done, as agreed');
  const bytes = encodeFrame({ opcode: 8, payload: new Uint8Array([3, 240, 103, 111]), mask: new Uint8Array([1, 2, 3, 4]) });
  assert.equal(says(frame(hexOf(bytes), { opcode: 8, length: 4, mask: '01020304', text: null })), 'Code 1008: against the rules of this server. Reason: “go”');
  assert.equal(says(frame('8800', { opcode: 8, length: 0, text: null })), undefined);
});

test('no answer of a tap breaks the panel', () => {
  for (const wrong of ['', '{', '[]', 'null', '7', '{"kind":"dance"}', '{"kind":7}']) assert.equal(readEvent(wrong), null, wrong);
  assert.deepEqual(partsOf(frame('')), []);
  assert.deepEqual(partsOf(frame('8')), []);
  assert.deepEqual(partsOf(frame('81zz')), []);
  assert.deepEqual(inBrief(partsOf(frame('81fe'))), ['FIN and opcode: 81', 'Mask bit and length: fe', 'Longer length: ', 'Masking key: ', 'Payload, masked:  +5']);
  assert.deepEqual(unmasked(frame('', { mask: '00000000' })), []);
  assert.deepEqual(readEvent('{"tap":"abc"}'), { kind: 'tap', token: 'abc' });
  assert.deepEqual(readEvent('{"kind":"lost","count":3}'), { kind: 'lost', at: 0, count: 3 });
});

test('what we encode is what we take apart', () => {
  for (const length of [0, 1, 125, 126, 300]) {
    const made = textFrame('x'.repeat(length), new Uint8Array([9, 8, 7, 6]));
    assert.equal(made.size, length + (length < 126 ? 6 : 8));
    assert.equal(unmasked(made).every((byte) => byte === '78'), true);
    assert.equal(partsOf(made).some(({ kind }) => kind === 'key'), true);
  }
});

test('the panel keeps the last 200, and stands still while it is paused', () => {
  const many = (count) => Array.from({ length: count }, () => ({ kind: 'end', at: 0 }));
  const ids = (tape) => [tape.shown[0]?.id, tape.shown.at(-1)?.id, tape.shown.length];
  let tape = record(record(EMPTY, many(150)), many(100));
  assert.deepEqual(ids(tape), [51, 250, KEPT]);
  tape = record(record(toggled(tape), many(3)), many(500));
  assert.deepEqual([...ids(tape), tape.missed, tape.behind.length], [51, 250, KEPT, 503, KEPT]);
  tape = toggled(tape);
  assert.deepEqual([...ids(tape), tape.missed], [554, 753, KEPT, 0]);
});

test('the handshake says what its lines are for', () => {
  const lines = headLines('GET /x HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nPragma: no-cache\r\n\r\n');
  assert.deepEqual(lines.map(({ text, says }) => [text, says !== null]), [['GET /x HTTP/1.1', true], ['Host: here', true], ['Upgrade: websocket', true], ['Pragma: no-cache', false]]);
});

test('packets of Socket.IO fall into two digits and what goes with them', () => {
  const brief = (packet) => packetParts(packet).map(({ name, text, says }) => `${name} ${text}: ${says}`);
  assert.deepEqual(brief('42["client message","Hi",{"seat":4}]'), [
    'Engine.IO 4: Type 4: message',
    'Socket.IO 2: Type 2: event',
    'Payload ["client message","Hi",{"seat":4}]: JSON: the event “client message” with 2 arguments',
  ]);
  assert.deepEqual(brief('2'), ['Engine.IO 2: Type 2: ping']);
  assert.deepEqual(['0{}', '2', '40', '42["end"]', '41'].map(packetLine), ['open', 'ping', 'message: connect', 'message: event', 'message: disconnect']);
  for (const odd of ['', 'x', '9', '4', '42[', '42{"a":1}']) assert.equal(packetParts(odd).every(({ says }) => says.length > 0), true, odd);
});

test('arguments are JSON, or say so', () => {
  assert.deepEqual(readArguments('Hi', '{"a":[1,null]}'), ['Hi', { a: [1, null] }]);
  assert.deepEqual(readArguments('Hi', '  '), ['Hi']);
  assert.equal(readArguments('Hi', '{a}'), null);
  assert.equal(argumentWords(['Hi', 4]), '"Hi", 4');
});

test('how a connection ended is one sentence that says what to do', () => {
  const all = [[1006, false, false, false], [1006, false, false, true], [1006, true, false, false], [1000, true, true, false], [1013, true, false, false], [4999, true, false, false]];
  for (const ending of all) assert.match(endedWords(...ending), /^[A-Z][^.]* [^.]*\bpress Connect again\b[^.]*\.$/);
});

test('a game of TTTP/1 is followed line by line', () => {
  const hear = (...lines) => lines.reduce(heard, newGame());
  const x = hear('WELCOME X', 'MESSAGE Waiting for opponent to connect', 'MESSAGE Your move', 'VALID_MOVE 4');
  assert.deepEqual([x.mark, x.cells[4], x.turn, x.words], ['X', 'X', false, 'Your opponent’s move.']);
  const o = hear('WELCOME O', 'MESSAGE Your opponent will move first', 'OPPONENT_MOVED 4');
  assert.deepEqual([o.mark, o.cells[4], o.turn], ['O', 'X', true]);
  assert.equal(heard(o, 'MESSAGE Not your turn').words, 'Not your turn.');
  assert.deepEqual([heard(x, 'VICTORY').over, heard(x, 'VICTORY').words], [true, 'You win!']);
  const again = heard(heard(o, 'DEFEAT'), 'OPPONENT_MOVED 0');
  assert.deepEqual([again.over, again.cells.filter((cell) => cell !== null).length], [false, 1], 'a rematch has an empty board');
  assert.equal(heard(x, 'SOMETHING new'), x);
  assert.equal(hear('WELCOME X', 'MESSAGE Waiting for opponent to connect').words, 'You play X. Waiting for opponent to connect.');
  assert.deepEqual(['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Enter'].map((key) => cellAfterKey(key, 4)), [1, 7, 3, 5, null]);
  assert.deepEqual(['ArrowUp', 'ArrowLeft'].map((key) => cellAfterKey(key, 0)), [0, 0]);
});

test('squares of the classic party are read, and nothing else', () => {
  const squares = readSquares('[{"location":[1.5,2],"color":"red"},{"location":[3,4],"color":"rgb(79, 125, 44)"},{"location":"x"}]');
  assert.deepEqual(squares, [{ x: 1.5, y: 2, color: 'red' }, { x: 3, y: 4, color: 'rgb(79, 125, 44)' }]);
  assert.equal(partyWords(squares), '1 person, 1 zombie.');
  assert.equal(readSquares('{"type":"error"}'), null);
  assert.equal(readSquares('{'), null);
  const box = { left: 10, top: 20, width: 250, height: 250 };
  const at = (x, y) => placeAt(USUAL_FLOOR, box, x, y);
  assert.deepEqual([at(135, 145), at(0, 0), at(999, 999)], [[245, 245], [0, 0], [490, 490]]);
  const after = (key, from) => placeAfterKey(USUAL_FLOOR, key, from);
  assert.deepEqual([after('ArrowLeft', [5, 0]), after('ArrowDown', [5, 485]), after('a', [0, 0])], [[0, 0], [5, 490], null]);
  const wide = { width: 800, height: 300 };
  assert.deepEqual([placeAt(wide, box, 135, 145), placeAt(wide, box, 999, 999), placeAfterKey(wide, 'ArrowDown', [600, 285])], [[395, 145], [790, 290], [600, 290]]);
});

test('ports come from what the status tells; a door that is shut has none', () => {
  const status = { tutorials: { capitalizer: 1, chat: null, chat_page: 3, echo: 70000 }, doors: { classic_port: 5 }, share: ['http://10.0.0.2:8080/'] };
  const places = readPlaces(status, '8080');
  assert.deepEqual([places.ports.capitalizer, places.ports.chat, places.ports.echo, places.ports['tic-tac-toe'], places.share], [1, null, null, 5, 'http://10.0.0.2:8080']);
  assert.deepEqual([addressOf(places, 'chat-page', 'h'), addressOf(places, 'capitalizer', 'h'), addressOf(places, 'chat', 'h')], ['http://h:3/', 'ws://h:1/', null]);
  assert.deepEqual([addressOf(places, 'chat-page', 'h', true), addressOf(places, 'capitalizer', 'h', true)], ['https://h:3/', 'wss://h:1/']);
  assert.deepEqual([isOwnPort(places, '3'), isOwnPort(places, '8080')], [true, false]);
  for (const odd of [null, {}, { tutorials: null }, { share: ['nowhere'] }]) {
    const { areOn, share, floor } = readPlaces(odd, '80');
    assert.deepEqual([areOn, share, floor], [false, null, USUAL_FLOOR]);
  }
  assert.equal(places.areOn, true);
  assert.deepEqual(readPlaces({ party: { width: 800, height: 300 } }, '80').floor, { width: 800, height: 300 });
});

test('the sketch has the address of the server, and the board’s frames are masked', () => {
  assert.match(sketchFor('10.0.0.2', 8081), /WebSocketClient door\(tcp, "10\.0\.0\.2", 8081\);/);
  const [request, answer, sent, back] = exchange('10.0.0.2', 8081, 512, new Uint8Array([1, 2, 3, 4]));
  assert.match(request.text, /^GET \/ HTTP\/1\.1\r\nHost: 10\.0\.0\.2:8081\r\n/);
  assert.match(answer.text, /s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=$/);
  assert.deepEqual([sent.mask, sent.text, back.mask, back.size], ['01020304', '{"light":512}', null, 15]);
});
