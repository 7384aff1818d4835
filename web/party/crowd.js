// Who is on the floor and where, in typed arrays: everybody has a slot, and keeps it until they leave. This is written
// by frames and read by drawing, many times a second, and neither makes anything that has to be thrown away. Pure.
import { UNITS } from './codec.js';

/** @typedef {import('./timeline.js').Timeline} Timeline */

/** What is in a slot. */
export const NOBODY = 0;
export const PERSON = 1;
export const ZOMBIE = 2;

/** Who was not told of for longer has rested, and did not walk all that time; after a longer pause all jump. In ticks. */
const LONGEST_WALK = 16;
const FIRST_SLOTS = 128;

export class Crowd {
  /** Of the newest frame; -1 before the first. Counts on where the wire begins again at 0. */
  tick = -1;
  people = 0;
  zombies = 0;
  /** How often somebody came or left. */
  changes = 0;
  /** Slots from here on were never used. */
  end = 0;

  // By slot.
  kinds = new Uint8Array(FIRST_SLOTS);
  ids = new Uint16Array(FIRST_SLOTS);
  /** Id of whom a zombie chases, or 0. */
  prey = new Uint16Array(FIRST_SLOTS);
  /** As `#rrggbb`. @type {string[]} */
  colours = [];
  /** @type {string[]} */
  names = [];
  /** Where they are at the tick that was played last: top left corner, in px of the world. */
  x = new Float32Array(FIRST_SLOTS);
  y = new Float32Array(FIRST_SLOTS);

  // The line that each walks on: from one place and tick to another. The latter is the newest that the server told.
  fromX = new Float32Array(FIRST_SLOTS);
  fromY = new Float32Array(FIRST_SLOTS);
  toX = new Float32Array(FIRST_SLOTS);
  toY = new Float32Array(FIRST_SLOTS);
  #from = new Float64Array(FIRST_SLOTS);
  #to = new Float64Array(FIRST_SLOTS);
  /** The newest tick that told of them; NaN if none has. */
  #told = new Float64Array(FIRST_SLOTS);
  /** How many ticks there seem to be between one that tells of them and the next: it is more for those far away. */
  #pace = new Uint8Array(FIRST_SLOTS);

  /** Slot of each id, plus 1. */
  #slots = new Uint16Array(65_536);
  /** Slots that are free again. @type {number[]} */
  #free = [];
  #timeline;
  /** The tick that is played as the frame that is being read comes in. */
  #playing = 0;
  #jumps = false;

  /** @param {Timeline} timeline */
  constructor(timeline) {
    this.#timeline = timeline;
  }

  /** @param {number} id @returns {number} -1 if nobody here has it */
  slotOf(id) {
    return this.#slots[id] - 1;
  }

  /**
   * A frame begins; what it holds is told by the calls that follow.
   * @param {number} wireTick modulo 2³² @param {boolean} keyframe @param {number} now ms
   */
  begin(wireTick, keyframe, now) {
    const before = this.tick;
    this.tick = before < 0 ? wireTick : before + ((wireTick - before) | 0);
    this.#jumps = keyframe || this.tick - before > LONGEST_WALK;
    this.#timeline.hear(this.tick, now);
    this.#playing = this.#timeline.at(now);
    if (keyframe) this.#clear();
  }

  /** @param {number} id */
  leave(id) {
    const slot = this.slotOf(id);
    if (slot < 0) return;
    if (this.kinds[slot] === ZOMBIE) this.zombies -= 1;
    else this.people -= 1;
    this.changes += 1;
    this.kinds[slot] = NOBODY;
    this.#slots[id] = 0;
    this.#free.push(slot);
  }

  /** @param {number} id @param {boolean} isZombie @param {number} rgb @param {string} name */
  come(id, isZombie, rgb, name) {
    this.leave(id);
    const slot = this.#free.pop() ?? this.#newSlot();
    this.changes += 1;
    this.#slots[id] = slot + 1;
    this.kinds[slot] = isZombie ? ZOMBIE : PERSON;
    if (isZombie) this.zombies += 1;
    else this.people += 1;
    this.ids[slot] = id;
    this.prey[slot] = 0;
    this.colours[slot] = `#${rgb.toString(16).padStart(6, '0')}`;
    this.names[slot] = name;
    this.#told[slot] = NaN;
    this.#pace[slot] = 1;
  }

