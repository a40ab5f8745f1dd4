// The verdict on whole objects. It is compared with real servers in fixtures.test.ts and test/e2e/oracle.test.ts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPath } from '../../../src/model/field-path.ts';
import { KUBERNETES_VERSIONS } from '../../../src/model/kubernetes-version.ts';
import type { Fault } from '../../../src/model/validation/fault.ts';
import { readRawSlice } from '../../../src/model/validation/raw-slice.ts';
import { validateSlice } from '../../../src/model/validation/validate.ts';
import { LIMITS } from '../../../src/model/slice.ts';
import { slices } from '../../oracle/slices.ts';
import { updates } from '../../oracle/updates.ts';
import { many } from '../many.ts';
import { faultsOf } from './verdicts.ts';

describe('addressType', () => {
  it.each([
    ['is required', null, ['Required addressType']],
    ['must be known; the addresses of an unknown type are not checked', 'IP', ['NotSupported addressType']],
  ])('%s', (_, addressType, expected) => {
    expect(faultsOf({ with: { addressType } })).toEqual(expected);
  });
});

describe('properties', () => {
  it('an object with any endpoints may replace itself', () => {
    fc.assert(
      fc.property(slices, fc.constantFrom(...KUBERNETES_VERSIONS), (slice, version) => {
        const faults = validateSlice(slice, { version, stored: slice });
        expect(faults.filter(({ path: [first] }) => first === 'endpoints')).toEqual([]);
      }),
    );
  });

  it('a newer server refuses everything that an older one refuses', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          slices.map((value) => ({ value })),
          updates,
        ),
        (write) => {
          const verdicts = KUBERNETES_VERSIONS.map(
            (version) => validateSlice(write.value, { version, ...write }).length === 0,
          );
          expect(verdicts).toEqual(verdicts.toSorted((left, right) => Number(right) - Number(left)));
        },
      ),
    );
  });

  it('never throws on what JSON can hold', () => {
    const members = [
      'metadata',
      'addressType',
      'endpoints',
      'ports',
      'addresses',
      'hints',
      'forZones',
      'labels',
      'ownerReferences',
      'name',
      '__proto__',
    ];
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom(null, true, 0, -1e9, '', 'x', '10.0.0.1', 'IPv4'),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(fc.constantFrom(...members), tie('tree'), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(tree, tree, (value, stored) => {
        expect(() => validateSlice(value, { version: '1.37', stored })).not.toThrow();
      }),
    );
  });
});

describe('each fault once', () => {
  const textOf = ({ path, reason, seen, detail }: Fault): string =>
    JSON.stringify([formatPath(path), reason, seen.toWellFormed(), detail.toWellFormed()]);

  /** One address more than the limit, all of them refused, and the last one different. */
  const overfull = (address: string, more: object): object => ({
    metadata: { name: 'web-1' },
    addressType: 'IPv6',
    endpoints: [{ addresses: [...many(100, () => address), '10.9.9.9'], ...more }],
  });

  /** Whether the fault is about one of the first items of a list, up to its limit. */
  const isWithinLimits = (value: unknown, { path, reason, seen }: Fault): boolean => {
    const [member, endpoint, list, address] = path;
    if (member !== 'endpoints' || typeof endpoint !== 'number') return true;
    if (endpoint >= LIMITS.endpoints) return false;
    if (list !== 'addresses') return true;
    if (typeof address === 'number') return address < LIMITS.addressesPerEndpoint;
    // Addresses of the wrong family are reported on their list.
    const addresses = [...readRawSlice(value).endpoints][endpoint]?.addresses ?? [];
    return reason !== 'FieldValueInvalid' || addresses.slice(0, LIMITS.addressesPerEndpoint).includes(seen);
  };

  it('is the full list without repetitions and without items beyond a limit, in the same order', () => {
    let repeats = 0;
    const labels = fc.dictionary(
      fc.constantFrom('a', 'b b', 'c c'),
      fc.constantFrom('', 'x y', '\ud800', '\ud801', 'b b'),
    );
    const finalizers = fc.array(fc.constantFrom('a', 'a/b', 'a b/c'), { maxLength: 4 });
    const addresses = fc.array(fc.constantFrom('10.1.2.3', '2001:db8::1', '2001:db8::2', 'a'), { maxLength: 4 });
    const made = fc.record({ labels, finalizers, addresses }).map(({ addresses: own, ...metadata }) => ({
      metadata: { name: 'web-1', ...metadata },
      addressType: 'IPv4',
      endpoints: [{ addresses: own }, { addresses: own }],
    }));
    const writes: fc.Arbitrary<{ readonly value: unknown; readonly stored?: unknown }> = fc.oneof(
      made.map((value) => ({ value })),
      fc.tuple(made, made).map(([value, stored]) => ({ value, stored })),
      slices.map((value) => ({ value })),
      updates,
    );
    fc.assert(
      fc.property(writes, fc.constantFrom(...KUBERNETES_VERSIONS), (write, version) => {
        const all = validateSlice(write.value, { ...write, version });
        const once = validateSlice(write.value, { ...write, version, isBrief: true }).map(textOf);
        if (all.length > once.length) repeats++;
        expect(once).toEqual([...new Set(all.filter((fault) => isWithinLimits(write.value, fault)).map(textOf))]);
      }),
      {
        numRuns: 300,
        examples: [
          [{ value: overfull('::0.0.0.0', { hints: {} }), stored: overfull('::0.0.0.0', {}) }, '1.34'],
          [{ value: overfull('10.1.2.3', {}) }, '1.34'],
        ],
      },
    );
    expect(repeats).toBeGreaterThan(10);
  });

  it.each([
    ['addresses', 101, '1.36', ['TooMany endpoints[0].addresses']],
    ['addresses', 100, '1.36', ['Invalid endpoints[0].addresses[99]']],
    [
      'endpoints without addresses',
      1001,
      '1.37',
      ['TooMany endpoints', ...many(1000, (index) => `Required endpoints[${index}].addresses`)],
    ],
  ] as const)('omits what is beyond the limit: %s, %i', (what, count, version, expected) => {
    const addresses = many(count, (index) => (index === count - 1 ? 'x' : '10.1.2.3'));
    const endpoints = what === 'addresses' ? [{ addresses }] : many(count, () => ({ addresses: [] }));
    const value = { metadata: { name: 'web-1' }, addressType: 'IPv4', endpoints };
    const brief = validateSlice(value, { version, isBrief: true });
    expect(brief.map(({ reason, path }) => `${reason.replace('FieldValue', '')} ${formatPath(path)}`)).toEqual(
      expected,
    );
    expect(validateSlice(value, { version })).toHaveLength(brief.length + (count > 100 ? 1 : 0));
  });

  it('compares more endpoints than a server stores with the stored ones too', () => {
    const tooMany = {
      metadata: { name: 'web-1' },
      addressType: 'IPv4',
      endpoints: many(1001, () => ({ addresses: ['10.1.2.3'] })),
    };
    const other = {
      ...tooMany,
      endpoints: many(1001, (index) => ({ addresses: [index === 1000 ? '10.1.2.4' : '10.1.2.3'] })),
    };
    expect(validateSlice(tooMany, { version: '1.36', stored: tooMany })).toEqual([]);
    expect(validateSlice(tooMany, { version: '1.36', stored: other }).map(textOf)).toHaveLength(1);
  });
});
