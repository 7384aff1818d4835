// Coming back to a seat: where it is kept, which tab has it, and what follows from each answer.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AGAIN_MS, Comeback } from '../../web/app/comeback.js';
import { isCut, SeatKeeper, seatHash, seatIn } from '../../web/lib/seat.js';
import { ANSWER_MS, Tabs } from '../../web/lib/tabs.js';

const seat = (game, digit = 'a') => ({ game, ticket: digit.repeat(32) });
const [G, H] = [seat('7KX2M9AB'), seat('HHHHHHHH', 'b')];

function storage(values = {}) {
  const kept = new Map(Object.entries(values));
  return { get: (key) => kept.get(key) ?? null, set: (key, value) => (value === null ? kept.delete(key) : kept.set(key, value)), kept };
}

const NO_GAME = { kind: 'error', number: 232, name: 'NO_SUCH_GAME', text: '' };
const NOT_SAVED = { kind: 'error', number: 110, name: 'NOT_SAVED', text: '' };

/** A page that comes back: its connection, its tabs and its time are this test's. */
function page({ tab = storage(), browser = storage(), hash = '', open = true } = {}) {
  const it = { told: [], asked: [], due: [], seated: 0, none: 0, open, seen: null, held: false, tab, browser };
  const keeper = new SeatKeeper(tab, browser);
  const comeback = new Comeback({
    keeper,
    isHeld: async () => it.held,
    ask: (command) => { if (it.open) it.asked.push(command); return it.open; },
    seen: () => it.seen,
    tell: (back) => { if (it.told.at(-1) !== back) it.told.push(back); },
    onSeated: () => { it.seated += 1; },
    onNone: () => { it.none += 1; },
    later: (run, ms) => it.due.push({ run, ms }),
  });
  const begin = async () => {
    comeback.begin(keeper.find(hash, true));
    await Promise.resolve();
    await Promise.resolve();
  };
  return Object.assign(it, { keeper, comeback, begin, next: () => it.due.shift()?.run(), since: () => it.asked.splice(0) });
}

test('a seat stands behind the # of an address, and nothing else does', () => {
  assert.equal(seatHash(G), `#seat=7KX2M9AB.${G.ticket}`);
  assert.deepEqual(seatIn(seatHash(G)), G);
  for (const hash of ['', '#', '#main', '#seat=', '#seat=G', '#seat=G.abc', `${seatHash(G)}x`, `#seat=g.${G.ticket}`]) assert.equal(seatIn(hash), null, hash);
});

test('the address of a seat that is not whole is known as such', () => {
  const whole = seatHash(G);
  for (const hash of ['#seat=AAAA.bbb', '#seat', whole.slice(0, -1), `${whole}x`, '#seat=7KX2M9AB']) assert.equal(isCut(hash), true, hash);
  for (const hash of ['', '#main', '#se', whole]) assert.equal(isCut(hash), false, hash);
});

test('the address comes first, then the tab, then the newest that the browser knows', () => {
  const [tab, browser] = [storage(), storage()];
  const keeper = new SeatKeeper(tab, browser);
  assert.equal(keeper.find('', true), null);
  keeper.keep(H);
  keeper.keep(G);
  assert.deepEqual(keeper.find('', true), { kept: G, sought: true, elsewhere: false });
  assert.deepEqual(keeper.find(seatHash(H), true), { kept: H, sought: true, elsewhere: false });
  const newTab = new SeatKeeper(storage(), browser);
  assert.deepEqual(newTab.find('', true), { kept: G, sought: false, elsewhere: false });
  assert.equal(newTab.find('', false), null, 'an address that asks for something else');
  keeper.isOver(G);
  assert.deepEqual(newTab.find('', true).kept, H, 'nobody is led back to a result');
  assert.deepEqual(keeper.find('', true).kept, G, 'but by a reload');
  keeper.forget(G);
  keeper.forget(H);
  assert.deepEqual([tab.kept.size, browser.kept.size], [0, 0]);
});

test('a seat that was taken from this tab is not taken back by a reload', () => {
  const keeper = new SeatKeeper(storage(), storage());
  keeper.keep(G);
  keeper.isElsewhere(G);
  assert.deepEqual([keeper.find('', true).elsewhere, keeper.find(seatHash(G), true).elsewhere, keeper.find(seatHash(H), true).elsewhere], [true, true, false]);
});

