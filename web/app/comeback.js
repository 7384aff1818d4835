// Comes back to a seat by itself: after a reload, a lost connection, a restart of the server. No DOM, no clock of its own.
import { resume } from '../lib/commands.js';

/** @typedef {import('../lib/seat.js').Kept} Kept */
/** @typedef {import('../lib/session.js').Outcome} Outcome */

/**
 * How it stands, for the page to show: `returning`, the seat is on its way back to us; `elsewhere`, another tab or device
 * has it, and we leave it alone until somebody asks for it here; `gone`, it is no more.
 * @typedef {'returning' | 'elsewhere' | 'gone' | null} Back
 */

/**
 * @typedef {object} Means
 * @property {import('../lib/seat.js').SeatKeeper} keeper
 * @property {(game: string) => Promise<boolean>} isHeld whether another tab of this browser has the seat
 * @property {(command: string) => boolean} ask whether it was sent
 * @property {(game: string) => number | null} seen how much of a game this page has, so that it is told the rest: 0 for
 *   nothing; null if it has gaps, so that it is told how the game stands
 * @property {(back: Back) => void} tell
 * @property {() => void} onSeated
 * @property {() => void} onNone there is nothing to come back to, or no more
 * @property {(run: () => void, ms: number) => void} later
 */

/** Errors below this number pass by themselves; all others are the last word, once they have been said twice. */
const LASTING = 200;
/** The first time after which to ask again, in ms; it doubles each time. */
export const AGAIN_MS = 1_500;
/** The longest, in ms. */
const CAP_MS = 12_000;

export class Comeback {
  /** @type {'none' | 'checking' | 'ready' | 'asked' | 'seated' | 'elsewhere'} */
  #phase = 'none';
  /** @type {Kept | null} */
  #kept = null;
  /** Whether it would be missed: a seat that nobody asked for goes without a word. */
  #sought = false;
  /** How often it was not to be had, and how often not just then. */
  #refusals = 0;
  #delays = 0;
  /** Counts the attempts: a retry that is due is one of the past if another came in between. */
  #attempt = 0;

  /** @param {Means} means */
  constructor(means) {
    this.means = means;
  }

  /** Whether there is a seat that is ours, or soon will be. */
  get isOurs() {
    return this.#kept !== null && this.#phase !== 'elsewhere';
  }

  /** Whether nothing is to be come back to. */
  get isNone() {
    return this.#phase === 'none';
  }

  /** @param {string} game @returns {boolean} what other tabs of this browser are told */
  has(game) {
    return this.#kept?.game === game && ['ready', 'asked', 'seated'].includes(this.#phase);
  }

  /** @param {import('../lib/seat.js').Found | null} found what the page begins with */
  begin(found) {
    if (found === null) return;
    this.#kept = found.kept;
    this.#sought = found.sought;
    if (found.elsewhere) this.#isElsewhere();
    else void this.#check();
  }

  /** The page was left, and is shown again as it was: others may have the seat by now. */
  again() {
    if (this.isOurs) void this.#check();
  }

  /** A session is open. */
  opened() {
    if (this.#phase === 'asked' || this.#phase === 'seated') this.#phase = 'ready';
    if (this.#phase === 'ready') this.#ask();
    else if (this.#phase === 'none') this.means.onNone();
  }

  /** @param {Outcome} outcome of RESUME */
  answered(outcome) {
    if (this.#phase !== 'asked') return;
    if (outcome.kind === 'ok') return this.#isSeated();
    this.#phase = 'ready';
    if (outcome.kind === 'limit') return this.#askLater(outcome.ms);
    if (outcome.number >= LASTING) this.#refusals += 1;
    if (this.#refusals > 1) return this.#isGone();
    this.#askLater(Math.min(AGAIN_MS * 2 ** this.#delays, CAP_MS));
    this.#delays += 1;
  }

  /** @param {Kept | null} before @param {Kept | null} after the seat at the table, before and after a line or a press */
  follow(before, after) {
    if (before !== null && before.game !== after?.game && before.game === this.#kept?.game) {
      this.means.keeper.forget(before);
      if (after === null) this.#free();
    }
    if (after !== null && (before?.game !== after.game || before.ticket !== after.ticket)) this.#take(after);
  }

  /** The game is over; a rematch may follow. */
  over() {
    if (this.#kept !== null) this.means.keeper.isOver(this.#kept);
  }

  /** @param {string} game whose seat was taken from us: to come back would be to fight for it */
  replaced(game) {
    if (this.#kept?.game === game) this.#isElsewhere();
  }

  /** @param {Kept} kept a seat whose address somebody has opened in this page */
  seek(kept) {
    this.#kept = kept;
    this.#sought = true;
    this.#return();
  }

  /** Somebody wants to play here, wherever the seat is. @returns {boolean} whether there is one */
  takeBack() {
    if (this.#kept === null) return false;
    this.#return();
    return true;
  }

  /** Nobody wants it here; where it is, it stays. */
  letGo() {
    this.means.keeper.letGo();
    this.#free();
  }

  async #check() {
    const { game } = /** @type {Kept} */ (this.#kept);
    this.#phase = 'checking';
    this.means.tell('returning');
    const held = await this.means.isHeld(game);
    if (this.#phase !== 'checking') return;
    if (!held) this.#return();
    else if (this.#sought) this.#isElsewhere();
    else {
      this.#free();
      this.means.onNone();
    }
  }

  #return() {
    if (this.#kept !== null) this.means.keeper.keep(this.#kept);
    this.#phase = 'ready';
    this.#refusals = this.#delays = 0;
    this.means.tell('returning');
    this.#ask();
  }

  #ask() {
    const { game, ticket } = /** @type {Kept} */ (this.#kept);
    this.#attempt += 1;
    // Refused with the lines that we miss, it may be had as a whole.
    const seen = this.#refusals === 0 ? this.means.seen(game) : null;
    // The answer can't come before this returns.
    if (!this.means.ask(resume(game, ticket, seen))) return;
    this.#phase = 'asked';
    this.means.tell('returning');
  }

  /** @param {number} ms */
  #askLater(ms) {
    const attempt = this.#attempt;
    this.means.later(() => {
      if (this.#phase === 'ready' && this.#attempt === attempt) this.#ask();
    }, ms);
  }

  /** @param {Kept} kept by JOINED, which comes before the answer to RESUME */
  #take(kept) {
    this.means.keeper.keep(kept);
    const isOther = this.#kept?.game !== kept.game;
    this.#kept = kept;
    this.#sought = true;
    // Somebody began another game meanwhile; or this is the rematch of the one that we come back to.
    if (isOther && this.#phase !== 'asked') {
      this.#phase = 'seated';
      this.means.tell(null);
    }
  }

  #isSeated() {
    this.#phase = 'seated';
    this.#refusals = this.#delays = 0;
    this.means.tell(null);
    this.means.onSeated();
  }

  #isElsewhere() {
    this.#phase = 'elsewhere';
    if (this.#kept !== null) this.means.keeper.isElsewhere(this.#kept);
    this.means.tell('elsewhere');
  }

  #isGone() {
    if (this.#kept !== null) this.means.keeper.forget(this.#kept);
    this.#phase = 'none';
    this.#kept = null;
    this.means.tell(this.#sought ? 'gone' : null);
    this.means.onNone();
  }

  #free() {
    this.#phase = 'none';
    this.#kept = null;
    this.means.tell(null);
  }
}
