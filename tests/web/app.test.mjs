import assert from 'node:assert/strict';
import { test } from 'node:test';
import { followUp, goOnPlaying } from '../../web/app/follow.js';
import { newsOf, tabTitle } from '../../web/app/news.js';
import { placeOf, watchPath, wishOf } from '../../web/app/route.js';
import { initial, isAway, isTicking, reduce } from '../../web/app/state.js';
import { awayFromTable, awayWords, refusalWords, troubleText } from '../../web/app/words.js';
import { timeLeft } from '../../web/game/clock.js';
import { isOwed, refusal, turnShown } from '../../web/game/state.js';
import { panelFor, seatNote } from '../../web/game/words.js';
import { hearChat, NO_CHAT } from '../../web/chat/state.js';
import { parseLine } from '../../web/lib/tttp2.js';

const HELLO = 'HELLO TTTP/2 name=Ann kind=person caps=chat,ping chat=on';
const JOINED = 'JOINED G X Ann person Bo person none public t';

/** Plays a script: a string is a line of the server, anything else an event. */
function app(script, from = initial()) {
  return script.reduce((state, step) => reduce(state, typeof step === 'string' ? { type: 'line', line: parseLine(step), now: 1000 } : step), from);
}

const OPEN = [{ type: 'link', link: { name: 'open' }, now: 0 }, HELLO];

/** Time goes on by `tick` alone. */
function fakeTimers(t) {
  let [now, due] = [0, []];
  t.mock.method(globalThis, 'setTimeout', (run, ms) => due.push({ at: now + ms, run }));
  return {
    tick(ms) {
      now += ms;
      const ready = due.filter(({ at }) => at <= now);
      due = due.filter(({ at }) => at > now);
      for (const { run } of ready) run();
    },
  };
}

test('the session opens, and a game opens the table', () => {
  const lobby = app(OPEN);
  assert.deepEqual([lobby.open, lobby.me.name, lobby.view, awayWords(lobby)], [true, 'Ann', 'lobby', null]);
  assert.equal(tabTitle(lobby), 'Lobby · TTTParty');
  assert.equal(tabTitle(app(['QUEUED'], lobby)), 'Waiting for an opponent · TTTParty');
  const table = app([JOINED, 'STATE G 0 ......... X - -'], lobby);
  assert.deepEqual([table.view, tabTitle(table)], ['table', 'Your move · TTTParty']);
  assert.equal(tabTitle(app(['CHALLENGE Cy person none'], table)), 'Cy challenges you · TTTParty');
  assert.equal(app([{ type: 'view', view: 'lobby' }], table).table.game, 'G', 'to look around is not to leave');
  const looking = app([{ type: 'view', view: 'table' }], lobby);
  assert.deepEqual([looking.view, looking.seeking.queued, tabTitle(looking)], ['table', false, 'Game · TTTParty'], 'to look is not to queue');
  assert.deepEqual([app(['LEFT G X'], table).view, app(['LEFT G X'], table).table], ['lobby', null]);
});

test('trouble shows where it was asked for, and goes with the next try', () => {
  const refused = app([{ type: 'answer', spot: 'join', about: 'join', outcome: { kind: 'error', name: 'NO_SUCH_ROOM', text: 'No room has that code' }, now: 0 }], app(OPEN));
  assert.equal(refused.trouble.join.text, 'No room has that code');
  assert.deepEqual(app([{ type: 'asked', spot: 'join' }], refused).trouble, {});
  assert.equal(app([{ type: 'asked', spot: 'host' }], refused).trouble.join.text, 'No room has that code');
  const limited = app([{ type: 'answer', spot: 'chat', about: 'chat', outcome: { kind: 'limit', ms: 2500 }, now: 1000 }], app(OPEN));
  assert.match(troubleText(limited.trouble.chat, 1000), /wait 3 s/);
  assert.match(troubleText(limited.trouble.chat, 3500), /again now/);
  assert.equal(isTicking(limited), true);
});