test('what is stored by a stranger hand is passed over', () => {
  const keeper = new SeatKeeper(storage({ seat: 'nonsense' }), storage({ seats: `what\n\n${H.game} ${H.ticket}\n{"a":1}` }));
  assert.deepEqual(keeper.find('', true).kept, H);
});

test('after a reload all of the game is asked for; after a lost connection, what was missed', async () => {
  const it = page({ hash: seatHash(G), open: false });
  await it.begin();
  assert.deepEqual([it.told, it.asked], [['returning'], []]);
  it.open = true;
  it.comeback.opened();
  assert.deepEqual(it.since(), [`RESUME ${G.game} ${G.ticket}`]);
  it.comeback.follow(null, G);
  it.comeback.answered({ kind: 'ok' });
  assert.deepEqual([it.told, it.seated, it.comeback.isOurs], [['returning', null], 1, true]);
  it.seen = 7;
  it.comeback.opened();
  assert.deepEqual(it.since(), [`RESUME ${G.game} ${G.ticket} seq=7`]);
});

test('without a seat there is nothing to do but what the address asks for', async () => {
  const it = page();
  await it.begin();
  it.comeback.opened();
  assert.deepEqual([it.none, it.asked, it.told, it.comeback.isNone], [1, [], [], true]);
  it.comeback.follow(null, G);
  assert.deepEqual([it.comeback.has(G.game), it.tab.get('seat')], [true, `${G.game} ${G.ticket}`]);
});

test('refused twice, the seat is gone; the second time all of the game was asked for', async () => {
  const it = page({ hash: seatHash(G) });
  it.seen = 3;
  await it.begin();
  it.comeback.answered(NO_GAME);
  assert.deepEqual([it.told, it.due[0].ms], [['returning'], AGAIN_MS]);
  it.next();
  assert.deepEqual(it.asked, [`RESUME ${G.game} ${G.ticket} seq=3`, `RESUME ${G.game} ${G.ticket}`]);
  it.comeback.answered(NO_GAME);
  assert.deepEqual([it.told, it.none, it.tab.kept.size, it.browser.kept.size], [['returning', 'gone'], 1, 0, 0]);
  it.comeback.opened();
  assert.equal(it.asked.length, 2);
});

test('what passes by itself is waited for, less and less often', async () => {
  const it = page({ hash: seatHash(G) });
  await it.begin();
  const waits = [];
  for (let times = 0; times < 5; times += 1) {
    it.comeback.answered(NOT_SAVED);
    waits.push(it.due[0].ms);
    it.next();
  }
  assert.deepEqual([waits, it.asked.length, it.told], [[1500, 3000, 6000, 12000, 12000], 6, ['returning']]);
  it.comeback.answered({ kind: 'limit', ms: 700 });
  assert.equal(it.due[0].ms, 700);
  it.next();
  it.comeback.answered({ kind: 'ok' });
  assert.equal(it.seated, 1);
});

test('a retry that is due finds that another came before it', async () => {
  const it = page({ hash: seatHash(G) });
  await it.begin();
  it.comeback.answered(NOT_SAVED);
  it.comeback.opened();
  assert.equal(it.asked.length, 2);
  it.next();
  assert.equal(it.asked.length, 2);
});

test('a duplicated tab leaves the seat where it is, until it is asked for here', async () => {
  const it = page({ hash: seatHash(G) });
  it.held = true;
  await it.begin();
  it.comeback.opened();
  assert.deepEqual([it.told, it.asked, it.comeback.isOurs, it.comeback.has(G.game)], [['returning', 'elsewhere'], [], false, false]);
  assert.equal(it.comeback.takeBack(), true);
  assert.deepEqual([it.asked, it.told.at(-1)], [[`RESUME ${G.game} ${G.ticket}`], 'returning']);
});

test('a seat that only the browser knew is taken if no tab has it, and goes without a word', async () => {
  const stored = () => ({ browser: storage({ seats: `${G.game} ${G.ticket}` }) });
  const closed = page(stored());
  await closed.begin();
  assert.deepEqual(closed.asked, [`RESUME ${G.game} ${G.ticket}`]);
  closed.comeback.answered(NO_GAME);
  closed.next();
  closed.comeback.answered(NO_GAME);
  assert.deepEqual([closed.told.at(-1), closed.browser.kept.size], [null, 0]);

  const second = page(stored());
  second.held = true;
  await second.begin();
  assert.deepEqual([second.told.at(-1), second.asked, second.none, second.browser.kept.size], [null, [], 1, 1], 'the other tab plays on');
});

