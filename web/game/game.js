// The game page: joins state, view and socket, and does nothing else.
import { byId, oncePerFrame, setText } from '../lib/dom.js';
import { hurryWhenBack, Link, socketUrl } from '../lib/socket.js';
import { addressToShare } from '../lib/status.js';
import { setUpTheme } from '../lib/theme.js';
import { move, parseFrame, QUIT } from '../lib/tttp.js';
import { setUpCopy } from '../lib/copy.js';
import { Board } from './board.js';
import { initial, reduce, refusal } from './state.js';
import { View } from './view.js';

/** How long a word on the spot stays, in ms. */
const NOTICE_MS = 4_000;

let state = initial();
const link = new Link({
  url: socketUrl('/tttp'),
  onState: (linkState) => dispatch({ type: 'link', link: linkState, now: performance.now() }),
  onText: (text) => {
    for (const line of parseFrame(text)) dispatch({ type: 'line', line, now: performance.now() });
  },
});
const board = new Board(byId('board', HTMLElement), press);
const view = new View(board);
const redraw = oncePerFrame(() => view.render(state));

/** @param {import('./state.js').Event} event */
function dispatch(event) {
  const before = state;
  state = reduce(state, event);
  if (state.phase === 'over' && before.phase === 'playing' && state.result?.kind !== 'gone') link.stop(QUIT);
  if (state.notice !== null && state.notice.cell !== null && state.notice !== before.notice) hushLater(state.notice.id);
  redraw();
  // A hidden page is not drawn, yet its tab is where a waiting player looks.
  if (document.visibilityState === 'hidden') view.render(state);
}

/** @param {number} id */
function hushLater(id) {
  setTimeout(() => dispatch({ type: 'hush', id }), NOTICE_MS);
}

/** @param {number} cell */
function press(cell) {
  const ask = refusal(state, cell) === null;
  dispatch({ type: 'press', cell });
  if (ask) link.send(move(cell));
}

function play() {
  dispatch({ type: 'play' });
  link.start();
}

function cancel() {
  link.stop(QUIT);
  dispatch({ type: 'cancel' });
}

async function invite() {
  setText(byId('invite-url', HTMLElement), await addressToShare());
}

setUpTheme();
setUpCopy();
hurryWhenBack(link);
view.play.addEventListener('click', play);
view.cancel.addEventListener('click', cancel);
setInterval(() => {
  if (state.phase === 'waiting' || link.state.name === 'waiting') dispatch({ type: 'clock', now: performance.now() });
}, 250);
addEventListener('pagehide', () => link.stop(QUIT));
addEventListener('pageshow', (event) => {
  if (event.persisted && state.phase !== 'over' && state.phase !== 'idle') play();
});
void invite();
play();
