// The app: joins state, view and session, and does nothing else.
import { setUpActions } from './actions.js';
import { Comeback } from './comeback.js';
import { followUp, goOnPlaying, nameWanted } from './follow.js';
import { newsOf } from './news.js';
import { Places } from './places.js';
import { isOpenToAny, wishOf } from './route.js';
import { initial, isReady, isTicking, reduce } from './state.js';
import { AppView } from './view.js';
import { CUT } from './words.js';
import { isOurs, seatOf, seenOf } from '../game/state.js';
import { chooseClocks } from '../lobby/clocks.js';
import { setUpShare, showStatus, wayToRoom } from '../lobby/share.js';
import { shareBase } from '../lobby/words.js';
import { about as commandAbout, challenge, join, move, playBot, say } from '../lib/commands.js';
import { setUpCopy } from '../lib/copy.js';
import { announce, byId, oncePerFrame } from '../lib/dom.js';
import { isCut, seatIn, SeatKeeper } from '../lib/seat.js';
import { Session } from '../lib/session.js';
import { hurryWhenBack } from '../lib/socket.js';
import { pollStatus } from '../lib/status.js';
import { browserStore, tabStore } from '../lib/store.js';
import { Tabs } from '../lib/tabs.js';
import { setUpTheme } from '../lib/theme.js';
import { setUpTry } from '../lib/trynow.js';

/** @typedef {import('./state.js').Event} Event */
/** @typedef {import('./state.js').Spot} Spot */

/** How often the clocks are brought up to date, in ms. */
const CLOCK_MS = 100;

/** @type {import('../lib/status.js').Status | null} */
let status = null;
/** What the address asks for, until it is granted. @type {import('./route.js').Wish} */
let wish = wishOf(new URL(location.href));
let state = initial(wish.do === 'look' || wish.do === 'play' ? 'table' : 'lobby');
let lastPress = 0;

const keeper = new SeatKeeper(tabStore, browserStore);
const found = keeper.find(location.hash, isOpenToAny(wish));
const tabs = new Tabs((game) => comeback.has(game));
const comeback = new Comeback({
  keeper,
  isHeld: (game) => tabs.isHeld(game),
  ask: (command) => session.ask(command, 'resume'),
  seen: (game) => seenOf(state.table, game),
  tell: (back) => dispatch({ type: 'back', back, now: performance.now() }),
  onSeated: () => {
    wish = { do: 'nothing' };
    goOnPlaying(state, ask);
  },
  onNone: () => {
    if (isCut(location.hash)) tellCut();
    if (seatIn(location.hash) !== null || isCut(location.hash)) places.arrived();
    if (state.open) grant();
  },
  later: (run, ms) => void setTimeout(run, ms),
});
const session = new Session({
  path: '/tttp',
  caps: ['chat', 'ping'],
  name: nameWanted,
  onLink: (link) => dispatch({ type: 'link', link, now: performance.now() }),
  onLine: (line) => dispatch({ type: 'line', line, now: performance.now() }),
  onAnswer: answered,
  // Our own connection, which is lost to us but not to the server yet, may have the name still.
  onNameRefused: (name, text) => dispatch(comeback.isOurs ? { type: 'name-held', name } : { type: 'name-refused', name, text }),
});
const view = new AppView({ onPress: press, onSay: talk });
const redraw = oncePerFrame(draw);
const means = { state: () => state, dispatch, ask, takeBack, letGo };
const places = new Places(means.state, (to) => (to === 'lobby' ? actions.lobby?.({}) : dispatch({ type: 'view', view: to })), seek, tellCut);
const actions = setUpActions(means);

/** @param {Event} event */
function dispatch(event) {
  const before = state;
  state = reduce(state, event);
  if (state === before) return;
  followUp(before, state, event, means);
  followSeat(before, event);
  places.follow(before, state);
  for (const text of newsOf(before, state)) announce(byId('log', HTMLElement), text);
  if (event.type === 'line' && event.line.type === 'HELLO') comeback.opened();
  redraw();
  // A hidden page is not drawn, yet its tab is where a waiting player looks.
  if (document.visibilityState === 'hidden') draw();
}

