// The tutorials' systems, as clients that nobody here wrote see them: on the ports of their own, and under /tutorials/.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { perform, PythonSpeaker, Ws } from '../lib/peers.mjs';
import { Server } from '../lib/server.mjs';

const LIMIT = { timeout: 60_000 };
const WELCOME = 'Welcome: what you write here, everybody in this chat reads, you too';
const CLIENTS = { 'npm ws': Ws, 'Python websockets': PythonSpeaker };

let server;
before(async () => {
  server = await Server.start('--zombies', '1', ...Server.TUTORIALS);
});
after(() => server.stop());

/** The URL of a system: on its own port, on a path of no meaning, or under /tutorials/. */
const URLS = {
  'on its own port': async (system) => {
    const { tutorials } = await server.status();
    return `ws://127.0.0.1:${tutorials[system]}/`;
  },
  'under /tutorials/': async (system) => `ws://${server.main}/tutorials/${system}`,
};

for (const [client, Client] of Object.entries(CLIENTS)) {
  for (const [place, url] of Object.entries(URLS)) {
    test(`capitalizer ${place}, ${client}`, LIMIT, async (t) => {
      const peer = new Client(t, await url('capitalizer'));
      for (const [said, heard] of [['hello', 'HELLO'], ['Füße, ΐ, ﬁ', 'Füße, ΐ, ﬁ'.toUpperCase()]]) {
        await peer.says(said);
        await peer.hears(heard);
      }
    });

    test(`echo ${place}, ${client}`, LIMIT, async (t) => {
      const peer = new Client(t, await url('echo'));
      await peer.says('Hello, server');
      await peer.hears('Hello, server');
    });

    test(`chat ${place}, ${client} with both`, LIMIT, async (t) => {
      const peers = [new Client(t, await url('chat')), new Ws(t, await url('chat')), new PythonSpeaker(t, await url('chat'))];
      for (const peer of peers) await peer.hears(WELCOME);
      for (const [number, peer] of peers.entries()) {
        await peer.says(`from ${number}`);
        for (const other of peers) await other.hears(`from ${number}`);
      }
    });
  }
}

test('bytes are echoed as bytes, and are text to capitalizer and chat if they can be', LIMIT, async (t) => {
  const echo = new Ws(t, await URLS['on its own port']('echo'));
  await echo.says(Buffer.from([0, 255, 7]));
  assert.deepEqual(await echo.next(), Buffer.from([0, 255, 7]));
  const capitalizer = new Ws(t, await URLS['on its own port']('capitalizer'));
  await capitalizer.says(Buffer.from('é'));
  await capitalizer.hears('É');
  await capitalizer.says(Buffer.from([255]));
  assert.deepEqual(await capitalizer.next(), { code: 1007, reason: 'Text must be UTF-8' });
  const chat = new Ws(t, await URLS['on its own port']('chat'));
  await chat.hears(WELCOME);
  await chat.says(Buffer.from('in bytes'));
  await chat.hears('in bytes');
});

const GAME = `
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
  O C: MOVE 4
  O S: MESSAGE Cell already occupied
  X C: QUIT
  O S: OTHER_PLAYER_LEFT`;

test('tic-tac-toe under /tutorials/, npm ws and Python websockets, and the classic port', LIMIT, async (t) => {
  const url = `ws://${server.main}/tutorials/tic-tac-toe`;
  await perform(GAME, { X: () => new Ws(t, url), O: () => new PythonSpeaker(t, url) });
  await perform(GAME, { X: () => new PythonSpeaker(t, `ws://${server.classic}/`), O: () => new Ws(t, url) });
});

for (const [client, Client] of Object.entries(CLIENTS)) {
  test(`party under /tutorials/ is the one of the classic port, ${client}`, LIMIT, async (t) => {
    const ann = new Client(t, `ws://${server.main}/tutorials/party`);
    const bob = new Ws(t, `ws://${server.classicParty}/`);
    await ann.says('[120.5,80]');
    await bob.says('[40,300]');
    for (const peer of [ann, bob]) {
      const there = (squares, x, y) => squares.some(({ location }) => location[0] === x && location[1] === y);
      for (;;) {
        const squares = JSON.parse(await peer.next());
        if (there(squares, 120.5, 80) && there(squares, 40, 300)) break;
      }
    }
  });
}
