import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZodError } from 'zod';
import { objectSize } from '../../src/rules/object-size.ts';
import { NO_NETWORKS } from './judge-part.ts';
import { runRule } from './run-rule.ts';

function withTarget(name: string): object {
  return { endpoints: [{ addresses: ['10.1.2.3'], targetRef: { name } }] };
}

/** The bytes that the rule counts for such a slice. */
function sizeOf(name: string): number {
  const { findings } = runRule(objectSize, { slice: withTarget(name), options: { max: 1 } });
  return findings[0]?.quantity ?? Number.NaN;
}

describe('object-size', () => {
  const rest = sizeOf('x') - 1;

  it('allows exactly the limit and finds one byte more', () => {
    const exact = 524_288 - rest;
    expect(runRule(objectSize, { slice: withTarget('x'.repeat(exact)) }).findings).toEqual([]);
    expect(runRule(objectSize, { slice: withTarget('x'.repeat(exact + 1)) }).findings).toEqual([
      { id: 'too-large', field: '', seen: '524289', expected: 'at most 524288', quantity: 524_289 },
    ]);
  });

  it('counts bytes of UTF-8, not units of UTF-16', () => {
    const wide = withTarget('中'.repeat(200_000));
    expect(runRule(objectSize, { slice: wide }).findings).toMatchObject([{ quantity: 600_000 + rest }]);
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

  it('counts the bytes of UTF-8 of every text, unescaped', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', '\\', '\n', 'é', '中', '\u{1f600}'), minLength: 1 });
    fc.assert(
      fc.property(text, text, (first, second) => {
        expect(sizeOf(first + second) - sizeOf(first)).toBe(Buffer.byteLength(second));
      }),
    );
  });

  it('accepts limits from 1 byte to 4 MiB', () => {
    for (const max of [1, 4_194_304]) expect(objectSize.compile({ max }, NO_NETWORKS).options).toEqual({ max });
    for (const max of [0, 4_194_305, 1.5, '1Mi'])
      expect(() => objectSize.compile({ max }, NO_NETWORKS)).toThrow(ZodError);
  });
});