test('who was replaced does not fight for the seat, nor after a reload', async () => {
  const it = page({ hash: seatHash(G) });
  await it.begin();
  it.comeback.answered({ kind: 'ok' });
  it.comeback.replaced(H.game);
  assert.equal(it.comeback.isOurs, true);
  it.comeback.replaced(G.game);
  it.since();
  it.comeback.opened();
  assert.deepEqual([it.asked, it.told.at(-1)], [[], 'elsewhere']);
  const loaded = page({ tab: it.tab, hash: seatHash(G) });
  await loaded.begin();
  loaded.comeback.opened();
  assert.deepEqual([loaded.asked, loaded.told], [[], ['elsewhere']]);
  loaded.comeback.letGo();
  assert.deepEqual([loaded.comeback.isNone, it.tab.kept.size], [true, 0]);
});

test('a rematch takes the place of its game; leaving forgets it', async () => {
  const it = page();
  await it.begin();
  it.comeback.follow(null, G);
  it.comeback.over();
  assert.equal(it.browser.kept.size, 0);
  it.comeback.follow(G, H);
  assert.deepEqual([it.tab.get('seat'), it.browser.get('seats')], [`${H.game} ${H.ticket}`, `${H.game} ${H.ticket}`]);
  it.comeback.follow(H, null);
  assert.deepEqual([it.comeback.isNone, it.tab.kept.size, it.browser.kept.size], [true, 0, 0]);
});

test('by the ticket of the game before, one comes back to the rematch', async () => {
  const it = page({ hash: seatHash(G) });
  await it.begin();
  it.comeback.follow(null, G);
  it.comeback.follow(G, H);
  it.comeback.answered({ kind: 'ok' });
  assert.deepEqual([it.seated, it.told.at(-1), it.comeback.has(H.game)], [1, null, true]);
  it.since();
  it.comeback.opened();
  assert.deepEqual(it.asked, [`RESUME ${H.game} ${H.ticket}`]);
});

test('a page that is shown again asks the other tabs first', async () => {
  const it = page({ hash: seatHash(G) });
  await it.begin();
  it.comeback.answered({ kind: 'ok' });
  it.since();
  it.held = true;
  it.comeback.again();
  it.comeback.opened();
  await Promise.resolve();
  await Promise.resolve();
  assert.deepEqual([it.asked, it.told.at(-1)], [[], 'elsewhere']);
});

test('the address of another seat can be opened over a page', async () => {
  const it = page();
  await it.begin();
  it.comeback.seek(H);
  assert.deepEqual(it.asked, [`RESUME ${H.game} ${H.ticket}`]);
});

/** Tabs of one browser: what one says, all others hear. */
function tabsOf(...holding) {
  const channels = [];
  const due = [];
  const tabs = holding.map((game, index) => {
    const channel = { onmessage: null, postMessage: (data) => channels.filter((other) => other !== channel).forEach((other) => other.onmessage({ data: structuredClone(data) })) };
    channels.push(channel);
    return new Tabs((asked) => asked === game, { channel, now: () => 5, random: () => index / 10, later: (run, ms) => due.push({ run, ms }) });
  });
  const settle = () => due.splice(0).forEach(({ run, ms }) => { assert.equal(ms, ANSWER_MS); run(); });
  return { tabs, settle, channels };
}

test('tabs tell each other who has a seat', async () => {
  const { tabs: [first, second], settle, channels } = tabsOf(null, G.game);
  const answers = [first.isHeld(G.game), second.isHeld(H.game)];
  settle();
  assert.deepEqual(await Promise.all(answers), [true, false]);
  for (const data of [null, 'noise', { who: 7 }, {}]) channels[0].onmessage({ data });
});

test('of two that ask for the same at once, exactly one gets it', async () => {
  const { tabs, settle } = tabsOf(null, null);
  const answers = tabs.map((tab) => tab.isHeld(G.game));
  settle();
  assert.deepEqual(await Promise.all(answers), [false, true]);
});

test('where tabs can’t hear each other, nobody is waited for', async () => {
  const alone = new Tabs(() => true, { channel: null, now: () => 0, random: () => 0, later: () => assert.fail('it waits') });
  assert.equal(await alone.isHeld(G.game), false);
});
