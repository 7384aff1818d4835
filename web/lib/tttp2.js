// The TTTP/2 codec, from the server: one line of text to one plain object. Pure.

/** @typedef {'X' | 'O'} Mark */
/** @typedef {Mark | 'watcher'} Seat */
/** @typedef {'person' | 'bot' | 'house' | 'guest'} Kind */
/** @typedef {(Mark | null)[]} Cells nine of them, row by row */
/** @typedef {{ name: string, kind: Kind }} Person */

/**
 * @typedef {{ type: 'HELLO', name: string, kind: Kind, caps: string[], chat: string }
 *   | { type: 'PROPOSED', names: string[] }
 *   | { type: 'NAME', name: string }
 *   | { type: 'OK', tag: string }
 *   | { type: 'ERROR', tag: string | null, number: number, name: string, text: string }
 *   | { type: 'LIMIT', tag: string | null, key: string, ms: number }
 *   | { type: 'QUEUED' } | { type: 'UNQUEUED' }
 *   | { type: 'OFFER', levels: number[] }
 *   | { type: 'HOSTED', code: string, clock: string, locked: boolean }
 *   | { type: 'UNHOSTED', code: string }
 *   | { type: 'CHALLENGING', name: string, clock: string }
 *   | { type: 'CHALLENGE', name: string, kind: Kind, clock: string }
 *   | { type: 'DECLINED', name: string, reason: string }
 *   | { type: 'WITHDRAWN', name: string }
 *   | { type: 'JOINED', game: string, seat: Seat, x: Person, o: Person, clock: string, open: boolean, ticket: string | null }
 *   | { type: 'STATE', game: string, seq: number, cells: Cells, turn: Mark | null, x: number | null, o: number | null }
 *   | { type: 'MOVED', game: string, seq: number, seat: Mark, cell: number, x: number | null, o: number | null }
 *   | { type: 'END', game: string, seq: number, winner: Mark | null, reason: string }
 *   | { type: 'GONE', game: string, seat: Mark, ms: number }
 *   | { type: 'HELD', game: string, ms: number }
 *   | { type: 'BACK' | 'REMATCH', game: string, seat: Mark }
 *   | { type: 'NEXT', game: string, next: string }
 *   | { type: 'LEFT', place: string, seat: Seat }
 *   | { type: 'REPLACED', game: string }
 *   | { type: 'WATCHERS', game: string, count: number }
 *   | { type: 'LOBBY', people: number, games: number, rooms: number, waiting: number }
 *   | { type: 'PERSON', name: string, kind: Kind, status: string }
 *   | { type: 'ROOM', name: string, code: string | null, clock: string }
 *   | { type: 'GAME', game: string, x: Person, o: Person, cells: Cells, turn: Mark | null, watchers: number }
 *   | { type: 'OFF', list: 'people' | 'rooms' | 'games', key: string }
 *   | { type: 'LISTED', what: string }
 *   | { type: 'HISTORY', place: string, count: number }
 *   | { type: 'SAID', place: string, channel: string, name: string, text: string }
 *   | { type: 'PHRASE', text: string }
 *   | { type: 'PING', token: string, ms: number | null }
 *   | { type: 'MESSAGE', text: string }} Line
 * OFF is any of `PERSON … gone`, `ROOM … gone` and `GAME … gone`.
 */

/**
 * Reads what one WebSocket message holds: one line, as a rule, but several are understood too.
 * @param {string} message
 * @returns {Line[]} lines that this version does not know, or can't read, are left out
 */
export function parseMessage(message) {
  return message.split('\n').flatMap((text) => parseLine(text) ?? []);
}

/**
 * @param {string} text a line without its ending; words after those that are known are a later version's
 * @returns {Line | null} null for what this codec does not know
 */
export function parseLine(text) {
  const words = new Words(text.trim());
  const first = words.next();
  const tagged = first.startsWith('#');
  const line = read(tagged ? words.next() : first, tagged ? first.slice(1) : null, words);
  return words.good ? line : null;
}

/** @param {string} type @param {string | null} tag @param {Words} words @returns {Line | null} */
function read(type, tag, words) {
  switch (type) {
    case 'OK':
      return tag === null ? null : { type, tag };
    case 'ERROR':
      return { type, tag, number: words.count(), name: words.word(), text: words.rest() };
    case 'LIMIT':
      return { type, tag, key: words.word(), ms: words.count() };
    case 'HELLO':
      return hello(words);
    case 'PROPOSED':
      return { type, names: words.all() };
    case 'NAME':
      return { type, name: words.word() };
    case 'PHRASE':
    case 'MESSAGE':
      return { type, text: words.rest() };
    case 'PING':
      return { type, token: words.word(), ms: words.ms() };
    default:
      return readPairing(type, words) ?? readGame(type, words) ?? readLobby(type, words);
  }
}

/** @param {Words} words @returns {Line} */
function hello(words) {
  const options = new Map(words.all().map((word) => /** @type {[string, string]} */ ([word.split('=', 1)[0], word.slice(word.indexOf('=') + 1)])));
  const name = options.get('name') ?? '';
  if (name === '') words.good = false;
  const kind = /** @type {Kind} */ (options.get('kind') ?? 'person');
  return { type: 'HELLO', name, kind, caps: (options.get('caps') ?? '').split(',').filter(Boolean), chat: options.get('chat') ?? 'off' };
}

