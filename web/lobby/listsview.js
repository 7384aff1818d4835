// The lists of the lobby: games as small boards that move, people, rooms.
import { byId, html, setAttribute, setText } from '../lib/dom.js';
import { KeyedList } from '../lib/keyed.js';
import { clockWords, shown } from '../lib/names.js';
import { personLabel } from '../lib/person.js';
import { SmallBoard } from '../game/marks.js';
import { wonLines } from '../game/lines.js';
import { pathOf } from '../app/route.js';
import { gamesWords, peopleWords, roomsWords, statusWords } from './words.js';

/** @typedef {import('./lists.js').Lists} Lists */
/** @typedef {import('./lists.js').Somebody} Somebody */

export class ListsView {
  #games = new KeyedList(byId('games', HTMLElement), ({ game }) => game, tile);
  #people = new KeyedList(byId('people', HTMLElement), ({ name }) => name, personRow);
  #rooms = new KeyedList(byId('rooms', HTMLElement), ({ name }) => name, roomRow);
  /** @type {{ people: readonly Somebody[], me: string | null, others: readonly Somebody[] }} */
  #others = { people: [], me: null, others: [] };

  /** @param {Lists} lists @param {string | null} me our own name @param {boolean} mayAsk whether we are free to play */
  render(lists, me, mayAsk) {
    this.#games.show(lists.games);
    this.#people.show(this.#without(lists.people, me));
    this.#rooms.show(lists.rooms);
    for (const [id, count] of /** @type {const} */ ([['games', lists.counts.games], ['people', lists.counts.people], ['rooms', lists.counts.rooms]])) {
      setText(byId(`${id}-count`, HTMLElement), lists.listed ? String(count) : '');
    }
    for (const [id, words] of /** @type {const} */ ([['games', gamesWords(lists)], ['people', peopleWords(lists)], ['rooms', roomsWords(lists)]])) {
      const place = byId(`${id}-words`, HTMLElement);
      place.hidden = words === '';
      setText(place, words);
    }
    byId('with', HTMLElement).hidden = lists.people.length < 2;
    setAttribute(byId('people', HTMLElement), 'data-may-ask', mayAsk ? '' : null);
    setAttribute(byId('rooms', HTMLElement), 'data-may-ask', mayAsk ? '' : null);
  }

  /** @param {readonly Somebody[]} people @param {string | null} me */
  #without(people, me) {
    const last = this.#others;
    if (last.people !== people || last.me !== me) this.#others = { people, me, others: people.filter(({ name }) => name !== me) };
    return this.#others.others;
  }
}

/** @param {import('./lists.js').Game} game */
function tile({ game }) {
  const board = new SmallBoard();
  const players = { x: personLabel(), o: personLabel() };
  const watchers = html('span', { class: 'quiet' });
  const link = html('a', { class: 'tile', href: pathOf(game), 'data-do': 'watch', 'data-game': game },
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
      // A bot may well play several at once; a person is left in peace.
      ask.hidden = somebody.kind === 'person' && somebody.status === 'playing';
    },
  };
}

/** @param {import('./lists.js').Room} room */
function roomRow({ name }) {
  const words = html('span', { class: 'quiet' });
  const join = html('button', { class: 'button small', type: 'button', 'data-do': 'join', 'aria-label': `Join ${shown(name)}` }, 'Join');
  return {
    element: html('li', { class: 'entry' }, html('span', { class: 'entry-words' }, html('span', { class: 'name' }, shown(name)), ' ', words), join),
    update: (/** @type {import('./lists.js').Room} */ { code, clock }) => {
      setText(words, `${clockWords(clock)}${code === null ? ', needs the code' : ''}`);
      join.hidden = code === null;
      join.dataset.code = code ?? '';
    },
  };
}
