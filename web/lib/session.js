// One TTTP/2 session that comes back by itself: says HELLO, answers PING, gives each command a tag and tells what became of it.
import { hello, pong, QUIT, WATCH_LOBBY } from './commands.js';
import { Link } from './socket.js';
import { parseMessage } from './tttp2.js';

/** @typedef {import('./tttp2.js').Line} Line */
/** @typedef {import('./socket.js').LinkState} LinkState */
/** @typedef {{ kind: 'ok' } | { kind: 'error', number: number, name: string, text: string } | { kind: 'limit', ms: number }} Outcome */

/** What the server calls its subprotocol. */
const TTTP2 = 'tttp.2';
/** Errors that speak of the name: without one there is always a way in. */
const BAD_NAME = [215, 224, 225];
/** PING comes every few seconds: after this long without a word a sign of life is asked for, in ms. */
const SILENCE_MS = 12_000;
/** What a sign of life is asked under: nobody else needs to know of that. */
const ALIVE = 'alive';

/**
 * @typedef {object} Options
 * @property {string} path of the server's door, from the root
 * @property {string[]} caps
 * @property {() => string | null} name which to ask for; asked anew at each connection
 * @property {(state: LinkState) => void} onLink
 * @property {(line: Line) => void} onLine all but tagged answers; what it asks when told HELLO comes before anything else
 * @property {(about: string, outcome: Outcome) => void} onAnswer
 * @property {(name: string, text: string) => void} [onNameRefused] which name was not to be had, and why
 */

export class Session {
  #link;
  /** Whether the server has answered our HELLO. */
  #open = false;
  #lastTag = 0;
  /** @type {Map<string, string>} what each tag asked about */
  #asked = new Map();
  /** The name that HELLO asked for, while it is not answered. @type {string | null} */
  #asking = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #later;

  /** @param {Options} options @param {import('./socket.js').World} [world] */
  constructor(options, world) {
    this.options = options;
    this.#link = new Link({
      path: options.path,
      protocols: [TTTP2],
      silence: options.caps.includes('ping') ? SILENCE_MS : undefined,
      evenHidden: true,
      prove: () => this.#prove(),
      onState: (state) => this.#linked(state),
      onText: (text) => parseMessage(text).forEach((line) => this.#hear(line)),
    }, world);
  }

  get link() {
    return this.#link;
  }

  start() {
    this.#link.start();
  }

  /** @param {boolean} stays whether to come back: then the server keeps the seat for a while */
  stop(stays) {
    this.#link.stop(stays || !this.#open ? undefined : QUIT);
  }

  /**
   * @param {string} command a line without a tag
   * @param {string} about what `onAnswer` is told
   * @returns {boolean} whether it was sent
   */
  ask(command, about) {
    return this.#open && this.#link.send(`${this.#tagFor(about)} ${command}`);
  }

  /** @param {string} about @returns {string} */
  #tagFor(about) {
    this.#lastTag += 1;
    this.#asked.set(String(this.#lastTag), about);
    return `#${this.#lastTag}`;
  }

  /** Any answer is a sign of life, be it that HELLO comes first. */
  #prove() {
    this.#link.send(`${this.#tagFor(ALIVE)} ${pong('0')}`);
  }

  /** @param {LinkState} state */
  #linked(state) {
    // The session that goes on has heard our HELLO, and owes what was asked.
    if (state.name !== 'open' || state.held) return this.options.onLink(state);
    this.#open = false;
    this.#asked.clear();
    clearTimeout(this.#later);
    this.options.onLink(state);
    this.#greet(this.options.name());
  }

  /** @param {string | null} name */
  #greet(name) {
    this.#asking = name;
    this.#link.send(hello(name, this.options.caps));
  }

  /** @param {Line} line */
  #hear(line) {
    if (line.type === 'PING') this.#link.send(pong(line.token));
    if (line.type === 'OK') this.#answered(line.tag, { kind: 'ok' });
    else if (line.type === 'ERROR' && line.tag !== null) this.#answered(line.tag, { kind: 'error', number: line.number, name: line.name, text: line.text });
    else if (line.type === 'LIMIT' && line.tag !== null) this.#answered(line.tag, { kind: 'limit', ms: line.ms });
    else if (this.#open || !this.#refused(line)) this.#told(line);
  }

  /** @param {string} tag @param {Outcome} outcome */
  #answered(tag, outcome) {
    const about = this.#asked.get(tag);
    if (about === undefined) return;
    this.#asked.delete(tag);
    if (about === ALIVE) this.#link.proved();
    else this.options.onAnswer(about, outcome);
  }

  /** @param {Line} line @returns {boolean} whether it is why HELLO was not taken */
  #refused(line) {
    if (line.type === 'LIMIT') {
      this.#later = setTimeout(() => this.#greet(this.#asking), line.ms);
      return true;
    }
    if (line.type !== 'ERROR' || !BAD_NAME.includes(line.number) || this.#asking === null) return false;
    this.options.onNameRefused?.(this.#asking, line.text);
    this.#greet(null);
    return true;
  }

  /** @param {Line} line */
  #told(line) {
    if (line.type === 'HELLO') this.#open = true;
    this.options.onLine(line);
    if (line.type === 'HELLO') this.ask(WATCH_LOBBY, 'watch-lobby');
  }
}
