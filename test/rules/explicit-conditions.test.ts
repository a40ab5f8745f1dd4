import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZodError } from 'zod';
import { applyPatch } from '../../src/model/json-patch.ts';
import { explicitConditions } from '../../src/rules/explicit-conditions.ts';
import { NO_NETWORKS } from './judge-part.ts';
import { runRaw, runRule } from './run-rule.ts';

function fieldsOf(endpoints: readonly object[], options: object = {}): readonly string[] {
  return runRule(explicitConditions, { slice: { endpoints }, options }).findings.map(({ field }) => field);
}

describe('explicit-conditions', () => {
  it('accepts false and finds null, like a condition that is not set', () => {
    const endpoints = [{ conditions: { ready: false } }, { conditions: { ready: null } }, { conditions: null }, {}];
    expect(fieldsOf(endpoints)).toEqual([
      'endpoints[1].conditions.ready',
      'endpoints[2].conditions.ready',
      'endpoints[3].conditions.ready',
    ]);
  });

  it('asks for each condition once, in the order of the options', () => {
    expect(fieldsOf([{}], { require: ['terminating', 'ready', 'ready'] })).toEqual([
      'endpoints[0].conditions.terminating',
      'endpoints[0].conditions.ready',
    ]);
  });

  it('has fixes that set what the absence means, so that no consumer sees a change', () => {
    const flag = fc.constantFrom(undefined, null, true, false);
    const options = { require: ['ready', 'serving', 'terminating'] };
    fc.assert(
      fc.property(fc.array(fc.record({ ready: flag, serving: flag, terminating: flag })), (written) => {
        const slice = { endpoints: written.map((conditions) => ({ conditions })) };
        const { reports } = runRaw(explicitConditions, { slice, options });
        const fixed = applyPatch(
          slice,
          reports.flatMap(([, { fix = [] }]) => fix),
        );
        // discovery/v1: "nil should be interpreted as" true, true and false.
        const meant = written.map(({ ready, serving, terminating }) => ({
          conditions: { ready: ready ?? true, serving: serving ?? true, terminating: terminating ?? false },
        }));
        expect(fixed).toEqual({ endpoints: meant });
      }),
    );
  });

  it('refuses conditions that Kubernetes does not have, and a list of none', () => {
    for (const require of [[], ['Ready'], ['ready', 'healthy'], 'ready'])
      expect(() => explicitConditions.compile({ require }, NO_NETWORKS)).toThrow(ZodError);
  });
});
