import { expect, it } from 'vitest';
import { groupByRule, type Instance } from '../../src/policy/policy-set.ts';
import { badAddress, impostor, load, tooMany } from './fixtures.ts';

it('groups instances by rule, in the order of the registry, and then those of other rules', () => {
  const instances: readonly Instance[] = load('  preset: strict\n').groups.flat();
  const ids = groupByRule(instances, [tooMany, badAddress]).map((group) => group.map(({ rule }) => rule.id));
  expect(ids).toEqual([['too-many'], ['bad-address'], ['impostor']]);
  expect(groupByRule([...instances, ...instances], [impostor])[0]).toHaveLength(2);
  expect(groupByRule([], [impostor])).toEqual([]);
});
