import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Session } from '../../web/lib/session.js';

/** A session whose server is this test. */
function begin({ name = 'Ann', onHello = () => {} } = {}) {
  const sockets = [];
  const timers = new Set();
  const told = { lines: [], answers: [], outcomes: [], refused: [], links: [] };
  const world = {
    connect(url, protocols) {
      const socket = { protocols, readyState: 1, sent: [], send: (text) => socket.sent.push(text), close: () => {} };
      sockets.push(socket);
      return socket;
    },
    now: () => 0, wall: () => 0, random: () => 0.5, forced: () => 'ws', store: { get: () => null, set() {} },
    setTimer: (run) => { timers.add(run); return run; },
    clearTimer: (timer) => timers.delete(timer),
  };
  const session = new Session({
    path: '/tttp', caps: ['chat', 'ping'], name: () => name,
    onLink: (link) => told.links.push(link.name),
    onLine: (line) => { told.lines.push(line.type); if (line.type === 'HELLO') onHello(); },
    onAnswer: (about, outcome) => { told.answers.push([about, outcome.kind]); told.outcomes.push(outcome); },
    onNameRefused: (refused) => told.refused.push(refused),
  }, world);
  session.start();
  const hear = (...lines) => lines.forEach((data) => sockets.at(-1).onmessage({ data }));
  const open = () => hear(`SESSION ${'a'.repeat(32)} seq=0 heard=0`);
  return { session, told, timers, hear, open, sockets, sent: () => sockets.at(-1).sent.splice(0) };
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

test('what is asked when HELLO is told comes before anything else', () => {
  const { session, hear, open, sent, told } = begin({ onHello: () => session.ask('RESUME G t seq=3', 'resume') });
  open();
  sent();
  hear(HELLO, 'JOINED G X Ann person Bo person none public t', '#1 ERROR 236 BAD_TICKET That ticket is not for this seat');
  assert.deepEqual(sent(), ['#1 RESUME G t seq=3', '#2 WATCH lobby']);
  assert.deepEqual(told.answers, [['resume', 'error']]);
  assert.deepEqual(told.outcomes[0].number, 236);
});

test('a page that goes for good says so; one with a seat does not', () => {
  for (const [stays, last] of [[false, 'QUIT'], [true, '#1 WATCH lobby']]) {
    const { session, hear, open, sockets } = begin();
    open();
    hear(HELLO);
    session.stop(stays);
    assert.equal(sockets[0].sent.at(-1), last);
  }
});

test('a sign of life is asked for by itself, and any answer is one', () => {
  for (const answer of ['#2 OK', '#2 ERROR 216 HELLO_FIRST Say HELLO']) {
    const { session, hear, open, sent, told, timers } = begin();
    open();
    hear(HELLO);
    sent();
    const before = timers.size;
    session.link.check();
    assert.deepEqual([sent(), timers.size], [['#2 PONG 0'], before + 1]);
    hear(answer);
    assert.deepEqual([timers.size, told.answers], [before, []], 'nobody else is told');
  }
});

test('a session that is carried on says no HELLO, and answers come to what was asked before', () => {
  const { session, hear, open, sent, sockets, told } = begin();
  open();
  hear(HELLO);
  session.ask('MOVE 4', 'move');
  sent();
  sockets[0].readyState = 3;
  sockets[0].onclose({ code: 1006, reason: '' });
  assert.equal(session.ask('MOVE 5', 'late'), true, 'it is only between two connections');
  hear(`SESSION ${'a'.repeat(32)} seq=1 heard=3`);
  assert.deepEqual(sent(), ['#3 MOVE 5']);
  hear('#2 OK', '#3 OK');
  assert.deepEqual(told.answers, [['move', 'ok'], ['late', 'ok']]);
});
