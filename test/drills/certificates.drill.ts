// Certificate files replaced under load: new connections get the new pair, none fails, and no spoilt pair ever replaces a good one.
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { expect, it, onTestFinished } from 'vitest';
import { certificatePem, privateKeyPem } from '../../src/certs/issue.ts';
import type { Identity } from '../../src/certs/x509.ts';
import { ca, newLeaf } from '../admission/support.ts';
import { eventually } from '../e2e/harness/children.ts';
import { keepAliveAgent } from './support/call.ts';
import { printFigures } from './support/figures.ts';
import { openLoop } from './support/pace.ts';
import { chainOf } from './support/replica.ts';
import { askForVerdict } from './support/reviewer.ts';
import { scaled } from './support/scale.ts';
import { useReplica } from './support/single.ts';
import { CallFailed, Tally } from './support/tally.ts';

const replica = useReplica();
const seconds = scaled(120);
/** Longer than the server waits for further changes. */
const NOTICED_MS = 600;

/** The fingerprint of the certificate that a new connection is shown. */
function shown(): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect({ host: '127.0.0.1', port: replica().port, ca }, () => {
    resolve(socket.getPeerCertificate().fingerprint256);
    socket.end();
  });
  socket.once('error', (error) => reject(new CallFailed(error.message)));
  return promise;
}

/** What a pair of files can become that must not be served with. */
const SPOILT: readonly ((leaf: Identity) => Promise<void> | void)[] = [
  (leaf) => replica().write('tls.key', privateKeyPem(leaf)),
  (leaf) => replica().write('tls.crt', certificatePem(leaf).slice(0, 300)),
  () => replica().write('tls.crt', ''),
  () => replica().write('tls.key', '-----BEGIN PRIVATE KEY-----\nMIG'),
  (leaf) => {
    replica().write('tls.key', privateKeyPem(leaf));
    replica().write('tls.crt', chainOf(newLeaf(new Date('2020-01-01'))));
  },
];

it('serves every new connection with the last good pair', async () => {
  const agent = keepAliveAgent();
  onTestFinished(() => agent.destroy());
  const [kept, fresh, looks] = [new Tally(), new Tally(), new Tally()];
  const seen = new Set<string>();
  const good = new Set([await shown()]);
  const { port } = replica();
  const load = Promise.all([
    openLoop({ perSecond: 60, seconds }, () => kept.count(() => askForVerdict({ port, agent }))),
    openLoop({ perSecond: 60, seconds }, () => fresh.count(() => askForVerdict({ port, agent: false }))),
    openLoop({ perSecond: 20, seconds }, () => looks.count(async () => void seen.add(await shown()))),
  ]);
  const end = Date.now() + seconds * 1000;
  let [replaced, spoilt] = [0, 0];
  for (let turn = 0; Date.now() + 3000 < end; turn++) {
    const leaf = newLeaf();
    good.add(leaf.certificate.fingerprint256);
    // One file after the other, with the server looking in between: for that long the pair does not match.
    replica().write('tls.key', privateKeyPem(leaf));
    if (turn % 2 === 0) await sleep(NOTICED_MS);
    replica().write('tls.crt', chainOf(leaf));
    await eventually('the new pair is shown', async () => (await shown()) === leaf.certificate.fingerprint256, {
      within: 3000,
    });
    replaced++;
    await SPOILT[turn % SPOILT.length]?.(newLeaf());
    spoilt++;
    await sleep(NOTICED_MS);
    expect(await shown()).toBe(leaf.certificate.fingerprint256);
  }
  const [kind, other] = await load;
  printFigures('drill: certificates', {
    'arrival rate': `${kind.rate} reviews a second on kept and ${other.rate} on new connections`,
    'pairs replaced, spoilt': `${replaced}, ${spoilt}`,
    ...kept.figures('kept connections'),
    ...fresh.figures('new connections'),
    ...looks.figures('handshakes'),
  });
  expect(replaced).toBeGreaterThan(2);
  expect([kept, fresh, looks].map(({ failures, wrong }) => [...failures, ...wrong])).toEqual([[], [], []]);
  expect([...seen].filter((fingerprint) => !good.has(fingerprint))).toEqual([]);
});