/** @param {string} type @param {Words} words @returns {Line | null} */
function readPairing(type, words) {
  switch (type) {
    case 'QUEUED':
    case 'UNQUEUED':
      return { type };
    case 'OFFER':
      return { type, levels: words.all().map(Number).filter(Number.isInteger) };
    case 'HOSTED':
      return { type, code: words.word(), clock: words.word(), locked: words.next() === 'locked' };
    case 'UNHOSTED':
      return { type, code: words.word() };
    case 'CHALLENGING':
      return { type, name: words.word(), clock: words.word() };
    case 'CHALLENGE':
      return { type, ...words.person(), clock: words.word() };
    case 'DECLINED':
      return { type, name: words.word(), reason: words.word() };
    case 'WITHDRAWN':
      return { type, name: words.word() };
    default:
      return null;
  }
}

/** @param {string} type @param {Words} words @returns {Line | null} */
function readGame(type, words) {
  switch (type) {
    case 'JOINED':
      return { type, game: words.word(), seat: words.seat(), x: words.person(), o: words.person(), clock: words.word(), open: words.word() === 'public', ticket: words.unlessDash() };
    case 'STATE':
      return { type, game: words.word(), seq: words.count(), cells: words.board(), turn: words.turn(), x: words.ms(), o: words.ms() };
    case 'MOVED':
      return { type, game: words.word(), seq: words.count(), seat: words.mark(), cell: words.cell(), x: words.ms(), o: words.ms() };
    case 'END':
      return { type, game: words.word(), seq: words.count(), winner: words.turn(), reason: words.word() };
    case 'GONE':
      return { type, game: words.word(), seat: words.mark(), ms: words.count() };
    case 'HELD':
      return { type, game: words.word(), ms: words.count() };
    case 'BACK':
    case 'REMATCH':
      return { type, game: words.word(), seat: words.mark() };
    case 'NEXT':
      return { type, game: words.word(), next: words.word() };
    case 'LEFT':
      return { type, place: words.word(), seat: words.seat() };
    case 'REPLACED':
      return { type, game: words.word() };
    case 'WATCHERS':
      return { type, game: words.word(), count: words.count() };
    default:
      return null;
  }
}

/** @param {string} type @param {Words} words @returns {Line | null} */
function readLobby(type, words) {
  switch (type) {
    case 'LOBBY':
      return { type, people: words.count(), games: words.count(), rooms: words.count(), waiting: words.count() };
    case 'PERSON': {
      const name = words.word();
      return words.off() ? { type: 'OFF', list: 'people', key: name } : { type, name, kind: words.kind(), status: words.word() };
    }
    case 'ROOM': {
      const name = words.word();
      return words.off() ? { type: 'OFF', list: 'rooms', key: name } : { type, name, code: words.unlessDash(), clock: words.word() };
    }
    case 'GAME': {
      const game = words.word();
      if (words.off()) return { type: 'OFF', list: 'games', key: game };
      return { type, game, x: words.person(), o: words.person(), cells: words.board(), turn: words.turn(), watchers: words.count() };
    }
    case 'LISTED':
      return { type, what: words.word() };
    case 'HISTORY':
      return { type, place: words.word(), count: words.count() };
    case 'SAID':
      return { type, place: words.word(), channel: words.word(), name: words.word(), text: words.rest() };
    default:
      return null;
  }
}

/** Takes a line apart, word by word. One word that is not what it should be makes all of it no good. */
class Words {
  good = true;
  #text;

  /** @param {string} text */
  constructor(text) {
    this.#text = text;
  }

  /** @returns {string} the next word; empty at the end */
  next() {
    const word = /^[^ ]*/.exec(this.#text)?.[0] ?? '';
    this.#text = this.#text.slice(word.length).trimStart();
    return word;
  }

  /** @returns {string} what is left, as it is */
  rest() {
    return this.#text;
  }

  /** @returns {string[]} */
  all() {
    return this.#text.split(' ').filter(Boolean);
  }

  word() {
    return this.#match(/^.+$/);
  }

  count() {
    return Number(this.#match(/^\d{1,15}$/));
  }

  cell() {
    return Number(this.#match(/^[0-8]$/));
  }

  mark() {
    return /** @type {Mark} */ (this.#match(/^[XO]$/));
  }

  seat() {
    return /** @type {Seat} */ (this.#match(/^(X|O|watcher)$/));
  }

  kind() {
    return /** @type {Kind} */ (this.#match(/^(person|bot|house|guest)$/));
  }

  /** @returns {Person} */
  person() {
    return { name: this.word(), kind: this.kind() };
  }

  /** @returns {Mark | null} */
  turn() {
    const word = this.#match(/^[XO-]$/);
    return word === '-' ? null : /** @type {Mark} */ (word);
  }

  /** @returns {number | null} */
  ms() {
    const word = this.#match(/^(\d{1,15}|-)$/);
    return word === '-' ? null : Number(word);
  }

  /** @returns {string | null} */
  unlessDash() {
    const word = this.word();
    return word === '-' ? null : word;
  }

  /** @returns {Cells} */
  board() {
    return [...this.#match(/^[XO.]{9}$/)].map((sign) => (sign === '.' ? null : /** @type {Mark} */ (sign)));
  }

  /** Whether the line says that its subject is gone, and nothing else. */
  off() {
    return this.#text === 'gone' || this.#text.startsWith('gone ');
  }

  /** @param {RegExp} pattern @returns {string} */
  #match(pattern) {
    const word = this.next();
    if (!pattern.test(word)) this.good = false;
    return word;
  }
}
