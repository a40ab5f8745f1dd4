import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sameSubsets } from '../../../../src/model/validation/endpoints-v1/same.ts';
import { anyEndpoints, anyEndpointsUpdate } from '../../../oracle/endpoints.ts';

const ADDRESS = {
  ip: '10.1.2.3',
  hostname: 'a',
  nodeName: 'n',
  targetRef: {
    kind: 'Pod',
    namespace: 'd',
    name: 'p',
    uid: 'u',
    apiVersion: 'v1',
    resourceVersion: '1',
    fieldPath: 'f',
  },
};
const PORT = { name: 'sql', port: 5432, protocol: 'TCP', appProtocol: 'a' };
const FULL = { addresses: [ADDRESS], notReadyAddresses: [ADDRESS], ports: [PORT] };

/** Copies of the value in each of which one member, at any depth, is gone. */
function* withoutOne(value: unknown): Generator {
  if (Array.isArray(value))
    for (const [index, item] of value.entries()) {
      yield value.toSpliced(index, 1);
      for (const other of withoutOne(item)) yield value.with(index, other);
    }
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) {
      if (!Array.isArray(inner)) yield { ...value, [key]: undefined };
      for (const other of withoutOne(inner)) yield { ...value, [key]: other };
    }
}

describe('sameSubsets', () => {
  it('is an equality of copies', () => {
    fc.assert(
      fc.property(anyEndpoints, ({ subsets }) => {
        expect(sameSubsets(subsets ?? [], structuredClone(subsets ?? []))).toBe(true);
      }),
    );
  });

  it('is the same from both sides', () => {
    fc.assert(
      fc.property(anyEndpointsUpdate, ({ value, stored }) => {
        const [left, right] = [value.subsets ?? [], stored.subsets ?? []];
        expect(sameSubsets(left, right)).toBe(sameSubsets(right, left));
      }),
    );
  });

  it('sees each member', () => {
    const changed = [...withoutOne([FULL])];
    // The default of a protocol is the one that is gone here.
    const same = changed.filter((other) => Array.isArray(other) && sameSubsets([FULL], other));
    expect(changed).toHaveLength(30);
    expect(same).toEqual([{ ...FULL, ports: [{ ...PORT, protocol: undefined }] }].map((subset) => [subset]));
  });

  it.each<[string, object, object, boolean]>([
    ['lists that are absent, null and empty', {}, { addresses: [], ports: null }, true],
    ['an empty host name', { addresses: [{ ip: 'a', hostname: '' }] }, { addresses: [{ ip: 'a' }] }, true],
    ['an empty node name', { addresses: [{ ip: 'a', nodeName: '' }] }, { addresses: [{ ip: 'a' }] }, false],
    ['an empty target', { addresses: [{ ip: 'a', targetRef: {} }] }, { addresses: [{ ip: 'a' }] }, false],
    ['defaults', { ports: [{}] }, { ports: [{ name: '', port: 0, protocol: 'TCP', appProtocol: null }] }, true],
    ['an empty protocol', { ports: [{ protocol: '' }] }, { ports: [null] }, true],
    ['an empty application protocol', { ports: [{ appProtocol: '' }] }, { ports: [{}] }, false],
    ['readiness', { addresses: [ADDRESS] }, { notReadyAddresses: [ADDRESS] }, false],
  ])('compares %s', (_, left, right, expected) => {
    expect(sameSubsets([left], [right])).toBe(expected);
  });
});
