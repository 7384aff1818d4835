// The lane of server-sent events: one request, whose answer does not end.
import { heard, OPEN_WITHIN_MS, persist } from './lane.js';

/** @typedef {import('./lane.js').Tell} Tell */

const STREAM = 'text/event-stream';

/** @param {string} token @param {Tell} tell @returns {import('./lane.js').Lane} */
export function startSse(token, tell) {
  let seq = 0;
  return persist(tell, (say) => {
    const url = `/race/session/${token}?seq=${seq}`;
    const asked = performance.now();
    let opened = false;
    let over = false;
    say({ kind: 'asks', at: asked });
    const source = new EventSource(url);

    /** @param {import('./lane.js').Loss} how @param {string} detail */
    const lose = (how, detail) => {
      if (over) return;
      over = true;
      source.close();
      say({ kind: 'loses', at: performance.now(), asked, how, detail });
    };

    // The first bytes of the stream, not of its head: what stands in between may hold the stream back.
    source.addEventListener('session', () => {
      opened = true;
      say({ kind: 'opens', at: performance.now() });
    });
    source.addEventListener('message', ({ data, lastEventId }) => {
      seq = Number(lastEventId) || seq;
      say(heard(performance.now(), [String(data)]));
    });
    source.addEventListener('moved', () => lose('moved', ''));
    source.addEventListener('end', ({ data }) => lose('over', String(data)));
    source.addEventListener('error', async () => {
      // A browser would come back by itself, without saying what went wrong: here that is what is looked for.
      source.close();
      if (opened) return lose('cut', 'stream ended');
      const { how, detail } = await probe(url);
      lose(how, detail);
    });
    return () => {
      over = true;
      source.close();
    };
  });
}

/**
 * An `EventSource` does not tell why it failed, so the same question is asked once more in plain sight.
 * @param {string} url
 * @returns {Promise<{ how: 'refused' | 'over', detail: string }>}
 */
async function probe(url) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), OPEN_WITHIN_MS);
  try {
    const answer = await fetch(url, { headers: { accept: STREAM }, cache: 'no-store', signal: stop.signal });
    if (answer.status === 404 || answer.status === 410) return { how: 'over', detail: `status ${answer.status}` };
    const kind = answer.headers.get('content-type') ?? 'no type';
    if (!answer.ok) return { how: 'refused', detail: `status ${answer.status}` };
    return { how: 'refused', detail: kind.startsWith(STREAM) ? 'connection lost' : `answered as ${kind.split(';', 1)[0]}` };
  } catch {
    return { how: 'refused', detail: stop.signal.aborted ? 'no answer' : 'connection lost' };
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}
