import { describe, expect, it } from 'vitest';
import { certificatesPem } from '../../../src/certs/certificate-block.ts';
import { observe, type Observed } from '../../../src/certs/rotation/observe.ts';
import { readSecret } from '../../../src/certs/rotation/read-secret.ts';
import { NAMES, rotated } from './rotation.ts';

const first = readSecret(rotated(new Map()));
const data = rotated(rotated(new Map()));
const secret = readSecret(data);
const [previous] = secret.previous;
const current = secret.current?.certificate;
const foreign = first.current?.certificate;
if (previous === undefined || current === undefined || foreign === undefined) throw new Error('a rotation makes them');

function observed(changes: Partial<Observed> = {}): ReturnType<typeof observe> {
  return observe({
    mode: 'self-managed',
    secretUnchangedFor: 0,
    secret,
    names: NAMES,
    configurations: [],
    replicas: [],
    ...changes,
  });
}

describe('observe', () => {
  it('makes facts of the Secret', () => {
    expect(observed().state.secret).toMatchObject({
      current: { id: current.fingerprint256, canIssue: true, notAfter: current.validToDate.getTime() },
      next: undefined,
      previous: [{ id: previous.fingerprint256 }],
      leaf: { issuer: current.fingerprint256, isUsable: true },
    });
  });

  it.each<[string, Partial<Observed>]>([
    ['lacks a name', { names: [...NAMES, 'api.shop.svc'] }],
    ['has lost its key', { secret: readSecret(new Map([...data].filter(([key]) => key !== 'tls.key'))) }],
    [
      'has another key',
      { secret: readSecret(new Map([...data, ['tls.key', data.get('ca.key') ?? new Uint8Array()]])) },
    ],
    ['is an authority', { secret: { ...secret, leaf: secret.current } }],
  ])('finds a leaf of no use that %s', (_, changes) => {
    expect(observed(changes).state.secret.leaf?.isUsable).toBe(false);
  });

  it('knows from which authority a replica serves, published ones too', () => {
    const caBundle = certificatesPem([foreign, current]);
    const { state, certificates } = observed({
      configurations: [{ kind: 'validating', injector: undefined, caBundles: [caBundle, undefined], unchangedFor: 7 }],
      replicas: [
        { name: 'new', shown: secret.leaf?.certificate },
        { name: 'old', shown: first.leaf?.certificate },
        { name: 'away', shown: undefined },
      ],
    });
    expect(state.replicas.map(({ servesFrom }) => servesFrom)).toEqual([
      [current.fingerprint256],
      [foreign.fingerprint256],
      undefined,
    ]);
    expect(state.configurations).toMatchObject([
      { kind: 'validating', unchangedFor: 7, bundles: [{ isClean: true }, { authorities: [], isClean: false }] },
    ]);
    expect(new Set(certificates.keys())).toEqual(
      new Set([current, previous, foreign].map((one) => one.fingerprint256)),
    );
  });
});
