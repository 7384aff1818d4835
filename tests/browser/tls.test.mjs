// Pages of a server with TLS: found without the s, and everything in them goes by https and wss.
import assert from 'node:assert/strict';
import { house, pageTest, shows } from '../lib/browser.mjs';
import { playOut, sitDown } from './table.mjs';

const all = house('--tls-self-signed', '--claim-ms', '100');
/** As somebody who has looked at the certificate, and goes on. */
const GOES_ON = { ignoreHTTPSErrors: true };

pageTest('two play, and a third parties, over https', all, async (visit) => {
  const { x, o } = await sitDown(visit);
  assert.equal(new URL(x.url()).origin, `https://${all.server.main}`);
  await playOut({ x, o }, [4, 0, 8]);
  const party = await visit('/party');
  await shows(party, /^1 person, 5 zombies; you are at \d+, \d+\.$/);
}, GOES_ON);