  /** @param {number} id @param {number} prey */
  turn(id, prey) {
    const slot = this.slotOf(id);
    if (slot >= 0) this.prey[slot] = prey;
  }

  /**
   * Everybody walks from where they are drawn at this moment to their newest place. They are there when its tick is
   * played, but not sooner than the next news of them is due: who is far away is told of in some ticks only.
   * @param {number} id @param {number} x in 1/16 px @param {number} y in 1/16 px
   */
  move(id, x, y) {
    const slot = this.slotOf(id);
    if (slot < 0) return;
    const told = this.#told[slot];
    if (this.#jumps || Number.isNaN(told)) {
      this.#pace[slot] = 1;
      this.fromX[slot] = this.x[slot] = x / UNITS;
      this.fromY[slot] = this.y[slot] = y / UNITS;
      this.#from[slot] = this.#to[slot] = this.#playing;
    } else {
      const pace = this.#paceAfter(this.tick - told, this.#pace[slot]);
      this.#play(slot, this.#playing);
      this.#pace[slot] = pace;
      this.fromX[slot] = this.x[slot];
      this.fromY[slot] = this.y[slot];
      this.#from[slot] = this.#playing;
      this.#to[slot] = Math.max(this.tick, this.#playing + pace);
    }
    this.toX[slot] = x / UNITS;
    this.toY[slot] = y / UNITS;
    this.#told[slot] = this.tick;
  }

  /** Puts everybody where they are at a tick. @param {number} tick with its fraction */
  play(tick) {
    for (let slot = 0; slot < this.end; slot += 1) this.#play(slot, tick);
  }

  /** Whether they have some way left at the tick that was played last. @param {number} slot */
  walks(slot) {
    return this.x[slot] !== this.toX[slot] || this.y[slot] !== this.toY[slot];
  }

  /** @param {number} slot @param {number} tick */
  #play(slot, tick) {
    const from = this.#from[slot];
    const to = this.#to[slot];
    const toX = this.toX[slot];
    const toY = this.toY[slot];
    if (tick >= to) {
      this.x[slot] = toX;
      this.y[slot] = toY;
      return;
    }
    const left = (to - tick) / (to - from);
    const share = left < 1 ? 1 - left : 0;
    const fromX = this.fromX[slot];
    const fromY = this.fromY[slot];
    this.x[slot] = fromX + (toX - fromX) * share;
    this.y[slot] = fromY + (toY - fromY) * share;
  }

  /**
   * A long time without news may be the wait of somebody far away, or somebody's rest: a wait shows again and again, so
   * the pace at most doubles.
   * @param {number} gap ticks since they were last told of @param {number} pace
   */
  #paceAfter(gap, pace) {
    return gap > LONGEST_WALK ? 1 : Math.max(Math.min(gap, pace * 2), 1);
  }

  #clear() {
    this.#slots.fill(0);
    this.#free.length = 0;
    this.changes += 1;
    this.end = this.people = this.zombies = 0;
  }

  /** @returns {number} */
  #newSlot() {
    if (this.end === this.kinds.length) this.#grow();
    this.end += 1;
    return this.end - 1;
  }

  #grow() {
    const slots = this.kinds.length * 2;
    this.kinds = widened(this.kinds, new Uint8Array(slots));
    this.ids = widened(this.ids, new Uint16Array(slots));
    this.prey = widened(this.prey, new Uint16Array(slots));
    this.x = widened(this.x, new Float32Array(slots));
    this.y = widened(this.y, new Float32Array(slots));
    this.fromX = widened(this.fromX, new Float32Array(slots));
    this.fromY = widened(this.fromY, new Float32Array(slots));
    this.toX = widened(this.toX, new Float32Array(slots));
    this.toY = widened(this.toY, new Float32Array(slots));
    this.#from = widened(this.#from, new Float64Array(slots));
    this.#to = widened(this.#to, new Float64Array(slots));
    this.#told = widened(this.#told, new Float64Array(slots));
    this.#pace = widened(this.#pace, new Uint8Array(slots));
  }
}

/**
 * @template {Uint8Array | Uint16Array | Float32Array | Float64Array} T
 * @param {T} values @param {T} room longer than those, and empty
 * @returns {T}
 */
function widened(values, room) {
  room.set(values);
  return room;
}
