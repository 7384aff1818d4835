// Keeps one session carried: goes on by another transport where one is lost, and climbs back to a better one. What is known
// of the network is in network.js, of messages in carried.js, and how a transport is found in search.js.
import { Inbox } from './carried.js';
import { LASTS_MS } from './ladder.js';
import { OPEN_WITHIN_MS, Search } from './search.js';
import { failed, UNKNOWN } from './transport/door.js';
import { OnPolls } from './transport/poll.js';
import { Post, requestOf } from './transport/post.js';
import { OnStream } from './transport/sse.js';
import { OnWebSocket } from './transport/ws.js';

/** @typedef {import('./ladder.js').Rung} Rung */
/** @typedef {import('./transport/door.js').Attachment} Attachment */
/** @typedef {import('./transport/door.js').End} End */
/** @typedef {import('./transport/door.js').Events} Events */

/** A transport that is climbed to, and has taken the session from the other one, has so long to show it, in ms. */
export const TAKEN_MS = 1_500;
/** The server answers the first words of a session. A stream that has brought nothing by then is held back, in ms. */
export const ANSWER_WITHIN_MS = 3_000;

/**
 * @typedef {object} Options
 * @property {import('./transport/door.js').Door} door
 * @property {string[]} protocols of its WebSocket
 * @property {import('./network.js').Network} network
 * @property {() => import('./carried.js').Outbox} outbox a new one
 * @property {(isNew: boolean) => void} onCarried a transport carries the session
 * @property {() => boolean} mayLook whether one is looked for by itself where none does any more
 * @property {() => void} onLost none does just now; one is looked for
 * @property {(end: End) => void} onNone none was found, or the session is over. `start` tries again
 * @property {() => void} onPlan another transport is to be tried at another time
 * @property {(data: string | ArrayBuffer) => void} onMessage each once, in order
 */

export class Carrier {
  /** @type {string | null} */
  #token = null;
  #inbox = new Inbox();
  /** @type {import('./carried.js').Outbox} */
  #outbox;
  /** @type {Post | null} */
  #post = null;
  /** What carries the session. @type {{ rung: Rung, attachment: Attachment, since: number } | null} */
  #current = null;
  /** @type {Search | null} */
  #search = null;
  /** The search is for a better one. */
  #isClimbing = false;
  /** @type {{ rung: Rung, at: number, timer: number } | null} */
  #plan = null;
  /** Runs until what carries has done so for long. @type {number | null} */
  #lasting = null;

  /** @param {Options} options @param {import('./world.js').World} world */
  constructor(options, world) {
    this.options = options;
    this.world = world;
    this.#outbox = options.outbox();
  }

  /** What carries it. @returns {Rung | null} */
  get rung() {
    return this.#current?.rung ?? null;
  }

  /** Which better one is tried next, and when, on the clock of the world. @returns {{ rung: Rung, at: number } | null} */
  get plan() {
    return this.#plan === null ? null : { rung: this.#plan.rung, at: this.#plan.at };
  }

  /** Looks for a transport: for the session that there is, or for a new one. */
  start() {
    this.#find(this.options.network.memory);
  }

