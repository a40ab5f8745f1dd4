import { describe, expect, it } from 'vitest';
import { compare, type Item, type Verdict } from './compare.ts';
import type { Reading } from './kubectl.ts';

const problem = { message: 'wrong; correct it' };

function reads(documents: readonly unknown[], error?: string): Reading {
  return { documents: documents.map((value) => ({ value })), ...(error === undefined ? {} : { error }) };
}

function verdict(ours: readonly Item[], theirs: Reading): Verdict {
  return compare('', theirs, () => ours).verdict;
}

describe('what kubectl and sliceward read', () => {
  it('is the same', () => {
    expect(verdict([{ value: { b: 1, a: [2] } }], reads([{ a: [2], b: 1 }]))).toBe('same');
    expect(verdict([{ value: -0 }], reads([0]))).toBe('same');
    expect(verdict([], reads([]))).toBe('same');
  });

  it.each([
    [{ value: 1 }, reads([2])],
    [{ value: '1' }, reads([1])],
    [{ value: Infinity }, reads([null])],
    [{ value: { a: undefined } }, reads([{}])],
    [{ value: JSON.parse('{"__proto__": 1}') }, reads([{}])],
    [{ value: 1 }, reads([])],
    [{ value: 1 }, reads([1, 2])],
  ])('%j is not %j', (ours, theirs) => {
    expect(verdict([ours], theirs)).toBe('different');
  });

  it('differs before a problem, though not behind it', () => {
    expect(verdict([{ value: 1 }, problem], reads([2]))).toBe('different');
    expect(verdict([{ value: 1 }, problem], reads([]))).toBe('different');
    expect(verdict([problem, { value: 1 }], reads([2]))).toBe('refused-here');
  });

  it('is refused by both, or by one of them', () => {
    expect(verdict([problem], reads([], 'no'))).toBe('refused');
    expect(verdict([{ value: 1 }, problem, { value: 2 }], reads([1], 'no'))).toBe('refused');
    expect(verdict([problem], reads([1], 'no'))).toBe('refused-here');
    expect(verdict([], reads([], 'no'))).toBe('read-here');
    expect(verdict([{ value: 1 }, { value: 2 }, problem], reads([1], 'no'))).toBe('read-here');
  });

  it('is anything with a problem where kubectl cannot decode a document', () => {
    const theirs = { documents: [{ value: 1 }, { value: null, error: 'too large' }, { value: 3 }] };
    expect(verdict([{ value: 1 }, problem, { value: 3 }], theirs)).toBe('refused-here');
    expect(verdict([{ value: 1 }, { value: Infinity }, { value: 3 }], theirs)).toBe('read-here');
    expect(verdict([{ value: 2 }, problem], theirs)).toBe('different');
  });

  it('is nothing if the reader throws', () => {
    const thrown = compare('', reads([]), () => {
      throw new Error('deep');
    });
    expect(thrown).toMatchObject({ verdict: 'thrown', ours: ['Error: deep'] });
  });
});
