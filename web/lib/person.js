// A name on the page, with its badge: whoever is not a person is never shown without one.
import { html, setText } from './dom.js';
import { badgeFor, shownBesideBadge } from './names.js';

/** @typedef {import('./tttp2.js').Person} Person */

/** @returns {{ element: HTMLElement, show: (person: Person) => void }} */
export function personLabel() {
  const name = html('span', { class: 'name' });
  const badge = html('span', { class: 'badge' });
  const element = html('span', { class: 'person' }, name, ' ', badge);
  return {
    element,
    show(person) {
      setText(name, shownBesideBadge(person));
      const words = badgeFor(person.kind);
      badge.hidden = words === null;
      setText(badge, words ?? '');
    },
  };
}
