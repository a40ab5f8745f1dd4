import fc from 'fast-check';
import { expect, it } from 'vitest';
import { groupByRule, isStronger, strongest, weaker, type Instance } from '../../src/policy/policy-set.ts';
import { ACTIONS } from '../../src/policy/rule.ts';
import { badAddress, impostor, load, tooMany } from './fixtures.ts';

it('groups instances by rule, in the order of the registry, and then those of other rules', () => {
  const instances: readonly Instance[] = load('  preset: strict\n').groups.flat();
  const ids = groupByRule(instances, [tooMany, badAddress]).map((group) => group.map(({ rule }) => rule.id));
  expect(ids).toEqual([['too-many'], ['bad-address'], ['impostor']]);
  expect(groupByRule([...instances, ...instances], [impostor])[0]).toHaveLength(2);
  expect(groupByRule([], [impostor])).toEqual([]);
});

it('compares actions in one order: deny, warn, audit, off', () => {
  const strength = ['off', 'audit', 'warn', 'deny'];
  const action = fc.constantFrom(...ACTIONS);
  fc.assert(
    fc.property(action, action, fc.array(action), (left, right, all) => {
      expect(isStronger(left, right)).toBe(strength.indexOf(left) > strength.indexOf(right));
      expect(weaker(left, right)).toBe(strength[Math.min(strength.indexOf(left), strength.indexOf(right))]);
      expect(strongest(all)).toBe(strength[Math.max(0, ...all.map((one) => strength.indexOf(one)))]);
    }),
    { numRuns: 300 },
  );
});
