import { describe, expect, it } from 'vitest';
import { portLimit } from '../../src/rules/port-limit.ts';
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
});
