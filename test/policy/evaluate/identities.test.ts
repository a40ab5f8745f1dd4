// Two endpoints have one number if and only if they are the same.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../../src/model/slice.ts';
import { Identities } from '../../../src/policy/evaluate/identities.ts';
import { conditions, decode, isSameTarget, written } from './support.ts';

const hints = { forZones: [{ name: 'z' }], forNodes: [] };
const endpoints = fc
  .array(
    fc.record({
      one: written,
      more: fc.record(
        { hostname: fc.constant('h'), zone: fc.constant('z'), hints: fc.constant(hints) },
        { requiredKeys: [] },
      ),
    }),
    { maxLength: 6 },
  )
  .map((all) => decode(all.map(({ one, more }) => ({ ...one, ...more }))));

function isSameButConditions(one: Endpoint, other: Endpoint): boolean {
  const none = { ready: undefined, serving: undefined, terminating: undefined };
  return JSON.stringify({ ...one, conditions: none }) === JSON.stringify({ ...other, conditions: none });
}

/** The endpoints, each twice: as it is, and as an equal object. */
function twice(all: readonly Endpoint[]): readonly Endpoint[] {
  return [...all, ...structuredClone(all)];
}

describe('the number of a whole endpoint', () => {
  it('is the same if and only if all is, except conditions', () => {
    fc.assert(
      fc.property(endpoints, (all) => {
        const identities = new Identities();
        for (const one of twice(all))
          for (const other of twice(all))
            expect(identities.whole(one) === identities.whole(other)).toBe(isSameButConditions(one, other));
      }),
    );
  });

  it('does not depend on conditions', () => {
    fc.assert(
      fc.property(written, conditions, (one, changed) => {
        const [before, after] = decode([one, { ...one, conditions: changed }]);
        if (before === undefined || after === undefined) throw new Error('two endpoints were written');
        const identities = new Identities();
        expect(identities.whole(before)).toBe(identities.whole(after));
      }),
    );
  });

  it('counts addresses beyond those that are kept', () => {
    const addresses = (count: number) => ({ addresses: Array.from({ length: count }, () => '10.0.0.1') });
    const identities = new Identities();
    const [hundred, more, less] = decode([addresses(101), addresses(102), addresses(101)]).map((endpoint) =>
      identities.whole(endpoint),
    );
    expect(hundred).not.toBe(more);
    expect(hundred).toBe(less);
  });
});

it('gives endpoints one target number if and only if addresses and target are the same', () => {
  fc.assert(
    fc.property(endpoints, (all) => {
      const identities = new Identities();
      for (const one of twice(all))
        for (const other of twice(all))
          expect(identities.target(one) === identities.target(other)).toBe(isSameTarget(one, other));
    }),
  );
});

it('never gives the place of a finding the number of an endpoint', () => {
  fc.assert(
    fc.property(
      endpoints,
      fc.array(fc.constantFrom('', '.ports', '.endpoints', '.metadata.labels[a]')),
      (all, places) => {
        const identities = new Identities();
        const ofEndpoints = new Set(all.flatMap((one) => [identities.whole(one), identities.target(one)]));
        const ofPlaces = places.map((place) => identities.text(place));
        expect(ofPlaces.filter((number) => ofEndpoints.has(number))).toEqual([]);
        expect(new Set(ofPlaces).size).toBe(new Set(places).size);
      },
    ),
  );
});
