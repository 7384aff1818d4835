// The app: joins state, view and session, and does nothing else.
import { setUpActions } from './actions.js';
import { followUp, nameWanted } from './follow.js';
import { newsOf } from './news.js';
import { Places } from './places.js';
import { wishOf } from './route.js';
import { initial, isTicking, reduce } from './state.js';
import { AppView } from './view.js';
import { isOurs } from '../game/state.js';
import { chooseClocks } from '../lobby/clocks.js';
import { setUpShare, showStatus, wayToRoom } from '../lobby/share.js';
import { shareBase } from '../lobby/words.js';
import { about as commandAbout, challenge, join, move, playBot, say } from '../lib/commands.js';
import { setUpCopy } from '../lib/copy.js';
import { announce, byId, oncePerFrame } from '../lib/dom.js';
import { SeatKeeper } from '../lib/seat.js';
import { Session } from '../lib/session.js';
import { hurryWhenBack, socketUrl } from '../lib/socket.js';
import { pollStatus } from '../lib/status.js';
import { tabStore } from '../lib/store.js';
import { setUpTheme } from '../lib/theme.js';

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

const seat = new SeatKeeper(tabStore);
const session = new Session({
  url: socketUrl('/tttp'),
  caps: ['chat', 'ping'],
  name: nameWanted,
  seat,
  onLink: (link) => dispatch({ type: 'link', link, now: performance.now() }),
  onLine: (line) => dispatch({ type: 'line', line, now: performance.now() }),
  onAnswer: answered,
  onNameRefused: (name, text) => {
    if (seat.kept === null) dispatch({ type: 'name-refused', name, text });
  },
});
const view = new AppView({ onPress: press, onSay: talk });
const redraw = oncePerFrame(draw);
const means = { state: () => state, dispatch, ask };
const places = new Places(means.state, (to) => (to === 'lobby' ? actions.lobby?.({}) : dispatch({ type: 'view', view: to })));
const actions = setUpActions(means);

/** @param {Event} event */
function dispatch(event) {
  const before = state;
  state = reduce(state, event);
  if (state === before) return;
  followUp(before, state, event, means);
  places.follow(before, state);
  for (const text of newsOf(before, state)) announce(byId('log', HTMLElement), text);
  if (event.type === 'line' && event.line.type === 'HELLO' && seat.kept === null) grant();
  redraw();
  // A hidden page is not drawn, yet its tab is where a waiting player looks.
  if (document.visibilityState === 'hidden') draw();
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
  const [first, what = about] = about.split(' ');
  const spot = /** @type {Spot} */ (about === 'resume' || about === 'watch-lobby' ? 'silent' : first);
  dispatch({ type: 'answer', spot, about: what, outcome, now: performance.now() });
  if (spot === 'chat' && outcome.kind !== 'ok') (state.view === 'lobby' ? view.lobbyTalk : view.tableTalk).giveBack();
  if (about === 'resume' && outcome.kind === 'error') grant();
  else if (about === 'resume') wish = { do: 'nothing' };
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
  if (state.table?.pending === cell && table.pending === null) ask('board', move(table.game, cell));
}

/** @param {'lobby' | 'table'} place @param {string} text */
function talk(place, text) {
  const to = place === 'lobby' ? 'lobby' : state.table?.game;
  if (to !== undefined) ask('chat', say(to, text));
}

setUpTheme();
setUpCopy();
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
addEventListener('pagehide', () => session.stop(state.table !== null && isOurs(state.table)));
addEventListener('pageshow', (event) => {
  if (event.persisted) session.start();
});
session.start();
