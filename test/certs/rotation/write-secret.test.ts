import { describe, expect, it } from 'vitest';
import { readPemFile, certificatesIn } from '../../../src/certs/pem-file.ts';
import { readSecret } from '../../../src/certs/rotation/read-secret.ts';
import { bundleOf, secretAfter } from '../../../src/certs/rotation/write-secret.ts';
import { verifyAsApiServer } from '../../../src/certs/verify.ts';
import { after, ISSUING, NOW, rotated } from './rotation.ts';

describe('the Secret after a step', () => {
  it('has a next authority, which issues nothing yet', () => {
    const created = after(new Map(), { kind: 'createCa', reason: '' });
    expect([...created.keys()]).toEqual(['next-ca.crt', 'next-ca.key']);
    expect(readSecret(created)).toMatchObject({ current: undefined, leaf: undefined, faults: [] });
  });

  it('has the next authority as the current one with its leaf, and the old certificate without its key', () => {
    const first = rotated(new Map([['others', Buffer.from('stay')]]));
    const second = rotated(first);
    expect([...second.keys()].toSorted()).toEqual([
      'ca.crt',
      'ca.key',
      'others',
      'previous-ca.crt',
      'tls.crt',
      'tls.key',
    ]);
    const [before, content] = [readSecret(first), readSecret(second)];
    expect(content.faults).toEqual([]);
    expect(content.previous.map(({ fingerprint256 }) => fingerprint256)).toEqual([
      before.current?.certificate.fingerprint256,
    ]);
    const texts = [...second.values()].map((bytes) => Buffer.from(bytes).toString());
    const oldKey = Buffer.from(first.get('ca.key') ?? []).toString();
    expect(oldKey).toContain('PRIVATE KEY');
    expect(texts).not.toContain(oldKey);
  });

  it('serves a leaf with its authority, which an API server accepts', () => {
    const data = rotated(new Map());
    const [leaf, authority] = certificatesIn(readPemFile(data.get('tls.crt') ?? new Uint8Array()));
    if (leaf === undefined || authority === undefined) throw new Error('two certificates are written');
    const verdict = verifyAsApiServer({ chain: [leaf], bundle: [authority], host: 'web.shop.svc', now: NOW });
    expect(verdict.faults).toEqual([]);
  });

  it('has a new key for every leaf', () => {
    const data = rotated(new Map());
    const issuer = readSecret(data).current?.certificate.fingerprint256 ?? '';
    const again = after(data, { kind: 'issueLeaf', issuer, reason: '' });
    expect(again.get('tls.key')).not.toEqual(data.get('tls.key'));
    expect([again.get('ca.crt'), again.get('ca.key')]).toEqual([data.get('ca.crt'), data.get('ca.key')]);
  });

  it('has no previous authority that was dropped', () => {
    const data = rotated(rotated(rotated(new Map())));
    const [one, other] = readSecret(data).previous.map(({ fingerprint256 }) => fingerprint256);
    const left = after(data, { kind: 'dropOldCa', authorities: [one ?? ''], reason: '' });
    expect(readSecret(left).previous.map(({ fingerprint256 }) => fingerprint256)).toEqual([other]);
    const none = after(left, { kind: 'dropOldCa', authorities: [other ?? ''], reason: '' });
    expect(none.has('previous-ca.crt')).toBe(false);
  });

  it('is not made from a step for another content', () => {
    const data = rotated(new Map());
    const step = { kind: 'issueLeaf', issuer: 'another', reason: '' } as const;
    expect(() => secretAfter(step, data, readSecret(data), ISSUING)).toThrow(/an authority that cannot issue/);
    const publish = { kind: 'publishBundle', configuration: 'validating', authorities: ['x'], reason: '' } as const;
    expect(() => bundleOf(publish, new Map())).toThrow(/not observed/);
  });
});
