// The lists of the lobby: games as small boards that move, people, rooms.
import { byId, html, setAttribute, setText } from '../lib/dom.js';
import { KeyedList, lastOf } from '../lib/keyed.js';
import { clockMeaning, clockWords, shown } from '../lib/names.js';
import { personLabel } from '../lib/person.js';
import { SmallBoard } from '../game/marks.js';
import { wonLines } from '../game/lines.js';
import { watchPath } from '../app/route.js';
import { canChallenge, gamesWords, isThisMachine, mayBeAsked, peopleWords, roomsWords, statusWords } from './words.js';

/** @typedef {import('./lists.js').Lists} Lists */
/** @typedef {import('./lists.js').Somebody} Somebody */
/** @typedef {import('./lists.js').Room & { ours: boolean }} OwnedRoom */

export class ListsView {
  #games = new KeyedList(byId('games', HTMLElement), ({ game }) => game, tile);
  #people = new KeyedList(byId('people', HTMLElement), ({ name }) => name, personRow);
  #rooms = new KeyedList(byId('rooms', HTMLElement), ({ name }) => name, roomRow);
  #others = lastOf((/** @type {readonly Somebody[]} */ people, /** @type {string | null} */ me) => people.filter(({ name }) => name !== me));
  /** Whether nobody else was here when the page was opened; null until that is known. @type {boolean | null} */
  #cameFirst = null;
  #owned = lastOf((/** @type {Lists['rooms']} */ rooms, /** @type {string | null} */ me) => rooms.map((room) => ({ ...room, ours: room.name === me })));

  /**
   * @param {Lists} lists @param {string | null} me our own name
   * @param {boolean} mayAsk whether we are free to play
   * @param {string | null} base the address for others
   */
  render(lists, me, mayAsk, base) {
    const others = this.#others(lists.people, me);
    this.#games.show(lists.games);
    this.#people.show(others);
    this.#rooms.show(this.#owned(lists.rooms, me));
    for (const [id, count] of /** @type {const} */ ([['games', lists.counts.games], ['people', lists.counts.people], ['rooms', lists.counts.rooms]])) {
      setText(byId(`${id}-count`, HTMLElement), lists.listed ? String(count) : '');
    }
    for (const [id, words] of /** @type {const} */ ([['games', gamesWords(lists)], ['people', peopleWords(lists, base)], ['rooms', roomsWords(lists)]])) {
      const place = byId(`${id}-words`, HTMLElement);
      place.hidden = words === '';
      setText(place, words);
    }
    byId('with', HTMLElement).hidden = !canChallenge(others, mayAsk);
    // Decided once: who follows by the code must not move it.
    if (lists.listed) this.#cameFirst ??= others.length === 0;
    setAttribute(byId('lobby', HTMLElement), 'data-host', this.#cameFirst === true || isThisMachine(location.hostname) ? '' : null);
    setAttribute(byId('people', HTMLElement), 'data-may-ask', mayAsk ? '' : null);
    setAttribute(byId('rooms', HTMLElement), 'data-may-ask', mayAsk ? '' : null);
  }
}

/** @param {import('./lists.js').Game} game */
function tile({ game }) {
  const board = new SmallBoard();
  const players = { x: personLabel(), o: personLabel() };
  const watchers = html('span', { class: 'quiet' });
  const link = html('a', { class: 'tile', href: watchPath(game), 'data-do': 'watch', 'data-game': game },
    board.element, html('span', { class: 'sr-only' }, 'Game of '), html('span', { class: 'side side-X' }, players.x.element),
    html('span', { class: 'sr-only' }, ' and '), html('span', { class: 'side side-O' }, players.o.element), ' ', watchers);
  return {
    element: html('li', {}, link),
    update: (/** @type {import('./lists.js').Game} */ { x, o, cells, turn, watchers: count }) => {
      board.show(cells, wonLines(cells));
      players.x.show(x);
      players.o.show(o);
      setAttribute(link, 'data-turn', turn);
      setText(watchers, turn === null ? 'over' : count === 0 ? 'watch' : `${count} watching`);
    },
  };
}

/** @param {Somebody} somebody */
function personRow({ name }) {
  const label = personLabel();
  const status = html('span', { class: 'quiet' });
  const ask = html('button', { class: 'button small', type: 'button', 'data-do': 'challenge', 'data-name': name, 'aria-label': `Challenge ${shown(name)}` }, 'Challenge');
  return {
    element: html('li', { class: 'entry' }, html('span', { class: 'entry-words' }, label.element, ' ', status), ask),
    update: (/** @type {Somebody} */ somebody) => {
      label.show(somebody);
      setText(status, statusWords(somebody.status));
      ask.hidden = !mayBeAsked(somebody);
    },
  };
}

/** @param {OwnedRoom} room */
function roomRow({ name }) {
  const words = html('span', { class: 'quiet' });
  const join = html('button', { class: 'button small', type: 'button', 'data-do': 'join', 'aria-label': `Join ${shown(name)}` }, 'Join');
  return {
    element: html('li', { class: 'entry' }, html('span', { class: 'entry-words' }, html('span', { class: 'name' }, shown(name)), ' ', words), join),
    update: (/** @type {OwnedRoom} */ { code, clock, ours }) => {
      words.title = clockMeaning(clock);
      setText(words, `${clockWords(clock)}${ours ? ' · yours' : code === null ? ', needs the code' : ''}`);
      join.hidden = code === null || ours;
      join.dataset.code = code ?? '';
    },
  };
}