test('trouble goes with the challenge, the game or the view that it was about', () => {
  const upset = (spot, from) => app([{ type: 'answer', spot, about: spot, outcome: { kind: 'error', name: 'GAME_ON', text: 'Not now' }, now: 0 }], from);
  const called = upset('calls', app([...OPEN, 'CHALLENGE Cy person none']));
  assert.equal(called.trouble.calls.text, 'Not now');
  for (const step of ['WITHDRAWN Cy', 'CHALLENGE Di person none', { type: 'called', name: 'Cy' }, { type: 'view', view: 'table' }, JOINED]) {
    assert.deepEqual(app([step], called).trouble, {}, JSON.stringify(step));
  }
  const playing = upset('panel', app([...OPEN, JOINED, 'STATE G 0 ......... X - -']));
  for (const step of ['END G 1 O resign', 'LEFT G X', { type: 'leave-table' }]) assert.deepEqual(app([step], playing).trouble, {}, JSON.stringify(step));
  assert.equal(app(['END H 1 O resign'], playing).trouble.panel.text, 'Not now', 'another game');
});

test('what an address asked for in vain is told at the top', () => {
  const asked = (about, name, text) => app([{ type: 'answer', spot: 'address', about, outcome: { kind: 'error', name, text }, now: 0 }], app(OPEN)).note;
  assert.match(asked('join', 'NO_SUCH_ROOM', 'No room has that code: it is filled'), /^No room has that code: it is filled\. Ask for a new code/);
  assert.match(asked('watch', 'BAD_ARGUMENT', 'Something is missing, or one word too many: say HELP'), /^That link leads to no game/);
  assert.match(asked('watch', 'PRIVATE', 'That game is private'), /nobody else/);
  assert.deepEqual(app([{ type: 'answer', spot: 'address', about: 'join', outcome: { kind: 'limit', ms: 900 }, now: 1000 }], app(OPEN)).note, 'That was too quick: wait 1 s, then try again.');
});

test('what a name may be is told without the words of the protocol', () => {
  const words = refusalWords('name', 'name', { name: 'NAME_SHAPE', text: 'Not a name: … or _ for a space' });
  assert.match(words, /spaces/);
  assert.doesNotMatch(words, /_/);
  assert.equal(refusalWords('name', 'name', { name: 'NAME_TAKEN', text: 'taken' }), 'taken');
});

test('a move that the server refuses shows at its square', () => {
  const asked = app([{ type: 'press', cell: 4, id: 1 }], app([...OPEN, JOINED, 'STATE G 0 ......... X - -']));
  assert.equal(asked.table.pending, 4);
  const refused = app([{ type: 'answer', spot: 'board', about: 'board', outcome: { kind: 'error', name: 'OCCUPIED', text: 'Cell already occupied' }, now: 0 }], asked);
  assert.deepEqual([refused.table.pending, refused.table.notice.cell, refused.table.notice.text], [null, 4, 'Cell already occupied']);
  const limited = app([{ type: 'answer', spot: 'board', about: 'board', outcome: { kind: 'limit', ms: 100 }, now: 0 }], asked);
  assert.equal(limited.table.pending, null);
  assert.ok(limited.trouble.panel);
});

