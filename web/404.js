// The page for an address that leads nowhere: it needs the theme, and to know whether that is because of a flag.
import { byId, setText } from './lib/dom.js';
import { fields } from './lib/json.js';
import { setUpTheme } from './lib/theme.js';

setUpTheme();
if (/^\/tutorials(\/|$)/.test(location.pathname)) void tellOfTutorials();

async function tellOfTutorials() {
  const answer = await fetch('/status', { cache: 'no-store' }).catch(() => null);
  if (answer?.ok && fields(await answer.json()).tutorials === null) {
    setText(byId('why', HTMLElement), 'The tutorials are not served here: whoever runs this server has to start it with --tutorials. Then load this page again.');
  }
}
