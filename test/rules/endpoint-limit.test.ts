import { describe, expect, it } from 'vitest';
import { endpointLimit } from '../../src/rules/endpoint-limit.ts';
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
});
