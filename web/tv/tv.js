// The TV: watches, shows, and has nothing to press.
import { goOn, hearTable, pause } from '../game/state.js';
import { tableNews } from '../game/news.js';
import { about, codeOf, decline } from '../lib/commands.js';
import { announce, byId, oncePerFrame, setAttribute, setText, showText } from '../lib/dom.js';
import { Session } from '../lib/session.js';
import { hurryWhenBack } from '../lib/socket.js';
import { pollStatus } from '../lib/status.js';
import { hearLists, NOTHING_LISTED } from '../lobby/lists.js';
import { shareBase } from '../lobby/words.js';
import { OneGame } from './one.js';
import { Wall } from './wall.js';
import { addressWords, countWords, emptyWords, lostWords } from './words.js';

/** @typedef {import('../lib/tttp2.js').Line} Line */

/** How often results make room, and clocks go on, in ms. */
const CLOCK_MS = 250;
/** What others see in the list of people. */
const NAME = 'TV';

/** The game to show alone, if the address names one. @type {string | null} */
let wanted = new URLSearchParams(location.search).get('game');
let lists = NOTHING_LISTED;
/** What we are called: NAME, unless another TV is. */
let me = NAME;
/** @type {import('../game/state.js').Table | null} */
let table = null;
/** @type {import('../lib/socket.js').LinkState} */
let link = { name: 'stopped', why: null };

const wall = new Wall();
const one = new OneGame();
const redraw = oncePerFrame(draw);
const session = new Session({
  path: '/tttp',
  caps: ['ping'],
  name: () => NAME,
  onLink: (state) => {
    link = state;
    // What is missed meanwhile, it can't know.
    if (table !== null && link.name !== 'open') table = pause(table, performance.now());
    else if (table !== null && link.name === 'open' && link.held) resume(table);
    redraw();
  },
  onLine: hear,
  onAnswer: (asked, outcome) => {
    // A game that is no more, or private, leaves the wall with all that are.
    if (asked === 'watch' && outcome.kind === 'error') wanted = null;
    redraw();
  },
});

/** @param {import('../game/state.js').Table} paused nothing of it was missed, but its clocks stood still here */
function resume(paused) {
  if (paused.paused && paused.clock !== 'none' && paused.end === null) session.ask(about('STATE', paused.game), 'clocks');
  table = goOn(paused, performance.now());
}

/** @param {Line} line */
function hear(line) {
  lists = hearLists(lists, line);
  const before = table;
  table = wanted === null ? null : hearTable(table, line, performance.now());
  for (const text of tableNews(before, table)) announce(byId('log', HTMLElement), text);
  if (table !== null) wanted = table.next ?? table.game;
  if (line.type === 'HELLO') me = line.name;
  if (line.type === 'HELLO' && wanted !== null) session.ask(about('WATCH', codeOf(wanted)), 'watch');
  if (line.type === 'CHALLENGE') session.ask(decline(line.name, 'no'), 'decline');
  redraw();
}

function draw() {
  const now = performance.now();
  one.render(table, now);
  // A wall that can't hear keeps what it last showed.
  if (table === null && (link.name === 'open' ? lists.listed : wall.places.length === 0)) wall.render(lists.games, now);
  else wall.fit();
  byId('wall', HTMLElement).hidden = table !== null || wall.places.length === 0;
  const empty = table === null && wall.places.length === 0;
  byId('empty', HTMLElement).hidden = !empty;
  const { title, text } = emptyWords(link, lists.listed);
  setText(byId('empty-title', HTMLElement), title);
  setText(byId('empty-text', HTMLElement), text);
  byId('foot', HTMLElement).hidden = empty;
  const lost = lostWords(link);
  setText(byId('counts', HTMLElement), lost ?? countWords(lists, me));
  setAttribute(byId('counts', HTMLElement), 'data-lost', lost === null ? null : '');
}

/** @param {import('../lib/status.js').Status | null} status */
function showAddress(status) {
  if (status === null) return;
  const { words, url } = addressWords(shareBase(location.origin, status));
  setText(byId('url-words', HTMLElement), words);
  setText(byId('url', HTMLElement), url);
  const large = byId('empty-url', HTMLElement);
  showText(large, url === '' ? words : url);
  setAttribute(large, 'data-words', url === '' ? '' : null);
  large.style.setProperty('--chars', String(url.length));
  const shared = status.share[0];
  const path = `/qr.svg?for=${encodeURIComponent(shared ?? '')}`;
  for (const id of ['qr', 'empty-qr']) {
    const picture = byId(id, HTMLImageElement);
    picture.hidden = shared === undefined;
    if (shared !== undefined && picture.getAttribute('src') !== path) picture.src = path;
  }
}

hurryWhenBack(session.link);
pollStatus(showAddress);
addEventListener('resize', redraw);
addEventListener('pagehide', () => session.stop(false));
addEventListener('pageshow', (event) => {
  if (event.persisted) session.start();
});
setInterval(redraw, CLOCK_MS);
session.start();
