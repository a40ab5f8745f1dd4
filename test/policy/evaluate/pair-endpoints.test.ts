// Which endpoints replace a stored one: each stored one at most once.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Identities } from '../../../src/policy/evaluate/identities.ts';
import { pairEndpoints } from '../../../src/policy/evaluate/pair-endpoints.ts';
import { decode, isSameTarget, pairEach, visibility, written } from './support.ts';

const pairs = (old: readonly object[], now: readonly object[]): readonly boolean[] =>
  pairEndpoints(decode(old), decode(now), new Identities());

it('pairs as many as can be paired, each with a stored endpoint of its own that was no less visible', () => {
  let paired = 0;
  fc.assert(
    fc.property(fc.array(written, { maxLength: 6 }), fc.array(written, { maxLength: 6 }), (before, after) => {
      const [old, now] = [decode(before), decode(after)];
      const result = pairEndpoints(old, now, new Identities());
      const expected = pairEach(now, old, (one, stored) => {
        return isSameTarget(one, stored) && visibility(one) <= visibility(stored);
      });
      expect(result).toEqual(expected);
      paired += result.filter(Boolean).length;
    }),
    { numRuns: 1000 },
  );
  expect(paired).toBeGreaterThan(500);
});

const A = { addresses: ['10.0.0.1'] };
const unready = { ...A, conditions: { ready: false } };

it.each([
  ['nothing was stored', [], [A], [false]],
  ['a second copy', [A], [A, A], [true, false]],
  ['one that becomes ready', [unready], [A], [false]],
  ['one that is no longer ready', [A], [unready], [true]],
  ['the less visible one is used first', [A, unready], [unready, A], [true, true]],
  ['another target', [A], [{ ...A, targetRef: { kind: 'Pod', name: 'x' } }], [false]],
  ['another node, zone and host name', [A], [{ ...A, nodeName: 'n', zone: 'z', hostname: 'h' }], [true]],
])('%s', (_, old, now, expected) => {
  expect(pairs(old, now)).toEqual(expected);
});
