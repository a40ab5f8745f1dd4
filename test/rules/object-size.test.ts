import { describe, expect, it } from 'vitest';
import { objectSize } from '../../src/rules/object-size.ts';
import { runRule } from './run-rule.ts';

describe('object-size', () => {
  it('allows exactly the limit and finds one byte more', () => {
    const exact = 524_288 - (sizeOf(100) - 100);
    expect(runRule(objectSize, { slice: padded(exact) }).findings).toEqual([]);
    expect(runRule(objectSize, { slice: padded(exact + 1) }).findings).toEqual([
      { id: 'too-large', field: '', seen: '524289', expected: 'at most 524288', quantity: 524_289 },
    ]);
  });

  it('counts bytes of UTF-8, not units of UTF-16', () => {
    const wide = { endpoints: [{ addresses: ['10.1.2.3'], targetRef: { name: '中'.repeat(200_000) } }] };
    expect(runRule(objectSize, { slice: wide }).findings).toMatchObject([{ quantity: 600_000 + sizeOf(1) - 1 }]);
  });

  it('accepts a thousand endpoints with all their fields', () => {
    const full = Array.from({ length: 1000 }, (_, index) => ({
      addresses: [`10.1.${index >> 8}.${index & 255}`],
      conditions: { ready: true, serving: true, terminating: false },
      nodeName: `ip-10-0-${index % 200}-17.eu-central-1.compute.internal`,
      targetRef: {
        kind: 'Pod',
        namespace: 'shop',
        name: `web-5d9c7b8f6d-${index}`,
        uid: '5f0c1d7e-0000-4000-8000-000000000000',
      },
      zone: 'eu-central-1a',
      hints: { forZones: [{ name: 'eu-central-1a' }] },
    }));
    expect(runRule(objectSize, { slice: { endpoints: full } }).findings).toEqual([]);
  });
});

function padded(length: number): object {
  return { endpoints: [{ addresses: ['10.1.2.3'], targetRef: { name: 'x'.repeat(length) } }] };
}

function sizeOf(length: number): number {
  return runRule(objectSize, { slice: padded(length), options: { max: 1 } }).findings[0]?.quantity ?? Number.NaN;
}