test('a lost connection keeps the table; a seat that is gone ends the game honestly', () => {
  const table = app([...OPEN, JOINED, 'STATE G 0 ......... X - -', 'MOVED G 1 X 4 - -']);
  const away = app([{ type: 'link', link: { name: 'waiting', until: 3000, why: 'The connection was lost.' }, now: 1000 }], table);
  assert.deepEqual([away.open, away.table.cells[4]], [false, 'X']);
  assert.equal(awayWords(away), 'The connection was lost. This page is reconnecting in 2 s…');
  assert.equal(awayFromTable(away), 'The connection was lost. Your seat is kept: reconnecting in 2 s…');
  const trying = app([{ type: 'link', link: { name: 'connecting' }, now: 3000 }], away);
  assert.equal(awayFromTable(trying), 'The connection was lost. Your seat is kept: reconnecting…', 'it says why all the time');
  const restarting = app([{ type: 'link', link: { name: 'waiting', until: 3000, why: 'The server is restarting.' }, now: 1000 }], table);
  assert.equal(awayFromTable(restarting), 'The server is restarting. Your game is kept: reconnecting in 2 s…');
  assert.deepEqual(newsOf(table, away), ['The connection was lost.']);
  const returning = app([HELLO, { type: 'back', back: 'returning', now: 3000 }], away);
  assert.equal(awayFromTable(returning), 'Coming back to your game…');
  const back = app([JOINED, 'STATE G 2 O...X.... X - -', { type: 'back', back: null, now: 3000 }], returning);
  assert.deepEqual([back.table.turn, back.table.end, awayFromTable(back)], ['X', null, null]);
  const gone = app([{ type: 'back', back: 'gone', now: 3000 }], returning);
  assert.deepEqual([gone.table.end.reason, gone.back, placeOf(gone)], ['lost', null, '/game']);
  assert.match(app([...OPEN, { type: 'back', back: 'gone', now: 0 }]).note, /^That game is gone:/);
});

test('a try is offered from the first wait until the connection is back, but not to who was replaced', () => {
  const step = (from, link) => reduce(from, { type: 'link', link, now: 0 });
  const connecting = step(initial(), { name: 'connecting' });
  const waiting = step(app(OPEN), { name: 'waiting', until: 9000, why: 'The connection was lost.' });
  const trying = step(waiting, { name: 'connecting' });
  const back = app(OPEN, trying);
  const refused = step(back, { name: 'stopped', why: 'The server closed the connection and asked not to come back.' });
  const replaced = app([{ type: 'back', back: 'elsewhere', now: 0 }], refused);
  assert.deepEqual([connecting, app(OPEN), waiting, trying, back, refused, replaced].map(isAway), [false, false, true, true, false, true, false]);
});

test('clocks stand while nothing is heard, and go on with what the server says', () => {
  const begun = app([...OPEN, JOINED.replace('none', '60+0'), 'STATE G 2 X...O.... X 60000 60000']);
  const lost = reduce(begun, { type: 'link', link: { name: 'waiting', until: 9000, why: 'The connection was lost.' }, now: 4000 });
  const clock = (state, now) => timeLeft(state.table, 'X', now);
  assert.deepEqual([clock(begun, 4000), clock(lost, 4000), clock(lost, 99_000)], [57_000, 57_000, 57_000]);
  const again = reduce(lost, { type: 'link', link: { name: 'connecting' }, now: 50_000 });
  assert.equal(clock(again, 99_000), 57_000);
  const seated = reduce(again, { type: 'back', back: null, now: 60_000 });
  assert.deepEqual([clock(seated, 60_000), clock(seated, 61_000)], [57_000, 56_000]);
  const told = reduce(again, { type: 'line', line: parseLine('STATE G 2 X...O.... X 31000 60000'), now: 60_000 });
  assert.equal(clock(told, 61_000), 30_000);
});

test('a move that is pressed while nothing can be sent is owed, and says so', () => {
  const table = app([...OPEN, JOINED, 'STATE G 0 ......... X - -']);
  const away = app([{ type: 'link', link: { name: 'waiting', until: 3000, why: 'The connection was lost.' }, now: 1000 }, { type: 'press', cell: 4, id: 1 }], table);
  assert.deepEqual([away.table.pending, isOwed(away.table)], [4, true]);
  assert.match(away.table.notice.text, /^Your move goes out when/);
  assert.match(awayFromTable(away), /in 2 s… Your move goes out then\.$/);
  const back = app([HELLO, JOINED, 'BACK G X'], away);
  assert.equal(isOwed(back.table), true, 'the server has never heard of it');
  assert.equal(isOwed(app([HELLO, JOINED, 'MOVED G 1 X 4 - -'], away).table), false, 'it had come through');
  assert.equal(isOwed(app([HELLO, JOINED, 'STATE G 3 O...X.... X - -'], away).table), false);
  assert.equal(isOwed(app([HELLO, JOINED, 'END G 2 O timeout'], away).table), false);
});

