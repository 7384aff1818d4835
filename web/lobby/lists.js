// What the server lists and watches for us: who is here, which rooms are open, which games are played. Pure.

/** @typedef {import('../lib/tttp2.js').Line} Line */
/** @typedef {Omit<Extract<Line, { type: 'PERSON' }>, 'type'>} Somebody */
/** @typedef {Omit<Extract<Line, { type: 'ROOM' }>, 'type'>} Room */
/** @typedef {Omit<Extract<Line, { type: 'GAME' }>, 'type'>} Game */

/**
 * @typedef {object} Lists
 * @property {{ people: number, games: number, rooms: number, waiting: number }} counts
 * @property {readonly Somebody[]} people
 * @property {readonly Room[]} rooms
 * @property {readonly Game[]} games
 * @property {boolean} listed whether the lists are complete
 */

/** @type {Lists} */
export const NOTHING_LISTED = { counts: { people: 0, games: 0, rooms: 0, waiting: 0 }, people: [], rooms: [], games: [], listed: false };

/** @param {Lists} lists @param {Line} line @returns {Lists} the same one if the line is about something else */
export function hearLists(lists, line) {
  switch (line.type) {
    case 'HELLO':
      return NOTHING_LISTED;
    case 'LOBBY': {
      const { people, games, rooms, waiting } = line;
      return { ...lists, counts: { people, games, rooms, waiting } };
    }
    case 'PERSON': {
      const { name, kind, status } = line;
      return { ...lists, people: put(lists.people, { name, kind, status }, (one) => one.name === name) };
    }
    case 'ROOM': {
      const { name, code, clock } = line;
      return { ...lists, rooms: put(lists.rooms, { name, code, clock }, (one) => one.name === name) };
    }
    case 'GAME': {
      const { game, x, o, cells, turn, watchers } = line;
      return { ...lists, games: put(lists.games, { game, x, o, cells, turn, watchers }, (one) => one.game === game) };
    }
    case 'OFF':
      return off(lists, line.list, line.key);
    case 'LISTED':
      return line.what === 'lobby' ? { ...lists, listed: true } : lists;
    default:
      return lists;
  }
}

/** @param {Lists} lists @param {'people' | 'rooms' | 'games'} list @param {string} key @returns {Lists} */
function off(lists, list, key) {
  switch (list) {
    case 'people':
      return { ...lists, people: lists.people.filter(({ name }) => name !== key) };
    case 'rooms':
      return { ...lists, rooms: lists.rooms.filter(({ name }) => name !== key) };
    case 'games':
      return { ...lists, games: lists.games.filter(({ game }) => game !== key) };
  }
}

/**
 * In its old place if it is known, else last.
 * @template T
 * @param {readonly T[]} list @param {T} one @param {(other: T) => boolean} same
 * @returns {readonly T[]}
 */
function put(list, one, same) {
  const at = list.findIndex(same);
  return at < 0 ? [...list, one] : list.map((old, index) => (index === at ? one : old));
}
