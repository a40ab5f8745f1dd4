// What the contract of rules (src/policy/rule.ts) asks of each of them, on random slices and updates.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnyRule, CompiledRule, Need } from '../../src/policy/rule.ts';
import { RULES } from '../../src/rules/index.ts';
import { updates } from '../oracle/updates.ts';
import { runCompiled, setupOf, sliceOf, type RuleInput } from './run-rule.ts';

/** There are a hundred tests here, and slices of up to a thousand endpoints. */
const RUNS = { numRuns: 40 };

/** The rule with the options of its first bad example: some have no defaults, others find nothing with them. */
function compile(rule: AnyRule): CompiledRule {
  const [{ options = {}, networks = {} } = {}] = rule.examples.bad;
  return rule.compile(options, setupOf(networks));
}

const users = fc.constantFrom(undefined, 'alice', 'system:serviceaccount:shop:operator');
const inputs: fc.Arbitrary<RuleInput> = fc
  .tuple(updates, users, fc.constantFrom('create', 'update', 'update of an unknown object'))
  .map(([{ stored, value }, user, kind]) => ({
    slice: value,
    operation: kind === 'create' ? 'CREATE' : 'UPDATE',
    ...(kind === 'update' ? { old: stored } : {}),
    ...(user === undefined ? {} : { user }),
  }));

const rules = RULES.filter(({ input }) => input !== 'manifest').map((rule) => ({ id: rule.id, rule }));
const withoutStored = rules.filter(({ rule }) => !rule.needs.includes('oldObject'));

describe.for(rules)('$id', ({ rule }) => {
  const asked = compile(rule);

  it('says the same of an object, whatever it judged before', () => {
    fc.assert(
      fc.property(inputs, inputs, (input, other) => {
        const first = runCompiled(compile(rule), input);
        runCompiled(asked, other);
        expect(runCompiled(asked, input)).toEqual(first);
      }),
      RUNS,
    );
  });

  it('is undecided only about what it declares', () => {
    const declared = new Set<Need>([...rule.needs, ...asked.kinds]);
    fc.assert(
      fc.property(inputs, (input) => {
        expect(runCompiled(asked, input).undecided.filter((need) => !declared.has(need))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('reports only endpoints and ports that are there', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { endpoints, ports } = sliceOf(input.slice);
        const lengths = new Map<unknown, number>([
          ['endpoints', endpoints.length],
          ['ports', ports.length],
        ]);
        const places = runCompiled(asked, input).reports.map(([, { at }]) => at);
        const beyond = places.filter(([list, index]) => typeof index === 'number' && index >= (lengths.get(list) ?? 0));
        expect(beyond).toEqual([]);
      }),
      RUNS,
    );
  });
});

it.for(withoutStored)('$id, which needs no stored object, judges an update as it judges a creation', ({ rule }) => {
  const asked = compile(rule);
  fc.assert(
    fc.property(inputs, (input) => {
      const { old: _, ...rest } = input;
      expect(runCompiled(asked, input)).toEqual(runCompiled(asked, { ...rest, operation: 'CREATE' }));
    }),
    RUNS,
  );
});