const LOST = { type: 'link', link: { name: 'waiting', until: 3000, why: 'The connection was lost.' }, now: 4000 };
const HELD = { type: 'link', link: { name: 'open', held: true }, now: 6000 };

test('a session that goes on needs no HELLO: all is as it was, and clocks are asked for', () => {
  const begun = app([...OPEN, JOINED.replace('none', '60+0'), 'STATE G 2 X...O.... X 60000 60000', 'PING t 30']);
  const lost = reduce(begun, LOST);
  assert.equal(lost.open, false);
  const back = reduce(lost, HELD);
  assert.deepEqual([back.open, back.lost, back.me.name, awayFromTable(back), back.trip], [true, null, 'Ann', null, null]);
  assert.equal(timeLeft(back.table, 'X', 7000), 56_000, 'its clocks run again');
  const sent = [];
  const means = { dispatch: () => {}, ask: (spot, command) => sent.push(`${spot} ${command}`), state: () => back };
  followUp(lost, back, HELD, means);
  assert.deepEqual(sent, ['silent STATE G']);
  sent.length = 0;
  followUp(back, reduce(back, HELD), HELD, means);
  assert.deepEqual(sent, [], 'another way is no news');
  const way = (rung) => ({ ...HELD, link: { ...HELD.link, way: { rung, why: '', climb: null } } });
  const timed = app([way('ws'), 'PING t 30', way('ws')], back);
  assert.deepEqual([timed.trip, reduce(timed, way('sse')).trip], [30, null], 'how long a word takes depends on it');
});

test('a session that goes on has heard what was sent, and is told what was only pressed', () => {
  const table = app([...OPEN, JOINED, 'STATE G 0 ......... X - -']);
  const press = { type: 'press', cell: 4, id: 1 };
  for (const [script, expected] of [[[press, LOST], []], [[LOST, press], ['board MOVE G 4']]]) {
    const lost = app(script, table);
    const back = reduce(lost, HELD);
    const sent = [];
    followUp(lost, back, HELD, { dispatch: () => {}, ask: (spot, command) => sent.push(`${spot} ${command}`), state: () => back });
    assert.deepEqual(sent, expected);
  }
});

test('a session that goes on before HELLO was answered is not open by that', () => {
  const lost = app([{ type: 'link', link: { name: 'open' }, now: 0 }, LOST]);
  assert.equal(reduce(lost, HELD).open, false);
  const fresh = app([...OPEN, LOST, { type: 'link', link: { name: 'open', held: false }, now: 6000 }]);
  assert.equal(fresh.open, false, 'a new session begins with HELLO');
  assert.equal(reduce(fresh, HELD).open, false);
});

test('a move that can’t be saved is taken back, and can be tried again', () => {
  const asked = app([{ type: 'press', cell: 4, id: 1 }], app([...OPEN, JOINED, 'STATE G 0 ......... X - -']));
  const outcome = { kind: 'error', number: 110, name: 'NOT_SAVED', text: 'The server can’t save this now, …' };
  const refused = app([{ type: 'answer', spot: 'board', about: 'board', outcome, now: 0 }], asked);
  assert.deepEqual([refused.table.pending, refused.table.notice.cell, refusal(refused.table, 4)], [null, 4, null]);
  assert.match(refused.table.notice.text, /^Not made, .*: try again in a moment\.$/);
  assert.match(app([{ type: 'answer', spot: 'panel', about: 'rematch', outcome, now: 0 }], asked).trouble.panel.text, /nothing has happened: try again/);
});

