import { describe, expect, it } from 'vitest';
import { resolvePlain } from '../../src/yaml/scalars.ts';
import { scalars } from './readings.ts';

describe('resolvePlain', () => {
  it('has recorded readings of every type', () => {
    const types = Map.groupBy(scalars, ({ value }) => (value === null ? 'null' : typeof value));
    expect([...types.keys()].toSorted()).toEqual(['boolean', 'null', 'number', 'string']);
    expect(types.get('number')?.length).toBeGreaterThan(200);
    expect(types.get('string')?.length).toBeGreaterThan(1000);
  });

  it("reads every scalar as kubectl's library does", () => {
    // As JSON, in which a negative zero is a zero.
    const read = scalars.map(({ text }) => JSON.stringify([text, resolvePlain(text)]));
    expect(read).toEqual(scalars.map(({ text, value }) => JSON.stringify([text, value])));
  });

  it.each([
    ['.nan', NaN],
    ['.NaN', NaN],
    ['.inf', Infinity],
    ['+.Inf', Infinity],
    ['-.INF', -Infinity],
    ['.Nan', '.Nan'],
    ['-.nan', '-.nan'],
  ])('reads %s as YAML 1.1 does, although JSON cannot hold it', (text, value) => {
    expect(resolvePlain(text)).toBe(value);
  });

  // A port or a label value with such a number would pass here and be refused by the API server, or the reverse.
  it.each([
    ['0xFFFFFFFFFFFFFFFF', 2 ** 64],
    ['0x10000000000000000', '0x10000000000000000'],
    ['-0x8000000000000000', -(2 ** 63)],
    ['-0x8000000000000001', '-0x8000000000000001'],
    ['+0xF000000000000000', '+0xF000000000000000'],
    ['-01000000000000000000001', -1e21],
  ])('keeps the limits of int64 and uint64: %s', (text, value) => {
    expect(resolvePlain(text)).toBe(value);
  });
});
