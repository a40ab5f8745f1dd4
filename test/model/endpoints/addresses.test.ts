import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressKey, isReadyCode, isSameTarget, SubsetAddresses } from '../../../src/model/endpoints/addresses.ts';
import { formatPath } from '../../../src/model/field-path.ts';
import { Reader } from '../../../src/model/decode/reader.ts';
import type { TargetRef } from '../../../src/model/slice.ts';
import { anySubsets, keyOf, readinessOf, tableOf, type RawAddress, type RawSubset } from './subsets.ts';

/** The raw addresses in the order in which they are read. */
function written(subsets: readonly RawSubset[]): readonly RawAddress[] {
  return subsets.flatMap(({ addresses = [], notReadyAddresses = [] }) => [...addresses, ...notReadyAddresses]);
}

function firstOf(subsets: readonly RawSubset[], key: string): RawAddress | undefined {
  return written(subsets).find((address) => keyOf(address) === key);
}

function numberOf(addresses: SubsetAddresses, { ip, targetRef }: RawAddress): number {
  return addresses.find(addressKey(ip, targetRef?.uid ?? '')) ?? -1;
}

const text = fc.string({ unit: fc.constantFrom(' ', '0', '1', '2', 'a'), maxLength: 4 });

describe('addressKey', () => {
  it('is equal exactly for the same text and uid', () => {
    fc.assert(
      fc.property(text, text, text, text, (ip, uid, otherIp, otherUid) => {
        expect(addressKey(ip, uid) === addressKey(otherIp, otherUid)).toBe(ip === otherIp && uid === otherUid);
      }),
      { numRuns: 2000, examples: [[' 1 a', '', 'a', 'b']] },
    );
  });
});

describe('SubsetAddresses', () => {
  it('has each address of a subset in one place, not ready if one of its lists says so', () => {
    fc.assert(
      fc.property(anySubsets, (subsets) => {
        const { addresses } = tableOf(subsets);
        for (const [index, subset] of subsets.entries()) {
          const places = new Set(addresses.codes.subarray(addresses.starts[index], addresses.starts[index + 1]));
          const ready = [...readinessOf([subset])].map(([key, isReady]) => {
            const first = firstOf(subsets, key);
            return first && numberOf(addresses, first) * 2 + (isReady ? 1 : 0);
          });
          expect(places).toEqual(new Set(ready));
          expect(addresses.sizeOf(index)).toBe(ready.length);
        }
        expect(addresses.size).toBe(addresses.starts.at(-1));
      }),
    );
  });

  it('numbers addresses in the order of the object', () => {
    fc.assert(
      fc.property(anySubsets, (subsets) => {
        const keys = [...new Set(written(subsets).map(({ ip, targetRef }) => addressKey(ip, targetRef?.uid ?? '')))];
        expect(tableOf(subsets).addresses.keys).toEqual(keys);
      }),
    );
  });

  it('knows the place of each address in the object', () => {
    fc.assert(
      fc.property(anySubsets, (subsets) => {
        const { addresses } = tableOf(subsets);
        for (let place = 0; place < addresses.size; place++) {
          const { subset, list, index } = addresses.source(place);
          const code = addresses.codes[place] ?? 0;
          expect(list).toBe(isReadyCode(code) ? 'addresses' : 'notReadyAddresses');
          const source = list === 'ports' ? undefined : subsets[subset]?.[list]?.[index];
          expect(source && numberOf(addresses, source)).toBe(code >> 1);
        }
      }),
    );
  });

  it('makes endpoints with the fields of the first appearance, one for each readiness', () => {
    const targetRef = { kind: 'Pod', name: 'web-0', uid: '1' };
    const { addresses } = tableOf([
      { addresses: [{ ip: '10.0.0.1', hostname: '', nodeName: 'n1', targetRef }] },
      {
        notReadyAddresses: [{ ip: '10.0.0.1', hostname: 'b', nodeName: 'n2', targetRef: { ...targetRef, name: 'x' } }],
      },
    ]);
    expect([...addresses.codes]).toEqual([1, 0]);
    expect(addresses.endpoint(1)).toMatchObject({
      addresses: ['10.0.0.1'],
      addressCount: 1,
      conditions: { ready: true },
      hostname: undefined,
      nodeName: 'n1',
      targetRef,
    });
    expect(addresses.endpoint(0)).toEqual({ ...addresses.endpoint(1), conditions: { ready: false } });
    expect(addresses.endpoint(0)).toBe(addresses.endpoint(0));
    expect(addresses.text(0)).toBe('10.0.0.1');
  });

  it('compares the fields of addresses of two objects', () => {
    fc.assert(
      fc.property(anySubsets, anySubsets, (left, right) => {
        const [ours, theirs] = [tableOf(left).addresses, tableOf(right).addresses];
        for (const address of written(left).filter((each) => numberOf(theirs, each) >= 0)) {
          const [one, other] = [firstOf(left, keyOf(address)), firstOf(right, keyOf(address))];
          expect(ours.saysAs(numberOf(ours, address), theirs, numberOf(theirs, address))).toBe(
            one?.hostname === other?.hostname &&
              one?.nodeName === other?.nodeName &&
              one?.targetRef?.name === other?.targetRef?.name,
          );
        }
      }),
    );
  });

  it('reports fields of the wrong type', () => {
    const reader = new Reader();
    new SubsetAddresses(1, 2).read(reader, 0, [{ ip: 1, hostname: 2, nodeName: 3, targetRef: { uid: 4 } }, 'x'], null);
    expect(reader.problems.map(({ path }) => formatPath(path)).toSorted()).toEqual([
      'addresses[0].hostname',
      'addresses[0].ip',
      'addresses[0].nodeName',
      'addresses[0].targetRef.uid',
      'addresses[1]',
    ]);
  });
});

describe('isSameTarget', () => {
  const target: TargetRef = {
    kind: 'Pod',
    namespace: 'shop',
    name: 'web-0',
    uid: '1',
    apiVersion: 'v1',
    resourceVersion: '2',
    fieldPath: 'spec',
  };

  it('compares every member', () => {
    expect(isSameTarget(target, { ...target })).toBe(true);
    for (const member of Object.keys(target))
      expect(isSameTarget(target, { ...target, [member]: 'other' })).toBe(false);
  });

  it('distinguishes a target from none', () => {
    expect([isSameTarget(undefined, undefined), isSameTarget(target, undefined)]).toEqual([true, false]);
  });
});
