import { describe, expect, it } from 'vitest';
import { integerOf, resolveKey, resolvePlain } from '../../src/yaml/scalars.ts';
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

describe('integerOf', () => {
  it.each([
    ['1_000', 1000n],
    ['-0x10', -16n],
    ['017', 15n],
    ['0o17', 15n],
    ['0b-101', -5n],
    ['0b+1', 1n],
    ['-0b-1', undefined],
    ['0x-1', undefined],
    ['18446744073709551615', 2n ** 64n - 1n],
    ['18446744073709551616', undefined],
    ['1.0', undefined],
    ['', undefined],
  ])('is the integer that Go reads in %j', (text, value) => {
    expect(integerOf(text)).toBe(value);
  });
});

describe('resolveKey', () => {
  // Recorded from kubectl's library.
  it.each([
    ['0b-1', '-1'],
    ['-0', '0'],
    ['-0e1', '-0'],
    ['-1e-60', '-0'],
    ['0.0', '0'],
    ['55975.561', '55975.562'],
    ['1.2379400392853803e+27', '1.2379401e+27'],
    ['1.26217745e-29', '1.2621775e-29'],
    ['2.44140625e-4', '0.00024414063'],
    ['-1e300', '-.inf'],
    ['9223372036854775807', '9223372036854775807'],
    ['9223372036854775808', undefined],
    ['no', 'false'],
    ['~', undefined],
    ['a', 'a'],
  ])('is the key that kubectl makes of %j', (text, key) => {
    expect(resolveKey(text)).toBe(key);
  });
});
