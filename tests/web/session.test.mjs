import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeatKeeper } from '../../web/lib/seat.js';
import { Session } from '../../web/lib/session.js';

const TICKET = '0123456789abcdef0123456789abcdef';
const JOINED = `JOINED 7KX2M9AB X Ann person Bo person none public ${TICKET}`;

/** A session whose server is this test. */
function begin({ name = 'Ann', kept = null } = {}) {
  const sockets = [];
  const told = { lines: [], answers: [], refused: [], links: [] };
  const values = new Map(kept === null ? [] : [['seat', kept]]);
  const store = { get: (key) => values.get(key) ?? null, set: (key, value) => (value === null ? values.delete(key) : values.set(key, value)) };
  const world = {
    connect(url, protocols) {
      const socket = { protocols, readyState: 1, sent: [], send: (text) => socket.sent.push(text), close: () => {} };
      sockets.push(socket);
      return socket;
    },
    now: () => 0, random: () => 0.5, setTimer: () => 0, clearTimer: () => {},
  };
  const seat = new SeatKeeper(store);
  const session = new Session({
    url: 'ws://here/tttp', caps: ['chat', 'ping'], name: () => name, seat,
    onLink: (link) => told.links.push(link.name), onLine: (line) => told.lines.push(line.type),
    onAnswer: (about, outcome) => told.answers.push([about, outcome.kind]), onNameRefused: (refused) => told.refused.push(refused),
  }, world);
  session.start();
  const hear = (...lines) => lines.forEach((data) => sockets.at(-1).onmessage({ data }));
  const open = () => sockets.at(-1).onopen();
  return { session, seat, told, hear, open, sockets, sent: () => sockets.at(-1).sent.splice(0) };
}

const HELLO = 'HELLO TTTP/2 server=x name=Ann kind=person caps=chat,ping chat=on';

test('it says hello with the kept name, then watches the lobby', () => {
  const { session, hear, open, sent, sockets, told } = begin();
  open();
  assert.deepEqual(sockets[0].protocols, ['tttp.2']);
  hear('MESSAGE Say HELLO TTTP/2 name=YourName to begin, or HELP');
  assert.deepEqual(sent(), ['HELLO TTTP/2 name=Ann caps=chat,ping']);
  assert.equal(session.ask('PLAY', 'play'), false, 'not before the answer');
  hear(HELLO);
  assert.deepEqual(sent(), ['#1 WATCH lobby']);
  assert.equal(session.ask('PLAY', 'play'), true);
  hear('QUEUED', '#2 OK', '#99 OK');
  assert.deepEqual(told.answers, [['play', 'ok']]);
});

test('a name that is taken costs the name, not the session', () => {
  const { hear, open, sent, told } = begin();
  open();
  sent();
  hear('ERROR 224 NAME_TAKEN That name is taken', 'PROPOSED a b c');
  assert.deepEqual(sent(), ['HELLO TTTP/2 caps=chat,ping']);
  assert.deepEqual(told.refused, ['Ann']);
  hear(HELLO.replace('Ann', 'Brave_Fox'));
  assert.deepEqual(sent(), ['#1 WATCH lobby']);
});

test('every ping is answered at once', () => {
  const { hear, open, sent } = begin();
  open();
  hear(HELLO);
  sent();
  hear('PING t7 -', 'PING t8 12');
  assert.deepEqual(sent(), ['PONG t7', 'PONG t8']);
});

test('answers come to what was asked, with errors and limits', () => {
  const { session, hear, open, told } = begin();
  open();
  hear(HELLO);
  session.ask('JOIN AAAAA', 'join');
  session.ask('SAY lobby hi', 'chat');
  hear('#3 LIMIT say 900', '#2 ERROR 231 NO_SUCH_ROOM No room has that code', 'ERROR 300 X other');
  assert.deepEqual(told.answers, [['chat', 'limit'], ['join', 'error']]);
  assert.deepEqual(told.lines, ['HELLO', 'ERROR'], 'an answer is not a line');
});

test('a seat is come back to after a lost connection, before anything else', () => {
  const { session, seat, hear, open, sent, sockets } = begin();
  open();
  hear(HELLO, JOINED);
  assert.deepEqual(seat.kept, { game: '7KX2M9AB', ticket: TICKET });
  sockets[0].onclose({ code: 1006, reason: '' });
  session.start();
  open();
  sent();
  hear(HELLO);
  assert.deepEqual(sent(), [`#2 RESUME 7KX2M9AB ${TICKET}`, '#3 WATCH lobby']);
  hear('#2 ERROR 236 BAD_TICKET That ticket is not for this seat');
  assert.equal(seat.kept, null);
});

test('a seat that was left, or taken over by another tab, is not come back to', () => {
  for (const line of ['LEFT 7KX2M9AB X', 'REPLACED 7KX2M9AB']) {
    const { seat, hear, open } = begin();
    open();
    hear(HELLO, JOINED, 'LEFT 7KX2M9AB O', 'LEFT OTHERGME X');
    assert.notEqual(seat.kept, null);
    hear(line);
    assert.equal(seat.kept, null, line);
  }
});

test('a page that goes for good says so; one in a game keeps its seat', () => {
  for (const [stays, last] of [[false, 'QUIT'], [true, '#1 WATCH lobby']]) {
    const { session, seat, hear, open, sockets } = begin({ kept: null });
    open();
    hear(HELLO, JOINED);
    session.stop(stays);
    assert.equal(sockets[0].sent.at(-1), last);
    assert.equal(seat.kept !== null, stays);
  }
});