/** @param {import('./state.js').State} before @param {Event} event */
function followSeat({ table: before }, event) {
  const { table: after } = state;
  if (event.type === 'line' && event.line.type === 'REPLACED') comeback.replaced(event.line.game);
  comeback.follow(seatOf(before), seatOf(after));
  if (after !== null && after.end !== null && before?.end == null) comeback.over();
}

/** Plays here, wherever the seat is. */
function takeBack() {
  if (comeback.takeBack()) session.start();
}

/** Leaves the seat where it is. The connection that had it is gone with it. */
function letGo() {
  comeback.letGo();
  session.start();
}

/** @param {import('../lib/seat.js').Kept} kept a seat whose address has been typed over that of this page */
function seek(kept) {
  const { table } = state;
  if (comeback.has(kept.game)) return;
  if (table !== null && isOurs(table)) return dispatch({ type: 'trouble', spot: 'address', text: 'Your own game is on: finish it first, then open the other.' });
  comeback.seek(kept);
  session.start();
}

function tellCut() {
  dispatch({ type: 'trouble', spot: 'address', text: CUT });
}

function draw() {
  const { room } = state.seeking;
  const base = shareBase(location.origin, status ?? { share: [] });
  view.render(state, { base, room: room === null ? null : wayToRoom(room.code, status) });
}

/** @param {Spot} spot @param {string} command @param {string} [what] which command, where a spot has several */
function ask(spot, command, what = '') {
  dispatch({ type: 'asked', spot });
  if (!session.ask(command, what === '' ? spot : `${spot} ${what}`)) dispatch({ type: 'trouble', spot, text: 'Not connected just now: wait a moment, then try again.' });
}

/** @param {string} about @param {import('../lib/session.js').Outcome} outcome */
function answered(about, outcome) {
  if (about === 'resume') return comeback.answered(outcome);
  const [first, what = about] = about.split(' ');
  const spot = /** @type {Spot} */ (about === 'watch-lobby' ? 'silent' : first);
  dispatch({ type: 'answer', spot, about: what, outcome, now: performance.now() });
  if (spot === 'chat' && outcome.kind !== 'ok') (state.view === 'lobby' ? view.lobbyTalk : view.tableTalk).giveBack();
}

/** Does what the address asks for, once. */
function grant() {
  const asked = wish;
  wish = { do: 'nothing' };
  if (asked.do !== 'nothing') places.arrived();
  switch (asked.do) {
    case 'play':
      return actions.play?.({});
    case 'join':
      byId('code', HTMLInputElement).value = asked.code;
      return ask('address', join(asked.code), 'join');
    case 'watch':
      return ask('address', commandAbout('WATCH', asked.game), 'watch');
    case 'bot':
      return ask('address', playBot(asked.level), 'bot');
    case 'challenge':
      return ask('address', challenge(asked.name, 'none'), 'challenge');
  }
}

/** @param {number} cell */
function press(cell) {
  const { table } = state;
  if (table === null) return;
  lastPress += 1;
  dispatch({ type: 'press', cell, id: lastPress });
  if (isReady(state) && state.table?.pending === cell && table.pending === null) ask('board', move(table.game, cell));
}

/** @param {'lobby' | 'table'} place @param {string} text */
function talk(place, text) {
  const to = place === 'lobby' ? 'lobby' : state.table?.game;
  if (to !== undefined) ask('chat', say(to, text));
}

setUpTheme();
setUpCopy();
setUpTry(() => session.start());
setUpShare();
chooseClocks();
hurryWhenBack(session.link);
pollStatus((answer) => {
  if (answer === null) return;
  status = answer;
  showStatus(answer);
  redraw();
});
setInterval(() => {
  if (isTicking(state)) dispatch({ type: 'clock', now: performance.now() });
}, CLOCK_MS);
byId('table-talk', HTMLElement).addEventListener('toggle', redraw);
// A seat is kept also after the end, for a rematch: this may be a reload.
addEventListener('pagehide', () => session.stop(comeback.isOurs));
addEventListener('pageshow', (event) => {
  if (!event.persisted) return;
  comeback.again();
  session.start();
});
// An address that asks for something else comes before a seat that is elsewhere anyway.
comeback.begin(found?.elsewhere && !isOpenToAny(wish) ? null : found);
session.start();