  /** @param {string | Uint8Array<ArrayBuffer>} message @returns {boolean} whether it goes out, now or once something carries the session again */
  send(message) {
    if (this.#token === null) return false;
    const outbox = /** @type {{ live: (message: unknown) => string | Uint8Array<ArrayBuffer>, push: (message: unknown) => void }} */ (this.#outbox);
    const attachment = this.#current?.attachment;
    if (attachment?.send !== undefined) {
      attachment.send(outbox.live(message));
      return true;
    }
    outbox.push(message);
    this.#post?.push();
    return true;
  }

  /** What carries the session does not, as far as the owner can tell. */
  lose() {
    const current = this.#current;
    if (current === null) return;
    current.attachment.close();
    this.#ended(current.attachment, failed('silent'));
  }

  /** The network may be another one: better ones are tried at once. */
  climbNow() {
    if (this.#current === null || this.#plan === null) return;
    this.options.network.reconsider();
    this.#planClimb();
  }

  /** @param {string} [farewell] the last words; without any, the session just ends */
  leave(farewell) {
    const [token, attachment] = [this.#token, this.#current?.attachment];
    this.#stop();
    this.#current = null;
    this.#forget();
    if (token === null) return;
    if (attachment?.send !== undefined) {
      if (farewell !== undefined) attachment.send(farewell);
      attachment.close(1000);
      return;
    }
    attachment?.close();
    if (farewell !== undefined) /** @type {import('./carried.js').Lines} */ (this.#outbox).push(farewell);
    const batch = this.#outbox.batch();
    // A move that is on its way comes before the end, which comes by itself then.
    if (batch !== null && batch.first !== null) this.#tell(this.options.door.ours(token, batch.first), requestOf(batch));
    else this.#hangUp(token);
  }

  /** @param {import('./ladder.js').Memory} memory what is known of the network, if something is found in it */
  #find(memory) {
    this.#stop();
    const { network } = this.options;
    this.#look(network.order(memory), {
      onFound: (found) => {
        network.keep(network.blamed(memory, found.faults));
        this.#carried(found);
      },
      onNone: (end) => {
        // A stream can't tell why it was refused, and nothing else is asked where it is forced.
        const isRefused = network.forced === 'sse' && end.kind === 'failed' && end.code === UNKNOWN;
        if (end.kind === 'unknown' || end.kind === 'closed' || isRefused) this.#forget();
        this.options.onNone(isRefused ? { kind: 'unknown' } : end);
      },
    });
  }

  /** @param {Rung} rung */
  #climb(rung) {
    const { network } = this.options;
    this.#plan = null;
    this.options.onPlan();
    this.#isClimbing = true;
    this.#look([rung], {
      // Nobody waits for it.
      patience: OPEN_WITHIN_MS,
      onFound: (found) => this.#carried(found),
      onNone: (end, faults) => {
        this.#search = null;
        this.#isClimbing = false;
        network.keep(network.blamed(network.memory, faults));
        if (end.kind === 'unknown') return this.#over(end);
        // It may have taken the session with it.
        if (this.#current === null) this.#find(network.memory);
        else this.#planClimb();
      },
    });
  }

