// What a press asks for: one command each, said at the spot where it was pressed.
import * as say from '../lib/commands.js';
import { byId } from '../lib/dom.js';
import { shown } from '../lib/names.js';
import { isOurs } from '../game/state.js';

/** @typedef {import('./state.js').State} State */
/** @typedef {import('./state.js').Spot} Spot */

/**
 * @typedef {object} Means
 * @property {() => State} state
 * @property {(event: import('./state.js').Event) => void} dispatch
 * @property {(spot: Spot, command: string, what?: string) => void} ask
 * @property {() => void} [takeBack] to play here, wherever our seat is
 * @property {() => void} [letGo] to leave it there
 */

/** @param {Means} means */
function actionsWith({ state, dispatch, ask, takeBack, letGo }) {
  /** @param {Parameters<typeof say.about>[0]} word @param {string} [what] */
  const atTable = (word, what) => {
    const { table } = state();
    if (table !== null) ask('panel', say.about(word, table.game), what);
  };

  /** Leaves the table, unless our game is on: that goes on while we look around. */
  const lobby = () => {
    const { table, back } = state();
    if (back === 'elsewhere') letGo?.();
    if (table === null || isOurs(table)) return dispatch({ type: 'view', view: 'lobby' });
    if (!table.replaced && table.end?.reason !== 'lost') atTable('LEAVE');
    dispatch({ type: 'leave-table' });
  };

  const play = () => ask('play', say.PLAY);

  /** @type {Record<string, (data: DOMStringMap) => void>} */
  const actions = {
    play,
    lobby,
    leave: lobby,
    game: () => dispatch({ type: 'view', view: 'table' }),
    bot: ({ level }) => ask('play', say.playBot(Number(level))),
    cancel: () => ask('play', say.CANCEL),
    join: ({ code }) => ask('rooms', say.join(code ?? '')),
    challenge: ({ name }) => ask('people', say.challenge(name ?? '', byId('challenge-clock', HTMLSelectElement).value)),
    accept: ({ name }) => ask('calls', say.accept(name ?? '')),
    decline: ({ name, reason }) => {
      ask('calls', say.decline(name ?? '', reason ?? 'later'));
      dispatch({ type: 'called', name: name ?? '' });
    },
    watch: ({ game }) => {
      const { table } = state();
      if (table !== null && isOurs(table)) return dispatch({ type: 'trouble', spot: 'games', text: 'Your own game is on: finish it first, then watch others.' });
      ask('games', say.about('WATCH', game ?? ''));
    },
    claim: () => atTable('CLAIM'),
    rematch: () => atTable('REMATCH', 'rematch'),
    'take-back': () => takeBack?.(),
    resign: () => {
      const sure = state().resigning;
      dispatch({ type: 'resigning', on: !sure });
      if (sure) atTable('RESIGN');
    },
    next: () => {
      lobby();
      play();
    },
    naming: () => {
      dispatch({ type: 'naming', open: true });
      ask('name', say.PROPOSE);
    },
    'naming-end': () => dispatch({ type: 'naming', open: false }),
    'take-name': ({ name }) => takeName(name ?? ''),
    dismiss: () => dispatch({ type: 'dismiss' }),
  };

  /** @param {string} typed */
  const takeName = (typed) => {
    if (say.takeName(typed) === say.takeName(shown(state().me?.name ?? ''))) dispatch({ type: 'naming', open: false });
    else ask('name', say.takeName(typed));
  };

  return { actions, takeName };
}

/** @param {Means} means */
export function setUpActions(means) {
  const { actions, takeName } = actionsWith(means);
  document.addEventListener('click', (event) => {
    const pressed = event.target instanceof Element ? event.target.closest('[data-do]') : null;
    if (!(pressed instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (pressed.getAttribute('aria-disabled') !== 'true') actions[pressed.dataset.do ?? '']?.(pressed.dataset);
  });
  onSubmit('naming', () => takeName(byId('name', HTMLInputElement).value));
  onSubmit('join-form', () => means.ask('join', say.join(byId('code', HTMLInputElement).value)));
  onSubmit('host-form', () => {
    const clock = document.querySelector('#clocks input:checked');
    means.ask('host', say.host(clock instanceof HTMLInputElement ? clock.value : 'none', byId('locked', HTMLInputElement).checked));
  });
  return actions;
}

/** @param {string} id @param {() => void} run */
function onSubmit(id, run) {
  byId(id, HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    run();
  });
}