test('what is not saved lets the clocks stand, is asked after, and is forgotten once something is', (t) => {
  const timers = fakeTimers(t);
  const outcome = { kind: 'error', number: 110, name: 'NOT_SAVED', text: '' };
  const asked = [];
  let now = app([...OPEN, JOINED.replace('none', '120+2'), 'STATE G 2 X...O.... X 100000 90000']);
  const step = (event) => {
    const before = now;
    now = app([event], before);
    followUp(before, now, typeof event === 'string' ? { type: 'line', line: parseLine(event), now: 1000 } : event, { state: () => now, dispatch: () => {}, ask: (spot, line) => asked.push(line) });
  };
  step({ type: 'answer', spot: 'panel', about: 'panel', outcome, now: 3000 });
  assert.deepEqual([timeLeft(now.table, 'X', 9000), 'panel' in now.trouble], [98_000, true]);
  timers.tick(0);
  assert.deepEqual(asked, ['STATE G']);
  step('STATE G 2 X...O.... X 98000 90000');
  timers.tick(60_000);
  assert.deepEqual([asked.length, 'panel' in now.trouble], [2, true], 'once for each answer');
  step('MOVED G 3 X 8 99000 90000');
  timers.tick(60_000);
  assert.deepEqual([asked.length, now.trouble, now.table.unsaved], [2, {}, null]);
});

test('a game that should go on by now is asked after', (t) => {
  const timers = fakeTimers(t);
  const asked = [];
  const before = app([...OPEN, JOINED]);
  const held = app(['HELD G 60000'], before);
  assert.equal(isTicking(held), true);
  followUp(before, held, { type: 'line', line: parseLine('HELD G 60000'), now: 1000 }, { state: () => held, dispatch: () => {}, ask: (spot, line) => asked.push(line) });
  timers.tick(60_000);
  assert.deepEqual(asked, []);
  timers.tick(5_000);
  assert.deepEqual(asked, ['STATE G']);
});

test('a seat that was taken over is shown as such, and what can be done', () => {
  const table = app([...OPEN, JOINED, 'STATE G 0 ......... X - -', 'REPLACED G', { type: 'back', back: 'elsewhere', now: 0 }, { type: 'link', link: { name: 'stopped', why: 'This game was opened elsewhere.' }, now: 0 }]);
  const panel = panelFor(table.table, 0, false, awayFromTable(table));
  assert.deepEqual([panel.title, panel.take, panel.resign, tabTitle(table)], ['Your seat was taken over', 'Play here again', null, 'Played elsewhere · TTTParty']);
  assert.match(refusal(table.table, 4), /take it back first/);
  assert.deepEqual([turnShown(table.table), ...['X', 'O'].map((mark) => seatNote(table.table, mark, 0))], [null, 'plays elsewhere', 'opponent']);
  assert.equal(placeOf(table), placeOf(app([JOINED], table)), 'its address leads back to it');
});

test('who loads the page again after asking for a rematch sees that it is asked for', () => {
  const over = app([...OPEN, JOINED, 'STATE G 6 XXXOO.... - - -', 'END G 6 X line']);
  const ok = { type: 'answer', spot: 'panel', about: 'rematch', outcome: { kind: 'ok' }, now: 0 };
  assert.equal(panelFor(app([ok], over).table, 0, false).rematch.label, 'Rematch asked for');
  assert.deepEqual(app([ok], app(['NEXT G H', JOINED.replace('G', 'H')], over)).table.again, { X: false, O: false }, 'it has begun already');
});

test('a name that is taken is told of, and changing it again settles that', () => {
  const refused = app([{ type: 'name-refused', name: 'Bo', text: '' }, ...OPEN]);
  assert.equal(refused.naming.kept, 'Bo');
  const named = app([{ type: 'naming', open: true }, 'PROPOSED a b c'], refused);
  assert.deepEqual(named.naming.proposals, ['a', 'b', 'c']);
  assert.deepEqual(app(['NAME Cy'], named).naming, { open: false, proposals: [], kept: null, regain: null });
});

