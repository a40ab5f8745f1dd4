import { describe, expect, it } from 'vitest';
import { explicitConditions } from '../../src/rules/explicit-conditions.ts';
import { runRule } from './run-rule.ts';

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
});
