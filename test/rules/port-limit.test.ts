import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZodError } from 'zod';
import { portLimit } from '../../src/rules/port-limit.ts';
import { NO_NETWORKS } from './judge-part.ts';
import { runRule } from './run-rule.ts';

function slice(count: number): object {
  return { ports: Array.from({ length: count }, (_, index) => ({ name: `p${index}`, port: index + 1 })) };
}

describe('port-limit', () => {
  it('allows exactly the limit', () => {
    expect(runRule(portLimit, { slice: slice(100) }).findings).toEqual([]);
  });

  it.for([101, 20_001])('counts %d ports, also those that are too many to be decoded', (count) => {
    expect(runRule(portLimit, { slice: slice(count) }).findings).toEqual([
      { id: 'too-many', field: 'ports', seen: String(count), expected: 'at most 100', quantity: count },
    ]);
  });

  it('counts to the limit of the policy', () => {
    fc.assert(
      fc.property(fc.nat(12), fc.integer({ min: 1, max: 10 }), (count, max) => {
        const { findings } = runRule(portLimit, { slice: slice(count), options: { max } });
        expect(findings.map(({ expected }) => expected)).toEqual(count > max ? [`at most ${max}`] : []);
      }),
    );
  });

  it('accepts limits from 1 to the 20000 ports that an API server stores', () => {
    for (const max of [1, 20_000]) expect(portLimit.compile({ max }, NO_NETWORKS).options).toEqual({ max });
    for (const max of [0, 20_001, 1.5, '100', null])
      expect(() => portLimit.compile({ max }, NO_NETWORKS)).toThrow(ZodError);
  });
});
