// The lobby: shows what the server answers, every two seconds.
import { setUpCopy } from '../lib/copy.js';
import { announce, byId, setAttribute, setText } from '../lib/dom.js';
import { showPill } from '../lib/pill.js';
import { pollStatus } from '../lib/status.js';
import { setUpTheme } from '../lib/theme.js';
import { newCode, pageOf } from '../party/room.js';
import { drawCrowd } from './crowd.js';
import { botDoors, nowWords, partyWords, playWords } from './words.js';

/** @typedef {import('../lib/status.js').Status} Status */

const main = byId('main', HTMLElement);
const log = byId('log', HTMLElement);
/** Whether the last question was answered; null before the first. @type {boolean | null} */
let answered = null;

/** @param {Status | null} status */
function show(status) {
  if (status === null) showSilence();
  else showStatus(status);
  const changed = answered !== null && answered !== (status !== null);
  if (changed) announce(log, status === null ? 'The server does not answer.' : 'The server answers again.');
  answered = status !== null;
}

function showSilence() {
  showPill({ look: 'bad', text: 'no answer, trying again…' });
  setAttribute(main, 'data-stale', '');
  setText(byId('now-words', HTMLElement), 'The server does not answer. This page keeps asking; is the server running?');
}

/** @param {Status} status */
function showStatus(status) {
  showPill({ look: 'good', text: 'answers' });
  setAttribute(main, 'data-stale', null);
  byId('pill', HTMLElement).title = status.version === '' ? '' : `TTTParty ${status.version}`;
  setText(byId('hero-words', HTMLElement), playWords(status));
  setText(byId('party-words', HTMLElement), partyWords(status));
  byId('play', HTMLElement).hidden = !status.doors.tttp;
  byId('join', HTMLElement).hidden = byId('own', HTMLElement).hidden = !status.doors.party;
  setText(byId('online', HTMLElement), String(status.players.online));
  setText(byId('waiting', HTMLElement), String(status.players.waiting));
  setText(byId('live', HTMLElement), String(status.games.live));
  setText(byId('now-words', HTMLElement), nowWords(status));
  drawCrowd(byId('crowd', SVGSVGElement), status.party.people, status.party.zombies);
  showShare(status.share);
  showDoors(status);
}

/** @param {Status | null} status */
function showDoors(status) {
  const { nc, ws } = botDoors(location.origin, status);
  byId('bot-nc-row', HTMLElement).hidden = nc === null;
  setText(byId('bot-nc', HTMLElement), nc ?? '');
  setText(byId('bot-ws', HTMLElement), ws);
}

/** @param {string[]} share */
function showShare(share) {
  const [first, ...more] = share;
  setAttribute(main, 'data-share', first === undefined ? 'none' : 'some');
  byId('share', HTMLElement).hidden = first === undefined;
  byId('share-none', HTMLElement).hidden = first !== undefined;
  if (first === undefined) return;
  const link = byId('share-url', HTMLAnchorElement);
  const shown = first.replace(/\/$/, '');
  if (link.textContent !== shown) {
    link.textContent = shown;
    link.href = first;
    // The address is set as large as its length allows.
    for (const id of ['share-url', 'poster-url']) byId(id, HTMLElement).style.setProperty('--chars', String(shown.length));
    byId('share-qr', HTMLAnchorElement).href = first;
    // The address in the query keeps an older picture from being shown for a newer address.
    const picture = `/qr.svg?for=${encodeURIComponent(first)}`;
    byId('qr', HTMLImageElement).src = picture;
    byId('poster-qr', HTMLImageElement).src = picture;
    setText(byId('poster-url', HTMLElement), shown);
  }
  byId('share-more', HTMLElement).hidden = more.length === 0;
  setText(byId('share-more', HTMLElement), `If that does not open: ${more.map((url) => url.replace(/\/$/, '')).join(', ')}`);
}

setUpTheme();
setUpCopy();
byId('own', HTMLAnchorElement).href = pageOf(newCode((bytes) => crypto.getRandomValues(bytes)));
showDoors(null);
drawCrowd(byId('crowd', SVGSVGElement), 0, 0);
byId('show-big', HTMLButtonElement).addEventListener('click', () => byId('poster', HTMLDialogElement).showModal());
byId('hide-big', HTMLButtonElement).addEventListener('click', () => byId('poster', HTMLDialogElement).close());
pollStatus(show);