test('a name that our own lost connection still has is had again by itself', () => {
  const held = app([{ type: 'name-held', name: 'Ann' }, OPEN[0], HELLO.replace('Ann', 'Brave_Fox')]);
  assert.deepEqual([held.naming.regain, held.naming.kept, held.me.name], ['Ann', null, 'Brave_Fox']);
  const asked = [];
  goOnPlaying(held, (spot, command) => asked.push([spot, command]));
  assert.deepEqual(asked, [['silent', 'NAME Ann']]);
  assert.deepEqual([app(['NAME Ann'], held).naming.regain, app([HELLO], held).naming.regain], [null, null]);
});

test('back at the seat, what was on its way is asked for once more', () => {
  const asked = [];
  const ask = (spot, command) => asked.push(command);
  goOnPlaying(app([...OPEN, JOINED, 'STATE G 0 ......... X - -', { type: 'press', cell: 4, id: 1 }]), ask);
  goOnPlaying(app([...OPEN, JOINED.replace('none', '60+0'), 'STATE G 0 ......... X 60000 60000']), ask);
  goOnPlaying(app([...OPEN, JOINED, 'STATE G 0 ......... X - -']), ask);
  assert.deepEqual(asked, ['MOVE G 4', 'STATE G']);
});

test('a person who comes along ends a game with a house bot, and that is said', () => {
  const pastime = app([...OPEN, 'QUEUED', 'JOINED G X Ann person House_Clever house none public t', 'END G 1 - void']);
  assert.match(app([JOINED.replace('JOINED G', 'JOINED H')], pastime).note, /A person came along/);
  assert.equal(app(['NEXT G H', JOINED.replace('JOINED G', 'JOINED H')], app([...OPEN, JOINED])).note, null);
});

test('addresses ask for what they say', () => {
  const wish = (path) => wishOf(new URL(path, 'http://here'));
  assert.deepEqual(wish('/'), { do: 'nothing' });
  assert.deepEqual(wish('/game'), { do: 'look' });
  assert.deepEqual(wish('/game?play'), { do: 'play' });
  assert.deepEqual(wish('/game?join=7kx2m'), { do: 'join', code: '7KX2M' });
  assert.deepEqual(wish(watchPath('7KX2M9AB')), { do: 'watch', game: '7KX2M9AB' });
  assert.deepEqual(wish('/game?bot=2'), { do: 'bot', level: 2 });
  assert.deepEqual(wish('/?challenge=Ann'), { do: 'challenge', name: 'Ann' });
  const at = (table, view = 'table') => placeOf({ ...initial(view), table: table === null ? null : app([...OPEN, ...table]).table });
  const watcher = JOINED.replace('X', 'watcher').replace(/t$/, '-');
  assert.deepEqual([at([JOINED], 'lobby'), at(null), at([JOINED]), at([watcher])], ['/', '/game', '/game#seat=G.t', '/game?watch=G']);
  assert.equal(at([JOINED, 'END G 1 X resign', 'GONE G O 20000']), '/game#seat=G.t', 'there may be a rematch');
  assert.equal(at([JOINED, 'END G 1 X resign', 'LEFT G O']), '/game', 'it is over for good');
});

test('what is said goes to its place, and what is older is marked', () => {
  const chat = ['HELLO TTTP/2 name=A kind=person caps=chat chat=on', 'SAID lobby all * Welcome', 'HISTORY lobby 1', 'SAID lobby all Bo hi', 'SAID lobby all Cy hello', JOINED, 'SAID G players Bo good luck', 'SAID H players Di elsewhere']
    .reduce((before, text) => hearChat(before, parseLine(text)), NO_CHAT);
  assert.deepEqual(chat.lobby.sayings.map(({ name, old }) => [name, old]), [['*', false], ['Bo', true], ['Cy', false]]);
  assert.deepEqual(chat.table.sayings.map(({ text }) => text), ['good luck']);
  const next = hearChat(hearChat(chat, parseLine('NEXT G H')), parseLine('JOINED H O Bo person Ann person none public t'));
  assert.equal(next.table.sayings.length, 1, 'a rematch goes on talking');
  assert.equal(hearChat(chat, parseLine('JOINED K X Ann person Bo person none public t')).table.sayings.length, 0);
});
