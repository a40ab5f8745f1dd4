import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepLabels, keysOf, knownLabels, withLabel } from '../../src/model/labels.ts';
import { many } from './many.ts';

const MANY = 2000;

function labelsOf(count: number): Record<string, string> {
  return Object.fromEntries(many(count, (index) => [`k${index}`, String(index)]));
}

const labels = fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'a')), fc.string());

describe('keysOf', () => {
  it.each([0, 10, MANY])('lists the keys of %i labels in the order of Object.keys', (count) => {
    const map = labelsOf(count);
    expect(keysOf(map)).toEqual(Object.keys(map));
    expect(keysOf(map)).toEqual(Object.keys(map));
  });

  it('collects the keys of many labels only once', () => {
    let collected = 0;
    const map = new Proxy(labelsOf(MANY), {
      ownKeys: (target) => {
        collected++;
        return Reflect.ownKeys(target);
      },
    });
    expect(keysOf(map)).toBe(keysOf(map));
    expect(collected).toBe(1);
  });
});

describe('keepLabels', () => {
  it('keeps many labels with the object that they were made from, and not a few', () => {
    for (const count of [10, MANY]) {
      const written = labelsOf(count);
      const made = { ...written };
      const keys = Object.keys(written);
      expect(knownLabels(written)).toBeUndefined();
      keepLabels(written, made, keys);
      expect(knownLabels(written)).toBe(count === MANY ? made : undefined);
    }
  });
});

describe('withLabel', () => {
  it('adds or changes one label of any key, and does not change the labels given', () => {
    fc.assert(
      fc.property(labels, fc.constantFrom('a', 'b', '__proto__', 'constructor'), fc.string(), (old, key, value) => {
        const before = JSON.stringify(old);
        const result = withLabel(Object.assign(Object.create(null), old), key, value);
        const expected = new Map([...Object.entries(old), [key, value]]);
        expect(new Map(Object.entries(result))).toEqual(expected);
        expect(keysOf(result)).toEqual(Object.keys(result));
        expect(Object.getPrototypeOf(result)).toBeNull();
        expect(JSON.stringify(old)).toBe(before);
      }),
    );
  });

  it('knows the keys of many labels', () => {
    const old = labelsOf(MANY);
    for (const [key, count] of [
      ['k7', MANY],
      ['new', MANY + 1],
    ] as const) {
      const result = withLabel(old, key, 'x');
      expect(keysOf(result)).toEqual(Object.keys(result));
      expect(keysOf(result)).toHaveLength(count);
      expect(result[key]).toBe('x');
    }
  });
});
