// The party's world, as small as it can be: who is where, and zombies that walk to whoever is closest.

/** Sides of the canvas, in px. */
const SIDE = 500;
/** How fast a zombie walks, in px/s, and how far from people it stops, in px. */
const SPEED = 40;
const REACH = 12;
const ZOMBIE = 'rgb(79, 125, 44)';

const random = (below) => Math.floor(Math.random() * below);
const rounded = (value) => Math.round(value * 10) / 10;

export class Canvas {
  /** @type {Map<unknown, { location: number[], color: string }>} by connection */
  people = new Map();
  zombies = Array.from({ length: 5 }, () => ({ location: [random(SIDE), random(SIDE)], color: ZOMBIE }));

  /** Somebody new, in a dark colour, so that it shows on the light canvas. */
  join(who) {
    this.people.set(who, { location: [0, 0], color: `rgb(${random(200)}, ${random(200)}, ${random(200)})` });
  }

  leave(who) {
    this.people.delete(who);
  }

  /** What is no position on the canvas is passed over. */
  place(who, location) {
    const inside = (value) => typeof value === 'number' && value >= 0 && value <= SIDE;
    if (Array.isArray(location) && location.length === 2 && location.every(inside)) this.people.get(who).location = location;
  }

  /** The zombies walk for this many seconds. */
  step(seconds) {
    for (const zombie of this.zombies) {
      const prey = this.#closest(zombie);
      if (prey !== undefined) approach(zombie, prey, SPEED * seconds);
    }
  }

  /** All squares in the order they are drawn. */
  squares() {
    const zombies = this.zombies.map(({ location, color }) => ({ location: location.map(rounded), color }));
    return [...this.people.values(), ...zombies];
  }

  #closest({ location: [x, y] }) {
    let best;
    let least = Infinity;
    for (const person of this.people.values()) {
      const distance = (person.location[0] - x) ** 2 + (person.location[1] - y) ** 2;
      if (distance < least) [best, least] = [person, distance];
    }
    return best;
  }
}

function approach(zombie, { location: [toX, toY] }, step) {
  const [x, y] = zombie.location;
  const distance = Math.hypot(toX - x, toY - y);
  const part = Math.min(step, distance - REACH) / distance;
  if (part > 0) zombie.location = [x + (toX - x) * part, y + (toY - y) * part];
}
