// What /status tells: the address for others with its code, the doors for bots, and how full the party is.
import { byId, setAttribute, setText, showText } from '../lib/dom.js';
import { newCode, pageOf } from '../party/room.js';
import { joinPath } from '../app/route.js';
import { drawCrowd } from './crowd.js';
import { botDoors, ONLY_HERE, partyWords, shareBase } from './words.js';

/** @typedef {import('../lib/status.js').Status} Status */
/** @typedef {{ link: string | null, qr: string | null, words: string | null }} Way `words` say why there is no link */

/** Wires what stands still. */
export function setUpShare() {
  byId('own', HTMLAnchorElement).href = pageOf(newCode((bytes) => crypto.getRandomValues(bytes)));
  showDoors(null);
  drawCrowd(byId('crowd', SVGSVGElement), 0, 0);
  byId('show-big', HTMLButtonElement).addEventListener('click', () => byId('poster', HTMLDialogElement).showModal());
  byId('hide-big', HTMLButtonElement).addEventListener('click', () => byId('poster', HTMLDialogElement).close());
}

/** @param {Status} status */
export function showStatus(status) {
  setText(byId('party-words', HTMLElement), partyWords(status));
  byId('join-party', HTMLElement).hidden = byId('own', HTMLElement).hidden = !status.doors.party;
  drawCrowd(byId('crowd', SVGSVGElement), status.party.people, status.party.zombies);
  showShare(status.share);
  showDoors(status);
  byId('to-tutorials', HTMLElement).hidden = !status.tutorials;
}

/**
 * How somebody else joins a room: a link, and a picture of it where others can open this server at all.
 * @param {string} code @param {Status | null} status
 * @returns {Way}
 */
export function wayToRoom(code, status) {
  if (status === null) return { link: null, qr: null, words: null };
  const base = shareBase(location.origin, status);
  if (base === null) return { link: null, qr: null, words: ONLY_HERE };
  const path = joinPath(code);
  return { link: `${base}${path}`, qr: status.share.length === 0 ? null : `/qr.svg?to=${encodeURIComponent(path)}`, words: null };
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
  setAttribute(byId('lobby', HTMLElement), 'data-share', first === undefined ? 'none' : 'some');
  byId('share', HTMLElement).hidden = first === undefined;
  const base = shareBase(location.origin, { share });
  showText(byId('share-none', HTMLElement), first !== undefined ? null : base === null ? ONLY_HERE : `Others open ${base} on their devices.`);
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
