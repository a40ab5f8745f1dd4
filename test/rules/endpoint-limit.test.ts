import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZodError } from 'zod';
import { endpointLimit } from '../../src/rules/endpoint-limit.ts';
import { NO_NETWORKS } from './judge-part.ts';
import { runRule } from './run-rule.ts';

function slice(count: number): object {
  return { endpoints: Array.from({ length: count }, () => ({ addresses: ['10.1.2.3'] })) };
}

describe('endpoint-limit', () => {
  it('allows exactly the limit', () => {
    expect(runRule(endpointLimit, { slice: slice(100) }).findings).toEqual([]);
  });

  it.for([101, 1000, 5000])('counts %d endpoints, also those that are too many to be decoded', (count) => {
    expect(runRule(endpointLimit, { slice: slice(count) }).findings).toEqual([
      { id: 'too-many', field: 'endpoints', seen: String(count), expected: 'at most 100', quantity: count },
    ]);
  });

  it('counts to the limit of the policy', () => {
    fc.assert(
      fc.property(fc.nat(12), fc.integer({ min: 1, max: 10 }), (count, max) => {
        const { findings } = runRule(endpointLimit, { slice: slice(count), options: { max } });
        expect(findings.map(({ expected }) => expected)).toEqual(count > max ? [`at most ${max}`] : []);
      }),
    );
  });

  it('counts endpoints that are not ready, and entries that are null', () => {
    const endpoints = [{ conditions: { ready: false } }, null, {}];
    expect(runRule(endpointLimit, { slice: { endpoints }, options: { max: 2 } }).findings).toMatchObject([
      { quantity: 3 },
    ]);
  });

  it('accepts limits from 1 to the 1000 endpoints that an API server stores', () => {
    for (const max of [1, 1000]) expect(endpointLimit.compile({ max }, NO_NETWORKS).options).toEqual({ max });
    for (const max of [0, 1001, 1.5, '100', null])
      expect(() => endpointLimit.compile({ max }, NO_NETWORKS)).toThrow(ZodError);
  });
});