  /**
   * @param {readonly Rung[]} rungs
   * @param {Pick<import('./search.js').Options, 'onFound' | 'onNone' | 'patience'>} options
   */
  #look(rungs, options) {
    const opening = this.options.door.open();
    this.#search = new Search({
      ...options,
      rungs,
      opening,
      token: this.#token,
      attach: (rung, token, { onCarries, onEnd }) => {
        /** @type {Attachment} */
        const attachment = this.#attachment(rung, token, {
          onCarries,
          onEnd: (end) => (this.#current?.attachment === attachment ? this.#ended(attachment, end) : onEnd(end)),
          onMessage: (number, data) => this.#heard(attachment, number, data),
          onHeard: (heard) => {
            if (this.#current?.attachment === attachment) this.#outbox.hear(heard);
          },
        });
        return attachment;
      },
      onSpare: (token) => this.#hangUp(token),
    }, this.world);
    this.#search.start();
  }

  /** @param {Rung} rung @param {string | null} token @param {Events} on @returns {Attachment} */
  #attachment(rung, token, on) {
    const { door, protocols } = this.options;
    const seq = () => (this.#token === null ? 0 : this.#inbox.seq);
    if (rung === 'ws') return new OnWebSocket(this.world, { url: door.socket(token, seq()), protocols }, on);
    const url = (/** @type {number} */ wait) => door.messages(token ?? '', seq(), wait);
    if (rung === 'sse') return new OnStream(this.world, { url: () => url(0) }, on);
    return new OnPolls(this.world, { url, isLong: rung === 'long' }, on);
  }

  /** @param {import('./search.js').Found} found */
  #carried({ rung, attachment, token, heard }) {
    const isNew = this.#token === null;
    this.#stop();
    this.#current?.attachment.close();
    this.#current = { rung, attachment, since: this.world.now() };
    if (isNew) this.#begin(token);
    // A POST was heard after it had begun to count: it would take what we say for what it has.
    if (attachment.send !== undefined && this.#outbox.isStale(heard)) return this.#attachAgain();
    if (!this.#outbox.resume(heard)) return this.#over({ kind: 'unknown' });
    this.#post?.push();
    if (attachment.send !== undefined) for (const message of this.#outbox.unheard()) attachment.send(message);
    this.#lasting = this.world.setTimer(() => this.options.network.forgive(rung), LASTS_MS);
    this.#planClimb();
    this.options.onCarried(isNew);
    if (isNew && rung === 'sse' && this.options.network.forced === null) this.world.setTimer(() => this.#expectAnswer(attachment), ANSWER_WITHIN_MS);
  }

  #attachAgain() {
    this.#current?.attachment.close();
    this.#current = null;
    this.options.onLost();
    this.#find(this.options.network.memory);
  }

  /** @param {string} token */
  #begin(token) {
    this.#token = token;
    this.#inbox = new Inbox();
    this.#outbox = this.options.outbox();
    const post = new Post(this.world, {
      url: (first) => this.options.door.ours(token, first),
      outbox: this.#outbox,
      isNeeded: () => this.#current !== null && this.#current.attachment.send === undefined,
      onHeard: (heard) => {
        this.#outbox.hear(heard);
        this.#current?.attachment.hurry?.();
      },
      onEnd: (end) => {
        if (this.#post === post) this.#deaf(end);
      },
    });
    this.#post = post;
  }

  /** Nothing of ours gets through. @param {End} end */
  #deaf(end) {
    const attachment = this.#current?.attachment;
    if (attachment === undefined) return;
    attachment.close();
    this.#ended(attachment, end);
  }

  /** @param {Attachment} attachment a stream: what it should have brought by now is the answer, besides what it began with */
  #expectAnswer(attachment) {
    if (this.#current?.attachment !== attachment || this.#inbox.seq > 1) return;
    attachment.close();
    this.#ended(attachment, failed('held'));
  }

  /** @param {Attachment} attachment @param {number} number @param {string | ArrayBuffer} data */
  #heard(attachment, number, data) {
    if (this.#current?.attachment !== attachment) return;
    const kind = this.#inbox.take(number);
    if (kind === 'new') return this.options.onMessage(data);
    if (kind === 'known') return;
    attachment.close();
    this.#ended(attachment, failed('cut'));
  }

  /** What carried has ended. @param {Attachment} attachment @param {End} end */
  #ended(attachment, end) {
    const current = this.#current;
    if (current === null || current.attachment !== attachment) return;
    this.#current = null;
    if (end.kind === 'unknown' || end.kind === 'closed') return this.#over(end);
    if (!this.options.mayLook()) {
      this.#stop();
      this.options.onNone(end.kind === 'failed' ? end : failed('cut'));
      return;
    }
    this.options.onLost();
    if (end.kind === 'moved' && this.#isClimbing) {
      const search = this.#search;
      this.world.setTimer(() => {
        if (search === this.#search) search?.giveUp();
      }, TAKEN_MS);
      return;
    }
    const lasted = this.world.now() - current.since;
    const { network } = this.options;
    this.#find(end.kind === 'moved' ? network.memory : network.blamed(network.memory, [[current.rung, end.fault]], lasted));
  }

  /** @param {End} end */
  #over(end) {
    this.#stop();
    this.#current?.attachment.close();
    this.#current = null;
    this.#forget();
    this.options.onNone(end);
  }

  #forget() {
    this.#token = null;
    this.#post?.close();
    this.#post = null;
  }

  #planClimb() {
    if (this.#plan !== null) this.world.clearTimer(this.#plan.timer);
    this.#plan = null;
    const next = this.#current === null ? null : this.options.network.climbFrom(this.#current.rung);
    if (next !== null) {
      const timer = this.world.setTimer(() => this.#climb(next.rung), next.wait);
      this.#plan = { rung: next.rung, at: this.world.now() + next.wait, timer };
    }
    this.options.onPlan();
  }

  /** Ends what is under way besides what carries the session. */
  #stop() {
    this.#search?.stop();
    this.#search = null;
    this.#isClimbing = false;
    if (this.#plan !== null) this.world.clearTimer(this.#plan.timer);
    this.#plan = null;
    if (this.#lasting !== null) this.world.clearTimer(this.#lasting);
    this.#lasting = null;
  }

  /** @param {string} token */
  #hangUp(token) {
    this.#tell(this.options.door.session(token), { method: 'DELETE', keepalive: true });
  }

  /** @param {string} url @param {RequestInit} request whose answer nobody waits for */
  #tell(url, request) {
    this.world.fetch(url, request).catch(() => {});
  }
}
